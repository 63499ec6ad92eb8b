// Package notify tells in which folders of a site something may have changed: by fsnotify, or, where the system does not
// tell, by asking its user to look everywhere now and then.
//
// It does not know what is in a folder and never lists one; its user does. A hint too many costs a look at one folder, a
// hint too few would be a bug. Two rules make that so:
//
//   - A folder is watched before it is listed (see [Watcher.Watch]), so that whatever happens after the listing is told.
//   - A watch that ends – its folder was deleted, renamed, replaced – ends with a hint, so that its folder is watched and
//     listed again.
//
// A folder has one path: links to folders are not followed, and what lies in two places at once, as a bind mount does, is
// told under the path that was watched first.
package notify

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// ErrClosed: the Watcher was closed.
var ErrClosed = errors.New("no longer watching")

// Reason is why a Watcher polls. The values are stable: the sentences about them are found by them.
type Reason string

// The reasons.
const (
	Limit       Reason = "limit"       // the system gives no more watches: max_user_watches on Linux, open files on macOS and BSD
	Instances   Reason = "instances"   // the system gives no more users of watches: max_user_instances on Linux
	Network     Reason = "network"     // a file system whose changes may be made elsewhere, where this system does not see them
	Silent      Reason = "silent"      // changes were found that had not been told of (see Missed)
	Unsupported Reason = "unsupported" // nothing to watch with
)

// Options sets times; zero means the default that stands behind each.
type Options struct {
	Settle  time.Duration // quiet after the last event before a batch is given: 12 ms
	Busy    time.Duration // the same after more than manyEvents of them, as with the checkout of a branch: 25 ms
	Longest time.Duration // a batch waits no longer after its first event, even if a file is written without a pause: 1 s
	Poll    time.Duration // shortest interval of polling: 500 ms
	Check   time.Duration // quiet after which to look everywhere although nothing was told: 30 s

	open    func() (*stream, error) // fsnotify
	foreign func(path string) bool  // the kind of file system is one that does not tell
}

// manyEvents is from where on a batch is one of many files, more of which will come.
const manyEvents = 20

// The share of a core that sweeps of everything may take: 1/20 when polling, 1/100 for regular checks.
const (
	pollFactor  = 20
	checkFactor = 100
)

// Batch is what may have changed.
type Batch struct {
	Folders []string // the folders whose listing may differ, by path, as given to Watch; "" is the site's. They may be gone. None if All
	All     bool     // any folder: polling, the regular check, or the system has lost events
	Check   bool     // the regular check, with All; nothing was told. Whoever finds something calls Missed
}

// Watcher tells in which folders of a site something may have changed. All methods may be called at the same time but
// Next, which one goroutine calls.
type Watcher struct {
	root string
	opt  Options
	wake chan struct{} // tells Next to look at what is due; holds one
	done chan struct{} // closed by Close
	ends sync.WaitGroup

	// ops is held during calls of the stream, which may wait until its events are read. It is taken before mu, never by
	// listen, which reads them.
	ops     sync.Mutex
	devices map[uint64]bool // of folders, whose kind has been looked at

	// mu guards what follows, and is held for moments.
	mu      sync.Mutex
	stream  *stream // nil while polling and when closed
	why     Reason  // of polling; "" while watching
	closed  bool
	folders map[string]*folder
	ids     map[identity]string // of watched folders
	stale   []string            // paths on the disk whose watches have ended, or shall
	pending pending
	doubts  map[string]time.Time // folders of Missed, and when patience with the system ends
	clock   clock
}

// pending is what has been heard since the last batch.
type pending struct {
	folders     map[string]struct{}
	all         bool // and no watch is to be relied on any more
	events      int
	first, last time.Time // zero: nothing has been heard
}

func (p *pending) empty() bool { return p.first.IsZero() }

// clock is what polling and checks are timed by.
type clock struct {
	batches int           // given so far
	given   time.Time     // of the last batch, until its user comes back
	all     bool          // that was a look everywhere
	took    time.Duration // by the user for the last look everywhere
	since   time.Time     // the user came back from the last batch
}

// New watches the site in the folder root. Nothing is watched until Watch is called. Where the system cannot notify, it polls.
func New(root string, opt Options) *Watcher {
	if abs, err := filepath.Abs(root); err == nil {
		root = abs
	}
	opt.Settle = cmp.Or(opt.Settle, 12*time.Millisecond)
	opt.Busy = cmp.Or(opt.Busy, 25*time.Millisecond)
	opt.Longest = cmp.Or(opt.Longest, time.Second)
	opt.Poll = cmp.Or(opt.Poll, 500*time.Millisecond)
	opt.Check = cmp.Or(opt.Check, 30*time.Second)
	if opt.open == nil {
		opt.open = openSystem
	}
	if opt.foreign == nil {
		opt.foreign = foreign
	}
	w := &Watcher{root: root, opt: opt, wake: make(chan struct{}, 1), done: make(chan struct{}), devices: map[uint64]bool{}}
	if opt.foreign(root) {
		w.why = Network
	} else {
		w.start()
	}
	return w
}

// Next waits until something may have changed and has settled, or it is time to look everywhere. The user's time between
// two calls is taken for the cost of looking. The error is that of ctx, or ErrClosed.
func (w *Watcher) Next(ctx context.Context) (Batch, error) {
	w.resume()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		if err := ctx.Err(); err != nil {
			return Batch{}, err
		}
		batch, wait, err := w.step()
		if err != nil || wait <= 0 {
			return batch, err
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
		case <-w.done:
		case <-w.wake:
		case <-timer.C:
		}
	}
}

// resume notes that the user is back from the last batch.
func (w *Watcher) resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, now := &w.clock, time.Now()
	switch {
	case !c.given.IsZero():
		if c.all {
			c.took = now.Sub(c.given)
		}
		c.given, c.since = time.Time{}, now
	case c.since.IsZero():
		c.since = now
	}
}

// step gives the batch that is due, or how long to wait for one.
func (w *Watcher) step() (Batch, time.Duration, error) {
	w.ops.Lock()
	defer w.ops.Unlock()
	now := time.Now()
	patience, silent := w.patience(now)
	if silent {
		w.poll(Silent)
	}
	w.mu.Lock()
	closed := w.closed
	due, check := w.due()
	w.mu.Unlock()
	switch wait := due.Sub(now); {
	case closed:
		return Batch{}, 0, ErrClosed
	case wait > 0 && patience > 0:
		return Batch{}, min(wait, patience), nil
	case wait > 0:
		return Batch{}, wait, nil
	}
	return w.give(check), 0, nil
}

// patience tells whether the system has been silent about changes that were found, or how long to wait for it; 0 if
// nobody waits.
func (w *Watcher) patience(now time.Time) (wait time.Duration, silent bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, end := range w.doubts {
		left := end.Sub(now)
		if left <= 0 {
			return 0, true
		}
		if wait == 0 || left < wait {
			wait = left
		}
	}
	return wait, false
}

// due tells when the next batch is to be given if nothing more happens, and whether that is the regular check.
func (w *Watcher) due() (at time.Time, check bool) {
	p, c := &w.pending, &w.clock
	if !p.empty() {
		quiet := w.opt.Settle
		if p.events > manyEvents {
			quiet = w.opt.Busy
		}
		settled, latest := p.last.Add(quiet), p.first.Add(w.opt.Longest)
		if latest.Before(settled) {
			return latest, false
		}
		return settled, false
	}
	if root := w.folders[""]; w.why != "" || root != nil && !root.watched { // nobody tells when the site's folder is made again
		return c.since.Add(max(w.opt.Poll, pollFactor*c.took)), false
	}
	return c.since.Add(max(w.opt.Check, checkFactor*c.took)), true
}

// give takes what is pending into a batch; with nothing pending that is a look everywhere.
func (w *Watcher) give(check bool) Batch {
	w.flush()
	replaced := check && w.replaced()
	w.mu.Lock()
	lost := replaced || w.pending.all && w.why == ""
	w.mu.Unlock()
	if lost {
		w.stop()
		w.start()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	b := Batch{All: lost || w.pending.all || w.pending.empty(), Check: check && !lost && w.pending.empty()}
	if !b.All {
		b.Folders = slices.Sorted(maps.Keys(w.pending.folders))
	}
	for _, name := range b.Folders {
		if f := w.folders[name]; f != nil {
			f.told = true
		}
	}
	w.pending = pending{}
	w.clock.batches++
	w.clock.given, w.clock.all = time.Now(), b.All
	return b
}

// silence is how long a system may take to tell of a change.
const silence = time.Second

// Missed says, before the next call of Next, that a check has found changes in these folders. If no event for one of
// them comes within a second, the system does not tell reliably here – a shared folder, the mount of a container – and
// the Watcher polls from then on. Folders that were not watched before the check do not count.
func (w *Watcher) Missed(folders []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stream == nil || w.pending.all {
		return
	}
	for _, name := range folders {
		name = clean(name)
		f := w.folders[name]
		if _, told := w.pending.folders[name]; told || f == nil || !f.watched || f.since >= w.clock.batches {
			continue
		}
		if w.doubts == nil {
			w.doubts = map[string]time.Time{}
		}
		w.doubts[name] = time.Now().Add(silence)
	}
	w.rouse()
}

// Polling tells whether and why it polls. Once it does, it goes on.
func (w *Watcher) Polling() (why Reason, yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.why, w.why != ""
}

// Watched is the number of folders that are watched: it must not grow while folders come and go, which the soak of package
// watch sees to. Nobody else asks.
func (w *Watcher) Watched() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, f := range w.folders {
		if f.watched {
			n++
		}
	}
	return n
}

// Close ends all watches. Next, even a waiting one, gives ErrClosed from then on.
func (w *Watcher) Close() error {
	w.ops.Lock()
	defer w.ops.Unlock()
	w.mu.Lock()
	closed := w.closed
	w.closed = true
	w.mu.Unlock()
	if closed {
		return nil
	}
	close(w.done)
	err := w.stop()
	w.ends.Wait()
	return err
}

// rouse makes Next look again at what is due.
func (w *Watcher) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}
