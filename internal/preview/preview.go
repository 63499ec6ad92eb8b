// Package preview is everything that `mingde watch` shows besides the site itself: the script that is put into each page,
// with a toolbox and a list of what is wrong; the office's start page; and the page that stands in where the site has
// none to show. It writes HTML. It does not know HTTP, nor how a site is built, nor where its files lie.
//
// Who serves it puts [Files] below _mingde/ at the site's root, and speaks with the script by server-sent events at
// _mingde/events?page=…&day=…&content=…&assets=… – the four values of the page's [Tag]:
//
//	state   {"number": 7, "html": Panel(…), "errors": 1, "warnings": 2}   on connecting, and when it differs
//	reload  the page is not the one with that content sum
//	assets  {"sum": "…", "names": {"site.css": "assets/site.0123456789abcdef.css"}}   sum and names of today
//	gone    {"html": Gone(…)}   the page does not exist any more
//
// The script reconnects by itself, always with the sums of what it shows now, and closes the connection while its tab is
// hidden: a browser has six for a host. It reloads for one sum once; should a reload bring the same page again, it waits
// longer each time. A page written by [Fault] reloads as well when the number of the state changes.
package preview

import (
	"embed"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/problem"
)

// Files are watch.js, watch.css and start.css, served below _mingde/. They are the same in every language.
//
//go:embed watch.js watch.css start.css
var Files embed.FS

// StartPage is the address of the start page in the site, as [Tag] and [Panel] have it.
const StartPage = "_mingde/"

// Entry is one entry as the start page lists it.
type Entry struct {
	Title   string
	File    string // relative to the site's folder: "content/events/2026/06/x.md"
	Address string // relative to the site's root: "events/2026/06/x.html"; "" where there is no page
	State   string // "public", "draft", "scheduled", "expired", "withdrawn", "held-back", "unreadable": words by key preview.state.<State>
	Day     calendar.Day
	Edited  time.Time // shown in its own location; the zero Time is not shown
}

// Coming is one change that the mere passing of days will bring.
type Coming struct {
	Day   calendar.Day
	Entry Entry
	What  string // "goes-public", "expires", "event-over", "withdrawal-told", "meeting", "notice-begins", "notice-ends", "result": words by key preview.coming.<What>
}

// State is what the toolbox of every page tells.
type State struct {
	Number      int          // counts the builds of this server
	AsOf, Today calendar.Day // the day that is shown, and that of the server; they differ on pages of another date
	Problems    []problem.Problem
	Standing    bool // there are errors, and what is shown is the last good version; with errors, pages and not Standing, entries are held back
	Coming      []Coming
	Entries     int
	Pages       int
	Drafts      int
	Polling     string // why changes are looked for now and then instead of told by the system: "limit", "network", "silent", "unsupported", words by key preview.polling.<Polling>; "" if they are told
}

// Overview is what the start page tells.
type Overview struct {
	State
	Recent, Drafts, Scheduled []Entry // in the order in which they are to stand
	Found                     []Entry // what Query finds; looked at only where there is a Query
	Query                     string
	Phone                     string // address for phones in the same network; "" without one
	QR                        []byte // PNG of Phone; nil without one
}
