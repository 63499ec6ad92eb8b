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
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"mingde/internal/filelock"
	"mingde/internal/problem"
)

// Writer brings a folder from the site that stands there to another. The order is: Open, Adopt, Survey, Begin, Clear, then
// Stands, Keep and Write by any number of goroutines, then Finish (Adopt, Survey and Clear only where they are wanted);
// Begin again whenever further paths turn up. Abort ends it at any time.
type Writer struct {
	out                      string // absolute, without links
	index, journal, lockName string
	stamp                    string // what the index and the journal looked like at Open
	previous                 Site
	indexed                  bool     // previous is what an index says
	adopted                  []string // by Adopt, and not in the journal yet
	notes                    []problem.Text
	looking                  *surveying
	surveyed                 []looks // by number in previous.Files; nil before Survey is over
	moved                    bool    // Survey has found files under another stat
	racy                     int64   // ns: what was touched at or after it may have changed unseen by stat

	beginning sync.Mutex
	lock      *os.File // held from the first Begin to the end
	past      journal
	folders   folders

	mu        sync.Mutex
	begun     bool
	announced map[string]bool   // the paths given to Begin that are not known → whether they are in the new site
	kept      []fate            // by number in previous.Files
	parents   map[string]bool   // the folders of the new site
	folded    map[string]string // path as a disk blind to case sees it → path, of the new site, where the two differ
	fold      cases.Caser
	written   []File                   // by Write, in any order
	strangers map[string][]fs.DirEntry // by folder of the previous site, what is in it and not of that site; nil before Browse
	result    Result
	failed    error
	cleared   bool // Clear has removed what was known
}

// Begin records paths that may be written, all of them before the first is, and marks the folder unfinished. A path at
// which a foreign file stands is not recorded before Finish, so that it is not deleted as ours if the build dies first.
// The first Begin also takes the folder for this process and makes it; the error is [ErrBusy] if somebody else has it, and
// [ErrStale] if somebody else has built into it since Open.
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
	numbers := w.numbers(paths)
	whole, err := appendJournal(w.journal, w.out, w.past, slices.Concat(w.withoutForeign(paths, numbers), w.adopted))
	if err != nil {
		return err
	}
	w.adopted = nil
	w.past.whole = whole
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun = true
	fresh := 0
	for _, n := range numbers {
		if n < 0 {
			fresh++
		}
	}
	if w.announced == nil {
		w.announced = make(map[string]bool, fresh)
		w.written = make([]File, 0, fresh)
	}
	for i, p := range paths {
		if numbers[i] < 0 && !w.announced[p] {
			w.announced[p] = false
		}
	}
	if w.kept == nil {
		w.kept = make([]fate, len(w.previous.Files))
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
	if errors.Is(err, filelock.ErrBusy) {
		f.Close()
		return ErrBusy
	}
	if w.stampNow() != w.stamp {
		f.Close()
		return ErrStale
	}
	w.lock = f // a disk without locks has to do without
	return w.folders.makeTop()
}

// withoutForeign leaves out the paths at which something stands that is not known as ours, and those that are in the
// index already.
func (w *Writer) withoutForeign(paths []string, numbers []int) (ours []string) {
	missing := map[string]bool{} // folders that are not there, so that nothing is in them
	for i, p := range paths {
		known := numbers[i] >= 0
		if known && w.previous.Files[numbers[i]].Sum != (Sum{}) {
			continue
		}
		dir := path.Dir(p)
		if !known && !missing[dir] {
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

// number finds a path in previous.Files.
func (w *Writer) number(path string) (int, bool) {
	return sort.Find(len(w.previous.Files), func(i int) int { return strings.Compare(path, w.previous.Files[i].Path) })
}

// numbers finds many paths; −1 for one that is not recorded.
func (w *Writer) numbers(paths []string) []int {
	if slices.IsSorted(paths) {
		return w.Match(paths)
	}
	found := make([]int, len(paths))
	for i, p := range paths {
		n, ok := w.number(p)
		if found[i] = n; !ok {
			found[i] = -1
		}
	}
	return found
}

// Match finds recorded files: for each of paths, which come in order, its number, −1 for one that is not recorded. Who
// knows the numbers of all his paths need not look each up.
func (w *Writer) Match(paths []string) []int {
	found := make([]int, len(paths))
	k := 0
	for i, p := range paths {
		for k < len(w.previous.Files) && w.previous.Files[k].Path < p {
			k++
		}
		if found[i] = -1; k < len(w.previous.Files) && w.previous.Files[k].Path == p {
			found[i] = k
		}
	}
	return found
}

// PageSum gives what the recorded file of a number was made from; the zero sum where that is not known.
func (w *Writer) PageSum(number int) PageSum {
	if number < 0 || w.cleared {
		return PageSum{}
	}
	return w.previous.Files[number].PageSum
}

// recorded gives what is known of a path of ours.
func (w *Writer) recorded(path string) (File, bool) {
	i, ok := w.number(path)
	if !ok || w.cleared {
		return File{}, false
	}
	return w.previous.Files[i], true
}

// untouched tells whether a stat proves that a file is as recorded.
func (w *Writer) untouched(f File, s stat) bool {
	return f.Sum != Sum{} && s.of(f) && max(f.ModTime, f.Changed) < w.racy
}

// Stands tells whether the recorded file of a number stands untouched on the disk. It costs one look at the disk where
// there was no Survey; a file whose stat proves nothing is read as well. It may be asked before Begin.
func (w *Writer) Stands(number int) bool {
	switch {
	case number < 0 || w.cleared:
		return false
	case w.surveyed != nil:
		return w.surveyed[number] == stands
	}
	var in walk
	defer in.leave()
	f := w.previous.Files[number] // others read the record meanwhile: a new stat is not taken down
	return w.look(&in, &f) == stands
}

// Keep takes the recorded file of a number into the new site as it is, without looking; ask Stands before. One that is not
// recorded, or already taken, is an error, and the build cannot finish.
func (w *Writer) Keep(number int) error {
	if number < 0 || w.cleared || w.previous.Files[number].Sum == (Sum{}) {
		return w.fail(strconv.Itoa(number), errors.New("cannot be kept: it is not recorded"))
	}
	f := &w.previous.Files[number]
	w.mu.Lock()
	err := w.claimLocked(f.Path, number)
	if err == nil {
		w.kept[number] = keptAsItIs
		w.result.Total += f.Size
	}
	w.mu.Unlock()
	if err != nil {
		return w.fail(f.Path, err)
	}
	return nil
}

// Write makes the file at path hold data, and tells whether its bytes have changed. The path must have been given to Begin
// or be recorded, and be the only one of the new site that a disk blind to case takes for it. pageSum is what the file
// was made from, for PageSum; zero if the caller never asks. After an error the build cannot finish.
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
	number, known := w.number(name)
	if !known {
		number = -1
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.claimLocked(name, number)
}

func (w *Writer) claimLocked(name string, number int) error {
	claimed, announced := w.announced[name]
	if number < 0 && !announced || !w.begun {
		return errors.New("was not announced to Begin")
	}
	key := w.foldLocked(name)
	other, taken := w.folded[key]
	if key != name && !taken {
		other, taken = key, w.claimed(key)
	} else if !taken {
		other, taken = name, number >= 0 && w.kept[number] != leaving || number < 0 && claimed
	}
	if taken {
		return refuse("same-path", problem.Args{"path": name, "other": other}, "%s and %s are one file on many disks", name, other)
	}
	if w.parents[name] {
		return refuse("file-and-folder", problem.Args{"path": name}, "%s would be a file and a folder", name)
	}
	for dir := folderOf(name); !w.parents[dir]; dir = folderOf(dir) {
		if w.claimed(dir) {
			return refuse("file-and-folder", problem.Args{"path": dir}, "%s would be a file and a folder", dir)
		}
		w.parents[dir] = true
	}
	if key != name {
		w.folded[key] = name
	}
	if number >= 0 {
		w.kept[number] = rewritten
	} else {
		w.announced[name] = true
	}
	return nil
}

// fate is what becomes of a recorded file.
type fate uint8

const (
	leaving    fate = iota // it is not in the new site, so far
	rewritten              // it is, by Write
	keptAsItIs             // it is, by Keep
)

// folderOf is path.Dir of a valid path.
func folderOf(name string) string {
	if slash := strings.LastIndexByte(name, '/'); slash >= 0 {
		return name[:slash]
	}
	return "."
}

// claimed tells whether a path is in the new site.
func (w *Writer) claimed(name string) bool {
	if i, known := w.number(name); known {
		return w.kept != nil && w.kept[i] != leaving
	}
	return w.announced[name]
}

// alike finds the path of the new site that a disk blind to case sees under a key.
func (w *Writer) alike(key string) (string, bool) {
	if w.claimed(key) {
		return key, true
	}
	name, ok := w.folded[key]
	return name, ok
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
	old, recorded := w.recorded(f.Path)
	same := false
	if recorded && w.untouched(old, s) {
		same = old.Sum == f.Sum
	} else if s.kind == isFile && s.size == f.Size {
		there, err := in.read(name, f.Size)
		same = err == nil && bytes.Equal(there, data)
	}
	if _, ours := w.number(f.Path); !same && !ours {
		w.overwritten(f.Path)
	}
	s.record(f)
	return same, nil
}

// done takes a finished file into the new site.
func (w *Writer) done(f File, changed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.written = append(w.written, f)
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
