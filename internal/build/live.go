package build

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/page"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// Live is a site that stays in memory: brought up to date by [Live.Update], its pages rendered when somebody asks. It writes
// nothing but the cache. What it gives for an address is, byte for byte, what a build of the same sources would write there.
//
// While there are errors it shows the last good version of the entries that have them; where the errors are elsewhere, the site
// as it was. All methods are safe for concurrent use.
type Live struct {
	opt      Options
	sweeper  *source.Sweeper
	updating sync.Mutex // one update at a time

	mu       sync.RWMutex // held for writing only while one state takes the place of another
	last     *builder     // the last run, whatever came of it; nil at first
	before   *builder     // the last one that came to planning
	shown    *builder     // the one whose pages are served
	number   int
	written  sync.WaitGroup
	partial  bool // an update failed half-way: the next looks everywhere
	moved    map[string]string
	editions editions
	count    count
}

// Update is what an update found.
type Update struct {
	State
	Changed bool         // anything differs from the state before
	Files   []FileChange // by path
	Took    time.Duration
}

// State is what is known of the site of one day.
type State struct {
	Number     int // 1, 2, …: grows with every state in which anything differs, problems included
	AsOf       calendar.Day
	NextChange calendar.Day // zero: never
	Ready      bool         // there is a site to show
	Failed     bool         // there are errors
	Frozen     bool         // they are not in entries alone: the whole site is shown as it was before them
	Fresh      bool         // and all the same what is shown is the newest: nothing hangs on what is wrong
	Absent     []string     // files of entries with errors that have no older version to show: they are left out
	Problems   []problem.Problem
	Entries    int
	Drafts     int // entries that are marked as drafts
	Pages      int
	Coming     []Coming // the next changes by themselves, a few
	BaseURL    string   // of site.toml, with a slash at its end; "" where none is given
}

// File is a file of the site.
type File struct {
	Data []byte
	Type page.Type
	Sum  Sum
}

// Sum is what a page is made of, in hex: the names of its stylesheets and of other files of the layout in Assets, all else in
// Content. Pages with equal sums have equal bytes.
type Sum struct{ Content, Assets string }

// OpenLive prepares the preview of a site; it looks at nothing yet. Visit is told every folder, by its slash-separated path on the disk
// relative to the site's ("." for its own), before it is listed; it may be nil. The options that concern an output are
// not used. Close it.
func OpenLive(opt Options, visit func(folder string)) (*Live, error) {
	b, err := prepare(opt)
	if err != nil {
		return nil, err
	}
	sweep := b.sweepOptions()
	sweep.Visit = visit
	return &Live{opt: b.Options, sweeper: source.NewSweeper(sweep), moved: map[string]string{}}, nil
}

// Update brings the site up to date at a time, whose day it shows where Options.AsOf is zero. The folders named, as Visit was told them,
// are listed anew; nil: all. Mistakes in the content are in the State; after an error, a failure of the
// machine, everything stays as it was, and the next Update looks everywhere.
func (l *Live) Update(ctx context.Context, now time.Time, folders []string) (Update, error) {
	l.updating.Lock()
	defer l.updating.Unlock()
	began := time.Now()
	b, err := l.run(ctx, now, folders)
	if err != nil {
		l.partial = true
		return Update{}, err
	}
	l.partial = false
	update := Update{Files: l.since(b), Changed: l.differs(b)}
	l.exchange(b, update.Changed)
	update.State = l.stateOf(b)
	update.Took = time.Since(began)
	return update, nil
}

// run is the spine from the sweep to the check.
func (l *Live) run(ctx context.Context, now time.Time, folders []string) (*builder, error) {
	opt := l.opt
	opt.Now = now
	b, err := prepare(opt)
	if err != nil {
		return nil, err
	}
	if l.partial {
		folders = nil
	}
	b.kept = &kept{sweeper: l.sweeper, folders: folders, before: l.before, shown: l.shown}
	if l.last != nil {
		b.kept.store, b.kept.nowhere = l.last.store, l.last.kept.nowhere
	}
	if err = b.survey(ctx); err == nil {
		err = ctx.Err()
	}
	if err != nil {
		b.release()
		return nil, err
	}
	b.changes()
	b.kept.memory = b.learn()
	return b, nil
}

// since gives what has changed since the last update, whatever came of that.
func (l *Live) since(b *builder) []FileChange {
	if l.last == l.before {
		return b.changes().files
	}
	return changesBetween(l.last.kept.memory.Files, b.kept.memory.Files)
}

// differs tells whether anything that is shown or told differs after a run from what was before.
func (l *Live) differs(b *builder) bool {
	return l.last == nil || len(l.since(b)) > 0 || l.last.result.AsOf != b.result.AsOf && b.site != nil ||
		!reflect.DeepEqual(l.last.result.Problems, b.result.Problems)
}

// exchange puts a run in the place of the one before. Pages that are being rendered are waited for.
func (l *Live) exchange(b *builder, changed bool) {
	l.note(b)
	l.mu.Lock()
	defer l.mu.Unlock()
	adopted := b.adopted()
	switch {
	case adopted: // the views know the bodies and facts of the run that planned them
		l.shown.bodies.from.Store(b.bodies.from.Load())
		l.shown.facts.sources.Store(b.sources)
		b.bodies, b.facts, b.index = l.shown.bodies, l.shown.facts, l.shown.index
		b.index.bodiesChanged()
	case b.site != nil && b.set != nil:
		b.set.Forget() // the layouts may be those of the run before, the cards are not
	}
	if l.shown != nil && (adopted || b.site != nil) && l.shown != b {
		l.shown.release()
	}
	switch {
	case b.site != nil:
		l.shown = b
		l.editions.renew(b, adopted)
	default:
		b.release()
	}
	if b.kept.cfg != nil && b.checked != nil {
		if l.before == nil { // for the next start, should this process be killed
			l.written.Go(func() { b.writeDown(b.kept.memory) })
		}
		l.before = b
	}
	l.last = b
	b.kept.before, b.kept.shown = nil, nil
	if changed {
		l.number++
		l.count.changed(b, adopted)
	}
}

// release gives back what a run holds open of the sources.
func (b *builder) release() {
	if b.tree != nil {
		b.tree.Close() // it was only read
	}
}

// Close ends the preview. What was learned is written for the next start; the notes say what a user should know of the cache.
func (l *Live) Close() []problem.Text {
	l.updating.Lock()
	defer l.updating.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == nil {
		return nil
	}
	l.written.Wait()
	if l.before != nil {
		l.last.writeDown(l.before.kept.memory)
	}
	if l.shown != nil {
		l.shown.release()
	}
	l.last.close()
	l.shown = nil
	return l.last.result.Notes
}

// Folders gives every folder in which a change would change the site, as Visit was told them.
func (l *Live) Folders() map[string]bool {
	l.updating.Lock()
	defer l.updating.Unlock()
	return l.sweeper.Folders()
}

// Day gives the day that an Update at a time would show.
func (l *Live) Day(now time.Time) calendar.Day {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.shown == nil || !l.opt.AsOf.IsZero() {
		return l.opt.AsOf
	}
	return calendar.DayOf(now.In(l.shown.kept.cfg.Location))
}

// State gives what is known of the site as of a day; zero: the day of the last update.
func (l *Live) State(day calendar.Day) (s State) {
	l.look(day, func(b *builder) {
		switch {
		case l.last == nil:
			s = State{Number: l.number}
		case b == l.shown:
			s = l.stateOf(l.last)
		default:
			s = l.stateOf(b)
			if l.last.result.Failed { // that comes first on every day
				s.Failed, s.Problems, s.Frozen = true, l.last.result.Problems, l.last.site == nil
			}
		}
	})
	return s
}

// stateOf gives the state of a run. The caller sees to it that no other takes its place meanwhile.
func (l *Live) stateOf(b *builder) State {
	s := State{
		Number: l.number, AsOf: b.result.AsOf, NextChange: b.result.NextChange, Ready: b.site != nil || l.shown != nil && b == l.last,
		Failed: b.result.Failed, Problems: b.result.Problems, Entries: b.result.Entries, Pages: b.result.Pages,
	}
	for file, older := range b.kept.standIn {
		if older == nil {
			s.Absent = append(s.Absent, file)
		}
	}
	slices.Sort(s.Absent)
	s.Fresh = s.Failed && b.site != nil && len(b.kept.standIn) == 0 && len(b.result.HeldBack) == 0
	site := b
	if b.site == nil {
		site, s.Frozen, s.Absent = l.shown, l.shown != nil, nil
	}
	if s.Frozen {
		shown := l.shown.result
		s.AsOf, s.NextChange, s.Entries, s.Pages = shown.AsOf, shown.NextChange, shown.Entries, shown.Pages
	}
	if site != nil {
		once := site.summary()
		s.Coming, s.Drafts, s.BaseURL = once.coming, once.drafts, site.kept.cfg.BaseURL
	}
	return s
}

// summary is what takes a look at all entries to be told.
type summary struct {
	once   sync.Once
	coming []Coming
	drafts int
}

func (b *builder) summary() *summary {
	b.told.once.Do(func() {
		b.told.coming = b.coming(comingMost)
		for _, it := range b.site.Showcase.Items {
			if it.State == showcase.Draft {
				b.told.drafts++
			}
		}
	})
	return &b.told
}

// errNoSite is asked for by nobody who looked at State.Ready.
var errNoSite = errors.New("there is no site to show")

// Render gives the file at an address of the site as of a day, and whether there is one.
func (l *Live) Render(day calendar.Day, address string) (f File, ok bool, err error) {
	l.look(day, func(b *builder) {
		if b == nil {
			err = errNoSite
			return
		}
		var p page.Page
		if p, ok = b.find(address); !ok {
			return
		}
		f.Type = p.Type
		if f.Data, f.Sum, err = b.produce(p); err != nil {
			f, err = File{}, fmt.Errorf("%s: %w", address, err)
		}
	})
	return f, ok, err
}

// Sum gives the sum of the file that Render would give, without rendering it.
func (l *Live) Sum(day calendar.Day, address string) (s Sum, ok bool, err error) {
	l.look(day, func(b *builder) {
		if b == nil {
			err = errNoSite
			return
		}
		var p page.Page
		if p, ok = b.find(address); ok {
			s = sumOf(b.sum(p.Type, p.View()))
		}
	})
	return s, ok, err
}

// Assets gives the present addresses of static files by their names: "site.css" → "assets/site.<sum>.css".
func (l *Live) Assets(day calendar.Day) map[string]string {
	all := map[string]string{}
	l.look(day, func(b *builder) {
		if b == nil {
			return
		}
		for file, address := range b.assets.address {
			all[strings.TrimPrefix(file, source.Static+"/")] = address
		}
	})
	return all
}

// find gives the page at an address.
func (b *builder) find(address string) (page.Page, bool) {
	i, ok := slices.BinarySearchFunc(b.site.Pages, address, func(p page.Page, address string) int { return strings.Compare(p.Path, address) })
	if !ok {
		return page.Page{}, false
	}
	return b.site.Pages[i], true
}

// produce makes the bytes of a page, as emit writes them.
func (b *builder) produce(p page.Page) ([]byte, Sum, error) {
	view := p.View()
	sum := sumOf(b.sum(p.Type, view))
	if data, ready, err := b.ready(view); ready {
		return data, sum, err
	}
	buffer := buffers.Get().(*bytes.Buffer)
	defer giveBack(buffer)
	err := b.render(buffer, p.Type, view)
	return bytes.Clone(buffer.Bytes()), sum, err
}

func sumOf(sum output.PageSum) Sum {
	content := append(append([]byte{}, sum[:bodyEnd]...), sum[assetsEnd:]...)
	return Sum{Content: hex.EncodeToString(content), Assets: hex.EncodeToString(sum[bodyEnd:assetsEnd])}
}
