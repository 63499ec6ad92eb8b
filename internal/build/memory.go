package build

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
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
	Files   []source.File // by path; a zero Sum: nobody read it

	// Means has for each file the sum of all that the site takes from it but the text of a body: of an entry what
	// [entry.Entry.Head] gives, of any other file its content.
	Means []source.Sum

	seen *seen // nil where it was not asked for
}

// seen is the part of a memory that the gate asks for: what was seen of the files of entries, in order, where there is anything to tell,
// through the lens and with the names of these sums. It lies in a file of its own, which a run that finds nothing changed need not read.
type seen struct {
	Version        string
	Began          int64 // of the memory whose numbers of files these are
	Lens, Suspects source.Sum
	Sights         []sighted
}

// A sealed file begins with a checksum of all that follows: it is damage that is looked for, nobody's malice. So
// many bytes.
const checksum = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (b *builder) memoryFile() string { return filepath.Join(b.cacheDir(), "sources") }
func (b *builder) seenFile() string   { return filepath.Join(b.cacheDir(), "seen") }

// remember reads the memory back. One that is missing, damaged or of another program is none.
func (b *builder) remember() memory {
	if b.kept != nil && b.kept.before != nil {
		return b.kept.before.kept.memory
	}
	if b.Clean {
		return memory{}
	}
	var m memory
	if !unseal(b.memoryFile(), &m) || m.Version != b.Version || len(m.Files) != len(m.Means) {
		return memory{}
	}
	return m
}

// seenBefore reads back what the memory has seen; nothing where that is missing, damaged or of another run.
func (b *builder) seenBefore() *seen {
	if b.memory.seen != nil {
		return b.memory.seen
	}
	s := &seen{}
	if b.memory.Version == "" || !unseal(b.seenFile(), s) || s.Version != b.Version || s.Began != b.memory.Began {
		return &seen{}
	}
	return s
}

// identity sums up what the sources are, apart from their stat data – a folder that was copied is the same – and frame what
// the site takes from them besides bodies.
func (m *memory) identity() source.Sum {
	return m.sumUp(func(i int) source.Sum { return m.Files[i].Sum })
}

func (m *memory) frame() source.Sum {
	return m.sumUp(func(i int) source.Sum { return m.Means[i] })
}

func (m *memory) sumUp(of func(i int) source.Sum) (all source.Sum) {
	h := sha256.New()
	part := make([]byte, 0, 8<<10)
	for i := range m.Files {
		sum := of(i)
		part = append(append(part, m.Files[i].Path...), 0)
		if part = append(part, sum[:]...); len(part) > 4<<10 {
			h.Write(part)
			part = part[:0]
		}
	}
	h.Write(part)
	h.Sum(all[:0])
	return all
}

// trustBefore is from when on a modification time proves nothing.
func (m *memory) trustBefore() time.Time {
	if m.Began == 0 {
		return time.Time{}
	}
	return time.Unix(0, m.Began).Add(-coarse)
}

// learn makes the memory of this run.
func (b *builder) learn() memory {
	files := b.tree.Files("")
	m := memory{Version: b.Version, Began: b.began.UnixNano(), Files: slices.Clone(files), Means: b.means}
	if b.sights.lens != nil && b.sights.suspects != nil {
		m.seen = &seen{b.Version, m.Began, b.sights.lens.Sum(), b.sights.suspects.Sum(), b.sights.forMemory()}
	}
	for i := range m.Files {
		f, old := &m.Files[i], b.was[i]
		if sum, ok := b.sources.sumAt(i); ok {
			f.Sum = sum
		} else if old >= 0 && sameStat(*f, b.memory.Files[old]) {
			f.Sum = b.memory.Files[old].Sum
		}
		switch {
		case m.Means[i] != source.Sum{}:
		case !isEntry(f.Path):
			m.Means[i] = f.Sum
		case old >= 0 && f.Sum == b.memory.Files[old].Sum:
			m.Means[i] = b.memory.Means[old] // this run did not come to reading entries
		}
	}
	return m
}

// learned is what a run keeps of its memory once that is written.
type learned struct{ identity, frame source.Sum }

// memorise writes what this run has learned, for the next. A failure costs the next run time, so that nobody is told.
func (b *builder) memorise() {
	m := b.learn()
	b.learned.identity, b.learned.frame = m.identity(), m.frame()
	b.memory = memory{}
	b.written.Go(func() { b.writeDown(m) })
}

func (b *builder) writeDown(m memory) {
	if m.seen != nil {
		_ = seal(b.seenFile(), len(m.seen.Sights)*96, m.seen)
	}
	_ = seal(b.memoryFile(), len(m.Files)*120, &m)
}

func sameStat(a, b source.File) bool {
	a.Sum, b.Sum = source.Sum{}, source.Sum{}
	return a == b
}

// seal writes a value, which takes about so many bytes, into a file.
func seal(name string, size int, value any) error {
	data := codec.Append(make([]byte, checksum, size+1<<10), value)
	binary.LittleEndian.PutUint32(data, crc32.Checksum(data[checksum:], castagnoli))
	return replace(name, data)
}

// unseal reads it back; false where it is missing, damaged or of other types.
func unseal(name string, value any) bool {
	data, err := os.ReadFile(name)
	return err == nil && len(data) >= checksum && binary.LittleEndian.Uint32(data) == crc32.Checksum(data[checksum:], castagnoli) &&
		codec.Read(data[checksum:], value) == nil
}

// replace puts a file in the place of another when it is whole. It is written under one name beside it, so that what a
// process has left that died meanwhile is taken by the next. Two processes at once may spoil each other's file; its sum tells.
func replace(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	temporary := name + ".tmp"
	err := os.WriteFile(temporary, data, 0o644)
	if err == nil {
		err = os.Rename(temporary, name)
	}
	if err != nil {
		os.Remove(temporary)
	}
	return err
}
