package publish

import (
	"context"
	"slices"
	"strings"
	"time"

	"mingde/internal/problem"
)

const (
	// fullEvery is after how many generations a full manifest is written again.
	fullEvery = 32
	// maxDelta is how much of a site may differ from the last full manifest before one is written again.
	maxDelta = 0.25
)

// prepare makes the plan and asks all guards. Nothing is written in it.
func (p *publisher) prepare(ctx context.Context, s *standing, want []Entry, back *state) (*turn, error) {
	t := &turn{publisher: p, standing: s, back: back, unseen: s.base.unseen}
	marks := marksOf(p.Withdrawn)
	if back != nil {
		marks = back.withdrawn
	}
	t.cut = s.base.generation > 0 && newMarks(marks, s.base.withdrawn)
	c := &changes{base: s.base, want: want, dirty: s.dirty, cut: t.cut, now: time.Now(), next: s.history.next()}
	t.actions = c.actions()
	root := rootOf(want, marks)
	p.report.Plan = t.plan(c, root)
	if err := p.guardChange(s, want, t.actions); err != nil {
		return nil, err
	}
	if back == nil {
		if err := p.measure(ctx, t.actions); err != nil {
			return nil, err
		}
		if err := p.guardStrangers(ctx, s, t.actions); err != nil {
			return nil, err
		}
	} else if err := p.checkBodies(ctx, t.actions); err != nil {
		return nil, err
	}
	p.noteUnhashed(t.actions)
	t.entries = c.entries(t.actions, p.Keep)
	t.intent = t.announce(c, root, marks)
	p.report.Plan.Bytes = 0
	for _, a := range t.actions {
		p.report.Plan.Bytes += a.Size
	}
	t.event.Total = p.report.Plan.Bytes
	return t, nil
}

// plan is what a user may see of it.
func (t *turn) plan(c *changes, root Root) *Plan {
	plan := &Plan{Base: c.base.generation, Generation: c.next, Withdraws: t.cut, Actions: t.actions, Root: root, Unfinished: []int{}}
	if t.back != nil {
		for i := range t.actions {
			t.actions[i].Size = 0 // the bytes do not travel
		}
	}
	for _, in := range t.standing.begun {
		plan.Unfinished = append(plan.Unfinished, in.generation)
	}
	for _, a := range t.actions {
		plan.Bytes += a.Size
	}
	return plan
}

// announce makes the intent, and decides whether a full manifest is due.
func (t *turn) announce(c *changes, root Root, marks []mark) *intent {
	base := c.base
	in := &intent{
		generation: c.next, base: base.generation, root: root, against: base.against, withdrawn: marks, cut: base.cut,
		touched: touched(t.actions),
	}
	if t.cut {
		in.cut = in.generation
	}
	if t.back != nil {
		in.back, in.left = t.back.generation, base.root
	}
	in.changed, in.removed = difference(base.full, t.entries)
	delta := len(in.changed) + len(in.removed)
	old := in.generation-in.against.generation >= fullEvery
	t.full = in.against.generation == 0 || old || float64(delta) > maxDelta*float64(len(t.entries))
	return in
}

// noteUnhashed warns of stylesheets and scripts that change under a name that stays: old pages see the new ones at once.
func (p *publisher) noteUnhashed(actions []Action) {
	var changed []string
	for _, a := range actions {
		kind, _, _ := strings.Cut(a.entry.Class.Header.ContentType, ";")
		if a.Reason == Changed && !a.entry.hashed() && (kind == "text/css" || kind == "text/javascript") {
			changed = append(changed, a.Path)
		}
	}
	if len(changed) > 0 {
		p.note("unhashed", problem.Args{"paths": names(changed)})
	}
}

// maxNamed is how many paths a sentence names.
const maxNamed = 10

// names lists paths in a sentence.
func names(paths []string) string {
	sorted := slices.Sorted(slices.Values(paths))
	if len(sorted) > maxNamed {
		sorted = append(sorted[:maxNamed:maxNamed], "…")
	}
	return strings.Join(sorted, ", ")
}
