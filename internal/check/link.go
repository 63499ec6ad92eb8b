package check

import (
	"slices"

	"mingde/internal/decode"
	"mingde/internal/markdown"
	"mingde/internal/page"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of links in bodies.
var (
	ruleDeadLink   = problem.Rule{ID: "dead-link", Severity: problem.Error}
	ruleDeadAnchor = problem.Rule{ID: "dead-anchor", Severity: problem.Error}
	ruleLinkScheme = problem.Rule{ID: "link-refused", Severity: problem.Error}
)

var linkRules = []problem.Rule{ruleDeadLink, ruleDeadAnchor, ruleLinkScheme}

// links follows every link of a body.
func links(s *Subject, it *showcase.Item, found report) {
	if it.State.TakenBack() {
		return // nothing of it is shown
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Link {
			s.follow(it, slot, found)
		}
	}
}

func (s *Subject) follow(it *showcase.Item, slot markdown.Slot, found report) {
	at := problem.Place{File: it.Path, Line: slot.Line, Column: slot.Column}
	args := problem.Args{"link": slot.Dest}
	switch t := s.Site.Resolve(it.Entry, slot.Dest); t.Kind {
	case page.ForeignWorld:
		found(ruleLinkScheme.At(at, args))
	case page.Outside:
		s.outside(slot.Dest, at, found)
	case page.Nowhere:
		p := ruleDeadLink.At(at, args)
		if near := s.Site.Nearest(it.Entry, slot.Dest); near != "" {
			p = p.WithHint("hint.did-you-mean", problem.Args{"suggestion": near})
		}
		found(p)
	case page.AnEmptyList:
		if it.State == showcase.Public {
			found(showcase.RuleLinkHidden.At(at, problem.Args{"file": t.Address}))
		}
	case page.Here:
		s.anchor(it, it, t.Fragment, at, found)
	case page.AFile: // it is published as it is
		s.attached(it, t.Address, slot.Dest, at, found)
	case page.AnEntry:
		if t.Item.State != showcase.Public {
			if !t.Item.State.Hushed() && it.State == showcase.Public {
				found(showcase.RuleLinkHidden.At(at, problem.Args{"file": t.Item.Path}))
			}
			return
		}
		s.anchor(it, t.Item, t.Fragment, at, found)
	}
}

// anchor looks for a heading in an entry's body. A body that cannot be read is a failure that its own page reports.
func (s *Subject) anchor(from, to *showcase.Item, fragment string, at problem.Place, found report) {
	if fragment == "" {
		return
	}
	var ids []string
	err := s.Body(to, func(doc *markdown.Doc) error {
		for _, h := range doc.Headings {
			ids = append(ids, h.ID)
		}
		return nil
	})
	if err != nil || slices.Contains(ids, fragment) {
		return
	}
	p := ruleDeadAnchor.At(at, problem.Args{"anchor": fragment, "file": to.Path})
	if near := decode.Nearest(fragment, ids); near != "" {
		p = p.WithHint("hint.did-you-mean", problem.Args{"suggestion": "#" + near})
	}
	found(p)
}
