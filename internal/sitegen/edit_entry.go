package sitegen

import (
	"fmt"
	"strings"
)

// Edits of one entry. Each gives the id of the entry that it changed, "" if none fits.

func (g gen) editBody() string {
	return g.change(anyEntry, func(e *entry) { e.seed = g.r.Uint64() }, all...)
}

func (g gen) appendParagraph() string {
	return g.change(anyEntry, func(e *entry) { e.more = append(e.more, g.r.Uint64()) }, all...)
}

// editTitle leaves names of persons alone, and what is numbered by its title.
func (g gen) editTitle() string {
	return g.change(anyEntry, func(e *entry) {
		e.set("title", str(pick(g.r, themeNames)+"："+pick(g.r, acts)))
	}, "events", "pages")
}

func (g gen) editSummary() string {
	return g.change(anyEntry, func(e *entry) {
		if e.has("summary") {
			e.unset("summary")
			return
		}
		e.set("summary", str(sentence(g.r)))
	}, "events", "models", "pages")
}

// free finds events whose date nothing else rests on: no session, no record, no later date in the entry.
func (g gen) free() string {
	id := g.where(func(e *entry) bool {
		return !e.series && !e.has("updated") && !e.has("expires") && !e.has("withdrawn") && !e.has("media")
	}, "events")
	if id == "" || g.referenced(id) {
		return ""
	}
	return id
}

// editDate moves an event to another day of the past; its file stays where it is.
func (g gen) editDate() string {
	id := g.free()
	if id != "" {
		g.redate(g.entries[id], g.founding().AddDate(0, 0, 1+g.r.IntN(365*g.opt.Years)))
	}
	return id
}

// schedule moves an event to the time after AsOf.
func (g gen) schedule() string {
	id := g.free()
	if id != "" {
		g.redate(g.entries[id], asOf.AddDate(0, 0, 1+g.r.IntN(40)))
	}
	return id
}

func (g gen) redate(e *entry, d civil) {
	e.day = d
	e.set("date", day(d))
	e.unset("start")
	e.unset("end")
	e.unset("festival")
	g.when(e)
}

func (g gen) editThemes() string {
	return g.change(anyEntry, func(e *entry) { e.set("themes", list(g.some("themes", 1+g.r.IntN(3)))) }, dated...)
}

// editCommunity leaves alone what is numbered or voted on in its community.
func (g gen) editCommunity() string {
	return g.change(anyEntry, func(e *entry) {
		if g.chance(0.3) {
			e.set("community", list(g.some("communities", 2)))
			return
		}
		e.set("community", str(g.one("communities")))
	}, "events")
}

func (g gen) editParticipants() string {
	return g.change(func(e *entry) bool { return e.has("participants") }, g.counts, "events")
}

func (g gen) editVolunteers() string {
	return g.change(anyEntry, func(e *entry) { e.set("volunteers", g.service()) }, "events")
}

func (g gen) editFigures() string {
	return g.change(anyEntry, func(e *entry) { e.set("figures", g.ledger()) }, "events")
}

func (g gen) editStatus() string {
	return g.change(anyEntry, func(e *entry) {
		if e.has("status") {
			e.unset("status")
			return
		}
		e.set("status", pick(g.r, []string{`"cancelled"`, `"postponed"`}))
	}, "events")
}

func (g gen) editDraft() string {
	return g.change(anyEntry, func(e *entry) {
		if e.has("draft") {
			e.unset("draft")
			return
		}
		e.set("draft", "true")
	}, "events", "models", "bulletins", "pages")
}

func (g gen) editExpiry() string {
	return g.change(anyEntry, func(e *entry) {
		if e.has("expires") {
			e.unset("expires")
			return
		}
		e.set("expires", day(e.day.AddDate(0, 0, 1+g.r.IntN(500))))
	}, "events")
}

// withdrawOne takes an entry back. A title that stands elsewhere – the minors' 某 – would have to be cleaned there first.
func (g gen) withdrawOne() string {
	id := g.where(func(e *entry) bool { return !e.has("withdrawn") && !e.day.After(asOf) && e.roll == nil },
		"events", "models", "volunteers", "bulletins")
	if id == "" || strings.HasPrefix(id, "volunteers/") && !strings.HasPrefix(id, "volunteers/people/") ||
		!strings.HasPrefix(id, "events/") && !strings.HasPrefix(id, "bulletins/") && g.named(id) {
		return ""
	}
	g.withdraw(g.entries[id])
	return id
}

func (g gen) restore() string {
	return g.change(func(e *entry) bool { return e.has("withdrawn") }, func(e *entry) { e.unset("withdrawn") }, dated...)
}

// editConsent takes a person's consent away, or brings it back.
func (g gen) editConsent() string {
	person := func(e *entry) bool { return e.has("roll") || e.get("type") == `"person"` }
	return g.change(person, func(e *entry) {
		if e.has("consent") {
			e.unset("consent")
			return
		}
		e.set("consent", strings.Replace(g.consent(e.day), "photo = true", "photo = false", 1))
	}, "models", "volunteers")
}

func (g gen) editOutcome() string {
	return g.change(anyEntry, func(e *entry) {
		e.set("outcome", pick(g.r, []string{`"listed"`, `"nominee"`, `"not-listed"`}))
	}, "models")
}

// editNotice makes a notice that is not over last longer.
func (g gen) editNotice() string {
	open := func(e *entry) bool { return e.roll != nil && e.roll.from.AddDate(0, 0, 13).After(asOf) }
	return g.change(open, func(e *entry) {
		e.set("notice", e.roll.notice(e.roll.from.AddDate(0, 0, 14+g.r.IntN(10))))
	}, "rolls")
}

// editListed changes who is honoured in a roll without a page.
func (g gen) editListed() string {
	return g.change(anyEntry, func(e *entry) {
		if e.has("listed") && g.chance(0.3) {
			e.unset("listed")
			return
		}
		e.set("listed", g.listed(e.roll.honour))
	}, "rolls")
}

// editRoll moves a model to another roll of the same honour, with everything that follows from the roll; its file stays
// where it is.
func (g gen) editRoll() string {
	var to string
	id := g.where(func(e *entry) bool {
		if e.has("withdrawn") || e.has("updated") {
			return false
		}
		from := g.entries["rolls/"+strings.Trim(e.get("roll"), `"`)].roll
		to = g.where(func(other *entry) bool { return other.roll != from && other.roll.honour == from.honour }, "rolls")
		return to != ""
	}, "models")
	if id == "" {
		return ""
	}
	e, r := g.entries[id], g.entries[to].roll
	e.day = r.from
	e.set("date", day(r.from))
	e.set("community", str(r.community))
	e.set("roll", str(strings.TrimPrefix(to, "rolls/")))
	e.set("votes", fmt.Sprintf("{for = %d, against = %d, abstain = %d}", r.present-5-g.r.IntN(10), g.r.IntN(3), g.r.IntN(3)))
	e.unset("career")
	if e.has("consent") {
		e.set("consent", strings.Replace(g.consent(e.day), "photo = true", "photo = false", 1))
	}
	return id
}

// editRecords gives a volunteer other hours.
func (g gen) editRecords() string {
	return g.change(func(e *entry) bool { return e.has("records") }, func(e *entry) { e.set("records", g.records(e.day)) }, "volunteers")
}

func (g gen) editAlias() string {
	return g.change(anyEntry, func(e *entry) {
		if e.has("aliases") && g.chance(0.5) {
			e.unset("aliases")
			return
		}
		e.set("aliases", list([]string{fmt.Sprintf("old/%06d.html", g.next())}))
	}, "events", "models", "pages", "bulletins")
}

// editLink lets a body lead to another entry, or no longer.
func (g gen) editLink() string {
	return g.change(anyEntry, func(e *entry) {
		if len(e.links) > 0 {
			e.links = nil
			return
		}
		e.links = []string{g.where(anyEntry, all...)}
	}, all...)
}

func (g gen) addGallery() string {
	id := g.where(func(e *entry) bool { return len(e.pictures) == 0 }, "events")
	if id == "" {
		return ""
	}
	folder, slug := split(id)
	g.gallery(g.entries[id], folder, slug)
	return id
}

// editPicture gives a picture other bytes under the same name.
func (g gen) editPicture() string {
	id := g.where(func(e *entry) bool { return len(e.pictures) > 0 }, "events")
	if id == "" {
		return ""
	}
	folder, _ := split(id)
	name := "content/" + folder + "/" + pick(g.r, g.entries[id].pictures)
	g.blobs[name] = g.r.Uint64()
	return name
}

func (g gen) removeGallery() string {
	id := g.where(func(e *entry) bool { return len(e.pictures) > 0 }, "events")
	if id == "" {
		return ""
	}
	e := g.entries[id]
	g.dropPictures(id)
	e.pictures = nil
	e.unset("cover")
	e.unset("photos")
	e.unset("attachments")
	return id
}

// editInternal changes fields that are in no output, so that no byte of the site may change.
func (g gen) editInternal() string {
	return g.change(anyEntry, func(e *entry) {
		e.set("indicators", list([]string{fmt.Sprintf("%s-%d", Private, g.next())}))
	}, all...)
}

func (g gen) editThemeTitle() string {
	return g.change(anyEntry, func(e *entry) { e.set("title", str(fmt.Sprintf("主题第%d号", g.next()))) }, "themes")
}

func (g gen) editCommunityPhone() string {
	return g.change(anyEntry, func(e *entry) { e.set("phone", str(fmt.Sprintf("0000-555%04d", g.r.IntN(10000)))) }, "communities")
}
