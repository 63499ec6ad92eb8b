package build

import (
	"crypto/sha256"
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
	Began   int64 // ns since 1970: when the sweep began that gave the stat data
	Files   []remembered

	number map[string]int // path → number in Files
}

// remembered is a file of the sources; a zero Sum: nobody read it.
type remembered struct {
	source.File

	// Means is the sum of all that the site takes from the file but the text of a body: of an entry what [entry.Entry.Head]
	// gives, of any other file its content.
	Means source.Sum
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
	m.number = make(map[string]int, len(m.Files))
	for i := range m.Files {
		m.number[m.Files[i].Path] = i
	}
	return m
}

// identity sums up what the sources are, apart from their stat data – a folder that was copied is the same – and frame what
// the site takes from them besides bodies.
func (m *memory) identity() source.Sum {
	return m.sumUp(func(f *remembered) source.Sum { return f.Sum })
}

func (m *memory) frame() source.Sum {
	return m.sumUp(func(f *remembered) source.Sum { return f.Means })
}

func (m *memory) sumUp(of func(*remembered) source.Sum) source.Sum {
	all := make([]byte, 0, len(m.Files)*96)
	for i := range m.Files {
		sum := of(&m.Files[i])
		all = append(all, m.Files[i].Path...)
		all = append(all, 0)
		all = append(all, sum[:]...)
	}
	return sha256.Sum256(all)
}

func (m *memory) find(path string) (*remembered, bool) {
	i, ok := m.number[path]
	if !ok {
		return nil, false
	}
	return &m.Files[i], true
}

func (m *memory) known(path string) (source.File, bool) {
	f, ok := m.find(path)
	if !ok {
		return source.File{}, false
	}
	return f.File, true
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
	m := memory{Version: b.Version, Began: b.began.UnixNano(), Files: make([]remembered, len(files))}
	for i, f := range files {
		own := &m.Files[i]
		own.File = f
		old, known := b.memory.find(f.Path)
		if sum, ok := b.sources.sumAt(i); ok {
			own.Sum = sum
		} else if known && sameStat(f, old.File) {
			own.Sum = old.Sum
		}
		switch means := b.means[i]; {
		case means != source.Sum{}:
			own.Means = means
		case isEntry(f.Path):
			if known && own.Sum == old.Sum {
				own.Means = old.Means // this run did not come to reading entries
			}
		default:
			own.Means = own.Sum
		}
	}
	return m
}

// memorise writes what this run has learned, for the next. A failure costs the next run time, so that nobody is told.
func (b *builder) memorise() {
	b.memory = b.learn()
	body := codec.Append(make([]byte, 0, len(b.memory.Files)*176), &b.memory)
	sum := sha256.Sum256(body)
	_ = replace(b.memoryFile(), sum[:], body)
}

func sameStat(a, b source.File) bool {
	a.Sum, b.Sum = source.Sum{}, source.Sum{}
	return a == b
}

// replace puts a file in the place of another when it is whole. It is written under one name beside it, so that what a
// process has left that died meanwhile is taken by the next. Two processes at once may spoil each other's file; its sum tells.
func replace(name string, parts ...[]byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	temporary := name + ".tmp"
	err := os.WriteFile(temporary, slices.Concat(parts...), 0o644)
	if err == nil {
		err = os.Rename(temporary, name)
	}
	if err != nil {
		os.Remove(temporary)
	}
	return err
}
