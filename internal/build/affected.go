package build

import (
	"context"
	"strings"

	"mingde/internal/output"
)

// count knows what the pages were made from when they were last counted.
type count struct {
	paths []string
	sums  []output.PageSum
	known bool
	stale bool            // more has changed since than bodies
	files map[string]bool // entries of which the body has changed since
}

// changed notes what a run has changed. The caller holds Live.mu.
func (c *count) changed(b *builder, adopted bool) {
	if !adopted {
		c.stale = true
		return
	}
	if c.files == nil {
		c.files = map[string]bool{}
	}
	for _, f := range b.kept.changes.files {
		c.files[f.Path] = true
	}
}

// countAtOnce is how many pages are looked at before somebody else may have the site: some milliseconds.
const countAtOnce = 64

// Affected counts the pages that differ from those when it was last asked; −1 the first time. It makes the views of
// all pages, which takes a while, unless nothing but bodies has changed; ctx ends it, and what it would have told is told the
// next time.
func (l *Live) Affected(ctx context.Context) (int, error) {
	l.mu.RLock()
	number, b, old := l.number, l.shown, l.count
	l.mu.RUnlock()
	if b == nil {
		return 0, nil
	}
	if old.known && !old.stale {
		return l.countBodies()
	}
	fresh := count{paths: make([]string, len(b.site.Pages)), sums: make([]output.PageSum, len(b.site.Pages)), known: true}
	for from := 0; from < len(fresh.paths); from += countAtOnce {
		if err := l.sumSome(ctx, number, b, &fresh, from); err != nil {
			return 0, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.number != number {
		return 0, context.Canceled
	}
	l.count = fresh
	if !old.known {
		return -1, nil
	}
	return differing(&old, &fresh), nil
}

// sumSome makes the sums of some pages, if the site is still the same.
func (l *Live) sumSome(ctx context.Context, number int, b *builder, into *count, from int) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.number != number {
		return context.Canceled
	}
	for i := from; i < min(from+countAtOnce, len(into.paths)); i++ {
		p := b.site.Pages[i]
		into.paths[i], into.sums[i] = p.Path, b.sum(p.Type, p.View())
	}
	return nil
}

// countBodies counts the pages of changed bodies, and remembers their new sums.
func (l *Live) countBodies() (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count.stale {
		return 0, context.Canceled
	}
	n := 0
	for i, p := range l.shown.site.Pages {
		if p.Body == nil || !l.count.files[p.Body.Path] {
			continue
		}
		if sum := l.shown.sum(p.Type, p.View()); sum != l.count.sums[i] {
			l.count.sums[i] = sum
			n++
		}
	}
	l.count.files = nil
	return n, nil
}

// differing counts the pages that came, went or changed.
func differing(old, fresh *count) int {
	n, k := 0, 0
	for i, path := range fresh.paths {
		for k < len(old.paths) && strings.Compare(old.paths[k], path) < 0 {
			n, k = n+1, k+1 // gone
		}
		if k == len(old.paths) || old.paths[k] != path {
			n++ // new
			continue
		}
		if old.sums[k] != fresh.sums[i] {
			n++
		}
		k++
	}
	return n + len(old.paths) - k
}
