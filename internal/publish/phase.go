package publish

import (
	"path"
	"strings"
)

// Phase is a step of a publish. The next begins when the one before has ended, and only if nothing in it failed: so at no moment
// does a page that is given out need a stylesheet, script, picture or file of data that is not there.
type Phase uint8

// The phases, in order. A new file comes before what may point to it, which is a changed one; the home page is last.
const (
	Assets Phase = iota
	NewData
	ChangedData
	NewPages
	ChangedPages
	NewLists
	ChangedLists
	HomePage
	Deletes
	Verifying
	Committing
	Purging
)

var phaseNames = [...]string{
	"assets", "new-data", "data", "new-pages", "pages", "new-lists", "lists", "home", "deletes", "verify", "commit", "purge",
}

// Phases lists them all.
func Phases() []Phase {
	all := make([]Phase, len(phaseNames))
	for i := range all {
		all[i] = Phase(i)
	}
	return all
}

// String gives the name of the phase in reports.
func (p Phase) String() string { return phaseNames[p] }

// MarshalText is String.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// phaseOf tells when an object is put: by what it is, and whether it is new.
func phaseOf(e Entry, fresh bool) Phase {
	changed := Phase(1)
	if fresh {
		changed = 0
	}
	kind, _, _ := strings.Cut(e.Class.Header.ContentType, ";")
	switch {
	case e.Path == homePage:
		return HomePage
	case e.hashed():
		return Assets
	case e.Path == searchPage: // it loads new files of the search at once
		return ChangedLists
	case e.Path == notFoundPage || e.Path == robotsFile || strings.HasPrefix(e.Path, searchFolder):
		return NewLists + changed
	case kind == "text/html":
		return NewPages + changed
	case kind == "application/atom+xml" || kind == "application/xml" || kind == "text/calendar":
		return NewLists + changed
	case kind == "application/json" || kind == "text/csv" || path.Ext(e.Path) == ".gz":
		return NewData + changed
	}
	return Assets
}

// The addresses that have their own place in the order.
const (
	homePage     = "index.html"
	notFoundPage = "404.html"
	robotsFile   = "robots.txt"
	searchFolder = "search/"
	searchPage   = "search.html"
)
