package check

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// The rules about rules.
var (
	ruleUnknownRule = problem.Rule{ID: "unknown-rule", Severity: problem.Error}
	ruleAllowOver   = problem.Rule{ID: "allow-expired", Severity: problem.Warning}
	ruleAllowUnused = problem.Rule{ID: "allow-unused", Severity: problem.Warning}
)

var allowRules = []problem.Rule{ruleUnknownRule, ruleAllowOver, ruleAllowUnused}

// known are the ids of all rules, in order.
func known() []string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// allows refuses an `allow` of a rule that does not exist, and tells of one whose time is over.
func allows(s *Subject, it *showcase.Item, found report) {
	for i, a := range it.Allow {
		field := "allow[" + strconv.Itoa(i) + "]"
		if a.Rule != "" && !slices.Contains(known(), a.Rule) {
			found(unknownRule(it.At(field+".rule"), a.Rule))
		}
		if over(a, s.Site.Showcase.Options.AsOf) {
			found(ruleAllowOver.At(it.At(field), problem.Args{"rule": a.Rule, "until": a.Until.String()}))
		}
	}
}

// settings refuses unknown ids in site.toml's [rules].
func settings(s *Subject, found report) {
	for _, id := range slices.Sorted(maps.Keys(s.Site.Showcase.Config.Rules)) {
		if !slices.Contains(known(), id) {
			found(unknownRule(problem.Place{File: source.Settings, Field: decode.Join("rules", id)}, id))
		}
	}
}

func unknownRule(at problem.Place, id string) problem.Problem {
	return suggest(ruleUnknownRule.At(at, problem.Args{"rule": id}), id, known())
}

// over tells whether an acceptance has ended; the day it names is its last.
func over(a entry.Allow, today calendar.Day) bool { return !a.Until.IsZero() && a.Until < today }

// accepted tells whether an entry accepts a finding on purpose today.
func accepted(e *entry.Entry, p problem.Problem, today calendar.Day) bool {
	return slices.ContainsFunc(e.Allow, func(a entry.Allow) bool { return accepts(a, p, today) })
}

// Accepted lists the problems that an entry accepts on purpose, with its reasons, in order. Judge drops them.
func Accepted(s *showcase.Showcase, problems []problem.Problem) (all []problem.Accepted) {
	of := map[string]*entry.Entry{}
	for _, it := range s.Items {
		if len(it.Allow) > 0 {
			of[it.Path] = it.Entry
		}
	}
	if len(of) == 0 {
		return nil
	}
	firm := firmRules()
	for _, p := range problem.Sort(hushed(s, slices.Clone(problems))) {
		e := of[p.File]
		if e == nil || firm[p.Rule] || basic(p) || s.Config.Rules[p.Rule] == problem.Off {
			continue
		}
		if severity, ok := s.Config.Rules[p.Rule]; ok {
			p.Severity = severity
		}
		if i := slices.IndexFunc(e.Allow, func(a entry.Allow) bool { return accepts(a, p, s.Options.AsOf) }); i >= 0 {
			all = append(all, problem.Accepted{Problem: p, Reason: e.Allow[i].Reason})
		}
	}
	return all
}

// accepts tells whether one acceptance is of a finding. One that quotes a text is of the findings that tell of this text alone.
func accepts(a entry.Allow, p problem.Problem, today calendar.Day) bool {
	return a.Rule == p.Rule && a.Reason != "" && !over(a, today) && strings.Contains(p.Message.Args.String(), a.Text)
}

// Unused tells of every acceptance that none of the problems needs: what it was for is mended, and it would hide the next mistake. Of
// entries that nobody sees, in which little is looked for, nothing is told.
func Unused(s *showcase.Showcase, problems []problem.Problem) (found []problem.Problem) {
	of := map[string][]problem.Problem{} // by the files of entries that accept something
	for _, it := range s.Items {
		switch it.State {
		case showcase.Public, showcase.Scheduled, showcase.Draft, showcase.Awaiting:
			if len(it.Allow) > 0 {
				of[it.Path] = nil
			}
		}
	}
	for _, p := range problems {
		if all, asked := of[p.File]; asked {
			of[p.File] = append(all, p)
		}
	}
	today, ids := s.Options.AsOf, known()
	for _, it := range s.Items {
		all, asked := of[it.Path]
		for i, a := range it.Allow {
			if !asked || a.Rule == ruleBackDated.ID || a.Reason == "" || over(a, today) || !slices.Contains(ids, a.Rule) {
				continue // there is nothing to use, nobody asked git, or another rule tells
			}
			if !slices.ContainsFunc(all, func(p problem.Problem) bool { return accepts(a, p, today) }) {
				found = append(found, ruleAllowUnused.At(it.At("allow["+strconv.Itoa(i)+"]"), problem.Args{"rule": a.Rule}))
			}
		}
	}
	return found
}
