package publish

import (
	"context"
	"errors"
	"fmt"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// Rollback brings back the site of an earlier generation, or of a later one that a rollback took away; 0 is the one before
// the last. It makes a new generation, in the order of a publish; the bodies come from where they were kept. Of Options
// it needs no site. Errors are those of Run.
func Rollback(ctx context.Context, opt Options, generation int) (Report, error) {
	p := newPublisher(opt)
	p.restore = true
	err := p.patiently(ctx, func() error { return p.rollback(ctx, generation) })
	return p.report, err
}

func (p *publisher) rollback(ctx context.Context, generation int) error {
	h, err := p.list(ctx)
	if err != nil {
		return err
	}
	commits := h.commits()
	if generation == 0 {
		if len(commits) < 2 {
			return refuse("nothing-before", nil)
		}
		generation = commits[1].generation
	}
	s, err := p.look(ctx, h, p.DryRun)
	if err != nil {
		return err
	}
	if generation < s.base.cut {
		return refuse("before-withdrawal", problem.Args{"generation": fmt.Sprint(generation), "cut": fmt.Sprint(s.base.cut)})
	}
	var target *state
	for _, r := range commits {
		if r.generation == generation {
			if target, err = p.load(ctx, r); err != nil {
				return err
			}
		}
	}
	if target == nil {
		return refuse("no-generation", problem.Args{"generation": fmt.Sprint(generation)})
	}
	if p.shows(s, target) {
		return refuse("withdrawn-since", problem.Args{"generation": fmt.Sprint(generation)})
	}
	if h.stands(target.root) {
		p.unchanged(h)
		return nil
	}
	return p.change(ctx, s, target.living(), target)
}

// shows tells whether a generation shows what somebody has withdrawn and not yet published so: in the sources, or in a publish
// that did not come to its end.
func (p *publisher) shows(s *standing, target *state) bool {
	marks := marksOf(p.Withdrawn)
	for _, in := range s.begun {
		marks = append(marks, in.withdrawn...)
	}
	return newMarks(marks, target.withdrawn)
}

// living gives the entries that the site has.
func (s *state) living() (entries []Entry) {
	for _, e := range s.entries {
		if e.alive() {
			entries = append(entries, e)
		}
	}
	return entries
}

// checkBodies refuses a rollback for which a body is not there any more, before anything is written.
func (p *publisher) checkBodies(ctx context.Context, actions []Action) error {
	kept := map[string]store.Object{}
	listed := true
	for object, err := range p.store.List(ctx, blobs) {
		if listed = !errors.Is(err, store.ErrDenied); !listed {
			break
		}
		if err != nil {
			return err
		}
		kept[object.Key] = object
	}
	var gone []string
	for i := range actions {
		a := &actions[i]
		if !a.uploads() {
			continue
		}
		there, err := p.isKept(ctx, a.entry, kept, listed)
		if err == nil && !there {
			there, err = p.holdsBody(ctx, a.Path, a.entry)
			a.there = there
		}
		if err != nil {
			return err
		}
		if !there {
			gone = append(gone, a.Path)
		}
	}
	if len(gone) > 0 {
		return refuse("body-gone", problem.Args{"paths": names(gone)})
	}
	return nil
}

// isKept tells whether the body of an entry is among the kept ones; they are asked for one by one if they could not be listed.
func (p *publisher) isKept(ctx context.Context, e Entry, kept map[string]store.Object, listed bool) (bool, error) {
	object, ok := kept[blobKey(e)]
	switch {
	case !listed:
		return p.holdsBody(ctx, blobKey(e), e)
	case !ok:
		return false, nil
	}
	return p.is(ctx, object, e)
}

// holdsBody tells whether the body of an entry is at a key.
func (p *publisher) holdsBody(ctx context.Context, key string, e Entry) (bool, error) {
	object, err := p.store.Head(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return p.is(ctx, object, e)
}

// bringBack puts a kept body in its place.
func (t *turn) bringBack(a *Action) error {
	if a.there {
		return t.copy(a.Path, a.Path, a.entry.Class.Header)
	}
	return t.copy(blobKey(a.entry), a.Path, a.entry.Class.Header)
}
