package page

import (
	"cmp"
	"slices"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// statistics plans the totals and the press log. Totals by time count a round and those whom it honours on the day on which
// it was listed, so that a figure of the past never grows.
func (p *planner) statistics() {
	all := p.Showcase.Dated()
	if len(all) == 0 {
		return
	}
	counted := slices.Clone(all)
	slices.SortStableFunc(counted, func(a, b *showcase.Item) int { return cmp.Compare(b.CountedOn(), a.CountedOn()) })
	years := cut(counted, false, (*showcase.Item).CountedOn)
	p.add(Statistics, "statistics/index.html", func() any { return p.statisticsView(all, years) })
	for i, y := range years {
		p.add(StatisticsYear, statisticsAddress(y.year), func() any { return p.statisticsYear(years, i) })
	}
	p.media(all)
}

func statisticsAddress(year int) string { return "statistics/" + itoa(year) + ".html" }

func statRow(link Link, lists StatLists, t showcase.Tally) StatRow {
	return StatRow{
		Link: link, Lists: lists, Events: t.Events, Participants: printed(t.Participants), Volunteers: t.Volunteers, Hours: printed(t.Hours),
		Rolls: t.Rolls, Honoured: t.Honoured, Bulletins: t.Bulletins,
	}
}

// lists finds the narrowest lists of a month, a year (month 0) or of all time (year 0) that exist.
func (s *Site) lists(y, m int) StatLists {
	l := StatLists{Events: hubAddress(entry.Event), Honours: hubAddress(entry.Roll), Bulletins: hubAddress(entry.Bulletin)}
	if y > 0 {
		l.Events, l.Bulletins = yearAddress(entry.Event.Folder(), y), yearAddress(entry.Bulletin.Folder(), y)
	}
	if m > 0 {
		l.Events = monthAddress(entry.Event.Folder(), month{y, m})
	}
	for _, address := range []*string{&l.Events, &l.Honours, &l.Bulletins} {
		if !s.generated[*address] {
			*address = ""
		}
	}
	return l
}

// counted tells whether a row of totals has anything in it.
func (r StatRow) counted() bool {
	return r.Events+r.Volunteers+r.Rolls+r.Honoured+r.Bulletins > 0
}

func (s *Site) statisticsFrame(address, heading string) Frame {
	f := s.frame(address, "statistics", heading, "", heading+"：活动、参与人次、志愿服务和表彰的合计，每个数字都能查到出处。")
	f.Crumbs = []Link{home()}
	return f
}

func (s *Site) statisticsView(all []*showcase.Item, years []span) *StatisticsView {
	v := &StatisticsView{Heading: "数据统计", All: statRow(Link{Text: "合计"}, s.lists(0, 0), showcase.Add(all))}
	v.Frame = s.statisticsFrame("statistics/index.html", v.Heading)
	for _, y := range years {
		if row := statRow(Link{y.title(), statisticsAddress(y.year)}, s.lists(y.year, 0), showcase.Add(y.items)); row.counted() {
			v.Years = append(v.Years, row)
		}
	}
	oldestFirst := slices.Clone(v.Years)
	slices.Reverse(oldestFirst)
	v.ByYear = rowsChart("years", "各年活动", false, oldestFirst)
	return v
}

func (s *Site) statisticsYear(years []span, i int) *StatisticsYearView {
	y := years[i]
	total := showcase.Add(y.items)
	v := &StatisticsYearView{
		Heading: y.title() + "数据统计", All: statRow(Link{Text: "全年"}, s.lists(y.year, 0), total), Lines: tally(total).Lines, Joint: joint(y.items),
	}
	v.Frame = s.statisticsFrame(statisticsAddress(y.year), v.Heading)
	v.Crumbs = append(v.Crumbs, Link{"数据统计", "statistics/index.html"})
	var months []monthRow
	for _, m := range cut(y.items, true, (*showcase.Item).CountedOn) {
		lists := s.lists(m.year, m.month)
		if row := statRow(Link{m.title(), lists.Events}, lists, showcase.Add(m.items)); row.counted() {
			v.Months = append(v.Months, row)
			months = append(months, monthRow{m.month, row})
		}
	}
	v.ByMonth = monthsChart(months)
	for i := range v.Lines {
		v.Lines[i].Href = v.All.Lists.Events
	}
	v.Communities = s.ownerRows(entry.Community, y.year)
	v.Themes = s.ownerRows(entry.Theme, y.year)
	v.ByCommunity = rowsChart("communities", "各社区活动", true, v.Communities)
	v.ByTheme = rowsChart("themes", "各主题活动", true, v.Themes)
	v.Others = neighbours(years, i, statisticsAddress)
	for _, k := range listed {
		if slices.ContainsFunc(s.Showcase.Public[k], func(it *showcase.Item) bool { return it.Day().Year() == y.year }) {
			v.Data = append(v.Data, Link{s.column(k).Name + "（CSV）", dataAddress(k, y.year, CSV)})
		}
	}
	s.shared(&v.Frame, v.Heading, "website", s.dataset(v.Data))
	return v
}

// ownerRows are the totals of every community, or every theme, in a year; each leads to its list of that year.
func (s *Site) ownerRows(k entry.Kind, year int) []StatRow {
	var rows []StatRow
	for _, owner := range s.Showcase.Public[k] {
		var community *showcase.Item
		if k == entry.Community {
			community = owner
		}
		var own []*showcase.Item
		for _, it := range owner.Members {
			if it.CountedOn().Year() == year {
				own = append(own, it)
			}
		}
		lists := s.ownerLists(owner, year)
		link := Link{owner.Title, cmp.Or(lists.Events, href(owner.Address()))}
		if row := statRow(link, lists, showcase.AddFor(community, own)); row.counted() {
			rows = append(rows, row)
		}
	}
	return rows
}

// ownerLists finds the lists behind a row of a community or theme: that of its year, where one stands, and for honours,
// which the year of their entries need not hold, a page that has them all.
func (s *Site) ownerLists(owner *showcase.Item, year int) StatLists {
	l := StatLists{Honours: href(owner.Address())}
	if owner.Kind == entry.Theme {
		l.Honours = s.lists(0, 0).Honours
	}
	if list := s.ownerArchive(owner).year(year); s.generated[list] {
		l.Events, l.Bulletins = href(list), href(list)
	}
	return l
}

// media plans the press log: all years on the first page, each on its own.
func (p *planner) media(items []*showcase.Item) {
	var rows []MediaRow
	for _, it := range items {
		for _, m := range it.Media {
			rows = append(rows, MediaRow{m.Outlet, m.Title, m.Level, webAddress(m.URL), m.Date, entryLink(it)})
		}
	}
	if len(rows) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b MediaRow) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(a.Outlet, b.Outlet), cmp.Compare(a.Title, b.Title))
	})
	years, ends := mediaYears(rows)
	p.add(Media, mediaHub, func() any {
		v := p.mediaView(mediaHub, mediaTitle, first(rows, PartSize))
		for i, y := range years {
			v.Years = append(v.Years, Count{y, ends[i+1] - ends[i]})
		}
		return v
	})
	for i, y := range years {
		p.add(Media, y.Href, func() any {
			v := p.mediaView(y.Href, y.Text+mediaTitle, rows[ends[i]:ends[i+1]])
			v.Crumbs = append(v.Crumbs, Link{mediaTitle, mediaHub})
			v.Others = beside(years, i)
			return v
		})
	}
}

const mediaHub, mediaTitle = "media/index.html", "媒体报道"

// mediaYears finds the years of the press log, the latest first: the rows of the i-th stand from ends[i] to ends[i+1].
func mediaYears(rows []MediaRow) (years []Link, ends []int) {
	for i, row := range rows {
		y := itoa(row.Date.Year())
		if n := len(years); n == 0 || years[n-1].Text != y+"年" {
			years, ends = append(years, Link{y + "年", "media/" + y + ".html"}), append(ends, i)
		}
	}
	return years, append(ends, len(rows))
}

func (s *Site) mediaView(address, heading string, rows []MediaRow) *MediaView {
	v := &MediaView{Heading: heading, Rows: rows}
	v.Frame = s.frame(address, "media", heading, "", "各级媒体对本街道的报道。")
	v.Crumbs = []Link{home()}
	for _, level := range slices.Backward(entry.Levels) {
		n := 0
		for _, row := range rows {
			if row.Level == level {
				n++
			}
		}
		if n > 0 {
			v.Levels = append(v.Levels, LevelCount{level, n})
		}
	}
	return v
}
