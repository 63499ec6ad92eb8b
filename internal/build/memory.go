package build

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"mingde/internal/codec"
	"mingde/internal/source"
)

// coarse is how far a disk's clock may lag behind: a file touched later than that before a sweep may change once more
// without a new time.
const coarse = 3 * time.Second

// memory is what the last build or check in this cache knew of the sources: stat data and content sums. It saves reading
// what has not been touched, and nothing more: the content sum decides.
type memory struct {
	Version string
	Began   int64         // ns since 1970: when the sweep began that gave the stat data
	Files   []source.File // by path; a zero sum: nobody read it

	identity [sha256.Size]byte // the sum of the paths and sums
}

func (b *builder) memoryFile() string { return filepath.Join(b.cacheDir(), "sources") }

// remember reads the memory back. One that is missing, damaged or of another program is none.
func (b *builder) remember() memory {
	data, err := os.ReadFile(b.memoryFile())
	if err != nil || len(data) < sha256.Size || b.Clean {
		return memory{}
	}
	body := data[sha256.Size:]
	var m memory
	if sha256.Sum256(body) != [sha256.Size]byte(data[:sha256.Size]) || codec.Read(string(body), &m) != nil || m.Version != b.Version {
		return memory{}
	}
	m.identify()
	return m
}

// identify sums up what the sources are, apart from their stat data: a folder that was copied is the same.
func (m *memory) identify() {
	h := sha256.New()
	for _, f := range m.Files {
		fmt.Fprintf(h, "%s\x00%x\n", f.Path, f.Sum)
	}
	h.Sum(m.identity[:0])
}

func (m memory) known(path string) (source.File, bool) {
	i, ok := slices.BinarySearchFunc(m.Files, path, func(f source.File, path string) int { return strings.Compare(f.Path, path) })
	if !ok {
		return source.File{}, false
	}
	return m.Files[i], true
}

// trustBefore is from when on a modification time proves nothing.
func (m memory) trustBefore() time.Time {
	if m.Began == 0 {
		return time.Time{}
	}
	return time.Unix(0, m.Began).Add(-coarse)
}

// memorise writes what this run has learned, for the next. A failure costs the next run time, so that nobody is told.
func (b *builder) memorise() {
	m := memory{Version: b.Version, Began: b.began.UnixNano(), Files: slices.Clone(b.tree.Files(""))}
	for i, f := range m.Files {
		if sum, ok := b.sources.sum(f.Path); ok {
			m.Files[i].Sum = sum
		} else if old, ok := b.memory.known(f.Path); ok && f.Sum == (source.Sum{}) && sameStat(f, old) {
			m.Files[i].Sum = old.Sum
		}
	}
	m.identify()
	b.memory = m
	body := codec.Append(nil, &m)
	sum := sha256.Sum256(body)
	_ = replace(b.memoryFile(), append(sum[:], body...))
}

func sameStat(a, b source.File) bool {
	a.Sum, b.Sum = source.Sum{}, source.Sum{}
	return a == b
}

// replace puts a file in the place of another when it is whole.
func replace(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// sources reads files of the tree and remembers their sums.
type sources struct {
	tree *source.Tree
	sums sync.Map // path → source.Sum
}

// Read is [source.Tree.Read].
func (s *sources) Read(path string) ([]byte, error) {
	data, sum, err := s.tree.Read(path)
	if err == nil {
		s.sums.Store(path, sum)
	}
	return data, err
}

// sum gives the sum of a file that was read, or that the sweep could trust.
func (s *sources) sum(path string) (source.Sum, bool) {
	if sum, ok := s.sums.Load(path); ok {
		return sum.(source.Sum), true
	}
	f, ok := s.tree.Lookup(path)
	return f.Sum, ok && f.Sum != (source.Sum{})
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
