package output

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"mingde/internal/filelock"
	"mingde/internal/problem"
)

// maxNamed is how many foreign files a result names.
const maxNamed = 20

// Result is what a build did to the folder.
type Result struct {
	Written      map[Class]int // files whose bytes changed
	Deleted      int           // files of ours that are gone from the site
	Bytes        int64         // bytes written
	Total        int64         // bytes of the whole site
	Foreign      []string      // files and folders (with a final /) in the folder that are not ours, the first of them by path; dot files are not told
	ForeignCount int           // all of them
	Overwritten  []string      // foreign files that stood at addresses of ours, the first of them by path
}

// Notes says what a user should know of the result.
func (r Result) Notes() []problem.Text {
	var notes []problem.Text
	if len(r.Foreign) > 0 {
		notes = append(notes, problem.Text{Key: "output.foreign", Args: problem.Args{
			"count": strconv.Itoa(r.ForeignCount), "names": strings.Join(r.Foreign, ", "),
		}})
	}
	if len(r.Overwritten) > 0 {
		notes = append(notes, problem.Text{Key: "output.overwritten", Args: problem.Args{"names": strings.Join(r.Overwritten, ", ")}})
	}
	return notes
}

// Finish ends a build: it deletes the recorded files that were neither kept nor written, and the folders that this empties, writes
// the index with meta, and marks the folder finished. It refuses if any Write or Keep has failed; after an error the folder stays
// unfinished and everything of ours is still known.
func (w *Writer) Finish(meta []byte) (Result, error) {
	if err := w.finish(meta); err != nil {
		w.Abort()
		return Result{}, fmt.Errorf("output %s: %w", w.out, err)
	}
	slices.Sort(w.result.Foreign)
	w.result.Foreign = w.result.Foreign[:min(len(w.result.Foreign), maxNamed)]
	slices.Sort(w.result.Overwritten)
	w.result.Overwritten = w.result.Overwritten[:min(len(w.result.Overwritten), maxNamed)]
	return w.result, nil
}

func (w *Writer) finish(meta []byte) error {
	if !w.begun {
		if err := w.begin(nil); err != nil {
			return err
		}
	}
	if w.failed != nil {
		return fmt.Errorf("not finished, because of an error before: %w", w.failed)
	}
	site := Site{Files: w.files(), Meta: meta}
	if err := w.deleteGone(); err != nil {
		return err
	}
	if err := w.lookAround(); err != nil {
		return err
	}
	if err := w.writeIndex(site); err != nil {
		return err
	}
	if err := os.Remove(w.journal); err != nil {
		return err
	}
	w.Abort()
	return nil
}

// Abort gives the folder back as it is: unfinished, if Begin has been called and Finish has not come to its end.
func (w *Writer) Abort() {
	w.folders.close()
	if w.lock != nil {
		filelock.Unlock(w.lock)
		w.lock.Close()
		w.lock = nil
	}
}

// files are those of the new site, by path: what was kept is in order already.
func (w *Writer) files() []File {
	slices.SortFunc(w.written, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	all := make([]File, 0, len(w.previous.Files)+len(w.written))
	next := w.written
	for i := range w.previous.Files {
		f := &w.previous.Files[i]
		if w.kept[i] != keptAsItIs {
			continue
		}
		for len(next) > 0 && next[0].Path < f.Path {
			all, next = append(all, next[0]), next[1:]
		}
		all = append(all, *f)
	}
	return append(all, next...)
}

// Browse looks for strangers in the folders of the previous site, with so many workers, so that Finish need not list them: it is
// meant for the time in which somebody else plans the site, and is called after Open and Adopt. What appears later in these
// folders is ours, or seen by the next build.
func (w *Writer) Browse(workers int) {
	names := w.namesByFolder()
	dirs := slices.Collect(maps.Keys(names))
	found := make([][]fs.DirEntry, len(dirs))
	listed := make([]bool, len(dirs))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(dirs)); i = next.Add(1) - 1 {
				if in, err := w.folders.take(dirs[i], false); err == nil {
					found[i], err = in.list()
					listed[i] = err == nil // else Finish tries again, and tells
					in.release()
				}
				found[i] = slices.DeleteFunc(found[i], names[dirs[i]].has)
			}
		})
	}
	wg.Wait()
	w.strangers = make(map[string][]fs.DirEntry, len(dirs))
	for i, dir := range dirs {
		if listed[i] {
			w.strangers[dir] = slices.Clone(found[i]) // few of many
		}
	}
}

// names are what the previous site has in a folder, sorted.
type names struct{ files, folders []string }

// has tells whether an entry is what its name says.
func (n *names) has(e fs.DirEntry) bool {
	known := n.files
	if e.IsDir() {
		known = n.folders
	}
	_, ok := slices.BinarySearch(known, e.Name())
	return ok
}

// namesByFolder gives the names of the previous site by their folders.
func (w *Writer) namesByFolder() map[string]*names {
	all := map[string]*names{".": {}}
	var enter func(dir string) *names
	enter = func(dir string) *names {
		n := all[dir]
		if n == nil {
			n = &names{}
			all[dir] = n
			up := enter(folderOf(dir))
			up.folders = append(up.folders, path.Base(dir))
		}
		return n
	}
	for i := range w.previous.Files {
		file := w.previous.Files[i].Path
		in := enter(folderOf(file))
		in.files = append(in.files, file[strings.LastIndexByte(file, '/')+1:])
	}
	for _, n := range all {
		slices.Sort(n.files)
		slices.Sort(n.folders)
	}
	return all
}

// lookAround goes through the folders of the new site, names what is not ours, and removes what a killed build has left half written.
func (w *Writer) lookAround() error {
	for dir := range w.parents {
		strangers, known := w.strangers[dir]
		if known && len(strangers) == 0 {
			continue
		}
		in, err := w.folders.take(dir, false)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		if !in.fresh { // in a folder that we have made there is nothing to find
			if !known {
				strangers, err = in.list()
			}
			if err == nil {
				err = w.lookInto(in.folder, dir, strangers, known)
			}
		}
		in.release()
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
	}
	for dir := range w.strangers { // a folder that was ours, and in which something is left
		if up := folderOf(dir); !w.parents[dir] && w.parents[up] && w.browsed(up) && !w.claimed(dir) && !w.recent(dir) {
			w.foreign(dir, true)
		}
	}
	return nil
}

// lookInto looks at what is in a folder. What Browse has seen may be gone since.
func (w *Writer) lookInto(in *folder, dir string, entries []fs.DirEntry, browsed bool) error {
	for _, e := range entries {
		name := e.Name()
		if dir != "." {
			name = dir + "/" + name
		}
		switch {
		case w.claimed(name) || w.parents[name]:
		case browsed && w.recent(name):
		case strings.HasPrefix(e.Name(), "."):
			if w.leftover(dir, e.Name()) {
				if err := ignore(in.remove(e.Name())); err != nil {
					return err
				}
			}
		default:
			w.foreign(name, e.IsDir())
		}
	}
	return nil
}

func (w *Writer) browsed(dir string) bool {
	_, ok := w.strangers[dir]
	return ok
}

// recent tells of something that Browse saw and that has been deleted since.
func (w *Writer) recent(name string) bool {
	_, err := w.statOf(name)
	return gone(err)
}

func (w *Writer) foreign(name string, folder bool) {
	if folder {
		name += "/"
	}
	w.result.ForeignCount++
	w.result.Foreign = append(w.result.Foreign, name)
}

// leftover tells whether a name is that under which a recorded or announced file of the folder is written.
func (w *Writer) leftover(dir, name string) bool {
	if len(name) != len(tempName("")) || !strings.HasPrefix(name, ".mingde-") {
		return false
	}
	is := func(p string) bool { return path.Dir(p) == dir && tempName(path.Base(p)) == name }
	if slices.ContainsFunc(w.previous.Files, func(f File) bool { return is(f.Path) }) {
		return true
	}
	for p := range w.announced {
		if is(p) {
			return true
		}
	}
	return false
}

func (w *Writer) writeIndex(site Site) error {
	temp := w.index + ".tmp" // nobody else: we hold the lock
	if err := os.WriteFile(temp, encodeIndex(w.out, site), 0o644); err != nil {
		return err
	}
	return os.Rename(temp, w.index)
}
