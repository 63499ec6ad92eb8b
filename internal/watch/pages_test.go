package watch

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/page"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

func TestPages(t *testing.T) {
	f := newFake()
	day, _ := calendar.ParseDay("2026-12-01")
	f.put(day, "index.html", page.Home, "c2", "a1")
	f.put(day, "404.html", page.NotFound, "c2", "a1")
	s := shownServer(t, f, false)
	const short, long = "no-store", "public, max-age=31536000, immutable"
	for _, c := range []struct {
		target   string
		status   int
		kind     string
		cache    string
		location string
		tag      string // what the script is told, if it is there
	}{
		{"/", 200, html, short, "", `data-root="" data-page="index.html" data-day="" data-content="c1" data-assets="a1"`},
		{"/?from=mail", 200, html, short, "", `data-page="index.html"`},
		{"/index.html", 200, html, short, "", `data-page="index.html"`},
		{"/events/", 200, html, short, "", `data-root="../" data-page="events/index.html"`},
		{"/events", 302, "", short, "events/", ""},
		{"/events/2026/06/x", 302, "", short, "x.html", ""},
		{"/events/2026/06/x.html", 200, html, short, "", `data-root="../../../" data-page="events/2026/06/x.html"`},
		{"/communities/%E9%95%87%E9%BE%99.html", 200, html, short, "", `data-page="communities/镇龙.html"`},
		{"/communities/%E9%95%87%E9%BE%99", 302, "", short, "%E9%95%87%E9%BE%99.html", ""},
		{"/events/nothing.html", 404, html, short, "", `data-root="../" data-page="events/nothing.html" data-day="" data-content=""`},
		{"/nothing/", 404, html, short, "", `data-root="../" data-page="nothing/index.html" data-day="" data-content=""`},
		{"/show/case/events/2026/06/x.html", 302, "", short, "../../../../../events/2026/06/x.html", ""},
		{"/show/case/", 302, "", short, "../../", ""},
		{"/show/nothing", 404, html, short, "", `data-content=""`},
		{"/events/feed.xml", 200, "application/atom+xml; charset=utf-8", short, "", ""},
		{"/events/calendar.ics", 200, "text/calendar; charset=utf-8", short, "", ""},
		{"/data/events.csv", 200, "text/csv; charset=utf-8", short, "", ""},
		{"/data/site.json", 200, "application/json", short, "", ""},
		{"/sitemap.xml", 200, "application/xml; charset=utf-8", short, "", ""},
		{"/robots.txt", 200, "text/plain; charset=utf-8", short, "", ""},
		{"/assets/site.aa.css", 200, "text/css; charset=utf-8", long, "", ""},
		{"/assets/logo.cc.svg", 200, "image/svg+xml", long, "", ""},
		{"/photos/1.bb.jpg", 200, "image/jpeg", long, "", ""},
		{"/favicon.ico", 200, "image/x-icon", short, "", ""},
		{"/broken.html", 503, html, short, "", ""},
		{"/_mingde", 302, "", short, "_mingde/", ""},
		{"/_mingde/", 200, html, short, "", ""},
		{"/_mingde/watch.js", 200, "text/javascript; charset=utf-8", short, "", ""},
		{"/_mingde/watch.css", 200, "text/css; charset=utf-8", short, "", ""},
		{"/_mingde/start.css", 200, "text/css; charset=utf-8", short, "", ""},
		{"/_mingde/preview.go", 404, html, short, "", `data-content=""`},
		{"/_mingde/at?day=2026-12-01&page=events/2026/06/x.html", 302, "", short, "at/2026-12-01/events/2026/06/x.html", ""},
		{"/_mingde/at?day=2026-12-01&page=events/index.html", 302, "", short, "at/2026-12-01/events/", ""},
		{"/_mingde/at?day=2026-12-01&page=index.html", 302, "", short, "at/2026-12-01/", ""},
		{"/_mingde/at?day=2026-12-01&page=my-index.html", 302, "", short, "at/2026-12-01/my-index.html", ""},
		{"/_mingde/at?day=2026-12-01&page=_mingde/", 302, "", short, "at/2026-12-01/", ""},
		{"/_mingde/at?day=2026-12-01&page=//evil.example/", 302, "", short, "at/2026-12-01/", ""},
		{"/_mingde/at?day=2026-12-01&page=../../x", 302, "", short, "at/2026-12-01/", ""},
		{"/_mingde/at?day=&page=events/index.html", 302, "", short, "../events/", ""},
		{"/_mingde/at?day=&page=https://evil.example/", 302, "", short, "../https://evil.example/", ""},
		{"/_mingde/at?day=tomorrow", 400, html, short, "", ""},
		{"/_mingde/at/2026-12-01", 302, "", short, "2026-12-01/", ""},
		{"/_mingde/at/2026-12-01/", 200, html, short, "", `data-root="../../../" data-page="index.html" data-day="2026-12-01" data-content="c2"`},
		{"/_mingde/at/2026-12-01/events/", 404, html, short, "", `data-root="../../../../" data-page="events/index.html" data-day="2026-12-01" data-content=""`},
		{"/_mingde/at/2026-02-30/", 400, html, short, "", ""},
		{"/_mingde/at/3000-01-01/", 400, html, short, "", ""},
		{"/_mingde/at/", 400, html, short, "", ""},
	} {
		t.Run(c.target, func(t *testing.T) {
			w := ask(s, home, local, request("GET", c.target, home))
			if w.Code != c.status || c.kind != "" && w.Header().Get("Content-Type") != c.kind ||
				w.Header().Get("Cache-Control") != c.cache || w.Header().Get("Location") != c.location {
				t.Errorf("%d %v", w.Code, w.Header())
			}
			if !strings.Contains(w.Body.String(), c.tag) {
				t.Errorf("%s", w.Body)
			}
			head := ask(s, home, local, request("HEAD", c.target, home))
			if head.Code != w.Code || head.Body.Len() != 0 || head.Header().Get("Content-Length") != w.Header().Get("Content-Length") {
				t.Errorf("HEAD: %d %v %q", head.Code, head.Header(), head.Body)
			}
		})
	}
}

// What is no page is served as it is, and a page but for the script.
func TestBytes(t *testing.T) {
	f := newFake()
	s := shownServer(t, f, false)
	for at, file := range f.pages {
		w := ask(s, home, local, request("GET", "/"+escaped(at.address), home))
		if got := string(preview.Strip(w.Body.Bytes())); got != string(file.Data) {
			t.Errorf("%s: %q, want %q", at.address, got, file.Data)
		}
	}
}

func TestWithoutSite(t *testing.T) {
	f := newFake()
	f.state.Ready, f.state.Failed = false, true
	f.state.Problems = []problem.Problem{{Place: problem.Place{File: "site.toml"}, Severity: problem.Error}}
	s := shownServer(t, f, false)
	if w := ask(s, home, local, request("GET", "/events/", home)); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(s, home, local, request("GET", "/_mingde/", home)); w.Code != http.StatusOK {
		t.Errorf("the start page: %d %s", w.Code, w.Body)
	}
}

// A site need not have a page for what it does not have.
func TestWithoutNotFound(t *testing.T) {
	f := newFake()
	delete(f.pages, where{0, "404.html"})
	s := shownServer(t, f, false)
	if w := ask(s, home, local, request("GET", "/nothing", home)); w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != html {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// With a token, every redirect leads to below it.
func TestRedirectsKeepToken(t *testing.T) {
	s := shownServer(t, newFake(), true)
	const here, there = "192.168.1.5:8321", "192.168.1.77:40000"
	for target, want := range map[string]string{
		"/events": "/events/", "/show/case/events/": "/events/", "/_mingde": "/_mingde/", "": "/",
		"/_mingde/at?day=2026-12-01&page=events/index.html": "/_mingde/at/2026-12-01/events/",
	} {
		r := request("GET", "/"+s.guard.token+target, here)
		w := ask(s, here, there, r)
		to, err := r.URL.Parse(w.Header().Get("Location"))
		if err != nil || w.Code != http.StatusFound || to.Path != "/"+s.guard.token+want {
			t.Errorf("%s: %d %v", target, w.Code, to)
		}
	}
}

var _ site = (*build.Live)(nil)

// Players of sound and video ask for parts of a file; a page is always whole.
func TestParts(t *testing.T) {
	s := shownServer(t, newFake(), false)
	const size = len("data of photos/1.bb.jpg")
	for _, c := range []struct {
		target, header, value string
		status                int
		body, part            string
	}{
		{"/photos/1.bb.jpg", "Range", "bytes=0-3", http.StatusPartialContent, "data", fmt.Sprintf("bytes 0-3/%d", size)},
		{"/photos/1.bb.jpg", "Range", "bytes=-3", http.StatusPartialContent, "jpg", fmt.Sprintf("bytes %d-%d/%d", size-3, size-1, size)},
		{"/photos/1.bb.jpg", "Range", "bytes=900-", http.StatusRequestedRangeNotSatisfiable, "", fmt.Sprintf("bytes */%d", size)},
		{"/photos/1.bb.jpg", "If-None-Match", `"c1-a1"`, http.StatusNotModified, "", ""},
		{"/index.html", "Range", "bytes=0-3", http.StatusOK, "<!DOCTYPE html>", ""},
		{"/", "If-None-Match", `"c1-a1"`, http.StatusOK, "<!DOCTYPE html>", ""},
	} {
		w := ask(s, home, local, request("GET", c.target, home, c.header, c.value))
		if w.Code != c.status || !strings.HasPrefix(w.Body.String(), c.body) || w.Header().Get("Content-Range") != c.part {
			t.Errorf("%s, %s: %s: %d %v %q", c.target, c.header, c.value, w.Code, w.Header(), w.Body)
		}
	}
}

// What is asked for is printed so that a terminal cannot take it for a command.
func TestPrintedAddresses(t *testing.T) {
	opt, _, errs := options(message.English)
	s := newServer(opt, 8321)
	s.show(newFake())
	s.hub = nil // a mistake in the program
	func() {
		defer func() { recover() }()
		ask(s, home, local, request("GET", "/%1b%5d0;.html", home))
	}()
	if text := errs.String(); strings.Contains(text, "\x1b") || !strings.Contains(text, `"/\x1b]0;.html"`) {
		t.Errorf("%.200q", text)
	}
}
