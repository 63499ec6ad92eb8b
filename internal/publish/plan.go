package publish

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"mingde/internal/problem"
)

// Reason says why something is done to an object.
type Reason string

// The reasons. Dirty: a publish that did not come to its end may have changed it, or it was found changed by somebody else.
const (
	New       Reason = "new"
	Changed   Reason = "changed"
	Headers   Reason = "headers" // nothing but how it is given out: no upload
	Dirty     Reason = "dirty"
	Removed   Reason = "removed"
	Dead      Reason = "dead"      // an asset that no page has needed for long
	Pending   Reason = "pending"   // a delete that was refused before
	Withdrawn Reason = "withdrawn" // an asset that would be kept for a while, did it not show what was withdrawn
)

// Action is what is done to one object.
type Action struct {
	Path   string `json:"path"`
	Reason Reason `json:"reason"`
	Phase  Phase  `json:"phase"`
	Size   int64  `json:"size"` // bytes that are uploaded; 0 for none

	do     deed
	entry  Entry   // as it shall be
	before Entry   // as it was in the base; without a path if it was not there
	known  []Entry // what unfinished publishes may have put there
	there  bool    // of a rollback: the body was never kept, but is in its place
}

// Text is its sentence in a plan.
func (a Action) Text() problem.Text {
	return text("plan."+string(a.Reason), problem.Args{"path": a.Path, "phase": a.Phase.String()})
}

// deed is how.
type deed uint8

const (
	replace deed = iota // put over what is ours
	create              // put where nothing is; else it is somebody else's
	settle              // look first: nothing, ours from a publish that did not end, or somebody else's
	reissue             // copy onto itself with other headers
	remove
	removeOurs // look first, as settle does
)

// Plan is what a publish would do.
type Plan struct {
	Base       int      `json:"base"`       // the generation that stands; 0 for none
	Generation int      `json:"generation"` // that would be made
	Unfinished []int    `json:"unfinished"` // generations that somebody began
	Withdraws  bool     `json:"withdraws"`  // kept bodies are deleted: something was withdrawn
	Actions    []Action `json:"actions"`    // in the order of the phases
	Bytes      int64    `json:"bytes"`      // to upload
	Root       Root     `json:"-"`
}

// changes are what a plan is made of.
type changes struct {
	base  *state
	want  []Entry            // in order, all alive
	dirty map[string][]Entry // keys of unknown state, and what unfinished publishes wanted there
	cut   bool               // something is withdrawn
	now   time.Time
	next  int // the number of the new generation
}

// actions compares what is wanted with what is known, in the order of the phases, then of the paths. It is pure.
func (c *changes) actions() []Action {
	all := []Action{}
	pending := c.base.pendingSet()
	for _, e := range c.want {
		if a, ok := c.put(e, pending[e.Path]); ok {
			all = append(all, a)
		}
	}
	wanted := func(path string) bool { _, ok := find(c.want, path); return ok }
	for _, e := range c.base.entries {
		if a, ok := c.removal(e); ok && !wanted(e.Path) {
			all = append(all, a)
		}
	}
	known := func(path string) bool { _, ok := find(c.base.entries, path); return ok }
	for _, path := range slices.Sorted(maps.Keys(c.dirty)) {
		if !wanted(path) && !known(path) && !pending[path] {
			all = append(all, Action{Path: path, Reason: Dirty, Phase: Deletes, do: removeOurs, known: c.dirty[path]})
		}
	}
	for path := range pending {
		if !wanted(path) && !known(path) && !isBlob(path) {
			all = append(all, Action{Path: path, Reason: Pending, Phase: Deletes, do: remove})
		}
	}
	slices.SortFunc(all, func(a, b Action) int {
		return cmp.Or(cmp.Compare(a.Phase, b.Phase), strings.Compare(a.Path, b.Path))
	})
	return all
}

// put tells what must be done for an object that is wanted; ok is false for nothing.
func (c *changes) put(e Entry, pending bool) (a Action, ok bool) {
	before, had := find(c.base.entries, e.Path)
	entries, dirty := c.dirty[e.Path]
	a = Action{Path: e.Path, Phase: phaseOf(e, !had), Size: e.Size, entry: e, before: before, known: entries, do: replace}
	switch {
	case pending:
		a.Reason = Dirty
	case !had && dirty:
		a.Reason, a.do = Dirty, settle
	case !had:
		a.Reason, a.do = New, create
	case dirty:
		a.Reason = Dirty
	case before.Sum != e.Sum || before.Class.Encoder != e.Class.Encoder:
		a.Reason = Changed
	case before.Class != e.Class:
		a.Reason, a.do, a.Size = Headers, reissue, 0
	default:
		return a, false
	}
	return a, true
}

// removal tells what must be done with an object that is no longer wanted; ok is false for nothing.
func (c *changes) removal(e Entry) (a Action, ok bool) {
	_, dirty := c.dirty[e.Path]
	a = Action{Path: e.Path, Phase: Deletes, do: remove, before: e}
	switch {
	case c.cut && !harmless(e):
		a.Reason = Withdrawn
		if e.alive() && !e.hashed() {
			a.Reason = Removed
		}
	case dirty:
		a.Reason = Dirty
	case !e.alive():
		a.Reason = Dead
		return a, c.due(e.Dead)
	case e.hashed():
		return a, false
	default:
		a.Reason = Removed
	}
	return a, true
}

func (c *changes) due(d Death) bool { return c.now.Unix() >= d.After && c.next >= d.Generation }

// harmless tells whether an asset can show nobody: stylesheets, scripts and fonts come from layouts and static files.
func harmless(e Entry) bool {
	kind, _, _ := strings.Cut(e.Class.Header.ContentType, ";")
	return e.hashed() && (kind == "text/css" || kind == "text/javascript" || strings.HasPrefix(kind, "font/"))
}

// How long an asset stays after the site has stopped to need it: for pages in somebody's cache, and for rollbacks.
const (
	deadTime        = 7 * 24 * time.Hour
	deadGenerations = 3
)

// entries gives what will be known once the actions are done: what is wanted, and the dead that stay.
func (c *changes) entries(actions []Action, keep int) []Entry {
	removed := map[string]bool{}
	put := map[string]Entry{}
	for _, a := range actions {
		if a.Phase == Deletes {
			removed[a.Path] = true
		} else {
			put[a.Path] = a.entry
		}
	}
	var all []Entry
	for _, e := range c.want {
		if done, ok := put[e.Path]; ok {
			e = done
		} else if before, ok := find(c.base.entries, e.Path); ok {
			e.Size, e.MD5 = before.Size, before.MD5
		}
		all = append(all, e)
	}
	for _, e := range c.base.entries {
		if _, wanted := find(c.want, e.Path); wanted || removed[e.Path] {
			continue
		}
		if e.alive() {
			e.Dead = Death{c.now.Add(deadTime).Unix(), c.next + max(deadGenerations, keep)}
		}
		all = append(all, e)
	}
	slices.SortFunc(all, byPath)
	return all
}

func (s *state) pendingSet() map[string]bool {
	set := make(map[string]bool, len(s.pending))
	for _, key := range s.pending {
		set[key] = true
	}
	return set
}

// touched lists the keys that actions write or delete, in order.
func touched(actions []Action) []string {
	var keys []string
	for _, a := range actions {
		keys = append(keys, a.Path)
	}
	slices.Sort(keys)
	return keys
}
