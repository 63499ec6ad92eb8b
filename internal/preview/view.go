package preview

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"html/template"
	"net/url"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/problem"
)

// site makes addresses on a page from which Root leads to the site's root.
type site struct{ Root string }

// to gives the address of a page of the site, escaped: a "?" or "#" in it is part of its name.
func (s site) to(page string) string {
	if s.Root == "" {
		return (&url.URL{Path: "./" + page}).String()
	}
	return s.Root + (&url.URL{Path: page}).EscapedPath()
}

// Start gives the address of the start page.
func (s site) Start() string { return s.to(StartPage) }

// Home gives the address of the site's first page.
func (s site) Home() string { return s.to("index.html") }

// Look gives the address that shows a page as of a day.
func (s site) Look() string { return s.to(StartPage + "at") }

// board is what a State looks like on a page.
type board struct {
	State
	site
	Page             string // whose warnings come first, and which the dates lead to
	Errors, Warnings int
	most             most
}

// most is how many problems are listed; a browser would take seconds for ten thousand.
type most struct{ errors, warnings int }

// On the pages of the site there is less room, and whoever needs more finds it on the start page.
var (
	onPages = most{errors: 200, warnings: 50}
	onStart = most{errors: 1000, warnings: 1000}
)

// newBoard makes the board of a page. A page of the preview itself stands for the first page of the site.
func newBoard(s State, page, root string, most most) board {
	if page == "" || strings.HasPrefix(page, StartPage) {
		page = "index.html"
	}
	b := board{State: s, site: site{root}, Page: page, most: most}
	b.Errors, b.Warnings = problem.Count(s.Problems)
	return b
}

// Dated tells whether the page is of another date.
func (b board) Dated() bool { return b.AsOf != b.Today }

// At gives the address of the page as of a day, for the zero Day that of the server's day.
func (b board) At(day calendar.Day) string {
	if day.IsZero() {
		return b.to(b.Page)
	}
	return b.to(StartPage + "at/" + day.String() + "/" + b.Page)
}

// Chosen tells whether the day of the server was chosen, and there is a site to show of it.
func (b board) Chosen() bool { return b.Fixed && !b.AsOf.IsZero() }

// Height names how high the corner is that the chip stands in: what else is there stands above it.
func (b board) Height() string {
	switch dated, unread := b.Dated() || b.Chosen(), b.Trouble.Key != ""; {
	case dated && unread:
		return "tallest"
	case dated || unread:
		return "tall"
	}
	return "usual"
}

// Set names the set of errors: whoever has put them aside is told again when it is another. Where in its file an error
// stands is no part of it, or each new line above would bring the list back.
func (b board) Set() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d\n", b.Errors)
	for _, p := range b.errors() {
		fmt.Fprintf(h, "%q %q %q %q\n", p.File, p.Rule, p.Message.Key, p.Message.Args.String())
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// file is one file with problems.
type file struct {
	File     string
	Here     bool // it is the source of the page
	Problems []problem.Problem
}

// errors gives the errors that are listed.
func (b board) errors() []problem.Problem { return some(b.Problems, problem.Error, b.most.errors, all) }

// all is every file.
func all(string) bool { return true }

// ErrorFiles gives the errors by file.
func (b board) ErrorFiles() []file { return byFile(b.errors()) }

// ErrorsLeft is how many errors are not listed.
func (b board) ErrorsLeft() int { return max(0, b.Errors-b.most.errors) }

// here tells whether a file is the page's own source.
func (b board) here(file string) bool { return file == sourceOf(b.Page) }

// elsewhere tells whether it is not.
func (b board) elsewhere(file string) bool { return !b.here(file) }

// WarningFiles gives the warnings by file.
func (b board) WarningFiles() []file {
	return byFile(some(b.Problems, problem.Warning, b.most.warnings, all))
}

// WarningsHere gives the warnings in the page's own source.
func (b board) WarningsHere() []file {
	files := byFile(some(b.Problems, problem.Warning, b.most.errors, b.here))
	for i := range files {
		files[i].Here = true
	}
	return files
}

// WarningsElsewhere gives the warnings in all other files.
func (b board) WarningsElsewhere() []file {
	return byFile(some(b.Problems, problem.Warning, b.most.warnings, b.elsewhere))
}

// WarningsLeft is how many warnings are not listed.
func (b board) WarningsLeft() int {
	if b.most == onStart {
		return max(0, b.Warnings-b.most.warnings)
	}
	return b.Warnings - count(b.WarningsHere()) - count(b.WarningsElsewhere())
}

func count(files []file) (n int) {
	for _, f := range files {
		n += len(f.Problems)
	}
	return n
}

// Crowded tells whether the warnings would push the rest of the panel out of sight.
func (b board) Crowded() bool { return b.Warnings > 3 }

// sourceOf gives the file of an entry's page; content/X.md has the address X.html.
func sourceOf(page string) string { return "content/" + strings.TrimSuffix(page, ".html") + ".md" }

// some gives the first problems of a severity in certain files.
func some(ps []problem.Problem, severity problem.Severity, most int, in func(file string) bool) (found []problem.Problem) {
	for _, p := range ps {
		if len(found) == most {
			break
		}
		if p.Severity == severity && in(p.File) {
			found = append(found, p)
		}
	}
	return found
}

// byFile gathers problems; files stand in the order of their first problem.
func byFile(ps []problem.Problem) []file {
	var files []file
	at := map[string]int{}
	for _, p := range ps {
		i, known := at[p.File]
		if !known {
			i = len(files)
			at[p.File] = i
			files = append(files, file{File: p.File})
		}
		files[i].Problems = append(files[i].Problems, p)
	}
	return files
}

// row is one entry in a list.
type row struct {
	Entry
	site
	Badge string // its state, where that does not go without saying
	When  string // it was edited
}

// Link gives the address of the entry's page, on the server's day.
func (r row) Link() string { return r.to(r.Address) }

// Name gives the title, of an entry without one its file.
func (r row) Name() string {
	if r.Title == "" {
		return r.File
	}
	return r.Title
}

// change is one thing that happens on a day.
type change struct {
	Entry row
	What  string
}

// days are the changes of one day.
type days struct {
	Day     calendar.Day
	Changes []change
}

// Days gives what will change, by day; days stand in the order of their first change.
func (b board) Days() []days {
	var all []days
	at := map[calendar.Day]int{}
	for _, c := range b.Coming {
		i, known := at[c.Day]
		if !known {
			i = len(all)
			at[c.Day] = i
			all = append(all, days{Day: c.Day})
		}
		all[i].Changes = append(all[i].Changes, change{row{Entry: c.Entry, site: b.site}, c.What})
	}
	return all
}

// desk is the start page.
type desk struct {
	board
	Public                                          bool
	Title                                           string
	Query, Phone                                    string
	Code                                            template.URL // the picture itself
	FoundRows, RecentRows, DraftRows, ScheduledRows []row
}

func newDesk(say *message.Catalogue, o Overview, root string) desk {
	d := desk{board: newBoard(o.State, StartPage, root, onStart), Public: o.Public, Query: o.Query, Phone: o.Phone}
	s := speaker{say}
	d.Title = s.words("preview.name")
	if !o.AsOf.IsZero() {
		d.Title = s.words("preview.title", "day", s.fullDay(o.AsOf))
	}
	list := func(entries []Entry, usual string) (rows []row) {
		for _, e := range entries {
			r := row{Entry: e, site: d.site, When: s.moment(e.Edited, o.Today)}
			if e.State != usual {
				r.Badge = e.State
			}
			rows = append(rows, r)
		}
		return rows
	}
	d.FoundRows, d.RecentRows = list(o.Found, "public"), list(o.Recent, "public")
	d.DraftRows, d.ScheduledRows = list(o.Drafts, "draft"), list(o.Scheduled, "scheduled")
	if o.QR != nil {
		d.Code = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(o.QR))
	}
	return d
}
