package sitegen

import (
	"fmt"
	"strings"
	"time"
)

// person makes a volunteer with records of events that were.
func (g gen) person() string {
	team := pick(g.r, g.order["teams"])
	community := g.entries["volunteers/"+team].get("community")
	d := g.between(g.founding(), asOf)
	e := g.dated(g.name(), d, community, 1)
	e.set("type", `"person"`)
	e.set("team", str(team))
	e.set("records", g.records(d))
	e.set("consent", g.consent(d))
	if g.chance(0.2) {
		star := 1 + g.r.IntN(2)
		e.set("certified", fmt.Sprintf(`{hours = %d, star = %d, by = "清溪街道志愿服务中心", date = %s}`, 200*star-60+g.r.IntN(50), star, day(g.between(d, asOf))))
	}
	switch n := g.r.IntN(100); {
	case n < 1:
		e.unset("consent")
	case n < 2:
		g.withdraw(e)
	case n < 3:
		e.set("draft", "true")
	}
	id := fmt.Sprintf("volunteers/people/%s/v%06d", strings.Trim(community, `"`), g.next())
	g.add(id, e)
	return id
}

// records gives one to four services; one with an event is on the event's day.
func (g gen) records(d time.Time) string {
	lines := make([]string, 1+g.r.IntN(4))
	for i := range lines {
		lines[i] = fmt.Sprintf("{date = %s, hours = %d}", day(d.AddDate(0, 0, -g.r.IntN(60))), 1+g.r.IntN(6))
		if len(g.order["events"]) == 0 || g.chance(0.3) {
			continue
		}
		id := pick(g.r, g.order["events"])
		if e := g.entries[id]; !e.series && !e.day.After(asOf) {
			lines[i] = fmt.Sprintf("{event = %s, date = %s, hours = %d}", str(strings.TrimPrefix(id, "events/")), day(e.day), 1+g.r.IntN(4))
		}
	}
	return "[" + strings.Join(lines, ", ") + "]"
}

// run is one run of bulletins: the issues of one community, numbered by year and overall without a gap.
type run struct {
	ids           []string
	last          time.Time // the month of the last issue; its number in its year is number
	number, total int
}

// bulletins makes monthly bulletins up to AsOf, about as many for each community, and says how many there was room for.
func (g gen) bulletins(n int) (made int) {
	communities := len(g.order["communities"])
	months := min((n+communities-1)/communities, 12*g.opt.Years)
	for _, id := range g.order["communities"] {
		for m := min(months, n-made); m > 0; m-- {
			first := time.Date(asOf.Year(), asOf.Month(), 1, 0, 0, 0, 0, time.UTC)
			g.bulletin(strings.TrimPrefix(id, "communities/"), first.AddDate(0, 1-m, 0))
			made++
		}
	}
	return made
}

// bulletin makes the next issue of a community, for a month after that of its last one.
func (g gen) bulletin(community string, month time.Time) string {
	r := g.runs[community]
	if r == nil {
		r = &run{}
		g.runs[community] = r
	}
	if month.Year() != r.last.Year() {
		r.number = 0
	}
	r.number, r.total, r.last = r.number+1, r.total+1, month
	e := g.dated(fmt.Sprintf("%s文明实践简报", month.Format("2006年1月")), month.AddDate(0, 0, 27), str(community), 4)
	e.series, e.run = true, community
	e.set("number", fmt.Sprint(r.number))
	e.set("total", fmt.Sprint(r.total))
	e.set("month", str(month.Format("2006-01")))
	e.set("issuer", str("社区居民委员会"))
	g.masthead(e)
	id := fmt.Sprintf("bulletins/%s/%s-%06d", month.Format("2006"), month.Format("01"), g.next())
	r.ids = append(r.ids, id)
	g.add(id, e)
	return id
}

// masthead sets now and then the fields that only some issues have.
func (g gen) masthead(e *entry) {
	if g.chance(0.3) {
		e.set("note", str(sentence(g.r)))
		e.set("report_to", str("示例区文明办"))
		e.set("send_to", str("各社区"))
		e.set("distribute", str("各楼组"))
		e.set("copies", fmt.Sprint(20+g.r.IntN(80)))
		e.set("signed_by", str("街道宣传委员"))
	}
	if g.chance(0.1) {
		e.set("figures", fmt.Sprintf(`[{name = "服务时长", value = "%d小时", period = %s}]`, 100+g.r.IntN(900), e.get("month")))
	}
	if events := g.order["events"]; len(events) > 0 && g.chance(0.1) {
		e.set("items", list([]string{pick(g.r, events)}))
	}
	switch n := g.r.IntN(100); {
	case n < 2:
		e.set("draft", "true")
	case n < 4 && !e.day.After(asOf):
		g.withdraw(e)
	}
}
