package build

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mingde/internal/calendar"
	"mingde/internal/sitegen"
)

// After any sequence of edits – to the content, the settings, the layouts, the static files, the day, and to the output
// behind the program's back – an incremental build gives what a clean one gives, byte for byte, and tells the same
// problems; and the folder holds nothing else.
func TestIncrementalEqualsClean(t *testing.T) {
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(round), 4))
			opt := sitegen.Usual(uint64(round), 40)
			opt.Photos, opt.Themes = 0.1, 5
			site := sitegen.New(opt)
			root, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
			if err := site.Write(root); err != nil {
				t.Fatal(err)
			}
			day := calendar.Date(2026, 6, 30)
			told := []string{"the first build"}
			for range steps {
				if !sameAsClean(t, root, out, day) {
					t.Fatalf("after %q", told)
				}
				what := ""
				what, day = meddle(t, r, site, root, out, day)
				told = append(told, what)
			}
		})
	}
}

// sameAsClean builds into a folder that was built into before, and into a new one.
func sameAsClean(t *testing.T, root, out string, day calendar.Day) bool {
	t.Helper()
	got, err := Run(context.Background(), options(root, out, day))
	if err != nil {
		t.Error(err)
		return false
	}
	fresh := filepath.Join(t.TempDir(), "public")
	want, err := Run(context.Background(), options(root, fresh, day))
	if err != nil {
		t.Error(err)
		return false
	}
	if words(got.Problems) != words(want.Problems) || got.Failed != want.Failed || got.NextChange != want.NextChange {
		t.Errorf("incremental: failed %v, next change %s\n%s\nclean: failed %v, next change %s\n%s", got.Failed, got.NextChange, words(got.Problems), want.Failed, want.NextChange, words(want.Problems))
		return false
	}
	if want.Failed {
		return true // neither has written
	}
	if names := differ(folder(t, fresh), folder(t, out)); len(names) > 0 {
		t.Errorf("%d files differ: %v", len(names), names[:min(8, len(names))])
		return false
	}
	return true
}

// meddle changes something and says what.
func meddle(t *testing.T, r *rand.Rand, site *sitegen.Site, root, out string, day calendar.Day) (string, calendar.Day) {
	t.Helper()
	write := func(name, text string) string {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return "wrote " + name
	}
	switch r.IntN(10) {
	case 0:
		day = calendar.Date(2026, 6, 30).Add(r.IntN(60) - 30)
		return "as of " + day.String(), day
	case 1:
		return write("layouts/partials/row.html", fmt.Sprintf("<li class=\"row\" data-n=\"%d\"><a href=\"{{.Root}}{{.Card.Href}}\">{{.Card.Title}}</a></li>\n", r.IntN(100))), day
	case 2:
		os.RemoveAll(filepath.Join(root, "layouts"))
		return "own layouts removed", day
	case 3:
		return write("static/site.css", fmt.Sprintf("body{margin:%dpx}\n", r.IntN(100))), day
	case 4:
		return tamper(t, r, out), day
	case 5:
		return "cache deleted: " + fmt.Sprint(os.RemoveAll(filepath.Join(out+".cache", "index"))), day
	}
	what := site.Mutate(r)
	if err := site.Write(root); err != nil {
		t.Fatal(err)
	}
	return what, day
}

// tamper changes, truncates or removes an output file of ours.
func tamper(t *testing.T, r *rand.Rand, out string) string {
	t.Helper()
	var names []string
	for name := range folder(t, out) {
		names = append(names, name)
	}
	if len(names) == 0 {
		return "nothing to tamper with"
	}
	slices.Sort(names)
	name := names[r.IntN(len(names))]
	path := filepath.Join(out, filepath.FromSlash(name))
	switch r.IntN(3) {
	case 0:
		return fmt.Sprintf("removed %s: %v", name, os.Remove(path))
	case 1:
		return fmt.Sprintf("emptied %s: %v", name, os.Truncate(path, 0))
	}
	return fmt.Sprintf("rewrote %s: %v", name, os.WriteFile(path, []byte("<p>not ours</p>"), 0o644))
}
