package page

import (
	"time"

	"mingde/internal/calendar"
	"mingde/internal/showcase"
)

// Share is what other programs are told of a page: those that show a card of it (The Open Graph protocol, ogp.me), and search engines
// (schema.org, as JSON-LD). It is empty where nobody may share the page, or where the site's address is not known.
type Share struct {
	Base  string // absolute address of the site
	Title string // without the name of the site or community
	Kind  string // "website" "article" "profile"
	Image string // absolute, a JPEG
	Thing Thing
}

// Thing is an item of schema.org. A field is left out where it is empty; dates are those of ISO 8601.
type Thing struct {
	Type        string `json:"@type"`
	Name        string `json:"name,omitempty"`
	URL         string `json:"url,omitempty"`
	Description string `json:"description,omitempty"`
	Image       string `json:"image,omitempty"`
	Published   string `json:"datePublished,omitempty"`
	Modified    string `json:"dateModified,omitempty"`
	Start       string `json:"startDate,omitempty"`
	End         string `json:"endDate,omitempty"`
	Status      string `json:"eventStatus,omitempty"`
	Attendance  string `json:"eventAttendanceMode,omitempty"`
	Location    *Part  `json:"location,omitempty"`
	Organizer   *Part  `json:"organizer,omitempty"`
	Publisher   *Part  `json:"publisher,omitempty"`
	Address     string `json:"address,omitempty"`
	Telephone   string `json:"telephone,omitempty"`
	Number      int    `json:"reportNumber,omitempty"`
	Data        []Part `json:"distribution,omitempty"`
	Entity      *Part  `json:"mainEntity,omitempty"`
}

// Part is an item inside of another.
type Part struct {
	Type    string `json:"@type"`
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
	Award   string `json:"award,omitempty"`
	Format  string `json:"encodingFormat,omitempty"`
	URL     string `json:"contentUrl,omitempty"`
}

// shared says what a page is. Thing.Type "" makes it a list (CollectionPage).
func (s *Site) shared(f *Frame, title, kind string, t Thing) {
	if s.base.url == "" {
		return
	}
	if t.Type == "" {
		t.Type = "CollectionPage"
	}
	t.Name, t.URL, t.Description = title, f.Canonical, f.Description
	f.Share = Share{Base: s.base.url, Title: title, Kind: kind, Thing: t}
}

// shareEntry says what an entry's page is; t has what its kind adds.
func (s *Site) shareEntry(v *EntryView, it *showcase.Item, kind string, t Thing) {
	if s.base.url == "" || it.State != showcase.Public {
		v.Share = Share{}
		return
	}
	s.shared(&v.Frame, it.Title, kind, t)
	if v.Cover != nil {
		v.Share.Image = s.base.url + v.Cover.Href
		v.Share.Thing.Image = v.Share.Image
	}
	if t.Type != "Event" && t.Type != "Organization" && t.Type != "Place" {
		v.Share.Thing.Published, v.Share.Thing.Modified = s.iso(it.Date), it.Updated.String()
	}
}

// iso writes a moment with the offset of the site's timezone; a bare date stays one.
func (s *Site) iso(m calendar.Moment) string {
	if m.IsZero() || m.Whole() {
		return m.Day.String()
	}
	return m.In(s.Showcase.Config.Location).Format(time.RFC3339)
}

// office is who answers for the site.
func (s *Site) office() *Part {
	return &Part{Type: "GovernmentOrganization", Name: s.Showcase.Config.Organizer.Name}
}

// eventStatus are the words of schema.org for phases.
var eventStatus = map[string]string{"planned": "EventScheduled", "held": "EventScheduled", "cancelled": "EventCancelled", "postponed": "EventPostponed"}

func (s *Site) eventThing(v *EventView) Thing {
	place := v.Place
	if place == "" && len(v.Communities) > 0 {
		place = v.Communities[0].Text
	}
	host := s.office()
	if v.Host != "" {
		host = &Part{Type: "Organization", Name: v.Host}
	}
	t := Thing{
		Type: "Event", Start: s.iso(v.Start), End: s.iso(v.End), Status: "https://schema.org/" + eventStatus[v.Phase],
		Attendance: "https://schema.org/OfflineEventAttendanceMode", Organizer: host,
	}
	if place != "" {
		t.Location = &Part{Type: "Place", Name: place, Address: place}
	}
	return t
}

// modelThing names a person only who was honoured, is grown up and agreed to be named.
func (s *Site) modelThing(v *ModelView, it *showcase.Item) Thing {
	f := it.Model()
	if v.State != "honoured" || f.Subject != "person" || f.Minor || f.Consent == nil || !f.Consent.Name {
		return Thing{Type: "WebPage"}
	}
	return Thing{Type: "ProfilePage", Entity: &Part{Type: "Person", Name: it.Title, Award: v.Roll.Text + "·" + f.Category}}
}

func (s *Site) volunteerThing(it *showcase.Item) (kind string, t Thing) {
	f := it.Volunteer()
	switch f.Type {
	case "team":
		return "website", Thing{Type: "Organization", Telephone: f.Phone}
	case "station":
		return "website", Thing{Type: "Place", Address: f.Address, Telephone: f.Phone}
	}
	if f.Minor || f.Consent == nil || !f.Consent.Name {
		return "article", Thing{Type: "WebPage"}
	}
	return "profile", Thing{Type: "ProfilePage", Entity: &Part{Type: "Person", Name: it.Title}}
}

// shareBodied says what an entry's page is, by its kind.
func (s *Site) shareBodied(v Bodied, it *showcase.Item) {
	switch v := v.(type) {
	case *EventView:
		s.shareEntry(&v.EntryView, it, "article", s.eventThing(v))
	case *ModelView:
		kind, t := "article", s.modelThing(v, it)
		if t.Entity != nil {
			kind = "profile"
		}
		s.shareEntry(&v.EntryView, it, kind, t)
	case *TeamView:
		s.shareVolunteer(&v.EntryView, it)
	case *StationView:
		s.shareVolunteer(&v.EntryView, it)
	case *PersonView:
		s.shareVolunteer(&v.EntryView, it)
	case *BulletinView:
		s.shareEntry(&v.EntryView, it, "article", Thing{Type: "Report", Number: v.Number, Publisher: &Part{Type: "GovernmentOrganization", Name: v.Issuer}})
	case *RollView:
		s.shareEntry(&v.EntryView, it, "article", Thing{Type: "Article", Publisher: s.office()})
	case *PlainView:
		s.shareEntry(&v.EntryView, it, "article", Thing{Type: "WebPage", Publisher: s.office()})
	case *CommunityView:
		s.shareEntry(&v.EntryView, it, "website", Thing{Type: "Place", Address: v.Address, Telephone: v.Phone})
	case *ThemeView:
		s.shareEntry(&v.EntryView, it, "website", Thing{})
	}
}

func (s *Site) shareVolunteer(v *EntryView, it *showcase.Item) {
	kind, t := s.volunteerThing(it)
	s.shareEntry(v, it, kind, t)
}

// dataset is the open data of a year, as the page of its totals has it.
func (s *Site) dataset(links []Link) Thing {
	t := Thing{Type: "Dataset", Publisher: s.office()}
	for _, l := range links {
		t.Data = append(t.Data, Part{Type: "DataDownload", Name: l.Text, Format: "text/csv", URL: s.base.url + l.Href})
	}
	return t
}
