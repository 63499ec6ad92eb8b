//go:build unix

package output

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mingde/internal/message"
)

// site is a rendered site: path → content. It is its own page sum.
type site map[string]string

func (s site) paths() []string { return slices.Sorted(maps.Keys(s)) }

func sumOf(s string) Sum { return sha256.Sum256([]byte(s)) }

// madeOf is the sum of what a file was made from, in these tests a word.
func madeOf(s string) (sum PageSum) {
	whole := sumOf(s)
	copy(sum[:], whole[:])
	return sum
}

// standing tells whether a file stands as it would be made from pageSum.
func standing(w *Writer, path string, pageSum PageSum) bool {
	n := w.Match([]string{path})[0]
	return pageSum != (PageSum{}) && w.PageSum(n) == pageSum && w.Stands(n)
}

func keep(w *Writer, path string) error { return w.Keep(w.Match([]string{path})[0]) }

// place is an output folder and its index.
type place struct {
	t          testing.TB
	out, index string
}

func newPlace(t testing.TB) place {
	dir := t.TempDir()
	return place{t, filepath.Join(dir, "public"), filepath.Join(dir, ".mingde", "index")}
}

func (p place) open() *Writer {
	p.t.Helper()
	w, err := Open(p.out, p.index)
	if err != nil {
		p.t.Fatal(err)
	}
	return w
}

// write does what a build does with a site: it keeps what stands and writes the rest, from two goroutines.
func write(w *Writer, s site, meta string) (Result, error) {
	if err := w.Begin(s.paths()); err != nil {
		return Result{}, err
	}
	var wg sync.WaitGroup
	paths := s.paths()
	for start := range 2 {
		wg.Go(func() {
			for i := start; i < len(paths); i += 2 {
				name := paths[i]
				if standing(w, name, madeOf(s[name])) {
					keep(w, name)
				} else {
					w.Write(name, Classes[len(name)%len(Classes)], madeOf(s[name]), []byte(s[name]))
				}
			}
		})
	}
	wg.Wait()
	return w.Finish([]byte(meta))
}

func (p place) build(s site) Result {
	p.t.Helper()
	r, err := write(p.open(), s, "meta")
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (r Result) written() (n int) {
	for _, k := range r.Written {
		n += k
	}
	return n
}

// disk gives all files below the output folder, and "name/" for empty folders.
func (p place) disk() site {
	p.t.Helper()
	found := site{}
	err := filepath.WalkDir(p.out, func(name string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(p.out, name)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if inside, _ := os.ReadDir(name); len(inside) == 0 && rel != "." {
				found[rel+"/"] = ""
			}
			return nil
		}
		data, err := os.ReadFile(name)
		found[rel] = string(data)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// expect compares the folder with a site, byte for byte.
func (p place) expect(what string, want site) {
	p.t.Helper()
	if got := p.disk(); !maps.Equal(got, want) {
		for name := range got {
			if want[name] != got[name] {
				p.t.Errorf("%s: %s: %.60q, want %.60q", what, name, got[name], want[name])
			}
		}
		for name := range want {
			if _, ok := got[name]; !ok {
				p.t.Errorf("%s: %s is missing", what, name)
			}
		}
	}
}

func (p place) file(name string) string { return filepath.Join(p.out, filepath.FromSlash(name)) }

func (p place) put(name, data string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(p.file(name)), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(p.file(name), []byte(data), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

var small = site{
	"index.html": "home", "events/2026/a.html": "a", "events/2026/b.html": "b", "events/feed.xml": "feed",
	"communities/振龙.html": "中文", "assets/site.css": "css",
}

func with(s site, more site, without ...string) site {
	s = maps.Clone(s)
	maps.Copy(s, more)
	for _, name := range without {
		delete(s, name)
	}
	return s
}

func TestBuilds(t *testing.T) {
	p := newPlace(t)
	r := p.build(small)
	if r.written() != len(small) || r.Deleted != 0 || r.Total != r.Bytes || r.Total != 19 {
		t.Errorf("first build: %+v", r)
	}
	p.expect("first build", small)

	before, _ := os.Stat(p.file("index.html"))
	if w := p.open(); !w.Intact() || string(w.Previous().Meta) != "meta" || w.Previous().Unfinished || len(w.Notes()) > 0 {
		t.Errorf("the folder is not as left: %+v", w.Previous())
	}
	if r := p.build(small); r.written() != 0 || r.Bytes != 0 || r.Total != 19 {
		t.Errorf("same again: %+v", r)
	}
	if after, _ := os.Stat(p.file("index.html")); !after.ModTime().Equal(before.ModTime()) {
		t.Error("an unchanged file was touched")
	}

	next := with(small, site{"index.html": "new", "models/x.html": "x"}, "events/2026/a.html", "events/2026/b.html", "communities/振龙.html")
	old := p.open().Previous()
	r = p.build(next)
	if r.written() != 2 || r.Deleted != 3 || r.ForeignCount != 0 {
		t.Errorf("edit: %+v", r)
	}
	p.expect("edit, with empty folders removed", next)
	added, changed, removed := Diff(old, p.open().Previous())
	if !slices.Equal(added, []string{"models/x.html"}) || !slices.Equal(changed, []string{"index.html"}) ||
		!slices.Equal(removed, []string{"communities/振龙.html", "events/2026/a.html", "events/2026/b.html"}) {
		t.Errorf("Diff: %q %q %q", added, changed, removed)
	}
	p.build(site{})
	p.expect("nothing", site{})
}

// The same bytes made from something else are not written, but the new sum is remembered.
func TestSameBytesOtherSource(t *testing.T) {
	p := newPlace(t)
	p.build(site{"a.html": "a"})
	w := p.open()
	w.Begin([]string{"a.html"})
	if changed, err := w.Write("a.html", Page, madeOf("other"), []byte("a")); changed || err != nil {
		t.Error(changed, err)
	}
	if _, err := w.Finish(nil); err != nil {
		t.Fatal(err)
	}
	if w := p.open(); !standing(w, "a.html", madeOf("other")) || standing(w, "a.html", madeOf("a")) || standing(w, "a.html", PageSum{}) || standing(w, "b.html", madeOf("a")) {
		t.Error("Standing goes by the wrong sum")
	}
}

// Outputs that somebody has damaged, removed or replaced are written again, whatever the stat says (R41).
func TestTampered(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(elsewhere, []byte("home"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, tamper := range map[string]func(file string) error{
		"other bytes":  func(f string) error { return os.WriteFile(f, []byte("other"), 0o644) },
		"same size":    func(f string) error { return os.WriteFile(f, []byte("HOME"), 0o644) },
		"removed":      os.Remove,
		"truncated":    func(f string) error { return os.Truncate(f, 0) },
		"whole folder": func(f string) error { return os.RemoveAll(filepath.Dir(f)) },
		"a link":       func(f string) error { return errors.Join(os.Remove(f), os.Symlink(elsewhere, f)) },
		"time set back": func(f string) error {
			info, _ := os.Stat(f)
			return errors.Join(os.WriteFile(f, []byte("HOME"), 0o644), os.Chtimes(f, info.ModTime(), info.ModTime()))
		},
	} {
		for _, wait := range []time.Duration{0, 30 * time.Millisecond} { // at once, and when the index is old enough to be believed
			p := newPlace(t)
			p.build(small)
			time.Sleep(wait)
			if err := tamper(p.file("index.html")); err != nil {
				t.Fatal(err)
			}
			if p.open().Intact() {
				t.Errorf("%s after %v: not seen", name, wait)
			}
			p.build(small)
			p.expect(name, small)
		}
	}
	if data, _ := os.ReadFile(elsewhere); string(data) != "home" {
		t.Errorf("written through a link: %q", data)
	}
}

// Whoever asks for a Survey that is under way helps, and has all of it afterwards.
func TestSurveyTogether(t *testing.T) {
	p := newPlace(t)
	big := site{}
	for i := range 3 * aPiece {
		big[fmt.Sprintf("%d/%d/%d.html", i%3, i%50, i)] = "x"
	}
	p.build(big)
	p.put("1/1/1.html", "tampered")
	os.RemoveAll(p.file("2"))
	w := p.open()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			w.Survey(2)
			if w.Intact() {
				t.Error("nobody saw what was tampered with")
			}
		})
	}
	all.Wait()
	for i, f := range w.Previous().Files {
		if want := f.Path != "1/1/1.html" && f.Path[0] != '2'; w.Stands(i) != want {
			t.Errorf("%s stands: %v", f.Path, !want)
		}
	}
}

func TestForeignFiles(t *testing.T) {
	p := newPlace(t)
	p.put("index.html", "home")           // at our address, same bytes
	p.put("events/feed.xml", "theirs")    // at our address, other bytes
	p.put("theirs.txt", "theirs")         // beside
	p.put("events/2026/notes.txt", "own") // beside
	p.put("old/deep/x.html", "x")
	p.put(".git/config", "git")
	for i := range 30 {
		p.put(fmt.Sprintf("z%02d", i), "")
	}
	foreign := p.disk()
	r := p.build(small)
	p.expect("beside foreign files", with(foreign, small))
	if !slices.Equal(r.Overwritten, []string{"events/feed.xml"}) || r.written() != len(small)-1 {
		t.Errorf("%+v", r)
	}
	if r.ForeignCount != 33 || len(r.Foreign) != maxNamed || !slices.Equal(r.Foreign[:3], []string{"events/2026/notes.txt", "old/", "theirs.txt"}) {
		t.Errorf("foreign: %d %q", r.ForeignCount, r.Foreign)
	}
	for _, note := range r.Notes() {
		for _, lang := range message.Languages {
			if words := message.For(lang).Say(note); !strings.Contains(words, ".") || strings.Contains(words, "no value") {
				t.Errorf("%s: %s", lang, words)
			}
		}
	}
	r = p.build(site{"index.html": "home"})
	p.expect("ours are gone, theirs stay", with(foreign, site{"index.html": "home"}, "events/feed.xml"))
	if r.Deleted != len(small)-1 {
		t.Errorf("%+v", r)
	}
}

// A file becomes a folder and a folder a file; foreign ones in the way are refused by name.
func TestFilesAndFolders(t *testing.T) {
	p := newPlace(t)
	one := site{"a": "file", "b/c/d.html": "d", "b/e.html": "e"}
	two := site{"a/x.html": "x", "b": "file"}
	for i, s := range []site{one, two, one} {
		if r := p.build(s); r.Deleted != []int{0, 3, 2}[i] {
			t.Errorf("build %d: %+v", i, r)
		}
		p.expect("exchanged", s)
	}
	refused := func(s site, key string) {
		t.Helper()
		_, err := write(p.open(), s, "")
		r := (*Refusal)(nil)
		if !errors.As(err, &r) || r.Text.Key != "output."+key {
			t.Fatalf("error %v, want %s", err, key)
		}
		for _, lang := range message.Languages {
			if words := message.For(lang).Say(r.Text); strings.Contains(words, "no value") || !message.For(lang).Has(r.Text.Key) {
				t.Errorf("%s: %s", lang, words)
			}
		}
		if !p.open().Previous().Unfinished {
			t.Error("a refused build counts as finished")
		}
	}
	p.put("b/theirs.txt", "")
	refused(two, "foreign-folder")
	os.Remove(p.file("b/theirs.txt"))
	p.put("n", "theirs")
	refused(site{"n/x.html": "x"}, "foreign-file")
	refused(site{"x.html": "", "X.html": ""}, "same-path")
	refused(site{"é.html": "", "E\u0301.html": ""}, "same-path")
	refused(site{"q": "", "q/x.html": ""}, "file-and-folder")
	refused(site{"q/r": "", "q/r/s/t.html": ""}, "file-and-folder")
	p.build(two)
	p.expect("after all", with(two, site{"n": "theirs"}))
}

// A folder of ours that has become a link leads nowhere: nothing behind it is written or deleted.
func TestLinkedFolder(t *testing.T) {
	p := newPlace(t)
	p.build(small)
	elsewhere := t.TempDir()
	if err := errors.Join(os.Rename(p.file("events"), filepath.Join(elsewhere, "events")), os.Symlink(filepath.Join(elsewhere, "events"), p.file("events"))); err != nil {
		t.Fatal(err)
	}
	if _, err := write(p.open(), small, ""); err == nil {
		t.Error("written through a link")
	}
	p.build(site{"index.html": "home"})
	if _, err := os.Stat(filepath.Join(elsewhere, "events/2026/a.html")); err != nil {
		t.Errorf("deleted through a link: %v", err)
	}
}

func TestPaths(t *testing.T) {
	p := newPlace(t)
	for _, bad := range []string{"", ".", "..", "../x", "a/../b", "/etc/passwd", "a//b", "a/", "./a", `a\b`, "c:x", "a\nb", "a/./b", "x\x00"} {
		if err := p.open().Begin([]string{bad}); err == nil {
			t.Errorf("%q is announced", bad)
		}
	}
	w := p.open()
	if _, err := w.Write("a.html", Page, PageSum{}, nil); err == nil {
		t.Error("written before Begin")
	}
	w = p.open()
	w.Begin([]string{"a.html", "b.html"})
	if _, err := w.Write("c.html", Page, PageSum{}, nil); err == nil {
		t.Error("written without being announced")
	}
	if err := keep(w, "a.html"); err == nil {
		t.Error("kept without being recorded")
	}
	if _, err := w.Finish(nil); err == nil {
		t.Error("finished after a failure")
	}
	w = p.open()
	w.Begin([]string{"a.html"})
	w.Write("a.html", Page, PageSum{}, nil)
	if _, err := w.Write("a.html", Page, PageSum{}, nil); err == nil {
		t.Error("written twice")
	}
	w.Abort()
}

// Whatever is cut off or flipped in the index: it is dropped with a note, nothing is believed to be ours, and the next
// build is right.
func TestDamagedIndex(t *testing.T) {
	p := newPlace(t)
	p.build(small)
	index := p.open().index
	data, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	damaged := [][]byte{append(slices.Clone(data), 0)}
	for i := range 10 {
		damaged = append(damaged, data[:len(data)*i/10])
	}
	for range 30 {
		d := slices.Clone(data)
		d[random.IntN(len(d))] ^= 1 << random.IntN(8)
		damaged = append(damaged, d)
	}
	next := with(small, site{"index.html": "new"}, "assets/site.css")
	for i, d := range damaged {
		if err := os.WriteFile(index, d, 0o644); err != nil {
			t.Fatal(err)
		}
		w := p.open()
		if len(w.Previous().Files) != 0 || len(w.Notes()) != 1 || standing(w, "index.html", madeOf("home")) {
			t.Fatalf("damage %d: %d files believed, notes %v", i, len(w.Previous().Files), w.Notes())
		}
		if r, err := write(w, next, ""); err != nil || r.Deleted != 0 {
			t.Fatalf("damage %d: %+v, %v", i, r, err)
		}
		p.expect("the file that was ours is foreign now", with(next, site{"assets/site.css": "css"}))
		p.build(small)
	}
	// The index of another folder, for example in a copied site.
	other := newPlace(t)
	other.build(small)
	if err := errors.Join(os.MkdirAll(p.index, 0o755), os.Rename(other.open().index, index)); err != nil {
		t.Fatal(err)
	}
	if w := p.open(); len(w.Previous().Files) != 0 || len(w.Notes()) != 1 || w.Notes()[0].Key != "output.index-foreign" {
		t.Errorf("a foreign index: %v", w.Notes())
	}
}

// With the journal alone, what a killed build has written is still ours.
func TestJournalOnly(t *testing.T) {
	p := newPlace(t)
	w := p.open()
	if err := w.Begin(small.paths()[:3]); err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(small.paths()[3:]); err != nil {
		t.Fatal(err)
	}
	for name, data := range small {
		if _, err := w.Write(name, Page, PageSum{}, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	w.Abort()
	w = p.open()
	if s := w.Previous(); !s.Unfinished || len(s.Files) != len(small) || w.Intact() || standing(w, "index.html", PageSum{}) {
		t.Errorf("%+v", s)
	}
	w.Abort()
	// A torn end and a foreign head are as good as nothing.
	data, _ := os.ReadFile(w.journal)
	for cut := range len(data) {
		j := decodeJournal(string(data[:cut]), w.out)
		if len(j.paths) != 0 && len(j.paths) != 3 || j.whole > int64(cut) {
			t.Fatalf("cut at %d: %d paths", cut, len(j.paths))
		}
	}
	if j := decodeJournal(string(data), "/elsewhere"); j.whole != 0 || j.paths != nil {
		t.Error("the journal of another folder is believed")
	}
	os.WriteFile(w.journal, data[:len(data)-5], 0o644)
	if s := p.open().Previous(); !s.Unfinished || len(s.Files) != 3 {
		t.Errorf("torn: %+v", s)
	}
	os.WriteFile(w.journal, data, 0o644)
	r := p.build(site{"index.html": "home"})
	p.expect("only the new site", site{"index.html": "home"})
	if r.Deleted != len(small)-1 {
		t.Errorf("%+v", r)
	}
}

// Nothing of the old site is deleted before everything of the new one stands.
func TestDeletionLast(t *testing.T) {
	p := newPlace(t)
	p.build(small)
	w := p.open()
	next := with(site{}, site{"new/a.html": "a", "new/b.html": "b"})
	w.Begin(next.paths())
	for name, data := range next {
		if _, err := w.Write(name, Page, PageSum{}, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	p.expect("before Finish", with(small, next))
	w.Abort()
	p.expect("aborted", with(small, next))
	if s := p.open().Previous(); !s.Unfinished || len(s.Files) != len(small)+2 {
		t.Errorf("aborted: %d files, %v", len(s.Files), s.Unfinished)
	}
	p.build(next)
	p.expect("finished", next)
}

// A foreign file at an address of ours is not taken for ours by announcing the address alone.
func TestAnnouncedForeign(t *testing.T) {
	p := newPlace(t)
	p.put("index.html", "theirs")
	p.put("a/b.html", "theirs")
	w := p.open()
	if err := w.Begin([]string{"index.html", "a/b.html", "a/c.html", "d/e.html"}); err != nil {
		t.Fatal(err)
	}
	w.Abort()
	if s := p.open().Previous(); len(s.Files) != 2 || s.Files[0].Path != "a/c.html" {
		t.Errorf("%+v", s.Files)
	}
	p.build(site{"x.html": ""})
	p.expect("theirs stay", site{"index.html": "theirs", "a/b.html": "theirs", "x.html": ""})
}

func TestClear(t *testing.T) {
	p := newPlace(t)
	p.build(small)
	p.put("theirs.txt", "theirs")
	w := p.open()
	if err := w.Begin([]string{"index.html"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Clear(); err != nil {
		t.Fatal(err)
	}
	p.expect("cleared", site{"theirs.txt": "theirs"})
	if changed, err := w.Write("index.html", Page, PageSum{}, []byte("home")); !changed || err != nil {
		t.Error(changed, err)
	}
	if r, err := w.Finish(nil); err != nil || r.written() != 1 || r.Deleted != len(small) {
		t.Errorf("%+v, %v", r, err)
	}
	p.expect("built", site{"theirs.txt": "theirs", "index.html": "home"})
}

func TestBusy(t *testing.T) {
	p := newPlace(t)
	first, second := p.open(), p.open()
	if err := first.Begin([]string{"a.html"}); err != nil {
		t.Fatal(err)
	}
	if err := second.Begin(nil); !errors.Is(err, ErrBusy) {
		t.Errorf("two at once: %v", err)
	}
	first.Write("a.html", Page, PageSum{}, []byte("a"))
	if _, err := first.Finish(nil); err != nil {
		t.Fatal(err)
	}
	if err := second.Begin(nil); !errors.Is(err, ErrBusy) {
		t.Errorf("what it knows is old: %v", err)
	}
	if err := p.open().Begin(nil); err != nil {
		t.Errorf("free again: %v", err)
	}
}

// A disk that refuses leaves the folder unfinished, and nothing recorded that is not done. A quota stands for the full
// disk: files larger than 16 MB cannot be written. (A test binary keeps a log of its own, which is smaller.)
func TestFullDisk(t *testing.T) {
	p := newPlace(t)
	p.build(small)
	if err := limitFiles(16<<20, func() {
		w := p.open()
		if err := w.Begin([]string{"index.html", "big.html"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write("index.html", Page, PageSum{}, []byte("new")); err != nil {
			t.Error(err)
		}
		if _, err := w.Write("big.html", Page, PageSum{}, make([]byte, 17<<20)); err == nil || !strings.Contains(err.Error(), "big.html") {
			t.Errorf("error %v", err)
		}
		if _, err := w.Finish(nil); err == nil {
			t.Error("finished")
		}
	}); err != nil {
		t.Fatal(err)
	}
	p.expect("no half file, nothing deleted", with(small, site{"index.html": "new"}))
	if s := p.open().Previous(); !s.Unfinished {
		t.Error("the folder counts as finished")
	}
	next := with(small, site{"big.html": strings.Repeat("x", 4096)})
	p.build(next)
	p.expect("mended", next)
}

// The umask shows in permissions only.
func TestUmask(t *testing.T) {
	old := syscall.Umask(0o077)
	p := newPlace(t)
	p.build(small)
	syscall.Umask(old)
	p.expect("umask 077", small)
}

// Many folders, more than are kept open.
func TestManyFolders(t *testing.T) {
	p := newPlace(t)
	s := site{}
	for i := range maxFolders + 100 {
		s[fmt.Sprintf("d%d/e/x.html", i)] = "x"
	}
	p.build(s)
	p.expect("many", s)
	if !p.open().Intact() {
		t.Error("not intact")
	}
	p.build(site{})
	p.expect("none", site{})
}

func TestCheckFolder(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "site")
	for _, d := range []string{"content/events", "layouts", "static", ".mingde", "public", "other"} {
		if err := os.MkdirAll(filepath.Join(root, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(root, "file"), nil, 0o644)
	os.Symlink(filepath.Join(root, "content"), filepath.Join(dir, "link"))
	os.Symlink(root, filepath.Join(dir, "again"))
	for out, key := range map[string]string{
		"public": "", "../public": "", "new/deep": "", "other": "", "../content": "", "contents": "", "content-public": "",
		".": "folder-contains", "..": "folder-contains", "/": "folder-contains", "../again": "folder-contains",
		"content": "folder-inside", "content/events/x": "folder-inside", "layouts/out": "folder-inside", "static": "folder-inside",
		".mingde": "folder-inside", ".git/x": "folder-inside", "../link": "folder-inside", "../link/new": "folder-inside",
		"../again/static/x": "folder-inside", "file": "folder-is-file", "public/../content": "folder-inside",
	} {
		full := out
		if !filepath.IsAbs(out) {
			full = filepath.Join(root, out)
		}
		err := CheckFolder(root, full)
		r := (*Refusal)(nil)
		if errors.As(err, &r) != (key != "") || r != nil && r.Text.Key != "output."+key {
			t.Errorf("%s: %v, want %q", out, err, key)
		}
	}
}

func TestNames(t *testing.T) {
	var names []string
	for _, c := range Classes {
		names = append(names, c.String())
	}
	if want := "pages feeds data search assets photos"; strings.Join(names, " ") != want || Class(9).String() != "unknown" {
		t.Errorf("%q", names)
	}
	for _, key := range []string{"busy", "index-damaged", "index-foreign"} {
		for _, lang := range message.Languages {
			if !message.For(lang).Has("output." + key) {
				t.Errorf("%s: output.%s is missing", lang, key)
			}
		}
	}
}

// After any sequence of builds, interruptions and foreign hands, a build gives what a build into an empty folder gives.
func TestRandomBuilds(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 9))
	names := []string{"a", "a/b", "a/b/c.html", "a/d.html", "e.html", "f/g.html", "f/h/i.html", "f/h", "中/文.html"}
	p := newPlace(t)
	for round := range 400 {
		s := site{}
		for _, i := range random.Perm(len(names))[:1+random.IntN(6)] {
			name := names[i]
			if !slices.ContainsFunc(s.paths(), func(o string) bool {
				return strings.HasPrefix(o, name+"/") || strings.HasPrefix(name, o+"/")
			}) {
				s[name] = strings.Repeat("x", random.IntN(3)) + fmt.Sprint(random.IntN(2))
			}
		}
		w := p.open()
		if random.IntN(3) == 0 { // interrupted
			if err := w.Begin(s.paths()); err != nil {
				t.Fatal(err)
			}
			for name, data := range s {
				if random.IntN(2) == 0 {
					if _, err := w.Write(name, Page, madeOf(data), []byte(data)); err != nil {
						t.Fatalf("round %d: %v", round, err)
					}
				}
			}
			w.Abort()
			continue
		}
		if _, err := write(w, s, ""); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		p.expect(fmt.Sprint("round ", round), s)
		if !p.open().Intact() {
			t.Errorf("round %d: not intact", round)
		}
		if damaged := s.paths()[0]; random.IntN(4) == 0 {
			os.WriteFile(p.file(damaged), []byte("0"), 0o644)
		}
	}
}

func FuzzIndex(f *testing.F) {
	files := []File{{Path: "a.html", Size: 3, Sum: sumOf("a"), ModTime: 5}, {Path: "b/c.css", Class: Asset, Size: 1 << 40, PageSum: madeOf("c"), Inode: 1 << 63}}
	f.Add(encodeIndex("/out", Site{Files: files, Meta: []byte("meta")}))
	f.Add(encodeIndex("/out", Site{}))
	f.Add(encodeIndex("/other", Site{Files: files}))
	f.Fuzz(func(t *testing.T, data []byte) {
		check := func(data []byte) {
			site, err := decodeIndex(data, "/out")
			if err != nil {
				return
			}
			if !bytes.Equal(encodeIndex("/out", site), data) {
				t.Fatal("decoded and encoded is not the same")
			}
			for i, f := range site.Files {
				if !fs.ValidPath(f.Path) || i > 0 && f.Path <= site.Files[i-1].Path {
					t.Fatalf("path %q", f.Path)
				}
			}
		}
		check(data)
		if len(data) > sha256.Size { // with a right sum the inside is looked at too
			sealed := data[:len(data)-sha256.Size]
			sum := sha256.Sum256(sealed)
			check(append(slices.Clone(sealed), sum[:]...))
		}
	})
}

func FuzzJournal(f *testing.F) {
	head := journalHead("/out")
	f.Add(head + journalBlock([]string{"a.html", "b/c.html"}) + journalBlock(nil))
	f.Add(head)
	f.Add(head + "paths 99999999999\n")
	f.Fuzz(func(t *testing.T, data string) {
		for _, data := range []string{data, head + data, head + journalBlock([]string{"x"}) + data} {
			j := decodeJournal(data, "/out")
			if j.whole < 0 || j.whole > int64(len(data)) {
				t.Fatalf("whole %d of %d", j.whole, len(data))
			}
			if again := decodeJournal(data[:j.whole], "/out"); !reflect.DeepEqual(again, j) {
				t.Fatal("the whole part says something else than the whole")
			}
			for _, p := range j.paths {
				if !fs.ValidPath(p) {
					t.Fatalf("path %q", p)
				}
			}
		}
	})
}
