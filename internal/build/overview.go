package build

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// Item is an entry as the office speaks of it.
type Item struct {
	Title   string // the file's name where there is none
	File    string
	Address string // "" where it has no page
	State   string // "public", "draft", "scheduled" …
	Day     calendar.Day
	Edited  time.Time
}

// Coming is something that changes by itself on a day to come.
type Coming struct {
	Day  calendar.Day
	Item Item
	What showcase.Change
}

// Overview is what the office wants to know of the site of a day besides its pages. Each list ends somewhere; the most
// urgent comes first.
type Overview struct {
	Recent    []Item // the last edited first
	Drafts    []Item // the last edited first
	Scheduled []Item // by day
	Found     []Item // whose title or file holds the words asked for, the newest first
}

// listMost is where the lists of an Overview end.
const listMost = 50

// comingMost is how many changes to come are told.
const comingMost = 20

// recentMost is how many files are told as edited last.
const recentMost = 12

var stateNames = map[showcase.State]string{
	showcase.Public: "public", showcase.Draft: "draft", showcase.Scheduled: "scheduled", showcase.Expired: "expired", showcase.Withdrawn: "withdrawn",
	showcase.Confidential: "confidential", showcase.Awaiting: "awaiting", showcase.Unlisted: "unlisted", showcase.Unnamed: "unnamed",
	showcase.Retracted: "withdrawn", showcase.HeldBack: "held-back", showcase.Unreadable: "unreadable",
}

// Overview gives it for a day (zero: that of the last update), with the entries found by words; without words, none.
func (l *Live) Overview(day calendar.Day, words string) (o Overview) {
	l.look(day, func(b *builder) {
		if b != nil {
			o = b.overview(words)
		}
	})
	return o
}

func (b *builder) overview(words string) (o Overview) {
	items := slices.Clone(b.site.Showcase.Items)
	edited := map[*showcase.Item]int64{}
	for _, it := range items {
		if f, ok := b.tree.Lookup(it.Path); ok {
			edited[it] = f.ModTime
		}
	}
	slices.SortStableFunc(items, func(x, y *showcase.Item) int { return cmp.Compare(edited[y], edited[x]) })
	for _, it := range items {
		if len(o.Recent) < recentMost {
			o.Recent = append(o.Recent, b.item(it))
		}
		if it.State == showcase.Draft && len(o.Drafts) < listMost {
			o.Drafts = append(o.Drafts, b.item(it))
		}
	}
	o.Scheduled = b.scheduled()
	o.Found = b.search(words)
	return o
}

func (b *builder) coming(most int) []Coming {
	var all []Coming
	for _, c := range b.site.Showcase.Coming() {
		if len(all) == most {
			break
		}
		if c.Item.State != showcase.Confidential {
			all = append(all, Coming{c.Day, b.item(c.Item), c.What})
		}
	}
	return all
}

func (b *builder) scheduled() []Item {
	var all []*showcase.Item
	for _, it := range b.site.Showcase.Items {
		if it.State == showcase.Scheduled {
			all = append(all, it)
		}
	}
	slices.SortStableFunc(all, func(x, y *showcase.Item) int { return cmp.Compare(x.Day(), y.Day()) })
	return b.items(all)
}

// search finds entries by words in their titles and files, all of them, whatever the case of letters.
func (b *builder) search(words string) []Item {
	wanted := strings.Fields(strings.ToLower(words))
	if len(wanted) == 0 {
		return nil
	}
	var found []*showcase.Item
	for _, it := range b.site.Showcase.Items {
		text := strings.ToLower(titleOf(it) + " " + it.Path)
		if !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(text, w) }) {
			found = append(found, it)
		}
	}
	slices.SortStableFunc(found, func(x, y *showcase.Item) int { return cmp.Compare(y.Day(), x.Day()) })
	return b.items(found)
}

func (b *builder) items(all []*showcase.Item) []Item {
	var items []Item
	for _, it := range all[:min(len(all), listMost)] {
		items = append(items, b.item(it))
	}
	return items
}

func (b *builder) item(it *showcase.Item) Item {
	item := Item{Title: titleOf(it), File: it.Path, State: stateNames[it.State], Day: it.Day()}
	if f, ok := b.tree.Lookup(it.Path); ok {
		item.Edited = time.Unix(0, f.ModTime)
	}
	if _, ok := b.find(it.Address()); ok {
		item.Address = it.Address()
	}
	return item
}

// titleOf is what an entry is called: by its file where it has no title, or asked for secrecy.
func titleOf(it *showcase.Item) string {
	if it.Title == "" || it.State == showcase.Confidential {
		return path.Base(it.Path)
	}
	return it.Title
}

// note remembers where entries went whose files were renamed: it holds what was removed against what was added.
func (l *Live) note(b *builder) {
	if l.before == nil || b.site == nil || b.adopted() {
		return
	}
	gone := map[source.Sum]string{}
	for _, c := range b.changes().files {
		if i, ok := l.before.tree.Number(c.Path); ok && c.What == Removed && isEntry(c.Path) {
			gone[l.before.kept.memory.Files[i].Sum] = c.Path
		}
	}
	for _, c := range b.changes().files {
		i, ok := b.tree.Number(c.Path)
		if !ok || c.What != Added || !isEntry(c.Path) {
			continue
		}
		if sum, known := b.sources.sumAt(i); known && gone[sum] != "" {
			l.moved[pageOf(gone[sum])] = c.Path
		}
	}
}

// pageOf is the address of the page of an entry's file.
func pageOf(file string) string {
	return strings.TrimSuffix(strings.TrimPrefix(file, entry.Root), entry.Extension) + ".html"
}

// Moved tells what became of an entry's page that is gone, if its file was renamed while the preview ran.
func (l *Live) Moved(day calendar.Day, address string) (found Item, ok bool) {
	l.look(day, func(b *builder) {
		for range 8 { // renamed again and again
			file, moved := l.moved[address]
			if b == nil || !moved {
				return
			}
			i := slices.IndexFunc(b.site.Showcase.Items, func(it *showcase.Item) bool { return it.Path == file })
			if i >= 0 {
				found, ok = b.item(b.site.Showcase.Items[i]), true
				return
			}
			address = pageOf(file)
		}
	})
	return found, ok
}
