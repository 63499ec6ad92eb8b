package check

import (
	"strings"

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

// Quote is what a sentence of a bulletin says of an event: a number of a topic.
type Quote struct {
	Line, Column, EndColumn int
	Sentence                string
	Slots                   []int // the links in it, by their number
	Topic                   uint8
	Whole                   bool
	Value                   string
}

// quotes reads what a bulletin says. Of what event a sentence tells is asked when all are known.
func (s *sight) quotes() (all []Quote) {
	if s.entry.Bulletin() == nil || s.entry.Blank {
		return nil
	}
	told := claims(s.body, 0)
	for i, c := range told {
		if i > 0 && told[i-1].sentence == c.sentence && told[i-1].topic == c.topic || i+1 < len(told) && told[i+1].sentence == c.sentence && told[i+1].topic == c.topic {
			continue // of parts, or of several events
		}
		from, to := sentenceAround(s.body, c.start)
		at := placeIn(s.entry.Path, s.body, s.firstLine, c.start, c.end-c.start)
		q := Quote{
			Line: at.Line, Column: at.Column, EndColumn: at.EndColumn, Sentence: s.body[from:to],
			Topic: uint8(c.topic), Whole: c.whole, Value: c.value.String(),
		}
		first := placeIn(s.entry.Path, s.body, s.firstLine, from, to-from)
		for n, slot := range s.entry.Slots {
			if slot.Kind == markdown.Link && slot.Line == first.Line && slot.Column >= first.Column && slot.Column < first.EndColumn {
				q.Slots = append(q.Slots, n)
			}
		}
		all = append(all, q)
	}
	return all
}

// quoted holds what a bulletin says of events against what these say.
func quoted(s *Subject, it *showcase.Item, found report) {
	if it.Bulletin() == nil || it.State.TakenBack() {
		return
	}
	quotes := s.sight(it).Quotes
	if len(quotes) == 0 {
		return
	}
	items := s.Site.Showcase.BulletinItems(it)
	for _, q := range quotes {
		event := s.quotedEvent(it, q, items)
		if event == nil {
			continue
		}
		f := event.Event()
		value, bad := figure.Parse(q.Value, "")
		if bad != nil {
			continue
		}
		c := claim{topic: topic(q.Topic), whole: q.Whole, value: value}
		for _, t := range things(f) {
			if t.topic == c.topic && contradicts(c, t, f.End.Day > f.Start.Day) {
				at := problem.Place{File: it.Path, Line: q.Line, Column: q.Column, EndLine: q.Line, EndColumn: q.EndColumn}
				p := ruleBulletinDiffers.At(at, problem.Args{"value": q.Value, "other": t.value.String(), "file": event.Path})
				found(p.WithMessage("check.bulletin-differs-" + c.topic.name()))
			}
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
