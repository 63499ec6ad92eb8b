package output

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"mingde/internal/filelock"
	"mingde/internal/problem"
)

// Writer brings a folder from the site that stands there to another. The order is: Open, Adopt, Begin, Clear, then Standing, Keep and
// Write by any number of goroutines, then Finish (Adopt and Clear only where they are wanted); Begin again whenever further paths turn up. Abort ends it at any time.
type Writer struct {
	out                      string // absolute, without links
	index, journal, lockName string
	stamp                    string // what the index and the journal looked like at Open
	previous                 Site
	indexed                  bool     // previous is what an index says
	adopted                  []string // by Adopt, and not in the journal yet
	notes                    []problem.Text
	known                    map[string]int // path → number in previous.Files
	racy                     int64          // ns: what was touched at or after it may have changed unseen by stat

	beginning sync.Mutex
	lock      *os.File // held from the first Begin to the end
	past      journal
	folders   folders

	mu        sync.Mutex
	begun     bool
	announced map[string]bool   // the paths given to Begin
	claimed   map[string]bool   // the paths of the new site
	parents   map[string]bool   // the folders of the new site
	folded    map[string]string // path as a disk blind to case sees it → path
	fold      cases.Caser
	now       []File
	result    Result
	failed    error
	cleared   bool // Clear has removed what was known
}

// Begin records paths that may be written, all of them before the first is, and marks the folder unfinished. A path at
// which a foreign file stands is not recorded before Finish, so that it is not deleted as ours if the build dies first.
// The first Begin also takes the folder for this process and makes it; the error is [ErrBusy] if somebody else has it.
func (w *Writer) Begin(paths []string) error {
	w.beginning.Lock()
	defer w.beginning.Unlock()
	if err := w.begin(paths); err != nil {
		return fmt.Errorf("output %s: %w", w.out, err)
	}
	return nil
}

func (w *Writer) begin(paths []string) error {
	for _, p := range paths {
		if !validPath(p) || !filepath.IsLocal(filepath.FromSlash(p)) {
			return refuse("path", problem.Args{"path": p}, "%q is not a path inside the folder", p)
		}
	}
	if w.lock == nil {
		if err := w.start(); err != nil {
			return err
		}
	}
	whole, err := appendJournal(w.journal, w.out, w.past, slices.Concat(w.withoutForeign(paths), w.adopted))
	if err != nil {
		return err
	}
	w.adopted = nil
	w.past.whole = whole
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun = true
	for _, p := range paths {
		w.announced[p] = true
	}
	return nil
}

// start takes the lock and opens the folder.
func (w *Writer) start() error {
	if err := os.MkdirAll(filepath.Dir(w.lockName), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(w.lockName, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	err = filelock.Lock(f)
	if errors.Is(err, filelock.ErrBusy) || err == nil && w.stampNow() != w.stamp {
		f.Close()
		return ErrBusy
	}
	w.lock = f // a disk without locks has to do without
	return w.folders.makeTop()
}

// withoutForeign leaves out the paths at which something stands that is not known as ours.
func (w *Writer) withoutForeign(paths []string) (ours []string) {
	missing := map[string]bool{} // folders that are not there, so that nothing is in them
	for _, p := range paths {
		dir := path.Dir(p)
		if _, known := w.known[p]; !known && !missing[dir] {
			s, err := w.statOf(p)
			if err == nil && s.kind != isFolder { // a folder is never removed as a file
				continue
			}
			_, err = w.statOf(dir)
			missing[dir] = err != nil && dir != "."
		}
		ours = append(ours, p)
	}
	return ours
}

// Recorded gives what is known of a path of ours: how the file was written last, whether or not it still stands so.
func (w *Writer) Recorded(path string) (File, bool) {
	i, ok := w.known[path]
	if !ok || w.cleared {
		return File{}, false
	}
	return w.previous.Files[i], true
}

// untouched tells whether a stat proves that a file is as recorded.
func (w *Writer) untouched(f File, s stat) bool {
	return f.Sum != Sum{} && s.of(f) && max(f.ModTime, f.Changed) < w.racy
}

// Standing tells whether a file of ours stands untouched on the disk and was made from pageSum. It costs one look at the
// disk; a file as young as the index is read as well. It may be asked before Begin.
func (w *Writer) Standing(name string, pageSum PageSum) bool {
	f, ok := w.Recorded(name)
	return ok && pageSum != (PageSum{}) && f.PageSum == pageSum && w.stands(f)
}

// Intact tells whether every file of the previous site stands untouched on the disk, and nothing was left unfinished. It
// says nothing about files that are not ours. It may be asked before Begin.
func (w *Writer) Intact() bool {
	files := w.previous.Files
	workers := runtime.GOMAXPROCS(0)
	var touched atomic.Bool
	var wg sync.WaitGroup
	for chunk := range slices.Chunk(files, len(files)/workers+1) {
		wg.Go(func() {
			for _, f := range chunk {
				if touched.Load() || !w.stands(f) {
					touched.Store(true)
					return
				}
			}
		})
	}
	wg.Wait()
	return !touched.Load() && !w.previous.Unfinished && !w.cleared
}

// stands tells whether a recorded file is on the disk as recorded.
func (w *Writer) stands(f File) bool {
	if f.Sum == (Sum{}) {
		return false
	}
	in, err := w.folders.take(path.Dir(f.Path), false)
	if err != nil {
		return false
	}
	defer in.release()
	s, err := in.stat(path.Base(f.Path))
	if err != nil || !s.of(f) {
		return false
	}
	if w.untouched(f, s) {
		return true
	}
	data, err := in.read(path.Base(f.Path))
	return err == nil && sha256.Sum256(data) == f.Sum
}

// Keep takes a recorded file into the new site as it is, without looking; ask Standing before. A path that is not recorded,
// or already taken, is an error, and the build cannot finish.
func (w *Writer) Keep(path string) error {
	f, ok := w.Recorded(path)
	if !ok || f.Sum == (Sum{}) {
		return w.fail(path, errors.New("cannot be kept: it is not recorded"))
	}
	if err := w.claim(path); err != nil {
		return w.fail(path, err)
	}
	w.done(f, false)
	return nil
}

// Write makes the file at path hold data, and tells whether its bytes have changed. The path must have been given to Begin
// or be recorded, and be the only one of the new site that a disk blind to case takes for it. pageSum is what the file
// was made from, for Standing; zero if the caller never asks. After an error the build cannot finish.
func (w *Writer) Write(path string, class Class, pageSum PageSum, data []byte) (changed bool, err error) {
	if err := w.claim(path); err != nil {
		return false, w.fail(path, err)
	}
	f := File{Path: path, Class: class, Size: int64(len(data)), Sum: sha256.Sum256(data), PageSum: pageSum}
	changed, err = w.put(&f, data)
	if err != nil {
		return false, w.fail(path, err)
	}
	w.done(f, changed)
	return changed, nil
}

// claim takes a path for the new site.
func (w *Writer) claim(name string) error {
	_, known := w.known[name]
	w.mu.Lock()
	defer w.mu.Unlock()
	if !known && !w.announced[name] || !w.begun {
		return errors.New("was not announced to Begin")
	}
	key := w.foldLocked(name)
	if other, ok := w.folded[key]; ok {
		return refuse("same-path", problem.Args{"path": name, "other": other}, "%s and %s are one file on many disks", name, other)
	}
	if w.parents[name] {
		return refuse("file-and-folder", problem.Args{"path": name}, "%s would be a file and a folder", name)
	}
	for dir := path.Dir(name); !w.parents[dir]; dir = path.Dir(dir) {
		if w.claimed[dir] {
			return refuse("file-and-folder", problem.Args{"path": dir}, "%s would be a file and a folder", dir)
		}
		w.parents[dir] = true
	}
	w.folded[key] = name
	w.claimed[name] = true
	return nil
}

func (w *Writer) foldLocked(name string) string {
	for i := range len(name) {
		if name[i] >= 0x80 {
			return norm.NFC.String(w.fold.String(norm.NFC.String(name)))
		}
	}
	return strings.ToLower(name)
}

// put compares the file with what stands in its place and writes it if they differ.
func (w *Writer) put(f *File, data []byte) (changed bool, err error) {
	in, err := w.folders.take(path.Dir(f.Path), true)
	if err != nil {
		return false, err
	}
	defer in.release()
	if !in.fresh {
		same, err := w.compare(in.folder, f, data)
		if same || err != nil {
			return false, err
		}
	}
	name := path.Base(f.Path)
	s, err := in.replace(tempName(name), name, data)
	s.record(f)
	return true, err
}

// compare tells whether the bytes stand on the disk already, by the record where the stat proves it, by reading otherwise. A folder in
// the place is removed if nothing is left in it but files of ours that go anyway.
func (w *Writer) compare(in *folder, f *File, data []byte) (bool, error) {
	name := path.Base(f.Path)
	s, err := in.stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if s.kind == isFolder {
		return false, w.clearFolder(f.Path)
	}
	old, recorded := w.Recorded(f.Path)
	same := false
	if recorded && w.untouched(old, s) {
		same = old.Sum == f.Sum
	} else if s.kind == isFile && s.size == f.Size {
		there, err := in.read(name)
		same = err == nil && bytes.Equal(there, data)
	}
	if _, ours := w.known[f.Path]; !same && !ours {
		w.overwritten(f.Path)
	}
	s.record(f)
	return same, nil
}

// done takes a finished file into the new site.
func (w *Writer) done(f File, changed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = append(w.now, f)
	w.result.Total += f.Size
	if changed {
		w.result.Written[f.Class]++
		w.result.Bytes += f.Size
	}
}

func (w *Writer) overwritten(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.result.Overwritten = append(w.result.Overwritten, path)
}

// fail keeps the first failure, which Finish repeats.
func (w *Writer) fail(path string, err error) error {
	err = fmt.Errorf("output %s: %w", path, err)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed == nil {
		w.failed = err
	}
	return err
}

// tempName is the name beside a file under which it is written. It follows from the file's own name, so that the journal
// knows it too; a hash, because a name may be as long as the disk allows.
func tempName(name string) string {
	h := fnv.New64a()
	h.Write([]byte(name))
	return fmt.Sprintf(".mingde-%016x.tmp", h.Sum64())
}
