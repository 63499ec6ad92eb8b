package calendar

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Workdays tells working days from days off, in mainland China. Saturdays and Sundays are off, except where the State
// Council's yearly notice makes one a working day (调休); its holidays are off. The zero Workdays knows the notices of
// 2004 to 2026; [NewWorkdays] adds more. It is safe for use by several goroutines.
type Workdays struct {
	extra map[Day]bool // true: a working day
	years map[int]bool // years known by extra days
}

// NewWorkdays adds days to those of the notices, or contradicts them: extraHolidays are off, extraWorkdays are working
// days, also if they are among the holidays. One day of a year makes the whole year known.
func NewWorkdays(extraHolidays, extraWorkdays []Day) Workdays {
	w := Workdays{extra: map[Day]bool{}, years: map[int]bool{}}
	for _, d := range extraHolidays {
		w.extra[d] = false
		w.years[d.Year()] = true
	}
	for _, d := range extraWorkdays {
		w.extra[d] = true
		w.years[d.Year()] = true
	}
	return w
}

// IsWorkday tells whether d is a working day, and whether the holidays of its year are known; if they are not, only the
// day of the week speaks.
func (w Workdays) IsWorkday(d Day) (work, known bool) {
	table, year := notices(), d.Year()
	known = table.years[year] || w.years[year]
	if work, ok := w.extra[d]; ok {
		return work, known
	}
	if work, ok := table.extra[d]; ok {
		return work, known
	}
	weekday := d.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday, known
}

// Count gives the working days from one day to another, both included; 0 if to comes before from. It is known if the
// holidays of all years between them are. Days outside the years [FirstYear] to [LastYear] do not count.
func (w Workdays) Count(from, to Day) (days int, known bool) {
	known = true
	for d := max(from, firstDay); d <= min(to, lastDay); d++ {
		work, k := w.IsWorkday(d)
		if work {
			days++
		}
		known = known && k
	}
	return days, known
}

// Next gives the first working day on or after d.
func (w Workdays) Next(d Day) Day { return w.Nth(d, 1) }

// Nth gives the nth working day of a term that begins at a day: the first working day on or after it is day one (n = 1,
// which lower numbers stand for too). A term that would pass the end of [LastYear] ends there.
func (w Workdays) Nth(from Day, n int) Day {
	n = max(n, 1)
	for d := max(from, firstDay); d < lastDay; d++ {
		if work, _ := w.IsWorkday(d); work {
			n--
		}
		if n == 0 {
			return d
		}
	}
	return lastDay
}

// The first and the last day of the years that content may speak of.
var (
	firstDay = Date(FirstYear, 1, 1)
	lastDay  = Date(LastYear, 12, 31)
)

//go:embed holidays.txt
var holidays string

// notices holds the State Council's notices, read once a process. A mistake in them is a mistake in the program, found
// by any test.
var notices = sync.OnceValue(func() Workdays {
	w, err := parseHolidays(holidays)
	if err != nil {
		panic("calendar: holidays.txt: " + err.Error())
	}
	return w
})

// parseHolidays reads the table; its header describes the form.
func parseHolidays(text string) (Workdays, error) {
	w := NewWorkdays(nil, nil)
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if len(f) != 3 || f[0] != "off" && f[0] != "work" {
			return w, fmt.Errorf("%q: want off or work, a day or range, and a name", line)
		}
		first, last, ok := parseRange(f[1])
		if !ok {
			return w, fmt.Errorf("%q: want a day or a range of days", line)
		}
		for d := first; d <= last; d++ {
			w.extra[d] = f[0] == "work"
			w.years[d.Year()] = w.years[d.Year()] || f[0] == "off"
		}
	}
	return w, nil
}

func parseRange(s string) (first, last Day, ok bool) {
	from, to, found := strings.Cut(s, "..")
	if !found {
		to = from
	}
	first, ok1 := ParseDay(from)
	last, ok2 := ParseDay(to)
	return first, last, ok1 && ok2 && first <= last
}
