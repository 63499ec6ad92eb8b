package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"mingde/internal/problem"
)

// Clear removes everything that is recorded, for a build that believes nothing; call it after the first Begin and before
// anything else. Without Begin, which takes the folder and marks it unfinished, it is an error and removes nothing.
func (w *Writer) Clear() error {
	if w.lock == nil || !w.begun {
		return fmt.Errorf("output %s: cannot be cleared before Begin", w.out)
	}
	if err := w.deleteGone(); err != nil {
		return fmt.Errorf("output %s: %w", w.out, err)
	}
	w.cleared = true
	return nil
}

// deleteGone deletes the recorded files that are not in the new site, and the folders that are empty after it.
func (w *Writer) deleteGone() error {
	if w.cleared {
		return nil
	}
	emptied := map[string]bool{}
	for i, f := range w.previous.Files {
		if w.kept[i] != leaving || w.other(f) {
			continue
		}
		removed, err := w.remove(f.Path)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		w.deleted(removed)
		emptied[path.Dir(f.Path)] = true
	}
	return w.removeEmpty(emptied)
}

// other tells whether a path that is gone from the site is, on a disk blind to case, the same file as one of the new site.
func (w *Writer) other(f File) bool {
	name, ok := w.alike(w.foldLocked(f.Path))
	if !ok {
		return false
	}
	a, err := w.statOf(f.Path)
	if err != nil {
		return false
	}
	b, err := w.statOf(name)
	return err == nil && a == b
}

func (w *Writer) statOf(name string) (stat, error) {
	in, err := w.folders.take(path.Dir(name), false)
	if err != nil {
		return stat{}, err
	}
	defer in.release()
	return in.stat(path.Base(name))
}

// remove deletes a recorded file. What has become a folder, or lies behind a link, is not ours any more.
func (w *Writer) remove(name string) (bool, error) {
	in, err := w.folders.take(path.Dir(name), false)
	if gone(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer in.release()
	if w.previous.Unfinished {
		if err := ignore(in.remove(tempName(path.Base(name)))); err != nil {
			return false, err
		}
	}
	s, err := in.stat(path.Base(name))
	if err == nil && s.kind != isFolder {
		err = in.remove(path.Base(name))
		return err == nil, ignore(err)
	}
	return false, ignore(err)
}

func gone(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotFolder) }

func ignore(err error) error {
	if gone(err) {
		return nil
	}
	return err
}

// removeEmpty removes folders of ours that are empty, and then those above them, but never the output folder itself.
func (w *Writer) removeEmpty(dirs map[string]bool) error {
	for dir := range dirs {
		for ; dir != "." && !w.parents[dir] && !w.claimed(dir); dir = path.Dir(dir) {
			err := w.removeFolder(dir)
			if errors.Is(err, errNotEmpty) {
				break
			}
			if ignore(err) != nil {
				return fmt.Errorf("%s: %w", dir, err)
			}
		}
	}
	return nil
}

func (w *Writer) removeFolder(dir string) error {
	w.folders.forget(dir)
	in, err := w.folders.take(path.Dir(dir), false)
	if err != nil {
		return err
	}
	defer in.release()
	return in.removeFolder(path.Base(dir))
}

// clearFolder makes room for a file where a folder of ours stands that is gone from the site.
func (w *Writer) clearFolder(dir string) error {
	inside := map[string]bool{dir: true}
	for _, f := range w.previous.Files {
		if strings.HasPrefix(f.Path, dir+"/") {
			removed, err := w.remove(f.Path)
			if err != nil {
				return err
			}
			w.deleted(removed)
			for up := path.Dir(f.Path); up != dir; up = path.Dir(up) {
				inside[up] = true
			}
		}
	}
	var deepest []string
	for d := range inside {
		deepest = append(deepest, d)
	}
	slices.SortFunc(deepest, func(a, b string) int { return strings.Compare(b, a) }) // a folder comes after what is in it
	for _, d := range deepest {
		if err := w.removeFolder(d); errors.Is(err, errNotEmpty) {
			return refuse("foreign-folder", problem.Args{"path": dir}, "%s: a folder that is not of this site stands in the place of a page", dir)
		} else if ignore(err) != nil {
			return err
		}
	}
	return nil
}

// clearFile makes room for a folder where a file of ours stands that is gone from the site. The lock of the folders is held.
func (w *Writer) clearFile(in *folder, dir string) error {
	w.mu.Lock()
	claimed := w.claimed(dir)
	w.mu.Unlock()
	if _, ours := w.number(dir); !ours || claimed {
		return refuse("foreign-file", problem.Args{"path": dir}, "%s: a file that is not of this site stands in the place of a folder", dir)
	}
	err := in.remove(path.Base(dir))
	w.deleted(err == nil)
	return ignore(err)
}

func (w *Writer) deleted(removed bool) {
	if removed {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.result.Deleted++
	}
}
