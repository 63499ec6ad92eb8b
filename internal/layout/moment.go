package layout

import (
	"strings"

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
	iso := d.String()
	b = append(append(b, `<time datetime="`...), iso...)
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

// weekdays are those of 2026年6月19日（周五）, as time.Weekday counts.
var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// appendMoment writes <time> with the date (unless withDay is false) and the time of day, if it has one. The value of
// datetime is a local date and time of HTML, to the minute.
func appendMoment(b []byte, m calendar.Moment, withDay bool) []byte {
	if m.IsZero() {
		return b
	}
	date := m.Day.String()
	b = append(append(b, `<time datetime="`...), date...)
	if !m.Whole() {
		b = appendClock(append(b, 'T'), m.Second)
	}
	b = append(b, `">`...)
	if withDay {
		b = append(appendDate(b, date), "（周"...)
		b = append(append(b, weekdays[m.Day.Weekday()]...), "）"...)
	}
	if !m.Whole() {
		b = appendClock(b, m.Second)
	}
	return append(b, `</time>`...)
}

// appendDate writes a date, 2026-06-19, as 2026年6月19日.
func appendDate(b []byte, date string) []byte {
	b = append(append(b, strings.TrimLeft(date[:4], "0")...), "年"...)
	b = append(append(b, strings.TrimLeft(date[5:7], "0")...), "月"...)
	return append(append(b, strings.TrimLeft(date[8:], "0")...), "日"...)
}

// appendClock writes the hour and minute of a second of the day: 09:30.
func appendClock(b []byte, second int32) []byte {
	return append(b, digit(second/36000), digit(second/3600%10), ':', digit(second/600%6), digit(second/60%10))
}

func digit(n int32) byte { return byte('0' + n) }
