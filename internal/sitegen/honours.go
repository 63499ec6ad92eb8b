package sitegen

import (
	"fmt"
	"strings"
	"time"
)

// roll is what models must know of theirs.
type roll struct {
	honour    string
	community string // without quotes
	from      time.Time
	present   int
	models    int
}

// honours makes models, about eight for each roll, and the rolls that they need. The first is on notice.
func (g gen) honours(models int) {
	for made := 0; made < models; {
		id := ""
		if made == 0 {
			id = g.rollOf(g.one("communities"), "virtue", asOf.Year(), asOf.AddDate(0, 0, -5))
		} else {
			id = g.roll()
		}
		for range min(8, models-made) {
			g.model(id)
			made++
		}
	}
}

// roll makes the next roll of some community, honour and year. In the year of AsOf the first one met in spring, the
// others are under way: on notice, voting or nominating.
func (g gen) roll() string {
	community, honour := g.one("communities"), pick(g.r, []string{"virtue", "virtue", "families"})
	year := asOf.Year() - g.r.IntN(g.opt.Years)
	n := g.rounds[round(honour, community, year)]
	meeting := time.Date(year, 3, 20+n%10, 0, 0, 0, 0, time.UTC)
	if year == asOf.Year() && n > 0 {
		meeting = asOf.AddDate(0, 0, -9+g.r.IntN(14))
	}
	return g.rollOf(community, honour, year, meeting)
}

// round is the key under which the rolls of a year are numbered.
func round(honour, community string, year int) string {
	return fmt.Sprintf("%s-%s-%d", honour, community, year)
}

func (g gen) rollOf(community, honour string, year int, meeting time.Time) string {
	key := round(honour, community, year)
	g.rounds[key]++
	n := g.rounds[key]
	e := g.dated(fmt.Sprintf("%d年第%d榜", year, n), meeting.AddDate(0, 0, -20), str(community), 0)
	e.roll = &roll{honour: honour, community: community, from: meeting.AddDate(0, 0, 3), present: 40 + g.r.IntN(20)}
	e.set("honour", str(honour))
	e.set("number", fmt.Sprint(n))
	e.set("year", fmt.Sprint(year))
	e.set("meeting", fmt.Sprintf(`{date = %s, eligible = %d, present = %d, method = "无记名投票"}`, day(meeting), e.roll.present+8, e.roll.present))
	e.set("notice", e.roll.notice(e.roll.from.AddDate(0, 0, 14)))
	if g.chance(0.3) {
		e.set("listed", g.listed(honour))
	}
	g.office(e, n)
	id := fmt.Sprintf("rolls/%d-%s-%s-%d", year, honour, community, g.next())
	g.add(id, e)
	return id
}

// listed gives a line for somebody who is honoured without a page.
func (g gen) listed(honour string) string {
	return fmt.Sprintf("[{name = %s, category = %s}]", str(g.name()), str(pick(g.r, categories(honour))))
}

// notice gives the public notice of a roll until a day; fourteen days have five working days in any season. Its result
// is there once it is over.
func (r *roll) notice(to time.Time) string {
	result := ""
	if over := to.AddDate(0, 0, 1); !over.After(asOf) {
		result = fmt.Sprintf(`, result = {date = %s, outcome = "no-objection"}`, day(over))
	}
	return fmt.Sprintf(`{from = %s, to = %s, basis = "清溪街道积德榜评选办法", acceptance = "清溪街道办事处", phone = "0000-5550100", email = "office@example.org", requirement = "请署真实姓名"%s}`,
		day(r.from), day(to), result)
}

func categories(honour string) []string {
	if honour == "families" {
		return family
	}
	return moral
}

// model makes the next model of a roll. Its file is named by round and number, never by name.
func (g gen) model(rollID string) string {
	r := g.entries[rollID].roll
	r.models++
	e := g.dated(g.name(), r.from, str(r.community), 4)
	e.set("roll", str(strings.TrimPrefix(rollID, "rolls/")))
	e.set("category", str(pick(g.r, categories(r.honour))))
	e.set("subject", `"person"`)
	if r.honour == "families" {
		e.set("subject", `"family"`)
		e.set("title", str(e.title()+"家庭"))
	}
	e.set("nominated_by", str(pick(g.r, nominations)))
	against, abstain := g.r.IntN(3), g.r.IntN(3)
	e.set("votes", fmt.Sprintf("{for = %d, against = %d, abstain = %d}", r.present-5-g.r.IntN(10), against, abstain))
	e.set("citation", str(sentence(g.r)))
	e.set("consent", g.consent(e.day))
	g.fate(e)
	g.office(e, r.models)
	id := fmt.Sprintf("models/%s/%02d", strings.TrimPrefix(rollID, "rolls/"), r.models)
	g.add(id, e)
	return id
}

// fate gives models what differs: outcome, career, secrecy, withdrawal.
func (g gen) fate(e *entry) {
	past := !e.day.After(asOf)
	switch n := g.r.IntN(200); {
	case n < 10:
		e.set("outcome", `"nominee"`)
	case n < 14:
		e.set("outcome", `"not-listed"`)
	case n < 16:
		e.set("confidential", "true")
	case n < 18:
		e.unset("consent")
	case n < 21 && past:
		g.withdraw(e)
	case n < 23:
		e.set("draft", "true")
	case n < 25:
		e.set("deceased", "true")
	case n < 29 && e.get("subject") == `"person"`:
		e.set("minor", "true")
		e.set("title", str(string([]rune(e.title())[:1])+"某"))
		e.set("consent", strings.Replace(e.get("consent"), "photo = true", "photo = false", 1))
	case n < 50:
		e.set("career", fmt.Sprintf(`[{date = %s, level = "街道", title = "热心居民", granted_by = "清溪街道办事处"}]`, day(e.day.AddDate(-1, 0, 0))))
	}
}

// consent gives full consent, declared before a day.
func (g gen) consent(before time.Time) string {
	return fmt.Sprintf(`{name = true, photo = true, story = true, hours = true, date = %s, reference = "%s柜%d", guardian = "%s监护人"}`,
		day(before.AddDate(0, 0, -7)), Private, g.next(), Private)
}
