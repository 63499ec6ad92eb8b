package page

import (
	"cmp"
	"slices"

	"mingde/internal/entry"
	"mingde/internal/figure"
	"mingde/internal/showcase"
)

// volunteers plans the first page of the volunteers and the persons by star. Teams, stations and persons have their pages
// as entries do.
func (p *planner) volunteers() {
	all := p.Showcase.Public[entry.Volunteer]
	if len(all) == 0 {
		return
	}
	for _, team := range p.ofType(all, "team") {
		if a := p.teamArchive(team); len(a.items) > latestOnHub {
			p.archive(a)
		}
	}
	starred := slices.ContainsFunc(all, p.starred)
	if starred {
		p.add(Stars, "volunteers/stars.html", func() any { return p.starsView(p.stars(all)) })
	}
	p.add(Volunteers, hubAddress(entry.Volunteer), func() any { return p.volunteersView(all, starred) })
}

// ofType gives the volunteers of a type, by community in their order, then by title.
func (s *Site) ofType(items []*showcase.Item, kind string) []*showcase.Item {
	rank := map[*showcase.Item]int{}
	for i, c := range s.Showcase.Public[entry.Community] {
		rank[c] = i
	}
	place := func(it *showcase.Item) int {
		if it.Street || len(it.Communities) == 0 {
			return -1
		}
		return rank[it.Communities[0]]
	}
	var own []*showcase.Item
	for _, it := range items {
		if it.Volunteer().Type == kind {
			own = append(own, it)
		}
	}
	slices.SortStableFunc(own, func(a, b *showcase.Item) int {
		return cmp.Or(place(a)-place(b), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	return own
}

func (s *Site) volunteersView(all []*showcase.Item, stars bool) *VolunteersView {
	c := s.column(entry.Volunteer)
	v := &VolunteersView{Heading: c.Name, About: c.Description, Persons: s.Showcase.Persons(), Totals: tally(showcase.Add(s.Showcase.Events()))}
	v.Totals.Lines = nil // the ledger of all events is no matter of volunteers
	v.Frame = s.frame(hubAddress(entry.Volunteer), entry.Volunteer.Folder(), c.Name, "", c.Description)
	v.Crumbs = []Link{home()}
	v.Meta = append(v.Meta, columnMeta(c)...)
	for _, it := range s.ofType(all, "team") {
		own := services(it.Services)
		v.Teams = append(v.Teams, TeamRow{
			Link: entryLink(it), Owners: s.ownerNames(it), Members: printed(it.Volunteer().Members), Services: own.Events, Hours: own.Hours, Lead: it.Lead,
		})
	}
	for _, it := range s.ofType(all, "station") {
		f := it.Volunteer()
		list, done := s.checklist(f)
		v.Stations = append(v.Stations, StationRow{
			Link: entryLink(it), Owners: s.ownerNames(it), Address: f.Address, Hours: f.Hours, Phone: f.Phone, PhoneURL: tel(f.Phone),
			Done: done, Of: len(list),
		})
	}
	if stars {
		v.Stars = Link{"星级志愿者", "volunteers/stars.html"}
	}
	s.syndicate(&v.Frame, c.Name, entry.Volunteer.Folder()+"/feed.xml")
	v.Data = s.dataLinks(entry.Volunteer, all[0].Day().Year())
	return v
}

// services adds up what a team did: its own people and hours, and how many took part in these events.
func services(all []showcase.Service) Tally {
	events := make([]*showcase.Item, 0, len(all))
	var t showcase.Tally
	for _, one := range all {
		events = append(events, one.Event)
		t.Volunteers += one.People
		t.Hours.Add(one.Hours)
	}
	v := tally(t)
	whole := showcase.Add(distinct(events))
	v.Events = whole.Events
	v.Participants = printed(whole.Participants)
	return v
}

// distinct drops repetitions: a team may have two lines in one event.
func distinct(items []*showcase.Item) []*showcase.Item {
	return slices.CompactFunc(slices.Clone(items), func(a, b *showcase.Item) bool { return a == b })
}

// starred tells whether a volunteer is a person with a certified star of the settings' table.
func (s *Site) starred(it *showcase.Item) bool {
	f := it.Volunteer()
	return f.Type == "person" && f.Certified != nil && f.Certified.Star > 0 && f.Certified.Star <= len(s.Showcase.Config.Volunteers.StarHours)
}

// stars are the public persons with a certified star, the highest first.
func (s *Site) stars(all []*showcase.Item) []StarLevel {
	table := s.Showcase.Config.Volunteers.StarHours
	certified := map[int][]*showcase.Item{}
	for _, it := range all {
		if s.starred(it) {
			star := it.Volunteer().Certified.Star
			certified[star] = append(certified[star], it)
		}
	}
	var levels []StarLevel
	for star := len(table); star > 0; star-- {
		level := StarLevel{Star: star, Hours: table[star-1]}
		for _, it := range s.inOrder(certified[star]) {
			level.Rows = append(level.Rows, s.personRow(it))
		}
		if len(level.Rows) > 0 {
			levels = append(levels, level)
		}
	}
	return levels
}

func (s *Site) personRow(it *showcase.Item) PersonRow {
	f := it.Volunteer()
	row := PersonRow{Link: entryLink(it)}
	if it.Team != nil {
		row.Team = entryLink(it.Team)
	}
	if f.Consent.Hours {
		row.Hours = printed(showcase.ServedHours(f))
	}
	if f.Certified != nil {
		row.Date = f.Certified.Date
	}
	return row
}

func (s *Site) starsView(levels []StarLevel) *StarsView {
	v := &StarsView{Heading: "星级志愿者", Basis: s.Showcase.Config.Volunteers.Basis, Levels: levels}
	v.Frame = s.frame("volunteers/stars.html", entry.Volunteer.Folder(), v.Heading, "", "经认定的星级志愿者，按星级排列。")
	v.Crumbs = []Link{home(), s.hubLink(entry.Volunteer)}
	v.Meta = append(v.Meta, columnMeta(s.column(entry.Volunteer))...)
	return v
}

// checklist is what a station must have, by the settings, and what else it names, with the evidence; done counts the items
// of the settings that have some.
func (s *Site) checklist(f *entry.VolunteerFields) (list []CheckItem, done int) {
	for _, item := range s.Showcase.Config.Volunteers.Checklist {
		list = append(list, CheckItem{item, f.Checklist[item]})
		if f.Checklist[item] != "" {
			done++
		}
	}
	return list, done
}

// volunteerView is the view of a team, station or person.
func (s *Site) volunteerView(it *showcase.Item) Bodied {
	switch it.Volunteer().Type {
	case "team":
		return s.teamView(it)
	case "station":
		f := it.Volunteer()
		v := &StationView{EntryView: s.entryView(it), Address: f.Address, Hours: f.Hours, Phone: f.Phone, PhoneURL: tel(f.Phone)}
		v.Checklist, v.Done = s.checklist(f)
		return v
	}
	return s.personView(it)
}

func (s *Site) teamView(it *showcase.Item) *TeamView {
	f := it.Volunteer()
	v := &TeamView{
		EntryView: s.entryView(it), Founded: f.Founded, Contact: f.Contact, Phone: f.Phone, PhoneURL: tel(f.Phone), Members: printed(f.Members),
		Fields: f.Fields, Totals: services(it.Services),
	}
	for _, person := range s.inOrder(it.Members) {
		v.Persons = append(v.Persons, s.personRow(person))
	}
	a := s.teamArchive(it)
	v.Services, v.Rows = s.latest(first(a.items, latestOnHub))
	if len(a.items) > latestOnHub {
		v.Years = a.counts()
	}
	return v
}

// teamArchive is the events in which a team served; it has pages of its own where they are too many for the team's.
func (s *Site) teamArchive(it *showcase.Item) archive {
	link := entryLink(it)
	a := archive{
		parent: link, folder: it.ID, column: entry.Volunteer.Folder(), owner: s.ownerTitle(it),
		crumbs: []Link{home(), s.hubLink(entry.Volunteer), link},
	}
	for _, one := range it.Services {
		a.items = append(a.items, one.Event)
	}
	a.items = distinct(a.items)
	a.figures = func(events []*showcase.Item) Tally { return services(servicesAt(it, events)) }
	return a
}

// servicesAt are the services of a team at some events.
func servicesAt(team *showcase.Item, events []*showcase.Item) []showcase.Service {
	among := make(map[*showcase.Item]bool, len(events))
	for _, e := range events {
		among[e] = true
	}
	var own []showcase.Service
	for _, one := range team.Services {
		if among[one.Event] {
			own = append(own, one)
		}
	}
	return own
}

func (s *Site) personView(it *showcase.Item) *PersonView {
	f := it.Volunteer()
	v := &PersonView{EntryView: s.entryView(it), Minor: f.Minor}
	if it.Team != nil {
		v.Team = entryLink(it.Team)
	}
	if c := f.Certified; c != nil {
		v.Star, v.StarBy, v.StarDate = c.Star, c.By, c.Date
	}
	if f.Consent == nil || !f.Consent.Hours {
		return v
	}
	if f.Certified != nil {
		v.StarHours = printed(f.Certified.Hours) // hours like any others: only with consent
	}
	sum := showcase.ServedHours(f)
	v.Hours = printed(sum)
	if due := showcase.DueStar(sum, s.Showcase.Config.Volunteers.StarHours); due > v.Star {
		v.Due = due
	}
	v.Services = s.services(f.Records)
	return v
}

// services puts the records of a person under their years. Whoever keeps them may write the new ones above or below the
// others.
func (s *Site) services(records []entry.Record) []ServiceYear {
	records = slices.Clone(records)
	slices.Reverse(records)
	slices.SortStableFunc(records, func(a, b entry.Record) int { return cmp.Compare(b.Date, a.Date) })
	var years []ServiceYear
	var sum figure.Sum
	for i, r := range records {
		if len(years) == 0 || years[len(years)-1].Year != r.Date.Year() {
			years, sum = append(years, ServiceYear{Year: r.Date.Year()}), figure.Sum{}
		}
		y := &years[len(years)-1]
		sum.Add(r.Hours)
		y.Times++
		y.Hours = printed(sum)
		if i >= recordsMost {
			continue
		}
		record := ServiceRecord{Date: r.Date, Hours: printed(r.Hours)}
		if e := s.Showcase.Find(entry.Event.Folder() + "/" + r.Event); e != nil && e.State == showcase.Public {
			record.Event = entryLink(e)
		}
		y.Records = append(y.Records, record)
	}
	return years
}
