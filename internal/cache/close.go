package cache

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"mingde/internal/filelock"
)

// When packs are written anew: one of which more than half is dead, and all small ones once there are many.
const (
	smallPack = 8 << 20 // bytes
	manyPacks = 8
)

// Close throws away what Limit says, writes the index and gives back the files. If another process is closing the same cache
// at this moment, the index is left to the next. Nothing is stored less safely if Close is never reached.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.closePacks()
	if s.private {
		s.closePacks()
		return os.RemoveAll(s.dir)
	}
	if !s.dirty && len(s.stale) == 0 {
		return nil
	}
	guard, err := s.guard()
	if errors.Is(err, filelock.ErrBusy) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	defer guard.Close()
	if err := s.settle(); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	return nil
}

// guard takes the lock under which the index is written and packs are removed.
func (s *Store) guard() (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(s.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := filelock.Lock(f); err != nil && !errors.Is(err, filelock.ErrLockless) {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (s *Store) settle() error {
	if err := s.meet(); err != nil {
		return err
	}
	s.evict()
	dead := append(s.compact(), s.stale...)
	if err := s.writeIndex(); err != nil {
		return err
	}
	s.closePacks() // Windows removes no open file
	for _, name := range dead {
		os.Remove(filepath.Join(s.dir, name)) // what cannot be removed now is dead the next time as well
	}
	return nil
}

// meet takes in what other processes did to the packs since Open.
func (s *Store) meet() error {
	names, err := packNames(s.dir)
	if err != nil {
		return err
	}
	for i, p := range s.packs {
		if p.temporary || !slices.Contains(names, p.name) {
			s.forget(uint16(i))
		} else if info, err := p.file.Stat(); err == nil && !p.mine {
			p.size = info.Size()
			s.scan(uint16(i), p, p.covered)
		}
	}
	for _, name := range names {
		if slices.ContainsFunc(s.packs, func(p *pack) bool { return p.name == name }) || slices.Contains(s.stale, name) {
			continue
		}
		if p, err := openPack(filepath.Join(s.dir, name), s.version); err == nil && len(s.packs) < maxPacks {
			s.packs = append(s.packs, p)
			s.scan(uint16(len(s.packs)-1), p, packHead)
		}
	}
	return nil
}

// forget drops the values of a pack.
func (s *Store) forget(number uint16) {
	maps.DeleteFunc(s.table, func(_ uint64, at place) bool { return at.pack == number })
}

// evict drops what was not used for too long, and the longest unused beyond the size.
func (s *Store) evict() {
	total := int64(0)
	used := map[uint32]int64{} // bytes by generation
	maps.DeleteFunc(s.table, func(_ uint64, at place) bool {
		if s.generation-at.seen > s.unused {
			return true
		}
		total += recordHead + int64(at.size)
		used[at.seen] += recordHead + int64(at.size)
		return false
	})
	oldest := uint32(0) // the oldest generation that stays
	for _, g := range slices.Sorted(maps.Keys(used)) {
		if total <= s.bytes || g == s.generation {
			break
		}
		total -= used[g]
		oldest = g + 1
	}
	maps.DeleteFunc(s.table, func(_ uint64, at place) bool { return at.seen < oldest })
}

// compact copies what is alive out of packs that are mostly dead or small, and names the packs that are not needed any more.
func (s *Store) compact() (dead []string) {
	victims := s.victims()
	if len(victims) == 0 {
		return nil
	}
	var moving []record
	for k, at := range s.table {
		if victims[at.pack] {
			moving = append(moving, record{k, at})
		}
	}
	slices.SortFunc(moving, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.place.pack, b.place.pack), cmp.Compare(a.place.offset, b.place.offset))
	})
	if !s.move(moving) {
		return nil
	}
	for number := range victims {
		dead = append(dead, s.packs[number].name)
	}
	slices.Sort(dead)
	return dead
}

// victims chooses the packs to write anew; never one that another process writes.
func (s *Store) victims() map[uint16]bool {
	alive := map[uint16]int64{}
	for _, at := range s.table {
		alive[at.pack] += recordHead + int64(at.size)
	}
	small := map[uint16]bool{}
	victims := map[uint16]bool{}
	for i, p := range s.packs {
		n := uint16(i)
		if p.temporary || s.live(p) {
			continue
		}
		if alive[n]*2 <= p.size-packHead {
			victims[n] = true
		} else if p.size < smallPack {
			small[n] = true
		}
	}
	if len(small) > manyPacks {
		maps.Copy(victims, small)
	}
	return victims
}

// move copies records into a new pack of this process; false if that fails, and then everything is as before.
func (s *Store) move(records []record) bool {
	s.own = nil
	before := len(s.packs)
	moved := make([]record, 0, len(records))
	for _, r := range records {
		raw := make([]byte, recordHead+int(r.place.size))
		_, err := s.packs[r.place.pack].file.ReadAt(raw, int64(r.place.offset))
		h, whole := decodeHead(raw)
		if err != nil || !whole || !h.wholeValue(raw[recordHead:]) {
			delete(s.table, r.slot)
			continue
		}
		number, p, offset, err := s.reserveLocked(int64(len(raw)))
		if err == nil {
			_, err = p.file.WriteAt(raw, offset)
		}
		if err != nil {
			s.undo(before)
			return false
		}
		r.place.pack, r.place.offset = number, uint32(offset)
		moved = append(moved, r)
	}
	for _, r := range moved {
		s.table[r.slot] = r.place
	}
	return true
}

// undo removes the packs that a failed move has made.
func (s *Store) undo(before int) {
	for _, p := range s.packs[before:] {
		p.file.Close()
		os.Remove(p.file.Name())
	}
	s.packs, s.own = s.packs[:before], nil
}

// writeIndex writes the table; temporary packs and those without values are not in it.
func (s *Store) writeIndex() error {
	ix := index{generation: s.generation, records: make([]record, 0, len(s.table))}
	for _, p := range s.packs {
		if p.mine {
			p.covered = p.size
		}
		ix.packs = append(ix.packs, packState{p.name, p.covered})
	}
	for k, at := range s.table {
		ix.records = append(ix.records, record{k, at})
	}
	name := filepath.Join(s.dir, indexName)
	if err := os.WriteFile(name+".tmp", ix.encode(s.version), 0o644); err != nil { // nobody else: we hold the lock
		return err
	}
	return os.Rename(name+".tmp", name)
}
