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
// the report it comes from, or in the table below. Each script is run between builds and in a site kept in memory at once.
const regressions = 52

// testedElsewhere are the cases that are of a running preview alone, with the test that holds them.
var testedElsewhere = map[string]func(*testing.T){
	"R50": TestLiveEqualsBuild,   // the page that is open is made anew, the others later or never (fast render of Hugo, --fast of Zola)
	"R51": TestLiveAtMemoryLimit, // many edits at the memory limit, until everything is thrown away (hugo#12129)
	"R52": TestLiveStandsIn,      // an invalid entry ends the server (astro#13595)
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

// Every case has its script or its test, and none has both.
func TestRegressionsComplete(t *testing.T) {
	scripts, err := filepath.Glob("testdata/regress/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for n := range regressions {
		missing[fmt.Sprintf("R%02d", n+1)] = true
	}
	for id, test := range testedElsewhere {
		if !missing[id] || test == nil {
			t.Errorf("%s: there is no such case, or no test", id)
		}
		delete(missing, id)
	}
	for _, file := range scripts {
		id := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if !missing[id] {
			t.Errorf("%s is of no case, or of one that has a test", file)
		}
		delete(missing, id)
	}
	if len(missing) > 0 {
		t.Errorf("not tested: %v", slices.Sorted(maps.Keys(missing)))
	}
}
