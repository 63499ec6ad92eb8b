package page

import (
	"path"
	"strings"

	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// entries plans the pages of events and pages, the pages that say that something was withdrawn, and the aliases; and
// refuses entries that take a generated address.
func (p *planner) entries() []problem.Problem {
	var problems []problem.Problem
	for _, it := range p.Showcase.Items {
		if reserved(it.Address()) && it.State != showcase.Confidential {
			problems = append(problems, RuleReserved.At(problem.Place{File: it.Path}, problem.Args{"address": it.Address()}))
			continue
		}
		switch {
		case p.shown(it):
			p.entryPage(it)
			problems = append(problems, p.aliases(it)...)
		case it.State == showcase.Unnamed, it.State == showcase.Withdrawn && it.Common.Withdrawn.Address != "gone":
			p.Pages = append(p.Pages, Page{Type: Withdrawn, Path: it.Address(), View: func() any { return p.withdrawn(it) }})
		}
	}
	return problems
}

// entryPage plans the page of an entry; communities and themes have theirs with their lists.
func (p *planner) entryPage(it *showcase.Item) {
	switch it.Kind {
	case entry.Event:
		p.addEntry(Event, it, func(s *Site, it *showcase.Item) Bodied { return s.eventView(it) })
	case entry.Roll:
		p.addEntry(Roll, it, func(s *Site, it *showcase.Item) Bodied { return s.rollView(it) })
	case entry.Model:
		p.addEntry(Model, it, func(s *Site, it *showcase.Item) Bodied { return s.modelView(it) })
	case entry.Volunteer:
		p.addEntry(volunteerTypes[it.Volunteer().Type], it, func(s *Site, it *showcase.Item) Bodied { return s.volunteerView(it) })
	case entry.Bulletin:
		p.addEntry(Bulletin, it, func(s *Site, it *showcase.Item) Bodied { return s.bulletinView(it) })
	case entry.Community:
		if it.State != showcase.Public { // a preview; the public ones stand with their lists
			p.addEntry(Community, it, func(s *Site, it *showcase.Item) Bodied { return s.communityView(it, s.ownerArchive(it)) })
		}
	case entry.Theme:
		if it.State != showcase.Public {
			p.addEntry(Theme, it, func(s *Site, it *showcase.Item) Bodied { return s.themeView(it, s.ownerArchive(it)) })
		}
	case entry.Page:
		p.addEntry(Plain, it, func(s *Site, it *showcase.Item) Bodied { return &PlainView{s.entryView(it)} })
	}
}

var volunteerTypes = map[string]Type{"team": Team, "station": Station, "person": Person}

// aliases plans the pages at an entry's old addresses.
func (p *planner) aliases(it *showcase.Item) []problem.Problem {
	var problems []problem.Problem
	for i, alias := range it.Aliases {
		at := it.At("aliases[" + itoa(i) + "]")
		address, ok := aliasAddress(alias)
		switch {
		case !ok:
			problems = append(problems, RuleAlias.At(at, problem.Args{"alias": alias}))
		case reserved(address), p.possible(address):
			problems = append(problems, RuleReserved.At(at, problem.Args{"address": address}))
		case address != it.Address():
			p.Pages = append(p.Pages, Page{Type: Alias, Path: address, View: func() any { return p.alias(it, address) }, Sources: []string{it.Path}})
		}
	}
	return problems
}

// aliasAddress takes an old address, from the site's root without a leading "/": a page, or a folder, whose page is its
// index.html.
func aliasAddress(alias string) (string, bool) {
	address := alias
	if strings.HasSuffix(address, "/") {
		address += "index.html"
	}
	refused := func(r rune) bool { return r < ' ' || strings.ContainsRune(`:?#*"<>|\\`, r) }
	switch {
	case address == "", path.Clean(address) != address, strings.HasPrefix(address, "/"), strings.HasPrefix(address, "../"), strings.ContainsFunc(address, refused):
		return "", false
	case !strings.HasSuffix(address, ".html") && !strings.HasSuffix(address, ".htm"):
		return "", false
	}
	return address, true
}

// entryView makes what every entry's page has.
func (s *Site) entryView(it *showcase.Item) EntryView {
	address := it.Address()
	source := it.Source
	if source == "" {
		source = s.Showcase.Config.Organizer.Name
	}
	v := EntryView{
		Heading: it.Title, Date: it.Date, Source: source, Author: it.Author, Editor: it.Editor,
		Updated: it.Updated, UpdateNote: it.UpdateNote, Cover: s.cover(it),
		Attachments: s.attachments(it),
	}
	v.Frame = s.frame(address, it.Kind.Folder(), it.Title, s.ownerTitle(it), it.Lead)
	v.Crumbs = s.entryCrumbs(it)
	v.Meta = append(v.Meta, columnMeta(s.column(it.Kind))...)
	v.Meta = append(v.Meta, s.articleMeta(it, source)...)
	switch it.State {
	case showcase.Draft:
		v.Marked, v.NoIndex, v.Canonical = "draft", true, ""
	case showcase.Scheduled:
		v.Marked, v.NoIndex, v.Canonical = "scheduled", true, ""
	}
	for _, photo := range it.Photos {
		if pic := s.picture(it, photo.File, photo.Alt); pic != nil {
			pic.Caption, pic.Credit = photo.Caption, photo.Credit
			v.Photos = append(v.Photos, *pic)
		}
	}
	for _, line := range it.Figures {
		v.Figures = append(v.Figures, Figure{Name: line.Name, Value: line.Value.String(), Of: line.Of})
	}
	for _, m := range it.Media {
		v.Media = append(v.Media, Coverage{Outlet: m.Outlet, Title: m.Title, Level: m.Level, URL: webAddress(m.URL), Date: m.Date})
	}
	for _, c := range it.Communities {
		v.Communities = append(v.Communities, entryLink(c))
	}
	for _, t := range it.Themes {
		v.Themes = append(v.Themes, entryLink(t))
	}
	return v
}

// ownerTitle is the second part of an entry's title: its community, or the site for what belongs to none or to several.
func (s *Site) ownerTitle(it *showcase.Item) string {
	if len(it.Communities) == 1 {
		return it.Communities[0].Title
	}
	return ""
}

func (s *Site) entryCrumbs(it *showcase.Item) []Link {
	crumbs := []Link{home()}
	if it.Kind == entry.Page {
		return crumbs
	}
	crumbs = append(crumbs, s.hubLink(it.Kind))
	if it.Kind == entry.Model {
		crumbs = append([]Link{home()}, s.honourCrumbs()[1:]...)
		if it.Roll != nil {
			crumbs = append(crumbs, entryLink(it.Roll))
		}
		return crumbs
	}
	if it.Kind == entry.Event && it.State == showcase.Public {
		m := month{it.Day().Year(), it.Day().Month()}
		crumbs = append(crumbs, Link{itoa(m.year) + "年" + itoa(m.month) + "月", monthAddress(it.Kind.Folder(), m)})
	}
	return crumbs
}

func (s *Site) eventView(it *showcase.Item) *EventView {
	f := it.Event()
	v := &EventView{
		EntryView: s.entryView(it), Phase: phases[it.Phase], Start: f.Start, End: f.End, Place: f.Place, Host: f.Host,
		Edition: f.Edition, Session: f.Session, Earlier: s.rowsOf(s.earlier(it)),
	}
	if !f.Participants.IsZero() {
		v.Participants = f.Participants.String()
	}
	v.Series, v.Festival = s.groupLink(s.Showcase.Series, f.Series), s.groupLink(s.Showcase.Festivals, f.Festival)
	for _, line := range f.Volunteers {
		team := s.Showcase.Find(entry.Volunteer.Folder() + "/" + line.Team)
		if team == nil || team.State != showcase.Public {
			continue
		}
		v.Volunteers = append(v.Volunteers, Service{entryLink(team), line.People, line.Hours.String()})
	}
	return v
}

// groupLink finds the page of a series or festival; without one (nothing of it is public) its name alone is left.
func (s *Site) groupLink(groups []*showcase.Group, name string) Link {
	for _, g := range groups {
		if g.Name == name {
			return Link{name, href(s.groups[g])}
		}
	}
	return Link{Text: name}
}

// earlier finds up to five related events: of the same series, else of the same community and theme, all of them earlier,
// so that a new entry changes no page of an old one.
func (s *Site) earlier(it *showcase.Item) []*showcase.Item {
	const look = 200 // how far back; related means recent
	pool := s.Showcase.Events()
	if len(it.Communities) > 0 {
		pool = it.Communities[0].Members
	}
	var found []*showcase.Item
	for _, other := range first(after(pool, it), look) {
		if len(found) < earlierMost && other.Kind == entry.Event && related(it, other) {
			found = append(found, other)
		}
	}
	return found
}

// after gives what stands behind an item in a list, newest first: what is earlier.
func after(items []*showcase.Item, it *showcase.Item) []*showcase.Item {
	low, high := 0, len(items)
	for low < high {
		if mid := (low + high) / 2; showcase.Newest(items[mid], it) <= 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return items[low:]
}

func related(a, b *showcase.Item) bool {
	if name := a.Event().Series; name != "" && name == b.Event().Series {
		return true
	}
	for _, t := range a.Themes {
		for _, u := range b.Themes {
			if t == u {
				return true
			}
		}
	}
	return false
}

// body makes the view of an entry's body: where its links lead today.
func (s *Site) body(it *showcase.Item) Body {
	sum, read := s.in.Body(it)
	b := Body{Sum: sum, source: it.Path, read: read}
	for _, slot := range it.Slots {
		b.Fill = append(b.Fill, s.fill(it, slot))
	}
	return b
}

func (s *Site) fill(it *showcase.Item, slot markdown.Slot) Fill {
	up := root(it.Address())
	if slot.Kind == markdown.Image {
		pic := s.picture(it, unescape(slot.Dest), slot.Alt)
		if pic != nil {
			pic.below(up)
			pic.Caption = slot.Title
		}
		return Fill{Picture: pic}
	}
	t := s.Resolve(it.Entry, slot.Dest)
	anchor := ""
	if t.Fragment != "" {
		anchor = "#" + href(t.Fragment)
	}
	switch t.Kind {
	case Outside:
		return Fill{Href: t.Address, Title: slot.Title, Outside: !s.own(t.Address)}
	case Here:
		return Fill{Href: anchor, Title: slot.Title}
	case AnEntry:
		if t.Item.State == showcase.Public {
			return Fill{Href: up + href(t.Item.Address()) + anchor, Title: slot.Title}
		}
	case AList:
		return Fill{Href: up + href(t.Address) + anchor, Title: slot.Title}
	case AFile:
		return Fill{Href: up + s.fileHref(t.Address), Title: slot.Title}
	}
	return Fill{}
}

// own tells whether an absolute address is one of this site.
func (s *Site) own(address string) bool {
	return s.base.url != "" && strings.HasPrefix(address, s.base.url)
}
