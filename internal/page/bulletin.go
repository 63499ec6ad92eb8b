package page

import (
	"strconv"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// seriesOnHub is up to how many series of bulletins stand on one page.
const seriesOnHub = 50

// bulletins plans the first page of the bulletins and their years. Issues have their pages as entries do.
func (p *planner) bulletins() {
	all := p.Showcase.Public[entry.Bulletin]
	if len(all) == 0 {
		return
	}
	years := byYear(all)
	p.add(Bulletins, hubAddress(entry.Bulletin), func() any { return p.bulletinsView(all, years) })
	for i, y := range years {
		p.add(BulletinYear, yearAddress(entry.Bulletin.Folder(), y.year), func() any { return p.bulletinYear(years, i) })
	}
}

func (s *Site) bulletinsView(all []*showcase.Item, years []span) *BulletinsView {
	c := s.column(entry.Bulletin)
	v := &BulletinsView{Heading: c.Name, About: c.Description, Latest: s.cardsOf(first(all, latestOfKind))}
	v.Frame = s.frame(hubAddress(entry.Bulletin), entry.Bulletin.Folder(), c.Name, "", c.Description)
	v.Crumbs = []Link{home()}
	v.Meta = append(v.Meta, columnMeta(c)...)
	if len(s.Showcase.Bulletins) <= seriesOnHub {
		for _, series := range s.Showcase.Bulletins {
			v.Series = append(v.Series, s.bulletinSeries(series, first(series.Issues, PartSize)))
		}
	}
	v.Years = yearCounts(years, yearsOf(entry.Bulletin))
	s.syndicate(&v.Frame, c.Name, entry.Bulletin.Folder()+"/feed.xml")
	v.Data = s.dataLinks(entry.Bulletin, years[0].year)
	return v
}

func (s *Site) bulletinSeries(series *showcase.BulletinSeries, issues []*showcase.Item) BulletinSeries {
	v := BulletinSeries{Name: series.Name}
	if series.Street {
		v.Owners = []string{s.Showcase.Config.Title}
	} else {
		for _, c := range series.Communities {
			v.Owners = append(v.Owners, c.Title)
		}
	}
	for _, it := range issues {
		f := it.Bulletin()
		v.Issues = append(v.Issues, Issue{Link: entryLink(it), Number: f.Number, Total: f.Total, Month: monthTitle(f.Month), Date: it.Day()})
	}
	return v
}

// monthTitle puts "2026-06" into words; what is no month stays as it is.
func monthTitle(m string) string {
	year, err := strconv.Atoi(m[:min(4, len(m))])
	if len(m) != len("2026-06") || err != nil {
		return m
	}
	number, err := strconv.Atoi(m[5:])
	if err != nil {
		return m
	}
	return strconv.Itoa(year) + "年" + strconv.Itoa(number) + "月"
}

func (s *Site) bulletinYear(years []span, i int) *BulletinYearView {
	c, y := s.column(entry.Bulletin), years[i]
	heading := y.title() + c.Name
	v := &BulletinYearView{Heading: heading, Data: s.dataLinks(entry.Bulletin, y.year)}
	v.Frame = s.frame(yearAddress(entry.Bulletin.Folder(), y.year), entry.Bulletin.Folder(), heading, "", y.title()+"编发的"+c.Name+"。")
	v.Crumbs = []Link{home(), s.hubLink(entry.Bulletin)}
	v.Meta = append(v.Meta, columnMeta(c)...)
	for _, series := range s.Showcase.Bulletins {
		var issues []*showcase.Item
		for _, it := range series.Issues {
			if it.Day().Year() == y.year {
				issues = append(issues, it)
			}
		}
		if len(issues) > 0 {
			v.Series = append(v.Series, s.bulletinSeries(series, issues))
		}
	}
	v.Others = neighbours(years, i, yearsOf(entry.Bulletin))
	return v
}

func (s *Site) bulletinView(it *showcase.Item) *BulletinView {
	f := it.Bulletin()
	v := &BulletinView{
		EntryView: s.entryView(it), Series: s.Showcase.SeriesName(it), Number: f.Number, Total: f.Total, Month: monthTitle(f.Month), Issuer: f.Issuer,
		Note: f.Note, ReportTo: f.ReportTo, SendTo: f.SendTo, Distribute: f.Distribute, Copies: f.Copies, SignedBy: f.SignedBy,
		Items: s.cardsOf(s.Showcase.BulletinItems(it)),
	}
	v.Year, _ = strconv.Atoi(f.Month[:min(4, len(f.Month))])
	if it.State != showcase.Public {
		return v
	}
	if it.Earlier != nil {
		v.Previous = entryLink(it.Earlier)
	}
	if it.Later != nil {
		v.Next = entryLink(it.Later)
	}
	return v
}
