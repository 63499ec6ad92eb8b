package page

import (
	"strconv"

	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/showcase"
)

// SearchText is what an entry is found by besides its body: what its page shows of it. Nothing that a view does not show may
// be in it.
type SearchText struct {
	Names   []string // its title: who is found by it comes first
	Words   []string // each by itself: nothing is found across two of them
	Filters []string // "k=event", "c=" a community, "t=" a theme, "y=2026"
}

// SearchText gives the words of a public entry.
func (s *Site) SearchText(it *showcase.Item) SearchText {
	t := SearchText{Names: []string{it.Title}, Filters: make([]string, 0, 8)}
	t.add(it.Lead, s.column(it.Kind).Name)
	t.filter("k", it.Kind.String())
	if it.Kind.Dated() {
		t.filter("y", strconv.Itoa(it.Day().Year()))
	}
	for _, c := range it.Communities {
		t.add(c.Title)
		t.filter("c", c.Key())
	}
	for _, c := range it.Themes {
		t.add(c.Title)
		t.filter("t", c.Key())
	}
	switch it.Kind {
	case entry.Community:
		t.filter("c", it.Key())
	case entry.Theme:
		t.filter("t", it.Key())
	}
	t.add(it.Source, it.Author, it.Editor, it.UpdateNote)
	s.searchExtras(&t, it)
	s.searchOwn(&t, it)
	return t
}

// searchExtras adds what entries of every kind may have: pictures, files, figures, press.
func (s *Site) searchExtras(t *SearchText, it *showcase.Item) {
	for _, photo := range it.Photos {
		if s.picture(it, photo.File, "") != nil {
			t.add(photo.Alt, photo.Caption, photo.Credit)
		}
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Image && s.picture(it, unescape(slot.Dest), "") != nil {
			t.add(slot.Alt, slot.Title)
		}
	}
	for _, a := range it.Attachments {
		t.add(a.Title)
	}
	for _, line := range it.Figures {
		t.add(line.Name)
	}
	for _, m := range it.Media {
		t.add(m.Outlet, m.Title)
	}
}

// searchOwn adds what only entries of its kind have.
func (s *Site) searchOwn(t *SearchText, it *showcase.Item) {
	switch it.Kind {
	case entry.Event:
		f := it.Event()
		t.add(f.Place, f.Host, f.Series, f.Festival)
		for _, line := range f.Volunteers {
			t.item(s.Showcase.Find(entry.Volunteer.Folder() + "/" + line.Team))
		}
	case entry.Roll:
		s.searchRoll(t, it)
	case entry.Model:
		f := it.Model()
		t.add(f.Category, levelTitle(f.Level), f.NominatedBy, f.Nominator, f.Citation, s.honour(it.Roll.RollFields().Honour).Name)
		t.item(it.Roll)
		for _, step := range s.career(it) {
			t.add(step.Title, step.GrantedBy, step.Document)
		}
	case entry.Volunteer:
		s.searchVolunteer(t, it)
	case entry.Bulletin:
		f := it.Bulletin()
		t.add(s.Showcase.SeriesName(it), f.Issuer, f.Note, f.ReportTo, f.SendTo, f.Distribute, f.SignedBy)
		for _, item := range s.Showcase.BulletinItems(it) {
			t.item(item)
		}
	case entry.Community:
		searchCommunity(t, it.CommunityFields())
	case entry.Theme:
		t.add(it.Theme().Description)
	}
}

func (s *Site) searchRoll(t *SearchText, it *showcase.Item) {
	f := it.RollFields()
	t.add(s.honour(f.Honour).Name)
	for _, m := range it.Members {
		t.item(m)
		t.add(m.Model().Category)
	}
	if it.Stage > showcase.OnNotice {
		for _, line := range s.people[it.Number].lines {
			t.add(line.Text, line.Category)
			t.add(line.Owners...)
		}
	}
	if m := f.Meeting; m != nil && it.Stage > showcase.Nominating {
		t.add(m.Method)
	}
	if n := f.Notice; n != nil && it.Stage >= showcase.OnNotice {
		t.add(n.Basis, n.Acceptance)
		if it.Stage == showcase.OnNotice {
			t.add(n.Address, n.Requirement)
		} else if v := s.notice(n); v.Result != nil {
			t.add(v.Result.Text)
		}
	}
}

func (s *Site) searchVolunteer(t *SearchText, it *showcase.Item) {
	f := it.Volunteer()
	switch f.Type {
	case "team":
		t.add(f.Contact)
		t.add(f.Fields...)
		for _, person := range it.Members {
			t.item(person)
		}
	case "station":
		t.add(f.Address, f.Hours)
		list, _ := s.checklist(f)
		for _, c := range list {
			t.add(c.Item, c.Evidence)
		}
	default:
		t.item(it.Team)
		if c := f.Certified; c != nil {
			t.add(c.By)
		}
	}
}

func searchCommunity(t *SearchText, f *entry.CommunityFields) {
	t.add(f.Street, f.Address, f.Hours)
	for _, g := range f.Grids {
		t.add(g.Code, g.Area, g.Post)
	}
	for _, p := range f.Services {
		t.add(p.Name, p.Kind, p.Address, p.Hours, p.Fee)
	}
	for _, h := range f.Honours {
		t.add(h.Title, h.GrantedBy)
	}
}

func (t *SearchText) add(words ...string) {
	for _, w := range words {
		if w != "" {
			t.Words = append(t.Words, w)
		}
	}
}

// item adds the title of a public item; nil is none.
func (t *SearchText) item(it *showcase.Item) {
	if it != nil && it.State == showcase.Public {
		t.add(it.Title)
	}
}

func (t *SearchText) filter(key, value string) {
	t.Filters = append(t.Filters, key+"="+filterValue(value))
}

// filterValue writes the name of a community or theme as files of the search and addresses may hold it: what means
// something in either is written by its number.
func filterValue(name string) string {
	value := make([]byte, 0, len(name))
	for _, r := range name {
		switch {
		case r > 0x7f, r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-':
			value = append(value, string(r)...)
		default:
			value = append(strconv.AppendInt(append(value, '_'), int64(r), 16), '_')
		}
	}
	return string(value)
}
