package pagetest

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Finding is one fault of a page. File is slash-separated and relative to the folder that was checked; Line and Column
// count from 1 and are 0 where the tool gives none.
type Finding struct {
	File         string
	Line, Column int
	Rule         string // the tool's own name of the rule; "" if it has none
	Message      string
}

// String gives "file:line:column: message (rule)", without the parts that are unknown.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": " + f.Message)
	if f.Rule != "" {
		b.WriteString(" (" + f.Rule + ")")
	}
	return b.String()
}

// byPlace orders findings by file, line and column, then by what they say.
func byPlace(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Message, b.Message))
}

// report fails the test with one message for each finding, or with the failure of the tool.
func report(t testing.TB, found []Finding, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(found, byPlace)
	for _, f := range found {
		t.Error(f)
	}
}

// htmlFiles lists the pages below dir, slash-separated and relative to it, in order. No page at all is an error: a
// check that looked at nothing must not pass.
func htmlFiles(dir string) ([]string, error) {
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".html") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: no .html file in it", dir)
	}
	return names, nil
}

// relative turns the path or file: address that a tool reports into one relative to dir.
func relative(dir, reported string) string {
	name := filepath.FromSlash(strings.TrimPrefix(reported, "file:"))
	rel, err := filepath.Rel(dir, name)
	if err != nil {
		return reported
	}
	return filepath.ToSlash(rel)
}
