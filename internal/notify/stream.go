package notify

import (
	"errors"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// stream is what the system tells. Close closes both channels.
type stream struct {
	notifier
	events <-chan fsnotify.Event
	errors <-chan error
}

// notifier sets watches on folders by their paths on the disk.
type notifier interface {
	Add(path string) error
	Remove(path string) error
	Close() error
}

// openSystem opens the stream of the system itself.
func openSystem() (*stream, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &stream{notifier: n, events: n.Events, errors: n.Errors}, nil
}

func isLimit(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.ENOMEM) || isManyFiles(err)
}

func isManyFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

func isUnsupported(err error) bool { return errors.Is(err, errors.ErrUnsupported) }

// start opens a stream without watches, or polls if there is none.
func (w *Watcher) start() {
	s, err := w.opt.open()
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case isManyFiles(err):
		w.why = Instances
	case err != nil:
		w.why = Unsupported
	default:
		w.stream, w.folders, w.ids = s, map[string]*folder{}, map[identity]string{}
		w.ends.Go(func() { w.listen(s) })
	}
}

// stop closes the stream and forgets all watches. What is pending stays.
func (w *Watcher) stop() error {
	w.mu.Lock()
	s := w.stream
	w.stream, w.folders, w.ids, w.stale, w.doubts = nil, nil, nil, nil, nil
	w.mu.Unlock()
	if s == nil {
		return nil
	}
	return s.Close()
}

// poll goes over to polling; what was missed until now is looked for soon.
func (w *Watcher) poll(why Reason) {
	w.stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.why != "" {
		return
	}
	w.why = why
	w.loseAll()
}

// listen reads a stream until it is closed. It never waits for anything else, least of all for the stream itself, which
// may wait for its reader with its lock held.
func (w *Watcher) listen(s *stream) {
	for events, errs := s.events, s.errors; events != nil || errs != nil; {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			w.hear(s, e)
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			w.hearError(s, err)
		}
	}
}

// hear takes an event: a change in the folder in which the named thing lies and, if that is a folder itself, one that
// may have ended its watch.
func (w *Watcher) hear(s *stream, e fsnotify.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stream != s {
		return
	}
	w.pending.events++
	name, within := w.name(e.Name)
	ended := e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)
	if !within || name == "" && ended {
		w.loseAll()
		return
	}
	if name != "" {
		w.tell(parent(name))
	}
	f := w.folders[name]
	if f == nil {
		return
	}
	w.tell(name)
	if ended {
		w.drop(name)
	}
	if e.Has(fsnotify.Rename) {
		w.dropBelow(name)
	}
	if e.Has(fsnotify.Create) { // on Linux nothing else is told of an empty folder that a renamed one has replaced
		f.suspect = f.watched
	}
}

// hearError takes an error, above all that events were lost. fsnotify says EINVAL when a folder was renamed and deleted
// before it could take its watch away; the event follows.
func (w *Watcher) hearError(s *stream, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stream == s && !errors.Is(err, syscall.EINVAL) {
		w.loseAll()
	}
}

// name gives the slash path of a path on the disk, and whether it lies in the site at all.
func (w *Watcher) name(disk string) (name string, within bool) {
	rest, ok := strings.CutPrefix(disk, w.root)
	return strings.Trim(filepath.ToSlash(rest), "/"), ok
}

func parent(name string) string { return clean(path.Dir(name)) }

// tell takes a folder into the next batch, if its user knows it.
func (w *Watcher) tell(name string) {
	if w.folders[name] == nil {
		return
	}
	if w.pending.folders == nil {
		w.pending.folders = map[string]struct{}{}
	}
	w.pending.folders[name] = struct{}{}
	delete(w.doubts, name)
	w.touch()
}

// loseAll makes the next batch one of everything, with new watches; what was doubted may be among what is lost.
func (w *Watcher) loseAll() {
	w.pending.all = true
	w.doubts = nil
	w.touch()
}

// touch puts off the next batch. Next is woken when one begins; it looks at the rest when its timer ends.
func (w *Watcher) touch() {
	p := &w.pending
	p.last = time.Now()
	if p.empty() {
		p.first, p.events = p.last, 1
		w.rouse()
	}
}
