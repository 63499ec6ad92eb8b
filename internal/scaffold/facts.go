package scaffold

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/source"
)

// Facts are what is known of a site and helps with a new entry.
type Facts struct {
	Settings    config.Config
	Communities []Named  // in the order of the site
	Themes      []Named  // likewise
	Teams       []Named  // teams of volunteers
	Rolls       []Roll   // the latest first
	Issues      []Issue  // bulletins, in the order of their files
	files       []string // paths of all files below content/
}

// Named is an entry as a field names it, and its title.
type Named struct{ Key, Title string }

// Roll is one round of honours.
type Roll struct {
	Key, Honour string
	Year        int
	Number      int
	Communities []string
}

// Issue is one bulletin.
type Issue struct {
	Series      string
	Communities []string
	Year        int // of its month
	Number      int
	Total       int
}

// Look gathers the facts of a site, reading only the entries of the kinds that the wish needs. What cannot be read, or is
// wrong, is passed over: it is for the check to say so.
func Look(tree *source.Tree, settings config.Config, w Wish) Facts {
	f := Facts{Settings: settings}
	for _, file := range tree.Files(entry.Root) {
		f.files = append(f.files, file.Path)
	}
	places := f.parse(tree, entry.Community)
	slices.SortStableFunc(places, func(a, b *entry.Entry) int {
		return cmp.Compare(a.CommunityFields().Order, b.CommunityFields().Order)
	})
	f.Communities = named(places)
	themes := f.parse(tree, entry.Theme)
	slices.SortStableFunc(themes, func(a, b *entry.Entry) int { return cmp.Compare(a.Theme().Order, b.Theme().Order) })
	f.Themes = named(themes)
	switch w.Kind {
	case entry.Event, entry.Volunteer:
		f.Teams = named(slices.DeleteFunc(f.parse(tree, entry.Volunteer), func(e *entry.Entry) bool {
			return e.Volunteer().Type != VolunteerTypes[0]
		}))
	case entry.Roll, entry.Model:
		f.Rolls = rolls(f.parse(tree, entry.Roll))
	case entry.Bulletin:
		f.Issues = issues(f.parse(tree, entry.Bulletin), settings)
	}
	return f
}

// parse reads the entries of a kind that say something.
func (f Facts) parse(tree *source.Tree, kind entry.Kind) []*entry.Entry {
	var all []*entry.Entry
	for _, file := range tree.Files(entry.Root + kind.Folder() + "/") {
		if !strings.HasSuffix(file.Path, entry.Extension) {
			continue
		}
		data, _, err := tree.Read(file.Path)
		if err != nil {
			continue
		}
		e, _, _ := entry.Parse(file.Path, data, f.Settings.Location)
		if e != nil && !e.Broken && e.Common.Withdrawn == nil {
			all = append(all, e)
		}
	}
	return all
}

// named puts drafts behind everything else.
func named(entries []*entry.Entry) []Named {
	var public, drafts []Named
	for _, e := range entries {
		if n := (Named{e.Key(), e.Title}); e.Draft {
			drafts = append(drafts, n)
		} else {
			public = append(public, n)
		}
	}
	return append(public, drafts...)
}

func rolls(entries []*entry.Entry) []Roll {
	slices.SortStableFunc(entries, func(a, b *entry.Entry) int {
		return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(b.Roll().Number, a.Roll().Number))
	})
	var all []Roll
	for _, e := range entries {
		r := e.Roll()
		all = append(all, Roll{e.Key(), r.Honour, r.Year, r.Number, e.Community})
	}
	return all
}

func issues(entries []*entry.Entry, settings config.Config) []Issue {
	var all []Issue
	for _, e := range entries {
		b := e.Bulletin()
		year, _, _ := strings.Cut(b.Month, "-")
		n, err := strconv.Atoi(year)
		if err != nil || len(e.Community) == 0 {
			continue
		}
		all = append(all, Issue{cmp.Or(b.Series, settings.Bulletins.Series), e.Community, n, b.Number, b.Total})
	}
	return all
}

// Taken gives the file that stands where a new one would go, under the same name or under one that many disks take for the
// same; "" where there is none.
func (f Facts) Taken(path string) string {
	folded := source.Fold(path)
	for _, file := range f.files {
		if source.Fold(file) == folded {
			return file
		}
	}
	return ""
}

// numbered gives the first free path below a folder (01, 02, …) behind the highest that is in use.
func (f Facts) numbered(prefix string) string {
	highest := 0
	for _, file := range f.files {
		rest, below := strings.CutPrefix(file, entry.Root+prefix)
		if n, err := strconv.Atoi(strings.TrimSuffix(rest, entry.Extension)); below && err == nil {
			highest = max(highest, n)
		}
	}
	number := strconv.Itoa(highest + 1)
	return prefix + strings.Repeat("0", max(2-len(number), 0)) + number
}
