// Package cache keeps values by content in .mingde/: a value is found by a small kind and a 32-byte key, and checked
// when it is read. It does not know what it stores, nor how its callers make their keys.
//
// Rules of a sound cache, on which everybody who uses this one relies:
//
//  1. A value is immutable: a key means the same bytes for ever, so nothing is ever replaced.
//  2. A key is complete: it contains every input of the value and every option. That is the caller's duty; the
//     version of the tool is seen to here.
//  3. A value that cannot be proved whole was never there. Deleting the cache costs time, never correctness.
//
// On the disk a cache is a folder with a few pack files, in which values follow one another (see pack.go), and an index
// that says where (see index.go). Every process that writes has a pack of its own, locked while it lives: a build and a
// watch work side by side, and each finds what the other has written. The index is written by Close; what it does not
// list yet, for example because a process died, is found again by reading the heads of the packs' records.
package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"mingde/internal/filelock"
)

// Key is a content sum.
type Key [32]byte

// Kind keeps values of different sorts apart, so that one content sum can be the key of several.
type Kind uint8

// The default limits of a cache; see [Store.Limit].
const (
	defaultUnused = 100
	defaultBytes  = 4 << 30
)

// maxValue is the size of the largest value that is taken, in bytes.
const maxValue = 256 << 20

// Store is an open cache. Get, Has, Put and Notes may be called by any number of goroutines; Close once, after them.
type Store struct {
	dir     string
	version [32]byte
	private bool // the folder is ours alone and goes with Close
	unused  uint32
	bytes   int64

	mu         sync.Mutex
	table      map[uint64]place
	packs      []*pack
	own        *pack // the pack that this process writes; nil before the first Put
	stale      []string
	generation uint32
	dirty      bool // the index on the disk does not say what the table says
	notes      []string
}

// place is where a value lies. With its 8-byte key and the map's own needs a value costs 29 to 57 bytes of memory; the rest
// of the key is compared when the value is read.
type place struct {
	offset, size uint32 // of the record's head in its pack; of the value
	seen         uint32 // the generation of the last Get, Has or Put
	pack         uint16
}

// slot is the key in the table. Keys are sums, so 64 bits of them are as good as random; two that agree in them cost a
// value that is never found, not a wrong one.
func slot(kind Kind, key Key) uint64 {
	return binary.LittleEndian.Uint64(key[:]) ^ uint64(kind)*0x9e3779b97f4a7c15
}

// Open opens the cache in dir, which belongs to it alone, and makes the folder if it is missing; with dir "" the cache is
// a temporary folder that Close removes. What another version of the tool has stored is not believed, and removed
// by Close. The error says why the folder cannot be used; a damaged cache is no error but a smaller cache, and a note.
func Open(dir, version string) (*Store, error) {
	s := &Store{dir: dir, version: versionSum(version), unused: defaultUnused, bytes: defaultBytes}
	var err error
	if dir == "" {
		s.private = true
		s.dir, err = os.MkdirTemp("", "mingde-cache-")
	} else {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = s.load()
	}
	if err != nil {
		s.closePacks()
		return nil, fmt.Errorf("cache: %w", err)
	}
	return s, nil
}

// Limit sets when values are thrown away by Close: those that nobody asked for during so many uses of the cache, and the longest unused
// beyond a total size in bytes. What was used since Open always stays.
func (s *Store) Limit(uses int, bytes int64) { s.unused, s.bytes = uint32(max(uses, 1)), bytes }

// load reads the index and opens the packs, and looks into those that have grown since the index was written.
func (s *Store) load() error {
	ix, note := readIndex(filepath.Join(s.dir, indexName), s.version)
	if note != "" {
		s.note("%s", note)
		s.dirty = true
	}
	s.generation = ix.generation + 1
	names, err := packNames(s.dir)
	if err != nil {
		return err
	}
	covered := s.openPacks(names, ix.packs)
	s.table = make(map[uint64]place, len(ix.records))
	if lost := s.fill(ix); lost > 0 {
		s.note("%d values are gone with their pack files", lost)
		s.dirty = true
	}
	for i, p := range s.packs {
		s.scan(uint16(i), p, covered[i])
	}
	return nil
}

// packNames lists the pack files of a folder by name.
func packNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), packSuffix) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// openPacks opens the packs, those of the index first and in its order, and tells how much of each the index covers.
func (s *Store) openPacks(names []string, indexed []packState) (covered []int64) {
	at := map[string]int64{}
	for _, p := range indexed {
		at[p.name] = p.covered
	}
	for _, name := range names {
		p, err := openPack(filepath.Join(s.dir, name), s.version)
		switch {
		case errors.Is(err, errVersion):
			s.stale = append(s.stale, name)
			s.note("%s: stored by another version, dropped", name)
		case errors.Is(err, errPack):
			s.stale = append(s.stale, name)
			s.note("%s: not a whole pack file, dropped", name)
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			s.note("%s: %v", name, err)
		case len(s.packs) >= maxPacks:
			p.file.Close()
			s.note("%s: too many pack files, left alone", name)
		default:
			s.packs = append(s.packs, p)
			covered = append(covered, max(at[name], packHead))
		}
	}
	return covered
}

// fill takes the records of an index whose packs are there and long enough, and counts the others.
func (s *Store) fill(ix index) (lost int) {
	number := make([]int, len(ix.packs))
	for i, p := range ix.packs {
		number[i] = slices.IndexFunc(s.packs, func(q *pack) bool { return q.name == p.name })
	}
	for _, r := range ix.records {
		n := number[r.place.pack]
		if n < 0 || int64(r.place.offset)+recordHead+int64(r.place.size) > s.packs[n].size {
			lost++
			continue
		}
		r.place.pack = uint16(n)
		r.place.seen = min(r.place.seen, s.generation)
		s.table[r.slot] = r.place
	}
	return lost
}

// scan takes the records of a pack from an offset on. What is not whole at its end is being written right now, or
// the process that wrote it has died.
func (s *Store) scan(number uint16, p *pack, from int64) {
	p.covered = p.size
	if from >= p.size {
		return
	}
	s.dirty = true
	end := scanPack(p.file, from, p.size, func(h head, offset int64) {
		s.table[slot(h.kind, h.key)] = place{offset: uint32(offset), size: h.size, seen: s.generation, pack: number}
	})
	switch {
	case end == p.size:
	case s.live(p):
		p.covered = end
	default:
		s.note("%s: the last %d bytes are not whole records", p.name, p.size-end)
	}
}

// live tells whether another process writes a pack.
func (s *Store) live(p *pack) bool {
	f, err := os.Open(filepath.Join(s.dir, p.name))
	if err != nil || p.mine {
		return false
	}
	defer f.Close()
	return errors.Is(filelock.Lock(f), filelock.ErrBusy)
}

// Get gives the value of a key, in a slice of its own; false if there is none, or if what stands on the disk is not what
// was put.
func (s *Store) Get(kind Kind, key Key) ([]byte, bool) { return s.Read(kind, key, nil) }

// Read is Get with a buffer to use, if its capacity suffices; the value is a part of it.
func (s *Store) Read(kind Kind, key Key, buf []byte) ([]byte, bool) {
	at, p, ok := s.find(kind, key)
	if !ok {
		return nil, false
	}
	n := recordHead + int(at.size)
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := p.file.ReadAt(buf, int64(at.offset)); err != nil {
		s.drop(kind, key, at, p.name, err.Error())
		return nil, false
	}
	h, ok := decodeHead(buf)
	switch {
	case !ok || h.size != at.size || !h.wholeValue(buf[recordHead:]):
		s.drop(kind, key, at, p.name, "damaged")
		return nil, false
	case h.kind != kind || h.key != key:
		return nil, false
	}
	return buf[recordHead:], true
}

// Has tells whether a value seems to be there, without reading it, and counts as a use.
func (s *Store) Has(kind Kind, key Key) bool {
	_, _, ok := s.find(kind, key)
	return ok
}

func (s *Store) find(kind Kind, key Key) (place, *pack, bool) {
	k := slot(kind, key)
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.table[k]
	if !ok {
		return place{}, nil, false
	}
	if at.seen != s.generation {
		at.seen = s.generation
		s.table[k] = at
		s.dirty = true
	}
	return at, s.packs[at.pack], true
}

// drop forgets a value that cannot be read, so that the next Put stores it anew.
func (s *Store) drop(kind Kind, key Key, at place, pack, why string) {
	k := slot(kind, key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.table[k] == at {
		delete(s.table, k)
		s.dirty = true
		s.note("%s: value at %d dropped: %s", pack, at.offset, why)
	}
}

// Put stores a value; what is already there stays as it is. An error says that the value is not stored, for example
// because the disk is full: the caller may go on without.
func (s *Store) Put(kind Kind, key Key, data []byte) error {
	if len(data) > maxValue {
		return fmt.Errorf("cache: a value of %d bytes is too large", len(data))
	}
	if s.Has(kind, key) {
		return nil
	}
	number, p, offset, err := s.reserve(recordHead + int64(len(data)))
	if err == nil {
		err = p.write(offset, kind, key, data)
	}
	if err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.table[slot(kind, key)] = place{offset: uint32(offset), size: uint32(len(data)), seen: s.generation, pack: number}
	s.dirty = true
	return nil
}

// reserve gives room for a record in the pack of this process; a full pack is followed by another.
func (s *Store) reserve(size int64) (number uint16, p *pack, offset int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reserveLocked(size)
}

func (s *Store) reserveLocked(size int64) (number uint16, p *pack, offset int64, err error) {
	if s.own == nil || s.own.size+size > maxPack {
		if err := s.newPack(); err != nil {
			return 0, nil, 0, err
		}
	}
	p = s.own
	offset = p.size
	p.size += size
	return uint16(slices.Index(s.packs, p)), p, offset, nil
}

func (s *Store) newPack() error {
	if len(s.packs) >= maxPacks {
		return errors.New("too many pack files")
	}
	p, err := createPack(s.dir, s.version)
	if err != nil {
		s.note("values are kept in a temporary file only: %v", err)
		if p, err = createPack(os.TempDir(), s.version); err != nil {
			return err
		}
		p.temporary = true
	}
	s.packs = append(s.packs, p)
	s.own = p
	return nil
}

// Notes tells in English what was dropped and why, for a log; the caller's results do not depend on it.
func (s *Store) Notes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notes)
}

// maxNotes is enough to see what happened to a cache.
const maxNotes = 50

func (s *Store) note(format string, args ...any) {
	if len(s.notes) < maxNotes {
		s.notes = append(s.notes, fmt.Sprintf(format, args...))
	}
}

func (s *Store) closePacks() {
	for _, p := range s.packs {
		p.file.Close()
		if p.temporary {
			os.Remove(p.file.Name())
		}
	}
	s.packs, s.own, s.table = nil, nil, nil
}
