package calendar

import (
	"fmt"
	"time"
)

// Day is a civil date: the days since 1899-12-31, so that 1900-01-01 is 1, the zero Day is no date at all, and none
// comes before every date that content may hold. Days compare with <. Make one with [Date], [ParseDay] or [DayOf].
type Day int32

// The years that content may speak of. A date outside them is a slip of the keyboard.
const (
	FirstYear = 1900
	LastYear  = 2199
)

// epoch is 1899-12-31 in days since 1970-01-01.
const epoch = -25568

const secondsPerDay = 24 * 60 * 60

// Date gives the day of a year, a month and a day of the month; values outside their range are carried over as
// [time.Date] does (month 13 is January of the next year).
func Date(year, month, day int) Day {
	return DayOf(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}

// DayOf gives the day on the wall clock of t, in t's own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/secondsPerDay - epoch)
}

// ParseDay reads "2026-06-30". Another form, a day that no month has, or a year outside [FirstYear] to [LastYear] is
// not a day.
func ParseDay(s string) (Day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < FirstYear || t.Year() > LastYear {
		return 0, false
	}
	return DayOf(t), true
}

// IsZero tells whether d is no date.
func (d Day) IsZero() bool { return d == 0 }

// Year gives the year.
func (d Day) Year() int { return d.time().Year() }

// Month gives the month, 1 to 12.
func (d Day) Month() int { return int(d.time().Month()) }

// MonthDay gives the day of the month, 1 to 31.
func (d Day) MonthDay() int { return d.time().Day() }

// Weekday gives the day of the week.
func (d Day) Weekday() time.Weekday { return d.time().Weekday() }

// Add gives the day n days later; earlier if n is negative.
func (d Day) Add(n int) Day { return d + Day(n) }

// String gives "2026-06-30", and "" for no date.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format(time.DateOnly)
}

// Chinese gives "2026年6月30日", as GB/T 9704 writes dates: Arabic digits without leading zeros; "" for no date.
func (d Day) Chinese() string {
	if d.IsZero() {
		return ""
	}
	y, m, n := d.time().Date()
	return fmt.Sprintf("%d年%d月%d日", y, m, n)
}

// MarshalText gives what [Day.String] gives.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// time gives midnight of d in UTC, where every day has 24 hours.
func (d Day) time() time.Time {
	return time.Unix((int64(d)+epoch)*secondsPerDay, 0).UTC()
}
