package archtest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what the rules find in testdata")

// rules are all rules. Each gives one sentence for each violation: where, what, and why it is a rule or what to do.
var rules = []struct {
	name  string
	check func(*tree, *law) []string
}{
	{"table", checkTable},
	{"floors", checkFloors},
	{"testonly", checkTestOnly},
	{"middle", checkMiddle},
	{"owners", checkOwners},
	{"modules", checkModules},
	{"packagedoc", checkPackageDocs},
	{"doc", checkDocs},
	{"gofmt", checkFormat},
	{"unfinished", checkUnfinished},
	{"skip", checkSkips},
	{"paths", checkPaths},
	{"testdata", checkTestdata},
	{"top", checkTop},
	{"race", checkRace},
	{"messages", checkMessages},
}

func TestRepository(t *testing.T) {
	repository, err := load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if repository.find("archtest") == nil {
		t.Fatal("the tree that was read does not hold this package")
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, violation := range rule.check(repository, &project) {
				t.Error(violation)
			}
		})
	}
}

// example is the law for the trees in testdata.
var example = law{
	floors: [][]string{
		{"problem", "message"},
		{"figure", "markdown"},
		{"entry"},
		{"cmd/tool"},
	},
	peers:    map[edge]string{{"message", "problem"}: "it says problem.Text"},
	later:    map[string]int{"search": 2},
	testOnly: []string{"sitegen"},
	middle:   []string{"figure", "entry"},
	owners:   map[string]owner{"example.org/goldmark": {"markdown", "bodies come out of one parser only"}},
	modules: map[string]module{
		"example.org/goldmark": {why: "Markdown"},
		"example.org/script":   {why: "scripts", testsOnly: true},
	},
	top: []string{"internal", "cmd", "go.mod", ".gitignore", "Makefile"},
}

// Every rule is tried on testdata/<rule>.txtar: a tree with violations, and as its last file what the rule says.
func TestRulesFind(t *testing.T) {
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			name := filepath.Join("testdata", rule.name+".txtar")
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(append(rule.check(unpack(t, a), &example), ""), "\n")
			want := &a.Files[len(a.Files)-1]
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got != string(want.Data) || got == "" {
				t.Errorf("got\n%s\nwant\n%s", got, want.Data)
			}
		})
	}
}

// unpack reads the tree of an archive: all its files but the last, "want", and a go.mod and .gitignore if it has none.
func unpack(t *testing.T, a *txtar.Archive) *tree {
	t.Helper()
	files := fstest.MapFS{
		"go.mod":     {Data: []byte("module example\n")},
		".gitignore": {Data: []byte("/bin/\nnode_modules/\n")},
	}
	last := len(a.Files) - 1
	if last < 0 || a.Files[last].Name != "want" {
		t.Fatal(`the last file of an archive is "want"`)
	}
	for _, f := range a.Files[:last] {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	read, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	return read
}
