package page

import (
	"cmp"
	"slices"

	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/pinyin"
	"mingde/internal/showcase"
)

// stages are the names of a roll's stages in views.
var stages = map[showcase.Stage]string{
	showcase.Nominating: "nominating", showcase.Voting: "voting", showcase.OnNotice: "notice", showcase.Listed: "listed",
	showcase.Archived: "archived",
}

// rolls plans the honour wall, its cuts and the index of the honoured. Rounds and models have their pages as entries do.
func (p *planner) rolls() {
	rolls := p.Showcase.Public[entry.Roll]
	for _, r := range p.Showcase.Items {
		if r.RollFields() != nil && p.shown(r) {
			p.people[r.Number] = &Honour{lines: p.withoutPage(r)}
		}
	}
	if len(rolls) > 0 {
		p.add(Rolls, hubAddress(entry.Roll), func() any { return p.rollsView(rolls) })
	}
	p.honourLists("category", func(it *showcase.Item) string { return it.Model().Category })
	p.honourLists("level", func(it *showcase.Item) string { return levelTitle(it.Model().Level) })
	p.peopleIndex()
}

// honoured are the public models whose round is listed, newest first.
func (s *Site) honoured() []*showcase.Item {
	var all []*showcase.Item
	for _, it := range s.Showcase.Public[entry.Model] {
		if it.Honoured() {
			all = append(all, it)
		}
	}
	return all
}

func (s *Site) fillHonour(h *Honour, it *showcase.Item) {
	f := it.Model()
	*h = Honour{
		Link: entryLink(it), Category: f.Category, Level: f.Level, Subject: f.Subject, State: honourState(it), Lead: cmp.Or(f.Citation, it.Lead),
		Owners: s.ownerNames(it), Date: it.Date, Portrait: s.cover(it), Deceased: f.Deceased, source: it.Path,
	}
}

func honourState(it *showcase.Item) string {
	switch {
	case it.Candidate():
		return "candidate"
	case it.Honoured():
		return "honoured"
	}
	return "nominee"
}

// ownerNames are the titles of an item's communities; the site's for what belongs to the whole street.
func (s *Site) ownerNames(it *showcase.Item) []string {
	if it.Street {
		return []string{s.Showcase.Config.Title}
	}
	var names []string
	for _, owner := range it.Communities {
		names = append(names, owner.Title)
	}
	return names
}

func (s *Site) honoursOf(items []*showcase.Item) []*Honour {
	all := make([]*Honour, 0, len(items))
	for _, it := range items {
		all = append(all, s.people[it.Number])
	}
	return all
}

func (s *Site) rollsView(rolls []*showcase.Item) *RollsView {
	c := s.column(entry.Roll)
	t := showcase.Add(slices.Concat(rolls, s.Showcase.Public[entry.Model]))
	v := &RollsView{Heading: c.Name, About: c.Description, Totals: Honours{t.Rolls, t.Honoured}, Ways: s.Showcase.Config.Nomination.Ways}
	v.Frame = s.frame(hubAddress(entry.Roll), entry.Roll.Folder(), c.Name, "", c.Description)
	v.Crumbs = []Link{home()}
	v.Meta = append(v.Meta, columnMeta(c)...)
	for _, r := range rolls {
		card := s.rollCard(r)
		switch r.Stage {
		case showcase.Nominating, showcase.Voting:
			v.Nominating = append(v.Nominating, card)
		case showcase.OnNotice:
			v.OnNotice = append(v.OnNotice, card)
		case showcase.Listed:
			v.Listed = append(v.Listed, card)
		default:
			v.Archived = append(v.Archived, card)
		}
	}
	v.Categories, v.Levels = s.cuts["category"], s.cuts["level"]
	if s.generated["models/index.html"] {
		v.People = Link{s.column(entry.Model).Name, "models/index.html"}
	}
	s.syndicate(&v.Frame, c.Name, entry.Roll.Folder()+"/feed.xml")
	v.Data = s.dataLinks(entry.Roll, rolls[0].Day().Year())
	return v
}

// fullWall is up to how many models a round is shown with its names on the wall.
const fullWall = 30

func (s *Site) rollCard(r *showcase.Item) RollCard {
	f := r.RollFields()
	card := RollCard{
		Link: entryLink(r), Honour: s.honour(f.Honour).Name, State: stages[r.Stage], Date: r.Date, Owners: s.ownerNames(r),
		People: showcase.Add(append([]*showcase.Item{r}, r.Members...)).Honoured,
	}
	if r.Stage == showcase.OnNotice {
		card.NoticeEnd = f.Notice.To
	}
	if r.Stage > showcase.OnNotice {
		card.Listed = r.ListedOn()
	}
	if (r.Stage == showcase.OnNotice || r.Stage == showcase.Listed) && len(r.Members)+len(f.Listed) <= fullWall {
		card.Models = s.honoursOf(s.inOrder(standing(r)))
		if r.Stage == showcase.Listed {
			card.Models = append(card.Models, s.people[r.Number].lines...)
		}
	}
	return card
}

// standing are the public models of a round that stand in it as candidates or honoured, without the nominees.
func standing(r *showcase.Item) []*showcase.Item {
	var all []*showcase.Item
	for _, it := range r.Members {
		if honourState(it) != "nominee" {
			all = append(all, it)
		}
	}
	return all
}

// inOrder sorts people by the pinyin of their names: nobody stands before another by merit.
func (s *Site) inOrder(items []*showcase.Item) []*showcase.Item {
	keys := make(map[*showcase.Item]string, len(items))
	for _, it := range items {
		keys[it] = pinyin.Key(it.Title)
	}
	return slices.SortedFunc(slices.Values(items), func(a, b *showcase.Item) int {
		if c := cmp.Compare(keys[a], keys[b]); c != 0 {
			return c
		}
		return cmp.Or(pinyin.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
}

// honour finds the settings of an honour; one that is not in them shows its slug.
func (s *Site) honour(slug string) config.Honour {
	for _, h := range s.Showcase.Config.Honours {
		if h.Slug == slug {
			return h
		}
	}
	return config.Honour{Slug: slug, Name: slug, Measure: "名"}
}

func (s *Site) rollView(r *showcase.Item) *RollView {
	f := r.RollFields()
	h := s.honour(f.Honour)
	v := &RollView{
		EntryView: s.entryView(r), Honour: h.Name, Measure: cmp.Or(h.Measure, "名"), Number: f.Number, Year: f.Year, State: stages[r.Stage],
		Notice: s.notice(f.Notice), People: showcase.Add(append([]*showcase.Item{r}, r.Members...)).Honoured,
	}
	if r.Stage == showcase.Nominating {
		v.Ways = s.Showcase.Config.Nomination.Ways
	}
	if m := f.Meeting; m != nil {
		v.Meeting = &Meeting{m.Date, m.Eligible, m.Present, m.Method}
	}
	v.Groups = s.honourGroups(r, h)
	for _, it := range s.inOrder(r.Members) {
		if honourState(it) == "nominee" {
			v.Nominees = append(v.Nominees, s.people[it.Number])
		}
	}
	shown := len(v.Nominees)
	for _, g := range v.Groups {
		shown += len(g.People)
	}
	v.Brief = shown > cardsOfRoll
	if r.Earlier != nil {
		v.Previous = entryLink(r.Earlier)
	}
	if r.Stage == showcase.Archived {
		v.Later = entryLink(r.Later)
	}
	return v
}

// honourGroups are those who stand in a round, by category in the order of the settings; those without a page come last in
// theirs, and those without a category at the end.
func (s *Site) honourGroups(r *showcase.Item, h config.Honour) []HonourGroup {
	people := s.inOrder(standing(r))
	var lines []*Honour
	if r.Stage > showcase.OnNotice {
		lines = s.people[r.Number].lines
	}
	names := slices.Clone(h.Categories)
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, it := range people {
		add(it.Model().Category)
	}
	for _, line := range lines {
		add(line.Category)
	}
	var groups []HonourGroup
	for _, name := range names {
		g := HonourGroup{Name: name, Href: s.cutHref("category", name)}
		for _, it := range people {
			if it.Model().Category == name {
				g.People = append(g.People, s.people[it.Number])
			}
		}
		for _, line := range lines {
			if line.Category == name {
				g.People = append(g.People, line)
			}
		}
		if len(g.People) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// withoutPage shows those who are honoured by the lines of a roll. They are made once: what shows them is remembered by them.
func (s *Site) withoutPage(r *showcase.Item) []*Honour {
	var all []*Honour
	for _, line := range r.RollFields().Listed {
		h := &Honour{Link: Link{Text: line.Name}, Category: line.Category, State: "honoured"}
		if c := s.Showcase.Find(entry.Community.Folder() + "/" + line.Community); c != nil && c.State == showcase.Public {
			h.Owners = []string{c.Title}
		}
		all = append(all, h)
	}
	return all
}

func (s *Site) notice(n *entry.Notice) *Notice {
	if n == nil {
		return nil
	}
	v := &Notice{
		From: n.From, To: n.To, Basis: n.Basis, Acceptance: n.Acceptance, Phone: n.Phone, PhoneURL: tel(n.Phone), Email: n.Email,
		Address: n.Address, Requirement: n.Requirement,
	}
	if days, known := s.Showcase.Workdays().Count(n.From, n.To); known {
		v.WorkingDays = days
	}
	if r, today := n.Result, s.Showcase.Options.AsOf; r != nil && r.Date <= today && n.To < today {
		v.Result = &NoticeResult{r.Date, r.Outcome, r.Text}
	}
	return v
}

func (s *Site) modelView(it *showcase.Item) *ModelView {
	f := it.Model()
	v := &ModelView{
		EntryView: s.entryView(it), Subject: f.Subject, NominatedBy: f.NominatedBy, Nominator: f.Nominator,
		Category: Link{f.Category, s.cutHref("category", f.Category)}, Level: Link{levelTitle(f.Level), s.cutHref("level", levelTitle(f.Level))},
		Citation: f.Citation, Deceased: f.Deceased, Minor: f.Minor, Career: s.career(it), State: "nominee",
	}
	if it.Roll == nil {
		return v // a preview of what is not public: its round may not be either
	}
	v.Roll, v.State = entryLink(it.Roll), honourState(it)
	if it.Candidate() {
		v.NoticeEnd = it.Roll.RollFields().Notice.To
	}
	if m := it.Roll.RollFields().Meeting; f.Votes != nil && m != nil {
		v.Votes = &Votes{f.Votes.For, f.Votes.Against, f.Votes.Abstain, m.Present}
	}
	for _, other := range after(it.Roll.Members, it) { // look back only, so that a new entry changes no page of an old one
		if other.Model().Category == f.Category && honourState(other) == v.State && len(v.Fellows) < earlierMost {
			v.Fellows = append(v.Fellows, s.people[other.Number])
		}
	}
	return v
}

// career is a person's honours: those of the rounds here, and those that were granted elsewhere, the earliest first.
func (s *Site) career(it *showcase.Item) []Step {
	var steps []Step
	for _, m := range s.Showcase.Career(it) {
		f := m.Model()
		for _, c := range f.Career {
			step := Step{Date: c.Date, Level: c.Level, Title: c.Title, GrantedBy: c.GrantedBy, Document: c.Document}
			if !slices.Contains(steps, step) {
				steps = append(steps, step)
			}
		}
		if m.Roll == nil || !m.Honoured() {
			continue
		}
		steps = append(steps, Step{
			Date: m.Roll.ListedOn(), Level: f.Level, Title: s.honour(m.Roll.RollFields().Honour).Name + "·" + f.Category, Href: href(m.Address()),
			GrantedBy: s.Showcase.Config.Organizer.Name, Current: m == it,
		})
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(a.Date, b.Date) })
	if len(steps) == 1 && steps[0].Current {
		return nil // nothing that the page does not say already
	}
	return steps
}
