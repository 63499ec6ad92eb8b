package build

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"

	"mingde/internal/entry"
	"mingde/internal/source"
)

// sources reads files of the tree and remembers their sums.
type sources struct {
	tree  *source.Tree
	files []source.File                // of the tree
	sums  []atomic.Pointer[source.Sum] // of the files that were read, by their number in the tree
}

func newSources(tree *source.Tree) *sources {
	files := tree.Files("")
	return &sources{tree: tree, files: files, sums: make([]atomic.Pointer[source.Sum], len(files))}
}

// isEntry tells whether a file of the tree holds an entry.
func isEntry(path string) bool {
	return strings.HasPrefix(path, entry.Root) && strings.HasSuffix(path, entry.Extension)
}

// Read is [source.Tree.Read]. The sum of a file that is known stays: it is that of the text of which something was made. Whoever
// reads the file later, for the line of a mistake, may find another text already; the next run does as well, by its stat.
func (s *sources) Read(path string) ([]byte, error) {
	data, sum, err := s.tree.Read(path)
	if i, ok := s.tree.Number(path); ok && err == nil && s.files[i].Sum == (source.Sum{}) {
		s.sums[i].CompareAndSwap(nil, &sum)
	}
	return data, err
}

// take reads a file for what is made of it: the sum is that of this text, whatever was read before.
func (s *sources) take(number int) ([]byte, source.Sum, error) {
	data, sum, err := s.tree.Read(s.files[number].Path)
	if err == nil {
		s.sums[number].Store(&sum)
	}
	return data, sum, err
}

// again reads a file once more of which something was made. Its address may say so: another text would stand under a wrong name.
func (s *sources) again(path string) ([]byte, error) {
	data, sum, err := s.tree.Read(path)
	if known, ok := s.sum(path); err == nil && ok && known != sum {
		err = fmt.Errorf("%s: %w", path, errChanged)
	}
	return data, err
}

// errChanged is told of a source that is not what it was when its page was planned.
var errChanged = errors.New("changed while the site was built")

// sum gives the sum of a file that was read, or that the sweep could trust.
func (s *sources) sum(path string) (source.Sum, bool) {
	i, ok := s.tree.Number(path)
	if !ok {
		return source.Sum{}, false
	}
	return s.sumAt(i)
}

// sumAt is sum by the number of the file in the tree.
func (s *sources) sumAt(i int) (source.Sum, bool) {
	if sum := s.sums[i].Load(); sum != nil {
		return *sum, true
	}
	sum := s.files[i].Sum
	return sum, sum != source.Sum{}
}

// sumOf gives the sum of a file, and reads it only where the sweep could not trust its stat.
func (s *sources) sumOf(path string) (source.Sum, error) {
	if sum, ok := s.sum(path); ok {
		return sum, nil
	}
	if _, ok := s.tree.Lookup(path); !ok {
		return source.Sum{}, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	_, err := s.Read(path)
	if err != nil {
		return source.Sum{}, err
	}
	sum, _ := s.sum(path)
	return sum, nil
}
