package publish

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingde/internal/publish/dir"
	"mingde/internal/publish/store"
)

// late is a folder into which somebody else writes a file when a key is about to be created.
type late struct {
	*dir.Store
	key   string
	write func()
}

func (l *late) Create(ctx context.Context, key string, body store.Body, h store.Header) error {
	if key == l.key {
		l.write()
	}
	return l.Store.Create(ctx, key, body, h)
}

// folder gives a store of a folder with copies of a site's files, and the means to add others.
func folder(t *testing.T, w website) (s *dir.Store, www string, write func(name, data string)) {
	t.Helper()
	www = t.TempDir()
	w.write(t, www)
	s = dir.Open(www)
	t.Cleanup(func() { s.Close() })
	return s, www, func(name, data string) {
		file := filepath.Join(www, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(data), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

func (w website) into(t *testing.T, s store.Store) (Report, error) {
	t.Helper()
	opt := w.options(t, nil)
	opt.Store = s
	return Run(context.Background(), opt)
}

// A site that somebody has copied into a folder by hand is taken over, headers and all, and published from then on.
func TestFolderTakenOver(t *testing.T) {
	s, _, write := folder(t, before())
	write("theirs.txt", "theirs")
	report, err := before().into(t, s)
	if err != nil || !slices.Equal(report.Foreign, []string{"theirs.txt"}) {
		t.Fatalf("%v, %v", report.Foreign, err)
	}
	if o, err := s.Head(t.Context(), "index.html"); err != nil || !strings.HasPrefix(o.Header.ContentType, "text/html") {
		t.Errorf("%+v, %v", o, err)
	}
	w := after()
	if _, err := w.into(t, s); err != nil {
		t.Error(err)
	}
	for _, name := range slices.Sorted(maps.Keys(w)) {
		if data, _, err := s.Get(t.Context(), name); err != nil || string(data) != w[name] {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// All that is in the way is named before anything is written, whatever it is: a file, a link, a folder, before the first publish and later.
func TestFolderCollisions(t *testing.T) {
	s, _, write := folder(t, website{})
	write("index.html", "theirs")
	write("events/1.html/x", "a folder where a page shall be")
	refused := func(w website, want ...string) {
		t.Helper()
		records := func() (n int) {
			for range s.List(t.Context(), control) {
				n++
			}
			return n
		}
		had := records()
		_, err := w.into(t, s)
		var r *Refused
		if !errors.As(err, &r) || errors.As(err, new(*Stopped)) || r.Texts[0].Args["keys"] != strings.Join(want, ", ") {
			t.Fatalf("%v, want %q", err, want)
		}
		if now := records(); now != had {
			t.Errorf("%d records where %d were", now, had)
		}
	}
	refused(before(), "events/1.html", "index.html")
	s, _, write = folder(t, website{})
	if _, err := before().into(t, s); err != nil {
		t.Fatal(err)
	}
	write("events/new.html", "theirs")
	w := after()
	w.page("events/new.html", "ours")
	refused(w, "events/new.html")
}

// What somebody writes there while it is published stops it, and is left alone; the same command goes on once it is gone.
func TestFolderMeanwhile(t *testing.T) {
	s, www, write := folder(t, website{})
	l := &late{s, "index.html", func() { write("index.html", "theirs") }}
	_, err := before().into(t, l)
	var stopped *Stopped
	if !errors.As(err, &stopped) || stopped.Phase != phaseOf(Entry{Path: homePage}, true) || errors.As(err, new(*Refused)) {
		t.Fatal(err)
	}
	if why, ok := Why(stopped.Err); !ok || why.Key != "publish.foreign-met" || why.Args["keys"] != "index.html" {
		t.Errorf("%+v", why)
	}
	if data, _, err := s.Get(t.Context(), "index.html"); string(data) != "theirs" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if err := os.Remove(filepath.Join(www, homePage)); err != nil {
		t.Fatal(err)
	}
	opt := before().options(t, nil)
	opt.Store, opt.Takeover = s, true
	mustRun(t, opt)
}
