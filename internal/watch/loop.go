package watch

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"path"
	"slices"
	"sync"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/notify"
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

	day     calendar.Day // that the site shows, as far as it can
	told    build.State  // that was announced last
	untold  rebuild      // what has happened since
	calm    *time.Timer  // runs out when new errors are to be told
	retry   *time.Timer  // runs out when an update that failed is to be tried again
	trouble string       // the failure of the machine that was told
	polling string       // why changes are looked for now and then, as it was told

	line    *rebuild // to be printed with the number of pages, which is being counted
	counted <-chan int
	stop    context.CancelFunc // ends the counting
	beside  sync.WaitGroup
}

// rebuild is one line on the terminal.
type rebuild struct {
	before []problem.Problem // that were told before
	state  build.State
	files  map[string]build.Change
	day    calendar.Day // that has begun; zero: none
	first  time.Time    // when the first of its changes was seen
	took   time.Duration
}

func newLoop(s *server, shown site, changes notifier, tell *teller) *loop {
	l := &loop{server: s, site: shown, changes: changes, tell: tell, calm: time.NewTimer(0), retry: time.NewTimer(0), stop: func() {}}
	l.calm.Stop()
	l.retry.Stop()
	return l
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
	l.told, l.day = first.State, first.AsOf
	l.server.show(l.site)
	l.poll()
	l.server.hub.announce(l.polling)
	l.tell.ready(first)
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
	folders := b.Folders
	if b.All || l.trouble != "" {
		folders = nil // all
	}
	u, err := l.site.Update(ctx, l.server.clock(), folders)
	if err != nil {
		l.failed(ctx, err)
		return
	}
	l.trouble = ""
	l.retry.Stop()
	polled := l.poll()
	if u.Changed {
		l.changed(ctx, u)
	} else if polled {
		l.server.hub.announce(l.polling)
	}
	if b.Check && u.Changed {
		l.changes.Missed(foldersOf(u.Files))
	}
	l.changes.Only(maps.Keys(l.site.Folders())) // last: nobody waits for it
}

// foldersOf gives the folders of files.
func foldersOf(files []build.FileChange) []string {
	var all []string
	for _, f := range files {
		all = append(all, path.Dir(f.Path))
	}
	return slices.Compact(all)
}

// midnight brings the site up to date when a day has begun. It looks at the site's own folder only: one must be named.
func (l *loop) midnight(ctx context.Context) {
	if day := l.site.Day(l.server.clock()); !day.IsZero() && day != l.day {
		l.day = day
		l.update(ctx, notify.Batch{Folders: []string{""}})
	}
}

// failed tells of a failure of the machine, once, and tries again: a file may have been taken away just then.
func (l *loop) failed(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if text := err.Error(); text != l.trouble {
		l.trouble = text
		l.tell.trouble(text)
	}
	l.retry.Reset(retryTime)
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
	l.untold.add(u, l.told.AsOf, now)
	l.server.hub.compare()
	if wait := l.untold.first.Add(maxCalm).Sub(now); wait > 0 && newErrors(l.told.Problems, u.Problems) {
		l.calm.Reset(min(calmTime, wait))
		return
	}
	l.announce(ctx)
}

// add takes an update into a line that was not told yet.
func (r *rebuild) add(u build.Update, before calendar.Day, now time.Time) {
	if r.files == nil {
		r.files, r.first = map[string]build.Change{}, now
	}
	for _, f := range u.Files {
		if f.What == build.Edited && r.files[f.Path] == build.Added {
			continue // new, and written in parts
		}
		r.files[f.Path] = f.What
	}
	r.state, r.took, r.day = u.State, u.Took, 0
	if u.AsOf != before && !before.IsZero() {
		r.day = u.AsOf
	}
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
	line.state.AsOf = cmp.Or(line.state.AsOf, l.told.AsOf) // a site that cannot be read has no day
	l.told, l.untold = line.state, rebuild{}
	l.server.hub.announce(l.polling)
	l.line = &line
	if newErrors(line.before, line.state.Problems) {
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
