package publish

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// secret is a word that only what is withdrawn has.
const secret = "ZhangSan"

// person makes a site with a person on several pages and in a picture; others mention the person in their own words.
func person(shown bool) website {
	w := before()
	if !shown {
		w.page("models/1.html", "withdrawn")
		return w
	}
	w.page("models/1.html", secret, before().cssName(), w.asset("portrait", ".jpg", "picture of "+secret))
	w.page("events/5.html", "an event with "+secret)
	w["feed.xml"] = "<feed>" + secret + "</feed>"
	w["data/events.json"] = "[\"" + secret + "\"]"
	return w
}

// mentions gives the keys of a bucket in which a word stands, unpacked.
func (b *bucket) mentions(word string) (keys []string) {
	for _, key := range b.keys("") {
		data := b.objects[key].data
		if z, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
			data, _ = io.ReadAll(z)
		}
		if strings.Contains(string(data), word) || strings.Contains(key, word) {
			keys = append(keys, key)
		}
	}
	return keys
}

// withPerson is a bucket in whose history the person is everywhere: on pages, in kept bodies, in an asset that waits for its end.
func withPerson(t *testing.T) *bucket {
	b := newBucket()
	w := person(true)
	publish := func() {
		opt := w.options(t, b.client())
		opt.Keep = 3
		mustRun(t, opt)
	}
	publish()
	w.page("events/5.html", "another event with "+secret) // the old body is kept
	w.page("models/1.html", secret+" without a picture")  // the picture waits
	publish()
	w.page("events/5.html", "no word of anybody") // nothing shows the person here now, but a kept body
	publish()
	if n := len(b.mentions(secret)); n < 6 {
		t.Fatalf("the person stands in %d objects only", n)
	}
	return b
}

// After a publish that withdraws a person no word and no picture of the person is in the bucket, whatever was kept; nothing brings
// it back. The stylesheets that wait for their end stay.
func TestWithdrawal(t *testing.T) {
	b := withPerson(t)
	dead := "assets/old.0123456789abcdef.css"
	w := person(true)
	w[dead] = "body {}"
	opt := w.options(t, b.client())
	opt.Keep = 3
	mustRun(t, opt)
	watch(t, b)
	opt = person(false).options(t, b.client())
	opt.Keep, opt.Withdrawn = 3, []string{"models/1"}
	report := mustRun(t, opt)
	if !report.Plan.Withdraws {
		t.Error("the plan does not tell of the withdrawal")
	}
	if keys := b.mentions(secret); len(keys) > 0 {
		t.Errorf("the person is still in %v", keys)
	}
	if b.objects[dead] == nil {
		t.Error("a stylesheet that pages in caches may need is gone")
	}
	for generation := range 5 {
		if generation == 0 {
			generation = 4
		}
		if _, err := Rollback(context.Background(), Options{Store: b.client(), Keep: 3}, generation); !refusedFor(err, "before-withdrawal") {
			t.Errorf("back to %d: %v", generation, err)
		}
	}
	opt.Verify = Full
	mustRun(t, opt)
	laterOn(t, b)
}

// laterOn goes on after a withdrawal: history begins anew, and the same mark cuts only once.
func laterOn(t *testing.T, b *bucket) {
	w := person(false)
	w.page("events/7.html", "something else")
	opt := w.options(t, b.client())
	opt.Keep, opt.Withdrawn = 3, []string{"models/1"}
	if report := mustRun(t, opt); report.Plan.Withdraws || report.Kept == 0 {
		t.Errorf("%+v", report)
	}
	if _, err := Rollback(context.Background(), Options{Store: b.client(), Keep: 3}, 5); err != nil {
		t.Errorf("back to the withdrawal itself: %v", err)
	}
	b.holds(t, person(false))
	if keys := b.mentions(secret); len(keys) > 0 {
		t.Errorf("the person is again in %v", keys)
	}
	opt = person(true).options(t, b.client()) // the person agrees again
	opt.Keep = 3
	mustRun(t, opt)
	if _, err := Rollback(context.Background(), Options{Store: b.client(), Keep: 3}, 6); err != nil {
		t.Errorf("back to where the person is withdrawn: %v", err)
	}
	if keys := b.mentions(secret); len(keys) > 0 {
		t.Errorf("a rollback that withdraws leaves %v", keys)
	}
	if _, err := Rollback(context.Background(), Options{Store: b.client(), Keep: 3}, 8); !refusedFor(err, "before-withdrawal") {
		t.Errorf("forward to the person: %v", err)
	}
}

// A withdrawal that is killed at any request and done again leaves nothing either, and nobody can go back meanwhile.
func TestWithdrawalKilled(t *testing.T) {
	start := withPerson(t)
	for at := 1; at < 60; at++ {
		for _, late := range []bool{false, true} {
			b := start.clone()
			watch(t, b)
			c := b.client()
			c.killAt(at, late)
			opt := person(false).options(t, c)
			opt.Keep, opt.Withdrawn = 3, []string{"models/1"}
			_, died := Run(context.Background(), opt)
			begun := len(b.keys(intentKey(4))) > 0
			if _, err := Rollback(context.Background(), Options{Store: b.client(), Keep: 3, Takeover: true}, 3); begun && err == nil {
				t.Fatalf("killed at %d, late %v: a rollback brings the person back", at, late)
			} else if !begun && err != nil {
				t.Fatalf("killed at %d, late %v: %v", at, late, err)
			}
			opt.Store, opt.Takeover = b.client(), true
			mustRun(t, opt)
			if keys := b.mentions(secret); len(keys) > 0 {
				t.Fatalf("killed at %d, late %v: the person is still in %v", at, late, keys)
			}
			b.holds(t, person(false))
			if died == nil {
				t.Logf("%d requests", at-1)
				return
			}
		}
	}
}

// Deletes of kept bodies that are refused are told, tried again, and a full verification sees bodies that came back.
func TestWithdrawalRefused(t *testing.T) {
	b := withPerson(t)
	c := b.client()
	c.deny = func(key string) bool { return isBlob(key) }
	opt := person(false).options(t, c)
	opt.Keep, opt.Withdrawn = 3, []string{"models/1"}
	var incomplete *Incomplete
	if _, err := Run(context.Background(), opt); !errors.As(err, &incomplete) || len(incomplete.Pending) == 0 {
		t.Fatalf("%v", err)
	}
	kept := b.clone()
	c.deny = nil
	mustRun(t, opt)
	if keys := b.mentions(secret); len(keys) > 0 {
		t.Errorf("the person is still in %v", keys)
	}
	for _, key := range kept.keys(blobs) {
		b.objects[key] = kept.objects[key]
	}
	opt.Verify = Full
	report := mustRun(t, opt)
	if len(report.Drift) == 0 || report.Drift[0].What != "kept" || len(b.mentions(secret)) > 0 {
		t.Errorf("%+v, %v", report.Drift, b.mentions(secret))
	}
}

// A person may withdraw when the site shows nothing of the person any more: no file changes, and still what was kept goes.
func TestWithdrawalOfWhatIsGone(t *testing.T) {
	b := withPerson(t)
	opt := person(false).options(t, b.client())
	opt.Keep = 3
	mustRun(t, opt)
	if len(b.mentions(secret)) == 0 {
		t.Fatal("nothing was kept")
	}
	opt.Withdrawn = []string{"models/1"}
	mustRun(t, opt)
	if keys := b.mentions(secret); len(keys) > 0 {
		t.Errorf("the person is still in %v", keys)
	}
	if report := mustRun(t, opt); !report.Unchanged {
		t.Errorf("%+v", report)
	}
}
