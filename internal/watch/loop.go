package watch

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/notify"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

// The times of the loop.
const (
	calmTime  = 300 * time.Millisecond // without a change, before new errors are told: the file may be half written
	maxCalm   = 3 * time.Second        // after which they are told all the same
	dayCheck  = time.Minute            // between two looks at the calendar; a computer that sleeps misses midnight
	retryTime = time.Second            // after a failure of the machine
)

// notifier tells which folders may have changed. A [notify.Watcher] is one.
type notifier interface {
	Only(folders iter.Seq[string])
	Next(ctx context.Context) (notify.Batch, error)
	Missed(folders []string)
	Polling() (notify.Reason, bool)
	Close() error
}

// loop is the life of a preview. All of it runs in one goroutine, but what waits for changes and what counts pages.
type loop struct {
	server  *server
	site    site
	changes notifier
	tell    *teller
	root    string // the site's folder

	day     calendar.Day  // that the site shows, as far as it can
	told    preview.State // that was announced last
	untold  rebuild       // what has happened since
	calm    *time.Timer   // runs out when new errors are to be told
	retry   *time.Timer   // runs out when an update that failed is to be tried again
	again   *time.Timer   // runs out when pages that could not be made are to be tried again
	trouble problem.Text  // the failure of the machine that was told
	polling string        // why changes are looked for now and then, as it was told

	line    *rebuild // to be printed with the number of pages, which is being counted
	counted <-chan int
	stop    context.CancelFunc // ends the counting
	beside  sync.WaitGroup
}

// rebuild is what is told of on the terminal: a line, and what is wrong since.
type rebuild struct {
	before  []problem.Problem // that were told before
	state   preview.State
	changed bool // there is a line
	files   map[string]build.Change
	renamed map[string]string // of these: the old name → the new one
	day     calendar.Day      // that has begun; zero: none
	first   time.Time         // when the first of its changes was seen
	took    time.Duration
}

func newLoop(s *server, shown site, changes notifier, tell *teller) *loop {
	l := &loop{
		server: s, site: shown, changes: changes, tell: tell, root: whole(tell.Build.Root), stop: func() {},
		calm: time.NewTimer(0), retry: time.NewTimer(0), again: time.NewTimer(0),
	}
	for _, timer := range []*time.Timer{l.calm, l.retry, l.again} {
		timer.Stop()
	}
	return l
}

// whole gives a path that says where a folder is, whatever the folder is from which it is looked for.
func whole(folder string) string {
	if abs, err := filepath.Abs(folder); err == nil {
		return abs
	}
	return folder
}

// run shows the site and follows its changes until ctx ends. What fails at the start ends the preview; what fails later is
// told and tried again.
func (l *loop) run(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer l.beside.Wait()
	defer end()
	if err := l.begin(ctx); err != nil {
		return err
	}
	batches, more, failed := l.listen(ctx)
	clock := time.NewTicker(dayCheck)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case b := <-batches:
			l.update(ctx, b)
			more <- struct{}{}
		case <-l.retry.C:
			l.update(ctx, notify.Batch{All: true})
		case <-clock.C:
			l.midnight(ctx)
		case <-l.calm.C:
			l.announce(ctx)
		case <-l.server.hub.keep.stir:
			l.stirred()
		case <-l.again.C:
			l.server.hub.compare()
			l.remake()
		case n := <-l.counted:
			l.flush(n)
		}
	}
}

// begin makes the first state and shows it.
func (l *loop) begin(ctx context.Context) error {
	first, err := l.site.Update(ctx, l.server.clock(), nil)
	if err != nil {
		return err
	}
	l.changes.Only(maps.Keys(l.site.Folders()))
	l.day = first.AsOf
	l.server.show(l.site)
	l.poll()
	l.told = l.server.hub.announce(l.polling, l.trouble)
	l.tell.ready(first, l.told)
	l.count(ctx) // what comes is held against this
	return nil
}

// listen waits for changes beside the loop, which says by more that it has dealt with a batch: how long that took is what
// the notifier times its looks everywhere by.
func (l *loop) listen(ctx context.Context) (batches <-chan notify.Batch, more chan<- struct{}, failed <-chan error) {
	found, dealt, ended := make(chan notify.Batch), make(chan struct{}, 1), make(chan error, 1)
	l.beside.Go(func() {
		for {
			b, err := l.changes.Next(ctx)
			if err != nil {
				ended <- err
				return
			}
			select {
			case found <- b:
				<-dealt
			case <-ctx.Done():
				return
			}
		}
	})
	return found, dealt, ended
}

// update brings the site up to date with a batch of changes.
func (l *loop) update(ctx context.Context, b notify.Batch) {
	troubled := l.trouble.Key != ""
	folders := b.Folders
	if b.All || troubled {
		folders = nil // all
	}
	u, err := l.site.Update(ctx, l.server.clock(), folders)
	if err != nil {
		l.failed(ctx, err)
		return
	}
	l.retry.Stop()
	if troubled {
		l.trouble = problem.Text{}
		l.tell.aside("watch.trouble-over", nil)
	}
	polled := l.poll()
	if u.Changed {
		l.changed(ctx, u)
	} else if (polled || troubled) && !l.untold.changed { // else it is announced with the rest
		l.told = l.server.hub.announce(l.polling, l.trouble)
	}
	if b.Check && !troubled { // what changed while nothing could be read, the system may have told
		l.changes.Missed(l.unheard(u.Files))
	}
	l.changes.Only(maps.Keys(l.site.Folders())) // last: nobody waits for it
}

// unheard gives the folders that the system should have told of when files changed: of those that are watched by the name
// that they have here. What a link leads to changes elsewhere, and names may be spelled in another way on the disk.
func (l *loop) unheard(files []build.FileChange) []string {
	var all []string
	watched := l.site.Folders()
	for _, f := range files {
		if folder := path.Dir(f.Path); watched[folder] && !l.linked(f) {
			all = append(all, folder)
		}
	}
	return slices.Compact(all)
}

// linked tells whether a file that has changed may be a link.
func (l *loop) linked(f build.FileChange) bool {
	info, err := os.Lstat(filepath.Join(l.root, filepath.FromSlash(f.Path)))
	if err != nil {
		return f.What != build.Removed
	}
	return info.Mode()&fs.ModeSymlink != 0
}

// midnight brings the site up to date when a day has begun. It looks at the site's own folder only: one must be named.
func (l *loop) midnight(ctx context.Context) {
	if day := l.site.Day(l.server.clock()); !day.IsZero() && day != l.day {
		l.day = day
		l.update(ctx, notify.Batch{Folders: []string{""}})
	}
}

// failed tells of a failure of the machine, once, and tries again: a file may have been taken away just then, and a disk
// may be plugged in again.
func (l *loop) failed(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	l.retry.Reset(retryTime)
	text := problem.Text{Key: "watch.trouble", Args: problem.Args{"text": err.Error()}}
	if root := l.root; errors.Is(err, fs.ErrNotExist) && missing(root) {
		text = problem.Text{Key: "watch.trouble-folder", Args: problem.Args{"folder": root}}
	}
	if text.Key == l.trouble.Key && maps.Equal(text.Args, l.trouble.Args) {
		return
	}
	l.trouble = text
	l.tell.aside(text.Key, text.Args)
	if !l.untold.changed { // else it is announced with the rest
		l.told = l.server.hub.announce(l.polling, l.trouble)
	}
}

// missing tells whether a folder is not there.
func missing(folder string) bool {
	_, err := os.Stat(folder)
	return errors.Is(err, fs.ErrNotExist)
}

// poll learns why changes are looked for now and then, if they are, and tells of it when that is new.
func (l *loop) poll() (differs bool) {
	why, polling := l.changes.Polling()
	if !polling || string(why) == l.polling {
		return false
	}
	l.polling = string(why)
	l.tell.polling(l.polling)
	return true
}

// changed shows what is new. New errors wait until nothing changes any more: an editor program may be in the middle of
// saving, and what is shown meanwhile is the last good version.
func (l *loop) changed(ctx context.Context, u build.Update) {
	l.flush(uncounted)
	now := l.server.clock()
	l.untold.add(u, l.told.AsOf, now, l.site)
	l.server.hub.compare()
	l.remake()
	if wait := l.untold.first.Add(maxCalm).Sub(now); wait > 0 && newErrors(l.told.Problems, u.Problems) {
		l.calm.Reset(min(calmTime, wait))
		return
	}
	l.announce(ctx)
}

// stirred waits a moment before it is told that pages cannot be made, or can be made again: layouts are written in parts as
// well. What the machine refuses is tried again.
func (l *loop) stirred() {
	l.calm.Reset(calmTime)
	if _, machine := l.server.hub.keep.failures(); machine {
		l.again.Reset(retryTime)
	}
}

// remake tries again to make the pages that could not be made. They are few.
func (l *loop) remake() {
	l.server.hub.retry()
	if _, machine := l.server.hub.keep.failures(); machine {
		l.again.Reset(retryTime)
	}
}

// add takes an update into a line that was not told yet.
func (r *rebuild) add(u build.Update, before calendar.Day, now time.Time, shown site) {
	if !r.changed {
		r.changed, r.first = true, now
		r.files, r.renamed = map[string]build.Change{}, map[string]string{}
	}
	for _, f := range u.Files {
		if f.What == build.Edited && r.files[f.Path] == build.Added {
			continue // new, and written in parts
		}
		r.files[f.Path] = f.What
	}
	for _, f := range u.Files {
		if f.What != build.Removed {
			continue
		}
		if to, ok := shown.Moved(0, pageOf(f.Path)); ok && r.files[to.File] == build.Added {
			r.renamed[f.Path] = to.File
		}
	}
	r.took, r.day = u.Took, 0
	if u.AsOf != before && !before.IsZero() && !u.AsOf.IsZero() { // a site that cannot be read has no day
		r.day = u.AsOf
	}
}

// pageOf is the address of the page of an entry's file; of another file that of no page.
func pageOf(file string) string {
	return strings.TrimSuffix(strings.TrimPrefix(file, "content/"), ".md") + ".html"
}

// newErrors tells whether there are errors that were not told. That one has moved to another line makes it no new one.
func newErrors(told, now []problem.Problem) bool {
	known := map[string]bool{}
	for _, p := range told {
		known[gist(p)] = true
	}
	return slices.ContainsFunc(now, func(p problem.Problem) bool { return p.Severity == problem.Error && !known[gist(p)] })
}

func gist(p problem.Problem) string {
	return p.File + "\x00" + p.Rule + "\x00" + p.Message.Key + "\x00" + p.Message.Args.String()
}

// announce tells what has happened. How many pages that altered is counted meanwhile, and told if it is known before the
// next change; new errors do not wait for it.
func (l *loop) announce(ctx context.Context) {
	l.calm.Stop()
	line := l.untold
	line.before = l.told.Problems
	day := l.told.AsOf
	l.told, l.untold = l.server.hub.announce(l.polling, l.trouble), rebuild{}
	l.told.AsOf = cmp.Or(l.told.AsOf, day)
	line.state = l.told
	if !line.changed {
		if !slices.EqualFunc(line.before, l.told.Problems, alike) {
			l.tell.problems(line)
		}
		return
	}
	l.line = &line
	if l.told.Frozen || newErrors(line.before, l.told.Problems) {
		l.flush(uncounted)
		return
	}
	l.count(ctx)
}

// uncounted is the number of pages where it is not known, for us as for [build.Live.Affected].
const uncounted = -1

// count lets the pages be counted that the last change altered.
func (l *loop) count(ctx context.Context) {
	ctx, l.stop = context.WithCancel(ctx)
	counted := make(chan int, 1)
	l.counted = counted
	l.beside.Go(func() {
		n, err := l.site.Affected(ctx)
		if err != nil {
			n = uncounted
		}
		counted <- n
	})
}

// flush ends the counting, and prints the line that waits for it, if there is one.
func (l *loop) flush(pages int) {
	l.stop()
	l.counted = nil
	if l.line != nil {
		l.tell.rebuilt(*l.line, pages)
		l.line = nil
	}
}
