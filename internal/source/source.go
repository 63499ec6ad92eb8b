// Package source reads the sources of a site, and is the only one that does: site.toml, content/, layouts/ and static/
// of the site's folder, laid over the embedded default layouts and static files, become an immutable [Tree].
//
// It does not know what is in a file: no front matter, no template, no picture. It knows names, sizes, stat data and
// content sums. A stat is a hint that saves a read; the content sum decides (see [Tree.Believe]).
//
// What belongs to the Tree: site.toml and the other .toml files beside it (word lists), and everything below content/,
// layouts/ and static/ except dot files, what editors and systems leave behind (see ignored), and the embed.go with
// which this repository hands its own layouts/ and static/ to the program.
package source

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// The folders and the file that make up a site.
const (
	Settings = "site.toml"
	Content  = "content"
	Layouts  = "layouts"
	Static   = "static"
)

// Sum is the SHA-256 of a file's content. The zero Sum means "not read yet".
type Sum [sha256.Size]byte

// SumOf hashes content.
func SumOf(data []byte) Sum { return sha256.Sum256(data) }

// File is one file of a Tree. Whoever stores it for [Tree.Believe] stores all of it.
type File struct {
	Path     string // slash-separated, relative to the site, NFC whatever the disk says
	Size     int64  // bytes
	ModTime  int64  // ns since 1970; 0 if embedded
	Changed  int64  // ns since 1970 of the last change of content or inode (ctime): no program can set it back; 0 where the system tells none
	Inode    uint64 // 0 where the system tells none
	Embedded bool   // a default that the program carries; its content changes with the program only
	Sum      Sum
}

// sameStat tells whether two stats speak of the same state of the same file.
func (f File) sameStat(g File) bool {
	return f.Size == g.Size && f.ModTime == g.ModTime && f.Changed == g.Changed && f.Inode == g.Inode && f.Embedded == g.Embedded
}

// Tree is the sources at one moment. It is immutable and safe for concurrent use; what Read gives is nevertheless what
// stands on the disk at that time, with the sum of those bytes.
type Tree struct {
	files    []File // by path
	disk     *disk  // nil for trees in memory
	embedded map[string]fs.FS
	memory   map[string][]byte
}

// Files gives the files whose path begins with prefix ("content/"; "" for all), sorted by path. The slice is shared:
// nobody may change it.
func (t *Tree) Files(prefix string) []File {
	from, _ := slices.BinarySearchFunc(t.files, prefix, byPath)
	rest := t.files[from:]
	n, _ := slices.BinarySearchFunc(rest, prefix, func(f File, prefix string) int {
		if strings.HasPrefix(f.Path, prefix) {
			return -1
		}
		return 1
	})
	return rest[:n:n]
}

// Lookup finds a file by its path.
func (t *Tree) Lookup(path string) (File, bool) {
	i, ok := t.Number(path)
	if !ok {
		return File{}, false
	}
	return t.files[i], true
}

// Number finds the place of a path in Files("").
func (t *Tree) Number(path string) (int, bool) { return slices.BinarySearchFunc(t.files, path, byPath) }

func byPath(f File, path string) int { return strings.Compare(f.Path, path) }

// Believe takes over the sums of what an earlier sweep and read knew of files, by path, wherever every part of the stat is
// equal and older than before: the time at which that sweep began, less the coarseness of the disk's clock. A file touched
// at or after it may have changed twice within one tick, so that its stat proves nothing (as git has it). It is called
// before anybody else has the Tree. For each file of the Tree it gives the number of the one with its path in known, −1
// where there is none.
func (t *Tree) Believe(known []File, before time.Time) []int {
	found := make([]int, len(t.files))
	k := 0
	for i := range t.files {
		f := &t.files[i]
		for k < len(known) && known[k].Path < f.Path {
			k++
		}
		if found[i] = -1; k == len(known) || known[k].Path != f.Path {
			continue
		}
		found[i] = k
		if known[k].sameStat(*f) && max(f.ModTime, f.Changed) < before.UnixNano() {
			f.Sum = known[k].Sum
		}
	}
	return found
}

// Read gives the content of a file of the Tree and its sum. Nothing outside the site is ever read, even if somebody
// exchanges a folder for a link in the meantime. The error wraps fs.ErrNotExist if the Tree has no such file, or the
// disk no longer; [Unreadable] makes a problem of it.
func (t *Tree) Read(path string) ([]byte, Sum, error) {
	data, err := t.read(path)
	if err != nil {
		return nil, Sum{}, fmt.Errorf("%s: %w", path, reason(err))
	}
	return data, SumOf(data), nil
}

func (t *Tree) read(path string) ([]byte, error) {
	f, ok := t.Lookup(path)
	switch {
	case !ok:
		return nil, fs.ErrNotExist
	case t.disk == nil:
		return slices.Clone(t.memory[path]), nil
	case f.Embedded:
		folder, name, _ := strings.Cut(path, "/")
		return fs.ReadFile(t.embedded[folder], name)
	}
	return t.disk.read(path, f.Size)
}

// Open opens a file of the Tree for reading piece by piece, for pictures and attachments. Errors are those of Read.
func (t *Tree) Open(path string) (io.ReadSeekCloser, error) {
	f, ok := t.Lookup(path)
	if ok && t.disk != nil && !f.Embedded {
		file, err := t.disk.open(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, reason(err))
		}
		return file, nil
	}
	data, _, err := t.Read(path)
	if err != nil {
		return nil, err
	}
	return closer{bytes.NewReader(data)}, nil
}

type closer struct{ *bytes.Reader }

func (closer) Close() error { return nil }

// Close gives back the folders that the Tree holds open; nothing can be read from it afterwards.
func (t *Tree) Close() error {
	if t.disk == nil {
		return nil
	}
	return t.disk.close()
}

// FromMap makes a Tree of contents by path, in memory and with sums, for the tests of later stages.
func FromMap(contents map[string]string) *Tree {
	t := &Tree{memory: make(map[string][]byte, len(contents))}
	for _, path := range slices.Sorted(maps.Keys(contents)) {
		data := []byte(contents[path])
		t.memory[path] = data
		t.files = append(t.files, File{Path: path, Size: int64(len(data)), Sum: SumOf(data)})
	}
	return t
}

// FromFS makes a Tree in memory of every file of fsys.
func FromFS(fsys fs.FS) (*Tree, error) {
	contents := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		contents[path] = string(data)
		return err
	})
	if err != nil {
		return nil, err
	}
	return FromMap(contents), nil
}
