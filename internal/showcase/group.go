package showcase

import (
	"cmp"
	"slices"
)

// seriesOf is the series of an event; "" for anything else.
func seriesOf(it *Item) string {
	if f := it.Event(); f != nil {
		return f.Series
	}
	return ""
}

// festivalOf is the festival of an event; "" for anything else.
func festivalOf(it *Item) string {
	if f := it.Event(); f != nil {
		return f.Festival
	}
	return ""
}

// groups gathers events by a name other than ""; the events keep their order.
func groups(events []*Item, name func(*Item) string) []*Group {
	found := map[string]*Group{}
	var all []*Group
	for _, it := range events {
		n := name(it)
		if n == "" {
			continue
		}
		g := found[n]
		if g == nil {
			g = &Group{Name: n}
			found[n] = g
			all = append(all, g)
		}
		g.Items = append(g.Items, it)
	}
	return all
}

// festivalOrder puts festivals into the order of the settings; what is not in them comes last, by name.
func (s *Showcase) festivalOrder(a, b *Group) int {
	rank := func(g *Group) int {
		if i := slices.Index(s.Config.Festivals, g.Name); i >= 0 {
			return i
		}
		return len(s.Config.Festivals)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Name, b.Name))
}

// SeriesNames gives the names of all series that any entry names, whatever its state, in the order of [Showcase.Names].
func (s *Showcase) SeriesNames() []string { return s.Names(seriesOf) }

// FestivalNames gives the names of all festivals that any entry names, whatever its state, in the order of
// [Showcase.Names].
func (s *Showcase) FestivalNames() []string { return s.Names(festivalOf) }

// Names gives the names other than "" that items of whatever state bear, by their first appearance: the earliest date,
// then id; what has no date comes last. Addresses made from names in this order stay when another name appears later, or
// when the first entry of a name is withdrawn.
func (s *Showcase) Names(of func(*Item) string) []string {
	first := map[string]*Item{}
	var names []string
	for _, it := range s.Items { // by id
		n := of(it)
		if n == "" {
			continue
		}
		switch before := first[n]; {
		case before == nil:
			names = append(names, n)
			first[n] = it
		case appearance(it, before) < 0:
			first[n] = it
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(appearance(first[a], first[b]), cmp.Compare(a, b)) })
	return names
}

// appearance orders items by date and id, those without a date last.
func appearance(a, b *Item) int {
	if a.Date.IsZero() != b.Date.IsZero() {
		if a.Date.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID))
}
