package feed

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mingde/internal/calendar"
	"mingde/internal/page"
)

// component is a part of an iCalendar object as a strict reader of RFC 5545 sees it.
type component struct {
	name       string
	properties []property
	parts      []*component
}

type property struct {
	name       string
	parameters map[string]string
	value      string
}

// contentLine is the grammar of RFC 5545 §3.1; quoted parameters are not written here, so not read either.
var contentLine = regexp.MustCompile(`^([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^\x00-\x08\x0a-\x1f\x7f";:,]*)*):([^\x00-\x08\x0a-\x1f\x7f]*)$`)

// parseCalendar reads an iCalendar object and refuses what is not by the letter of the standard.
func parseCalendar(file string) (*component, error) {
	if !utf8.ValidString(file) || !strings.HasSuffix(file, "\r\n") {
		return nil, errors.New("not UTF-8, or no line break at the end")
	}
	raw := strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n")
	for _, line := range raw {
		if len(line) > 75 || !utf8.ValidString(line) || line == "" {
			return nil, fmt.Errorf("%d octets, or cut inside of a character: %q", len(line), line)
		}
	}
	outer := &component{}
	open := []*component{outer}
	for _, line := range strings.Split(strings.ReplaceAll(strings.Join(raw, "\r\n"), "\r\n ", ""), "\r\n") {
		g := contentLine.FindStringSubmatch(line)
		if g == nil {
			return nil, fmt.Errorf("no content line: %q", line)
		}
		current := open[len(open)-1]
		switch p := (property{g[1], parametersOf(g[2]), g[3]}); p.name {
		case "BEGIN":
			inner := &component{name: p.value}
			current.parts = append(current.parts, inner)
			open = append(open, inner)
		case "END":
			if p.value != current.name {
				return nil, fmt.Errorf("END of %s in %s", p.value, current.name)
			}
			open = open[:len(open)-1]
		default:
			current.properties = append(current.properties, p)
		}
	}
	if len(open) != 1 || len(outer.parts) != 1 || len(outer.properties) != 0 || outer.parts[0].name != "VCALENDAR" {
		return nil, errors.New("not one VCALENDAR")
	}
	return outer.parts[0], nil
}

func parametersOf(s string) map[string]string {
	all := map[string]string{}
	for _, p := range strings.Split(s, ";")[1:] {
		name, value, _ := strings.Cut(p, "=")
		all[name] = value
	}
	return all
}

// one gives a property that may be there once; the zero property for none.
func (c *component) one(t testing.TB, name string) property {
	t.Helper()
	var found property
	for _, p := range c.properties {
		if p.name == name && found.name != "" {
			t.Errorf("%s twice in %s", name, c.name)
		}
		if p.name == name {
			found = p
		}
	}
	return found
}

// escapes are those of RFC 5545 §3.3.11.
var escapes = map[byte]byte{'\\': '\\', ';': ';', ',': ',', 'n': '\n', 'N': '\n'}

// texts gives the values of a TEXT property, without their escapes.
func (c *component) texts(t testing.TB, name string) []string {
	t.Helper()
	p := c.one(t, name)
	if p.name == "" {
		return nil
	}
	var values []string
	var last []byte
	for i := 0; i < len(p.value); i++ {
		switch b := p.value[i]; {
		case b == ';':
			t.Errorf("%s: a semicolon without escape: %q", name, p.value)
		case b == ',':
			values, last = append(values, string(last)), nil
		case b == '\\' && (i+1 == len(p.value) || escapes[p.value[i+1]] == 0):
			t.Errorf("%s: an escape that is none: %q", name, p.value)
		case b == '\\':
			i++
			last = append(last, escapes[p.value[i]])
		default:
			last = append(last, b)
		}
	}
	return append(values, string(last))
}

func (c *component) text(t testing.TB, name string) string {
	t.Helper()
	values := c.texts(t, name)
	if len(values) > 1 {
		t.Errorf("%s has %d values", name, len(values))
	}
	return strings.Join(values, "")
}

// moment gives the instant of a DATE or DATE-TIME; a date is the midnight of UTC. known are the timezones.
func (c *component) moment(t testing.TB, name string, known map[string]*time.Location) (instant time.Time, date bool) {
	t.Helper()
	p := c.one(t, name)
	form, loc := localForm, time.UTC
	switch id := p.parameters["TZID"]; {
	case p.name == "":
		return time.Time{}, false
	case p.parameters["VALUE"] == "DATE":
		form, date = dateForm, true
	case id == "":
		form = utcForm
	default:
		if loc = known[id]; loc == nil {
			t.Fatalf("%s: timezone %q has no VTIMEZONE", name, id)
		}
	}
	instant, err := time.ParseInLocation(form, p.value, loc)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return instant, date
}

// zones gives the timezones that a calendar defines.
func (c *component) zones(t testing.TB) map[string]*time.Location {
	known := map[string]*time.Location{}
	for _, z := range c.parts {
		if z.name != "VTIMEZONE" {
			continue
		}
		standard := z.parts[0]
		from, to := standard.one(t, "TZOFFSETFROM").value, standard.one(t, "TZOFFSETTO").value
		g := regexp.MustCompile(`^([+-])(\d\d)([0-5]\d)([0-5]\d)?$`).FindStringSubmatch(to)
		if from != to || g == nil || standard.one(t, "DTSTART").value == "" {
			t.Fatalf("VTIMEZONE %+v", standard)
		}
		var n [3]int
		for i := range n {
			n[i], _ = strconv.Atoi(g[i+2])
		}
		seconds := n[0]*3600 + n[1]*60 + n[2]
		if g[1] == "-" {
			seconds = -seconds
			if seconds == 0 {
				t.Error("-0000 is no offset")
			}
		}
		known[z.text(t, "TZID")] = time.FixedZone("", seconds)
	}
	return known
}

// icalText is what a TEXT holds of a string.
func icalText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(valid(s))
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// icalURI is what a URI keeps of a string: all but control characters. What is no UTF-8 is replaced first, lest the two
// halves of a character meet.
func icalURI(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, valid(s))
}

// checkCalendar reads back what was written of a view and compares it.
func checkCalendar(t testing.TB, v *page.CalendarView) {
	t.Helper()
	file := written(t, page.Calendar, v)
	c, err := parseCalendar(file)
	if err != nil {
		t.Fatalf("%v in\n%q", err, file)
	}
	for name, want := range map[string]string{
		"VERSION": "2.0", "METHOD": "PUBLISH", "PRODID": "-//mingde//mingde//ZH", "NAME": icalText(v.Name), "X-WR-CALNAME": icalText(v.Name),
		"X-WR-TIMEZONE": icalText(v.Timezone),
	} {
		if got := c.text(t, name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := c.one(t, "SOURCE").value; got != icalURI(v.Source) {
		t.Errorf("SOURCE: got %q, want %q", got, v.Source)
	}
	if p := c.one(t, "REFRESH-INTERVAL"); p.value != "P1D" || p.parameters["VALUE"] != "DURATION" {
		t.Errorf("%+v", p)
	}
	known := c.zones(t)
	events := c.parts[len(known):]
	if len(events) != len(v.Events) {
		t.Fatalf("%d events, want %d", len(events), len(v.Events))
	}
	for i, e := range events {
		checkEvent(t, e, &v.Events[i], known)
		checkTimes(t, e, &v.Events[i], v, known)
	}
}

func checkEvent(t testing.TB, c *component, e *page.CalendarEvent, known map[string]*time.Location) {
	t.Helper()
	for name, want := range map[string]string{
		"UID": e.UID, "SUMMARY": e.Title, "DESCRIPTION": e.Summary, "LOCATION": e.Place, "STATUS": e.Status,
	} {
		if got := c.text(t, name); got != icalText(want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := c.one(t, "URL").value; got != icalURI(e.URL) {
		t.Errorf("URL: got %q, want %q", got, e.URL)
	}
	var categories []string
	for _, category := range e.Categories {
		if category = icalText(category); category != "" {
			categories = append(categories, category)
		}
	}
	if got := c.texts(t, "CATEGORIES"); strings.Join(got, "|") != strings.Join(categories, "|") {
		t.Errorf("CATEGORIES: got %q, want %q", got, categories)
	}
	if got := c.one(t, "SEQUENCE").value; got != strconv.Itoa(max(0, e.Sequence)) {
		t.Errorf("SEQUENCE: got %s, want %d", got, e.Sequence)
	}
	stamp, err := time.Parse(time.RFC3339, e.Stamp)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"DTSTAMP", "LAST-MODIFIED"} {
		if got, date := c.moment(t, name, known); date || !got.Equal(stamp) || c.one(t, name).parameters["TZID"] != "" {
			t.Errorf("%s: got %v, want %s in UTC", name, got, e.Stamp)
		}
	}
}

// checkTimes holds the times of an event to RFC 5545 §3.6.1 and to the days on which the event is.
func checkTimes(t testing.TB, c *component, e *page.CalendarEvent, v *page.CalendarView, known map[string]*time.Location) {
	t.Helper()
	start, whole := c.moment(t, "DTSTART", known)
	end, endWhole := c.moment(t, "DTEND", known)
	if !end.IsZero() && (endWhole != whole || !end.After(start)) {
		t.Errorf("from %v (date %t) to %v (date %t)", start, whole, end, endWhole)
	}
	if whole != e.Start.Whole() {
		t.Errorf("a start of %v is a date: %t", e.Start, whole)
	}
	if whole {
		if !start.Equal(e.Start.In(time.UTC)) || end.IsZero() {
			t.Errorf("from %v to %v for %v", start, end, e.Start)
		}
		return
	}
	loc := time.FixedZone("", v.Offset)
	if !v.Fixed {
		loc, _ = time.LoadLocation(v.Timezone)
	}
	if !start.Equal(e.Start.In(loc)) {
		t.Errorf("begins %v, want %v", start, e.Start)
	}
}

func TestSpan(t *testing.T) {
	none := calendar.Moment{}
	const nine, ten = 9 * 3600, 10 * 3600
	for _, c := range []struct{ start, end, from, to calendar.Moment }{
		{on(2026, 6, 30), none, on(2026, 6, 30), on(2026, 7, 1)},
		{on(2026, 6, 30), on(2026, 6, 30), on(2026, 6, 30), on(2026, 7, 1)},
		{on(2026, 6, 30), on(2026, 7, 2), on(2026, 6, 30), on(2026, 7, 3)},
		{on(2026, 12, 30), on(2026, 12, 31), on(2026, 12, 30), on(2027, 1, 1)},
		{on(2026, 6, 30), on(2026, 6, 1), on(2026, 6, 30), on(2026, 7, 1)},
		{on(2026, 6, 30), at(2026, 6, 30, ten), on(2026, 6, 30), on(2026, 7, 1)},
		{on(2026, 6, 30), at(2026, 7, 1, ten), on(2026, 6, 30), on(2026, 7, 2)},
		{on(2026, 6, 30), at(2026, 7, 1, 0), on(2026, 6, 30), on(2026, 7, 1)},
		{on(2026, 6, 30), at(2026, 6, 30, 0), on(2026, 6, 30), on(2026, 7, 1)},
		{at(2026, 6, 30, nine), none, at(2026, 6, 30, nine), none},
		{at(2026, 6, 30, nine), at(2026, 6, 30, ten), at(2026, 6, 30, nine), at(2026, 6, 30, ten)},
		{at(2026, 6, 30, ten), at(2026, 6, 30, nine), at(2026, 6, 30, ten), none},
		{at(2026, 6, 30, nine), at(2026, 6, 30, nine), at(2026, 6, 30, nine), none},
		{at(2026, 6, 30, nine), on(2026, 6, 30), at(2026, 6, 30, nine), none},
		{at(2026, 6, 30, nine), on(2026, 7, 2), at(2026, 6, 30, nine), at(2026, 7, 3, 0)},
		{at(2026, 6, 30, nine), on(2026, 6, 2), at(2026, 6, 30, nine), none},
		{at(2026, 6, 30, 0), none, at(2026, 6, 30, 0), none},
	} {
		if from, to := span(c.start, c.end); from != c.from || to != c.to {
			t.Errorf("%v to %v: got %v to %v, want %v to %v", c.start, c.end, from, to, c.from, c.to)
		}
	}
}

func TestZones(t *testing.T) {
	for _, c := range []struct {
		name    string
		offset  int
		fixed   bool
		start   string // of 9:30 on 1 July 2026
		offsets string
	}{
		{"Asia/Shanghai", 8 * 3600, true, "DTSTART;TZID=Asia/Shanghai:20260701T093000", "+0800"},
		{"Asia/Kathmandu", 5*3600 + 45*60, true, "DTSTART;TZID=Asia/Kathmandu:20260701T093000", "+0545"},
		{"Etc/GMT+3", -3 * 3600, true, "DTSTART;TZID=Etc/GMT+3:20260701T093000", "-0300"},
		{"LMT", 8*3600 + 343, true, "DTSTART;TZID=LMT:20260701T093000", "+080543"},
		{"UTC", 0, true, "DTSTART:20260701T093000Z", ""},
		{"", 3600, true, "DTSTART:20260701T083000Z", ""},
		{"Asia:\"Shanghai\r\n", 8 * 3600, true, "DTSTART:20260701T013000Z", ""},
		{"Nowhere", 24 * 3600, true, "DTSTART:20260630T093000Z", ""},
		{"Europe/Berlin", 0, false, "DTSTART:20260701T073000Z", ""},
		{"", 0, false, "DTSTART:20260701T093000Z", ""},
	} {
		v := &page.CalendarView{Name: "日历", Timezone: c.name, Offset: c.offset, Fixed: c.fixed, Events: []page.CalendarEvent{
			{UID: "a", Start: at(2026, 7, 1, 9*3600+1800), Stamp: "2026-01-01T00:00:00Z"}}}
		checkCalendar(t, v)
		file := written(t, page.Calendar, v)
		if !strings.Contains(file, "\r\n"+c.start+"\r\n") {
			t.Errorf("%q: no %s in\n%s", c.name, c.start, file)
		}
		if want := c.offsets != ""; strings.Contains(file, "VTIMEZONE") != want || want && !strings.Contains(file, "\r\nTZOFFSETTO:"+c.offsets+"\r\n") {
			t.Errorf("%q: no offset %q in\n%s", c.name, c.offsets, file)
		}
	}
}

// Lines of every length about the limit, of characters of one to four octets.
func TestFolding(t *testing.T) {
	for _, character := range []string{"a", "é", "明", "😀", "\\", "\n"} {
		for n := range 160 {
			v := &page.CalendarView{Name: strings.Repeat("x", n%5) + strings.Repeat(character, n), Events: []page.CalendarEvent{}}
			checkCalendar(t, v)
		}
	}
}

// momentOf makes a moment of the years 1900 to 2199, with or without a time.
func momentOf(day, second int32) calendar.Moment {
	const days = 300 * 365
	return calendar.Moment{Day: calendar.Day(uint32(day)%days + 1), Second: int32(uint32(second)%(secondsPerDay+1)) - 1}
}

func (h hostile) calendar() *page.CalendarView {
	v := &page.CalendarView{
		Name: h.text(), Source: h.text(), Timezone: h.text(), Offset: h.IntN(4*secondsPerDay) - 2*secondsPerDay, Fixed: true,
	}
	if h.IntN(2) == 0 {
		v.Timezone, v.Fixed = "Europe/Berlin", false
	}
	for range h.IntN(3) {
		e := page.CalendarEvent{
			UID: h.filled(), Title: h.text(), Summary: h.text(), Place: h.text(), URL: h.text(), Start: momentOf(h.Int32(), h.Int32()),
			Stamp: "2026-06-30T09:30:00+08:00", Sequence: h.IntN(9) - 4, Status: h.text(), Categories: h.texts(),
		}
		if h.IntN(2) == 0 {
			e.Start.Second = calendar.BareDate
		}
		if h.IntN(2) == 0 {
			e.End = momentOf(int32(e.Start.Day)+h.Int32N(4)-2, h.Int32())
		}
		v.Events = append(v.Events, e)
	}
	return v
}

func TestCalendarReadsBackAsItWas(t *testing.T) {
	repeatedly(t, func(h hostile) { checkCalendar(t, h.calendar()) })
}

// The reader of this test refuses what it should.
func TestParseCalendarIsStrict(t *testing.T) {
	good := "BEGIN:VCALENDAR\r\nNAME:a\r\n b\r\nEND:VCALENDAR\r\n"
	if c, err := parseCalendar(good); err != nil || !reflect.DeepEqual(c.properties, []property{{"NAME", map[string]string{}, "ab"}}) {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, name := range []string{"a\nb", "a\rb", "\x01", "\xff", "a\r\nb", strings.Repeat("a", 71), "明\r\n\xe6\x98"} {
		if _, err := parseCalendar(strings.Replace(good, "a\r\n b", name, 1)); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
	for _, bad := range []string{"", "BEGIN:VCALENDAR\r\n", strings.TrimSuffix(good, "\r\n"), good + good, strings.Replace(good, "END:V", "END:X", 1)} {
		if _, err := parseCalendar(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzCalendar(f *testing.F) {
	for i, p := range pieces {
		f.Add(p+"日历", "读书会"+p, strings.Repeat(p, 40), p, "https://example.org/"+p, "Asia/Shanghai", int32(46000+i), int32(34201), int32(46001), int32(0), 28800)
	}
	f.Fuzz(func(t *testing.T, name, title, summary, category, url, timezone string, day, second, endDay, endSecond int32, offset int) {
		e := page.CalendarEvent{
			UID: title + "@x", Title: title, Summary: summary, Place: name, URL: url, Start: momentOf(day, second), End: momentOf(endDay, endSecond),
			Stamp: "2026-06-30T09:30:00Z", Sequence: offset, Status: category, Categories: []string{category, title, category},
		}
		checkCalendar(t, &page.CalendarView{
			Name: name, Source: url, Timezone: timezone, Offset: offset % (2 * secondsPerDay), Fixed: true, Events: []page.CalendarEvent{e, e}})
	})
}
