package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/entry"
	"mingde/internal/figure"
	"mingde/internal/markdown"
	"mingde/internal/page"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleBulletinDiffers tells of a number in a bulletin that is another than that of the event of which it reports.
var ruleBulletinDiffers = problem.Rule{ID: "bulletin-differs", Severity: problem.Warning}

var quoteRules = []problem.Rule{ruleBulletinDiffers}

// Quote is a sentence of a bulletin that leads to an event or has numbers: what it says of a topic, or, without one, all of it.
type Quote struct {
	Line, Column, EndColumn int
	Sentence                string
	Slots                   []int // the links in it, by their number
	Section                 int   // of the bulletin, from one heading to the next
	Topic                   uint8
	Whole                   bool
	Value                   string
}

// quotes reads what a bulletin says. Of what event a sentence tells is asked when all are known.
func (s *sight) quotes() (all []Quote) {
	if s.entry.Bulletin() == nil || s.entry.Blank {
		return nil
	}
	told, section := claims(s.body, 0), 0
	// of a bulletin that leads nowhere nobody knows of what a sentence tells, and all would be remembered
	leads := len(s.entry.Bulletin().Items) > 0 || slices.ContainsFunc(s.entry.Slots, func(slot markdown.Slot) bool { return slot.Kind == markdown.Link })
	at := cursor{text: s.body, line: s.firstLine, column: 1}
	for from, to := 0, 0; from < len(s.body); from = to {
		_, to = sentenceAround(s.body, from)
		to = max(to, from+1)
		q := Quote{Sentence: strings.TrimSpace(s.body[from:to])}
		if q.Sentence == "" {
			continue
		}
		if strings.HasPrefix(q.Sentence, "#") {
			section++
		}
		start := from + strings.Index(s.body[from:to], q.Sentence)
		at.move(start)
		q.Line, q.Column, q.EndColumn, q.Section = at.line, at.column, at.column+utf8.RuneCountInString(q.Sentence), section
		for n, slot := range s.entry.Slots {
			if slot.Kind == markdown.Link && slot.Line == q.Line && slot.Column >= q.Column && slot.Column < q.EndColumn {
				q.Slots = append(q.Slots, n)
			}
		}
		if _, end := nextNumeral(q.Sentence, 0); leads && end > 0 || len(q.Slots) > 0 || strings.HasPrefix(q.Sentence, "#") {
			all = append(all, q)
		}
		for i, c := range told {
			if c.start < from || c.start >= to || c.topic > service {
				continue
			}
			if i > 0 && told[i-1].sentence == c.sentence && told[i-1].topic == c.topic || i+1 < len(told) && told[i+1].sentence == c.sentence && told[i+1].topic == c.topic {
				continue // of parts, or of several events
			}
			at := placeIn(s.entry.Path, s.body, s.firstLine, c.start, c.end-c.start)
			one := q
			one.Line, one.Column, one.EndColumn = at.Line, at.Column, at.EndColumn
			one.Topic, one.Whole, one.Value = uint8(c.topic), c.whole, c.value.String()
			all = append(all, one)
		}
	}
	return all
}

// cursor goes through a text from its beginning and knows the line and the column, in characters.
type cursor struct {
	text         string
	at           int
	line, column int
}

// move goes on to an offset.
func (c *cursor) move(to int) {
	passed := c.text[c.at:to]
	if i := strings.LastIndexByte(passed, '\n'); i >= 0 {
		c.line, c.column = c.line+strings.Count(passed, "\n"), 1
		passed = passed[i+1:]
	}
	c.column, c.at = c.column+utf8.RuneCountInString(passed), to
}

// quoted holds what a bulletin says of events against what these say. A sentence that names no event is of the only one of its section.
func quoted(s *Subject, it *showcase.Item, found report) {
	if it.Bulletin() == nil || it.State.TakenBack() {
		return
	}
	quotes := s.sight(it).Quotes
	if len(quotes) == 0 {
		return
	}
	items := s.Site.Showcase.BulletinItems(it)
	of := make([]*showcase.Item, len(quotes))
	sections := map[int]*showcase.Item{} // nil: several
	for i, q := range quotes {
		of[i] = s.quotedEvent(it, q, items)
		if other, known := sections[q.Section]; of[i] == nil && len(q.Slots) == 0 || known && other == of[i] {
			continue
		} else if known {
			sections[q.Section] = nil
		} else {
			sections[q.Section] = of[i]
		}
	}
	for i, q := range quotes {
		event := of[i]
		if event == nil && len(q.Slots) == 0 {
			if event = sections[q.Section]; q.Topic != uint8(noTopic) && !ofTheEvent(q.Sentence) {
				event = nil
			}
		}
		if event != nil {
			q.compare(it, event, found)
		}
	}
}

// ofTheEvent tells whether a sentence that names no event speaks of the one before.
func ofTheEvent(sentence string) bool {
	return hasAny(sentence, []string{"活动当天", "现场", "此次", "本次", "这次", "当天", "当日"}) && !hasAny(sentence, []string{"各项", "本月", "全月", "各社区", "系列"})
}

// compare holds what a sentence says of an event against its fields.
func (q Quote) compare(it, event *showcase.Item, found report) {
	f := event.Event()
	at := problem.Place{File: it.Path, Line: q.Line, Column: q.Column, EndLine: q.Line, EndColumn: q.EndColumn}
	if q.Topic == uint8(noTopic) {
		numerals := numeralsIn(q.Sentence, nil)
		for _, line := range event.Figures {
			if len(line.Name) < 2*3 || line.Value.Unit == "" || line.Period != "" || ledgerNames[line.Name] != noTopic {
				continue
			}
			if m, ok := lineIn(line.Name, line.Value, q.Sentence, numerals); ok {
				at := at
				at.Column += utf8.RuneCountInString(q.Sentence[:m.start])
				at.EndColumn = at.Column + utf8.RuneCountInString(q.Sentence[m.start:m.end])
				args := problem.Args{"value": q.Sentence[m.start:m.end], "other": line.Value.String(), "file": event.Path, "name": line.Name}
				found(ruleBulletinDiffers.At(at, args).WithMessage("check.bulletin-differs-line"))
			}
		}
		return
	}
	value, bad := figure.Parse(q.Value, "")
	if bad != nil {
		return
	}
	c := claim{topic: topic(q.Topic), whole: q.Whole, value: value}
	for _, t := range things(f) {
		if t.topic == c.topic && contradicts(c, t, f.End.Day > f.Start.Day) {
			p := ruleBulletinDiffers.At(at, problem.Args{"value": q.Value, "other": t.value.String(), "file": event.Path})
			found(p.WithMessage("check.bulletin-differs-" + c.topic.name()))
		}
	}
}

// quotedEvent finds the one event that a sentence of a bulletin tells of: to which its only link leads, or whose title stands in it.
func (s *Subject) quotedEvent(it *showcase.Item, q Quote, items []*showcase.Item) *showcase.Item {
	if len(q.Slots) > 1 {
		return nil
	}
	if len(q.Slots) == 1 {
		if q.Slots[0] >= len(it.Slots) {
			return nil // an older version stands in for the entry
		}
		t := s.Site.Resolve(it.Entry, it.Slots[q.Slots[0]].Dest)
		if t.Kind != page.AnEntry || t.Item.Kind != entry.Event || t.Item.State != showcase.Public {
			return nil
		}
		return t.Item
	}
	var one *showcase.Item
	for _, other := range items {
		if other.Kind == entry.Event && len(other.Title) >= 4*3 && strings.Contains(q.Sentence, other.Title) {
			if one != nil {
				return nil
			}
			one = other
		}
	}
	return one
}
