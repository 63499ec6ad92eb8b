package entry

import (
	"mingde/internal/calendar"
	"mingde/internal/figure"
)

// VolunteerFields are the fields of a volunteer team, station or person; Type says which of them apply.
type VolunteerFields struct {
	Type      string            `toml:"type" required:"true" enum:"team station person"`
	Founded   calendar.Day      `toml:"founded"`
	Contact   string            `toml:"contact"` // a post, not a person
	Phone     string            `toml:"phone"`   // of the office
	Members   figure.Figure     `toml:"members"` // default unit 人
	Fields    []string          `toml:"fields"`
	Address   string            `toml:"address"`
	Hours     string            `toml:"hours"`
	Checklist map[string]string `toml:"checklist"` // item → evidence
	Team      string            `toml:"team"`
	Records   []Record          `toml:"records"`
	Certified *Certified        `toml:"certified"`
	Consent   *Consent          `toml:"consent"`
	Minor     bool              `toml:"minor"`
}

// Record is one service of a person.
type Record struct {
	Event string        `toml:"event"`
	Date  calendar.Day  `toml:"date" required:"true"`
	Hours figure.Figure `toml:"hours" required:"true"` // default unit 小时
}

// Certified is the star that was applied for and certified, never computed.
type Certified struct {
	Hours figure.Figure `toml:"hours" required:"true"`
	Star  int           `toml:"star" required:"true"`
	By    string        `toml:"by" required:"true"`
	Date  calendar.Day  `toml:"date" required:"true"`
}

type volunteerDocument struct {
	Common
	Dated
	VolunteerFields
}

// settle gives bare numbers their units.
func (v *VolunteerFields) settle() {
	v.Members = v.Members.WithUnit("人")
	for i := range v.Records {
		v.Records[i].Hours = v.Records[i].Hours.WithUnit("小时")
	}
	if v.Certified != nil {
		v.Certified.Hours = v.Certified.Hours.WithUnit("小时")
	}
}
