package page

import (
	"fmt"
	"slices"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// How much lists hold. A list with more than PartSize rows goes by the calendar, so that an entry changes a handful of
// pages and an address in a list stays.
const (
	latestOnHub  = 30
	cardsOnHub   = 10  // of them, the rest in one line each: a list must come over a slow line in a second
	latestOfKind = 6   // of each kind on the pages of communities and themes, and on the home page
	cardsOfRoll  = 40  // of a round that has more, each has one line
	recordsMost  = 200 // of the services of a person; of those before them the sums of the years
	earlierMost  = 5
)

// span is the items of one year or month, newest first.
type span struct {
	year, month int // month 0: the whole year
	items       []*showcase.Item
}

// byYear cuts a list, newest first, into its years; byMonth one into its months.
func byYear(items []*showcase.Item) []span { return cut(items, false, (*showcase.Item).Day) }

func byMonth(items []*showcase.Item) []span { return cut(items, true, (*showcase.Item).Day) }

// cut cuts a list, which stands in the order of the days, into years or months.
func cut(items []*showcase.Item, months bool, day func(*showcase.Item) calendar.Day) []span {
	var spans []span
	for i, it := range items {
		d := day(it)
		s := span{year: d.Year()}
		if months {
			s.month = d.Month()
		}
		if n := len(spans); n == 0 || spans[n-1].year != s.year || spans[n-1].month != s.month {
			s.items = items[i:i]
			spans = append(spans, s)
		}
		last := &spans[len(spans)-1]
		last.items = last.items[:len(last.items)+1]
	}
	return spans
}

// yearCounts lists years with the number of their items.
func yearCounts(years []span, address func(year int) string) []Count {
	var all []Count
	for _, y := range years {
		all = append(all, Count{Link{y.title(), href(address(y.year))}, len(y.items)})
	}
	return all
}

// neighbours are the years beside the i-th: the later, then the earlier. The others are left out, so that a new year
// changes one old page and not all.
func neighbours(years []span, i int, address func(year int) string) []Link {
	var all []Link
	for _, y := range beside(years, i) {
		all = append(all, Link{y.title(), href(address(y.year))})
	}
	return all
}

// beside gives what stands before and after the i-th of a list.
func beside[T any](all []T, i int) []T {
	return slices.Concat(all[max(0, i-1):i], all[i+1:min(len(all), i+2)])
}

// yearsOf gives the addresses of the years of a kind.
func yearsOf(k entry.Kind) func(year int) string {
	return func(year int) string { return yearAddress(k.Folder(), year) }
}

func (s span) title() string {
	if s.month == 0 {
		return itoa(s.year) + "年"
	}
	return itoa(s.year) + "年" + itoa(s.month) + "月"
}

// kinds plans hub, years and months of the events; the other kinds have first pages of their own.
func (p *planner) kinds() {
	const k = entry.Event
	items := p.Showcase.Public[k]
	if len(items) == 0 {
		return
	}
	years := byYear(items)
	p.add(Hub, hubAddress(k), func() any { return p.hub(k, items, years) })
	for i, y := range years {
		p.add(Year, yearAddress(k.Folder(), y.year), func() any { return p.year(k, years, i) })
		for _, m := range byMonth(y.items) {
			p.months(k, m)
		}
	}
}

// months plans the parts of a month: full parts of PartSize, counted from the oldest, and the newest part, which is the
// month's own page.
func (p *planner) months(k entry.Kind, m span) {
	full := (len(m.items) - 1) / PartSize
	for part := range full + 1 {
		address := monthAddress(k.Folder(), month{m.year, m.month})
		if part < full {
			address = partAddress(k.Folder(), month{m.year, m.month}, part+1)
		}
		p.add(Month, address, func() any { return p.month(k, m, address, part) })
	}
}

func (s *Site) hub(k entry.Kind, items []*showcase.Item, years []span) *HubView {
	c := s.column(k)
	address := hubAddress(k)
	v := &HubView{Frame: s.frame(address, k.Folder(), c.Name, "", c.Description), Heading: c.Name, About: c.Description}
	v.Crumbs = []Link{home()}
	v.Meta = append(v.Meta, columnMeta(c)...)
	planned, rest := split(items)
	v.Planned = s.cardsOf(planned)
	v.Latest, v.Rows = s.latest(first(rest, latestOnHub))
	v.Years = yearCounts(years, yearsOf(k))
	if k == entry.Event {
		v.Series, v.Festivals = s.groupCounts(s.Showcase.Series), s.groupCounts(s.Showcase.Festivals)
		v.Calendar, v.Webcal = "events.ics", s.webcal("events.ics")
	}
	s.syndicate(&v.Frame, c.Name, k.Folder()+"/feed.xml")
	v.Data = s.dataLinks(k, years[0].year)
	return v
}

// split parts a list of events into those to come, the nearest first, and the rest as it was.
func split(items []*showcase.Item) (planned, rest []*showcase.Item) {
	for _, it := range items {
		if it.Phase == showcase.Planned && it.Event() != nil {
			planned = append(planned, it)
		} else {
			rest = append(rest, it)
		}
	}
	slices.SortStableFunc(planned, func(a, b *showcase.Item) int { return a.Event().Start.Compare(b.Event().Start) })
	return planned, rest
}

// latest gives the first few of a list as cards, the others as rows.
func (s *Site) latest(items []*showcase.Item) (cards, rows []*Card) {
	few := first(items, cardsOnHub)
	return s.cardsOf(few), s.rowsOf(items[len(few):])
}

func first[T any](items []T, n int) []T { return items[:min(n, len(items))] }

func (s *Site) groupCounts(groups []*showcase.Group) []Count {
	var all []Count
	for _, g := range groups {
		all = append(all, Count{Link{g.Name, href(s.groups[g])}, len(g.Items)})
	}
	return all
}

func (s *Site) year(k entry.Kind, years []span, i int) *YearView {
	c, y := s.column(k), years[i]
	heading := y.title() + c.Name
	v := &YearView{Heading: heading, Figures: tally(showcase.Add(y.items))}
	v.Frame = s.frame(yearAddress(k.Folder(), y.year), k.Folder(), heading, "", y.title()+"的"+c.Name+"，按月排列。")
	v.Crumbs = []Link{home(), s.hubLink(k)}
	v.Meta = append(v.Meta, columnMeta(c)...)
	for _, m := range byMonth(y.items) {
		period := Period{
			Count:   Count{Link{m.title(), monthAddress(k.Folder(), month{m.year, m.month})}, len(m.items)},
			Figures: tally(showcase.Add(m.items)),
		}
		if len(y.items) <= PartSize {
			period.Rows = s.rowsOf(m.items)
		}
		v.Months = append(v.Months, period)
	}
	v.Others = neighbours(years, i, yearsOf(k))
	v.Data = s.dataLinks(k, y.year)
	return v
}

func (s *Site) month(k entry.Kind, m span, address string, part int) *MonthView {
	c := s.column(k)
	full := (len(m.items) - 1) / PartSize
	heading := m.title() + c.Name
	if part < full {
		heading += fmt.Sprintf("（第%d部分）", part+1)
	}
	v := &MonthView{Heading: heading, Parts: monthParts(k, m, part, full)}
	if part == full {
		v.Total, v.Figures = len(m.items), tally(showcase.Add(m.items))
	}
	v.Frame = s.frame(address, k.Folder(), heading, "", m.title()+"的"+c.Name+"。")
	v.Crumbs = []Link{home(), s.hubLink(k), {itoa(m.year) + "年", yearAddress(k.Folder(), m.year)}}
	v.Meta = append(v.Meta, columnMeta(c)...)
	// the items stand newest first, the parts are counted from the oldest
	end := len(m.items) - part*PartSize
	v.Rows = s.rowsOf(m.items[max(0, end-PartSize):end])
	return v
}

// monthParts are the parts of a month that a part leads to: all of them from the newest; from a full one its neighbours
// among the full ones and the newest, so that it stays as it is when the month grows.
func monthParts(k entry.Kind, m span, part, full int) []MenuItem {
	if full == 0 {
		return nil
	}
	at := month{m.year, m.month}
	var parts []MenuItem
	for n := range full {
		if part == full || n >= part-1 && n <= part+1 {
			parts = append(parts, MenuItem{Text: fmt.Sprintf("第%d部分", n+1), Href: partAddress(k.Folder(), at, n+1), Current: n == part})
		}
	}
	return append(parts, MenuItem{Text: "最新部分", Href: monthAddress(k.Folder(), at), Current: part == full})
}

// tally puts sums into words.
func tally(t showcase.Tally) Tally {
	v := Tally{Events: t.Events, Volunteers: t.Volunteers, Rolls: t.Rolls, Honoured: t.Honoured, Bulletins: t.Bulletins}
	if !t.Participants.IsZero() {
		v.Participants = t.Participants.String()
	}
	if !t.Hours.IsZero() {
		v.Hours = t.Hours.String()
	}
	for _, line := range t.Lines {
		v.Lines = append(v.Lines, Figure{Name: line.Name, Value: line.Sum.String()})
	}
	return v
}

// joint tells whether joint entries are among items: then columns of communities exceed the total above them.
func joint(items []*showcase.Item) bool {
	return slices.ContainsFunc(items, func(it *showcase.Item) bool { return len(it.Communities) > 1 })
}
