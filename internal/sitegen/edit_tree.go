package sitegen

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// civil is a day, as midnight in UTC.
type civil = time.Time

// split cuts an id into its folder and its slug.
func split(id string) (folder, slug string) { return path.Dir(id), path.Base(id) }

// Edits that make, move and remove files. Each gives the id that is new, or gone.

func (g gen) addEvent() string { return g.event(g.between(asOf.AddDate(0, -2, 0), asOf)) }

func (g gen) addRoll() string { return g.roll() }

// addModel adds to a roll whatever its state; in life it is one still nominating.
func (g gen) addModel() string {
	id := g.where(anyEntry, "rolls")
	if id == "" {
		return ""
	}
	return g.model(id)
}

func (g gen) addPerson() string { return g.person() }

// addBulletin adds the issue that follows the last one of a community, at most two months ahead.
func (g gen) addBulletin() string {
	community := g.one("communities")
	month := time.Date(asOf.Year(), asOf.Month(), 1, 0, 0, 0, 0, time.UTC)
	if r := g.runs[community]; r != nil && len(r.ids) > 0 {
		if !r.last.Before(month.AddDate(0, 2, 0)) {
			return ""
		}
		month = r.last.AddDate(0, 1, 0)
	}
	return g.bulletin(community, month)
}

func (g gen) addCommunity() string { return g.community() }

func (g gen) addTheme() string { return g.theme() }

func (g gen) addPage() string {
	n := g.next()
	return g.page(fmt.Sprintf("说明第%d号", n), fmt.Sprint(n))
}

// removeOne removes an entry that no field names. Of bulletins only the last of a run may go: numbers have no gaps. The
// last of a kind that others need stays.
func (g gen) removeOne() string {
	id := g.where(anyEntry, all...)
	e := g.entries[id]
	folder, _, _ := strings.Cut(id, "/")
	if id == "" || g.referenced(id) || e.has("session") || len(g.order[folder]) == 1 ||
		strings.HasPrefix(id, "volunteers/teams/") {
		return ""
	}
	if e.run != "" && !g.unissue(id) {
		return ""
	}
	for _, other := range g.entries {
		other.links = slices.DeleteFunc(other.links, func(link string) bool { return link == id })
	}
	g.dropPictures(id)
	delete(g.entries, id)
	g.order[folder] = slices.DeleteFunc(g.order[folder], func(other string) bool { return other == id })
	return id
}

// unissue takes the last issue of a run back; false for any other issue, and for the first of a year, before which the
// number of the year before would have to be known.
func (s *Site) unissue(id string) bool {
	r := s.runs[s.entries[id].run]
	last := len(r.ids) - 1
	if r.ids[last] != id || r.number == 1 {
		return false
	}
	r.ids = r.ids[:last]
	r.number, r.total, r.last = r.number-1, r.total-1, r.last.AddDate(0, -1, 0)
	return true
}

func (s *Site) dropPictures(id string) {
	folder, _ := split(id)
	for _, name := range s.entries[id].pictures {
		delete(s.blobs, "content/"+folder+"/"+name)
	}
}

// renameOne gives an entry another slug, and keeps its old address as an alias half of the time.
func (g gen) renameOne() string {
	id := g.where(func(e *entry) bool { return e.roll == nil }, "events", "models", "pages", "bulletins")
	if id == "" {
		return ""
	}
	folder, _ := split(id)
	to := fmt.Sprintf("%s/n%06d", folder, g.next())
	if e := g.entries[id]; g.chance(0.5) {
		e.set("aliases", list([]string{id + ".html"}))
	}
	g.rename(id, to)
	return id + " " + to
}

// renameCommunity gives a community another slug, and takes along what is numbered in it.
func (g gen) renameCommunity() string {
	id := g.where(anyEntry, "communities")
	to := fmt.Sprintf("communities/c%03d", g.next())
	from, now := path.Base(id), path.Base(to)
	if r := g.runs[from]; r != nil {
		g.runs[now] = r
		delete(g.runs, from)
	}
	for _, e := range g.entries {
		if e.run == from {
			e.run = now
		}
		if e.roll != nil && e.roll.community == from {
			e.roll.community = now
		}
	}
	rounds := map[string]int{}
	for key, n := range g.rounds {
		rounds[strings.ReplaceAll(key, "-"+from+"-", "-"+now+"-")] = n
	}
	g.rounds = rounds
	g.rename(id, to)
	return id + " " + to
}

func (g gen) renameTheme() string {
	id := g.where(anyEntry, "themes")
	to := fmt.Sprintf("themes/t%03d", g.next())
	g.rename(id, to)
	return id + " " + to
}

// moveEvent moves an event with its pictures into another folder; the author chooses those below the kind's.
func (g gen) moveEvent() string {
	id := g.where(anyEntry, "events")
	if id == "" {
		return ""
	}
	_, slug := split(id)
	to := fmt.Sprintf("events/moved-%d/%s", g.r.IntN(3), slug)
	if g.entries[to] != nil {
		return ""
	}
	g.rename(id, to)
	return id + " " + to
}

// rename gives an entry another id, wherever it is named.
func (s *Site) rename(id, to string) {
	e := s.entries[id]
	from, _ := split(id)
	folder, _ := split(to)
	for _, name := range e.pictures {
		seed := s.blobs["content/"+from+"/"+name]
		delete(s.blobs, "content/"+from+"/"+name)
		s.blobs["content/"+folder+"/"+name] = seed
	}
	delete(s.entries, id)
	s.entries[to] = e
	if e.run != "" {
		issues := s.runs[e.run].ids
		issues[slices.Index(issues, id)] = to
	}
	kind, _, _ := strings.Cut(id, "/")
	s.order[kind][slices.Index(s.order[kind], id)] = to
	old, now := references(id), references(to)
	for _, other := range s.entries {
		for i := range other.fields {
			f := &other.fields[i]
			f.value = strings.ReplaceAll(strings.ReplaceAll(f.value, old[0], now[0]), old[1], now[1])
		}
		for i, link := range other.links {
			if link == id {
				other.links[i] = to
			}
		}
	}
}

func (g gen) editSettings() string {
	if g.chance(0.5) {
		g.settings.phone = g.r.IntN(1000)
	} else {
		g.settings.revision++
	}
	return "site.toml"
}

// The edits of one setting each change what stands on few pages, or on all.

func (g gen) editSiteTitle() string {
	g.settings.title = g.next()
	return "site.toml"
}

func (g gen) editBaseURL() string {
	g.settings.address = g.next()
	return "site.toml"
}

func (g gen) editOrganizer() string {
	g.settings.organizer = g.next()
	return "site.toml"
}

func (g gen) editMeasure() string {
	old := g.settings.firstMeasure()
	for g.settings.firstMeasure() == old {
		g.settings.measure = pick(g.r, []string{"名", "户", "个", "对"})
	}
	return "site.toml"
}

func (g gen) editAccent() string {
	g.settings.accent = fmt.Sprintf("#%06x", g.r.IntN(1<<24))
	return "site.toml"
}

func (g gen) editMenu() string {
	old := g.settings.menu
	for slices.Equal(g.settings.menu, old) {
		g.settings.menu = g.r.Perm(len(menuItems))[:g.r.IntN(len(menuItems)+1)]
	}
	return "site.toml"
}
