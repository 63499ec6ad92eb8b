package notify

import (
	"iter"
	"path/filepath"
	"strings"
)

// folder is one that Watch was called for, whether it is watched or not: it is told about even so, since its user may
// have looked for it at a moment when it was not there.
type folder struct {
	watched bool
	suspect bool     // something was made under its name: the watch may be on what was there before
	id      identity // of what is watched
	since   int      // the number of batches given before it was watched
	told    bool     // in a batch since Watch was called
}

// identity is a folder whatever its name; zero where there is none or the system tells none.
type identity struct{ device, inode uint64 }

// Watch tells of changes in a folder from now on: a slash path relative to root, "" or "." for root itself, spelt as the
// disk spells it. It is called each time before the folder is listed, and after that for the folder in which it lies; it
// costs nothing if the folder is watched already. A folder that is not there, or may not be read, is no error: the folder
// in which it lies tells when it comes.
func (w *Watcher) Watch(name string) {
	name = clean(name)
	if w.watching(name) {
		return
	}
	w.ops.Lock()
	defer w.ops.Unlock()
	path := w.path(name)
	id := identify(path)
	if w.onForeignDevice(path, id) {
		w.poll(Network)
		return
	}
	w.evict(name, id)
	if w.keeps(name, id) {
		return
	}
	w.flush()
	s := w.claim(name, id)
	if s == nil {
		return
	}
	if err := s.Add(path); err != nil {
		w.refused(name, err)
	}
}

// clean gives the name under which a folder is known.
func clean(name string) string {
	if name == "." {
		return ""
	}
	return name
}

func (w *Watcher) path(name string) string { return filepath.Join(w.root, filepath.FromSlash(name)) }

// watching tells whether Watch has nothing to do.
func (w *Watcher) watching(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.folders[name]
	if f != nil {
		f.told = false
	}
	return w.stream == nil || f != nil && f.watched && !f.suspect
}

// onForeignDevice tells whether a folder is mounted from somewhere else.
func (w *Watcher) onForeignDevice(path string, id identity) bool {
	if id == (identity{}) || w.devices[id.device] {
		return false
	}
	w.devices[id.device] = true
	return w.opt.foreign(path)
}

// evict ends the watch of another folder that has become this one by a rename of which the event is still to come: an
// inode has one watch, and it would go on telling the old name.
func (w *Watcher) evict(name string, id identity) {
	w.mu.Lock()
	other, ok := w.ids[id]
	w.mu.Unlock()
	if !ok || other == name || identify(w.path(other)) == id {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop(other)
}

// keeps tells whether a folder is watched rightly; a watch that is on what had the name before ends.
func (w *Watcher) keeps(name string, id identity) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.folders[name]
	if f == nil || !f.watched {
		return false
	}
	if !f.suspect || f.id == id && id != (identity{}) {
		f.suspect = false
		return true
	}
	w.release(name, f)
	return false
}

// claim notes that a folder is watched, before it is: an event that ends the watch may come at once. It gives nil if
// there is nothing to watch with.
func (w *Watcher) claim(name string, id identity) *stream {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stream == nil {
		return nil
	}
	f := w.folders[name]
	if f == nil {
		f = &folder{}
		w.folders[name] = f
	}
	*f = folder{watched: true, id: id, since: w.clock.batches}
	if id != (identity{}) {
		w.ids[id] = name
	}
	return w.stream
}

// refused takes the error of a watch.
func (w *Watcher) refused(name string, err error) {
	w.mu.Lock()
	if f := w.folders[name]; f != nil {
		w.release(name, f)
	}
	w.mu.Unlock()
	switch {
	case isLimit(err):
		w.poll(Limit)
	case isUnsupported(err):
		w.poll(Unsupported)
	}
}

// Only ends the watches of all folders but these: of folders that are gone or were renamed away. That of the site itself
// it keeps.
func (w *Watcher) Only(folders iter.Seq[string]) {
	keep := map[string]struct{}{"": {}}
	for name := range folders {
		keep[clean(name)] = struct{}{}
	}
	w.ops.Lock()
	defer w.ops.Unlock()
	w.mu.Lock()
	for name, f := range w.folders {
		if _, ok := keep[name]; ok {
			continue
		}
		w.release(name, f)
		delete(w.doubts, name)
		if f.told { // if not, it may have vanished while its user looked, and come back since
			delete(w.folders, name)
		}
	}
	w.mu.Unlock()
	w.flush()
}

// release ends the watch of a folder; flush does it.
func (w *Watcher) release(name string, f *folder) {
	if !f.watched {
		return
	}
	f.watched, f.suspect = false, false
	if w.ids[f.id] == name {
		delete(w.ids, f.id)
	}
	w.stale = append(w.stale, w.path(name))
}

// drop ends the watch of a folder and tells of it, so that it is watched anew.
func (w *Watcher) drop(name string) {
	if f := w.folders[name]; f != nil {
		w.release(name, f)
		w.tell(name)
	}
}

// dropBelow drops what lies below a folder that was renamed: its watches go on under the old names.
func (w *Watcher) dropBelow(name string) {
	for below := range w.folders {
		if strings.HasPrefix(below, name+"/") {
			w.drop(below)
		}
	}
}

// flush takes ended watches from the stream. Most are gone there already, which is what the errors say.
func (w *Watcher) flush() {
	w.mu.Lock()
	s, stale := w.stream, w.stale
	w.stale = nil
	w.mu.Unlock()
	for _, path := range stale {
		if s != nil {
			s.Remove(path)
		}
	}
}

// replaced tells whether another folder has taken the place of the site's without a word, as when a folder above it was
// renamed.
func (w *Watcher) replaced() bool {
	w.mu.Lock()
	var id identity
	if f := w.folders[""]; f != nil && f.watched {
		id = f.id
	}
	w.mu.Unlock()
	return id != (identity{}) && identify(w.root) != id
}
