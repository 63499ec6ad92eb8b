package check

import (
	"mingde/internal/calendar"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleBackDated tells of an entry whose date is before its file came into the repository: it cannot have been published then.
var ruleBackDated = problem.Rule{ID: "back-dated", Severity: problem.Warning, Basis: basisInspection}

var historyRules = []problem.Rule{ruleBackDated}

// backDated holds the date of an entry against the history of its file, where somebody asks. A file that has none is committed today at
// the earliest; of one that was imported nothing is known.
func backDated(s *Subject, it *showcase.Item, found report) {
	if s.First == nil || it.Day().IsZero() || it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	when, known := s.First[it.Path]
	first := s.Site.Showcase.Options.AsOf
	switch {
	case !known && s.Today:
	case when.IsZero():
		return
	default:
		first = calendar.DayOf(when.In(s.Site.Showcase.Config.Location))
	}
	if first > it.Day() {
		p := ruleBackDated.At(it.At("date"), problem.Args{"date": it.Day().String(), "first": first.String()})
		if !known {
			p = p.WithMessage("check.not-committed")
		}
		found(p)
	}
}
