package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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
		hours, _ := figure.Parse(sum.Value(), sum.Unit())
		all = append(all, thing{helpers, "volunteers", "", persons(people)}, thing{service, "volunteers", "", hours})
	}
	return all
}

func persons(n int) figure.Figure {
	f, _ := figure.Parse(strconv.Itoa(n), "人")
	return f
}

// thingsOf lists what an entry gives numbers of in its front matter.
func thingsOf(e *entry.Entry) []thing {
	switch {
	case e.Event() != nil:
		return things(e.Event())
	case e.Roll() != nil && e.Roll().Meeting != nil:
		m := e.Roll().Meeting
		if m.Eligible > 0 && m.Present > 0 {
			return []thing{{eligible, "meeting.eligible", "", persons(m.Eligible)}, {present, "meeting.present", "", persons(m.Present)}}
		}
	case e.Model() != nil && e.Model().Votes != nil:
		v := e.Model().Votes
		return []thing{{inFavour, "votes.for", "", persons(v.For)}, {against, "votes.against", "", persons(v.Against)}, {abstained, "votes.abstain", "", persons(v.Abstain)}}
	}
	return nil
}

// contradictions tells of numbers of an entry that contradict each other: in its front matter, in its title, in its body.
func (s *sight) contradictions() {
	var few, fewer, fewest [64]numeral
	e := s.entry
	title, summary := reading{text: e.Title, numerals: numeralsIn(e.Title, fewest[:0])}, reading{text: e.Common.Summary, numerals: numeralsIn(e.Common.Summary, fewer[:0])}
	body := reading{text: s.body, numerals: numeralsIn(s.body, few[:0])}
	f := e.Event()
	ranked := f != nil && f.Series != "" && f.Session+f.Edition > 0
	if len(title.numerals)+len(summary.numerals)+len(body.numerals)+len(e.Figures) == 0 && !ranked {
		return
	}
	year := 0
	if f != nil && !e.Date.IsZero() {
		year = f.Start.Day.Year()
	}
	c := contradiction{sight: s, things: thingsOf(e), lasting: f != nil && f.End.Day > f.Start.Day}
	title.place = func(int, int) problem.Place { return e.At("title") }
	summary.place = func(int, int) problem.Place { return e.At("summary") }
	body.place = func(start, size int) problem.Place { return placeIn(e.Path, s.body, s.firstLine, start, size) }
	c.inLedger()
	for _, r := range [...]*reading{&title, &summary, &body} {
		if len(r.numerals) > 0 {
			if f != nil || len(c.things) > 0 {
				r.claims = claimsAt(r.text, r.numerals, year)
				c.inText(r)
			}
			c.tallies(r)
		}
	}
	if f != nil {
		c.lines(&title, &summary, &body)
		c.stated(&title, &summary, &body)
	}
	if ranked {
		c.rounds(&title, &body)
	}
	c.dates(&body)
}

// reading is one text of an entry with the numbers in it.
type reading struct {
	text     string
	numerals []numeral
	claims   []claim
	place    func(start, size int) problem.Place
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
	c.parts()
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

// parts holds the lines that are parts of one total against it: together they are no more.
func (c *contradiction) parts() {
	lines := c.entry.Figures
	for i, whole := range lines {
		sum, n, last := 0.0, 0, 0
		for k, line := range lines {
			if line.Of == whole.Name && line.Of != "" && line.Value.Unit == whole.Value.Unit && line.Period == whole.Period && k != i {
				least, _ := reach(line.Value)
				sum, n, last = sum+least, n+1, k
			}
		}
		if _, most := reach(whole.Value); n > 1 && sum > most && number(lines[last].Value) <= most {
			at := c.entry.At(decode.Item("figures", last) + ".value")
			args := problem.Args{"name": whole.Name, "value": strconv.FormatFloat(sum, 'f', -1, 64), "other": whole.Value.String()}
			c.found = append(c.found, told(ruleDiffers.At(at, args), "check.parts-exceed-whole"))
		}
	}
}

// countable tells whether a number and that of a thing are of one unit: a person may come several times, so that 人 and 人次 are
// not the same where there are fewer of them.
func countable(f figure.Figure, t thing) bool {
	switch {
	case f.Unit == t.value.Unit, t.topic > service:
		return true
	case f.Counted().Unit == figure.Attendance && t.value.Counted().Unit == figure.Attendance:
		return f.Unit != figure.Attendance || t.topic == attendance
	}
	return f.Unit == ""
}

// inText holds the claims of one text against what the front matter says, and against each other.
func (c *contradiction) inText(r *reading) {
	all := r.claims
	for i, one := range all {
		if c.partOfSentence(all, i) {
			continue
		}
		k := slices.IndexFunc(c.things, func(t thing) bool {
			return t.topic == one.topic || t.topic == attendance && one.topic == present
		})
		if one.topic > service && several(all, one.topic) {
			continue // of several meetings
		}
		written := r.text[one.start:one.end]
		if k >= 0 {
			t := c.things[k]
			if contradicts(one, t, c.lasting) && !c.addsUp(all, t) {
				c.tell(r.place(one.start, one.end-one.start), written, t)
			}
			continue
		}
		if !one.whole && !c.shares(one, r.text) || c.lasting || one.topic > service {
			continue
		}
		if c.first == nil {
			c.first = map[topic]figure.Figure{}
		}
		if other, ok := c.first[one.topic]; !ok {
			c.first[one.topic] = one.value
		} else if !agree(one.value, other) && other.Counted().Unit == one.value.Counted().Unit {
			p := ruleDiffers.At(r.place(one.start, one.end-one.start), problem.Args{"value": written, "other": other.String()})
			c.found = append(c.found, told(p, "check.number-twice-"+one.topic.name()))
		}
	}
	c.votes(r)
}

// several tells whether a text gives a topic more than once.
func several(all []claim, t topic) bool {
	n := 0
	for _, one := range all {
		if one.topic == t {
			n++
		}
	}
	return n > 1
}

// shares tells whether those whom a number is of took part in what the entry tells of: 义诊 of the title, or of the text before.
func (c *contradiction) shares(one claim, text string) bool {
	return len(one.object) >= 6 && len(one.object) <= 30 && (strings.Contains(c.entry.Title, one.object) || strings.Contains(text[:one.start], one.object))
}

// partOfSentence tells whether a sentence gives other numbers of the same topic as well: then they are of parts.
func (c *contradiction) partOfSentence(all []claim, i int) bool {
	for k, other := range all {
		if k != i && all[i].topic <= service && other.sentence == all[i].sentence && other.topic == all[i].topic {
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
	switch n, all := number(one.value), number(t.value); {
	case one.topic > service:
		return true
	case one.loose && n > 2*all:
		return false
	case n > all:
		return true
	}
	return !lasting && (one.whole || number(one.value) >= 0.8*number(t.value))
}

// lines looks for the lines of the ledger by their names. Where the number of a line stands anywhere in the text with its unit, the
// others are of parts.
func (c *contradiction) lines(texts ...*reading) {
	for _, line := range c.entry.Figures {
		if len(line.Name) < 2*3 || line.Value.Unit == "" || line.Period != "" || ledgerNames[line.Name] != noTopic {
			continue
		}
		for _, r := range texts {
			if m, ok := lineIn(line.Name, line.Value, r.text, r.numerals); ok {
				c.tell(r.place(m.start, m.end-m.start), r.text[m.start:m.end], thing{field: "figures", name: line.Name, value: line.Value})
			}
		}
	}
}

// lineIn looks for another number of a line of the ledger in a text: 发放宣传资料400份, and 发放400份宣传资料.
func lineIn(name string, value figure.Figure, text string, numerals []numeral) (found numeral, ok bool) {
	verb, noun := name, ""
	if size := len(name) / 3; size >= 3 && utf8.RuneCountInString(name) == size {
		verb, noun = name[:3*min(size-2, 2)], name[3*min(size-2, 2):]
	}
	looked := false
	for _, n := range numerals {
		if !strings.HasPrefix(text[n.end:], value.Unit) {
			continue
		}
		if !looked && (!strings.Contains(text, verb) || noun != "" && !strings.Contains(text, noun)) {
			return found, false
		}
		looked = true
		start, end := approximated(text, n.start), n.end+len(value.Unit)
		f, bad := figure.Parse(text[start:end], "")
		if bad != nil || start == 0 {
			continue
		}
		if agree(f, value) {
			return found, false // the others are something else
		}
		if !namesLine(text, start, end, name, verb, noun) {
			continue
		}
		if from, to := sentenceAround(text, start); isBeside(text[from:to], start-from, 0) {
			continue
		}
		if ok {
			return found, false // of parts
		}
		found, ok = numeral{start, end}, true
	}
	return found, ok
}

// namesLine tells whether the words around a number name a line of the ledger.
func namesLine(text string, start, end int, name, verb, noun string) bool {
	lead := trimJoints(text[:start])
	if strings.HasSuffix(lead, name) {
		return true
	}
	if noun == "" {
		return false
	}
	clause := lead[max(0, len(lead)-30):]
	if i := strings.LastIndexAny(clause, "，。；！？\n"); i >= 0 {
		clause = clause[i:]
	}
	at := strings.LastIndex(clause, verb)
	if at < 0 {
		return false
	}
	between := strings.TrimPrefix(clause[at+len(verb):], "了")
	if between == "" {
		return strings.HasPrefix(strings.TrimPrefix(text[end:], "的"), noun)
	}
	return strings.HasSuffix(between, noun) && len(between)-len(noun) <= 2*3 && !strings.Contains(between, "、")
}
