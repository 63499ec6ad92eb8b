package check

import (
	"mingde/internal/calendar"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleBackDated tells of an entry whose date is long before its file came into the repository.
var ruleBackDated = problem.Rule{ID: "back-dated", Severity: problem.Warning, Basis: basisInspection}

var historyRules = []problem.Rule{ruleBackDated}

// grace is how many days after its date an entry may be committed: a report is written, read and approved before it is.
const grace = 7

// backDated holds the date of an entry against the history of its file, where somebody asks.
func backDated(s *Subject, it *showcase.Item, found report) {
	when, known := s.First[it.Path]
	if !known || it.Day().IsZero() || it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	if first := calendar.DayOf(when.In(s.Site.Showcase.Config.Location)); first > it.Day()+grace {
		found(ruleBackDated.At(it.At("date"), problem.Args{"date": it.Day().String(), "first": first.String()}))
	}
}
