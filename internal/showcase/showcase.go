// Package showcase compiles all entries into the Showcase of one day: references resolved, who may be seen decided,
// series, festivals and lists put together, totals added up, and the next day found on which anything changes by itself.
//
// It is pure: the same entries, settings and as-of give the same Showcase. It does not know files, addresses of lists,
// HTML, nor the clock.
package showcase

import (
	"cmp"
	"slices"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/problem"
)

// Options say of which day the Showcase is, and for whom.
type Options struct {
	AsOf   calendar.Day
	Drafts bool            // drafts and scheduled entries get their page, marked; they stay out of lists
	Held   map[string]bool // paths of entries held back because of an error: left out as a draft is
}

// Showcase is everything that may be shown on one day. Nothing in it changes after Compile.
type Showcase struct {
	Config     *config.Config
	Options    Options
	Items      []*Item                // all entries, whatever their state, by id
	Public     map[entry.Kind][]*Item // dated kinds: newest first; communities, themes and pages: by order
	Series     []*Group               // of events, by name
	Festivals  []*Group               // of events, in the order of the settings
	Bulletins  []*BulletinSeries      // of the public issues, by name
	NextChange calendar.Day           // the next day on which anything public changes by itself; zero: never
	byKey      map[entry.Kind]map[string]*Item
	careers    map[string][]*Item // by person
	dated      []*Item            // the public items of all dated kinds, newest first
}

// Item is an entry in its place: its state on the day and what it belongs to. Only public communities and themes are
// linked.
type Item struct {
	*entry.Entry
	Number      int // its place in Items
	State       State
	Phase       Phase   // of events
	Communities []*Item // in the order of the field; all of them for a street-wide entry
	Themes      []*Item
	Street      bool      // community = "*"
	Members     []*Item   // of communities and themes: the public entries that belong to it; of rolls: its public models; of teams: its persons; newest first
	Stage       Stage     // of rolls
	Roll        *Item     // of public models
	Team        *Item     // of public volunteer persons
	Services    []Service // of public teams: the held events in which they served, newest first
	Earlier     *Item     // of rolls and bulletins: the public one before, of the same honour or series and communities
	Later       *Item     // of bulletins: the next; of rolls: the next listed round after it
}

// Group is a set of events under one name that has a page of its own: a series, or a festival over the years.
type Group struct {
	Name  string
	Items []*Item // newest first
}

// Find gives the item of an id, of whatever state; nil when there is no such entry.
func (s *Showcase) Find(id string) *Item {
	folder, key, _ := strings.Cut(id, "/")
	kind, ok := entry.KindOfFolder(folder)
	if !ok {
		return nil
	}
	return s.byKey[kind][key]
}

// Events are the public events, newest first.
func (s *Showcase) Events() []*Item { return s.Public[entry.Event] }

// Compile puts the entries together. The entries may come in any order; the problems are those of references.
func Compile(cfg *config.Config, entries []*entry.Entry, opt Options) (*Showcase, []problem.Problem) {
	s := &Showcase{Config: cfg, Options: opt, Public: map[entry.Kind][]*Item{}, byKey: map[entry.Kind]map[string]*Item{}}
	s.admit(entries)
	s.gatherDated()
	problems := s.resolve()
	s.handOut()
	s.rounds()
	s.enrol()
	s.joinCareers()
	s.serve()
	s.gatherBulletins()
	s.Series = groups(s.Events(), seriesOf)
	slices.SortFunc(s.Series, func(a, b *Group) int { return cmp.Compare(a.Name, b.Name) })
	s.Festivals = groups(s.Events(), festivalOf)
	slices.SortFunc(s.Festivals, s.festivalOrder)
	s.NextChange = s.nextChange()
	return s, problems
}

// admit makes the items, by id, with their states, and sorts the public ones into the lists of their kinds.
func (s *Showcase) admit(entries []*entry.Entry) {
	s.Items = make([]*Item, len(entries))
	block := make([]Item, len(entries)) // one allocation for all
	for i, e := range entries {
		block[i] = Item{Entry: e, State: stateOf(e, s.Options.AsOf)}
		if s.Options.Held[e.Path] && slices.Contains([]State{Public, Draft, Scheduled}, block[i].State) {
			block[i].State = HeldBack
		}
		if f := e.Event(); f != nil {
			block[i].Phase = phaseOf(f, s.Options.AsOf)
		}
		s.Items[i] = &block[i]
	}
	slices.SortFunc(s.Items, func(a, b *Item) int { return cmp.Compare(a.ID, b.ID) })
	count := map[entry.Kind]int{}
	for _, it := range s.Items {
		count[it.Kind]++
	}
	for _, k := range entry.Kinds() {
		s.byKey[k] = make(map[string]*Item, count[k])
		s.Public[k] = make([]*Item, 0, count[k])
	}
	for i, it := range s.Items {
		it.Number = i
		s.byKey[it.Kind][it.Key()] = it
		if f := it.RollFields(); f != nil {
			it.Stage = stageOf(f, s.Options.AsOf)
		}
	}
	for _, it := range s.Items {
		s.refine(it)
		if it.State == Public {
			s.Public[it.Kind] = append(s.Public[it.Kind], it)
		}
	}
	for kind, items := range s.Public {
		if kind.Dated() {
			slices.SortFunc(items, Newest)
		} else {
			slices.SortFunc(items, ordered)
		}
	}
}

// refine hides models and volunteers whom their round or their consent hides.
func (s *Showcase) refine(it *Item) {
	if it.State != Public {
		return
	}
	if it.Model() != nil {
		it.State = s.modelState(it)
		if it.State == Public {
			it.Roll = s.byKey[entry.Roll][it.Model().Roll]
		}
	} else if f := it.Volunteer(); f != nil {
		it.State = volunteerState(f)
	}
}

// handOut gives every public dated item to its communities and themes, newest first.
func (s *Showcase) handOut() {
	for _, it := range s.Dated() {
		for _, owner := range it.Communities {
			owner.Members = append(owner.Members, it)
		}
		for _, owner := range it.Themes {
			owner.Members = append(owner.Members, it)
		}
	}
}

// Dated gives the public items of all dated kinds, newest first; the slice is not the caller's to change.
func (s *Showcase) Dated() []*Item { return s.dated }

// gatherDated puts the lists of the dated kinds into one.
func (s *Showcase) gatherDated() {
	for _, kind := range entry.Kinds() {
		if kind.Dated() {
			s.dated = merge(s.dated, s.Public[kind])
		}
	}
}

// merge puts two lists, newest first, into one.
func merge(a, b []*Item) []*Item {
	if len(a) == 0 || len(b) == 0 {
		return slices.Concat(a, b)
	}
	all := make([]*Item, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if Newest(a[0], b[0]) <= 0 {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// Workdays tells working days by the settings' calendar.
func (s *Showcase) Workdays() calendar.Workdays {
	return calendar.NewWorkdays(s.Config.Notice.ExtraHolidays, s.Config.Notice.ExtraWorkdays)
}

// Newest orders dated items: the latest first, those of one moment by id.
func Newest(a, b *Item) int {
	if later := b.Date.Compare(a.Date); later != 0 {
		return later
	}
	return cmp.Compare(a.ID, b.ID)
}

// ordered puts communities, themes and pages into the order that their authors gave them.
func ordered(a, b *Item) int {
	return cmp.Or(cmp.Compare(order(a.Entry), order(b.Entry)), cmp.Compare(a.ID, b.ID))
}

func order(e *entry.Entry) int {
	switch {
	case e.CommunityFields() != nil:
		return e.CommunityFields().Order
	case e.Theme() != nil:
		return e.Theme().Order
	case e.Page() != nil:
		return e.Page().Order
	}
	return 0
}

// Of gives the items of one kind, in their order.
func Of(items []*Item, kind entry.Kind) []*Item {
	var own []*Item
	for _, it := range items {
		if it.Kind == kind {
			own = append(own, it)
		}
	}
	return own
}
