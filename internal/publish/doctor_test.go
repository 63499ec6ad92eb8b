package publish

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"mingde/internal/message"
	"mingde/internal/publish/store"
)

// Doctor finds each fault, and says what to do in both languages.
func TestDoctor(t *testing.T) {
	all := store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Redirects: true, MultiDelete: true}
	fine := func(http.ResponseWriter, *http.Request) bool { return false }
	for want, c := range map[string]struct {
		change  func(b *bucket, p *prober)
		serve   func(b *bucket, w http.ResponseWriter, r *http.Request) bool
		address string // "none": it is not known where the public reads
	}{
		"":            {},
		"create-only": {change: func(b *bucket, p *prober) { p.can.CreateOnly = false }},
		"md5":         {change: func(b *bucket, p *prober) { p.can.MD5 = false }},
		"headers":     {change: func(b *bucket, p *prober) { p.can.Headers = false }},
		"redirects":   {change: func(b *bucket, p *prober) { p.can.Redirects = false }},
		"delete":      {change: func(b *bucket, p *prober) { p.deny = func(string) bool { return true } }},
		"copy": {change: func(b *bucket, p *prober) {
			p.fault = func(n int, kind, key string) (error, error) {
				if kind == "COPY" {
					return store.ErrDenied, nil
				}
				return nil, nil
			}
		}},
		"list": {change: func(b *bucket, p *prober) {
			p.fault = func(n int, kind, key string) (error, error) {
				if kind == "LIST" {
					return store.ErrDenied, nil
				}
				return nil, nil
			}
		}},
		"log": {change: func(b *bucket, p *prober) { b.objects[manifestKey(version{1, before().root()})].data = nil }},
		"unfinished": {change: func(b *bucket, p *prober) {
			c := b.client()
			c.killAt(5, false)
			Run(context.Background(), after().options(t, c))
		}},
		"read": {serve: func(b *bucket, w http.ResponseWriter, r *http.Request) bool {
			w.WriteHeader(http.StatusForbidden)
			return true
		}},
		"download": {serve: func(b *bucket, w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Disposition", "attachment")
			return false
		}},
		"control": {serve: func(b *bucket, w http.ResponseWriter, r *http.Request) bool {
			return r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/_pub/")
		}},
		"listing": {serve: func(b *bucket, w http.ResponseWriter, r *http.Request) bool {
			if r.URL.RawQuery != "" {
				io.WriteString(w, "<ListBucketResult>")
			}
			return r.URL.RawQuery != ""
		}},
		"public-url": {address: "none"},
		"published":  {change: func(b *bucket, p *prober) { clear(b.objects) }},
		"write": {serve: func(b *bucket, w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodPut {
				return false
			}
			data, _ := io.ReadAll(r.Body)
			b.mu.Lock()
			b.objects[strings.TrimPrefix(r.URL.Path, "/")] = &stored{data: data}
			b.mu.Unlock()
			return true
		}},
	} {
		b := newBucket()
		mustRun(t, before().options(t, b.client()))
		p := prober{b.client(), all}
		serve := fine
		if c.change != nil {
			c.change(b, &p)
		}
		if c.serve != nil {
			serve = func(w http.ResponseWriter, r *http.Request) bool { return c.serve(b, w, r) }
		}
		server := b.public(serve)
		address := server.URL
		if c.address == "none" {
			address = ""
		}
		findings, err := Doctor(context.Background(), Options{Store: p, PublicURL: address})
		server.Close()
		if err != nil {
			t.Errorf("%s: %v", want, err)
		}
		var bad []string
		for _, f := range findings {
			if !f.Good {
				bad = append(bad, f.Check)
			}
			for _, lang := range message.Languages {
				if words := message.For(lang).Say(f.Text); strings.Contains(words, "no value") || !message.For(lang).Has(f.Text.Key) {
					t.Errorf("%s: %s", f.Check, words)
				}
			}
		}
		if got := strings.Join(bad, " "); got != want {
			t.Errorf("found %q, want %q", got, want)
		}
		if left := b.keys(store.ProbePrefix); len(left) > 0 && want != "delete" {
			t.Errorf("%s: %v are left", want, left)
		}
	}
}

// Status tells generations, what is unfinished, and to which one can go back, and writes nothing.
func TestStatus(t *testing.T) {
	b := newBucket()
	w := before()
	for i := range 5 {
		w.page("events/0.html", fmt.Sprint("edition ", i))
		opt := w.options(t, b.client())
		opt.Keep = 3
		mustRun(t, opt)
	}
	c := b.client()
	c.killAt(6, false)
	Run(context.Background(), after().options(t, c))
	b.after = func() { t.Error("something was written") }
	status, err := Status(context.Background(), Options{Store: b.client(), Keep: 3})
	if err != nil {
		t.Fatal(err)
	}
	var kept []int
	for _, g := range status.History {
		if g.Kept {
			kept = append(kept, g.Number)
		}
	}
	if status.Generation != 5 || status.Files != len(w) || !slices.Equal(kept, []int{4, 3, 2, 1}) || status.History[0].Owner == "" || !status.History[0].Committed.IsZero() {
		t.Errorf("%+v", status)
	}
	b.after = nil
	for _, g := range kept {
		if _, err := Rollback(context.Background(), Options{Store: b.clone().client(), Keep: 3, Takeover: true}, g); err != nil {
			t.Errorf("back to %d: %v", g, err)
		}
	}
	if empty, err := Status(context.Background(), Options{Store: newBucket().client()}); err != nil || empty.Generation != 0 {
		t.Errorf("%+v, %v", empty, err)
	}
}
