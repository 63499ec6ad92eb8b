package page

import (
	"slices"
	"strconv"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/showcase"
)

// An archive is a list that hangs on a page of its own – a community, a theme, a theme in a community, a series – and is
// cut by years, and years by months where they exceed PartSize.
type archive struct {
	parent Link   // the page that it hangs on
	folder string // of its addresses: "communities/zhenlong"
	column string
	owner  string // second part of titles
	crumbs []Link // from home to the parent, included
	items  []*showcase.Item
	// figures adds up some of the items; nil: as they stand
	figures func([]*showcase.Item) Tally
}

// total adds up some of an archive's items.
func (a archive) total(items []*showcase.Item) Tally {
	if a.figures != nil {
		return a.figures(items)
	}
	return tally(showcase.Add(items))
}

// figuresOf adds up items as a community does.
func figuresOf(community *showcase.Item) func([]*showcase.Item) Tally {
	return func(items []*showcase.Item) Tally { return tally(showcase.AddFor(community, items)) }
}

func (a archive) year(y int) string { return a.folder + "/" + strconv.Itoa(y) + ".html" }

func (a archive) month(m span) string {
	return a.folder + "/" + strconv.Itoa(m.year) + "/" + two(m.month) + ".html"
}

// archive plans the years, and the months of years that exceed PartSize.
func (p *planner) archive(a archive) {
	years := byYear(a.items)
	for i, y := range years {
		if len(y.items) <= PartSize {
			p.add(Archive, a.year(y.year), func() any { return p.archiveYear(a, years, i, nil) })
			continue
		}
		months := byMonth(y.items)
		p.add(Archive, a.year(y.year), func() any { return p.archiveYear(a, years, i, months) })
		for _, m := range months {
			p.add(Archive, a.month(m), func() any { return p.archiveMonth(a, m) })
		}
	}
}

// counts lists the years of an archive.
func (a archive) counts() []Count { return yearCounts(byYear(a.items), a.year) }

func (s *Site) archiveView(a archive, sp span, address string) *ArchiveView {
	heading := a.parent.Text + sp.title()
	v := &ArchiveView{
		Heading: heading, Parent: a.parent, Figures: a.total(sp.items),
		Joint: joint(sp.items) && strings.HasPrefix(a.folder, "communities/"),
	}
	v.Frame = s.frame(address, a.column, heading, a.owner, heading+"的记录。")
	v.Crumbs = a.crumbs
	return v
}

func (s *Site) archiveYear(a archive, years []span, i int, months []span) *ArchiveView {
	v := s.archiveView(a, years[i], a.year(years[i].year))
	if months == nil {
		v.Rows = s.rowsOf(years[i].items)
	}
	for _, m := range months {
		v.Months = append(v.Months, Count{Link{m.title(), href(a.month(m))}, len(m.items)})
	}
	v.Others = neighbours(years, i, a.year)
	return v
}

func (s *Site) archiveMonth(a archive, m span) *ArchiveView {
	v := s.archiveView(a, m, a.month(m))
	v.Rows = s.rowsOf(m.items)
	v.Crumbs = append(append([]Link{}, a.crumbs...), Link{strconv.Itoa(m.year) + "年", href(a.year(m.year))})
	return v
}

// groupPages plans series and festivals.
func (p *planner) groupPages() {
	for _, g := range p.Showcase.Series {
		p.group(Series, g)
	}
	for _, g := range p.Showcase.Festivals {
		p.group(Festival, g)
	}
}

func (p *planner) group(t Type, g *showcase.Group) {
	address := p.groups[g]
	a := p.groupArchive(g)
	p.add(t, address, func() any { return p.groupView(t, g, a) })
	if len(g.Items) > PartSize {
		p.archive(a)
	}
}

func (p *planner) groupArchive(g *showcase.Group) archive {
	address := p.groups[g]
	parent := Link{g.Name, href(address)}
	return archive{
		parent: parent, folder: strings.TrimSuffix(address, ".html"), column: "events",
		crumbs: []Link{home(), p.hubLink(0), parent}, items: g.Items,
	}
}

func (s *Site) groupView(t Type, g *showcase.Group, a archive) *GroupView {
	v := &GroupView{Heading: g.Name, Kind: t.String(), Figures: tally(showcase.Add(g.Items))}
	v.Frame = s.frame(s.groups[g], "events", g.Name, "", g.Name+"的预告、记录和统计。")
	v.Crumbs = a.crumbs[:2]
	v.Meta = append(v.Meta, columnMeta(s.column(0))...)
	if t == Festival {
		v.Days = festivalDays(g)
	}
	planned, rest := split(g.Items)
	v.Planned = s.cardsOf(planned)
	if len(g.Items) <= PartSize {
		v.Latest = s.rowsOf(rest)
	} else {
		v.Latest, v.Years = s.rowsOf(first(rest, latestOnHub)), a.counts()
	}
	return v
}

// festivalDays gives the day of a traditional festival in each year of its events, the latest first.
func festivalDays(g *showcase.Group) []FestivalDay {
	var days []FestivalDay
	for _, it := range g.Items {
		year := it.Event().Start.Day.Year()
		day, ok := calendar.Festival(g.Name, year)
		if ok && !slices.Contains(days, FestivalDay{year, day}) {
			days = append(days, FestivalDay{year, day})
		}
	}
	slices.SortFunc(days, func(a, b FestivalDay) int { return b.Year - a.Year })
	return days
}
