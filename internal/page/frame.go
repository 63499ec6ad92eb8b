package page

import (
	"cmp"
	"slices"
	"strings"

	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// frame makes the frame of a page: head is the first part of its title, owner the second (标题｜社区; "": the site's),
// column the folder of the kind that it belongs to ("": none).
func (s *Site) frame(address, column, head, owner, description string) Frame {
	cfg := s.Showcase.Config
	if owner == "" {
		owner = cfg.Title
	}
	title := owner
	if head != "" && head != owner {
		title = head + "｜" + owner
	}
	f := Frame{
		Root: root(address), Lang: cfg.Language, Title: title, Description: description,
		Canonical: s.base.absolute(address), Chrome: s.chrome(column), Style: s.in.Style,
		Meta: append(make([]Meta, 0, 16), s.tags...), // with room for those of column and article
	}
	if s.hasFeed {
		f.Feeds = []Link{{cfg.Title, "feed.xml"}}
	}
	s.shared(&f, cmp.Or(head, owner), "website", Thing{})
	return f
}

// siteMeta are the tags that every page carries (国办发〔2017〕47号, annex: 网站标签).
func (s *Site) siteMeta() []Meta {
	cfg := s.Showcase.Config
	return present(
		Meta{"SiteName", cfg.Title},
		Meta{"SiteDomain", s.base.host},
		Meta{"SiteIDCode", cfg.Organizer.SiteIDCode},
	)
}

// columnMeta are the tags of lists (栏目标签), and of entries, which live pages carry as well.
func columnMeta(c config.Column) []Meta {
	return present(
		Meta{"ColumnName", c.Name},
		Meta{"ColumnDescription", c.Description},
		Meta{"ColumnKeywords", strings.Join(c.Keywords, ",")},
		Meta{"ColumnType", c.Type},
	)
}

// articleMeta are the tags of entries (内容页标签). PubDate is the date of first publication and never changes with an
// update.
func (s *Site) articleMeta(it *showcase.Item, source string) []Meta {
	var keywords []string
	for _, t := range it.Themes {
		keywords = append(keywords, t.Title)
	}
	author := it.Author
	if author == "" {
		author = it.Editor
	}
	published := ""
	if !it.Date.IsZero() {
		published = it.Date.PubDate()
	}
	image := ""
	if c := s.cover(it); c != nil && s.base.url != "" {
		image = s.base.url + c.Href
	}
	return present(
		Meta{"ArticleTitle", it.Title},
		Meta{"PubDate", published},
		Meta{"ContentSource", source},
		Meta{"Keywords", strings.Join(keywords, ",")},
		Meta{"Author", author},
		Meta{"Image", image},
		Meta{"Url", s.base.absolute(it.Address())},
	)
}

// present leaves out the tags without a value.
func present(all ...Meta) []Meta {
	some := all[:0]
	for _, m := range all {
		if m.Content != "" {
			some = append(some, m)
		}
	}
	return some
}

// column gives the settings of a kind's column.
func (s *Site) column(k entry.Kind) config.Column { return s.Showcase.Config.Column(k.String()) }

func home() Link { return Link{"首页", "index.html"} }

func (s *Site) hubLink(k entry.Kind) Link { return Link{s.column(k).Name, hubAddress(k)} }

func entryLink(it *showcase.Item) Link { return Link{it.Title, href(it.Address())} }

// makeChromes makes the header and footer once for each item of the menu that may be the current one.
func (p *planner) makeChromes() {
	p.chromes[""] = p.makeChrome("")
	for _, k := range entry.Kinds() {
		p.chromes[k.Folder()] = p.makeChrome(k.Folder())
	}
	p.chromes[searchAddress] = p.makeChrome(searchAddress)
}

func (s *Site) chrome(column string) *Chrome {
	if c := s.chromes[column]; c != nil {
		return c
	}
	return s.chromes[""]
}

func (p *planner) makeChrome(column string) *Chrome {
	cfg := p.Showcase.Config
	o := cfg.Organizer
	c := &Chrome{
		Site: cfg.Title, Lang: cfg.Language, Description: cfg.Description, Menu: p.menu(column), Logo: p.in.Logo,
		Organizer: Organizer{
			Name: o.Name, Unit: o.Unit, Undertaker: o.Undertaker, PortalName: o.Portal.Name, PortalURL: o.Portal.URL,
			SiteIDCode: o.SiteIDCode, ICP: o.ICP, Police: o.Police, PoliceURL: policeURL(o.Police), PartyMark: o.PartyMark,
			Phone: o.Phone, PhoneURL: tel(o.Phone), Email: o.Email, Address: o.Address, Postcode: o.Postcode, Feedback: o.Feedback,
		},
	}
	if p.hasFeed {
		c.Feed = "feed.xml"
	}
	if cfg.Search.Enabled && column != searchAddress {
		c.Search = searchAddress
	}
	return c
}

// policeURL is the page on which a 公安备案 number can be looked up; it takes the digits alone.
func policeURL(number string) string {
	code := keep(number, "0123456789")
	if code == "" {
		return ""
	}
	return "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=" + code
}

// tel makes a telephone address (RFC 3966) of a number as people write it, the first where there are several; "" of none.
func tel(number string) string {
	first := strings.TrimLeftFunc(number, func(r rune) bool { return !strings.ContainsRune("+0123456789", r) })
	if end := strings.IndexFunc(first, func(r rune) bool { return !strings.ContainsRune("+0123456789-() （）－", r) }); end >= 0 {
		first = first[:end]
	}
	if digits := keep(first, "0123456789+"); digits != "" {
		return "tel:" + digits
	}
	return ""
}

func keep(s, set string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(set, r) {
			return r
		}
		return -1
	}, s)
}

// menu is the main menu: as the settings have it, else the kinds that have entries, then the pages that ask for it.
func (p *planner) menu(column string) []MenuItem {
	cfg := p.Showcase.Config
	items := []MenuItem{{Text: home().Text, Href: home().Href}}
	if len(cfg.Menu) > 0 {
		items = items[:0]
		for _, m := range cfg.Menu {
			address, fragment, _ := strings.Cut(strings.TrimPrefix(m.Address, "/"), "#")
			address = href(address)
			if fragment != "" {
				address += "#" + href(fragment)
			}
			scheme, _, _ := strings.Cut(m.Address, ":")
			outside := webTarget(scheme, m.Address).Kind == Outside
			if outside {
				address = m.Address
			}
			items = append(items, MenuItem{m.Title, address, column != "" && strings.HasPrefix(address, column+"/"), outside})
		}
		return items
	}
	for _, k := range entry.Kinds() {
		if k == entry.Page || k == entry.Model || len(p.Showcase.Public[k]) == 0 {
			continue
		}
		items = append(items, MenuItem{Text: p.column(k).Name, Href: hubAddress(k), Current: column == k.Folder()})
	}
	for _, it := range p.Showcase.Public[entry.Page] {
		if it.Page().Menu {
			items = append(items, MenuItem{Text: it.Title, Href: href(it.Address())})
		}
	}
	return items
}

// checkMenu refuses addresses of the menu that lead nowhere: neither out of the site nor to an entry or a list of it.
func (p *planner) checkMenu() []problem.Problem {
	isEntry := func(address string) bool {
		id, html := strings.CutSuffix(address, ".html")
		return html && slices.ContainsFunc(p.Showcase.Items, func(it *showcase.Item) bool { return it.ID == id })
	}
	var problems []problem.Problem
	for i, m := range p.Showcase.Config.Menu {
		scheme, _, _ := strings.Cut(m.Address, ":")
		address, _, _ := strings.Cut(strings.TrimPrefix(m.Address, "/"), "#")
		if webTarget(scheme, m.Address).Kind != Outside && !p.generated[address] && !p.possible(address) && !isEntry(address) {
			at := problem.Place{File: source.Settings, Field: "menu[" + itoa(i) + "].address"}
			problems = append(problems, RuleMenu.At(at, problem.Args{"address": m.Address}))
		}
	}
	return problems
}
