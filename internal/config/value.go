package config

import (
	"fmt"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/problem"
)

// Duration is a time written as "120s", "2m" or "1h30m".
type Duration time.Duration

// FromTOML takes a string as time.ParseDuration has it, longer than nothing.
func (d *Duration) FromTOML(v any, _ *time.Location) *problem.Problem {
	text, ok := v.(string)
	parsed, err := time.ParseDuration(text)
	if !ok || err != nil || parsed <= 0 {
		return invalid("config.duration", problem.Args{"got": fmt.Sprint(v)})
	}
	*d = Duration(parsed)
	return nil
}

// String gives "2m0s".
func (d Duration) String() string { return time.Duration(d).String() }

// day is a date that may stand in quotes: extra_holidays = ["2027-01-01"].
type day struct{ calendar.Day }

// FromTOML takes a date, with or without quotes.
func (d *day) FromTOML(v any, loc *time.Location) *problem.Problem {
	text, ok := v.(string)
	if !ok {
		return d.Day.FromTOML(v, loc)
	}
	parsed, ok := calendar.ParseDay(text)
	if !ok {
		return invalid("config.date", problem.Args{"got": text})
	}
	d.Day = parsed
	return nil
}

// invalid makes a problem of decode's rule of that name, with a sentence and a hint of this package and no place.
func invalid(key string, args problem.Args) *problem.Problem {
	p := decode.RuleInvalidValue.At(problem.Place{}, args).WithMessage(key).WithHint(key+".hint", args)
	return &p
}
