package pagetest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/page"
	"mingde/layouts"
	"mingde/static"
)

// baseURL puts the site under a prefix.
const baseURL = "https://wenming.example.org/tangting/"

// shipped builds the repository's own showcase, with drafts so that their mark is on a page as well.
func shipped(t *testing.T) (dir string, plan []build.Planned) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "public")
	opt := build.Options{
		Root: "../..", Out: dir, Cache: t.TempDir(), AsOf: calendar.Date(2026, 11, 20), Drafts: true, BaseURL: baseURL,
		Layouts: layouts.FS, Static: static.FS, Version: "test",
	}
	r, err := build.Run(context.Background(), opt)
	if err != nil || r.Failed {
		t.Fatalf("%v %v", err, r.Problems)
	}
	plan, err = build.Pages(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return dir, plan
}

// Every page of the shipped showcase is valid HTML, and every link leads somewhere: from file://, and under a prefix.
func TestShowcase(t *testing.T) {
	dir, plan := shipped(t)
	Nu(t, dir)
	Links(t, dir, baseURL)
	openEach(t, dir, plan)
}

// openEach opens one page of each type in a browser, from the disk and from a server under a prefix: nothing fails to load,
// nothing overflows a phone, and axe finds no fault. A page type that the showcase does not have fails.
func openEach(t *testing.T, dir string, plan []build.Planned) {
	server := httptest.NewServer(http.StripPrefix("/tangting/", http.FileServer(http.Dir(dir))))
	defer server.Close()
	var jobs []Job
	for _, kind := range page.Types() {
		i := slices.IndexFunc(plan, func(p build.Planned) bool { return p.Type == kind })
		if i < 0 && kind == page.Names {
			continue // only where there are hundreds of names; package page has a test for it
		}
		if i < 0 {
			t.Errorf("the shipped showcase has no page of type %s", kind)
			continue
		}
		if kind.Layout() == "" || kind == page.Alias {
			continue // no HTML, or gone before anything can be looked at
		}
		address := plan[i].Path
		jobs = append(jobs, Job{Address: server.URL + "/tangting/" + address, Axe: true})
		if kind != page.NotFound { // which stands at any address of a server, and on no disk
			jobs = append(jobs, Job{Address: "file://" + filepath.Join(dir, filepath.FromSlash(address)), Width: 1280, NoScript: true})
		}
	}
	for i, r := range Browse(t, jobs) {
		if faults := r.Faults(); len(faults) > 0 {
			t.Errorf("%s: %s", jobs[i].Address, strings.Join(faults, "; "))
		}
	}
}
