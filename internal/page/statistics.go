package page

import (
	"cmp"
	"slices"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// statistics plans the totals and the press log.
func (p *planner) statistics() {
	all := p.Showcase.Dated()
	if len(all) == 0 {
		return
	}
	years := byYear(all)
	p.add(Statistics, "statistics/index.html", func() any { return p.statisticsView(all, years) })
	for i, y := range years {
		p.add(StatisticsYear, statisticsAddress(y), func() any { return p.statisticsYear(years, i) })
	}
	p.media(all)
}

func statisticsAddress(y span) string { return "statistics/" + itoa(y.year) + ".html" }

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
	v := &StatisticsView{Heading: "数据统计", All: statRow(Link{Text: "合计"}, s.lists(0, 0), showcase.Add(all)), Joint: joint(all)}
	v.Frame = s.statisticsFrame("statistics/index.html", v.Heading)
	for _, y := range years {
		if row := statRow(Link{y.title(), statisticsAddress(y)}, s.lists(y.year, 0), showcase.Add(y.items)); row.counted() {
			v.Years = append(v.Years, row)
		}
	}
	return v
}

func (s *Site) statisticsYear(years []span, i int) *StatisticsYearView {
	y := years[i]
	total := showcase.Add(y.items)
	v := &StatisticsYearView{
		Heading: y.title() + "数据统计", All: statRow(Link{Text: "全年"}, s.lists(y.year, 0), total), Lines: tally(total).Lines, Joint: joint(y.items),
	}
	v.Frame = s.statisticsFrame(statisticsAddress(y), v.Heading)
	v.Crumbs = append(v.Crumbs, Link{"数据统计", "statistics/index.html"})
	for _, m := range byMonth(y.items) {
		lists := s.lists(m.year, m.month)
		if row := statRow(Link{m.title(), lists.Events}, lists, showcase.Add(m.items)); row.counted() {
			v.Months = append(v.Months, row)
		}
	}
	for i := range v.Lines {
		v.Lines[i].Href = v.All.Lists.Events
	}
	v.Communities = s.ownerRows(entry.Community, y.year)
	v.Themes = s.ownerRows(entry.Theme, y.year)
	for j, other := range years {
		if j == i-1 || j == i+1 {
			v.Others = append(v.Others, Link{other.title(), statisticsAddress(other)})
		}
	}
	for _, k := range listed {
		if slices.ContainsFunc(y.items, func(it *showcase.Item) bool { return it.Kind == k }) {
			v.Data = append(v.Data, Link{s.column(k).Name + "（CSV）", dataAddress(k, y.year, CSV)})
		}
	}
	return v
}

// ownerRows are the totals of every community, or every theme, in a year; each leads to its list of that year.
func (s *Site) ownerRows(k entry.Kind, year int) []StatRow {
	var rows []StatRow
	for _, owner := range s.Showcase.Public[k] {
		for _, y := range byYear(members(owner)) {
			if y.year != year {
				continue
			}
			var t showcase.Tally
			if k == entry.Community {
				t = showcase.AddFor(owner, y.items)
			} else {
				t = showcase.Add(y.items)
			}
			list := href(s.ownerArchive(owner).year(year))
			if row := statRow(Link{owner.Title, list}, StatLists{list, list, list}, t); row.counted() {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// media plans the press log: all years on the first page, each on its own.
func (p *planner) media(items []*showcase.Item) {
	var rows []MediaRow
	for _, it := range items {
		for _, m := range it.Media {
			rows = append(rows, MediaRow{m.Outlet, m.Title, m.Level, m.URL, m.Date, entryLink(it)})
		}
	}
	if len(rows) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b MediaRow) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(a.Outlet, b.Outlet), cmp.Compare(a.Title, b.Title))
	})
	var years []Count
	var first []int // index of the first row of each year
	for i, row := range rows {
		y := itoa(row.Date.Year())
		if n := len(years); n == 0 || years[n-1].Text != y+"年" {
			years, first = append(years, Count{Link: Link{y + "年", "media/" + y + ".html"}}), append(first, i)
		}
		years[len(years)-1].N++
	}
	p.add(Media, "media/index.html", func() any {
		return p.mediaView("media/index.html", "媒体报道", rows[:min(PartSize, len(rows))], years)
	})
	for i, y := range years {
		p.add(Media, y.Href, func() any { return p.mediaView(y.Href, y.Text+"媒体报道", rows[first[i]:first[i]+y.N], years) })
	}
}

func (s *Site) mediaView(address, heading string, rows []MediaRow, years []Count) *MediaView {
	v := &MediaView{Heading: heading, Rows: rows, Years: years}
	v.Frame = s.frame(address, "media", heading, "", "各级媒体对本街道的报道。")
	v.Crumbs = []Link{home()}
	if address != "media/index.html" {
		v.Crumbs = append(v.Crumbs, Link{"媒体报道", "media/index.html"})
	}
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
