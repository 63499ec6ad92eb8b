//go:build unix

package output

import (
	"os"
	"slices"
	"testing"
)

// What Finish tells of strangers, removes and leaves is the same whether Browse has looked for them before or not.
func TestBrowse(t *testing.T) {
	before := site{"index.html": "home", "a/x.html": "x", "a/deep/y.html": "y", "b/z.html": "z", "c/file.html": "c", "d/gone.html": "d", "e/f.html": "f"}
	after := site{"index.html": "new home", "a/x.html": "x", "a/mine.html": "was theirs", "c/file.html": "c", "e/f.html": "f"}
	want := []string{"a/deep/", "a/theirs.txt", "b/", "c/folder/", "d/gone.html/", "loose.txt"}
	for _, browse := range []bool{true, false} {
		p := newPlace(t)
		p.build(before)
		for _, name := range []string{"a/theirs.txt", "a/mine.html", "a/deep/left.txt", "b/left.txt", "c/folder/file", "loose.txt", "vanishing.txt", "e/vanishing/file", "a/.hidden", "a/" + tempName("x.html"), "a/" + tempName("other")} {
			p.put(name, "not ours")
		}
		os.Remove(p.file("d/gone.html"))
		p.put("d/gone.html/inside", "a folder in the place of a file of ours")
		after := with(after, site{"d/here.html": "keeps the folder"})
		w := p.open()
		if browse {
			w.Browse(2)
		}
		os.Remove(p.file("vanishing.txt"))
		os.RemoveAll(p.file("e/vanishing"))
		r, err := write(w, after, "")
		if err != nil {
			t.Fatal(err)
		}
		if slices.Sort(r.Foreign); !slices.Equal(r.Foreign, want) || r.ForeignCount != len(want) {
			t.Errorf("browsed %v: %d foreign: %q, want %q", browse, r.ForeignCount, r.Foreign, want)
		}
		p.expect("after", with(after, site{
			"a/theirs.txt": "not ours", "a/deep/left.txt": "not ours", "b/left.txt": "not ours", "c/folder/file": "not ours", "loose.txt": "not ours",
			"a/.hidden": "not ours", "a/" + tempName("other"): "not ours", "d/gone.html/inside": "a folder in the place of a file of ours",
		}))
	}
}

// A folder that cannot be listed is looked at again by Finish, and what Browse finds in folders of ours is nothing.
func TestBrowseFindsOwnOnly(t *testing.T) {
	p := newPlace(t)
	p.build(small)
	w := p.open()
	w.Browse(1)
	for dir, strangers := range w.strangers {
		if len(strangers) > 0 {
			t.Errorf("%s: %v", dir, strangers)
		}
	}
	if len(w.strangers) == 0 {
		t.Error("no folder was listed")
	}
	os.RemoveAll(p.file("events"))
	if w = p.open(); w.strangers != nil {
		t.Error("known before Browse")
	}
	w.Browse(1)
	if w.browsed("events") {
		t.Error("a folder that is gone was listed")
	}
	if _, err := write(w, small, ""); err != nil {
		t.Fatal(err)
	}
	p.expect("made anew", small)
}
