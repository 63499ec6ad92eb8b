package showcase

import (
	"cmp"
	"slices"

	"mingde/internal/calendar"
	"mingde/internal/entry"
)

// Stage is how far a roll is on the day.
type Stage uint8

// The stages of a roll, in their order.
const (
	Nominating Stage = iota // before the meeting, or before the notice where there is no meeting
	Voting                  // from the day of the meeting until the notice
	OnNotice                // from … to, both included
	Listed
	Archived // a later roll of the same honour and community is listed
)

// stageOf computes a roll's stage, but for Archived, which depends on other rolls. Without a notice it is listed from its
// date.
func stageOf(f *entry.RollFields, asOf calendar.Day) Stage {
	switch n := f.Notice; {
	case n == nil, asOf > n.To:
		return Listed
	case asOf >= n.From:
		return OnNotice
	case f.Meeting != nil && asOf >= f.Meeting.Date:
		return Voting
	}
	return Nominating
}

// modelState decides who may see a model that is public as far as its own fields go: candidates from the first day of the
// notice, the honoured and the nominees after it, those who were not listed never again.
func (s *Showcase) modelState(it *Item) State {
	f := it.Model()
	roll := s.byKey[entry.Roll][f.Roll]
	switch {
	case roll == nil, roll.State != Public, roll.Stage < OnNotice:
		return Awaiting
	case roll.Stage > OnNotice && f.Outcome == "not-listed":
		return Unlisted
	case f.Subject == "person" && (f.Consent == nil || !f.Consent.Name):
		return Unnamed
	}
	return Public
}

// volunteerState hides persons who did not agree to be named. They count in totals all the same.
func volunteerState(f *entry.VolunteerFields) State {
	if f.Type == "person" && (f.Consent == nil || !f.Consent.Name) {
		return Unnamed
	}
	return Public
}

// Candidate tells whether a public model still stands on notice.
func (it *Item) Candidate() bool { return it.Roll != nil && it.Roll.Stage == OnNotice }

// Honoured tells whether a public model is honoured: its round is listed and it is more than a nominee.
func (it *Item) Honoured() bool {
	return it.Model() != nil && it.Roll != nil && it.Roll.Stage > OnNotice && it.Model().Outcome == "listed"
}

// rounds orders the rolls: what follows what, and which rounds were followed by a listed one and are archived. A round
// names the listed one next after it, not the latest, so that it stays as it is when still others are listed.
func (s *Showcase) rounds() {
	listed := map[string]*Item{} // the listed round that was met last, seen from the latest down, of an honour and its communities
	before := map[string]*Item{} // the round that comes next, seen from the latest down
	all := slices.Clone(s.Public[entry.Roll])
	slices.SortFunc(all, func(a, b *Item) int { return round(b, a) })
	for _, r := range all {
		key := r.RollFields().Honour + "\x00" + joined(r.Community)
		if next := before[key]; next != nil {
			next.Earlier = r
		}
		before[key] = r
		r.Later = listed[key]
		if r.Stage == Listed {
			if r.Later != nil {
				r.Stage = Archived
			}
			listed[key] = r
		}
	}
}

// ListedOn gives the day from which a roll is listed, in whatever stage it is: the day after its notice, or its own day
// where it has none.
func (it *Item) ListedOn() calendar.Day {
	if n := it.RollFields().Notice; n != nil {
		return n.To.Add(1)
	}
	return it.Day()
}

// CountedOn gives the day to which totals by time count an item: a listed round and those whom it honours on the day of
// its listing, all else on its own day.
func (it *Item) CountedOn() calendar.Day {
	switch {
	case it.RollFields() != nil && it.Stage > OnNotice:
		return it.ListedOn()
	case it.Honoured():
		return it.Roll.ListedOn()
	}
	return it.Day()
}

// enrol gives every public roll its public models, in the order of their lists, newest first.
func (s *Showcase) enrol() {
	for _, it := range s.Public[entry.Model] {
		it.Roll.Members = append(it.Roll.Members, it)
	}
}

// round orders rolls: by year, number, id.
func round(a, b *Item) int {
	f, g := a.RollFields(), b.RollFields()
	return cmp.Or(cmp.Compare(f.Year, g.Year), cmp.Compare(f.Number, g.Number), cmp.Compare(a.ID, b.ID))
}

// joined gives a list of communities as one key, whatever their order.
func joined(communities []string) string {
	own := slices.Sorted(slices.Values(communities))
	key := ""
	for _, c := range own {
		key += c + "\x00"
	}
	return key
}

// RollFields gives the fields of a roll. (Item.Roll is the roll of a model.)
func (it *Item) RollFields() *entry.RollFields { return it.Entry.Roll() }

// Career gives the public models of one person over all rounds, the earliest first; the model itself is among them.
func (s *Showcase) Career(it *Item) []*Item {
	key := it.Model().Person
	if key == "" {
		return []*Item{it}
	}
	return s.careers[key]
}

// joinCareers gathers the public models by their person.
func (s *Showcase) joinCareers() {
	s.careers = map[string][]*Item{}
	for _, it := range s.Public[entry.Model] {
		if key := it.Model().Person; key != "" {
			s.careers[key] = append(s.careers[key], it)
		}
	}
	for _, all := range s.careers {
		slices.Reverse(all) // the lists stand newest first
	}
}
