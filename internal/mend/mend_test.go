package mend

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"mingde/internal/problem"
)

func plan(t *testing.T, text string, edits ...problem.Edit) []File {
	t.Helper()
	p := problem.Problem{Place: problem.Place{File: "a.md"}, Edits: edits}
	files, err := Plan([]problem.Problem{{Place: problem.Place{File: "b.md"}}, p}, func(path string) ([]byte, error) {
		if path != "a.md" {
			t.Errorf("%s was read", path)
		}
		return []byte(text), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Nothing changes but what an edit says stands there; a byte order mark, the ends of lines and the missing end of the last one stay.
func TestPlan(t *testing.T) {
	files := plan(t, "\uFEFFa,b\r\nc.d", problem.Edit{Start: 9, Old: ".", New: "。"}, problem.Edit{Start: 4, Old: ",", New: "，"},
		problem.Edit{Start: 4, Old: ",b", New: "-"}, problem.Edit{Start: 3, Old: "x", New: "y"}, problem.Edit{Start: 9, Old: ".dd", New: ""})
	if len(files) != 1 || string(files[0].After) != "\uFEFFa，b\r\nc。d" || files[0].Edits != 2 {
		t.Errorf("%+v", files)
	}
	if files := plan(t, "ab", problem.Edit{Start: 0, Old: "b", New: "c"}); files != nil {
		t.Errorf("%+v", files)
	}
}

func TestDiff(t *testing.T) {
	text := "1\n2\n3\n4\n5,\n6\n7\n8\n9\n10\n11\n12\n13\n14,"
	f := plan(t, text, problem.Edit{Start: 9, Old: ",", New: "，"}, problem.Edit{Start: 33, Old: ",", New: "，"})[0]
	want := `--- a/a.md
+++ b/a.md
@@ -2,7 +2,7 @@
 2
 3
 4
-5,
+5，
 6
 7
 8
@@ -11,4 +11,4 @@
 11
 12
 13
-14,
\ No newline at end of file
+14，
\ No newline at end of file
`
	if got := f.Diff(false); got != want {
		t.Errorf("got\n%s", got)
	}
	f = File{Path: "a.md", Before: []byte("a\x1b\r\n"), After: []byte("b\r\n")}
	want = "\x1b[31m--- a/a.md\x1b[0m\n\x1b[32m+++ b/a.md\x1b[0m\n\x1b[36m@@ -1,1 +1,1 @@\x1b[0m\n\x1b[31m-a\\x1b\x1b[0m\r\n\x1b[32m+b\x1b[0m\r\n"
	if got := f.Diff(true); got != want {
		t.Errorf("got %q", got)
	}
}

// A file keeps its permissions, a link stays a link, nothing else is left in the folder; a file that was edited meanwhile stays as it is.
func TestWrite(t *testing.T) {
	root := t.TempDir()
	name, link := filepath.Join(root, "a.md"), filepath.Join(root, "b.md")
	if err := errors.Join(os.WriteFile(name, []byte("a,"), 0o640), os.Chmod(name, 0o640), os.Symlink("a.md", link)); err != nil {
		t.Fatal(err)
	}
	f := File{Path: "b.md", Before: []byte("a,"), After: []byte("a，")}
	if err := f.Write(root); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(name)
	info, err := os.Lstat(name)
	if err != nil || string(text) != "a，" || info.Mode().Perm() != 0o640 {
		t.Errorf("%q %v %v", text, info.Mode(), err)
	}
	if to, err := os.Readlink(link); err != nil || to != "a.md" {
		t.Errorf("the link leads to %q: %v", to, err)
	}
	if err := f.Write(root); !errors.Is(err, ErrChanged) {
		t.Errorf("got %v", err)
	}
	if all, err := os.ReadDir(root); err != nil || len(all) != 2 {
		t.Errorf("%v %v", all, err)
	}
}
