package watch

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"mingde/internal/calendar"
	"mingde/internal/sitegen"
)

// What is served for an address is what a build writes there, byte for byte but for the script in the pages, and at no
// other address is there anything: of the showcase that this repository ships, and of a site of every kind of entry after
// each of a dozen edits. What the site does not show – drafts, without them – is at no address either.
func TestServedEqualsBuilt(t *testing.T) {
	t.Parallel()
	t.Run("showcase", func(t *testing.T) {
		t.Parallel()
		root, cache := shipped(t), t.TempDir()
		known := map[string]bool{}
		for _, name := range filesIn(t, root) {
			known[name] = true
		}
		for _, drafts := range []bool{true, false} { // and what only drafts have is known then
			w := onRig(t, root, showDay, func(o *Options) { o.Build.Drafts, o.Build.Cache = drafts, cache })
			w.known, w.cache = known, cache
			w.hold()
			w.stop()
		}
	})
	for _, drafts := range []bool{true, false} {
		t.Run(fmt.Sprintf("edits, drafts %v", drafts), func(t *testing.T) {
			t.Parallel()
			servedAfterEdits(t, drafts)
		})
	}
}

func servedAfterEdits(t *testing.T, drafts bool) {
	root, made := t.TempDir(), sitegen.New(sitegen.Options{Seed: 5, Entries: 20, Communities: 2, Themes: 3, Years: 1, Series: 0.1, Photos: 0.05})
	write := func() {
		if err := made.Write(root); err != nil {
			t.Fatal(err)
		}
	}
	write()
	w := onRig(t, root, sitegen.AsOf, func(o *Options) { o.Build.Drafts = drafts })
	w.cache = t.TempDir()
	w.hold()
	r := rand.New(rand.NewPCG(5, 3))
	for range 12 {
		before := w.live.State(0).Number
		t.Log(made.Mutate(r))
		write()
		w.hold()
		if eventually(func() string {
			if w.live.State(0).Number > before {
				return ""
			}
			return "the edit was not seen"
		}) != "" {
			t.Fatalf("the number of the state is still %d", before)
		}
	}
}

// hold waits until what is served is what is built of the files as they are now.
func (w *rig) hold() {
	w.Helper()
	want := w.built()
	if wrong := eventually(func() string { return w.amiss(want) }); wrong != "" {
		w.Fatal(wrong)
	}
}

// showDay is a day on which the shipped showcase has a notice, drafts and something to come.
const showDay = "2026-11-20"

// shipped copies the showcase that this repository ships.
func shipped(t testing.TB) (root string) {
	t.Helper()
	root = t.TempDir()
	for _, name := range []string{"content", "layouts", "static"} {
		if err := os.CopyFS(filepath.Join(root, name), os.DirFS(filepath.Join("../..", name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"layouts/embed.go", "static/embed.go"} {
		if err := os.Remove(filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	settings, err := fs.ReadFile(os.DirFS("../.."), "site.toml")
	if err != nil {
		t.Fatal(err)
	}
	put(t, root, "site.toml", string(settings))
	return root
}

// put writes a file of a site.
func put(t testing.TB, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func dayOf(text string) calendar.Day {
	day, ok := calendar.ParseDay(text)
	if !ok {
		panic(text + " is no day")
	}
	return day
}
