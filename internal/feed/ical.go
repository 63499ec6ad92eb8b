package feed

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/page"
)

// The forms of DATE and DATE-TIME (RFC 5545 §3.3.4, §3.3.5).
const (
	dateForm  = "20060102"
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// writeCalendar writes an iCalendar object of RFC 5545 with the names and the refresh interval of RFC 7986, for
// programs that subscribe to it.
func writeCalendar(w *bytes.Buffer, v *page.CalendarView) error {
	z, err := zoneOf(v)
	if err != nil {
		return fmt.Errorf("calendar %q: %w", v.Name, err)
	}
	c := &contentLines{w: w}
	c.add("BEGIN:VCALENDAR")
	c.add("VERSION:2.0")
	c.add("PRODID:-//mingde//mingde//ZH")
	c.add("CALSCALE:GREGORIAN")
	c.add("METHOD:PUBLISH")
	c.text("NAME", v.Name)
	c.text("X-WR-CALNAME", v.Name)
	c.text("X-WR-TIMEZONE", v.Timezone)
	c.add("REFRESH-INTERVAL;VALUE=DURATION:P1D")
	c.uri("SOURCE;VALUE=URI", v.Source)
	if z.id != "" {
		c.timezone(z.id, v.Offset)
	}
	for i := range v.Events {
		if err := c.event(&v.Events[i], z); err != nil {
			return fmt.Errorf("calendar %q: event %q: %w", v.Name, v.Events[i].UID, err)
		}
	}
	c.add("END:VCALENDAR")
	return nil
}

// event writes a VEVENT. A UID, a stamp and a start are what METHOD:PUBLISH demands (RFC 5546 §3.2.1).
func (c *contentLines) event(e *page.CalendarEvent, z zone) error {
	if e.UID == "" || e.Start.IsZero() {
		return fmt.Errorf("%q has no UID or no start", e.Title)
	}
	stamp, err := time.Parse(time.RFC3339, e.Stamp)
	if err != nil {
		return fmt.Errorf("its stamp: %w", err)
	}
	changed := stamp.UTC().Format(utcForm)
	c.add("BEGIN:VEVENT")
	c.text("UID", e.UID)
	c.add("DTSTAMP:" + changed)
	c.add("LAST-MODIFIED:" + changed)
	c.add("SEQUENCE:" + strconv.Itoa(max(e.Sequence, 0)))
	start, end := span(e.Start, e.End)
	c.moment("DTSTART", start, z)
	c.moment("DTEND", end, z)
	c.text("STATUS", e.Status)
	c.text("TRANSP", "TRANSPARENT") // it takes nobody's time who only subscribes
	c.text("SUMMARY", e.Title)
	c.text("DESCRIPTION", e.Summary)
	c.text("LOCATION", e.Place)
	c.uri("URL", e.URL)
	c.text("CATEGORIES", e.Categories...)
	c.add("END:VEVENT")
	return nil
}

// moment writes a date, or a time in the calendar's zone; nothing of no moment.
func (c *contentLines) moment(name string, m calendar.Moment, z zone) {
	switch {
	case m.IsZero():
	case m.Whole():
		c.add(name + ";VALUE=DATE:" + m.In(time.UTC).Format(dateForm))
	case z.id == "":
		c.add(name + ":" + m.In(z.loc).UTC().Format(utcForm))
	default:
		c.add(name + ";TZID=" + z.id + ":" + m.In(time.UTC).Format(localForm))
	}
}

// span gives the two ends of an event as a calendar wants them: both dates or both times, the end after the start and
// not part of the event any more, none where it is not known.
//
//	start  end    is written as
//	date   none   that day
//	date   date   through the end's day
//	date   time   through the end's day, for no start of it would be true
//	time   time   as it is
//	time   date   until midnight after the end's day; on the same day without end
//
// An end before the start is taken for none.
func span(start, end calendar.Moment) (from, to calendar.Moment) {
	switch {
	case start.Whole():
		last := end.Day
		if end.Second == 0 {
			last = last.Add(-1) // an end at 00:00 takes nothing of its day
		}
		return start, calendar.Moment{Day: max(start.Day, last).Add(1), Second: calendar.BareDate}
	case end.Whole() && end.Day > start.Day:
		return start, calendar.Moment{Day: end.Day.Add(1)}
	case !end.Whole() && end.Compare(start) > 0:
		return start, end
	}
	return start, calendar.Moment{}
}
