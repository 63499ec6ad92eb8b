package publish

import (
	"fmt"
	"maps"
	"testing"
)

// large is a site of 10,000 files.
func large() website {
	w := website{}
	css := w.asset("site", ".css", "body {}")
	for i := range 9_998 {
		w.page(fmt.Sprintf("events/%d.html", i), fmt.Sprint("event ", i), css)
	}
	w.page("index.html", "home", css)
	return w
}

// What a publish of 10,000 files costs.
func TestRequests(t *testing.T) {
	w := large()
	for _, keep := range []int{0, 3} {
		b := newBucket()
		c := b.client()
		opt := w.options(t, c)
		opt.State, opt.Workers, opt.Keep = t.TempDir(), 32, keep
		step := func(what string, want int, change func()) {
			t.Helper()
			old := maps.Clone(w)
			change()
			changed := website{}
			for name, data := range w {
				if old[name] != data {
					changed[name] = data
				}
			}
			changed.write(t, opt.Dir)
			opt.Site = w.index()
			c.reset()
			mustRun(t, opt)
			if c.total() != want {
				t.Errorf("keep %d, %s: %d requests (%v), want %d", keep, what, c.total(), c.counts, want)
			}
		}
		kept := func(n int) int { return n * min(keep, 1) }
		step("first", len(w)+4, func() {})
		step("nothing changed", 1, func() {})
		five := func(words string) func() {
			return func() {
				for i := range 5 {
					w.page(fmt.Sprintf("events/%d.html", i), words)
				}
			}
		}
		step("five changed, no local state", 9+kept(5), func() {
			opt.State = t.TempDir()
			five("one")()
		})
		step("five changed", 8+kept(5), five("two"))
		step("five changed again", 8+kept(5), five("three"))
		step("five changed and two deleted", 9+kept(7), func() {
			five("four")()
			delete(w, "events/5.html")
			delete(w, "events/6.html")
		})
		step("five new", 8, func() {
			for i := range 5 {
				w.page(fmt.Sprintf("events/new-%d.html", i), "new")
			}
		})
		step("five changed, no local state, against a delta", 10+kept(5), func() {
			opt.State = t.TempDir()
			five("five")()
		})
		b.holds(t, w)
		w = large()
	}
}

// A change of nothing but headers is mended without an upload.
func TestHeadersOnly(t *testing.T) {
	b := newBucket()
	c := b.client()
	w := before()
	opt := w.options(t, c)
	mustRun(t, opt)
	opt.Redirects = map[string]string{"events/3.html": "/events/4.html"}
	c.reset()
	report := mustRun(t, opt)
	if report.Headed != 1 || report.Uploaded != 0 || !maps.Equal(c.counts, map[string]int{"LIST": 1, "GET": 1, "PUT": 2, "COPY": 1}) {
		t.Errorf("%+v, %v", report, c.counts)
	}
	if got := b.objects["events/3.html"].header.Redirect; got != "/events/4.html" {
		t.Errorf("redirect %q", got)
	}
}
