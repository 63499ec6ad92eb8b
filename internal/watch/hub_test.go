package watch

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/page"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

// pipes is a network of one server in memory: a write waits until it is read.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

// end is one end of a connection, with the addresses of a real one.
type end struct {
	net.Conn
	local, remote net.Addr
}

func (e *end) LocalAddr() net.Addr  { return e.local }
func (e *end) RemoteAddr() net.Addr { return e.remote }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return tcp(home) }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- &end{theirs, tcp(home), tcp(local)}
	return ours
}

func tcp(address string) *net.TCPAddr {
	a, _ := net.ResolveTCPAddr("tcp", address)
	return a
}

// tab is an open page: what it has been told.
type tab struct {
	conn   net.Conn
	events chan string // name and data; closed when the stream ends
}

// open connects as a page's script does.
func (p *pipes) open(address, day, content, assets string) *tab {
	return listenTo(p.dial(), address, day, content, assets)
}

func listenTo(c net.Conn, address, day, content, assets string) *tab {
	q := url.Values{"page": {address}, "day": {day}, "content": {content}, "assets": {assets}}
	fmt.Fprintf(c, "GET /_mingde/events?%s HTTP/1.1\r\nHost: %s\r\n\r\n", q.Encode(), home)
	t := &tab{c, make(chan string, 100)}
	go t.read()
	return t
}

func (t *tab) read() {
	defer close(t.events)
	r, err := http.ReadResponse(bufio.NewReader(t.conn), nil)
	if err != nil || r.Header.Get("Content-Type") != "text/event-stream" {
		return
	}
	lines := bufio.NewScanner(r.Body)
	name := ""
	for lines.Scan() {
		if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			name = n
		} else if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			t.events <- name + " " + data
		} else if lines.Text() != "" {
			t.events <- lines.Text()
		}
	}
}

// told gives the names of the events so far, the state without its HTML, everything else in full.
func (t *tab) told() (all []string) {
	synctest.Wait()
	for {
		select {
		case e, ok := <-t.events:
			if !ok {
				return append(all, "end")
			}
			all = append(all, shorten(e))
		default:
			return all
		}
	}
}

func shorten(event string) string {
	name, data, _ := strings.Cut(event, " ")
	if name != "state" {
		return event
	}
	var st stateEvent
	if err := json.Unmarshal([]byte(data), &st); err != nil || st.HTML == "" {
		return "bad state " + data
	}
	return fmt.Sprintf("state %d: %d %d", st.Number, st.Errors, st.Warnings)
}

// goneNews is what a page is told that does not exist any more.
func goneNews(page string, moved *preview.Entry, root string) string {
	data, _ := json.Marshal(goneEvent{preview.Gone(message.For(message.English), page, moved, root)})
	return "gone " + string(data)
}

func (t *tab) expect(tt *testing.T, what string, want ...string) {
	tt.Helper()
	if got := t.told(); !slices.Equal(got, want) {
		tt.Errorf("%s: %q, want %q", what, got, want)
	}
}

// inBubble runs a test with a server in memory and a clock that stands still while anything happens.
func inBubble(t *testing.T, test func(*testing.T, *fakeSite, *server, *pipes)) {
	synctest.Test(t, func(t *testing.T) {
		f, net := newFake(), newPipes()
		s := shownServer(t, f, false)
		hangUp := s.start(net, func() {})
		defer hangUp()
		test(t, f, s, net)
	})
}

const retry = "retry: 500"

func TestStreamCatchesUp(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		f.moved["events/old.html"] = build.Item{Address: "events/2026/06/x.html"}
		gone := goneNews("events/old.html", &preview.Entry{Address: "events/2026/06/x.html"}, "../")
		for _, c := range []struct {
			name, address, day, content, assets string
			want                                []string
		}{
			{"nothing missed", "index.html", "", "c1", "a1", []string{retry, "state 1: 0 0"}},
			{"another content", "index.html", "", "c0", "a1", []string{retry, "reload {}", "state 1: 0 0"}},
			{"other assets", "index.html", "", "c1", "a0", []string{retry, `assets {"sum":"a1","names":{"site.css":"assets/site.aa.css"}}`, "state 1: 0 0"}},
			{"both", "index.html", "", "c0", "a0", []string{retry, "reload {}", "state 1: 0 0"}},
			{"gone", "events/old.html", "", "c1", "a1", []string{retry, gone, "state 1: 0 0"}},
			{"never there", "events/new.html", "", "", "a1", []string{retry, "state 1: 0 0"}},
			{"there by now", "index.html", "", "", "a1", []string{retry, "reload {}", "state 1: 0 0"}},
			{"start page", "_mingde/", "", "1", "", []string{retry, "state 1: 0 0"}},
			{"old start page", "_mingde/", "", "7", "", []string{retry, "reload {}", "state 1: 0 0"}},
			{"a day without the page", "index.html", "2026-12-01", "c1", "a1", []string{retry, goneNews("index.html", nil, "../../../"), "state 1: 0 0"}},
		} {
			tab := net.open(c.address, c.day, c.content, c.assets)
			tab.expect(t, c.name, c.want...)
			tab.conn.Close()
		}
	})
}

func TestStreamFollows(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		home, event := net.open("index.html", "", "c1", "a1"), net.open("events/2026/06/x.html", "", "c1", "a1")
		start, missing := net.open("_mingde/", "", "1", ""), net.open("events/new.html", "", "", "")
		all := []*tab{home, event, start, missing}
		for _, tab := range all {
			tab.told()
		}
		step := func(what string, alter func(), want ...[]string) {
			t.Helper()
			f.change(alter)
			s.hub.compare()
			synctest.Wait()
			s.hub.announce("", problem.Text{})
			for i, tab := range all {
				tab.expect(t, fmt.Sprint(what, " ", i), want[i]...)
			}
		}
		reload, state := "reload {}", func(n int) string { return fmt.Sprintf("state %d: 0 0", n) }
		step("a body", func() { f.put(0, "events/2026/06/x.html", page.Event, "c2", "a1") },
			[]string{state(2)}, []string{reload, state(2)}, []string{reload, state(2)}, []string{state(2)})
		css := `assets {"sum":"a2","names":{"site.css":"assets/site.aa.css"}}`
		step("a stylesheet", func() {
			f.put(0, "index.html", page.Home, "c1", "a2")
			f.put(0, "events/2026/06/x.html", page.Event, "c2", "a2")
		}, []string{css, state(3)}, []string{css, state(3)}, []string{reload, state(3)}, []string{state(3)})
		gone := goneNews("events/2026/06/x.html", nil, "../../../")
		step("deleted", func() { delete(f.pages, where{0, "events/2026/06/x.html"}) },
			[]string{state(4)}, []string{gone, state(4)}, []string{reload, state(4)}, []string{state(4)})
		step("still deleted, and a new page", func() { f.put(0, "events/new.html", page.Event, "c1", "a1") },
			[]string{state(5)}, []string{state(5)}, []string{reload, state(5)}, []string{reload, state(5)})
		step("back as it was", func() { f.put(0, "events/2026/06/x.html", page.Event, "c2", "a2") },
			[]string{state(6)}, []string{reload, state(6)}, []string{reload, state(6)}, []string{state(6)})
		for _, tab := range all {
			tab.conn.Close()
		}
	})
}

// Pages are compared at once; what the toolboxes tell waits for the announcement, on every page.
func TestStateWaitsForAnnouncement(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		tab := net.open("index.html", "", "c1", "a1")
		tab.expect(t, "at first", retry, "state 1: 0 0")
		f.change(func() {
			f.put(0, "index.html", page.Home, "c2", "a1")
			f.state.Problems = []problem.Problem{{Severity: problem.Error}, {Severity: problem.Warning}}
		})
		s.hub.compare()
		tab.expect(t, "before", "reload {}")
		again := net.open("index.html", "", "c2", "a1")
		again.expect(t, "reloaded", retry, "state 1: 0 0")
		s.hub.announce("limit", problem.Text{})
		tab.expect(t, "after", "state 2: 1 1")
		again.expect(t, "after", "state 2: 1 1")
		if st := s.hub.state(0); st.Polling != "limit" || st.Today != calendar.DayOf(noon) {
			t.Errorf("%+v", st)
		}
		tab.conn.Close()
		again.conn.Close()
	})
}

// Nobody waits for a toolbox to be told of their page, and who has a toolbox gets no other until it differs.
func TestPageBeforeToolbox(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		day, _ := calendar.ParseDay("2026-12-01")
		f.put(day, "index.html", page.Home, "c2", "a1")
		f.thinks = make(chan int)
		tab := net.open("index.html", "2026-12-01", "c1", "a1")
		tab.expect(t, "while its day is thought about", retry, "reload {}")
		f.thinks <- 1
		tab.expect(t, "afterwards", "state 1: 0 0")
		close(f.thinks)
		s.hub.compare()
		s.hub.announce("", problem.Text{})
		tab.expect(t, "nothing differs")
		s.hub.announce("limit", problem.Text{})
		tab.expect(t, "another reason to poll", "state 1: 0 0")
		tab.conn.Close()
	})
}

// A day that was chosen at the start is told as such.
func TestChosenDay(t *testing.T) {
	opt, _, _ := options(message.English)
	for _, day := range []calendar.Day{0, calendar.DayOf(noon)} {
		opt.Build.AsOf = day
		s := newServer(opt, 8321)
		s.show(newFake())
		s.hub.announce("", problem.Text{})
		if st := s.hub.state(0); st.Fixed == day.IsZero() {
			t.Errorf("%s: %+v", day, st)
		}
	}
}

// Errors that are held back, since somebody may still be writing, are told on the pages of no day.
func TestNoDayTellsEarly(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		day, _ := calendar.ParseDay("2026-12-01")
		f.put(day, "index.html", page.Home, "c1", "a1")
		f.change(func() { f.state.Problems, f.state.Failed = []problem.Problem{{Severity: problem.Error}}, true })
		s.hub.compare()
		tab := net.open("index.html", "2026-12-01", "c1", "a1")
		tab.expect(t, "before they are told", retry, "state 1: 0 0")
		if st := s.hub.state(day); st.AsOf != day || st.Standing {
			t.Errorf("%+v", st)
		}
		s.hub.announce("", problem.Text{})
		tab.expect(t, "when they are told", "state 2: 1 0")
		tab.conn.Close()
	})
}

// sink is a connection that takes everything.
type sink struct{ http.ResponseWriter }

func (sink) Header() http.Header              { return http.Header{} }
func (sink) Write(data []byte) (int, error)   { return len(data), nil }
func (sink) Flush()                           {}
func (sink) SetWriteDeadline(time.Time) error { return nil }

// What twenty open pages are told after a save, where ten thousand things are wrong: "page" is how long the one that was
// saved waits for its reload, "all" until everybody has all.
func BenchmarkNews(b *testing.B) {
	f := newFake()
	for i := range 10_000 {
		p := mistakeX
		p.File, p.Severity = fmt.Sprintf("content/events/%d.md", i), problem.Severity(1+i%2)
		f.state.Problems = append(f.state.Problems, p)
	}
	h := newHub(message.For(message.Chinese), f, false, nil)
	var all []*client
	for range 20 {
		all = append(all, &client{at: where{0, "index.html"}, content: "c1", assets: "a1", wake: make(chan struct{}, 1)})
	}
	var page time.Duration
	for b.Loop() {
		f.change(func() { f.put(0, "index.html", 0, fmt.Sprint(f.state.Number), "a1") })
		h.announce("", problem.Text{})
		h.compare()
		began := time.Now()
		for i, c := range all {
			if i == 0 {
				tell(sink{}, h.ofPage(c))
				page += time.Since(began)
			}
			h.news(sink{}, c)
		}
	}
	b.ReportMetric(float64(page.Microseconds())/float64(b.N), "page-µs/op")
}

// A page that was rendered just before the clients are told that the site has changed is not reloaded for nothing.
func TestPageNewerThanRemembered(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		old := net.open("index.html", "", "c1", "a1")
		old.expect(t, "at first", retry, "state 1: 0 0")
		f.change(func() { f.put(0, "index.html", page.Home, "c2", "a1") })
		early := net.open("index.html", "", "c2", "a1")
		early.expect(t, "early", retry, "state 1: 0 0")
		s.hub.compare()
		early.expect(t, "told")
		old.expect(t, "told", "reload {}")
		early.conn.Close()
		old.conn.Close()
	})
}

func TestSumsAreMadeOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		var tabs []*tab
		for range 20 {
			tabs = append(tabs, net.open("index.html", "", "c1", "a1"))
		}
		synctest.Wait()
		f.change(func() {})
		s.hub.compare()
		synctest.Wait()
		s.hub.announce("", problem.Text{})
		synctest.Wait()
		if f.sums != 2 {
			t.Errorf("%d sums for two states of one page", f.sums)
		}
		for _, tab := range tabs {
			tab.conn.Close()
		}
	})
}

func TestPing(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		tab := net.open("index.html", "", "c1", "a1")
		tab.told()
		time.Sleep(3*pingTime + time.Second)
		tab.expect(t, "45 s", ": ping", ": ping", ": ping")
		tab.conn.Close()
	})
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients)
}

// Who does not read is dropped after a while, and nobody waits for it.
func TestSlowClient(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		stuck := net.dial()
		fmt.Fprintf(stuck, "GET /_mingde/events?page=index.html&content=c1&assets=a1 HTTP/1.1\r\nHost: %s\r\n\r\n", home)
		tab := net.open("index.html", "", "c1", "a1")
		tab.told()
		for n := 2; n < 10; n++ {
			f.change(func() {})
			s.hub.announce("", problem.Text{})
			tab.expect(t, "beside a slow one", fmt.Sprintf("state %d: 0 0", n))
		}
		if n := s.hub.count(); n != 2 {
			t.Errorf("%d clients", n)
		}
		time.Sleep(readTime + time.Second)
		synctest.Wait()
		if n := s.hub.count(); n != 1 {
			t.Errorf("%d clients after a while", n)
		}
		tab.conn.Close()
		stuck.Close()
	})
}

// A client that stalls in the middle of a file does not hold its memory for ever.
func TestSlowDownload(t *testing.T) {
	inBubble(t, func(t *testing.T, f *fakeSite, s *server, net *pipes) {
		file := f.pages[where{0, "photos/1.bb.jpg"}]
		file.Data = make([]byte, 3<<20)
		f.pages[where{0, "photos/1.bb.jpg"}] = file
		c := net.dial()
		fmt.Fprintf(c, "GET /photos/1.bb.jpg HTTP/1.1\r\nHost: %s\r\n\r\n", home)
		for range 10 { // slow, but alive
			time.Sleep(stallTime / 3)
			if _, err := io.ReadFull(c, make([]byte, chunk)); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(stallTime + time.Second)
		if rest, _ := io.ReadAll(c); len(rest) > 2*chunk {
			t.Errorf("%d bytes more", len(rest))
		}
		c.Close()
	})
}

// Requests that come before there is a site wait for it.
func TestRequestsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, net := newFake(), newPipes()
		opt, _, _ := options("en")
		s := newServer(opt, 8321)
		hangUp := s.start(net, func() {})
		tab := net.open("index.html", "", "c1", "a1")
		tab.expect(t, "before")
		s.show(f)
		s.hub.announce("", problem.Text{})
		tab.expect(t, "after", retry, "state 1: 0 0")
		tab.conn.Close()
		hangUp()
	})
}

// At the end all streams end at once, also those of clients that do not read, and requests that still wait for the site.
func TestHangUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, ready := range []bool{true, false} {
			net := newPipes()
			opt, _, _ := options("en")
			s := newServer(opt, 8321)
			hangUp := s.start(net, func() {})
			if ready {
				s.show(newFake())
				s.hub.announce("", problem.Text{})
			}
			tab, stuck := net.open("index.html", "", "c1", "a1"), net.dial()
			fmt.Fprintf(stuck, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", home)
			synctest.Wait()
			began := time.Now()
			hangUp()
			if took := time.Since(began); took > time.Second {
				t.Errorf("it took %v", took)
			}
			if all := tab.told(); len(all) == 0 || all[len(all)-1] != "end" {
				t.Errorf("%q", all)
			}
			tab.conn.Close()
			stuck.Close()
		}
	})
}

func TestClientsComeAndGo(t *testing.T) {
	f := newFake()
	s, address := serving(t, f)
	before := runtime.NumGoroutine()
	for range 3 {
		var tabs []*tab
		for range 50 {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			q := "/_mingde/events?page=index.html&content=c1&assets=a1"
			fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", q, address)
			tab := &tab{c, make(chan string, 100)}
			go tab.read()
			tabs = append(tabs, tab)
		}
		for _, tab := range tabs {
			if e := <-tab.events; e != retry {
				t.Fatal(e)
			}
		}
		f.change(func() {})
		s.hub.announce("", problem.Text{})
		for _, tab := range tabs {
			tab.conn.Close()
		}
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		clients := s.hub.count()
		if now := runtime.NumGoroutine(); clients == 0 && now <= before {
			return
		} else if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before; %d clients", now, before, clients)
		}
	}
}
