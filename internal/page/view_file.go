package page

import "mingde/internal/calendar"

// AtomView is a feed (RFC 4287); its addresses are absolute.
type AtomView struct {
	Lang                string
	ID, Title, Subtitle string
	Self, Home          string
	Author              string
	Updated             string // RFC 3339
	Entries             []AtomEntry
}

// AtomEntry is an entry of a feed.
type AtomEntry struct {
	ID, Title, Link, Summary, Author string
	Published, Updated               string // RFC 3339
	Categories                       []string
}

// CalendarView is an iCalendar (RFC 5545, 7986).
type CalendarView struct {
	Name, Source string
	Timezone     string // IANA name
	Offset       int    // of the timezone, in seconds east of UTC, where Fixed
	Fixed        bool   // the timezone has no daylight saving time
	Events       []CalendarEvent
}

// CalendarEvent is an event of a calendar. Stamp is UTC.
type CalendarEvent struct {
	UID, Title, Summary, Place, URL string
	Start, End                      calendar.Moment // End zero: none
	Stamp                           string          // RFC 3339, UTC
	Sequence                        int
	Status                          string // "CONFIRMED" "CANCELLED" "TENTATIVE"
	Categories                      []string
}

// TableView is a year of open data of a kind, as CSV and as JSON.
type TableView struct {
	Columns []Column
	Rows    [][]string // one value a column
}

// Column is a column of open data. Number says that JSON writes its values as numbers.
type Column struct {
	Key    string // JSON key
	Title  string // CSV heading
	Number bool
}

// SitemapView is a sitemap, or the index of sitemaps.
type SitemapView struct {
	Addresses []SitemapAddress
}

// SitemapAddress is one absolute address of a sitemap; Modified is a date, or "".
type SitemapAddress struct{ Location, Modified string }

// RobotsView is robots.txt.
type RobotsView struct {
	Sitemap string // absolute; "" without base_url
}

// AssetView is a file that is published as it is: Source is its path in the sources, Sum that of its content.
type AssetView struct {
	Source string
	Sum    [32]byte
}

// PhotoView is a picture to be resized: Source is its path in the sources, Sum that of its content and of how it is encoded,
// Width the wanted width in pixels.
type PhotoView struct {
	Source string
	Sum    [32]byte
	Width  int
}
