// Package feed writes the files of the site that are no HTML, from views: Atom, iCalendar, CSV, JSON, sitemaps and
// robots.txt. The same view gives the same bytes. It does not know entries, layouts, the disk, nor the clock.
package feed

import (
	"bytes"
	"fmt"

	"mingde/internal/page"
)

// Write appends the file of a page that is no HTML to w. The view is the pointer that package page makes for the type:
// *page.AtomView, *page.CalendarView, *page.TableView (CSV and JSON), *page.SitemapView (Sitemap and SitemapIndex) or
// *page.RobotsView. Whatever strings are in it, the file keeps to its format: what the format cannot hold is replaced
// or left out.
//
// The errors are mistakes of the caller: another type or view, a value that the format cannot do without or that is
// malformed, more addresses than a sitemap holds. w is then as it was before.
func Write(w *bytes.Buffer, t page.Type, view any) error {
	before := w.Len()
	err := write(w, t, view)
	if err != nil {
		w.Truncate(before)
	}
	return err
}

func write(w *bytes.Buffer, t page.Type, view any) error {
	switch t {
	case page.Atom:
		return as(w, view, writeAtom)
	case page.Calendar:
		return as(w, view, writeCalendar)
	case page.CSV:
		return as(w, view, writeCSV)
	case page.JSON:
		return as(w, view, writeJSON)
	case page.Sitemap:
		return as(w, view, writeSitemap)
	case page.SitemapIndex:
		return as(w, view, writeSitemapIndex)
	case page.Robots:
		return as(w, view, writeRobots)
	}
	return fmt.Errorf("page type %d is none that package feed writes", t)
}

// as hands the view to the writer of its type.
func as[V any](w *bytes.Buffer, view any, write func(*bytes.Buffer, *V) error) error {
	v, ok := view.(*V)
	if !ok || v == nil {
		return fmt.Errorf("the view is a nil or a %T, wanted is a %T", view, v)
	}
	return write(w, v)
}
