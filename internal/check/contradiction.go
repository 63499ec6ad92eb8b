package check

import (
	"slices"
	"strconv"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/figure"
	"mingde/internal/problem"
)

// ruleDiffers tells of two numbers of one thing in an entry of which one must be wrong.
var ruleDiffers = problem.Rule{ID: "number-differs", Severity: problem.Warning}

// thing is what an event gives a number of in its front matter.
type thing struct {
	topic topic
	field string
	name  string // of a line of the ledger
	value figure.Figure
}

// ledgerNames are other names of topics in the ledger.
var ledgerNames = map[string]topic{
	"参加人数": attendance, "参与人数": attendance, "到场人数": attendance, "参加人次": attendance, "参与人次": attendance,
	"志愿者": helpers, "志愿者人数": helpers, "志愿服务时长": service, "服务时长": service,
}

// things lists what an event is counted by: those who came, the volunteers and their hours.
func things(f *entry.EventFields) (all []thing) {
	if !f.Participants.IsZero() {
		all = append(all, thing{attendance, "participants", "", f.Participants})
	}
	people, sum := 0, figure.Sum{}
	for _, line := range f.Volunteers {
		people += line.People
		if !sum.Add(line.Hours) {
			return all // told elsewhere
		}
	}
	if people > 0 {
		value, _ := figure.Parse(strconv.Itoa(people), "人")
		hours, _ := figure.Parse(sum.Value(), sum.Unit())
		all = append(all, thing{helpers, "volunteers", "", value}, thing{service, "volunteers", "", hours})
	}
	return all
}

// contradictions tells of numbers of an event that contradict each other: in its front matter, in its title, in its body.
func (s *sight) contradictions() {
	f := s.entry.Event()
	if f == nil {
		return
	}
	year := 0
	if !s.entry.Date.IsZero() {
		year = f.Start.Day.Year()
	}
	title, summary, body := claims(s.entry.Title, year), claims(s.entry.Common.Summary, year), claims(s.body, year)
	if len(title)+len(summary)+len(body)+len(s.entry.Figures) == 0 {
		return // as of most events
	}
	c := contradiction{sight: s, things: things(f), lasting: f.End.Day > f.Start.Day}
	c.inLedger()
	c.inText(title, func(claim) problem.Place { return s.entry.At("title") }, s.entry.Title)
	c.inText(summary, func(claim) problem.Place { return s.entry.At("summary") }, s.entry.Common.Summary)
	c.inText(body, func(at claim) problem.Place {
		return placeIn(s.entry.Path, s.body, s.firstLine, at.start, at.end-at.start)
	}, s.body)
	c.lines()
}

type contradiction struct {
	*sight
	things  []thing
	lasting bool // more than a day
	first   map[topic]figure.Figure
}

// tell tells that a number is another than that of a thing.
func (c *contradiction) tell(at problem.Place, value string, t thing) {
	p := ruleDiffers.At(at, problem.Args{"value": value, "other": t.value.String(), "field": t.field, "name": t.name})
	if t.topic != noTopic {
		p = p.WithMessage("check.number-differs-" + t.topic.name())
	}
	c.found = append(c.found, p)
}

// inLedger holds lines of the ledger against the fields for the same, and parts against their whole.
func (c *contradiction) inLedger() {
	lines := c.entry.Figures
	for i, line := range lines {
		at := decode.Item("figures", i) + ".value"
		for _, t := range c.things {
			if topic := ledgerNames[line.Name]; topic == t.topic && topic != noTopic && line.Period == "" && !agree(line.Value, t.value) && countable(line.Value, t) {
				c.tell(c.entry.At(at), line.Value.String(), t)
			}
		}
		whole := slices.IndexFunc(lines, func(l entry.Line) bool { return l.Name == line.Of && line.Of != "" })
		if whole >= 0 && lines[whole].Value.Unit == line.Value.Unit && number(line.Value) > number(lines[whole].Value) && !agree(line.Value, lines[whole].Value) {
			p := ruleDiffers.At(c.entry.At(at), problem.Args{"name": line.Name, "value": line.Value.String(), "of": line.Of, "other": lines[whole].Value.String()})
			c.found = append(c.found, told(p, "check.part-exceeds-whole"))
		}
	}
}

// countable tells whether a number and that of a thing are of one unit: a person may come several times, so that 人 and 人次 are
// not the same where there are fewer of them.
func countable(f figure.Figure, t thing) bool {
	switch {
	case f.Unit == t.value.Unit:
		return true
	case f.Counted().Unit == figure.Attendance && t.value.Counted().Unit == figure.Attendance:
		return f.Unit != figure.Attendance || t.topic == attendance
	}
	return f.Unit == ""
}

// inText holds the claims of one text against what the front matter says, and against each other.
func (c *contradiction) inText(all []claim, place func(claim) problem.Place, text string) {
	for i, one := range all {
		if c.partOfSentence(all, i) {
			continue
		}
		k := slices.IndexFunc(c.things, func(t thing) bool { return t.topic == one.topic })
		written := text[one.start:one.end]
		if k >= 0 {
			t := c.things[k]
			if contradicts(one, t, c.lasting) && !c.addsUp(all, t) {
				c.tell(place(one), written, t)
			}
			continue
		}
		if !one.whole || c.lasting {
			continue
		}
		if c.first == nil {
			c.first = map[topic]figure.Figure{}
		}
		if other, ok := c.first[one.topic]; !ok {
			c.first[one.topic] = one.value
		} else if !agree(one.value, other) && other.Counted().Unit == one.value.Counted().Unit {
			p := ruleDiffers.At(place(one), problem.Args{"value": written, "other": other.String()})
			c.found = append(c.found, told(p, "check.number-twice-"+one.topic.name()))
		}
	}
}

// partOfSentence tells whether a sentence gives other numbers of the same topic as well: then they are of parts.
func (c *contradiction) partOfSentence(all []claim, i int) bool {
	for k, other := range all {
		if k != i && other.sentence == all[i].sentence && other.topic == all[i].topic {
			return true
		}
	}
	return false
}

// addsUp tells whether the claims of a text are parts of what a thing comes to.
func (c *contradiction) addsUp(all []claim, t thing) bool {
	sum, n := 0.0, 0
	for _, one := range all {
		if one.topic == t.topic {
			sum, n = sum+number(one.value), n+1
		}
	}
	return n > 1 && sum == number(t.value)
}

// contradicts tells whether a claim cannot be true beside what the front matter says: it is more than all, or says that it is all, or so
// near to all that it hardly is a part.
func contradicts(one claim, t thing, lasting bool) bool {
	if agree(one.value, t.value) || !countable(one.value, t) {
		return false
	}
	if number(one.value) > number(t.value) {
		return true
	}
	return !lasting && (one.whole || number(one.value) >= 0.8*number(t.value))
}

// lines looks for the lines of the ledger by their names. Where the number of a line stands anywhere in the text with its unit, the
// others are of parts.
func (c *contradiction) lines() {
	for _, line := range c.entry.Figures {
		if len(line.Name) < 2*3 || line.Value.Unit == "" || line.Period != "" || ledgerNames[line.Name] != noTopic {
			continue
		}
		c.line(line.Name, line.Value, c.entry.Title, func(int, int) problem.Place { return c.entry.At("title") })
		c.line(line.Name, line.Value, c.body, func(start, size int) problem.Place {
			return placeIn(c.entry.Path, c.body, c.firstLine, start, size)
		})
	}
}

// line looks for one line of the ledger in a text: 发放宣传资料400份, and 发放400份宣传资料.
func (c *contradiction) line(name string, value figure.Figure, text string, place func(start, size int) problem.Place) {
	verb, noun := name, ""
	if runes := []rune(name); len(runes) >= 4 {
		verb, noun = string(runes[:2]), string(runes[2:])
	}
	if !strings.Contains(text, verb) || noun != "" && !strings.Contains(text, noun) {
		return
	}
	type mention struct {
		start, end int
		value      figure.Figure
	}
	var found []mention
	for i := 0; i < len(text); {
		start, end := nextNumeral(text, i)
		if end == 0 {
			break
		}
		i = end
		start = approximated(text, start)
		if start > 0 && strings.HasPrefix(text[end:], value.Unit) {
			end += len(value.Unit)
		} else {
			continue
		}
		f, bad := figure.Parse(text[start:end], "")
		if bad != nil || f.Unit != value.Unit {
			continue
		}
		if agree(f, value) {
			return // the others are something else
		}
		lead := trimJoints(text[:start])
		rest := strings.TrimPrefix(text[end:], "的")
		named := strings.HasSuffix(lead, name) || noun != "" && strings.HasSuffix(lead, verb) && strings.HasPrefix(rest, noun)
		if from, to := sentenceAround(text, start); named && !isBeside(text[from:to], start-from, 0) {
			found = append(found, mention{start, end, f})
		}
	}
	if len(found) == 1 {
		m := found[0]
		c.tell(place(m.start, m.end-m.start), text[m.start:m.end], thing{field: "figures", name: name, value: value})
	}
}
