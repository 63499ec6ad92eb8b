//go:build unix

package output

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ours recognises what the tests below wrote.
func ours(path string, head []byte) bool {
	return bytes.HasPrefix(head, []byte("ours")) || strings.HasPrefix(path, "photos/")
}

// Without an index what is recognised is ours: rewritten where it differs, left where it is the same, deleted where it is
// gone from the site, with the folders that this empties. What is not recognised stays and is named.
func TestAdopt(t *testing.T) {
	for _, lost := range []string{"deleted", "damaged"} {
		t.Run(lost, func(t *testing.T) {
			p := newPlace(t)
			before := site{"index.html": "ours 1", "a/b/gone.html": "ours, withdrawn", "photos/x.jpg": "\xff\xd8", "same.html": "ours, the same"}
			p.build(before)
			index := p.open().index
			if lost == "deleted" {
				os.RemoveAll(p.index)
			} else if err := os.Truncate(index, 40); err != nil {
				t.Fatal(err)
			}
			p.put("theirs.html", "somebody else's")
			p.put("a/theirs.txt", "somebody else's")
			p.put("a/"+tempName("gone.html"), "half a page")
			if err := os.Symlink(p.index, filepath.Join(p.out, "link")); err != nil {
				t.Fatal(err)
			}
			w := p.open()
			if err := w.Adopt(ours); err != nil {
				t.Fatal(err)
			}
			next := site{"index.html": "ours 2", "same.html": "ours, the same"}
			r, err := write(w, next, "")
			if err != nil {
				t.Fatal(err)
			}
			os.Remove(filepath.Join(p.out, "link"))
			p.expect("after", site{"index.html": "ours 2", "same.html": "ours, the same", "theirs.html": "somebody else's", "a/theirs.txt": "somebody else's"})
			if r.written() != 1 || r.Deleted != 3 || len(r.Overwritten) != 0 || !slices.Contains(r.Foreign, "theirs.html") {
				t.Errorf("%+v", r)
			}
		})
	}
}

// What was adopted is in the journal before anything is touched, so that a build that dies leaves nothing unknown.
func TestAdoptedInJournal(t *testing.T) {
	p := newPlace(t)
	p.build(site{"old.html": "ours"})
	os.RemoveAll(p.index)
	w := p.open()
	if err := w.Adopt(ours); err != nil {
		t.Fatal(err)
	}
	if err := w.Begin([]string{"new.html"}); err != nil {
		t.Fatal(err)
	}
	w.Abort()
	var names []string
	for _, f := range p.open().Previous().Files {
		names = append(names, f.Path)
	}
	if !slices.Equal(names, []string{"new.html", "old.html"}) {
		t.Errorf("known after the death of a build: %v", names)
	}
}

// Where an index says what is ours nothing else is, and where there is no folder there is nothing to adopt.
func TestAdoptNothing(t *testing.T) {
	p := newPlace(t)
	if err := p.open().Adopt(ours); err != nil {
		t.Errorf("no folder: %v", err)
	}
	p.build(small)
	p.put("theirs.html", "ours, it says")
	w := p.open()
	if err := w.Adopt(func(string, []byte) bool { t.Error("asked"); return true }); err != nil {
		t.Fatal(err)
	}
	if _, err := write(w, small, ""); err != nil {
		t.Fatal(err)
	}
	if p.disk()["theirs.html"] == "" {
		t.Error("a foreign file was deleted")
	}
}

// Nothing is cleared by somebody who has not taken the folder and marked it unfinished.
func TestClearBeforeBegin(t *testing.T) {
	p := newPlace(t)
	p.build(small)
	w := p.open()
	if err := w.Clear(); err == nil {
		t.Error("cleared without Begin")
	}
	w.Abort()
	p.expect("nothing is cleared", small)
	first, second := p.open(), p.open()
	if err := first.Begin(nil); err != nil {
		t.Fatal(err)
	}
	defer first.Abort()
	if err := second.Begin(nil); err == nil || second.Clear() == nil {
		t.Error("cleared while somebody else builds")
	}
	p.expect("nothing is cleared under somebody else's hands", small)
}
