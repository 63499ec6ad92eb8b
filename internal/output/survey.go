package output

import (
	"crypto/sha256"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// looks is what a recorded file looks like on the disk.
type looks uint8

const (
	unknown looks = iota
	stands        // as recorded
	altered       // gone, or changed by somebody else
)

// Survey looks at all recorded files, with so many workers, so that Stands and Intact need not look again. It is called
// before Begin and before anybody asks. A file whose bytes
// are as recorded under another stat, as in a folder that was copied or brought back from an archive, gets its new stat
// into the record. What changes afterwards is seen by the next build.
func (w *Writer) Survey(workers int) {
	if w.surveyed != nil {
		return
	}
	files := w.previous.Files
	found := make([]looks, len(files))
	each := len(files)/workers + 1
	var moved atomic.Bool
	var wg sync.WaitGroup
	for from := 0; from < len(files); from += each {
		wg.Go(func() {
			var in walk
			defer in.leave()
			for i := from; i < min(from+each, len(files)); i++ {
				before := files[i]
				found[i] = w.look(&in, &files[i])
				if found[i] == stands && files[i] != before {
					moved.Store(true)
				}
			}
		})
	}
	wg.Wait()
	w.surveyed, w.moved = found, moved.Load()
}

// walk is the folder in which somebody looks at one file after another.
type walk struct {
	dir  string
	in   handle
	open bool
	err  error // why it cannot be opened
}

// enter goes to a folder, unless we are there.
func (p *walk) enter(w *Writer, dir string) error {
	if p.dir == dir {
		return p.err
	}
	p.leave()
	p.dir = dir
	p.in, p.err = w.folders.take(dir, false)
	p.open = p.err == nil
	return p.err
}

func (p *walk) leave() {
	if p.open {
		p.in.release()
	}
	*p = walk{}
}

// Intact tells whether every file of the previous site stands untouched on the disk, and nothing was left unfinished. It
// says nothing about files that are not ours. It may be asked before Begin.
func (w *Writer) Intact() bool {
	if w.surveyed == nil {
		w.Survey(runtime.GOMAXPROCS(0))
	}
	return !slices.Contains(w.surveyed, altered) && !w.previous.Unfinished && !w.cleared
}

// look compares a recorded file with the disk, and brings its stat up to date where its bytes are as recorded.
func (w *Writer) look(at *walk, f *File) looks {
	if f.Sum == (Sum{}) {
		return altered
	}
	dir, name := ".", f.Path
	if slash := strings.LastIndexByte(f.Path, '/'); slash >= 0 {
		dir, name = f.Path[:slash], f.Path[slash+1:]
	}
	if at.enter(w, dir) != nil {
		return altered
	}
	in := at.in
	s, err := in.stat(name)
	if err != nil || s.kind != isFile || s.size != f.Size {
		return altered
	}
	if w.untouched(*f, s) {
		return stands
	}
	data, err := in.read(name, f.Size)
	if err != nil || sha256.Sum256(data) != f.Sum {
		return altered
	}
	s.record(f)
	return stands
}

// Refresh writes the index anew where Survey has found files under another stat, so that the next build need not read them
// again. Nothing else changes; that somebody else is building is no error, and then nothing is written.
func (w *Writer) Refresh() error {
	if !w.moved || w.previous.Unfinished {
		return nil
	}
	err := w.start()
	if err == nil {
		err = w.writeIndex(w.previous)
	}
	w.Abort()
	return ignoreBusy(err)
}
