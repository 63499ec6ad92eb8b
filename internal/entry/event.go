package entry

import (
	"mingde/internal/calendar"
	"mingde/internal/figure"
)

// EventFields are the fields of an event 活动.
type EventFields struct {
	Start        calendar.Moment `toml:"start"` // default: the date
	End          calendar.Moment `toml:"end"`
	Place        string          `toml:"place"`
	Host         string          `toml:"host"`
	Series       string          `toml:"series"`
	Edition      int             `toml:"edition"`
	Session      int             `toml:"session"`
	Festival     string          `toml:"festival"`
	Participants figure.Figure   `toml:"participants"` // default unit 人次
	Volunteers   []Service       `toml:"volunteers"`
	Status       string          `toml:"status" enum:"cancelled postponed"`
}

// Service is one line of volunteers of an event: Hours are those of all its people together.
type Service struct {
	Team   string        `toml:"team" required:"true"`
	People int           `toml:"people" required:"true"`
	Hours  figure.Figure `toml:"hours" required:"true"` // default unit 小时
}

type eventDocument struct {
	Common
	Dated
	EventFields
}

// settle fills the defaults that depend on other fields.
func (e *EventFields) settle(d *Dated) {
	if e.Start.IsZero() {
		e.Start = d.Date
	}
	e.Participants = e.Participants.WithUnit("人次")
	for i := range e.Volunteers {
		e.Volunteers[i].Hours = e.Volunteers[i].Hours.WithUnit("小时")
	}
}
