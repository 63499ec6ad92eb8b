package build

import (
	"slices"
	"strings"
	"sync"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/problem"
)

// maxEditions is how many other days are kept in memory: each costs what a Showcase and its plan cost.
const maxEditions = 4

// editions are the sites of other days than the one that is shown, made when somebody asks.
type editions struct {
	making sync.Mutex // one at a time
	mu     sync.Mutex
	all    []*builder // the last used at the end
}

// of gives the site of a day, if it is there.
func (e *editions) of(day calendar.Day) *builder {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := slices.IndexFunc(e.all, func(b *builder) bool { return b.AsOf == day })
	if i < 0 {
		return nil
	}
	b := e.all[i]
	e.all = append(slices.Delete(e.all, i, i+1), b)
	return b
}

// add takes in another site. The longest unused goes.
func (e *editions) add(b *builder) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.all) == maxEditions {
		e.all = slices.Delete(e.all, 0, 1)
		b.set.Forget() // the layouts keep the cards of a Site alive
	}
	e.all = append(e.all, b)
}

// triesToMake is how often the site of a day is made beside everybody else's work. If another state takes its
// place each time, the others wait.
const triesToMake = 3

// look calls do with the run whose pages are those of a day (zero: that of the last update; nil: there are none), which stays while it
// works. The site of another day is made first, if it is not there.
func (l *Live) look(day calendar.Day, do func(b *builder)) {
	for range triesToMake {
		l.mu.RLock()
		shown := l.shown
		b := shown
		if shown != nil && !day.IsZero() && day != shown.result.AsOf {
			b = l.editions.of(day)
		}
		if b != nil || shown == nil {
			do(b)
			l.mu.RUnlock()
			return
		}
		l.mu.RUnlock()
		l.make(shown, day)
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	b := l.editions.of(day)
	if b == nil {
		b = l.shown.edition(day)
	}
	do(b)
}

// make makes the site of a day, and keeps it if the run that it is made from is shown still.
func (l *Live) make(shown *builder, day calendar.Day) {
	l.editions.making.Lock()
	defer l.editions.making.Unlock()
	if l.editions.of(day) != nil {
		return
	}
	b := shown.edition(day)
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.shown == shown {
		l.editions.add(b)
	}
}

// edition compiles the site of another day. What is wrong with an entry on that day alone leaves it out.
func (b *builder) edition(day calendar.Day) *builder {
	e := &builder{
		Options: b.Options, out: b.out, tree: b.tree, sources: b.sources, store: b.store, entries: b.entries, bodies: b.bodies, facts: b.facts,
		sights: b.sights,
		assets: b.assets, set: b.set, held: map[string]bool{}, identity: b.identity, program: b.program, kept: b.kept,
	}
	e.AsOf, e.HoldBack = day, true
	e.index = e.newSearching()
	e.index.inherit(b.index)
	stoodIn := func(p problem.Problem) bool {
		_, ok := b.kept.standIn[p.File]
		return ok && strings.HasPrefix(p.File, entry.Root)
	}
	e.problems.early = slices.DeleteFunc(slices.Clone(b.problems.early), stoodIn)
	e.problems.parse = slices.DeleteFunc(slices.Clone(b.problems.parse), stoodIn)
	for file := range b.held {
		e.held[file] = true
	}
	for {
		e.compile(b.kept.cfg)
		if !e.judge() || !e.holdBack() {
			break
		}
	}
	e.result.Failed = e.result.Failed || len(e.result.HeldBack) > 0
	return e
}

// renew follows a run. After a change of bodies the sites of other days are still right, but for what is wrong with them; where
// anything is, or the places are not known any more, and after all other changes they are made anew when somebody asks.
func (e *editions) renew(b *builder, adopted bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !adopted {
		e.all = nil
		return
	}
	edited := map[string]bool{}
	for _, c := range b.kept.changes.files {
		edited[c.Path] = true
	}
	e.all = slices.DeleteFunc(e.all, func(other *builder) bool { return !other.follow(b, edited) })
}

// follow brings the site of another day up to date after a change of bodies. It is false where it has to be made anew.
func (b *builder) follow(today *builder, edited map[string]bool) bool {
	if b.result.Failed {
		return false
	}
	b.index.bodiesChanged()
	b.tree, b.sources, b.sights, b.kept, b.problems.parse = today.tree, today.sources, today.sights, today.kept, today.problems.parse
	b.checked = b.checked.Again(b.subject(), edited)
	b.problems.check = b.checked.Problems()
	return !b.judge() && !slices.ContainsFunc(b.result.Problems, func(p problem.Problem) bool { return today.kept.shifted[p.File] })
}
