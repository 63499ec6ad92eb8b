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
)

var allowRules = []problem.Rule{ruleUnknownRule, ruleAllowOver}

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

// accepted tells whether an entry accepts a finding on purpose today. An acceptance that quotes a text is of the findings
// that tell of this text alone.
func accepted(e *entry.Entry, p problem.Problem, today calendar.Day) bool {
	return slices.ContainsFunc(e.Allow, func(a entry.Allow) bool {
		return a.Rule == p.Rule && a.Reason != "" && !over(a, today) && strings.Contains(p.Message.Args.String(), a.Text)
	})
}
