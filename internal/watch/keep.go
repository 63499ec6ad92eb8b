package watch

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"mingde/internal/build"
	"mingde/internal/layout"
	"mingde/internal/problem"
)

// maxKept is how many pages are kept as they were last beside those that are open, and how many that cannot be made are
// told.
const maxKept = 50

// keeper makes pages, and keeps what came of it: the last good bytes of those that somebody looks at, so that a layout that
// fails takes no page off a screen, and what is wrong with those that cannot be made. Mistakes in a layout are found before
// any page is made, but for those that depend on what a page shows.
type keeper struct {
	site site
	stir chan struct{} // holds one: other pages fail than before, or in another way

	mu   sync.Mutex
	open map[where]int // by how many clients
	good map[where]build.File
	used []where // the keys of good, those that were made last at the end
	bad  map[where]failure
}

// failure is why a page cannot be made.
type failure struct {
	problem problem.Problem
	machine bool // not the layout: it may be over in a moment
}

func newKeeper(shown site) *keeper {
	return &keeper{
		site: shown, stir: make(chan struct{}, 1),
		open: map[where]int{}, good: map[where]build.File{}, bad: map[where]failure{},
	}
}

// render makes a page. After an error, last is the page as it was last, if that is known.
func (k *keeper) render(at where) (f build.File, ok bool, last *build.File, err error) {
	f, ok, err = k.site.Render(at.day, at.address)
	if err != nil && !k.site.State(at.day).Ready {
		return f, ok, nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case err != nil:
		k.note(at, failureOf(at, err))
		if old, known := k.good[at]; known {
			last = &old
		}
	case !ok:
		k.forget(at)
		k.mended(at)
	default:
		k.keep(at, f)
		k.mended(at)
	}
	return f, ok, last, err
}

// failureOf puts an error of a page into the words of a problem: that of its layout, or of the machine.
func failureOf(at where, err error) failure {
	if p, ok := layout.Failure(err); ok {
		return failure{problem: p.WithHint("watch.layout-fails.hint", problem.Args{"page": at.address})}
	}
	return failure{problem: problem.Problem{
		Place: problem.Place{File: at.address}, Rule: "page-not-made", Severity: problem.Error,
		Message: problem.Text{Key: "watch.page-fails", Args: problem.Args{"text": strings.TrimPrefix(err.Error(), at.address+": ")}},
	}, machine: true}
}

// note takes down that a page fails. The caller holds mu, as for all that follow.
func (k *keeper) note(at where, f failure) {
	old, known := k.bad[at]
	if !known && len(k.bad) >= maxKept {
		return
	}
	k.bad[at] = f
	if !known || !alike(old.problem, f.problem) {
		k.rouse()
	}
}

func (k *keeper) mended(at where) {
	if _, known := k.bad[at]; known {
		delete(k.bad, at)
		k.rouse()
	}
}

func (k *keeper) rouse() {
	select {
	case k.stir <- struct{}{}:
	default: // somebody will look anyway
	}
}

// keep takes over the bytes of a page. What has no layout fails only with the machine, and may be large: it is not kept.
func (k *keeper) keep(at where, f build.File) {
	if f.Type.Layout() == "" {
		return
	}
	k.forget(at)
	k.good[at], k.used = f, append(k.used, at)
	for i := 0; i < len(k.used) && len(k.used) > maxKept+len(k.open); {
		if k.open[k.used[i]] > 0 {
			i++
			continue
		}
		delete(k.good, k.used[i])
		k.used = slices.Delete(k.used, i, i+1)
	}
}

func (k *keeper) forget(at where) {
	if _, known := k.good[at]; known {
		delete(k.good, at)
		k.used = slices.Delete(k.used, slices.Index(k.used, at), slices.Index(k.used, at)+1)
	}
}

// hold notes that a client opens a page, or with -1 that it leaves it.
func (k *keeper) hold(at where, clients int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.open[at] += clients; k.open[at] == 0 {
		delete(k.open, at)
	}
}

// failures gives what is wrong, each thing once however many pages it spoils, and whether any of it is the machine's fault.
func (k *keeper) failures() (all []problem.Problem, machine bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, at := range slices.SortedFunc(maps.Keys(k.bad), where.compare) {
		f := k.bad[at]
		machine = machine || f.machine
		if !slices.ContainsFunc(all, func(p problem.Problem) bool { return p.Place == f.problem.Place && gist(p) == gist(f.problem) }) {
			all = append(all, f.problem)
		}
	}
	return problem.Sort(all), machine
}

// failing gives the pages that could not be made.
func (k *keeper) failing() (all []where) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for at := range k.bad {
		all = append(all, at)
	}
	return all
}
