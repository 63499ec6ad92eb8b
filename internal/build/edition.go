package build

import (
	"slices"
	"sync"

	"mingde/internal/calendar"
)

// maxEditions is how many other days are kept in memory: each costs what a Showcase and its plan cost.
const maxEditions = 3

// editions are the sites of other days than the one that is shown, made when somebody asks.
type editions struct {
	mu  sync.Mutex
	all []*builder // the last used at the end
}

// of gives the site of a day, made from the entries of a run.
func (e *editions) of(shown *builder, day calendar.Day) *builder {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := slices.IndexFunc(e.all, func(b *builder) bool { return b.AsOf == day })
	if i >= 0 {
		b := e.all[i]
		e.all = append(slices.Delete(e.all, i, i+1), b)
		return b
	}
	if len(e.all) == maxEditions {
		e.all = slices.Delete(e.all, 0, 1)
		shown.set.Forget() // the layouts keep the cards of a Site alive
	}
	b := shown.edition(day)
	e.all = append(e.all, b)
	return b
}

// edition compiles the site of another day. What is wrong with an entry on that day alone leaves it out.
func (b *builder) edition(day calendar.Day) *builder {
	e := &builder{
		Options: b.Options, out: b.out, tree: b.tree, sources: b.sources, store: b.store, entries: b.entries, bodies: b.bodies, facts: b.facts,
		assets: b.assets, set: b.set, held: map[string]bool{}, identity: b.identity, program: b.program, kept: b.kept,
	}
	e.AsOf, e.HoldBack = day, true
	e.problems.early, e.problems.parse = b.problems.early, b.problems.parse
	for file := range b.kept.standIn { // older versions, as on every day
		e.held[file] = b.held[file]
	}
	for {
		e.compile(b.kept.cfg)
		if !e.judge() || !e.holdBack() {
			break
		}
	}
	e.result.Failed = e.result.Failed || len(e.result.HeldBack) > 0 || b.result.Failed
	if b.result.Failed {
		e.result.Problems = b.result.Problems
	}
	return e
}

// renew follows a run: after a change of bodies the sites of other days are still right, but for what is wrong with them; else they are
// made anew when somebody asks.
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
	for _, other := range e.all {
		other.tree, other.sources, other.problems.parse = b.tree, b.sources, b.problems.parse
		other.checked = other.checked.Again(other.subject(), edited)
		other.problems.check = other.checked.Problems()
		failed := other.result.Failed
		other.judge()
		other.result.Failed = other.result.Failed || failed
	}
}
