package page

import "mingde/internal/calendar"

// What a layout sees is a view: plain data, all of it in the files view*.go. An Href is an address relative to the site's root, escaped
// for a URL, to be written after the Root of the page: href="{{$.Root}}{{.Href}}".

// Link is a named address of the site.
type Link struct {
	Text string
	Href string
}

// Count is a link to a list with the number of its entries.
type Count struct {
	Link
	N int
}

// Meta is one <meta name content>.
type Meta struct {
	Name    string
	Content string
}

// Frame is what every HTML page has around its own content.
type Frame struct {
	Root        string // from the page to the site's root: "", "../", "../../"; absolute for 404.html
	Lang        string
	Title       string // of <title>: 标题｜社区
	Description string
	Canonical   string // absolute; "" for none
	NoIndex     bool
	Marked      string // "draft" or "scheduled": shown to the office only
	Meta        []Meta // site, column and article, in this order
	Feeds       []Link // Atom feeds of the page's content
	Crumbs      []Link // from home to the parent
	Chrome      *Chrome
	Style       string `sum:"asset"` // Href of the stylesheet
	Share       Share
}

// Chrome is the header and footer: the same for all pages of one column, and rendered once.
type Chrome struct {
	Site        string
	Lang        string
	Description string
	Menu        []MenuItem
	Organizer   Organizer
	Feed        string // Href of the site's feed; "" for none
	Search      string // Href of the search page; "" for none, and on that page itself
	Logo        string `sum:"asset"` // Href; "" for none
	sums        sumOnce
}

// MenuItem is one item of the main menu. Absolute marks an address outside of the site.
type MenuItem struct {
	Text     string
	Href     string
	Current  bool
	Absolute bool
}

// Organizer is who answers for the site: the seven items that inspections look for in a footer, and how to reach them.
type Organizer struct {
	Name, Unit, Undertaker   string
	PortalName, PortalURL    string
	SiteIDCode, ICP          string
	Police, PoliceURL        string
	PartyMark                string
	Phone, PhoneURL          string // PhoneURL is tel:…
	Email, Address, Postcode string
	Feedback                 string // absolute address, or ""
}

// Card is one entry as lists show it. Layouts print it with {{card $.Root .}} or, short, {{row $.Root .}}: it is rendered
// once, whatever the number of lists. Where layouts print rows (Rows, Earlier, the Latest of a series), it has neither Lead,
// Start, End, Place nor Cover.
type Card struct {
	Kind   string // "event"
	Href   string
	Title  string
	Lead   string
	Date   calendar.Moment // of publication
	Start  calendar.Moment // of an event
	End    calendar.Moment
	Mark   string // a word that must stand beside the title: 公示中; "" for none
	Phase  string // "planned" "held" "cancelled" "postponed"; "" for what is no event
	Place  string
	Owners []string // titles of the communities; one, the street's, for an entry of the whole street
	Street bool
	Cover  *Picture
	source string // path of the entry
	sums   contentOnce
}

// Picture is a published picture: Href is its usual version, Width × Height pixels large, Sizes are all of them.
type Picture struct {
	Href          string
	Width, Height int
	Sizes         []PictureSize // by width; at least one
	Alt           string
	Caption       string
	Credit        string
}

// PictureSize is a version of a picture, Width pixels wide.
type PictureSize struct {
	Href  string
	Width int
}

// Figure is a named number as it was written, or a total.
type Figure struct {
	Name  string
	Value string
	Of    string
	Href  string // of the list behind it; "" for none
}

// Tally is a set of events added up, as text ready to print. The zero Tally is empty: nothing was held.
type Tally struct {
	Events       int
	Participants string
	Volunteers   int
	Hours        string
	Lines        []Figure
	Rolls        int // rounds that were listed
	Honoured     int
	Bulletins    int
}

// HomeView is the home page.
type HomeView struct {
	Frame
	Planned     []*Card // next events, the nearest first
	Latest      []*Card
	OnNotice    []RollCard // what residents may object to now
	Rolls       []RollCard // the latest listed rounds
	Bulletins   []*Card
	Statistics  Link
	Month       string // "2026年11月", the latest month in which an event was held
	MonthHref   string
	Figures     Tally // of that month
	Communities []Link
	Themes      []Link
	Pages       []Link
}

// HubView is the first page of a kind: what is planned, the latest, the archive.
type HubView struct {
	Frame
	Heading   string
	About     string
	Planned   []*Card
	Latest    []*Card
	Rows      []*Card // what comes after Latest
	Years     []Count
	Series    []Count
	Festivals []Count
	Webcal    string // webcal: address of the calendar; "" without base_url
	Calendar  string // Href of the calendar
	Data      []Link
}

// YearView is one year of a kind.
type YearView struct {
	Frame
	Heading string
	Months  []Period
	Figures Tally
	Others  []Link // the other years
	Data    []Link
}

// Period is a month of a year: its list, or its rows where the year is small.
type Period struct {
	Count
	Figures Tally
	Rows    []*Card
}

// MonthView is one part of a month of a kind; Parts leads to the others where there is more than one.
type MonthView struct {
	Frame
	Heading string
	Rows    []*Card
	Total   int
	Parts   []MenuItem
	Figures Tally
}

// GroupView is a series or a festival: what is coming, what was, and what it adds up to.
type GroupView struct {
	Frame
	Heading string
	Kind    string // "series" or "festival"
	Days    []FestivalDay
	Planned []*Card
	Latest  []*Card
	Years   []Count // where there is too much for one page
	Figures Tally
}

// FestivalDay is the day of a festival in a year of which there are events.
type FestivalDay struct {
	Year int
	Day  calendar.Day
}

// ArchiveView is a year or month of a community, a theme, a theme in a community, or a series.
type ArchiveView struct {
	Frame
	Heading string
	Parent  Link
	Rows    []*Card
	Months  []Count // where there is too much for one page
	Figures Tally
	Others  []Link // the neighbouring years
	Joint   bool   // joint entries are among them
}

// EntryView is what the page of every entry has.
type EntryView struct {
	Frame
	Heading     string
	Date        calendar.Moment
	Source      string
	Author      string
	Editor      string
	Updated     calendar.Day
	UpdateNote  string
	Body        Body
	Cover       *Picture
	Photos      []Picture
	Attachments []File
	Figures     []Figure
	Media       []Coverage
	Communities []Link
	Themes      []Link
}

// File is an attachment.
type File struct {
	Link
	Type string // "CSV"
	Size string // "12 KB"
}

// Coverage is one piece of press coverage.
type Coverage struct {
	Outlet, Title, Level string
	URL                  string // absolute, or ""
	Date                 calendar.Day
}

// EventView is the page of an event.
type EventView struct {
	EntryView
	Phase        string
	Start, End   calendar.Moment
	Place        string
	Host         string
	Series       Link
	Festival     Link
	Edition      int
	Session      int
	Participants string
	Volunteers   []Service
	Earlier      []*Card // related events, at most five, all earlier
}

// Service is one line of an event's volunteers.
type Service struct {
	Team   Link
	People int
	Hours  string
}

// PlainView is a page.
type PlainView struct {
	EntryView
}

// CommunitiesView is the index of the communities.
type CommunitiesView struct {
	Frame
	Heading string
	About   string
	Rows    []Place
}

// Place is a community in the index.
type Place struct {
	Count
	Lead, Street, Address, Phone, PhoneURL string
}

// CommunityView is the page of a community.
type CommunityView struct {
	EntryView
	Street, Address, Hours string
	Phone, PhoneURL        string
	Grids                  []Grid
	Services               []ServicePoint
	Honours                []PlaceHonour
	Sections               []Section
	Totals                 Tally
	Joint                  bool
	Years                  []Count
	ByTheme                []Count
	Webcal, Calendar       string
}

// Section is the latest of one kind.
type Section struct {
	Kind  string
	Title string
	Cards []*Card // of events and people; of other kinds Rows
	Rows  []*Card
	More  string // Href of all of them
}

// Grid is one 网格.
type Grid struct{ Code, Area, Post, Phone, PhoneURL string }

// ServicePoint is a place where residents are served.
type ServicePoint struct{ Name, Kind, Address, Hours, Fee, Phone, PhoneURL string }

// PlaceHonour is an honour of a community.
type PlaceHonour struct {
	Date                    calendar.Day
	Level, Title, GrantedBy string
}

// ThemesView is the index of the themes.
type ThemesView struct {
	Frame
	Heading string
	About   string
	Rows    []ThemeRow
}

// ThemeRow is a theme in the index.
type ThemeRow struct {
	Count
	About string
}

// ThemeView is the page of a theme.
type ThemeView struct {
	EntryView
	About       string
	Sections    []Section
	Totals      Tally
	Years       []Count
	ByCommunity []Count
}

// CommunityThemeView is a theme in a community.
type CommunityThemeView struct {
	Frame
	Heading   string
	Community Link
	Theme     Link
	Rows      []*Card
	Years     []Count // where there is too much for one page
	Figures   Tally
	Joint     bool
}

// SiteMapView is the site map for people.
type SiteMapView struct {
	Frame
	Heading  string
	Sections []MapSection
}

// MapSection is a part of the site map.
type MapSection struct {
	Link
	Links []Link
}

// NotFoundView is 404.html. It stands on its own, since the server shows it at any address.
type NotFoundView struct {
	Frame
	Inline string `sum:"asset"` // the stylesheet
	Links  []Link
}

// AliasView leads from an old address to the new one.
type AliasView struct {
	Frame
	To Link
}

// WithdrawnView says that something was taken back, and nothing else.
type WithdrawnView struct {
	Frame
}
