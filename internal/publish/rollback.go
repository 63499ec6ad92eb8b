package publish

import (
	"context"
	"errors"
	"fmt"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// Rollback brings back the site of an earlier generation, or of a later one that a rollback took away; 0 is the one before what
// is shown. It makes a new generation, in the order of a publish; the bodies come from where they were kept. Of Options
// it needs no site, but what is withdrawn. Errors are those of Run.
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
	if len(h.commits()) == 0 {
		return refuse("nothing-published", nil)
	}
	s, err := p.look(ctx, h, p.DryRun)
	if err != nil {
		return err
	}
	if generation == 0 {
		if generation, err = p.before(ctx, s); err != nil {
			return err
		}
	}
	target, err := p.reached(ctx, s, generation)
	if err != nil {
		return err
	}
	p.report.Back = generation
	if s.stands(target.root) {
		p.unchanged(h)
		return nil
	}
	if err := p.guardBack(ctx, s, target); err != nil {
		return err
	}
	return p.change(ctx, s, target.living(), target)
}

// before is where a rollback leads that names no generation. What was begun and not finished is undone; but if it was a rollback
// itself, it goes on. Else it is the newest generation that is older than the one which is shown, and was another site.
func (p *publisher) before(ctx context.Context, s *standing) (int, error) {
	if last := s.last(); last != nil && last.back > 0 {
		return last.back, nil
	} else if last != nil {
		return s.base.generation, nil
	}
	shown, err := p.original(ctx, s.history, &s.base.intent)
	if err != nil {
		return 0, err
	}
	for _, r := range s.history.commits() {
		if r.generation < shown && r.root != s.base.root {
			return r.generation, nil
		}
	}
	return 0, refuse("nothing-before", nil)
}

// original is the generation that a generation shows: itself, or the one to which it went back, or the one to which that went back.
func (p *publisher) original(ctx context.Context, h history, in *intent) (int, error) {
	for in.back > 0 {
		r, ok := h.commit(in.back)
		if !ok {
			return in.back, nil
		}
		next, err := p.committed(ctx, r)
		if err != nil {
			return 0, err
		}
		in = next
	}
	return in.generation, nil
}

// reached loads a generation to which a rollback may lead.
func (p *publisher) reached(ctx context.Context, s *standing, generation int) (*state, error) {
	if generation < s.base.cut {
		return nil, refuse("before-withdrawal", problem.Args{"generation": fmt.Sprint(generation), "cut": fmt.Sprint(s.base.cut)})
	}
	r, ok := s.history.commit(generation)
	if !ok {
		return nil, refuse("no-generation", problem.Args{"generation": fmt.Sprint(generation)})
	}
	target, err := p.load(ctx, r)
	if err == nil && p.shows(s, target) {
		err = refuse("withdrawn-since", problem.Args{"generation": fmt.Sprint(generation)})
	}
	return target, err
}

// guardBack asks before a rollback of which it is not known whether it shows what is withdrawn, and before one that brings back what
// rollbacks have taken away.
func (p *publisher) guardBack(ctx context.Context, s *standing, target *state) error {
	if p.Unread {
		if !p.Yes {
			return ask("sources-unread", nil)
		}
		p.note("sources-unread-yes", nil)
	}
	if p.Yes || target.root == s.base.root {
		return nil
	}
	for in := &s.base.intent; in.back > 0; {
		if in.left == target.root {
			return ask("taken-away", problem.Args{"generation": fmt.Sprint(target.generation), "by": fmt.Sprint(in.generation), "back": fmt.Sprint(in.back)})
		}
		r, ok := s.history.commit(in.base)
		if !ok {
			return nil
		}
		before, err := p.committed(ctx, r)
		if err != nil {
			return err
		}
		in = before
	}
	return nil
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
