package entry

import "mingde/internal/calendar"

// RollFields are the fields of a roll 榜: one round of honours, from nomination to listing.
type RollFields struct {
	Honour  string    `toml:"honour" required:"true"`
	Number  int       `toml:"number" required:"true"`
	Year    int       `toml:"year" required:"true"`
	Meeting *Meeting  `toml:"meeting"`
	Notice  *Notice   `toml:"notice"`
	Listed  []Honoree `toml:"listed"`
}

// Meeting is the meeting that votes.
type Meeting struct {
	Date     calendar.Day `toml:"date" required:"true"`
	Eligible int          `toml:"eligible" required:"true"`
	Present  int          `toml:"present" required:"true"`
	Method   string       `toml:"method"`
}

// Notice is the public notice 公示; From and To are both included.
type Notice struct {
	From        calendar.Day  `toml:"from" required:"true"`
	To          calendar.Day  `toml:"to" required:"true"`
	Basis       string        `toml:"basis" required:"true"`
	Acceptance  string        `toml:"acceptance" required:"true"`
	Phone       string        `toml:"phone" required:"true"`
	Email       string        `toml:"email"`
	Address     string        `toml:"address"`
	Requirement string        `toml:"requirement"`
	Result      *NoticeResult `toml:"result"`
}

// NoticeResult is what came of a notice.
type NoticeResult struct {
	Date    calendar.Day `toml:"date" required:"true"`
	Outcome string       `toml:"outcome" required:"true" enum:"no-objection objection"`
	Text    string       `toml:"text"`
}

// Honoree is somebody honoured without a page of their own.
type Honoree struct {
	Name      string `toml:"name" required:"true"`
	Category  string `toml:"category"`
	Community string `toml:"community"`
}

type rollDocument struct {
	Common
	Dated
	RollFields
}
