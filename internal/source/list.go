package source

import (
	"os"
	"path"
	"slices"
	"strings"
)

// kind is what an entry of a folder is.
type kind uint8

const (
	isFile kind = iota
	isFolder
	isLink
	isOther
)

// entry is one line of a folder's listing; a link is told as itself.
type entry struct {
	name             string
	kind             kind
	size             int64
	modTime, changed int64
	inode            uint64
}

// entries lists a folder by name.
func (s *sweep) entries(folder string) ([]entry, error) {
	f, err := s.root.Open(folder)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := stats(f)
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return entries, err
}

// lookup gives one entry, for the target of a link.
func (s *sweep) lookup(name string) (entry, error) {
	folder, base := path.Split(name)
	entries, err := s.entries(path.Clean(folder))
	if err != nil {
		return entry{}, err
	}
	for _, e := range entries {
		if e.name == base {
			return e, nil
		}
	}
	return entry{}, os.ErrNotExist
}
