package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"mingde/internal/message"
	"mingde/internal/problem"
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

// What could not be found out is neither good nor bad, whether the store fails or the public address; and each has its sentence.
func TestDoctorDoesNotKnow(t *testing.T) {
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	broken := errors.New("500 InternalError")
	server := b.public(func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusBadGateway)
		return true
	})
	defer server.Close()
	for want, c := range map[string]struct {
		address string
		fails   string // which requests to the store
	}{
		"read control listing write":  {address: "http://127.0.0.1:1"},
		"read control listing write ": {address: server.URL},
		"copy":                        {fails: "COPY"},
		"delete":                      {fails: "DELETE"},
	} {
		p := prober{b.client(), store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Redirects: true}}
		p.fault = func(_ int, kind, _ string) (error, error) {
			if kind == c.fails {
				return broken, nil
			}
			return nil, nil
		}
		findings, err := Doctor(context.Background(), Options{Store: p, PublicURL: c.address})
		if err != nil {
			t.Errorf("%s: %v", want, err)
		}
		var unknown []string
		for _, f := range findings {
			if f.Unknown {
				unknown = append(unknown, f.Check)
			}
			if f.Unknown && (f.Good || f.Cause == nil) || !f.Unknown && !f.Good && f.Check != "public-url" {
				t.Errorf("%s: %+v", want, f)
			}
			for _, lang := range message.Languages {
				if words := message.For(lang).Say(f.Text); strings.Contains(words, "no value") || !message.For(lang).Has(f.Text.Key) {
					t.Errorf("%s: %s", f.Check, words)
				}
			}
		}
		if got := strings.Join(unknown, " "); got != strings.TrimSpace(want) {
			t.Errorf("not known: %q, want %q", got, want)
		}
	}
}

// unknownUser is the error of a store that does not know who asks.
type unknownUser struct{}

func (unknownUser) Error() string        { return "who are you?" }
func (unknownUser) Unwrap() error        { return store.ErrDenied }
func (unknownUser) Reason() problem.Text { return problem.Text{Key: "publish.store.unknown-key"} }

// A store that cannot be reached, or does not know who asks, ends doctor with its error, as it ends a publish; that a right is missing is a finding.
func TestDoctorEnds(t *testing.T) {
	for _, broken := range []error{errors.New("no answer"), unknownUser{}} {
		c := newBucket().client()
		c.fault = func(int, string, string) (error, error) { return broken, nil }
		if findings, err := Doctor(context.Background(), Options{Store: c}); !errors.Is(err, broken) || len(findings) > 0 {
			t.Errorf("%v: %v, %v", broken, findings, err)
		}
	}
}

// Every record of the log is read, in the store and not in this computer's memory, and all that are damaged are named.
func TestDoctorReadsTheLog(t *testing.T) {
	b, w, state := newBucket(), before(), t.TempDir()
	for i := range 4 {
		w.page("events/0.html", fmt.Sprint("edition ", i))
		opt := w.options(t, b.client())
		opt.State, opt.Keep = state, 3
		mustRun(t, opt)
	}
	garbage := []string{intentKey(2), intentKey(4)}
	for _, key := range garbage {
		b.objects[key].data = []byte("garbage")
	}
	findings, err := Doctor(context.Background(), Options{Store: b.client(), State: state})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(findings, func(f Finding) bool { return f.Check == "log" })
	if i < 0 || findings[i].Good || findings[i].Text.Args["key"] != strings.Join(garbage, ", ") {
		t.Errorf("%+v", findings)
	}
}
