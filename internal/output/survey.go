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
// before Begin and before anybody asks. Whoever calls it while it is under way helps. A file whose bytes
// are as recorded under another stat, as in a folder that was copied or brought back from an archive, gets its new stat
// into the record. What changes afterwards is seen by the next build.
func (w *Writer) Survey(workers int) {
	s := w.survey()
	var own sync.WaitGroup
	for range workers {
		own.Go(func() { s.work(w) })
	}
	own.Wait()
	<-s.over
}

// surveying is a Survey under way.
type surveying struct {
	found []looks
	next  atomic.Int64 // the piece of the files to look at
	left  atomic.Int64 // files
	moved atomic.Bool
	over  chan struct{}
}

// aPiece is how many files a worker takes at once.
const aPiece = 256

func (w *Writer) survey() *surveying {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.looking == nil {
		n := len(w.previous.Files)
		w.looking = &surveying{found: make([]looks, n), over: make(chan struct{})}
		if w.looking.left.Store(int64(n)); n == 0 {
			w.looking.done(w, 0)
		}
	}
	return w.looking
}

func (s *surveying) work(w *Writer) {
	files := w.previous.Files
	var at walk
	defer at.leave()
	for {
		from := int(s.next.Add(1)-1) * aPiece
		to := min(from+aPiece, len(files))
		if from >= to {
			return
		}
		for i := from; i < to; i++ {
			before := files[i]
			s.found[i] = w.look(&at, &files[i])
			if s.found[i] == stands && files[i] != before {
				s.moved.Store(true)
			}
		}
		s.done(w, to-from)
	}
}

// done counts files that were looked at; with the last of them the Survey is over.
func (s *surveying) done(w *Writer, files int) {
	if s.left.Add(-int64(files)) == 0 {
		w.surveyed, w.moved = s.found, s.moved.Load()
		close(s.over)
	}
}

// walk is the way to the folder in which somebody looks at one file after another. Files come by path, so that every folder is
// opened once.
type walk struct {
	open []step // from the output folder down
	dir  string
	err  error // why it cannot be opened
}

type step struct {
	dir string
	*folder
}

// in gives a folder; the error is that of opening it.
func (p *walk) in(w *Writer, dir string) (*folder, error) {
	if p.dir != dir {
		p.dir, p.err = dir, p.enter(w, dir)
	}
	if p.err != nil {
		return nil, p.err
	}
	return p.open[len(p.open)-1].folder, nil
}

func (p *walk) enter(w *Writer, dir string) error {
	if len(p.open) == 0 {
		top, err := openTop(w.out)
		if err != nil {
			return err
		}
		p.open = append(p.open, step{".", top})
	}
	for len(p.open) > 1 && !strings.HasPrefix(dir+"/", p.open[len(p.open)-1].dir+"/") {
		p.back()
	}
	if dir == "." {
		return nil
	}
	for here := p.open[len(p.open)-1]; here.dir != dir; here = p.open[len(p.open)-1] {
		from := 0 // of the name of the next folder
		if here.dir != "." {
			from = len(here.dir) + 1
		}
		name, _, _ := strings.Cut(dir[from:], "/")
		f, err := here.open(name)
		if err != nil {
			return err
		}
		p.open = append(p.open, step{dir[:from+len(name)], f})
	}
	return nil
}

func (p *walk) back() {
	p.open[len(p.open)-1].close()
	p.open = p.open[:len(p.open)-1]
}

func (p *walk) leave() {
	for len(p.open) > 0 {
		p.back()
	}
	p.dir = ""
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
	dir, name := folderOf(f.Path), f.Path[strings.LastIndexByte(f.Path, '/')+1:]
	in, err := at.in(w, dir)
	if err != nil {
		return altered
	}
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
