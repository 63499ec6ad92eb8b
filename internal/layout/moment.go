package layout

import (
	"bytes"
	"time"

	"mingde/internal/calendar"
)

func appendTime(b []byte, m calendar.Moment) []byte { return appendMoment(b, m, true) }

func appendDay(b []byte, d calendar.Day) []byte {
	return appendMoment(b, calendar.Moment{Day: d, Second: calendar.BareDate}, true)
}

// appendWrittenDate leaves out the day of the week, as documents do.
func appendWrittenDate(b []byte, d calendar.Day) []byte {
	if d.IsZero() {
		return b
	}
	b = append(b, `<time datetime="`...)
	from := len(b)
	b = appendISO(b, d)
	iso := b[from:]
	return append(appendDate(append(b, `">`...), iso), `</time>`...)
}

// appendSpan says from when to when; the day of the end only where it is another.
func appendSpan(b []byte, start, end calendar.Moment) []byte {
	b = appendMoment(b, start, true)
	same := start.Day == end.Day
	if end.IsZero() || end == start || same && end.Whole() {
		return b
	}
	return appendMoment(append(b, "至"...), end, !same)
}

// appendLeaf writes the day and month as a leaf of a calendar; nothing for no moment.
func appendLeaf(b []byte, m calendar.Moment) []byte {
	if m.IsZero() {
		return b
	}
	iso := appendISO(nil, m.Day)
	b = append(append(b, `<span class="leaf" aria-hidden="true"><b>`...), bytes.TrimLeft(iso[8:], "0")...)
	b = append(append(b, `</b>`...), bytes.TrimLeft(iso[5:7], "0")...)
	b = append(append(b, `月 周`...), weekdays[m.Day.Weekday()]...)
	return append(b, `</span>`...)
}

// weekdays are those of 2026年6月19日（周五）, as time.Weekday counts.
var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// appendMoment writes <time> with the date (unless withDay is false) and the time of day, if it has one. The value of
// datetime is a local date and time of HTML, to the minute.
func appendMoment(b []byte, m calendar.Moment, withDay bool) []byte {
	if m.IsZero() {
		return b
	}
	b = append(b, `<time datetime="`...)
	from := len(b)
	b = appendISO(b, m.Day)
	iso := b[from:]
	if !m.Whole() {
		b = appendClock(append(b, 'T'), m.Second)
	}
	b = append(b, `">`...)
	if withDay {
		b = append(appendDate(b, iso), "（周"...)
		b = append(append(b, weekdays[m.Day.Weekday()]...), "）"...)
	}
	if !m.Whole() {
		b = appendClock(b, m.Second)
	}
	return append(b, `</time>`...)
}

// appendISO writes a date as calendar.Day does, without a string on the way.
func appendISO(b []byte, d calendar.Day) []byte {
	return calendar.Moment{Day: d, Second: calendar.BareDate}.In(time.UTC).AppendFormat(b, time.DateOnly)
}

// appendDate writes a date, 2026-06-19, as 2026年6月19日.
func appendDate(b, iso []byte) []byte {
	b = append(append(b, bytes.TrimLeft(iso[:4], "0")...), "年"...)
	b = append(append(b, bytes.TrimLeft(iso[5:7], "0")...), "月"...)
	return append(append(b, bytes.TrimLeft(iso[8:], "0")...), "日"...)
}

// appendClock writes the hour and minute of a second of the day: 09:30.
func appendClock(b []byte, second int32) []byte {
	return append(b, digit(second/36000), digit(second/3600%10), ':', digit(second/600%6), digit(second/60%10))
}

func digit(n int32) byte { return byte('0' + n) }
