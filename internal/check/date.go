package check

import (
	"mingde/internal/calendar"
	"mingde/internal/decode"
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
	today := s.Site.Showcase.Options.AsOf
	ahead := func(field string, d calendar.Day, severity problem.Severity) {
		if d > today {
			p := ruleFuture.At(it.At(field), problem.Args{"field": field, "date": d.String(), "today": today.String()})
			p.Severity = severity
			found(p)
		}
	}
	ahead("updated", it.Updated, problem.Error)
	if w := it.Withdrawn; w != nil {
		ahead("withdrawn.date", w.Date, problem.Error)
	}
	if it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	if f := it.RollFields(); s.Today && f != nil && f.Notice != nil && f.Notice.Result != nil { // of an earlier day it may well lie ahead
		ahead("notice.result.date", f.Notice.Result.Date, problem.Warning)
	}
	done(it, func(field string, d calendar.Day) { ahead(field, d, problem.Warning) })
}

// done visits the dates of an entry that are of things done, beside those by which it is itself known. One of them that lies ahead is a
// slip, or the site is asked how it was on an earlier day.
func done(it *showcase.Item, visit func(field string, d calendar.Day)) {
	for i, m := range it.Media {
		visit(decode.Item("media", i)+".date", m.Date)
	}
	if f := it.Model(); f != nil {
		for i, c := range f.Career {
			visit(decode.Item("career", i)+".date", c.Date)
		}
	}
	if f := it.Volunteer(); f != nil {
		visit("founded", f.Founded)
		for i, r := range f.Records {
			visit(decode.Item("records", i)+".date", r.Date)
		}
	}
	if f := it.CommunityFields(); f != nil {
		for i, h := range f.Honours {
			visit(decode.Item("honours", i)+".date", h.Date)
		}
	}
	if consent, _, _ := person(it.Entry); consent != nil {
		visit("consent.date", consent.Date)
	}
}
