package build

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"
)

// regressions is how many ways we know in which other generators of static sites came to show something old, lose a page
// or fail after an edit. Each has a number, R01, R02 and so on, and is either a script in testdata/regress, which names
// the report it comes from, or in the table below.
const regressions = 52

// excusedRegressions are the cases that a build with a kept cache cannot meet, with the reason.
var excusedRegressions = map[string]string{
	"R50": "only the page that is open in the browser is made anew, the others later (the fast render of Hugo, --fast of Zola): " +
		"there is no server yet, and a build makes every page that has changed, as each script here holds",
	"R51": "many edits at the memory limit, until everything in memory is thrown away (hugo#12129): " +
		"a build begins with nothing in memory, and what it has cached on the disk no limit of memory throws away",
	"R52": "an invalid entry ends the watch server (astro#13595): there is no server yet; what a build does with it is R47",
}

// What went wrong elsewhere goes right here: each script edits a site between builds with a kept cache, and every build must
// give what a clean one gives (see regressionSite.build), beside what the script asks for.
func TestRegressions(t *testing.T) {
	base, err := txtar.ParseFile("testdata/regress.txtar")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob("testdata/regress/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	clean := new(sync.Map)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/regress", RequireUniqueNames: true, Cmds: regressionCommands,
		Setup: func(env *testscript.Env) error { return setRegressionSite(env, base, clean) },
	})
}

// Every case is tested or has a reason not to be, and none has both.
func TestRegressionsComplete(t *testing.T) {
	scripts, err := filepath.Glob("testdata/regress/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for n := range regressions {
		missing[fmt.Sprintf("R%02d", n+1)] = true
	}
	for id, why := range excusedRegressions {
		if !missing[id] || len(why) < 40 {
			t.Errorf("%s: there is no such case, or no reason: %q", id, why)
		}
		delete(missing, id)
	}
	for _, file := range scripts {
		id := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if !missing[id] {
			t.Errorf("%s is of no case, or of one that is said not to apply", file)
		}
		delete(missing, id)
	}
	if len(missing) > 0 {
		t.Errorf("neither tested nor excused: %v", slices.Sorted(maps.Keys(missing)))
	}
}
