package layout_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/sitegen"
	"mingde/layouts"
	"mingde/static"
)

// Whole sites come out the same, byte for byte, from compiled layouts and from layouts that the compiler gives up: their
// only difference is an action that prints nothing and that it does not know.
func TestSitesAreTheSameWhenNotCompiled(t *testing.T) {
	refused := fstest.MapFS{}
	err := fs.WalkDir(layouts.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := layouts.FS.ReadFile(name)
		refused[name] = &fstest.MapFile{Data: append([]byte(`{{if false}}{{printf ""}}{{end}}`), text...)}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := sitegen.Write(root, sitegen.Usual(7, 120)); err != nil {
		t.Fatal(err)
	}
	compiled, executed := site(t, root, layouts.FS), site(t, root, refused)
	if len(compiled) != len(executed) || len(compiled) < 200 {
		t.Fatalf("%d and %d files", len(compiled), len(executed))
	}
	for name, text := range compiled {
		if executed[name] != text {
			t.Errorf("%s has other bytes", name)
		}
	}
}

// site builds a site and gives its files.
func site(t *testing.T, root string, from fs.FS) map[string]string {
	t.Helper()
	out := t.TempDir()
	r, err := build.Run(context.Background(), build.Options{
		Root: root, Out: out, Cache: t.TempDir(), AsOf: calendar.Date(2026, 6, 30), Layouts: from, Static: static.FS, Version: "test",
	})
	if err != nil || r.Failed {
		t.Fatal(err, r.Problems)
	}
	files := map[string]string{}
	err = filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files[path[len(out):]] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
