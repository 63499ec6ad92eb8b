package publish

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mingde/internal/problem"
)

// refusedFor tells whether an error is a refusal with a sentence.
func refusedFor(err error, key string) bool {
	var refused *Refused
	return errors.As(err, &refused) && slices.ContainsFunc(refused.Texts, func(t problem.Text) bool { return t.Key == "publish."+key })
}

// shown is what visitors get and how, without the assets that are only kept.
func (b *bucket) shown(w website) map[string]stored {
	all := map[string]stored{}
	for key, o := range b.objects {
		if _, ok := w[key]; ok || !strings.HasPrefix(key, control) && !hashedName.MatchString(key) {
			all[key] = stored{data: o.data, header: o.header}
		}
	}
	return all
}

func sameShown(a, b map[string]stored) bool {
	return maps.EqualFunc(a, b, func(x, y stored) bool { return string(x.data) == string(y.data) && x.header == y.header })
}

// Back to the last generation and forward again: bytes and headers are those that were there.
func TestRollback(t *testing.T) {
	for _, noMD5 := range []bool{false, true} {
		b := newBucket()
		c := b.client()
		c.noMD5 = noMD5
		publish := func(w website) {
			opt := w.options(t, c)
			opt.Keep = 3
			mustRun(t, opt)
		}
		publish(before())
		old := b.shown(before())
		publish(after())
		now := b.shown(after())
		watch(t, b)
		opt := Options{Store: c, Target: "test", Keep: 3, Verify: Deep, Workers: 4}
		back := func(generation int) {
			t.Helper()
			if _, err := Rollback(context.Background(), opt, generation); err != nil {
				t.Fatal(err)
			}
		}
		back(0)
		if !sameShown(b.shown(before()), old) {
			t.Error("the old site did not come back as it was")
		}
		asks := after().options(t, c)
		asks.Yes = false
		_, err := Run(context.Background(), asks)
		if refused := (*Refused)(nil); !errors.As(err, &refused) || !refused.Ask || !refusedFor(err, "rolled-back") {
			t.Errorf("publish brings back what was taken away, and does not ask: %v", err)
		}
		if report := mustRun(t, before().options(t, c)); !report.Unchanged {
			t.Errorf("%+v", report)
		}
		_, err = Rollback(context.Background(), opt, 2)
		if refused := (*Refused)(nil); !errors.As(err, &refused) || !refused.Ask || !refusedFor(err, "taken-away") {
			t.Errorf("a rollback brings back what was taken away, and does not ask: %v", err)
		}
		opt.Yes = true
		back(2)
		if !sameShown(b.shown(after()), now) {
			t.Error("the new site did not come back as it was")
		}
		back(1)
		if !sameShown(b.shown(before()), old) {
			t.Error("the old site did not come back again")
		}
		asks.Yes, asks.Keep = true, 3
		mustRun(t, asks)
		b.holds(t, after())
		if _, err := Rollback(context.Background(), opt, 9); !refusedFor(err, "no-generation") {
			t.Errorf("%v", err)
		}
	}
}

// The one before is another site, also where a delete was tried again in between; and a yes is given once, though its publish dies.
func TestRollbackToAnother(t *testing.T) {
	b := newBucket()
	publish := func(w website, deny func(string) bool) error {
		c := b.client()
		c.deny = deny
		opt := w.options(t, c)
		opt.Keep, opt.Yes = 3, false
		_, err := Run(context.Background(), opt)
		return err
	}
	publish(before(), nil)
	if err := publish(after(), func(string) bool { return true }); !errors.As(err, new(*Incomplete)) {
		t.Fatal(err)
	}
	if err := publish(after(), nil); err != nil {
		t.Fatal(err)
	}
	opt := Options{Store: b.client(), Keep: 3}
	if report, err := Rollback(context.Background(), opt, 0); err != nil || report.Back != 1 {
		t.Fatalf("back to %d, %v", report.Back, err)
	}
	b.holds(t, before())
	if err := publish(before(), nil); err != nil {
		t.Errorf("the same site: %v", err)
	}
	c := b.client()
	c.killAt(12, true)
	dies := after().options(t, c)
	dies.Keep = 3
	if _, err := Run(context.Background(), dies); !errors.As(err, new(*Stopped)) {
		t.Fatal(err)
	}
	dies.Store, dies.Yes, dies.Takeover = b.clone().client(), false, true
	if _, err := Run(context.Background(), dies); err != nil {
		t.Errorf("a yes was given: %v", err)
	}
	opt.Takeover = true
	if report, err := Rollback(context.Background(), opt, 0); err != nil || report.Back != 4 {
		t.Errorf("back to %d, %v", report.Back, err)
	}
	b.holds(t, before())
}

// A rollback that is killed at any request can be finished, or undone.
func TestRollbackKilled(t *testing.T) {
	start := newBucket()
	for _, w := range []website{before(), after()} {
		opt := w.options(t, start.client())
		opt.Keep = 3
		mustRun(t, opt)
	}
	for at := 1; at < 40; at++ {
		for _, late := range []bool{false, true} {
			for _, to := range []int{1, 2} {
				b := start.clone()
				watch(t, b)
				c := b.client()
				c.killAt(at, late)
				opt := Options{Store: c, Keep: 3, Verify: None, Workers: 1, Yes: true}
				_, died := Rollback(context.Background(), opt, 1)
				opt.Store, opt.Takeover = b.client(), true
				if _, err := Rollback(context.Background(), opt, to); err != nil {
					t.Fatalf("killed at %d, late %v, then back to %d: %v", at, late, to, err)
				}
				b.holds(t, map[int]website{1: before(), 2: after()}[to])
				if died == nil {
					return
				}
			}
		}
	}
}

// With no kept bodies there is no way back, and nothing is written.
func TestRollbackWithoutBodies(t *testing.T) {
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	if _, err := Rollback(context.Background(), Options{Store: b.client()}, 0); !refusedFor(err, "nothing-before") {
		t.Errorf("after the first publish: %v", err)
	}
	mustRun(t, after().options(t, b.client()))
	keys := len(b.objects)
	if _, err := Rollback(context.Background(), Options{Store: b.client()}, 0); !refusedFor(err, "body-gone") {
		t.Errorf("%v", err)
	}
	if len(b.objects) != keys {
		t.Error("something was written")
	}
	b.holds(t, after())
}

// Assets outlive the pages that need them by seven days and three generations, then they go; so do bodies and records.
func TestGarbage(t *testing.T) {
	for _, links := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) { garbage(t, links) })
	}
}

func garbage(t *testing.T, links bool) {
	b := newBucket()
	c := b.client()
	c.noMD5 = links
	state := t.TempDir()
	w := before()
	publish := func(words string) {
		w.page("events/0.html", words)
		w["feed.xml"] = words
		opt := w.options(t, c)
		opt.Keep, opt.State = 3, state
		mustRun(t, opt)
	}
	publish("0")
	w = after()
	publish("1")
	gone := before().pictureName()
	for i := range 4 {
		if b.objects[gone] == nil {
			t.Fatalf("the old picture is gone after %d generations, within seven days", i)
		}
		publish(strings.Repeat("x", i))
	}
	time.Sleep(8 * 24 * time.Hour)
	publish("later")
	if b.objects[gone] != nil {
		t.Error("the old picture is still there")
	}
	for i := range 60 {
		time.Sleep(time.Minute)
		publish(strings.Repeat("y", i+1))
	}
	if logs := len(b.keys(logPrefix)); logs > 4*logKept {
		t.Errorf("%d records in the log", logs)
	}
	if n := len(b.keys(blobs)); n > 3*(logKept+3) {
		t.Errorf("%d kept bodies", n)
	}
	if n := len(b.keys(manifests)); n > 3 {
		t.Errorf("%d manifests", n)
	}
	for back := 1; back <= 3; back++ {
		h, _ := listLog(context.Background(), c)
		copied := b.clone()
		if _, err := Rollback(context.Background(), Options{Store: copied.client(), Keep: 3}, h.commits()[back].generation); err != nil {
			t.Errorf("%d back: %v", back, err)
		}
	}
	b.holds(t, w)
	if report := mustRun(t, w.options(t, b.client())); !report.Unchanged {
		t.Errorf("%+v", report)
	}
}

func (w website) pictureName() string {
	for name := range w {
		if strings.HasSuffix(name, ".png") {
			return name
		}
	}
	return ""
}

// A delete that is refused is told, and tried again by the next run, even if nothing else is to be done.
func TestPendingDeletes(t *testing.T) {
	b := newBucket()
	c := b.client()
	mustRun(t, before().options(t, c))
	c.deny = func(key string) bool { return true }
	opt := after().options(t, c)
	_, err := Run(context.Background(), opt)
	var incomplete *Incomplete
	if !errors.As(err, &incomplete) || !slices.Equal(incomplete.Pending, []string{"events/gone.html"}) {
		t.Fatalf("%v", err)
	}
	if status, err := Status(context.Background(), opt); err != nil || !slices.Equal(status.Pending, incomplete.Pending) {
		t.Errorf("%+v, %v", status, err)
	}
	if _, err := Run(context.Background(), opt); !errors.As(err, &incomplete) {
		t.Errorf("refused again: %v", err)
	}
	copied := b.clone()
	back := before().options(t, copied.client())
	mustRun(t, back) // what was to be deleted is wanted again
	copied.holds(t, before())
	c.deny = nil
	if report := mustRun(t, opt); report.Unchanged || report.Deleted != 1 {
		t.Errorf("%+v", report)
	}
	b.holds(t, after())
	if report := mustRun(t, opt); !report.Unchanged {
		t.Errorf("%+v", report)
	}
}
