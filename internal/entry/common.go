package entry

import (
	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/figure"
)

// Common are the fields of every kind.
type Common struct {
	Title       string       `toml:"title" required:"true"`
	Summary     string       `toml:"summary"` // written by the author; Entry.Lead has the default
	Draft       bool         `toml:"draft"`
	Aliases     []string     `toml:"aliases"`
	Cover       string       `toml:"cover"`
	Photos      []Photo      `toml:"photos"`
	Attachments []Attachment `toml:"attachments"`
	Figures     []Line       `toml:"figures"`
	Withdrawn   *Withdrawn   `toml:"withdrawn"`
	Allow       []Allow      `toml:"allow"`
	Internal
}

// Internal are fields for the office alone: no byte of them is in any output.
type Internal struct {
	Indicators []string `toml:"indicators"`
	ReviewedBy string   `toml:"reviewed_by"`
	ApprovedBy string   `toml:"approved_by"`
}

// Photo is one picture of a gallery; File is relative to the entry's folder.
type Photo struct {
	File    string `toml:"file" required:"true"`
	Alt     string `toml:"alt" required:"true"`
	Caption string `toml:"caption"`
	Credit  string `toml:"credit"`
}

// Attachment is a file for download; File is relative to the entry's folder.
type Attachment struct {
	File  string `toml:"file" required:"true"`
	Title string `toml:"title" required:"true"`
}

// Line is one line of the ledger: a named figure. Of names the figure of which it is a part; Period is the time that it
// covers when that is not the entry's own day ("2026", "2026-06").
type Line struct {
	Name   string        `toml:"name" required:"true"`
	Value  figure.Figure `toml:"value" required:"true"`
	Of     string        `toml:"of"`
	Period string        `toml:"period"`
}

// Withdrawn takes an entry back: from that day on it leaves every list, total, feed and file.
type Withdrawn struct {
	Date     calendar.Day `toml:"date" required:"true"`
	By       string       `toml:"by" required:"true"`
	Document string       `toml:"document"`
	Address  string       `toml:"address" enum:"gone"`
}

// Allow accepts one finding of the gate on purpose.
type Allow struct {
	Rule   string       `toml:"rule" required:"true"`
	Text   string       `toml:"text"`
	Reason string       `toml:"reason" required:"true"`
	Until  calendar.Day `toml:"until"`
}

// Dated are the fields of events, rolls, models, volunteers and bulletins.
type Dated struct {
	Date       calendar.Moment `toml:"date" required:"true"`
	Community  decode.Strings  `toml:"community" required:"true"`
	Themes     []string        `toml:"themes"`
	Source     string          `toml:"source"`
	Author     string          `toml:"author"`
	Editor     string          `toml:"editor"`
	Updated    calendar.Day    `toml:"updated"`
	UpdateNote string          `toml:"update_note"`
	Expires    calendar.Day    `toml:"expires"`
	Media      []Media         `toml:"media"`
}

// Media is one piece of press coverage.
type Media struct {
	Outlet string       `toml:"outlet" required:"true"`
	Date   calendar.Day `toml:"date" required:"true"`
	Title  string       `toml:"title" required:"true"`
	URL    string       `toml:"url"`
	Level  string       `toml:"level" enum:"社区 街道 区县 市 省 全国"`
}

// Levels are the administrative levels of honours and of the press, from the lowest.
var Levels = []string{"社区", "街道", "区县", "市", "省", "全国"}
