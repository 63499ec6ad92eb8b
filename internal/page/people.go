package page

import (
	"cmp"
	"slices"
	"sync"

	"mingde/internal/entry"
	"mingde/internal/pinyin"
	"mingde/internal/showcase"
)

// namesOnIndex is how many names the index of the honoured holds on its own page, each of them twice.
const namesOnIndex = 180

// subjects are the kinds of honoured other than persons, in the order of the index.
var subjects = []struct{ name, title string }{{"family", "家庭"}, {"group", "群体"}, {"building", "楼院"}, {"unit", "单位"}}

// A sorting puts a name of the index under a heading: its place among the headings, its title, and the name of the page that
// it gets where there are too many names for one page.
type sorting func(*showcase.Item) (order int, title, page string)

func byPinyin(it *showcase.Item) (int, string, string) {
	initial := pinyin.Initial(it.Title)
	return int(initial[0]), initial, "pinyin/" + lower(initial)
}

func byStrokes(it *showcase.Item) (int, string, string) {
	n := pinyin.Strokes(it.Title)
	if n == 0 {
		return 99, "其他", "strokes/0"
	}
	return n, itoa(n) + "画", "strokes/" + itoa(n)
}

// peopleIndex plans the index of the honoured. It is put together once, for all of its pages, when the first is asked for.
func (p *planner) peopleIndex() {
	all := p.honoured()
	if len(all) == 0 {
		return
	}
	persons := 0
	for _, it := range all {
		if it.Model().Subject == "person" {
			persons++
		}
	}
	whole := persons <= namesOnIndex
	index := sync.OnceValue(func() *nameIndex { return p.index(all) })
	p.add(People, "models/index.html", func() any { return p.peopleView(index(), whole) })
	if whole {
		return
	}
	planned := map[string]bool{}
	for _, sorted := range []sorting{byPinyin, byStrokes} {
		for _, it := range all {
			if it.Model().Subject != "person" {
				continue
			}
			if _, _, name := sorted(it); !planned[name] {
				planned[name] = true
				address := "models/" + name + ".html"
				p.add(Names, address, func() any { return p.names(index().at(address)) })
			}
		}
	}
}

// nameIndex is the index of the honoured with all names; Href of a group is the page that it may have.
type nameIndex struct {
	total                   int
	pinyin, strokes, groups []NameGroup
}

// at finds the group of a page.
func (x *nameIndex) at(address string) NameGroup {
	for _, g := range slices.Concat(x.pinyin, x.strokes) {
		if g.Href == address {
			return g
		}
	}
	return NameGroup{Href: address}
}

func (s *Site) index(honoured []*showcase.Item) *nameIndex {
	all := s.inOrder(honoured)
	of := func(subject string) []*showcase.Item {
		var own []*showcase.Item
		for _, it := range all {
			if it.Model().Subject == subject {
				own = append(own, it)
			}
		}
		return own
	}
	persons := of("person")
	x := &nameIndex{total: len(all), pinyin: nameGroups(persons, byPinyin), strokes: nameGroups(persons, byStrokes)}
	for _, subject := range subjects {
		if names := nameLinks(of(subject.name)); len(names) > 0 {
			x.groups = append(x.groups, NameGroup{Title: subject.title, N: len(names), Names: names})
		}
	}
	return x
}

func nameLinks(items []*showcase.Item) []NameLink {
	var all []NameLink
	for _, it := range items {
		all = append(all, NameLink{entryLink(it), it.Model().Category})
	}
	return all
}

func lower(initial string) string {
	if initial == "#" {
		return "other"
	}
	return string(initial[0] + 'a' - 'A')
}

// nameGroups gathers names under letters or strokes, in their order.
func nameGroups(items []*showcase.Item, of sorting) []NameGroup {
	byPage := map[string][]*showcase.Item{}
	var leaders []*showcase.Item // the first of each group
	for _, it := range items {
		_, _, name := of(it)
		if byPage[name] == nil {
			leaders = append(leaders, it)
		}
		byPage[name] = append(byPage[name], it)
	}
	slices.SortStableFunc(leaders, func(a, b *showcase.Item) int {
		first, _, _ := of(a)
		second, _, _ := of(b)
		return cmp.Compare(first, second)
	})
	var all []NameGroup
	for _, it := range leaders {
		_, title, name := of(it)
		names := nameLinks(byPage[name])
		all = append(all, NameGroup{Title: title, Href: "models/" + name + ".html", N: len(names), Names: names})
	}
	return all
}

// shortened leaves to each group of the index its names, or the way to the page that has them.
func shortened(groups []NameGroup, whole bool) []NameGroup {
	all := slices.Clone(groups)
	for i := range all {
		if whole {
			all[i].Href = ""
		} else {
			all[i].Names = nil
		}
	}
	return all
}

func (s *Site) peopleView(x *nameIndex, whole bool) *PeopleView {
	c := s.column(entry.Model)
	v := &PeopleView{
		Heading: c.Name, Total: x.total, Pinyin: shortened(x.pinyin, whole), Strokes: shortened(x.strokes, whole), Groups: x.groups,
	}
	v.Frame = s.frame("models/index.html", entry.Roll.Folder(), v.Heading, "", c.Description)
	v.Crumbs = s.honourCrumbs()
	v.Meta = append(v.Meta, columnMeta(c)...)
	s.syndicate(&v.Frame, c.Name, entry.Model.Folder()+"/feed.xml")
	return v
}

func (s *Site) honourCrumbs() []Link {
	if s.generated[hubAddress(entry.Roll)] {
		return []Link{home(), s.hubLink(entry.Roll)}
	}
	return []Link{home()}
}

func (s *Site) names(g NameGroup) *NamesView {
	c := s.column(entry.Model)
	v := &NamesView{Heading: c.Name + "：" + g.Title, Names: g.Names}
	v.Frame = s.frame(g.Href, entry.Roll.Folder(), v.Heading, "", c.Description)
	v.Crumbs = append(s.honourCrumbs(), Link{c.Name, "models/index.html"})
	return v
}
