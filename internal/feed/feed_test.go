package feed

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/page"
)

var update = flag.Bool("update", false, "rewrite testdata/small.txtar")

// small has a view for each type that Write knows.
var small = []struct {
	t    page.Type
	view any
}{
	{page.Atom, &page.AtomView{
		ID: "tag:example.org,2026:feed.xml", Title: "长宁路街道", Subtitle: "文明 & 实践", Self: "https://example.org/feed.xml",
		Home: "https://example.org/", Author: "街道办事处", Updated: "2026-06-30T09:30:00+08:00",
		Entries: []page.AtomEntry{{
			ID: "tag:example.org,2026:events/a", Title: `读书会 <第"三"期>`, Link: "https://example.org/events/a.html?x=1&y=2",
			Summary: "大家一起读书。\n欢迎参加。", Author: "图书室", Published: "2026-06-29T00:00:00+08:00",
			Updated: "2026-06-30T09:30:00+08:00", Categories: []string{"阅读", "亲子"},
		}, {
			ID: "tag:example.org,2026:events/b", Title: "义诊", Link: "https://example.org/events/b.html",
			Updated: "2026-06-28T00:00:00+08:00",
		}},
	}},
	{page.Calendar, &page.CalendarView{
		Name: "长宁路街道", Source: "https://example.org/events.ics", Timezone: "Asia/Shanghai", Offset: 28800, Fixed: true,
		Events: []page.CalendarEvent{{
			UID: "events/a@example.org", Title: "读书会；第三期", Summary: "大家一起读书, 带上自己喜欢的书; 读完的书可以在图书室交换。\r\n路径 C:\\书\\新书，欢迎邻居们参加。",
			Place: "活动室", URL: "https://example.org/events/a.html", Start: at(2026, 6, 30, 9*3600+1800), End: at(2026, 6, 30, 11*3600),
			Stamp: "2026-06-29T16:00:00Z", Sequence: 1, Status: "CONFIRMED", Categories: []string{"阅读", "亲子,儿童"},
		}, {
			UID: "events/b@example.org", Title: "义诊", Start: on(2026, 12, 31), Stamp: "2026-06-28T00:00:00+08:00", Status: "CANCELLED",
		}},
	}},
	{page.CSV, table},
	{page.JSON, table},
	{page.Sitemap, &page.SitemapView{Addresses: []page.SitemapAddress{
		{Location: "https://example.org/a.html?x=1&y=2", Modified: "2026-06-30"}, {Location: "https://example.org/b.html"}}}},
	{page.SitemapIndex, &page.SitemapView{Addresses: []page.SitemapAddress{
		{Location: "https://example.org/sitemaps/events-2026.xml", Modified: "2026-06-30"}}}},
	{page.Robots, &page.RobotsView{Sitemap: "https://example.org/sitemap.xml"}},
}

var table = &page.TableView{
	Columns: []page.Column{{Key: "id", Title: "编号"}, {Key: "title", Title: "标题"}, {Key: "volunteers", Title: "志愿者人数", Number: true}},
	Rows: [][]string{
		{"events/a", "读书会，\"第三期\", <一>\n二", "12"},
		{"events/b", "=HYPERLINK(\"https://example.com\")", ""},
		{"events/c", "-3.5", "-2"},
	},
}

func at(year, month, day, second int) calendar.Moment {
	return calendar.Moment{Day: calendar.Date(year, month, day), Second: int32(second)}
}

func on(year, month, day int) calendar.Moment { return at(year, month, day, calendar.BareDate) }

func TestSmallViews(t *testing.T) {
	const name = "testdata/small.txtar"
	got := &txtar.Archive{Comment: []byte("␍ is a carriage return, ⍽ a byte order mark.\n")}
	visible := strings.NewReplacer("\r", "␍", byteOrderMark, "⍽")
	for _, s := range small {
		got.Files = append(got.Files, txtar.File{Name: s.t.String(), Data: []byte(visible.Replace(written(t, s.t, s.view)))})
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := txtar.Format(got), txtar.Format(want); !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// written writes a view twice behind other bytes and gives the file, which must be the same both times.
func written(t testing.TB, kind page.Type, view any) string {
	t.Helper()
	const before = "before"
	var files [2]string
	for i := range files {
		w := bytes.NewBufferString(before)
		if err := Write(w, kind, view); err != nil {
			t.Fatal(err)
		}
		rest, ok := strings.CutPrefix(w.String(), before)
		if !ok {
			t.Fatalf("what stood in the buffer is gone: %.20q", w)
		}
		files[i] = rest
	}
	if files[0] != files[1] {
		t.Fatalf("two files of one view:\n%s\n%s", files[0], files[1])
	}
	return files[0]
}

// The types that have a writer are those without a layout, except for files that are copied.
func TestEveryTypeWithoutLayout(t *testing.T) {
	written := map[page.Type]bool{}
	for _, s := range small {
		written[s.t] = true
	}
	for _, kind := range page.Types() {
		wanted := kind.Layout() == "" && kind != page.Asset && kind != page.Photo && kind.Class() != output.Search
		if written[kind] != wanted {
			t.Errorf("%v: written here %t, wanted %t", kind, written[kind], wanted)
		}
		if err := Write(new(bytes.Buffer), kind, 1); err == nil {
			t.Errorf("%v: a number was taken for a view", kind)
		}
	}
}

func TestErrors(t *testing.T) {
	event := page.CalendarEvent{UID: "events/a", Title: "义诊", Start: on(2026, 1, 1), Stamp: "2026-01-01T00:00:00Z"}
	calendarOf := func(change func(*page.CalendarEvent)) any {
		e := event
		change(&e)
		return &page.CalendarView{Name: "日历", Events: []page.CalendarEvent{event, e}}
	}
	feedOf := func(e page.AtomEntry) any {
		return &page.AtomView{ID: "tag:x", Updated: "2026-01-01T00:00:00Z", Entries: []page.AtomEntry{e}}
	}
	column := []page.Column{{Key: "hours", Number: true}}
	for _, c := range []struct {
		t    page.Type
		view any
		want string
	}{
		{page.Home, &page.HomeView{}, "page type 0"},
		{page.Type(200), nil, "page type 200"},
		{page.Atom, nil, "wanted is a *page.AtomView"},
		{page.Atom, (*page.AtomView)(nil), "wanted is a *page.AtomView"},
		{page.Atom, &page.TableView{}, "wanted is a *page.AtomView"},
		{page.Atom, &page.AtomView{ID: "tag:x"}, "without id or time"},
		{page.Atom, &page.AtomView{Updated: "2026-01-01T00:00:00Z"}, "without id or time"},
		{page.Atom, feedOf(page.AtomEntry{Updated: "x", Link: "x"}), "entry 1 of Atom feed tag:x"},
		{page.Atom, feedOf(page.AtomEntry{ID: "x", Link: "x"}), "entry 1 of Atom feed tag:x"},
		{page.Atom, feedOf(page.AtomEntry{ID: "x", Updated: "x"}), "entry 1 of Atom feed tag:x"},
		{page.Calendar, calendarOf(func(e *page.CalendarEvent) { e.UID = "" }), `"日历": event "": "义诊" has no UID`},
		{page.Calendar, calendarOf(func(e *page.CalendarEvent) { e.Start = calendar.Moment{} }), "no start"},
		{page.Calendar, calendarOf(func(e *page.CalendarEvent) { e.Stamp = "gestern" }), "its stamp"},
		{page.Calendar, &page.CalendarView{Timezone: "Atlantis/Poseidonis"}, "Poseidonis"},
		{page.CSV, &page.TableView{Columns: column, Rows: [][]string{{"1"}, {"1", "2"}}}, "row 2: 2 values for 1 columns"},
		{page.JSON, &page.TableView{Columns: column, Rows: [][]string{{"1"}, {}}}, "row 2: 0 values for 1 columns"},
		{page.JSON, &page.TableView{Columns: column, Rows: [][]string{{"1"}, {"1.5万"}}}, "row 2, hours: "},
		{page.JSON, &page.TableView{Columns: column, Rows: [][]string{{"007"}}}, "row 1, hours: "},
		{page.JSON, &page.TableView{Columns: column, Rows: [][]string{{"null"}}}, "row 1, hours: "},
		{page.Sitemap, &page.SitemapView{Addresses: make([]page.SitemapAddress, maxAddresses+1)}, "50001 addresses"},
		{page.SitemapIndex, &page.SitemapView{Addresses: make([]page.SitemapAddress, maxAddresses+1)}, "50001 addresses"},
	} {
		w := bytes.NewBufferString("before")
		err := Write(w, c.t, c.view)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("type %d: got %v, want %q", c.t, err, c.want)
		}
		if w.String() != "before" {
			t.Errorf("type %d: %q is left behind", c.t, w)
		}
	}
}

func TestRobots(t *testing.T) {
	for sitemap, want := range map[string]string{
		"":                          "User-agent: *\nAllow: /\n",
		"https://x/s.xml":           "User-agent: *\nAllow: /\n\nSitemap: https://x/s.xml\n",
		"https://x/\r\nDisallow: /": "User-agent: *\nAllow: /\n\nSitemap: https://x/Disallow: /\n",
	} {
		if got := written(t, page.Robots, &page.RobotsView{Sitemap: sitemap}); got != want {
			t.Errorf("%q: got %q, want %q", sitemap, got, want)
		}
	}
}

// hostile makes strings of what formats trip over.
type hostile struct{ *rand.Rand }

var pieces = strings.Split("\r\n|\n|\r|\\|;|,|:|\"|'|<|&|&amp;|]]>|<!--|=1+1|+|-|-5|@|＝| |\t|\u3000|\u00a0|\ufeff|\x00|\x0b|\x7f|\u0085|\u2028|\ufffe|"+
	"\uffff|\xff|\xe6\x98|\xd9\r\x89|明德|社区文明实践活动|😀|e\u0301|\\n|\\N|END:VEVENT|BEGIN|;TZID=|null|0|12.5|a long stretch of Latin text that must be folded", "|")

func (h hostile) text() string {
	var b strings.Builder
	for range h.IntN(12) {
		b.WriteString(pieces[h.IntN(len(pieces))])
	}
	return b.String()
}

func (h hostile) texts() []string {
	all := make([]string, h.IntN(4))
	for i := range all {
		all[i] = h.text()
	}
	return all
}

// filled makes a string that is not empty.
func (h hostile) filled() string { return h.text() + "x" }

// repeatedly runs a property on 2000 values of a fixed seed.
func repeatedly(t *testing.T, property func(h hostile)) {
	for seed := range uint64(2000) {
		property(hostile{rand.New(rand.NewPCG(seed, 1))})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// valid replaces what is no UTF-8, byte by byte, as encoding/xml and encoding/json do.
func valid(s string) string { return string([]rune(s)) }
