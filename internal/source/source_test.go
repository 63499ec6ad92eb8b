//go:build unix

package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"mingde/internal/message"
	"mingde/internal/problem"
)

// site writes files into a new folder.
func site(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, data := range files {
		write(t, root, name, data)
	}
	return root
}

func write(t testing.TB, root, name, data string) {
	t.Helper()
	full := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func sweepOf(t testing.TB, opt Options) (*Tree, []problem.Problem) {
	t.Helper()
	tree, problems, err := Sweep(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	return tree, problems
}

func paths(files []File) []string {
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
	}
	return names
}

// lines tells problems as "file rule: sentence", and checks that both languages have words for everything.
func lines(t testing.TB, problems []problem.Problem) []string {
	t.Helper()
	var all []string
	for _, p := range problems {
		for _, lang := range message.Languages {
			c := message.For(lang)
			if !c.Has(p.Message.Key) || c.Say(p.Hint) == "" || strings.Contains(c.Say(p.Message)+c.Say(p.Hint), "<no value>") {
				t.Errorf("%s: %s: no words: %s %s", lang, p.Rule, c.Say(p.Message), c.Say(p.Hint))
			}
		}
		all = append(all, p.File+" "+p.Rule)
	}
	return all
}

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestRulesHaveWords(t *testing.T) {
	for _, r := range Rules {
		for _, lang := range message.Languages {
			for _, suffix := range []string{"", ".hint", ".about"} {
				if !message.For(lang).Has("rule." + r.ID + suffix) {
					t.Errorf("%s: rule.%s%s is missing", lang, r.ID, suffix)
				}
			}
		}
	}
}

func TestSweepFindsSourcesOnly(t *testing.T) {
	root := site(t, map[string]string{
		"site.toml": "", "words.toml": "", "README.md": "", "public/index.html": "", "go.mod": "",
		"content/pages/about.md": "a", "content/events/2026/06/x.md": "b", "content/events/2026/06/x.jpg": "c", "content/stray.md": "",
		"layouts/base.html": "own", "layouts/embed.go": "", "static/embed.go": "", "static/css/embed.go": "own",
		// What editors and systems leave behind.
		"content/.git/config": "", "content/.DS_Store": "", "content/pages/about.md~": "", "content/pages/.about.md.swp": "",
		"content/pages/#about.md#": "", "content/pages/4913": "", "content/pages/Thumbs.db": "", "content/pages/desktop.ini": "",
		"content/pages/~$about.docx": "", "content/pages/a.TMP": "", "content/pages/x.swp": "",
	})
	tree, problems := sweepOf(t, Options{
		Root:    root,
		Layouts: fstest.MapFS{"base.html": {Data: []byte("default")}, "_parts/card.html": {Data: []byte("card")}},
		Static:  fstest.MapFS{"css/site.css": {Data: []byte("css")}, "embed.tmp": {}},
	})
	same(t, "problems", lines(t, problems), nil)
	same(t, "files", paths(tree.Files("")), []string{
		"content/events/2026/06/x.jpg", "content/events/2026/06/x.md", "content/pages/about.md", "content/stray.md",
		"layouts/_parts/card.html", "layouts/base.html", "site.toml", "static/css/embed.go", "static/css/site.css", "words.toml",
	})
	for path, want := range map[string]string{"layouts/base.html": "own", "layouts/_parts/card.html": "card", "content/events/2026/06/x.md": "b"} {
		data, sum, err := tree.Read(path)
		if err != nil || string(data) != want || sum != SumOf([]byte(want)) {
			t.Errorf("%s: %q, %v", path, data, err)
		}
		r, err := tree.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(r); err != nil || string(data) != want {
			t.Errorf("open %s: %q, %v", path, data, err)
		}
		r.Close()
	}
	if f, _ := tree.Lookup("layouts/_parts/card.html"); !f.Embedded || f.Size != 4 {
		t.Errorf("embedded: %+v", f)
	}
	for _, path := range []string{"README.md", "../x", "/etc/passwd", "content/pages/about.md~", "content/pages", ""} {
		if _, _, err := tree.Read(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is read: %v", path, err)
		}
	}
}

func TestNamesAndMissingFolders(t *testing.T) {
	root := site(t, map[string]string{
		"content/pages/con.md": "", "content/pages/Nul": "", "content/pages/COM1.tar.gz": "", "content/pages/console.md": "",
		"content/pages/a?.md": "", "content/pages/b.": "", "content/pages/c ": "", "content/pages/x\\y.md": "",
		"content/pages/com¹.md": "", "content/pages/nul .md": "",
		"content/pages/bad\xff.md": "", "content/pages/bell\a.md": "", "content/pages/rtl\u202e.md": "", "content/pages/zero\u200bwidth.md": "",
		"content/events/About.md": "", "content/events/about.md": "1", "content/events/Straße.md": "", "content/events/STRASSE.md": "",
		"content/events/é.md": "nfc", "content/events/e\u0301.md": "nfd", "content/volunteers/u\u0308ber.md": "real", "content/events/中文.md": "",
		"content/rolls/aux/x.md": "", "content/models/A/x.md": "", "content/models/a/y.md": "",
		"static/CSS/Site.css": "",
	})
	tree, problems := sweepOf(t, Options{Root: root, Static: fstest.MapFS{"css/site.css": {}}})
	same(t, "problems", lines(t, problems), []string{
		"content/events/Straße.md name-clash",
		"content/events/about.md name-clash",
		"content/events/é.md name-clash",
		"content/models/a name-clash",
		"content/pages/COM1.tar.gz name-refused", "content/pages/Nul name-refused", "content/pages/a?.md name-refused",
		"content/pages/b. name-refused", `content/pages/bad\xff.md name-unprintable`, `content/pages/bell\a.md name-unprintable`,
		"content/pages/c  name-refused", "content/pages/com¹.md name-refused", "content/pages/con.md name-refused",
		"content/pages/nul .md name-refused",
		`content/pages/rtl\u202e.md name-unprintable`, `content/pages/x\y.md name-refused`, `content/pages/zero\u200bwidth.md name-unprintable`,
		"content/rolls/aux name-refused", "site.toml no-settings", "static/CSS/Site.css name-clash",
	})
	same(t, "files", paths(tree.Files("content/")), []string{
		"content/events/About.md", "content/events/STRASSE.md", "content/events/é.md", "content/events/中文.md",
		"content/models/A/x.md", "content/pages/console.md", "content/volunteers/über.md",
	})
	if data, _, err := tree.Read("content/volunteers/über.md"); string(data) != "real" {
		t.Errorf("a name that is not NFC on the disk: %q, %v", data, err)
	}

	_, problems = sweepOf(t, Options{Root: site(t, map[string]string{"content": "a file", "layouts": "", "site.toml/x": ""})})
	same(t, "wrong types", lines(t, problems), []string{"content not-a-folder", "layouts not-a-folder", "site.toml not-a-file"})
	_, problems = sweepOf(t, Options{Root: site(t, nil)})
	same(t, "empty", lines(t, problems), []string{"content no-content", "site.toml no-settings"})
	if _, _, err := Sweep(t.Context(), Options{Root: filepath.Join(root, "nowhere")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder at all: %v", err)
	}
}

func TestLinks(t *testing.T) {
	outside := site(t, map[string]string{"secret.md": "secret"})
	root := site(t, map[string]string{"site.toml": "", "content/pages/a.md": "a", "content/pages/sub/x.md": ""})
	pages := filepath.Join(root, "content/pages")
	for name, target := range map[string]string{
		"inside.md": "a.md", "absolute.md": filepath.Join(pages, "a.md"), "chain.md": "inside.md", "up.md": "../../site.toml",
		"outside.md": filepath.Join(outside, "secret.md"), "dotdot.md": "../../../../../../../etc/hosts", "folder": "sub",
		"folder-outside": outside, "dangling.md": "nowhere.md", "loop.md": "loop.md", "root": "../..",
	} {
		if err := os.Symlink(target, filepath.Join(pages, name)); err != nil {
			t.Fatal(err)
		}
	}
	tree, problems := sweepOf(t, Options{Root: root})
	same(t, "problems", lines(t, problems), []string{
		"content/pages/dangling.md link-dangling", "content/pages/dotdot.md link-outside", "content/pages/folder link-to-folder",
		"content/pages/folder-outside link-outside", "content/pages/loop.md link-dangling", "content/pages/outside.md link-outside",
		"content/pages/root link-to-folder",
	})
	for _, name := range []string{"inside.md", "absolute.md", "chain.md"} {
		if data, _, err := tree.Read("content/pages/" + name); err != nil || string(data) != "a" {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	// A folder that becomes a link after the sweep leads nowhere.
	os.RemoveAll(filepath.Join(pages, "sub"))
	write(t, outside, "x.md", "secret")
	if err := os.Symlink(outside, filepath.Join(pages, "sub")); err != nil {
		t.Fatal(err)
	}
	if data, _, err := tree.Read("content/pages/sub/x.md"); err == nil {
		t.Errorf("read through an exchanged folder: %q", data)
	}

	linked := t.TempDir()
	if err := os.Symlink(filepath.Join(root, "content"), filepath.Join(linked, "content")); err != nil {
		t.Fatal(err)
	}
	_, problems = sweepOf(t, Options{Root: linked})
	same(t, "content is a link", lines(t, problems), []string{"content link-outside", "site.toml no-settings"})
}

func TestTooLarge(t *testing.T) {
	root := site(t, map[string]string{"site.toml": "", "content/a.md": "", "content/b.MD": "", "content/c.jpg": "", "content/d.zip": "", "static/e.md": ""})
	for name, size := range map[string]int64{"content/a.md": MaxEntry, "content/b.MD": MaxEntry + 1, "content/c.jpg": MaxAttachment, "content/d.zip": MaxAttachment + 1, "static/e.md": MaxEntry + 1} {
		if err := os.Truncate(filepath.Join(root, name), size); err != nil {
			t.Fatal(err)
		}
	}
	tree, problems := sweepOf(t, Options{Root: root})
	same(t, "problems", lines(t, problems), []string{"content/b.MD entry-too-large", "content/d.zip attachment-too-large"})
	same(t, "files", paths(tree.Files("")), []string{"content/a.md", "content/c.jpg", "site.toml", "static/e.md"})
	if got := message.For(message.English).Say(problems[0].Message); got != "the entry has 4.1 MiB; the limit is 4 MiB" {
		t.Error(got)
	}
}

// What is known is believed only with an equal and old stat: same size with the modification time set back is seen
// (R44 of the regression cases), and so is what is younger than the last sweep.
func TestKnown(t *testing.T) {
	root := site(t, map[string]string{"site.toml": "", "content/a.md": "one"})
	full := filepath.Join(root, "content/a.md")
	tree, _ := sweepOf(t, Options{Root: root})
	old, _ := tree.Lookup("content/a.md")
	if old.Sum != (Sum{}) {
		t.Fatal("a sweep without knowledge knows a sum")
	}
	_, old.Sum, _ = tree.Read(old.Path)
	after := time.Now().Add(time.Hour)
	look := func(trust time.Time) Sum {
		tree, _ := sweepOf(t, Options{Root: root})
		if was := tree.Believe([]File{old}, trust); len(was) != 2 || was[0] != 0 || was[1] != -1 {
			t.Errorf("numbers %v", was)
		}
		f, _ := tree.Lookup(old.Path)
		return f.Sum
	}
	if look(after) != old.Sum {
		t.Error("an untouched file is not believed")
	}
	for _, trust := range []time.Time{time.Unix(0, 0), time.Unix(0, max(old.ModTime, old.Changed)), time.Unix(0, old.ModTime-1)} {
		if look(trust) != (Sum{}) {
			t.Errorf("a file as young as the last sweep is believed: %v", trust)
		}
	}
	time.Sleep(20 * time.Millisecond) // longer than one tick of the disk's clock
	if err := os.WriteFile(full, []byte("two"), 0o644); err != nil {
		t.Fatal(err)
	}
	mtime := time.Unix(0, old.ModTime)
	if err := os.Chtimes(full, mtime, mtime); err != nil {
		t.Fatal(err)
	}
	if old.Changed != 0 && look(after) != (Sum{}) {
		t.Error("other content of the same size and time is not seen")
	}
}

func TestUnreadable(t *testing.T) {
	root := site(t, map[string]string{"site.toml": "", "content/a.md": "one", "content/b.md": "two"})
	tree, _ := sweepOf(t, Options{Root: root})
	os.Remove(filepath.Join(root, "content/a.md"))
	_, _, err := tree.Read("content/a.md")
	if !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "content/a.md: ") {
		t.Errorf("vanished: %v", err)
	}
	problems := []problem.Problem{
		Unreadable("content/a.md", err),
		Unreadable("content/b.md", &fs.PathError{Op: "open", Path: "/x/b.md", Err: fs.ErrPermission}),
		Unreadable("content/c.md", &fs.PathError{Op: "read", Path: "/x/c.md", Err: errors.New("input/output error")}),
	}
	same(t, "problems", lines(t, problems), []string{"content/a.md unreadable", "content/b.md unreadable", "content/c.md unreadable"})
	if got := message.For(message.English).Say(problems[2].Message); got != "this file or folder cannot be read (input/output error)" {
		t.Error(got)
	}
	if os.Getuid() == 0 {
		return // root reads everything
	}
	os.Chmod(filepath.Join(root, "content"), 0)
	defer os.Chmod(filepath.Join(root, "content"), 0o755)
	_, found := sweepOf(t, Options{Root: root})
	same(t, "closed folder", lines(t, found), []string{"content unreadable"})
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Sweep(ctx, Options{Root: site(t, map[string]string{"content/a.md": ""})}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The same folder gives the same Tree and problems whatever the number of workers, and a Tree in memory answers alike.
func TestDeterministic(t *testing.T) {
	files := map[string]string{"site.toml": ""}
	for i := range 300 {
		files[fmt.Sprintf("content/events/%d/%d-%d.md", i%7, i%11, i)] = fmt.Sprint(i)
		files[fmt.Sprintf("content/events/%d.md", i)] = ""
	}
	root := site(t, files)
	one, p1 := sweepOf(t, Options{Root: root, Workers: 1})
	many, p2 := sweepOf(t, Options{Root: root, Workers: 16})
	if !reflect.DeepEqual(one.files, many.files) || !reflect.DeepEqual(p1, p2) {
		t.Error("the number of workers shows")
	}
	fromFS, err := FromFS(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, prefix := range []string{"", "content/", "content/events/3/", "content/events/3", "site", "zzz", "content/zzz"} {
		same(t, prefix, paths(one.Files(prefix)), paths(fromFS.Files(prefix)))
		var want []string
		for _, f := range FromMap(files).files {
			if strings.HasPrefix(f.Path, prefix) {
				want = append(want, f.Path)
			}
		}
		same(t, prefix, paths(one.Files(prefix)), want)
	}
	data, sum, err := FromMap(map[string]string{"content/a.md": "x"}).Read("content/a.md")
	if string(data) != "x" || sum != SumOf(data) || err != nil {
		t.Error(string(data), err)
	}
}

// Fold is stable, and blind to case and to the way in which accents are written.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"About.md", "Straße", "e\u0301", "中文", "ǅ", "İ", "\xff", "ﬁ", "ſ", "K"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !printableName(s) {
			if p := printable(s); !printableName(p) {
				t.Fatalf("%q is printed as %q", s, p)
			}
			return
		}
		if k := Fold(s); Fold(k) != k {
			t.Fatalf("Fold(%q) = %q, and of that %q", s, k, Fold(k))
		}
		if ascii(s) && Fold(strings.ToUpper(s)) != Fold(s) {
			t.Fatalf("Fold(%q) sees case", s)
		}
		portableName(s)
	})
}

func corpus(b *testing.B) string {
	files := map[string]string{"site.toml": ""}
	body := strings.Repeat("文明", 1000)
	for i := range 10_000 {
		files[fmt.Sprintf("content/events/%d/%02d/e%05d.md", 2017+i%100/12, i%12, i)] = body
	}
	return site(b, files)
}

// Whatever names stand beside each other, the files come by path, and each is known again.
func TestOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	files := map[string]string{"site.toml": ""}
	for range 400 {
		name := "content"
		for range 1 + r.IntN(4) {
			name += "/" + []string{"a", "a-b", "a.b", "ab", "a b", "é", "e\u0301x", "中"}[r.IntN(8)]
		}
		files[name+".md"] = name
	}
	root := site(t, files)
	tree, _ := sweepOf(t, Options{Root: root})
	known := slices.Clone(tree.Files(""))
	if len(known) < 200 || !slices.IsSortedFunc(known, comparePaths) {
		t.Fatalf("%d files, not in order", len(known))
	}
	for i := range known {
		_, known[i].Sum, _ = tree.Read(known[i].Path)
	}
	for range 20 {
		some := slices.Clone(known)
		some = slices.DeleteFunc(some, func(File) bool { return r.IntN(3) == 0 })
		tree, _ := sweepOf(t, Options{Root: root})
		tree.Believe(some, time.Now().Add(time.Hour))
		for _, f := range tree.Files("") {
			_, listed := slices.BinarySearchFunc(some, f.Path, byPath)
			if (f.Sum != Sum{}) != listed {
				t.Errorf("%s: known %v, listed %v", f.Path, f.Sum != Sum{}, listed)
			}
		}
	}
}

func BenchmarkSweep(b *testing.B) {
	root := corpus(b)
	tree, _ := sweepOf(b, Options{Root: root})
	known := slices.Clone(tree.Files(""))
	for i := range known {
		_, known[i].Sum, _ = tree.Read(known[i].Path)
	}
	for b.Loop() {
		tree, _, err := Sweep(b.Context(), Options{Root: root})
		if err != nil {
			b.Fatal(err)
		}
		tree.Believe(known, time.Now().Add(time.Hour))
		tree.Close()
	}
}

func BenchmarkRead(b *testing.B) {
	root := corpus(b)
	for b.Loop() {
		tree, _, _ := Sweep(b.Context(), Options{Root: root})
		for _, f := range tree.Files("content/") {
			if _, _, err := tree.Read(f.Path); err != nil {
				b.Fatal(err)
			}
		}
		tree.Close()
	}
}

// BenchmarkReadFile is what BenchmarkRead is measured against.
func BenchmarkReadFile(b *testing.B) {
	root := corpus(b)
	tree, _ := sweepOf(b, Options{Root: root})
	for b.Loop() {
		for _, f := range tree.Files("content/") {
			data, err := os.ReadFile(filepath.Join(root, f.Path))
			if err != nil {
				b.Fatal(err)
			}
			SumOf(data)
		}
	}
}
