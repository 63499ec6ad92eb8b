package check

import (
	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of consent (PIPL, articles 13 and 25; Civil Code, article 1019).
var (
	ruleNoConsent = problem.Rule{ID: "consent-missing", Severity: problem.Warning, Basis: basisPersonal}
	ruleLate      = problem.Rule{ID: "consent-late", Severity: problem.Warning, Basis: basisPersonal}
	ruleExceeded  = problem.Rule{ID: "consent-exceeded", Severity: problem.Error, Basis: basisPersonal}
)

var consentRules = []problem.Rule{ruleNoConsent, ruleLate, ruleExceeded}

// person tells whether an entry is about one person, and gives what that person agreed to.
func person(e *entry.Entry) (consent *entry.Consent, minor, ok bool) {
	if f := e.Model(); f != nil {
		return f.Consent, f.Minor, f.Subject == "person"
	}
	if f := e.Volunteer(); f != nil {
		return f.Consent, f.Minor, f.Type == "person"
	}
	return nil, false, false
}

// consents tells of persons who are not shown because they did not agree, and refuses to show more than was agreed. Of
// what nobody will see nothing is told.
func consents(s *Subject, it *showcase.Item, found report) {
	consent, minor, single := person(it.Entry)
	s.pictured(it, found)
	switch it.State {
	case showcase.Withdrawn, showcase.Retracted, showcase.Confidential, showcase.Unlisted, showcase.Expired:
		return
	}
	if single && (consent == nil || !consent.Name) {
		if it.State != showcase.Draft {
			found(ruleNoConsent.At(it.At(consentField(consent)), nil))
		}
		return
	}
	if consent == nil {
		return
	}
	if shown := shownFrom(it); single && !consent.Date.IsZero() && !shown.IsZero() && consent.Date > shown {
		found(ruleLate.At(it.At("consent"), problem.Args{"date": consent.Date.String(), "shown": shown.String()}))
	}
	if !consent.Photo && !(single && minor) { // a minor has no photo at all
		pictures(it, func(at problem.Place) { found(ruleExceeded.At(at, problem.Args{"field": "consent.photo"})) })
	}
	if consent.Story {
		return
	}
	if f := it.Model(); f != nil && f.Citation != "" {
		found(told(ruleExceeded.At(it.At("citation"), problem.Args{"field": "consent.story"}), "check.consent-story"))
	}
	if !it.Blank {
		found(told(ruleExceeded.At(it.At("consent"), problem.Args{"field": "consent.story"}), "check.consent-story"))
	}
}

// consentField names the field that is missing, or is false.
func consentField(consent *entry.Consent) string {
	if consent == nil {
		return "title"
	}
	return "consent.name"
}

// pictures visits the places of an entry's pictures.
func pictures(it *showcase.Item, visit func(problem.Place)) {
	if it.Cover != "" {
		visit(it.At("cover"))
	}
	for i := range it.Photos {
		visit(it.At(decode.Item("photos", i)))
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Image {
			visit(problem.Place{File: it.Path, Line: slot.Line, Column: slot.Column})
		}
	}
}

// shownFrom gives the day from which a person is public: that on which the notice begins, or that of the entry.
func shownFrom(it *showcase.Item) calendar.Day {
	if it.Roll != nil {
		if n := it.Roll.RollFields().Notice; n != nil && !n.From.IsZero() {
			return n.From
		}
	}
	return it.Day()
}

// unpicturedOf gathers the names of persons who are public and agreed to no picture; nil if there are none.
func unpicturedOf(items []*showcase.Item) *names {
	found, pictured := newNames(), map[string]bool{}
	for _, it := range items {
		if consent, _, single := person(it.Entry); single && consent != nil && consent.Photo {
			pictured[it.Title] = true
		}
	}
	for _, it := range items {
		if consent, _, single := person(it.Entry); single && it.State == showcase.Public && consent != nil && !consent.Photo && !pictured[it.Title] {
			found.add(it.Entry)
		}
	}
	if len(found.byStart) == 0 {
		return nil
	}
	return found
}

// pictured tells of pictures in other entries that are said to show a person who agreed to none.
func (s *Subject) pictured(it *showcase.Item, found report) {
	if s.unpictured == nil || it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	look := func(at problem.Place, texts ...string) {
		for _, text := range texts {
			s.unpictured.in(text, func(one *name, _ int) {
				if one.of != it.Entry {
					p := told(ruleExceeded.At(at, problem.Args{"field": "consent.photo", "file": one.of.Path}), "check.consent-pictured")
					p.Severity = problem.Warning
					found(p)
				}
			})
		}
	}
	for i, photo := range it.Photos {
		look(it.At(decode.Item("photos", i)), photo.Alt, photo.Caption)
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Image {
			look(problem.Place{File: it.Path, Line: slot.Line, Column: slot.Column}, slot.Alt, slot.Title)
		}
	}
}
