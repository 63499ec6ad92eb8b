// Package preview is everything that `mingde watch` shows besides the site itself: the script that is put into each page,
// with a toolbox and a list of what is wrong; the office's start page; and the page that stands in where the site has
// none to show. It writes HTML. It does not know HTTP, nor how a site is built, nor where its files lie.
//
// Who serves it puts [Files] below _mingde/ at the site's root, and speaks with the script by server-sent events at
// _mingde/events?page=…&day=…&content=…&assets=…&missing=… – the values of the page's [Tag]:
//
//	state   {"version": "7", "html": Panel(…)}   on connecting, and when it differs: State.Version, and more for tests
//	reload  the page is not the one with that content sum
//	assets  {"sum": "…", "names": {"site.css": "assets/site.0123456789abcdef.css"}}   sum and names of today
//	gone    {"html": Gone(…)}   the page does not exist any more
//
// The script reconnects by itself, always with the sums of what it shows now, and closes the connection while its tab is
// hidden: a browser has six for a host. It reloads for one sum once; should a reload bring the same page again, it waits
// longer each time. A page written by [Fault] reloads as well when the version of the state changes. The start page is
// not left: its parts are exchanged, and whoever is writing into a field writes on.
package preview

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	Turn        int          // counts what happened beside them, while any of it lasts: Trouble, Unmade; else 0
	AsOf, Today calendar.Day // the day that is shown, and that of the server; they differ on pages of another date
	Fixed       bool         // somebody chose the day of the server; else it is that of the calendar
	Problems    []problem.Problem
	Standing    bool         // there are errors, and what is shown is the last good version; with errors, pages and not Standing, entries are held back
	Frozen      bool         // and that goes for the whole site, whatever the errors are in
	Fresh       bool         // there are errors, and all the same what is shown is the newest
	Absent      []string     // files of entries with errors that were never right: nothing is shown of them
	Unmade      bool         // some of the problems are why pages cannot be made; these stay as they are
	Trouble     problem.Text // why the site cannot be read now; the zero Text if it can
	Coming      []Coming
	Entries     int
	Pages       int
	Drafts      int
	Polling     string // why changes are looked for now and then instead of told by the system: "limit", "network", "silent", "unsupported", words by key preview.polling.<Polling>; "" if they are told
}

// Overview is what the start page tells.
type Overview struct {
	State
	Public                    bool    // drafts and what waits for its day are not shown
	Recent, Drafts, Scheduled []Entry // in the order in which they are to stand
	Found                     []Entry // what Query finds; looked at only where there is a Query
	Query                     string
	Phone                     string // address for phones in the same network; "" without one
	QR                        []byte // PNG of Phone; nil without one
}

// Version names what the toolbox and the start page tell, polling aside.
func (s State) Version() string {
	if s.Turn == 0 {
		return strconv.Itoa(s.Number)
	}
	return fmt.Sprint(s.Number, "-", s.Turn)
}

// namedFiles is how many files a sentence names.
const namedFiles = 3

// Effect says what the errors do to what is shown; nothing where there are none.
func (s State) Effect() (all []problem.Text) {
	say := func(key string, args problem.Args) { all = append(all, problem.Text{Key: key, Args: args}) }
	errors, _ := problem.Count(s.Problems)
	switch {
	case errors == 0:
		return nil
	case s.Frozen:
		say("preview.effect.frozen", nil)
		return all
	case s.Fresh:
		say("preview.effect.fresh", nil)
		return all
	case s.Pages == 0:
		say("preview.nothing-yet", nil)
		return all
	case s.Standing && !s.allAbsent():
		say("preview.effect.entries", nil)
	case !s.Standing && !s.Unmade:
		say("preview.held-back", nil)
	}
	if len(s.Absent) > namedFiles {
		say("preview.effect.absent-more", problem.Args{"n": strconv.Itoa(len(s.Absent))})
	} else if len(s.Absent) > 0 {
		say("preview.effect.absent", problem.Args{"files": strings.Join(s.Absent, ", ")})
	}
	if s.Unmade {
		say("preview.effect.unmade", nil)
	}
	return all
}

// allAbsent tells whether no error is in an entry that has an older version to show.
func (s State) allAbsent() bool {
	return !slices.ContainsFunc(s.Problems, func(p problem.Problem) bool {
		return p.Severity == problem.Error && !slices.Contains(s.Absent, p.File)
	})
}
