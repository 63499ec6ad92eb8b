package build

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/sitegen"
)

// changedSearch lists the files of the search that two outputs do not have in common.
func changedSearch(a, b map[string]string) []string {
	return slices.DeleteFunc(differ(a, b), func(name string) bool { return !strings.HasPrefix(name, "search/") })
}

// A word that comes into a text rewrites the postings of its pairs and nothing else of the search; when it goes, everything is as it
// was, with the state of the search lost meanwhile as well. What is withdrawn leaves every file.
func TestSearchFollows(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	usual := sitegen.Usual(3, 420)
	usual.Photos, usual.Joint = 0, 0
	if err := sitegen.Write(root, usual); err != nil {
		t.Fatal(err)
	}
	day, _ := calendar.ParseDay(sitegen.AsOf)
	opt := options(root, filepath.Join(t.TempDir(), "public"), day)
	_, before := run(t, opt)
	event := oldEvent(t, root)
	text := read(t, filepath.Join(root, event))

	put(t, root, event, text+"\n饕餮盛宴。\n")
	r, after := run(t, opt)
	changed := changedSearch(before, after)
	if len(changed) == 0 || len(changed) > 3 || r.Written[output.Search] != len(changed) {
		t.Errorf("three new pairs have changed %v, %d files written", changed, r.Written[output.Search])
	}
	if err := os.Remove(filepath.Join(opt.Cache, "search")); err != nil {
		t.Fatal(err)
	}
	put(t, root, event, text)
	if _, again := run(t, opt); len(differ(before, again)) > 0 {
		t.Errorf("the way back differs in %v", differ(before, again))
	}
	r, _ = run(t, opt)
	if slices.ContainsFunc(r.Phases, func(p Phase) bool { return p.Name == "search" }) {
		t.Error("a build with nothing changed looks at the search")
	}

	address := pageOf(event)
	if !slices.ContainsFunc(slices.Collect(maps.Keys(before)), func(name string) bool {
		return strings.HasPrefix(name, "search/") && strings.Contains(before[name], address)
	}) {
		t.Fatalf("%s was never found", address)
	}
	put(t, root, event, strings.Replace(text, "\n+++\n", "\nwithdrawn = {date = 2026-06-29, by = \"街道\"}\n+++\n", 1))
	_, after = run(t, opt)
	for name, data := range after {
		if strings.HasPrefix(name, "search/") && strings.Contains(data, address) {
			t.Errorf("%s leads to what was withdrawn", name)
		}
	}
	clean := opt
	clean.Out, clean.Cache = filepath.Join(t.TempDir(), "public"), t.TempDir()
	if _, want := run(t, clean); len(differ(want, after)) > 0 {
		t.Errorf("incremental and clean differ in %v", differ(want, after))
	}
}

// oldEvent gives the file of the first event, which is public and lies in no small segment any more.
func oldEvent(t *testing.T, root string) string {
	t.Helper()
	files := folder(t, filepath.Join(root, "content", "events"))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		head, _, _ := strings.Cut(files[name], "\n+++\n")
		hidden := func(field string) bool { return strings.Contains(head, "\n"+field) }
		if strings.HasSuffix(name, ".md") && !slices.ContainsFunc([]string{"draft", "expires"}, hidden) {
			return "content/events/" + name
		}
	}
	t.Fatal("no event")
	return ""
}

// A site without search has neither its page nor its files.
func TestSearchDisabled(t *testing.T) {
	root := copied(t, shipped, "content", "site.toml")
	put(t, root, "site.toml", read(t, filepath.Join(root, "site.toml"))+"\n[search]\nenabled = false\n")
	_, files := run(t, options(root, filepath.Join(t.TempDir(), "public"), asOf))
	for name, data := range files {
		if strings.HasPrefix(name, "search") || strings.HasSuffix(name, ".html") && strings.Contains(data, "search.html") {
			t.Errorf("%s is there, or leads there", name)
		}
	}
}
