// Package page plans the site: the Showcase → the Pages that shall exist, each with its address and its view, the plain
// data that a layout sees. It resolves the links of bodies and fills their slots.
//
// It does not know HTML, nor the disk: bodies and facts about files are handed in.
package page

import (
	"strings"

	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// Page is one file of the site. View makes what its layout (or the writer of its format) sees; it may be called at any
// time, by several goroutines, and gives the same each time.
type Page struct {
	Type    Type
	Path    string // address
	Sources []string
	View    func() any

	// Body is the entry whose body stands in the page, nil for none. No view but of AllBodies depends on the text of any other
	// body, nor on its sum: only what an Entry itself says of it (its lead, its links) is seen elsewhere. So a change in a body that
	// leaves its Entry as it was changes this page and no other.
	Body *showcase.Item

	// AllBodies says that the page is made from the texts of all bodies, which its view sums up.
	AllBodies bool
}

// Site is the plan of a whole site.
type Site struct {
	Showcase  *showcase.Showcase
	Pages     []Page          // by address
	generated map[string]bool // addresses of generated HTML pages: what a link may name besides entries
	in        Inputs
	cards     []*Card // of the public dated items, by their number: as lists of cards show them
	rows      []*Card // as lists of rows do
	chromes   map[string]*Chrome
	groups    map[*showcase.Group]string // addresses of series and festivals
	people    []*Honour                  // of the public models and rolls, by their number
	cuts      map[string][]Count         // "category", "level": their lists
	base      base
	hasFeed   bool   // there is something for the site's own feed
	tags      []Meta // of the site, on every page
	search    []SearchSegment
}

// Inputs are the facts that Plan needs from outside. All functions are pure for the time of a build and safe for
// concurrent use.
type Inputs struct {
	Identity string            // base_url of site.toml, which ids of feeds hang on, whatever the address of this build
	Style    string            // Href of the stylesheet
	Inline   string            // the stylesheet itself, for the page that stands alone
	Logo     string            // Href; "" for none
	Script   string            // Href of the script of the search page
	Static   map[string]string // address → path in the sources, of files published as they are
	File     func(path string) (FileFacts, bool)
	Body     func(*showcase.Item) (sum [32]byte, read ReadBody)
	Shard    func(level, number int) (sum [32]byte) // of the text of a file of postings
}

// FileFacts is what is known of a file beside an entry. Width and Height, in pixels, are zero for what is no picture; the Sum
// of a picture says as well how it is encoded.
type FileFacts struct {
	Sum           [32]byte
	Size          int64
	Width, Height int
}

// The rules of addresses.
var (
	RuleReserved = problem.Rule{ID: "reserved-address", Severity: problem.Error, Firm: true}
	RuleClash    = problem.Rule{ID: "address-clash", Severity: problem.Error, Firm: true}
	RuleAlias    = problem.Rule{ID: "invalid-alias", Severity: problem.Error, Firm: true}
	RuleLong     = problem.Rule{ID: "name-too-long", Severity: problem.Error, Firm: true}
	RuleMenu     = problem.Rule{ID: "dead-menu", Severity: problem.Error}
)

// Rules lists the rules of this package.
var Rules = []problem.Rule{RuleReserved, RuleClash, RuleAlias, RuleLong, RuleMenu}

// listed are the kinds whose entries stand in lists, in the order of the menu.
var listed = []entry.Kind{entry.Event, entry.Roll, entry.Model, entry.Volunteer, entry.Bulletin}

// Plan decides which pages shall exist. The problems are those of addresses.
func Plan(s *showcase.Showcase, in Inputs) (*Site, []problem.Problem) {
	site := &Site{
		Showcase: s, in: in, base: newBase(s.Config.BaseURL),
		generated: map[string]bool{}, Pages: make([]Page, 0, len(s.Items)*3/2),
		cards: make([]*Card, len(s.Items)), rows: make([]*Card, len(s.Items)), people: make([]*Honour, len(s.Items)),
		chromes: map[string]*Chrome{}, groups: map[*showcase.Group]string{}, cuts: map[string][]Count{},
	}
	p := &planner{Site: site}
	site.tags = site.siteMeta()
	p.prepare()
	p.home()
	p.kinds()
	p.groupPages()
	p.rolls()
	p.volunteers()
	p.bulletins()
	p.statistics()
	p.communities()
	p.themes()
	problems := p.entries()
	p.planSearch()
	p.syndication()
	p.files()
	p.fixed()
	problems = append(problems, p.checkMenu()...)
	return site, append(problems, p.finish()...)
}

// planner gathers the pages; the Site is complete when it is done.
type planner struct{ *Site }

// add plans a generated page.
func (p *planner) add(t Type, address string, view func() any) {
	p.Pages = append(p.Pages, Page{Type: t, Path: address, View: view})
	if t.Layout() != "" {
		p.generated[address] = true
	}
}

// addEntry plans the page of an entry. It is the only place where a body comes into a view.
func (p *planner) addEntry(t Type, it *showcase.Item, view func(*Site, *showcase.Item) Bodied) {
	s := p.Site
	p.Pages = append(p.Pages, Page{Type: t, Path: it.Address(), Body: it, View: func() any {
		v := view(s, it)
		v.setBody(s.body(it))
		s.shareBodied(v, it)
		return v
	}})
}

// prepare makes what all pages share: cards, chrome and the addresses of groups.
func (p *planner) prepare() {
	for _, k := range listed {
		items := p.Showcase.Public[k]
		block := make([]Card, 2*len(items))
		for i, it := range items {
			card, row := &block[2*i], &block[2*i+1]
			p.fillCard(card, it)
			fillRow(row, card)
			p.cards[it.Number], p.rows[it.Number] = card, row
		}
	}
	p.hasFeed = p.base.url != "" && len(p.Showcase.Dated()) > 0
	models := p.Showcase.Public[entry.Model]
	honours := make([]Honour, len(models))
	for i, it := range models {
		p.fillHonour(&honours[i], it)
		p.people[it.Number] = &honours[i]
	}
	p.nameSeries("events/series/", p.Showcase.Series, p.Showcase.SeriesNames())
	p.nameSeries("events/festivals/", p.Showcase.Festivals, p.Showcase.FestivalNames())
	p.makeChromes()
}

// nameSeries gives groups their addresses. Slugs are given in the order in which names appeared first, over all entries, so
// that a new name never moves an old one.
func (p *planner) nameSeries(folder string, groups []*showcase.Group, names []string) {
	taken, slug := slugs{}, map[string]string{}
	for _, name := range names {
		slug[name] = taken.of(name)
	}
	for _, g := range groups {
		p.groups[g] = folder + slug[g.Name] + ".html"
	}
}

// cardsOf gives the cards of public items, in their order.
func (s *Site) cardsOf(items []*showcase.Item) []*Card { return among(s.cards, items) }

// rowsOf gives their rows.
func (s *Site) rowsOf(items []*showcase.Item) []*Card { return among(s.rows, items) }

func among(known []*Card, items []*showcase.Item) []*Card {
	cards := make([]*Card, 0, len(items))
	for _, it := range items {
		if c := known[it.Number]; c != nil {
			cards = append(cards, c)
		}
	}
	return cards
}

func (s *Site) fillCard(c *Card, it *showcase.Item) {
	*c = Card{
		Kind: it.Kind.String(), Href: href(it.Address()), Title: it.Title, Lead: it.Lead, Date: it.Date,
		Street: it.Street, Owners: s.ownerNames(it), Cover: s.cover(it), source: it.Path,
	}
	if f := it.Event(); f != nil {
		c.Start, c.End, c.Place, c.Phase = f.Start, f.End, f.Place, phases[it.Phase]
	}
	if it.Model() != nil {
		c.Mark = marks[honourState(it)]
	}
}

// fillRow leaves to a row what its line says. With more, an entry whose first sentence, place or picture changes would change
// every list in which it ever stood.
func fillRow(row, c *Card) {
	*row = Card{
		Kind: c.Kind, Href: c.Href, Title: c.Title, Date: c.Date, Mark: c.Mark, Phase: c.Phase, Owners: c.Owners, Street: c.Street, source: c.source,
	}
}

// marks are the words that must stand beside the title of somebody who is not, or not yet, honoured.
var marks = map[string]string{"candidate": "公示中", "nominee": "提名"}

var phases = map[showcase.Phase]string{
	showcase.Planned: "planned", showcase.Held: "held", showcase.Cancelled: "cancelled", showcase.Postponed: "postponed",
}

// shown tells whether an item has a page of its own content.
func (s *Site) shown(it *showcase.Item) bool {
	switch it.State {
	case showcase.Public:
		return true
	case showcase.Draft, showcase.Scheduled:
		return s.Showcase.Options.Drafts
	}
	return false
}

// base is the site's absolute address.
type base struct {
	url    string // "https://host/prefix/"; "" when unknown
	host   string
	prefix string // "/prefix/"; "/" when unknown
}

func newBase(url string) base {
	b := base{url: url, prefix: "/"}
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return b
	}
	b.host, rest, _ = strings.Cut(rest, "/")
	b.prefix = "/" + rest
	return b
}

// absolute gives the absolute address of a page; "" without base_url.
func (b base) absolute(address string) string {
	if b.url == "" {
		return ""
	}
	if address == "index.html" {
		return b.url
	}
	return b.url + href(address)
}
