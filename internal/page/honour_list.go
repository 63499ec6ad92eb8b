package page

import (
	"cmp"
	"slices"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// honourLists plans the lists of all honoured of a category, or of a level. Their addresses are given to the names of all
// models, whatever their state, so that they stay when another name is first honoured.
func (p *planner) honourLists(kind string, of func(*showcase.Item) string) {
	byName := map[string][]*showcase.Item{}
	var names []string
	for _, it := range p.honoured() {
		name := of(it)
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], it)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(p.rank(kind, a)-p.rank(kind, b), cmp.Compare(a, b)) })
	taken, slug := slugs{}, map[string]string{}
	for _, name := range p.Showcase.Names(func(it *showcase.Item) string {
		if it.Model() == nil {
			return ""
		}
		return of(it)
	}) {
		slug[name] = taken.of(name)
	}
	for _, name := range names {
		address := "rolls/" + kind + "/" + slug[name] + ".html"
		p.cuts[kind] = append(p.cuts[kind], Count{Link{name, href(address)}, len(byName[name])})
	}
	for i, name := range names {
		items, address := byName[name], p.cuts[kind][i].Href
		a := archive{
			parent: Link{name, address}, folder: address[:len(address)-len(".html")], column: entry.Roll.Folder(), items: items,
			crumbs: []Link{home(), p.hubLink(entry.Roll), {name, address}},
		}
		p.add(HonourList, address, func() any { return p.honourList(kind, name, a) })
		if len(items) > PartSize {
			p.archive(a)
		}
	}
}

// rank puts categories into the order of the settings and levels into their own, the highest first.
func (s *Site) rank(kind, name string) int {
	if kind == "level" {
		return -slices.IndexFunc(entry.Levels, func(level string) bool { return levelTitle(level) == name })
	}
	n := 0
	for _, h := range s.Showcase.Config.Honours {
		for _, c := range h.Categories {
			if c == name {
				return n
			}
			n++
		}
	}
	return n
}

// levelTitle puts a level into words: 街道级, but 全国.
func levelTitle(level string) string {
	if level == "全国" {
		return level
	}
	return level + "级"
}

// cutHref is the address of the list of a category or level; "" where nobody was honoured in it yet.
func (s *Site) cutHref(kind, name string) string {
	for _, c := range s.cuts[kind] {
		if c.Text == name {
			return c.Href
		}
	}
	return ""
}

func (s *Site) honourList(kind, name string, a archive) *HonourListView {
	shown := s.honoursOf(first(a.items, PartSize))
	few := first(shown, cardsOnHub)
	v := &HonourListView{Heading: name, Kind: kind, Total: len(a.items), Latest: few, Rows: shown[len(few):]}
	v.Frame = s.frame(a.parent.Href, a.column, name, "", name+"的上榜人物、家庭和集体。")
	v.Crumbs = a.crumbs[:2]
	v.Meta = append(v.Meta, columnMeta(s.column(entry.Roll))...)
	if len(a.items) > PartSize {
		v.Years = a.counts()
	}
	for _, c := range s.cuts[kind] {
		if c.Text != name {
			v.Others = append(v.Others, c.Link)
		}
	}
	return v
}
