package sitegen

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// history makes what happened, day by day, so that sessions and bulletins are numbered in order.
func (g gen) history() {
	first := g.founding().AddDate(0, 0, 1)
	events := g.opt.Entries * 65 / 100
	days := make([]time.Time, events)
	for i := range days {
		days[i] = g.between(first, asOf)
		if g.chance(0.02) {
			days[i] = g.between(asOf.AddDate(0, 0, 1), asOf.AddDate(0, 0, 40)) // scheduled
		}
	}
	slices.SortFunc(days, time.Time.Compare)
	for _, d := range days {
		g.event(d)
	}
	models := g.opt.Entries * 18 / 100
	g.honours(models)
	bulletins := g.bulletins(g.opt.Entries * 8 / 100)
	for range g.opt.Entries - events - models - bulletins {
		g.person()
	}
}

// dated makes an entry of a kind with a date. The community is a value of TOML.
func (g gen) dated(title string, d time.Time, community string, parts int) *entry {
	e := g.plain(title, parts)
	e.day = d
	e.set("date", day(d))
	e.set("community", community)
	e.set("themes", list(g.some("themes", 1+g.r.IntN(2))))
	return e
}

// somewhere gives the value of the field community: mostly one, sometimes several or the whole street.
func (g gen) somewhere() string {
	if !g.chance(g.opt.Joint) {
		return str(g.one("communities"))
	}
	if g.chance(0.2) {
		return `"*"`
	}
	return list(g.some("communities", 2+g.r.IntN(2)))
}

// event makes an event that is published on a day.
func (g gen) event(d time.Time) string {
	n := g.next()
	themeTitle := g.entries["themes/"+g.one("themes")].title()
	e := g.dated(themeTitle+"："+pick(g.r, acts), d, g.somewhere(), 3+g.r.IntN(2))
	g.when(e)
	e.set("place", str(pick(g.r, spots)))
	g.counts(e)
	g.office(e, n)
	g.extras(e, n, fmt.Sprintf("%s-%06d", d.Format("0102"), n))
	g.state(e)
	id := fmt.Sprintf("events/%s/%s-%06d", d.Format("2006/01"), d.Format("0102"), n)
	g.add(id, e)
	return id
}

// when sets the time of an event: mostly its day, sometimes announced before, sometimes over days.
func (g gen) when(e *entry) {
	start := e.day
	if g.chance(0.04) {
		start = start.AddDate(0, 0, 1+g.r.IntN(30))
		e.series = true // announced: nobody's hours were recorded on the day of publication
	}
	hour := 8 + g.r.IntN(10)
	switch g.r.IntN(4) {
	case 0: // the day of publication, without a time
		if start.Equal(e.day) {
			return
		}
		e.set("start", day(start))
	case 1:
		e.set("start", at(start, hour, 30))
		e.set("end", at(start, hour+2, 0))
	case 2:
		e.set("start", day(start))
		e.set("end", day(start.AddDate(0, 0, 1+g.r.IntN(3))))
	default:
		e.set("start", at(start, hour, 0))
	}
}

// counts sets who came: participants and lines of volunteers.
func (g gen) counts(e *entry) {
	shapes := []string{"%d", `"%d余人次"`, `"近%d人次"`, `"约%d人次"`}
	e.set("participants", fmt.Sprintf(pick(g.r, shapes), 40+10*g.r.IntN(30)))
	if g.chance(0.7) {
		e.set("volunteers", g.service())
	}
}

func (g gen) service() string {
	teams := few(g.r, g.order["teams"], 1+g.r.IntN(8)/7)
	lines := make([]string, len(teams))
	for i, team := range teams {
		people := 2 + g.r.IntN(18)
		lines[i] = fmt.Sprintf("{team = %s, people = %d, hours = %d}", str(team), people, people*(1+g.r.IntN(3)))
	}
	return "[" + strings.Join(lines, ", ") + "]"
}

// office sets now and then the fields of the office, public and internal.
func (g gen) office(e *entry, n int) {
	if g.chance(0.2) {
		e.set("source", str("清溪街道宣传科"))
		e.set("author", str("通讯员"))
		e.set("editor", str("编辑组"))
	}
	if g.chance(0.2) {
		e.set("indicators", list([]string{fmt.Sprintf("%s-%d", Private, n)}))
		e.set("reviewed_by", str(Private+"审核"))
		e.set("approved_by", str(Private+"签发"))
	}
	if g.chance(0.05) && e.day.Before(asOf) {
		e.set("updated", day(g.between(e.day, asOf)))
		e.set("update_note", str("更正了人数"))
	}
}

// extras sets now and then what only some events have.
func (g gen) extras(e *entry, n int, slug string) {
	if g.chance(g.opt.Aliases) {
		e.set("aliases", list([]string{fmt.Sprintf("old/%06d.html", n)}))
	}
	if g.chance(g.opt.Series) {
		g.seriesOf(e)
	}
	if names := festivals[int(e.day.Month())]; len(names) > 0 && g.chance(0.1) {
		e.set("festival", str(pick(g.r, names)))
	}
	if g.chance(g.opt.Figures) {
		e.set("figures", g.ledger())
	}
	if g.chance(g.opt.Photos) {
		g.gallery(e, "events/"+e.day.Format("2006/01"), slug)
	}
	if g.chance(0.03) && !e.day.After(asOf) {
		e.set("media", fmt.Sprintf(`[{outlet = %s, date = %s, title = "街坊的一天", url = "https://example.org/news/%d.html", level = "市"}]`,
			str(pick(g.r, outlets)), day(g.between(e.day, minDay(e.day.AddDate(0, 0, 9), asOf))), n))
	}
	if g.chance(0.1) {
		e.set("summary", str(sentence(g.r)))
	}
	if events := g.order["events"]; len(events) > 0 && g.chance(0.1) {
		e.links = append(e.links, pick(g.r, events))
	}
}

func minDay(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// seriesOf makes the entry the next session of a series.
func (g gen) seriesOf(e *entry) {
	name := pick(g.r, seriesNames)
	key := "series " + name
	g.rounds[key]++
	e.set("series", str(name))
	e.set("session", fmt.Sprint(g.rounds[key]))
	e.series = true
}

// ledger gives figures of which one may be a part of another.
func (g gen) ledger() string {
	total := 100 + 10*g.r.IntN(90)
	if g.chance(0.5) {
		return fmt.Sprintf(`[{name = "发放资料", value = "%d份"}, {name = "入户发放", value = "%d份", of = "发放资料"}]`, total, total/3)
	}
	shapes := []string{"%d余处", "近%d处", "%d处"}
	return fmt.Sprintf(`[{name = "清理卫生死角", value = "`+pick(g.r, shapes)+`"}]`, total)
}

// gallery puts a cover, a picture and an attachment beside an entry and one of them into its body.
func (g gen) gallery(e *entry, folder, slug string) {
	cover, photo, paper := slug+"-1.jpg", slug+"-2.jpg", slug+".pdf"
	for _, name := range []string{cover, photo, paper} {
		g.blobs["content/"+folder+"/"+name] = g.r.Uint64()
	}
	e.pictures = []string{cover, photo, paper}
	e.set("cover", str(cover))
	e.set("photos", fmt.Sprintf(`[{file = %s, alt = %s, caption = "活动现场", credit = "通讯员"}]`, str(photo), str(pick(g.r, spots)+"的人群")))
	e.set("attachments", fmt.Sprintf(`[{file = %s, title = "活动方案"}]`, str(paper)))
}

// state gives a few events a state of their own.
func (g gen) state(e *entry) {
	past := !e.day.After(asOf)
	switch n := g.r.IntN(1000); {
	case n < 10:
		e.set("draft", "true")
	case n < 20 && past:
		e.set("expires", day(g.between(e.day.AddDate(0, 0, 1), asOf.AddDate(0, 2, 0))))
	case n < 30 && past:
		g.withdraw(e)
	case n < 40:
		e.set("status", `"cancelled"`)
	case n < 45:
		e.set("status", `"postponed"`)
	}
}

// withdraw takes an entry back that is public, between its date and today.
func (g gen) withdraw(e *entry) {
	address := ""
	if g.chance(0.3) {
		address = `, address = "gone"`
	}
	e.set("withdrawn", fmt.Sprintf(`{date = %s, by = "清溪街道办事处", document = "撤回单%d号"%s}`, day(g.between(e.day, asOf)), g.r.IntN(1000), address))
}
