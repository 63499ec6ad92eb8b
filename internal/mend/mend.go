// Package mend applies the edits that problems carry to the files of a site: it shows them as a diff, and writes the files that were
// shown, whole or not at all.
//
// It does not know what is wrong with a text, nor why an edit mends it; and it touches nothing but what an edit says stands there.
package mend

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"mingde/internal/problem"
)

// File is a file before and after its mending.
type File struct {
	Path          string // slash-separated, relative to the site's folder
	Before, After []byte
	Edits         int
}

// Plan makes what shall stand in the files after the edits of all the problems, by path. Read gives a file as it is now. Of edits that
// overlap the first is made; one that no longer finds what it replaces is left out.
func Plan(problems []problem.Problem, read func(path string) ([]byte, error)) ([]File, error) {
	edits := map[string][]problem.Edit{}
	var paths []string
	for _, p := range problems {
		if len(p.Edits) > 0 && edits[p.File] == nil {
			paths = append(paths, p.File)
		}
		edits[p.File] = append(edits[p.File], p.Edits...)
	}
	slices.Sort(paths)
	var files []File
	for _, path := range paths {
		before, err := read(path)
		if err != nil {
			return nil, err
		}
		after, made := apply(before, edits[path])
		if made > 0 {
			files = append(files, File{path, before, after, made})
		}
	}
	return files, nil
}

// apply makes edits of a text, and counts them.
func apply(before []byte, edits []problem.Edit) (after []byte, made int) {
	slices.SortStableFunc(edits, func(a, b problem.Edit) int { return cmp.Compare(a.Start, b.Start) })
	done := 0
	for _, e := range edits {
		end := e.Start + len(e.Old)
		if e.Start < done || end > len(before) || string(before[e.Start:end]) != e.Old {
			continue
		}
		after = append(append(after, before[done:e.Start]...), e.New...)
		done, made = end, made+1
	}
	return append(after, before[done:]...), made
}

// ErrChanged is the error of a file that is no longer what was shown.
var ErrChanged = errors.New("changed meanwhile")

// Write writes what a file shall hold beside it and puts it in its place, with the same permissions; a link stays one. What is not as
// it was shown is not written.
func (f File) Write(root string) error {
	name, err := filepath.EvalSymlinks(filepath.Join(root, filepath.FromSlash(f.Path)))
	if err != nil {
		return err
	}
	now, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, f.Before) {
		return &os.PathError{Op: "write", Path: f.Path, Err: ErrChanged}
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	return replace(name, f.After, info.Mode().Perm())
}

// replace puts a new file in the place of one. Its temporary name begins with a dot: no build takes it for a source.
func replace(name string, data []byte, mode os.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(name), ".mingde-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		os.Remove(temporary.Name())
	}
	return err
}
