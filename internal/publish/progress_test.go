package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// 2,000 files at 40 ms and 32 at a time take hardly longer than they must.
func TestThroughput(t *testing.T) {
	w := website{}
	for i := range 1_999 {
		w.page(fmt.Sprintf("events/%d.html", i), fmt.Sprint("event ", i))
	}
	w.page("index.html", "home")
	synctest.Test(t, func(t *testing.T) {
		c := newBucket().client()
		c.delay = func(string, string) { time.Sleep(20 * time.Millisecond) } // there and back
		opt := w.options(t, c)
		opt.Workers = 0
		began := time.Now()
		mustRun(t, opt)
		floor := 2000 * 40 * time.Millisecond / 32
		if took := time.Since(began); took > floor*13/10 {
			t.Errorf("%v, floor %v", took, floor)
		} else {
			t.Logf("%v, floor %v", took, floor)
		}
	})
}

// Events come one after another, phase by phase, and count every file and byte.
func TestEvents(t *testing.T) {
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	opt := after().options(t, b.client())
	opt.Workers = 8
	var events []Event
	opt.Events = func(e Event) { events = append(events, e) }
	report := mustRun(t, opt)
	files := 0
	last := events[0]
	for _, e := range events[1:] {
		if e.Phase < last.Phase || e.Bytes < last.Bytes || e.Files > e.Of || e.Phase == last.Phase && e.Files != last.Files+1 {
			t.Errorf("%+v after %+v", e, last)
		}
		if e.Path != "" {
			files++
		}
		last = e
	}
	if files != len(report.Plan.Actions) || last.Phase != Committing || last.Bytes != report.Plan.Bytes || last.Total != last.Bytes {
		t.Errorf("%d files, %+v", files, last)
	}
}

// What caches hold is told after the commit; what they could not be told, the next run tells them, changed or not.
func TestPurge(t *testing.T) {
	b := newBucket()
	opt := before().options(t, b.client())
	opt.State = t.TempDir()
	var told []string
	fail := false
	opt.Purge = func(_ context.Context, paths []string) error {
		if fail {
			return errors.New("unreachable")
		}
		told = paths
		return nil
	}
	mustRun(t, opt)
	if told != nil {
		t.Errorf("told of the first publish: %v", told)
	}
	next := after().options(t, b.client())
	next.State, next.Purge = opt.State, opt.Purge
	fail = true
	if report := mustRun(t, next); len(report.Notes) != 1 {
		t.Errorf("%+v", report.Notes)
	}
	fail = false
	if report := mustRun(t, next); !report.Unchanged {
		t.Errorf("%+v", report)
	}
	want := []string{"data/events.json", "events/0.html", "events/1.html", "events/gone.html", "feed.xml", "index.html"}
	if !slices.Equal(told, want) {
		t.Errorf("%v, want %v", told, want)
	}
	told = nil
	if mustRun(t, next); told != nil {
		t.Errorf("told twice: %v", told)
	}
}

// A file that is too large for memory goes the same way.
func TestLargeFile(t *testing.T) {
	b := newBucket()
	w := before()
	w.asset("film", ".mp4", string(bytes.Repeat([]byte("film "), largeFile/4)))
	opt := w.options(t, b.client())
	opt.Verify = Deep
	mustRun(t, opt)
	b.holds(t, w)
}

// Listings that fail or end early are errors, never missing objects.
func TestListingFails(t *testing.T) {
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	keys := len(b.objects)
	for level, fails := range map[Level]int{None: 1, Full: 3} {
		c := b.client()
		c.paging = 7
		c.fault = func(n int, kind, key string) (error, error) {
			if kind == "LIST" && n >= fails {
				return errors.New("reset"), nil
			}
			return nil, nil
		}
		opt := before().options(t, c)
		opt.Verify = level
		if _, err := Run(context.Background(), opt); err == nil || !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s: %v", level, err)
		}
	}
	if len(b.objects) != keys {
		t.Error("something was written or deleted")
	}
}
