//go:build unix

package source

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestSweeperEqualsSweep changes a site at random, names the folders in which something happened, and holds the Tree of the
// Sweeper against one that was swept anew.
func TestSweeperEqualsSweep(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 5))
			root := site(t, map[string]string{"site.toml": "", "content/events/2026/a.md": "a", "static/x.css": "", "elsewhere/note.txt": "n"})
			sweeper := NewSweeper(Options{Root: root})
			tree, _, err := sweeper.Sweep(t.Context(), nil)
			for round := range 120 {
				if err != nil {
					t.Fatal(err)
				}
				tree.Close()
				dirty := disturb(t, r, root)
				var problems any
				if tree, problems, err = sweeper.Sweep(t.Context(), dirty); err != nil {
					t.Fatal(err)
				}
				fresh, freshProblems := sweepOf(t, Options{Root: root})
				if !reflect.DeepEqual(tree.Files(""), fresh.Files("")) || !reflect.DeepEqual(problems, freshProblems) {
					t.Fatalf("round %d, %v: %v\n%v\nfresh %v\n%v", round, dirty, paths(tree.Files("")), problems, paths(fresh.Files("")), freshProblems)
				}
				if listed := sweeper.Folders(); !listed["."] || len(fresh.Files("content/")) > 0 && !listed["content"] {
					t.Fatalf("folders: %v", slices.Sorted(maps.Keys(listed)))
				}
			}
			tree.Close()
		})
	}
}

// disturb changes one thing below a site and gives the folders in which a listing differs.
func disturb(t *testing.T, r *rand.Rand, root string) []string {
	folders := []string{"content", "content/events", "content/events/2026", "content/pages", "static", "layouts", "elsewhere"}
	in := folders[r.IntN(len(folders))]
	name := in + "/" + []string{"a.md", "b.md", "c.md", "é.md", "e\u0301.md", "y.css"}[r.IntN(6)]
	full := filepath.Join(root, name)
	made := func(do func() error) {
		os.MkdirAll(filepath.Dir(full), 0o755)
		os.RemoveAll(full)
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	switch r.IntN(7) {
	case 0, 1:
		made(func() error { return os.WriteFile(full, []byte(strings.Repeat("x", r.IntN(9))), 0o644) })
	case 2:
		os.RemoveAll(full)
	case 3:
		os.RemoveAll(filepath.Join(root, in))
	case 4:
		to := filepath.Join(root, "elsewhere", "moved")
		os.RemoveAll(to)
		if os.Rename(filepath.Join(root, in), to) == nil && r.IntN(2) == 0 {
			os.Rename(to, filepath.Join(root, in))
		}
	case 5: // another folder in its place
		os.Rename(filepath.Join(root, in), filepath.Join(t.TempDir(), "away"))
		made(func() error { return os.WriteFile(full, nil, 0o644) })
	case 6:
		made(func() error { return os.Symlink(filepath.Join(root, "elsewhere", "note.txt"), full) })
		os.MkdirAll(filepath.Join(root, "elsewhere"), 0o755)
		os.WriteFile(filepath.Join(root, "elsewhere", "note.txt"), []byte(strings.Repeat("n", r.IntN(9))), 0o644)
	}
	dirty := []string{"elsewhere"}
	for at := in; at != "."; at = filepath.Dir(at) {
		dirty = append(dirty, at)
	}
	return append(dirty, ".")
}

// TestVisitComesFirst holds that a folder is told before it is listed: a file that is made in the hook is found.
func TestVisitComesFirst(t *testing.T) {
	root := site(t, map[string]string{"site.toml": "", "content/events/a.md": "a", "other/real.md": "r"})
	if err := os.Symlink("../../other/real.md", filepath.Join(root, "content/events/link.md")); err != nil {
		t.Fatal(err)
	}
	visited := map[string]bool{}
	tree, _ := sweepOf(t, Options{Root: root, Workers: 1, Visit: func(folder string) {
		visited[folder] = true
		if folder == "content/events" {
			write(t, root, "content/events/late.md", "l")
		}
	}})
	if _, ok := tree.Lookup("content/events/late.md"); !ok {
		t.Error("a file made when the folder was visited is not in the tree")
	}
	if want := []string{".", "content", "content/events", "other"}; !slices.Equal(slices.Sorted(maps.Keys(visited)), want) {
		t.Errorf("visited %v, want %v", slices.Sorted(maps.Keys(visited)), want)
	}
}
