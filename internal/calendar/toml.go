package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mingde/internal/problem"
)

// RuleDateOutOfRange is broken by a date outside the years [FirstYear] to [LastYear].
var RuleDateOutOfRange = problem.Rule{ID: "date-out-of-range", Severity: problem.Error}

// Rules lists the rules of this package.
var Rules = []problem.Rule{RuleDateOutOfRange}

// The names that BurntSushi/toml gives to the locations of the times without zone that TOML knows.
const (
	localDate     = "date-local"
	localDateTime = "datetime-local"
	localTime     = "time-local"
)

// FromTOML takes a decoded TOML value for a field that holds a date. A date-time is refused, with the date to write
// instead; loc, the site's timezone, says which date that is where the time has a zone of its own.
func (d *Day) FromTOML(v any, loc *time.Location) *problem.Problem {
	m, p := fromTOML(v, loc)
	if p != nil {
		return p
	}
	if !m.Whole() {
		return wrongType("calendar.time-not-wanted", problem.Args{"date": m.Day.String()})
	}
	*d = m.Day
	return nil
}

// FromTOML takes a decoded TOML value for a field that holds a date or a date-time. A time without zone is the wall
// clock of loc, the site's timezone; one with a zone is converted to it.
func (m *Moment) FromTOML(v any, loc *time.Location) *problem.Problem {
	n, p := fromTOML(v, loc)
	if p != nil {
		return p
	}
	*m = n
	return nil
}

func fromTOML(v any, loc *time.Location) (Moment, *problem.Problem) {
	t, ok := v.(time.Time)
	if !ok {
		return Moment{}, notADate(v)
	}
	var m Moment
	switch t.Location().String() {
	case localTime:
		return Moment{}, wrongType("calendar.only-a-time", nil)
	case localDate:
		m = Moment{Day: DayOf(t), Second: BareDate}
	case localDateTime:
		m = MomentOf(t)
	default:
		m = MomentOf(t.In(loc))
	}
	if y := m.Day.Year(); y < FirstYear || y > LastYear {
		p := RuleDateOutOfRange.At(problem.Place{}, problem.Args{
			"year": strconv.Itoa(y), "first": strconv.Itoa(FirstYear), "last": strconv.Itoa(LastYear)})
		return Moment{}, &p
	}
	return m, nil
}

// dateLike finds the ways in which people write a date into quotes: 2026-06-30, 2026/6/30, 2026.6.30, 2026年6月30日; a
// time of day may follow.
var dateLike = regexp.MustCompile(`^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[T ]*(\d{2}:\d{2})?\S{0,16}\s*$`)

// notADate says what is wrong with a value that is no TOML date. For a quoted date it shows what to write instead.
func notADate(v any) *problem.Problem {
	s, _ := v.(string)
	g := dateLike.FindStringSubmatch(s)
	if g == nil {
		return wrongType("calendar.not-a-date", nil)
	}
	month, _ := strconv.Atoi(g[2])
	day, _ := strconv.Atoi(g[3])
	date, ok := ParseDay(fmt.Sprintf("%s-%02d-%02d", g[1], month, day))
	if !ok {
		return wrongType("calendar.not-a-date", nil)
	}
	toml := date.String()
	if g[4] != "" {
		toml += "T" + g[4] + ":00"
	}
	return wrongType("calendar.quoted-date", problem.Args{"value": strings.TrimSpace(s), "date": toml})
}

// wrongType makes a problem of decode's rule of that name, with a sentence and a hint of this package.
func wrongType(key string, args problem.Args) *problem.Problem {
	return &problem.Problem{
		Rule: "wrong-type", Severity: problem.Error,
		Message: problem.Text{Key: key, Args: args},
		Hint:    problem.Text{Key: key + ".hint", Args: args},
	}
}
