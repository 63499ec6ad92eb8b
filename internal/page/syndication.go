package page

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// feedLength is how many entries a feed or calendar of the past holds.
const feedLength = 30

// syndication plans feeds, calendars, open data, sitemaps and robots.txt. Feeds and sitemaps need absolute addresses, so
// that there are none without base_url; nothing is emitted that would be empty.
func (p *planner) syndication() {
	for _, k := range listed {
		for _, y := range byYear(p.Showcase.Public[k]) {
			for _, t := range []Type{CSV, JSON} {
				p.add(t, dataAddress(k, y.year, t), func() any { return p.table(k, y.items) })
			}
		}
	}
	if events := p.Showcase.Events(); len(events) > 0 {
		p.calendar("events.ics", p.Showcase.Config.Title, events)
	}
	for _, c := range p.Showcase.Public[entry.Community] {
		if events := showcase.Of(c.Members, entry.Event); len(events) > 0 {
			p.calendar(c.ID+".ics", c.Title, events)
		}
	}
	if p.base.url != "" {
		p.feeds()
		p.sitemaps()
	}
	p.add(Robots, "robots.txt", func() any { return &RobotsView{Sitemap: p.base.absolute("sitemap.xml")} })
}

func dataAddress(k entry.Kind, year int, t Type) string {
	return "data/" + k.Folder() + "-" + strconv.Itoa(year) + "." + t.String()
}

func (s *Site) dataLinks(k entry.Kind, year int) []Link {
	label := strconv.Itoa(year) + "年数据"
	return []Link{{label + "（CSV）", dataAddress(k, year, CSV)}, {label + "（JSON）", dataAddress(k, year, JSON)}}
}

// syndicate names the feed of a page's own content beside the site's.
func (s *Site) syndicate(f *Frame, title, address string) {
	if s.base.url != "" {
		f.Feeds = append(f.Feeds, Link{title, href(address)})
	}
}

func (p *planner) feeds() {
	all := p.Showcase.Dated()
	p.feed("feed.xml", p.Showcase.Config.Title, "index.html", all)
	for _, k := range listed {
		p.feed(k.Folder()+"/feed.xml", p.column(k).Name, hubAddress(k), p.Showcase.Public[k])
	}
	for _, k := range []entry.Kind{entry.Community, entry.Theme} {
		for _, owner := range p.Showcase.Public[k] {
			p.feed(owner.ID+".xml", owner.Title, owner.Address(), owner.Members)
		}
	}
}

func (p *planner) feed(address, title, page string, items []*showcase.Item) {
	if len(items) > 0 {
		p.add(Atom, address, func() any { return p.atom(address, title, page, first(items, feedLength)) })
	}
}

// tag makes an id that never changes (RFC 4151): who names it, a day on which the name was theirs, and what is named. It
// hangs on the address in site.toml, not on the one of a preview.
func (s *Site) tag(name string) string { return "tag:" + s.authority() + ",2026:" + href(name) }

// authority is the host that the site's ids hang on; without one, a name that is this site's alone and no host's.
func (s *Site) authority() string {
	if host, _, _ := strings.Cut(newBase(s.in.Identity).host, ":"); host != "" {
		return host
	}
	sum := sha256.Sum256([]byte(s.Showcase.Config.Title + "\x00" + s.Showcase.Config.Organizer.Name))
	return short(sum) + ".invalid"
}

func (s *Site) atom(address, title, page string, items []*showcase.Item) *AtomView {
	cfg := s.Showcase.Config
	v := &AtomView{
		Lang: cfg.Language, ID: s.tag(address), Title: title, Subtitle: cfg.Title, Self: s.base.absolute(address), Home: s.base.absolute(page),
		Author: cfg.Organizer.Name,
	}
	if v.Subtitle == v.Title {
		v.Subtitle = cfg.Description
	}
	if v.Author == "" {
		v.Author = cfg.Title
	}
	var latest calendar.Moment
	for _, it := range items {
		if m := modified(it); m.Compare(latest) > 0 {
			latest = m
		}
		e := AtomEntry{
			ID: s.tag(it.ID), Title: titleMark(it) + it.Title, Link: s.base.absolute(it.Address()), Summary: it.Lead, Author: cmp.Or(it.Author, it.Source),
			Published: s.instant(it.Date), Updated: s.instant(modified(it)),
		}
		for _, t := range it.Themes {
			e.Categories = append(e.Categories, t.Title)
		}
		v.Entries = append(v.Entries, e)
	}
	v.Updated = s.instant(latest)
	return v
}

// modified is when an entry last changed for its readers.
func modified(it *showcase.Item) calendar.Moment {
	if it.Updated > it.Day() {
		return calendar.Moment{Day: it.Updated, Second: -1}
	}
	return it.Date
}

// instant gives a moment of the site's timezone as RFC 3339.
func (s *Site) instant(m calendar.Moment) string {
	return m.In(s.Showcase.Config.Location).Format(time.RFC3339)
}

func (p *planner) calendar(address, name string, events []*showcase.Item) {
	p.add(Calendar, address, func() any { return p.calendarView(address, name, events) })
}

// calendarView holds what is to come and the latest that was, so that a subscription never runs empty.
func (s *Site) calendarView(address, name string, events []*showcase.Item) *CalendarView {
	loc := s.Showcase.Config.Location
	v := &CalendarView{Name: name, Source: s.base.absolute(address), Timezone: loc.String()}
	newYear := time.Date(s.Showcase.Options.AsOf.Year(), 1, 1, 0, 0, 0, 0, loc)
	_, v.Offset = newYear.Zone()
	_, end := newYear.ZoneBounds()
	v.Fixed = end.IsZero()
	planned, rest := split(events)
	// the latest by the day on which they are, so that what is cancelled ahead of time stays and says so
	rest = slices.SortedStableFunc(slices.Values(rest), func(a, b *showcase.Item) int { return b.Event().Start.Compare(a.Event().Start) })
	for _, it := range append(planned, first(rest, feedLength)...) {
		v.Events = append(v.Events, s.calendarEvent(it))
	}
	return v
}

var calendarStatus = map[showcase.Phase]string{
	showcase.Planned: "CONFIRMED", showcase.Held: "CONFIRMED", showcase.Cancelled: "CANCELLED", showcase.Postponed: "TENTATIVE",
}

// titleMark stands before a title where nothing else shows that an event is off, or that somebody is not honoured yet.
func titleMark(it *showcase.Item) string {
	switch {
	case it.Event() != nil && it.Phase == showcase.Cancelled:
		return "【已取消】"
	case it.Event() != nil && it.Phase == showcase.Postponed:
		return "【延期】"
	case it.Model() != nil && marks[honourState(it)] != "":
		return "【" + marks[honourState(it)] + "】"
	}
	return ""
}

func (s *Site) calendarEvent(it *showcase.Item) CalendarEvent {
	f := it.Event()
	e := CalendarEvent{
		UID: it.ID + "@" + s.authority(), Title: titleMark(it) + it.Title, Summary: it.Lead, Place: f.Place, URL: s.base.absolute(it.Address()),
		Start: f.Start, End: f.End, Stamp: modified(it).In(s.Showcase.Config.Location).UTC().Format(time.RFC3339),
		Status: calendarStatus[it.Phase],
	}
	if !it.Updated.IsZero() {
		e.Sequence = 2 * (1 + max(0, int(it.Updated-it.Day())))
	}
	if f.Status != "" {
		e.Sequence++
	}
	for _, t := range it.Themes {
		e.Categories = append(e.Categories, t.Title)
	}
	return e
}

// webcal is the address at which a calendar is subscribed to; "" without base_url.
func (s *Site) webcal(address string) string {
	_, rest, ok := strings.Cut(s.base.absolute(address), "://")
	if !ok {
		return ""
	}
	return "webcal://" + rest
}

// sitemaps plans one sitemap for each kind and year, one for what has no date, and their index.
func (p *planner) sitemaps() {
	var index []func() SitemapAddress
	add := func(name string, latest func() string, list func() []SitemapAddress) {
		address := "sitemaps/" + name + ".xml"
		index = append(index, func() SitemapAddress { return SitemapAddress{p.base.absolute(address), latest()} })
		p.add(Sitemap, address, func() any { return &SitemapView{list()} })
	}
	items := func(name string, items []*showcase.Item) {
		if len(items) == 0 {
			return
		}
		add(name, func() string {
			var latest calendar.Day
			for _, it := range items {
				latest = max(latest, changed(it))
			}
			return latest.String()
		}, func() []SitemapAddress { return p.addresses(items) })
	}
	add("site", func() string { return "" }, p.hubAddresses)
	for _, k := range listed {
		for _, y := range byYear(p.Showcase.Public[k]) {
			items(k.Folder()+"-"+strconv.Itoa(y.year), y.items)
		}
	}
	for _, k := range []entry.Kind{entry.Community, entry.Theme, entry.Page} {
		items(k.Folder(), p.Showcase.Public[k])
	}
	p.add(SitemapIndex, "sitemap.xml", func() any {
		v := &SitemapView{}
		for _, one := range index {
			v.Addresses = append(v.Addresses, one())
		}
		return v
	})
}

// hubAddresses are those of the home page and of the first page of each column.
func (p *planner) hubAddresses() []SitemapAddress {
	all := []SitemapAddress{{Location: p.base.absolute("index.html")}}
	for _, k := range entry.Kinds() {
		if address := hubAddress(k); p.generated[address] {
			all = append(all, SitemapAddress{Location: p.base.absolute(address)})
		}
	}
	return all
}

func (s *Site) addresses(items []*showcase.Item) []SitemapAddress {
	all := make([]SitemapAddress, 0, len(items))
	for _, it := range items {
		all = append(all, SitemapAddress{s.base.absolute(it.Address()), changed(it).String()})
	}
	return all
}

// changed is the day on which the page of an item changed last, as far as it is known: a community or theme shows its newest
// entry.
func changed(it *showcase.Item) calendar.Day {
	latest := modified(it).Day
	for _, m := range first(it.Members, 1) {
		latest = max(latest, modified(m).Day)
	}
	return latest
}
