package pagetest

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected findings in testdata")

// Every txtar in testdata is one folder of pages and, in its last file "want", what one tool finds there. The name of
// the archive begins with the name of the tool.
func TestCheckersFind(t *testing.T) {
	checks := map[string]func(dir string) ([]Finding, error){
		"nu":       nu,
		"validate": validate,
		"links":    func(dir string) ([]Finding, error) { return deadLinks(dir, "https://example.org/hub") },
	}
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archive in testdata: %v", err)
	}
	used := map[string]bool{}
	for _, archive := range archives {
		tool, _, _ := strings.Cut(filepath.Base(archive), "_")
		used[tool] = true
		t.Run(filepath.Base(archive), func(t *testing.T) { checkArchive(t, archive, checks[tool]) })
	}
	for tool := range checks {
		if !used[tool] {
			t.Errorf("no archive for %s", tool)
		}
	}
}

func checkArchive(t *testing.T, archive string, check func(dir string) ([]Finding, error)) {
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	dir, want := unpack(t, a)
	found, err := check(dir)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(found, byPlace)
	var got strings.Builder
	for _, f := range found {
		fmt.Fprintln(&got, f)
	}
	if *update {
		want.Data = []byte(got.String())
		if err := os.WriteFile(archive, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got.String() != string(want.Data) {
		t.Errorf("got\n%swant\n%s", &got, want.Data)
	}
}

// unpack writes all files of an archive but the last, which it gives back.
func unpack(t *testing.T, a *txtar.Archive) (dir string, want *txtar.File) {
	t.Helper()
	dir = t.TempDir()
	last := len(a.Files) - 1
	if last < 1 || a.Files[last].Name != "want" {
		t.Fatal(`the last file of an archive is "want"`)
	}
	for _, f := range a.Files[:last] {
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	return dir, &a.Files[last]
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A check that looked at nothing must not pass.
func TestCheckersRefuseAFolderWithoutPages(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "page.txt"), "<p>")
	for name, check := range map[string]func(testing.TB, string){
		"Nu": Nu, "Validate": Validate, "Links": func(t testing.TB, dir string) { Links(t, dir, "") },
	} {
		if got := failures(t, func(t testing.TB) { check(t, dir) }); len(got) != 1 || !strings.Contains(got[0], "no .html file") {
			t.Errorf("%s said %q", name, got)
		}
	}
	if _, err := deadLinks(filepath.Join(dir, "none"), ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
}

// The exported checks hand findings to the test, each as one message.
func TestChecksFailTheTest(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.html"), `<!DOCTYPE html><title>a</title><a href="b.html">b</a><a href="c.html">c</a>`)
	got := failures(t, func(t testing.TB) { Links(t, dir, "") })
	want := []string{`a.html: dead link "b.html": no such file`, `a.html: dead link "c.html": no such file`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// failures runs a check and gives what it would have failed its test with.
func failures(t *testing.T, check func(testing.TB)) []string {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() { // Fatal ends the goroutine, as it does in a real test
		defer close(done)
		check(r)
	}()
	<-done
	return r.said
}

// recorder is a test that notes its failures instead of failing.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper()           {}
func (r *recorder) Error(args ...any) { r.said = append(r.said, fmt.Sprint(args...)) }
func (r *recorder) Fatal(args ...any) { r.Error(args...); runtime.Goexit() }

func TestMissingToolsNameTheirTarget(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.html"), "<!DOCTYPE html><title>a</title>")
	checks := map[string]func(testing.TB){
		"Nu":       func(t testing.TB) { Nu(t, dir) },
		"Validate": func(t testing.TB) { Validate(t, dir) },
		"Browse":   func(t testing.TB) { Browse(t, []Job{{Address: dir + "/a.html"}}) },
	}
	for name, check := range checks {
		if got := failures(t, check); len(got) != 1 || !strings.Contains(got[0], "run `make tools`") {
			t.Errorf("%s said %q", name, got)
		}
	}
	if _, err := nodeFile("no-such-module", "x.js"); err == nil || !strings.Contains(err.Error(), "no-such-module is not installed; run `make tools`") {
		t.Errorf("a missing module: %v", err)
	}
}

// The tools are pinned, and come from wherever npm is told to look, with their sums.
func TestToolsArePinned(t *testing.T) {
	var wanted struct{ Dependencies map[string]string }
	readJSON(t, "package.json", &wanted)
	var lock struct {
		Packages map[string]struct{ Version, Resolved, Integrity string }
	}
	readJSON(t, "package-lock.json", &lock)
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for name, version := range wanted.Dependencies {
		if got := lock.Packages["node_modules/"+name].Version; !exact.MatchString(version) || got != version {
			t.Errorf("%s: package.json says %q, the lock %q; both must be one exact version", name, version, got)
		}
	}
	for name, p := range lock.Packages {
		if name != "" && !strings.HasPrefix(p.Integrity, "sha512-") {
			t.Errorf("%s has no sum in the lock", name)
		}
		if u, err := url.Parse(p.Resolved); err != nil || u.Host != "" && u.Host != "registry.npmjs.org" {
			t.Errorf("%s is bound to %s; everybody else's registry must do", name, p.Resolved)
		}
	}
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		t.Fatal(errors.Join(err, errors.New(name)))
	}
}
