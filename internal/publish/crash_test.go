package publish

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"mingde/internal/publish/store"
)

// before and after are the two states of the crash sweep: a new stylesheet, two pages changed, one new, the home page
// changed; a page and a picture removed.
func before() website {
	w := website{}
	css := w.asset("site", ".css", "body { color: red }")
	picture := w.asset("a", ".png", "old picture")
	for i := range 20 {
		w.page(fmt.Sprintf("events/%d.html", i), fmt.Sprint("event ", i), css)
	}
	w.page("events/gone.html", "gone", css, picture)
	w.page("index.html", "home", css, "events/0.html", "events/gone.html")
	w["feed.xml"] = "<feed>1</feed>"
	w["data/events.json"] = "[1]"
	return w
}

func after() website {
	w := website{}
	css := w.asset("site", ".css", "body { color: blue }")
	for i := range 20 {
		w.page(fmt.Sprintf("events/%d.html", i), fmt.Sprint("event ", i), before().cssName())
	}
	maps.Copy(w, website{before().cssName(): "body { color: red }"})
	w.page("events/0.html", "event 0, changed", css)
	w.page("events/1.html", "event 1, changed", css)
	w.page("events/new.html", "new", css, w.asset("b", ".png", "new picture"))
	w.page("index.html", "home", css, "events/0.html", "events/new.html")
	w["feed.xml"] = "<feed>2</feed>"
	w["data/events.json"] = "[1, 2]"
	return w
}

func (w website) cssName() string {
	for name := range w {
		if len(name) > 12 && name[:12] == "assets/site." {
			return name
		}
	}
	return ""
}

// A publisher is killed before and after each of its requests. At no moment does a page lack what it needs; whoever comes next, from elsewhere and
// with no memory, brings the bucket to what is wanted: the new site, or the old one again.
func TestKilledAtEveryRequest(t *testing.T) {
	for _, keep := range []int{0, 3} {
		sweep(t, keep)
	}
}

func sweep(t *testing.T, keep int) {
	start := newBucket()
	opt := before().options(t, start.client())
	opt.Keep = keep
	mustRun(t, opt)
	points := 0
	for at := 1; ; at++ {
		finished := false
		for _, late := range []bool{false, true} {
			for _, wanted := range []website{after(), before()} {
				b := start.clone()
				finished = killed(t, b, at, late, keep, wanted)
				points++
			}
		}
		if finished {
			t.Logf("keep %d: %d requests, %d runs", keep, at-1, points)
			return
		}
		if t.Failed() {
			return
		}
	}
}

// killed kills a publish of the new site, then publishes what is wanted; it tells whether there was nothing to kill.
func killed(t *testing.T, b *bucket, at int, late bool, keep int, wanted website) bool {
	watch(t, b)
	c := b.client()
	opt := after().options(t, c)
	opt.Keep = keep
	c.killAt(at, late)
	_, err := Run(context.Background(), opt)
	if err != nil && !errors.Is(err, errKilled) {
		t.Fatalf("killed at %d, late %v: %v", at, late, err)
	}
	opened := len(b.keys(intentKey(2))) > 0 && len(b.keys(logPrefix+"00000002.done")) == 0
	again := wanted.options(t, b.client())
	again.Keep = keep
	if _, err := Run(context.Background(), again); opened != errors.Is(err, ErrBusy) {
		t.Errorf("killed at %d, late %v: the next one says %v", at, late, err)
	}
	again.Takeover = true
	if _, err := Run(context.Background(), again); err != nil {
		t.Fatalf("killed at %d, late %v: taking over: %v", at, late, err)
	}
	b.holds(t, wanted)
	final := wanted.options(t, b.client())
	if report := mustRun(t, final); !report.Unchanged {
		t.Errorf("killed at %d, late %v: not settled: %+v", at, late, report)
	}
	return err == nil
}

// One who was taken for dead commits after all, while its successor is at work and dies as well. Whoever comes third knows all that may have changed.
func TestLateCommit(t *testing.T) {
	for at := 1; ; at++ {
		b := newBucket()
		mustRun(t, before().options(t, b.client()))
		watch(t, b)
		c := b.client()
		c.fault = func(n int, kind, key string) (error, error) {
			if strings.Contains(key, ".done.") {
				return errKilled, nil
			}
			return nil, nil
		}
		if _, err := Run(context.Background(), others("x").options(t, c)); !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		c = b.client()
		c.killAt(at, at%2 == 0)
		opt := others("y").options(t, c)
		opt.Takeover = true
		_, died := Run(context.Background(), opt)
		late := commitKey(2, others("x").root(), true, false) // so small a site is written in full
		if err := b.client().Create(context.Background(), late, store.Bytes((&commit{}).encode()), controlHeader); err != nil {
			t.Fatal(err)
		}
		for _, wanted := range []website{others("y"), before(), others("x")} {
			b := b.clone()
			opt := wanted.options(t, b.client())
			opt.Takeover = true
			if _, err := Run(context.Background(), opt); err != nil {
				t.Fatalf("killed at %d: %v", at, err)
			}
			b.holds(t, wanted)
		}
		if died == nil {
			return
		}
	}
}

// watch fails the test as soon as a page in the bucket lacks something.
func watch(t *testing.T, b *bucket) {
	b.after = func() {
		if missing := b.broken(); len(missing) > 0 {
			t.Errorf("broken: %v", missing)
		}
	}
}
