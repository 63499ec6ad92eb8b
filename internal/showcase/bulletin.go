package showcase

import (
	"cmp"
	"slices"
	"sort"

	"mingde/internal/calendar"
	"mingde/internal/entry"
)

// BulletinSeries is the public issues of one series of the same communities, the latest first.
type BulletinSeries struct {
	Name        string
	Communities []*Item
	Street      bool
	Issues      []*Item
}

// gatherBulletins puts the public bulletins into their series, the series by name and communities.
func (s *Showcase) gatherBulletins() {
	found := map[string]*BulletinSeries{}
	for _, it := range s.Public[entry.Bulletin] {
		key := s.SeriesKey(it)
		series := found[key]
		if series == nil {
			series = &BulletinSeries{Name: s.SeriesName(it), Communities: it.Communities, Street: it.Street}
			found[key] = series
		}
		series.Issues = append(series.Issues, it)
	}
	keys := make([]string, 0, len(found))
	for key := range found {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		series := found[key]
		slices.SortFunc(series.Issues, func(a, b *Item) int { return IssueOrder(b, a) })
		s.Bulletins = append(s.Bulletins, series)
		for i, it := range series.Issues {
			if i+1 < len(series.Issues) {
				it.Earlier = series.Issues[i+1]
				it.Earlier.Later = it
			}
		}
	}
}

// SeriesName gives the series of a bulletin, by default that of the settings.
func (s *Showcase) SeriesName(it *Item) string {
	return cmp.Or(it.Bulletin().Series, s.Config.Bulletins.Series)
}

// SeriesKey tells bulletins of one series and the same communities from others; numbers run within it.
func (s *Showcase) SeriesKey(it *Item) string {
	return s.SeriesName(it) + "\x00" + joined(it.Community)
}

// IssueOrder orders the bulletins of a series: by month, number, id.
func IssueOrder(a, b *Item) int {
	f, g := a.Bulletin(), b.Bulletin()
	return cmp.Or(cmp.Compare(f.Month, g.Month), cmp.Compare(f.Number, g.Number), cmp.Compare(a.ID, b.ID))
}

// BulletinItems gives what a bulletin reports: the public ones of its items, or by default the public events, newly listed
// models, rolls and teams of its communities whose day lies in its month, by date, then id.
func (s *Showcase) BulletinItems(it *Item) []*Item {
	var items []*Item
	if f := it.Bulletin(); len(f.Items) > 0 {
		for _, id := range f.Items {
			if other := s.reportable(id); other != nil && other.State == Public {
				items = append(items, other)
			}
		}
		return items
	}
	first, ok := calendar.ParseDay(it.Bulletin().Month + "-01")
	if !ok {
		return nil
	}
	last := calendar.Date(first.Year(), first.Month()+1, 1).Add(-1)
	seen := map[*Item]bool{}
	for _, owner := range it.Communities {
		for _, other := range between(owner.Members, first, last) {
			if !seen[other] && reported(other) {
				seen[other] = true
				items = append(items, other)
			}
		}
	}
	slices.SortFunc(items, func(a, b *Item) int { return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID)) })
	return items
}

// between gives the part of a list, newest first, that lies between two days, both included.
func between(items []*Item, first, last calendar.Day) []*Item {
	from := sort.Search(len(items), func(i int) bool { return items[i].Day() <= last })
	to := sort.Search(len(items), func(i int) bool { return items[i].Day() < first })
	return items[from:to]
}

// reported tells whether a bulletin reports a public item of its communities and month by default.
func reported(it *Item) bool {
	switch it.Kind {
	case entry.Event, entry.Roll:
		return true
	case entry.Model:
		return it.Honoured()
	case entry.Volunteer:
		return it.Volunteer().Type == "team"
	}
	return false
}
