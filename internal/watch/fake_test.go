package watch

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/page"
	"mingde/internal/problem"
)

// noon is when the tests take place.
var noon = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)

// fakeSite is a site of a few pages that tests change by hand.
type fakeSite struct {
	mu      sync.Mutex
	state   build.State
	pages   map[where]build.File
	broken  map[string]error // of Render, by address
	moved   map[string]build.Item
	next    []func(*fakeSite) build.Update // what each Update finds
	fail    error                          // of the next Update
	zone    *time.Location
	pending chan int // what Affected waits for; nil: it knows at once
	altered int      // what Affected counts
	sums    int      // calls of Sum
	thinks  chan int // what State of another day than that of the server waits for; nil: it knows at once
	asked   [][]string
	closed  bool
}

// newFake is a site with a home page, a page in a folder, one that is named alone, and files of other types.
func newFake() *fakeSite {
	f := &fakeSite{
		state: build.State{
			Number: 1, AsOf: calendar.DayOf(noon), Ready: true, Entries: 12, Pages: 9, BaseURL: "https://example.org/show/case/",
		},
		pages: map[where]build.File{}, broken: map[string]error{"broken.html": errors.New("the disk is gone")}, moved: map[string]build.Item{}, zone: time.UTC, altered: 3,
	}
	for address, t := range map[string]page.Type{
		"index.html": page.Home, "events/index.html": page.Hub, "events/2026/06/x.html": page.Event, "404.html": page.NotFound,
		"events/feed.xml": page.Atom, "events/calendar.ics": page.Calendar, "data/events.csv": page.CSV, "data/site.json": page.JSON,
		"sitemap.xml": page.Sitemap, "robots.txt": page.Robots, "assets/site.aa.css": page.Asset, "photos/1.bb.jpg": page.Photo,
		"favicon.ico": page.Asset, "communities/镇龙.html": page.Community, "assets/logo.cc.svg": page.Asset,
	} {
		f.put(0, address, t, "c1", "a1")
	}
	return f
}

func (f *fakeSite) put(day calendar.Day, address string, t page.Type, content, assets string) {
	data := "data of " + address
	if t.Layout() != "" {
		data = "<!DOCTYPE html><title>" + address + " " + content + "</title><body></body>"
	}
	f.pages[where{day, address}] = build.File{Data: []byte(data), Type: t, Sum: build.Sum{Content: content, Assets: assets}}
}

// change alters the site as an Update would.
func (f *fakeSite) change(alter func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	alter()
	f.state.Number++
}

func (f *fakeSite) Update(ctx context.Context, now time.Time, folders []string) (build.Update, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, folders)
	if err := f.fail; err != nil {
		f.fail = nil
		return build.Update{}, err
	}
	f.state.AsOf = f.day(now)
	u := build.Update{State: f.state, Took: 12 * time.Millisecond}
	if len(f.next) > 0 {
		u = f.next[0](f)
		f.next = f.next[1:]
		if u.Changed {
			f.state.Number++
		}
		u.State, u.Took = f.state, 12*time.Millisecond
	}
	return u, ctx.Err()
}

func (f *fakeSite) Day(now time.Time) calendar.Day {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.day(now)
}

func (f *fakeSite) day(now time.Time) calendar.Day { return calendar.DayOf(now.In(f.zone)) }
func (f *fakeSite) Folders() map[string]bool       { return map[string]bool{".": true, "content": true} }

func (f *fakeSite) State(day calendar.Day) build.State {
	if day != 0 && f.thinks != nil {
		<-f.thinks
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	st := f.state
	if day != 0 {
		st.AsOf = day
	}
	return st
}

func (f *fakeSite) Render(day calendar.Day, address string) (build.File, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.broken[address]; err != nil {
		return build.File{}, true, err
	}
	if !f.state.Ready {
		return build.File{}, false, errors.New("no site")
	}
	file, ok := f.pages[where{day, address}]
	return file, ok, nil
}

func (f *fakeSite) Sum(day calendar.Day, address string) (build.Sum, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sums++
	if !f.state.Ready {
		return build.Sum{}, false, errors.New("no site")
	}
	file, ok := f.pages[where{day, address}]
	return file.Sum, ok, nil
}

func (f *fakeSite) Assets(calendar.Day) map[string]string {
	return map[string]string{"site.css": "assets/site.aa.css"}
}

func (f *fakeSite) Overview(calendar.Day, string) build.Overview {
	return build.Overview{Recent: []build.Item{{Title: "端午包粽子"}}}
}

func (f *fakeSite) Moved(_ calendar.Day, address string) (build.Item, bool) {
	it, ok := f.moved[address]
	return it, ok
}

func (f *fakeSite) Affected(ctx context.Context) (int, error) {
	f.mu.Lock()
	pending, n := f.pending, f.altered
	f.mu.Unlock()
	if pending == nil {
		return n, nil
	}
	select {
	case n := <-pending:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (f *fakeSite) Close() []problem.Text {
	f.closed = true
	return []problem.Text{{Key: "a note"}}
}

// options are those of a test in a language, with what is said.
func options(lang message.Language) (opt Options, out, err *strings.Builder) {
	out, err = new(strings.Builder), new(strings.Builder)
	return Options{Addr: "127.0.0.1:0", Say: message.For(lang), Out: out, Err: err, Now: func() time.Time { return noon }}, out, err
}

// shownServer is a server that shows a fake site.
func shownServer(t *testing.T, f *fakeSite, lan bool) *server {
	t.Helper()
	opt, _, _ := options(message.English)
	opt.LAN = lan
	s := newServer(opt, 8321)
	s.show(f)
	s.hub.announce("", problem.Text{})
	return s
}
