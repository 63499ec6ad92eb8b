package build

import (
	"context"
	"slices"
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
	pages := old.toLookAt(b)
	fresh := make([]output.PageSum, len(pages))
	for from := 0; from < len(pages); from += countAtOnce {
		if err := l.sumSome(ctx, number, b, pages, fresh, from); err != nil {
			return 0, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.number != number {
		return 0, context.Canceled
	}
	return l.count.take(b, pages, fresh), nil
}

// toLookAt gives the numbers of the pages that may have changed. Files of the search are none: nobody reads them, and to know
// them takes the texts of all bodies.
func (c *count) toLookAt(b *builder) (pages []int) {
	for i, p := range b.site.Pages {
		if p.Type.Class() != output.Search && (!c.known || c.stale || p.Body != nil && c.files[p.Body.Path]) {
			pages = append(pages, i)
		}
	}
	return pages
}

// sumSome makes the sums of some pages, if the site is still the same.
func (l *Live) sumSome(ctx context.Context, number int, b *builder, pages []int, into []output.PageSum, from int) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.number != number || l.shown == nil {
		return context.Canceled
	}
	for i := from; i < min(from+countAtOnce, len(pages)); i++ {
		p := b.site.Pages[pages[i]]
		into[i] = b.sum(p.Type, p.View())
	}
	return nil
}

// take notes the present sums of pages and counts those that differ; −1 if none were known.
func (c *count) take(b *builder, pages []int, fresh []output.PageSum) (n int) {
	c.files = nil
	if c.known && !c.stale {
		for i, page := range pages {
			at, _ := slices.BinarySearch(c.paths, b.site.Pages[page].Path)
			if c.sums[at] != fresh[i] {
				c.sums[at] = fresh[i]
				n++
			}
		}
		return n
	}
	old := *c
	*c = count{paths: make([]string, len(pages)), sums: fresh, known: true}
	for i, page := range pages {
		c.paths[i] = b.site.Pages[page].Path
	}
	if !old.known {
		return -1
	}
	return differing(&old, c)
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
