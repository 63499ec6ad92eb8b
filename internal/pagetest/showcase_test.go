package pagetest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingde/internal/build"
	"mingde/internal/page"
)

// Every page is valid HTML, and every link leads somewhere, from file:// and under a prefix: in the shipped showcase, and in sites
// with what no ordinary site has.
func TestValid(t *testing.T) {
	for name, s := range map[string]site{"shipped": shipped(t), "edge": edge(t), "empty": empty(t)} {
		for tool, check := range map[string]func(testing.TB, string){
			"nu": Nu, "validate": Validate, "links": func(t testing.TB, dir string) { Links(t, dir, baseURL) },
		} {
			t.Run(name+"/"+tool, func(t *testing.T) {
				t.Parallel()
				check(t, s.dir)
			})
		}
	}
}

// One page of each type opens from the disk.
func TestShowcase(t *testing.T) {
	s := shipped(t)
	openEach(t, s.dir, s.plan)
}

// openEach opens one page of each type in a browser, from the disk and without scripts: nothing fails to load, and nothing is wider
// than the window. Pages from a server are for [TestLooks]. A page type that the showcase does not have fails.
func openEach(t *testing.T, dir string, plan []build.Planned) {
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
