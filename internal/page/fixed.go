package page

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"sync"

	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// home plans the home page.
func (p *planner) home() {
	p.add(Home, "index.html", func() any { return p.homeView() })
}

func (s *Site) homeView() *HomeView {
	cfg := s.Showcase.Config
	v := &HomeView{Frame: s.frame("index.html", "", "", "", cfg.Description)}
	v.Meta = append(v.Meta, present(
		Meta{"ColumnName", "首页"}, Meta{"ColumnDescription", cfg.Description}, Meta{"ColumnType", "首页"},
	)...)
	s.shared(&v.Frame, cfg.Title, "website", Thing{Type: "WebSite", Publisher: s.office()})
	planned, rest := split(s.Showcase.Events())
	v.Planned, v.Latest = s.cardsOf(first(planned, latestOfKind)), s.cardsOf(first(rest, latestOfKind))
	// the latest month in which something was held, not the current one: nothing changes by the passing of a day
	for _, m := range byMonth(s.Showcase.Events()) {
		if t := showcase.Add(m.items); t.Events > 0 {
			v.Month, v.MonthHref, v.Figures = m.title(), monthAddress(entry.Event.Folder(), month{m.year, m.month}), tally(t)
			break
		}
	}
	for _, r := range s.Showcase.Public[entry.Roll] {
		switch {
		case r.Stage == showcase.OnNotice:
			v.OnNotice = append(v.OnNotice, s.rollCard(r))
		case r.Stage == showcase.Listed && len(v.Rolls) < 1:
			v.Rolls = append(v.Rolls, s.rollCard(r))
		}
	}
	v.Bulletins = s.cardsOf(first(s.Showcase.Public[entry.Bulletin], 1))
	if s.generated["statistics/index.html"] {
		v.Statistics = Link{"数据统计", "statistics/index.html"}
	}
	v.Communities = links(s.Showcase.Public[entry.Community])
	v.Themes = links(s.Showcase.Public[entry.Theme])
	v.Pages = links(s.Showcase.Public[entry.Page])
	return v
}

func links(items []*showcase.Item) []Link {
	var all []Link
	for _, it := range items {
		all = append(all, entryLink(it))
	}
	return all
}

// fixed plans what every site has once.
func (p *planner) fixed() {
	p.add(SiteMap, "sitemap.html", func() any { return p.siteMap() })
	p.Pages = append(p.Pages, Page{Type: NotFound, Path: "404.html", View: func() any { return p.notFound() }})
}

func (s *Site) siteMap() *SiteMapView {
	v := &SiteMapView{Heading: "网站地图"}
	v.Frame = s.frame("sitemap.html", "", v.Heading, "", "本站的全部栏目。")
	v.Crumbs = []Link{home()}
	years := func(k entry.Kind) []Link {
		var all []Link
		for _, y := range byYear(s.Showcase.Public[k]) {
			all = append(all, Link{y.title(), yearAddress(k.Folder(), y.year)})
		}
		return all
	}
	v.Sections = append(v.Sections, MapSection{Link: s.hubLink(entry.Event), Links: years(entry.Event)})
	for _, g := range []struct {
		name   string
		groups []*showcase.Group
	}{{"系列活动", s.Showcase.Series}, {"我们的节日", s.Showcase.Festivals}} {
		section := MapSection{Link: Link{Text: g.name}}
		for _, group := range g.groups {
			section.Links = append(section.Links, Link{group.Name, href(s.groups[group])})
		}
		v.Sections = append(v.Sections, section)
	}
	v.Sections = append(v.Sections, s.otherSections(years(entry.Bulletin))...)
	for _, k := range []entry.Kind{entry.Community, entry.Theme} {
		if items := s.Showcase.Public[k]; len(items) > 0 {
			v.Sections = append(v.Sections, MapSection{Link: s.hubLink(k), Links: links(items)})
		}
	}
	v.Sections = append(v.Sections, MapSection{Link: Link{Text: s.column(entry.Page).Name}, Links: links(s.Showcase.Public[entry.Page])})
	v.Sections = slices.DeleteFunc(v.Sections, func(m MapSection) bool { return len(m.Links) == 0 })
	return v
}

// otherSections are the parts of the site map for honours, volunteers, bulletins and figures.
func (s *Site) otherSections(bulletinYears []Link) []MapSection {
	honours := MapSection{Link: s.hubLink(entry.Roll)}
	for _, r := range first(s.Showcase.Public[entry.Roll], PartSize) {
		honours.Links = append(honours.Links, entryLink(r))
	}
	for _, kind := range []string{"category", "level"} {
		for _, c := range s.cuts[kind] {
			honours.Links = append(honours.Links, c.Link)
		}
	}
	volunteers := MapSection{Link: s.hubLink(entry.Volunteer)}
	figures := MapSection{Link: Link{Text: "数据"}}
	for _, l := range []struct {
		to   *[]Link
		link Link
	}{
		{&honours.Links, Link{s.column(entry.Model).Name, "models/index.html"}},
		{&volunteers.Links, Link{"队伍和站点", hubAddress(entry.Volunteer)}}, {&volunteers.Links, Link{"星级志愿者", "volunteers/stars.html"}},
		{&figures.Links, Link{"数据统计", "statistics/index.html"}}, {&figures.Links, Link{"媒体报道", "media/index.html"}},
	} {
		if s.generated[l.link.Href] {
			*l.to = append(*l.to, l.link)
		}
	}
	return []MapSection{honours, volunteers, {Link: s.hubLink(entry.Bulletin), Links: bulletinYears}, figures}
}

// notFound is the page that a server shows at any address: it stands on its own, and its links are absolute.
func (s *Site) notFound() *NotFoundView {
	v := &NotFoundView{Inline: s.in.Inline, Links: []Link{home(), {"网站地图", "sitemap.html"}}}
	v.Frame = s.frame("404.html", "", "没有找到这个页面", "", "")
	v.Root, v.NoIndex, v.Canonical, v.Style, v.Share = s.base.prefix, true, "", "", Share{}
	return v
}

func (s *Site) alias(it *showcase.Item, address string) *AliasView {
	v := &AliasView{To: entryLink(it)}
	v.Frame = s.frame(address, it.Kind.Folder(), it.Title, s.ownerTitle(it), "")
	v.NoIndex, v.Canonical, v.Share = true, s.base.absolute(it.Address()), Share{}
	return v
}

// withdrawn says that something was taken back. Not even the title may stand there.
func (s *Site) withdrawn(it *showcase.Item) *WithdrawnView {
	v := &WithdrawnView{}
	v.Frame = s.frame(it.Address(), it.Kind.Folder(), "内容已撤下", "", "")
	v.NoIndex, v.Canonical, v.Share = true, "", Share{}
	v.Crumbs = []Link{home()}
	return v
}

// finish sorts the pages by address and refuses two at one, also where only a disk or bucket that ignores case would see
// one, a file that another page needs as its folder, and names that no disk takes.
func (p *planner) finish() []problem.Problem {
	slices.SortStableFunc(p.Pages, func(a, b Page) int { return cmp.Compare(a.Path, b.Path) })
	var problems []problem.Problem
	own := sync.OnceValue(p.byAddress) // mostly nothing is wrong
	h := holders{pages: p.Pages, folded: map[string]int{}}
	for i, page := range p.Pages {
		if other, taken := h.hold(i); taken {
			problems = append(problems, clash(page, p.Pages[other], own()))
		}
	}
	above := map[string][]int{} // folder → the pages that stand in the place of it or of one above
	for _, page := range p.Pages {
		folder, name := path.Split(page.Path)
		if _, known := above[folder]; !known {
			above[folder] = h.inTheWay(folder)
		}
		for _, other := range above[folder] {
			problems = append(problems, clash(page, p.Pages[other], own()))
		}
		if len(name) > longestName {
			problems = append(problems, RuleLong.At(problem.Place{File: blamed(page, own())}, problem.Args{"address": page.Path}))
		}
	}
	return problems
}

// byAddress finds entries by their address, and by the file they lie in.
func (p *planner) byAddress() map[string]*showcase.Item {
	own := map[string]*showcase.Item{}
	for _, it := range p.Showcase.Items {
		if own[it.Path] = it; !reserved(it.Address()) {
			own[it.Address()] = it
		}
	}
	return own
}

// holders tells which page stands at an address on a disk that ignores case. The pages are by address.
type holders struct {
	pages  []Page
	folded map[string]int // the address as such a disk sees it → page, where the two differ
}

// hold takes an address for the i-th page, after all before it, or gives the page that has it already.
func (h *holders) hold(i int) (other int, taken bool) {
	name := h.pages[i].Path
	key := source.Fold(name)
	if other, taken = h.folded[key]; taken {
		return other, true
	}
	if i > 0 && h.pages[i-1].Path == name {
		return h.of(name)
	}
	if key != name {
		if other, taken = h.of(key); taken && other < i {
			return other, true
		}
		h.folded[key] = i
	}
	return 0, false
}

// of gives the page that holds an address, as such a disk sees it.
func (h *holders) of(key string) (int, bool) {
	if i, ok := h.folded[key]; ok {
		return i, true
	}
	return slices.BinarySearchFunc(h.pages, key, func(p Page, key string) int { return cmp.Compare(p.Path, key) })
}

// inTheWay lists the pages that stand where a folder, written with a slash at its end, or one above it has to stand.
func (h *holders) inTheWay(folder string) (all []int) {
	for dir := path.Dir(folder); dir != "."; dir = path.Dir(dir) {
		if i, taken := h.of(source.Fold(dir)); taken {
			all = append(all, i)
		}
	}
	return all
}

// longestName is how many bytes file systems take for a name.
const longestName = 255

// clash blames a file for two pages at one address: that of the alias, else of the entry.
func clash(a, b Page, own map[string]*showcase.Item) problem.Problem {
	if b.Type == Alias && a.Type != Alias || b.Type != Alias && a.Type != Alias && own[a.Path] == nil {
		a, b = b, a
	}
	at, args := problem.Place{File: blamed(a, own)}, problem.Args{"address": a.Path, "other": blamed(b, own)}
	if a.Type == Alias && own[at.File] != nil {
		at = own[at.File].At("aliases[" + strconv.Itoa(slices.IndexFunc(own[at.File].Aliases, func(alias string) bool {
			address, _ := aliasAddress(alias)
			return address == a.Path
		})) + "]")
	}
	if args["other"] != b.Path {
		return RuleClash.At(at, args)
	}
	return RuleClash.At(at, args).WithMessage("rule.address-clash.generated").WithHint("rule.address-clash.generated.hint", args)
}

// blamed is the file of an alias or an entry, and the address of a generated page.
func blamed(page Page, own map[string]*showcase.Item) string {
	switch {
	case page.Type == Alias:
		return page.Sources[0]
	case own[page.Path] != nil:
		return own[page.Path].Path
	}
	return page.Path
}
