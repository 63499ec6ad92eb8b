package watch

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/page"
	"mingde/internal/preview"
	"mingde/internal/scaffold"
	"mingde/layouts"
)

// A page that cannot be made stays on the screen, and who asks for it gets it as it was last; nobody is told to load it.
func TestPageThatCannotBeMade(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		good := ask(s, home, local, request("GET", "/events/2026/06/x.html", home))
		tab := net.open("events/2026/06/x.html", "", "c1", "a1")
		tab.expect(t, "at first", retry, "state 1: 0 0")
		f.change(func() {
			f.put(0, "events/2026/06/x.html", page.Event, "c2", "a1")
			f.broken["events/2026/06/x.html"] = errors.New("no memory")
		})
		s.hub.compare()
		s.hub.announce("", s.hub.beside.trouble)
		tab.expect(t, "when it fails", "state 2: 0 0")
		s.hub.announce("", s.hub.beside.trouble)
		tab.expect(t, "when that is told", "state 2: 1 0")
		again := ask(s, home, local, request("GET", "/events/2026/06/x.html", home))
		if again.Code != http.StatusOK || !bytes.Equal(again.Body.Bytes(), good.Body.Bytes()) {
			t.Errorf("the last good page: %d %s", again.Code, again.Body)
		}
		late := net.open("events/2026/06/x.html", "", "c1", "a1")
		late.expect(t, "who comes later", retry, "state 2: 1 0")
		if w := ask(s, home, local, request("GET", "/_mingde/", home)); !strings.Contains(w.Body.String(), "no memory") {
			t.Errorf("the start page does not tell: %s", w.Body)
		}
		f.change(func() { delete(f.broken, "events/2026/06/x.html") })
		s.hub.compare()
		tab.expect(t, "when it is mended", "reload {}")
		late.expect(t, "when it is mended", "reload {}")
		s.hub.announce("", s.hub.beside.trouble)
		tab.expect(t, "and that is told", "state 3: 0 0")
		tab.conn.Close()
		late.conn.Close()
	})
}

// The start page follows what is told beside the state, which has no number.
func TestStartPageFollowsFailures(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		tab := net.open("_mingde/", "", "1", "")
		tab.expect(t, "at first", retry, "state 1: 0 0")
		if w := ask(s, home, local, request("GET", "/broken.html", home)); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%d", w.Code)
		}
		s.hub.announce("", s.hub.beside.trouble)
		tab.expect(t, "a page fails", "reload {}", "state 1: 1 0")
		if v := s.hub.state(0).Version(); v != "1-1" {
			t.Errorf("version %s", v)
		}
		s.hub.announce("", s.hub.beside.trouble)
		tab.expect(t, "nothing new")
		f.mu.Lock()
		delete(f.broken, "broken.html")
		f.mu.Unlock()
		s.hub.compare()
		s.hub.retry()
		s.hub.announce("", s.hub.beside.trouble)
		tab.expect(t, "it is mended", "reload {}", "state 1: 0 0")
		tab.conn.Close()
	})
}

// Few pages are kept: those that are open, and the last ones besides.
func TestFewPagesAreKept(t *testing.T) {
	f := newFake()
	k := newKeeper(f)
	first := where{0, "events/0.html"}
	k.hold(first, 1)
	for i := range 3 * maxKept {
		at := where{0, fmt.Sprintf("events/%d.html", i)}
		f.put(0, at.address, page.Event, "c1", "a1")
		f.broken[at.address] = nil
		k.render(at)
	}
	k.render(where{0, "photos/1.bb.jpg"})
	if len(k.good) > maxKept+1 || len(k.used) != len(k.good) {
		t.Errorf("%d pages are kept, %d are counted", len(k.good), len(k.used))
	}
	for _, at := range []where{first, {0, fmt.Sprintf("events/%d.html", 3*maxKept-1)}} {
		f.broken[at.address] = errors.New("no memory")
		if _, _, last, err := k.render(at); err == nil || last == nil {
			t.Errorf("%s is not kept: %v", at.address, err)
		}
	}
	k.hold(first, -1)
	if len(k.open) != 0 {
		t.Errorf("open: %v", k.open)
	}
	for i := range 3 * maxKept {
		at := where{0, fmt.Sprintf("events/%d.html", i)}
		f.broken[at.address] = fmt.Errorf("no memory for %d", i)
		k.render(at)
	}
	if all, machine := k.failures(); len(all) != maxKept || !machine {
		t.Errorf("%d failures are told, of the machine: %v", len(all), machine)
	}
}

// What the machine refuses is tried again by itself, and told on the terminal.
func TestMachineIsTriedAgain(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		ask(s.server, home, local, request("GET", "/broken.html", home))
		time.Sleep(calmTime)
		const words = "! broken.html: error page-not-made: this page cannot be made now and will be tried again; the system says: the disk is gone\n"
		if got := s.printed(); !strings.HasPrefix(got, words) {
			s.Errorf("printed %q", got)
		}
		time.Sleep(3 * retryTime)
		s.expect("it goes on", "")
		s.site.mu.Lock()
		delete(s.site.broken, "broken.html")
		s.site.mu.Unlock()
		time.Sleep(retryTime + calmTime + time.Millisecond)
		s.expect("it is over", "mended: there are no errors any more\n")
		if st := s.server.hub.state(0); len(st.Problems) > 0 || st.Unmade {
			s.Errorf("%+v", st)
		}
	})
}

// A layout that fails only when a page is made of it takes no page off the screen, is a problem at its place, and no more
// once it is mended.
func TestLayoutThatFails(t *testing.T) {
	root := t.TempDir()
	for _, f := range scaffold.Site(calendar.Date(2026, 6, 30)) {
		put(t, root, f.Path, string(f.Text))
	}
	w := onRig(t, root, "2026-06-30", nil)
	var address string
	for _, it := range w.live.Overview(0, "").Recent {
		if strings.HasPrefix(it.Address, "events/") {
			address = it.Address
		}
	}
	status, good := w.get(address)
	if status != http.StatusOK {
		t.Fatal(address, status)
	}
	tag := map[string]string{}
	for _, m := range attribute.FindAllSubmatch(element.Find(good), -1) {
		tag[string(m[1])] = string(m[2])
	}
	u, _ := url.Parse(w.url)
	c, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := url.Values{"page": {address}, "content": {tag["content"]}, "assets": {tag["assets"]}}
	fmt.Fprintf(c, "GET /_mingde/events?%s HTTP/1.1\r\nHost: %s\r\n\r\n", q.Encode(), u.Host)
	tab := &tab{c, make(chan string, 100)}
	go tab.read()
	tab.wait(t, "state")

	layout, err := layouts.FS.ReadFile("event.html")
	if err != nil {
		t.Fatal(err)
	}
	put(t, root, "layouts/event.html", "{{/* ours */}}\n"+strings.Replace(string(layout), `{{define "main"}}`, "{{define \"main\"}}\n{{slice .Title 0 9999}}", 1))
	told := tab.wait(t, "reload", "layouts/event.html")
	if strings.HasPrefix(told, "reload") || !strings.Contains(told, "overlay") {
		t.Fatalf("told %.300s", told)
	}
	if status, now := w.get(address); status != http.StatusOK || !bytes.Equal(now, good) {
		t.Errorf("the last good page: %d", status)
	}
	if status, _ := w.get(preview.StartPage + "at/2026-12-01/" + address); status != http.StatusServiceUnavailable {
		t.Errorf("a page that nobody has seen: %d", status)
	}
	if _, start := w.get(preview.StartPage); !bytes.Contains(start, []byte("layouts/event.html")) {
		t.Error("the start page does not tell")
	}
	if text := eventually(func() string {
		if strings.Contains(w.errs.text(), "layouts/event.html:3:3: 错误 layout-broken") {
			return ""
		}
		return w.errs.text()
	}); text != "" {
		t.Errorf("the terminal says %s", text)
	}
	put(t, root, "layouts/event.html", "{{/* ours */}}\n"+string(layout))
	tab.wait(t, "reload")
	if text := eventually(func() string {
		if _, start := w.get(preview.StartPage); bytes.Contains(start, []byte("layouts/event.html")) {
			return "the start page still tells"
		}
		return ""
	}); text != "" {
		t.Error(text)
	}
}

// text is what was printed.
func (c *complaints) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.last)
}

// wait waits for an event that begins with one of the names, or holds it, and gives it.
func (t *tab) wait(tt *testing.T, any ...string) string {
	tt.Helper()
	end := time.After(patience)
	for {
		select {
		case e, ok := <-t.events:
			if !ok {
				tt.Fatalf("the stream ended before %q", any)
			}
			for _, name := range any {
				if strings.Contains(e, name) {
					return e
				}
			}
		case <-end:
			tt.Fatalf("no %q", any)
		}
	}
}

// The page of an address that the site does not have follows the site's own page for such cases.
func TestMissingPageFollows(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		w := ask(s, home, local, request("GET", "/events/nothing.html", home))
		if !strings.Contains(w.Body.String(), `data-missing="c1"`) {
			t.Fatalf("%s", w.Body)
		}
		open := func(missing string) *tab {
			q := url.Values{"page": {"events/nothing.html"}, "assets": {"a1"}, "missing": {missing}}
			c := net.dial()
			fmt.Fprintf(c, "GET /_mingde/events?%s HTTP/1.1\r\nHost: %s\r\n\r\n", q.Encode(), home)
			tab := &tab{c, make(chan string, 100)}
			go tab.read()
			return tab
		}
		ours, late, standIn := open("c1"), open("c0"), open("")
		ours.expect(t, "at first", retry, "state 1: 0 0")
		late.expect(t, "behind", retry, "reload {}", "state 1: 0 0")
		standIn.expect(t, "no page of the site", retry, "state 1: 0 0")
		f.change(func() { f.put(0, notFound, page.NotFound, "c2", "a1") })
		s.hub.compare()
		ours.expect(t, "another", "reload {}")
		standIn.expect(t, "no page of the site")
		f.change(func() { f.put(0, notFound, page.NotFound, "c2", "a2") })
		s.hub.compare()
		ours.expect(t, "another style", `assets {"sum":"a2","names":{"site.css":"assets/site.aa.css"}}`)
		for _, tab := range []*tab{ours, late, standIn} {
			tab.conn.Close()
		}
		synctest.Wait()
	})
}
