package sitegen

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// Edit is one way in which an editor changes a site. A site stays valid under it.
type Edit struct {
	Name  string                    // "title", "rename", …
	apply func(g gen) (what string) // "" if nothing in the site can be changed so
}

// Edits lists all edits. Those of entries come first, then those that make, move and remove files, then settings.
func Edits() []Edit {
	return []Edit{
		{"body", gen.editBody},
		{"append", gen.appendParagraph},
		{"title", gen.editTitle},
		{"summary", gen.editSummary},
		{"date", gen.editDate},
		{"schedule", gen.schedule},
		{"themes", gen.editThemes},
		{"community", gen.editCommunity},
		{"participants", gen.editParticipants},
		{"volunteers", gen.editVolunteers},
		{"figures", gen.editFigures},
		{"status", gen.editStatus},
		{"draft", gen.editDraft},
		{"expiry", gen.editExpiry},
		{"withdraw", gen.withdrawOne},
		{"restore", gen.restore},
		{"consent", gen.editConsent},
		{"outcome", gen.editOutcome},
		{"notice", gen.editNotice},
		{"listed", gen.editListed},
		{"roll", gen.editRoll},
		{"records", gen.editRecords},
		{"alias", gen.editAlias},
		{"link", gen.editLink},
		{"gallery", gen.addGallery},
		{"picture", gen.editPicture},
		{"ungallery", gen.removeGallery},
		{"internal", gen.editInternal},
		{"theme title", gen.editThemeTitle},
		{"community phone", gen.editCommunityPhone},
		{"add event", gen.addEvent},
		{"add roll", gen.addRoll},
		{"add model", gen.addModel},
		{"add person", gen.addPerson},
		{"add bulletin", gen.addBulletin},
		{"add community", gen.addCommunity},
		{"add theme", gen.addTheme},
		{"add page", gen.addPage},
		{"remove", gen.removeOne},
		{"rename", gen.renameOne},
		{"rename community", gen.renameCommunity},
		{"rename theme", gen.renameTheme},
		{"move", gen.moveEvent},
		{"settings", gen.editSettings},
		{"site title", gen.editSiteTitle},
		{"base_url", gen.editBaseURL},
		{"organizer", gen.editOrganizer},
		{"measure", gen.editMeasure},
		{"accent", gen.editAccent},
		{"menu", gen.editMenu},
	}
}

// Apply makes the edit somewhere in a site and tells where; "" if there is no place for it.
func (e Edit) Apply(s *Site, r *rand.Rand) (what string) {
	what = e.apply(gen{s, r})
	if what == "" {
		return ""
	}
	return e.Name + " " + what
}

// Mutate makes one random edit and tells which and where: "title events/2026/06/0612-000040".
func (s *Site) Mutate(r *rand.Rand) (what string) {
	edits := Edits()
	for what == "" { // body and settings always find a place
		what = pick(r, edits).Apply(s, r)
	}
	return what
}

// where takes the id of a random entry of some kinds that fits; "" if none does. It walks on from a random place, so
// that the answer depends on the site and the dice alone.
func (g gen) where(fits func(*entry) bool, folders ...string) string {
	for _, i := range g.r.Perm(len(folders)) {
		ids := g.order[folders[i]]
		if len(ids) == 0 {
			continue
		}
		start := g.r.IntN(len(ids))
		for k := range ids {
			if id := ids[(start+k)%len(ids)]; fits(g.entries[id]) {
				return id
			}
		}
	}
	return ""
}

// change makes a change to a random entry that fits.
func (g gen) change(fits func(*entry) bool, do func(*entry), folders ...string) string {
	id := g.where(fits, folders...)
	if id != "" {
		do(g.entries[id])
	}
	return id
}

func anyEntry(*entry) bool { return true }

// kinds of dated entries that are free to change; and all kinds.
var (
	dated = []string{"events", "rolls", "models", "volunteers", "bulletins"}
	all   = []string{"events", "rolls", "models", "volunteers", "bulletins", "communities", "themes", "pages"}
)

// references lists the values by which fields name an entry: its id, and the id without the folder of its kind.
func references(id string) [2]string {
	_, rest, _ := strings.Cut(id, "/")
	return [2]string{str(id), str(rest)}
}

// referenced tells whether a field of another entry names an entry.
func (s *Site) referenced(id string) bool {
	refs := references(id)
	for other, e := range s.entries {
		if other == id {
			continue
		}
		for _, f := range e.fields {
			if strings.Contains(f.value, refs[0]) || strings.Contains(f.value, refs[1]) {
				return true
			}
		}
	}
	return false
}

// named tells whether the title of an entry stands in a field of another.
func (s *Site) named(id string) bool {
	title := s.entries[id].title()
	for other, e := range s.entries {
		if other != id && slices.ContainsFunc(e.fields, func(f field) bool { return strings.Contains(f.value, title) }) {
			return true
		}
	}
	return false
}
