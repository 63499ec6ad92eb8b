package feed

import (
	"strings"
	"time"

	"mingde/internal/page"
)

// zone is how a calendar writes times: on the wall clock of the timezone id, or in UTC where id is empty.
type zone struct {
	id  string
	loc *time.Location
}

// zoneOf takes the wall clock for a timezone of fixed offset, since its VTIMEZONE is a constant. Elsewhere UTC is right
// in every program, and what daylight saving time was in which year need not be written down.
func zoneOf(v *page.CalendarView) (zone, error) {
	if !v.Fixed {
		loc, err := time.LoadLocation(v.Timezone)
		return zone{loc: loc}, err
	}
	z := zone{loc: time.FixedZone(v.Timezone, v.Offset)}
	if zoneName(v.Timezone) && v.Offset > -secondsPerDay && v.Offset < secondsPerDay {
		z.id = v.Timezone
	}
	return z, nil
}

const secondsPerDay = 24 * 60 * 60

// zoneName tells whether s may be a TZID without quotes. UTC may not be one (RFC 5545 §3.2.19).
func zoneName(s string) bool {
	strange := strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/_+-", r))
	})
	return s != "" && s != "UTC" && !strange
}

// timezone writes the VTIMEZONE of a fixed offset, in seconds east of UTC. Both offsets are the same, so that it holds
// before its onset as well.
func (c *contentLines) timezone(id string, offset int) {
	c.add("BEGIN:VTIMEZONE")
	c.add("TZID:" + id)
	c.add("BEGIN:STANDARD")
	c.add("DTSTART:19700101T000000")
	c.add("TZOFFSETFROM:" + utcOffset(offset))
	c.add("TZOFFSETTO:" + utcOffset(offset))
	c.add("END:STANDARD")
	c.add("END:VTIMEZONE")
}

// utcOffset writes an offset of less than a day: "+0800", with the seconds only if there are any (RFC 5545 §3.3.14).
func utcOffset(seconds int) string {
	form := "-0700"
	if seconds%60 != 0 {
		form = "-070000"
	}
	return time.Unix(0, 0).In(time.FixedZone("", seconds)).Format(form)
}
