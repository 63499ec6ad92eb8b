package check

import (
	"mingde/internal/calendar"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of dates.
var (
	ruleEndBeforeStart = problem.Rule{ID: "end-before-start", Severity: problem.Error}
	ruleExpiresEarly   = problem.Rule{ID: "expires-before-date", Severity: problem.Error}
	ruleFuture         = problem.Rule{ID: "date-in-future", Severity: problem.Error}
)

var dateRules = []problem.Rule{ruleEndBeforeStart, ruleExpiresEarly, ruleFuture}

// dates refuses an end before its start, an expiry that leaves no day to be seen, and dates of things done that lie ahead.
func dates(s *Subject, it *showcase.Item, found report) {
	if f := it.Event(); f != nil && !f.End.IsZero() && f.End.Compare(f.Start) < 0 && !(f.End.Whole() && f.End.Day == f.Start.Day) {
		found(ruleEndBeforeStart.At(it.At("end"), problem.Args{"start": f.Start.String(), "end": f.End.String()}))
	}
	if !it.Expires.IsZero() && it.Expires <= it.Day() {
		found(ruleExpiresEarly.At(it.At("expires"), problem.Args{"date": it.Day().String(), "expires": it.Expires.String()}))
	}
	if it.State == showcase.Scheduled || it.State == showcase.Retracted {
		return // it is of a day that lies ahead itself
	}
	ahead := func(field string, d calendar.Day) {
		if today := s.Site.Showcase.Options.AsOf; d > today {
			found(ruleFuture.At(it.At(field), problem.Args{"field": field, "date": d.String(), "today": today.String()}))
		}
	}
	ahead("updated", it.Updated)
	if w := it.Withdrawn; w != nil {
		ahead("withdrawn.date", w.Date)
	}
}
