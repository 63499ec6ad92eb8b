package calendar

import (
	"cmp"
	"time"
)

// BareDate is the Second of a Moment that is a date without a time of day.
const BareDate = -1

// Moment is a date, with or without a time of day, on the wall clock of the site's timezone. The zero Moment is none.
// Moments compare with ==, and with [Moment.Compare].
type Moment struct {
	Day    Day
	Second int32 // the second of the day, 0 to 86399; [BareDate] for a bare date
}

// MomentOf gives the moment on the wall clock of t, in t's own location; fractions of a second are cut off.
func MomentOf(t time.Time) Moment {
	h, m, s := t.Clock()
	return Moment{Day: DayOf(t), Second: int32((h*60+m)*60 + s)}
}

// IsZero tells whether m is no moment.
func (m Moment) IsZero() bool { return m.Day.IsZero() }

// Whole tells whether m is a bare date.
func (m Moment) Whole() bool { return m.Second == BareDate }

// Compare gives -1, 0 or +1 as m comes before, at or after n. A bare date comes before every time of its day.
func (m Moment) Compare(n Moment) int {
	return cmp.Or(cmp.Compare(m.Day, n.Day), cmp.Compare(m.Second, n.Second))
}

// String gives the wall clock as RFC 3339 writes it, without a zone: "2026-06-30T09:30:00"; a bare date gives
// "2026-06-30", no moment "".
func (m Moment) String() string {
	if m.IsZero() || m.Whole() {
		return m.Day.String()
	}
	return m.In(time.UTC).Format("2006-01-02T15:04:05")
}

// PubDate gives "2026-06-30 09:30", the form of the <meta name="PubDate"> of government sites (国办发〔2017〕47号);
// a bare date is published at 00:00, no moment gives "".
func (m Moment) PubDate() string {
	if m.IsZero() {
		return ""
	}
	return m.In(time.UTC).Format("2006-01-02 15:04")
}

// In gives the instant at which the wall clock of loc shows m; a bare date shows 00:00. No moment gives the zero Time.
func (m Moment) In(loc *time.Location) time.Time {
	if m.IsZero() {
		return time.Time{}
	}
	y, month, d := m.Day.time().Date()
	s := int(max(m.Second, 0))
	return time.Date(y, month, d, s/3600, s/60%60, s%60, 0, loc)
}

// MarshalText gives what [Moment.String] gives.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }
