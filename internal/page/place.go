package page

import (
	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// communities plans the first index: its own page, each community with its archive, and its themes.
func (p *planner) communities() {
	all := p.Showcase.Public[entry.Community]
	if len(all) == 0 {
		return
	}
	p.add(Communities, hubAddress(entry.Community), func() any { return p.communitiesView(all) })
	for _, c := range all {
		a := p.ownerArchive(c)
		p.generated[c.Address()] = true
		p.addEntry(Community, c, func(s *Site, c *showcase.Item) Bodied { return s.communityView(c, a) })
		p.archive(a)
		for _, cell := range p.cells(c) {
			p.add(CommunityTheme, cell.address(), func() any { return p.cellView(cell) })
			if len(cell.items) > PartSize {
				p.archive(cell.archive(p.Site))
			}
		}
	}
}

// themes plans the second index.
func (p *planner) themes() {
	all := p.Showcase.Public[entry.Theme]
	if len(all) == 0 {
		return
	}
	p.add(Themes, hubAddress(entry.Theme), func() any { return p.themesView(all) })
	for _, t := range all {
		a := p.ownerArchive(t)
		p.generated[t.Address()] = true
		p.addEntry(Theme, t, func(s *Site, t *showcase.Item) Bodied { return s.themeView(t, a) })
		p.archive(a)
	}
}

func (s *Site) ownerArchive(owner *showcase.Item) archive {
	link := entryLink(owner)
	a := archive{
		parent: link, folder: owner.ID, column: owner.Kind.Folder(),
		crumbs: []Link{home(), s.hubLink(owner.Kind), link}, items: owner.Members,
	}
	if owner.Kind == entry.Community {
		a.figures = figuresOf(owner)
	}
	return a
}

// cell is a theme in a community.
type cell struct {
	community, theme *showcase.Item
	items            []*showcase.Item
}

func (c cell) address() string { return c.community.ID + "/themes/" + c.theme.Key() + ".html" }

func (c cell) archive(s *Site) archive {
	parent := Link{c.heading(), href(c.address())}
	return archive{
		parent: parent, folder: c.community.ID + "/themes/" + c.theme.Key(), column: entry.Community.Folder(),
		owner: c.community.Title, crumbs: append(c.crumbs(s), parent), items: c.items, figures: figuresOf(c.community),
	}
}

func (c cell) heading() string { return c.community.Title + "·" + c.theme.Title }

func (c cell) crumbs(s *Site) []Link {
	return []Link{home(), s.hubLink(entry.Community), entryLink(c.community)}
}

// cells lists the themes that a community has entries of, in the order of the themes.
func (s *Site) cells(community *showcase.Item) []cell {
	byTheme := map[*showcase.Item][]*showcase.Item{}
	for _, it := range community.Members {
		for _, t := range it.Themes {
			byTheme[t] = append(byTheme[t], it)
		}
	}
	var all []cell
	for _, t := range s.Showcase.Public[entry.Theme] {
		if items := byTheme[t]; len(items) > 0 {
			all = append(all, cell{community, t, items})
		}
	}
	return all
}

func (s *Site) cellView(c cell) *CommunityThemeView {
	v := &CommunityThemeView{
		Heading: c.heading(), Community: entryLink(c.community), Theme: entryLink(c.theme),
		Figures: tally(showcase.AddFor(c.community, c.items)), Joint: joint(c.items),
	}
	v.Frame = s.frame(c.address(), entry.Community.Folder(), c.theme.Title, c.community.Title,
		c.community.Title+"在“"+c.theme.Title+"”主题下的活动记录。")
	v.Crumbs = c.crumbs(s)
	v.Meta = append(v.Meta, columnMeta(s.column(entry.Community))...)
	v.Rows = s.rowsOf(first(c.items, PartSize))
	if len(c.items) > PartSize {
		v.Years = c.archive(s).counts()
	}
	return v
}

func (s *Site) communitiesView(all []*showcase.Item) *CommunitiesView {
	c := s.column(entry.Community)
	v := &CommunitiesView{Heading: c.Name, About: c.Description}
	v.Frame = s.frame(hubAddress(entry.Community), entry.Community.Folder(), c.Name, "", c.Description)
	v.Crumbs = []Link{home()}
	v.Meta = append(v.Meta, columnMeta(c)...)
	for _, it := range all {
		f := it.CommunityFields()
		v.Rows = append(v.Rows, Place{
			Count: Count{entryLink(it), len(it.Members)}, Lead: it.Lead,
			Street: f.Street, Address: f.Address, Phone: f.Phone, PhoneURL: tel(f.Phone),
		})
	}
	return v
}

func (s *Site) communityView(it *showcase.Item, a archive) *CommunityView {
	f := it.CommunityFields()
	v := &CommunityView{
		EntryView: s.entryView(it), Street: f.Street, Address: f.Address, Hours: f.Hours, Phone: f.Phone, PhoneURL: tel(f.Phone),
		Sections: s.sections(a), Totals: a.total(a.items), Joint: joint(a.items), Years: a.counts(),
	}
	for _, g := range f.Grids {
		v.Grids = append(v.Grids, Grid{g.Code, g.Area, g.Post, g.Phone, tel(g.Phone)})
	}
	for _, p := range f.Services {
		v.Services = append(v.Services, ServicePoint{p.Name, p.Kind, p.Address, p.Hours, p.Fee, p.Phone, tel(p.Phone)})
	}
	for _, h := range f.Honours {
		v.Honours = append(v.Honours, PlaceHonour{h.Date, h.Level, h.Title, h.GrantedBy})
	}
	for _, c := range s.cells(it) {
		v.ByTheme = append(v.ByTheme, Count{Link{c.theme.Title, href(c.address())}, len(c.items)})
	}
	if len(a.items) > 0 {
		s.syndicate(&v.Frame, it.Title, it.ID+".xml")
	}
	if len(showcase.Of(a.items, entry.Event)) > 0 {
		v.Calendar, v.Webcal = href(it.ID+".ics"), s.webcal(it.ID+".ics")
	}
	return v
}

// sections gives the latest of each kind.
func (s *Site) sections(a archive) []Section {
	var all []Section
	for _, k := range listed {
		items := showcase.Of(a.items, k)
		if len(items) == 0 {
			continue
		}
		more := href(a.year(a.items[0].Day().Year()))
		section := Section{Kind: k.String(), Title: s.column(k).Name, More: more}
		if few := first(items, latestOfKind); k == entry.Event || k == entry.Model {
			section.Cards = s.cardsOf(few)
		} else {
			section.Rows = s.rowsOf(few)
		}
		all = append(all, section)
	}
	return all
}

func (s *Site) themesView(all []*showcase.Item) *ThemesView {
	c := s.column(entry.Theme)
	v := &ThemesView{Heading: c.Name, About: c.Description}
	v.Frame = s.frame(hubAddress(entry.Theme), entry.Theme.Folder(), c.Name, "", c.Description)
	v.Crumbs = []Link{home()}
	v.Meta = append(v.Meta, columnMeta(c)...)
	for _, it := range all {
		v.Rows = append(v.Rows, ThemeRow{Count{entryLink(it), len(it.Members)}, about(it)})
	}
	return v
}

// about is a theme's description, or its first sentences.
func about(theme *showcase.Item) string {
	if d := theme.Theme().Description; d != "" {
		return d
	}
	return theme.Lead
}

func (s *Site) themeView(it *showcase.Item, a archive) *ThemeView {
	v := &ThemeView{
		EntryView: s.entryView(it), About: about(it), Sections: s.sections(a), Totals: a.total(a.items), Years: a.counts(),
	}
	counts := map[*showcase.Item]int{}
	for _, m := range a.items {
		for _, c := range m.Communities {
			counts[c]++
		}
	}
	for _, c := range s.Showcase.Public[entry.Community] {
		if n := counts[c]; n > 0 {
			address := cell{community: c, theme: it}.address()
			v.ByCommunity = append(v.ByCommunity, Count{Link{c.Title, href(address)}, n})
		}
	}
	if len(a.items) > 0 {
		s.syndicate(&v.Frame, it.Title, it.ID+".xml")
	}
	return v
}
