package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"

	"mingde/internal/problem"
)

// Open reads what is recorded of the output folder outDir in indexDir, and changes nothing. What cannot be believed is
// dropped with a note, and then nothing in the folder is taken for ours but what [Writer.Adopt] recognises.
func Open(outDir, indexDir string) (*Writer, error) {
	out, err := resolve(outDir)
	if err != nil {
		return nil, fmt.Errorf("output %s: %w", outDir, err)
	}
	sum := sha256.Sum256([]byte(out))
	base := filepath.Join(indexDir, hex.EncodeToString(sum[:8]))
	w := &Writer{
		out: out, index: base + ".index", journal: base + ".journal", lockName: base + ".lock",
		parents: map[string]bool{".": true}, folded: map[string]string{}, fold: cases.Fold(),
	}
	w.folders = folders{top: out, clear: w.clearFile, open: map[string]*folder{}, fresh: map[string]bool{}}
	w.result.Written = map[Class]int{}
	if err := w.load(); err != nil {
		return nil, fmt.Errorf("output %s: %w", outDir, err)
	}
	return w, nil
}

// load reads index and journal.
func (w *Writer) load() error {
	w.stamp = w.stampNow()
	data, err := os.ReadFile(w.index)
	if err == nil {
		w.previous, err = decodeIndex(data, w.out)
		w.indexed = err == nil
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, errForeign):
		w.note("index-foreign")
	case errors.Is(err, errDamaged):
		w.note("index-damaged")
	case err != nil:
		return err
	}
	w.setRacy()
	if w.past, err = readJournal(w.journal, w.out); err != nil {
		return err
	}
	w.previous.Unfinished = w.past.exists
	w.adopt(w.past.paths)
	return nil
}

// adopt adds what an unfinished build may have written to what is known as ours.
func (w *Writer) adopt(paths []string) {
	if len(paths) == 0 {
		return
	}
	known := w.previous.Files
	for _, p := range paths {
		if _, ok := slices.BinarySearchFunc(known, p, func(f File, p string) int { return strings.Compare(f.Path, p) }); !ok {
			w.previous.Files = append(w.previous.Files, File{Path: p})
		}
	}
	slices.SortFunc(w.previous.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	w.previous.Files = slices.CompactFunc(w.previous.Files, func(a, b File) bool { return a.Path == b.Path })
}

// setRacy finds the time from which on a stat alone proves nothing: within one tick of the disk's clock before the index was
// written, a file can have been written by us and then by somebody else with the same stat. The clock of Linux ticks every 10 ms
// at the slowest, that of a memory stick every 2 s.
func (w *Writer) setRacy() {
	info, err := os.Stat(w.index)
	if err != nil {
		return
	}
	written := info.ModTime()
	tick := 20 * time.Millisecond
	if written.Nanosecond() == 0 {
		tick = 2500 * time.Millisecond
	}
	w.racy = written.Add(-tick).UnixNano()
}

func (w *Writer) stampNow() string {
	var b strings.Builder
	for _, name := range []string{w.index, w.journal} {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}

func (w *Writer) note(key string) {
	w.notes = append(w.notes, problem.Text{Key: "output." + key, Args: problem.Args{"out": w.out}})
}

// Previous gives the site that stands in the folder by the records. Nobody may change it.
func (w *Writer) Previous() Site { return w.previous }

// Notes tells what was dropped at Open and why.
func (w *Writer) Notes() []problem.Text { return w.notes }
