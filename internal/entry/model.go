package entry

import "mingde/internal/calendar"

// ModelFields are the fields of a model 上榜人物: a person, group, family, building or unit of a roll.
type ModelFields struct {
	Roll         string       `toml:"roll" required:"true"`
	Category     string       `toml:"category" required:"true"`
	Subject      string       `toml:"subject" required:"true" enum:"person group family building unit"`
	Level        string       `toml:"level" enum:"社区 街道 区县 市 省 全国"` // default 社区
	Person       string       `toml:"person"`
	NominatedBy  string       `toml:"nominated_by"`
	Nominator    string       `toml:"nominator"`
	Votes        *Votes       `toml:"votes"`
	Outcome      string       `toml:"outcome" enum:"listed nominee not-listed"` // default listed
	Citation     string       `toml:"citation"`
	Career       []CareerStep `toml:"career"`
	Consent      *Consent     `toml:"consent"`
	Minor        bool         `toml:"minor"`
	Deceased     bool         `toml:"deceased"`
	Confidential bool         `toml:"confidential"`
}

// Votes are the votes for one model.
type Votes struct {
	For     int `toml:"for" required:"true"`
	Against int `toml:"against"`
	Abstain int `toml:"abstain"`
}

// CareerStep is one earlier honour of a person.
type CareerStep struct {
	Date      calendar.Day `toml:"date" required:"true"`
	Level     string       `toml:"level" required:"true" enum:"社区 街道 区县 市 省 全国"`
	Title     string       `toml:"title" required:"true"`
	GrantedBy string       `toml:"granted_by" required:"true"`
	Document  string       `toml:"document"`
}

// Consent says what a person agreed to be public. Reference (where the paper lies) and Guardian are in no output.
type Consent struct {
	Name      bool         `toml:"name"`
	Photo     bool         `toml:"photo"`
	Story     bool         `toml:"story"`
	Hours     bool         `toml:"hours"`
	Date      calendar.Day `toml:"date" required:"true"`
	Reference string       `toml:"reference" required:"true"`
	Guardian  string       `toml:"guardian"`
}

type modelDocument struct {
	Common
	Dated
	ModelFields
}

// settle fills the defaults.
func (m *ModelFields) settle() {
	if m.Level == "" {
		m.Level = Levels[0]
	}
	if m.Outcome == "" {
		m.Outcome = "listed"
	}
}
