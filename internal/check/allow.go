package check

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/figure"
	"mingde/internal/personal"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// The rules about rules.
var (
	ruleUnknownRule = problem.Rule{ID: "unknown-rule", Severity: problem.Error}
	ruleAllowOver   = problem.Rule{ID: "allow-expired", Severity: problem.Warning}
	ruleAllowUnused = problem.Rule{ID: "allow-unused", Severity: problem.Warning}
	ruleAllowOpen   = problem.Rule{ID: "allow-open", Severity: problem.Warning}
	ruleAllowVain   = problem.Rule{ID: "allow-refused", Severity: problem.Warning}
)

var allowRules = []problem.Rule{ruleUnknownRule, ruleAllowOver, ruleAllowUnused, ruleAllowOpen, ruleAllowVain}

// notAcceptable are rules of which nothing can be accepted beside the firm ones: what they find is not in any output, or leads nowhere.
var notAcceptable = []string{
	decode.RuleUnknownField.ID, calendar.RuleDateOutOfRange.ID, figure.RuleInvalidFigure.ID, entry.RuleNotFlat.ID, showcase.RuleUnknownReference.ID,
	"unknown-rule", "allow-expired", "allow-unused", "allow-open", "allow-refused",
}

// longest is how many days ahead an acceptance of an error may end: after a year somebody looks at it again.
const longest = 366

// known are the ids of all rules, in order.
func known() []string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// allows refuses an `allow` of a rule that does not exist, and tells of one whose time is over, of one of an error whose time never is, and
// of one that can accept nothing.
func allows(s *Subject, it *showcase.Item, found report) {
	today := s.Site.Showcase.Options.AsOf
	for i, a := range it.Allow {
		field := "allow[" + strconv.Itoa(i) + "]"
		rule, ok := ruleOf(a.Rule)
		switch {
		case a.Rule == "":
		case !ok:
			found(unknownRule(it.At(field+".rule"), a.Rule))
		case !acceptable(rule):
			found(ruleAllowVain.At(it.At(field+".rule"), problem.Args{"rule": a.Rule}))
		case over(a, today):
			found(ruleAllowOver.At(it.At(field), problem.Args{"rule": a.Rule, "until": a.Until.String()}))
		case rule.Severity != problem.Error:
		case a.Until.IsZero():
			found(ruleAllowOpen.At(it.At(field), problem.Args{"rule": a.Rule}))
		case a.Until > today+longest:
			p := ruleAllowOpen.At(it.At(field+".until"), problem.Args{"rule": a.Rule, "until": a.Until.String()})
			found(p.WithMessage("check.allow-far"))
		}
	}
}

// ruleOf finds a rule by its id.
func ruleOf(id string) (problem.Rule, bool) {
	all := Rules()
	i := slices.IndexFunc(all, func(r problem.Rule) bool { return r.ID == id })
	if i < 0 {
		return problem.Rule{}, false
	}
	return all[i], true
}

// acceptable tells whether an entry can accept what a rule finds.
func acceptable(r problem.Rule) bool { return !r.Firm && !slices.Contains(notAcceptable, r.ID) }

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

// permits are the `allow` of the entries of a site on a day, with what each accepts: what it quotes, or without a quotation one
// finding of its rule and what is told in the same words.
type permits struct {
	of    map[string]*entry.Entry // that accept anything, by their files
	only  map[permit]string       // what one without a quotation accepts: of several findings that which comes first by its words
	today calendar.Day
}

// permit is one `allow` of an entry.
type permit struct {
	file string
	n    int
}

func permitsOf(s *showcase.Showcase, problems []problem.Problem) *permits {
	all := &permits{of: map[string]*entry.Entry{}, only: map[permit]string{}, today: s.Options.AsOf}
	for _, it := range s.Items {
		if len(it.Allow) > 0 {
			all.of[it.Path] = it.Entry
		}
	}
	if len(all.of) == 0 {
		return all
	}
	words := map[string][]string{} // of the findings by file and rule
	for _, p := range problems {
		if all.of[p.File] != nil {
			key := p.File + "\x00" + p.Rule
			words[key] = append(words[key], p.Message.Args.String())
		}
	}
	for file, e := range all.of {
		taken := map[string]int{} // by acceptances without a quotation, by rule
		for i, a := range e.Allow {
			if a.Text != "" {
				continue
			}
			told := words[file+"\x00"+a.Rule]
			slices.Sort(told)
			if told = slices.Compact(told); taken[a.Rule] < len(told) {
				all.only[permit{file, i}] = told[taken[a.Rule]]
				taken[a.Rule]++
			}
		}
	}
	return all
}

// find gives the number of the acceptance that is of a finding; -1 for none.
func (all *permits) find(p problem.Problem) int {
	e := all.of[p.File]
	if e == nil {
		return -1
	}
	for i := range e.Allow {
		if all.accepts(e, i, p) {
			return i
		}
	}
	return -1
}

// accepts tells whether one acceptance is of a finding. A number of a person is quoted as the finding shows it, or as it is.
func (all *permits) accepts(e *entry.Entry, i int, p problem.Problem) bool {
	a := e.Allow[i]
	if a.Rule != p.Rule || a.Reason == "" || over(a, all.today) || slices.Contains(notAcceptable, a.Rule) {
		return false
	}
	words := p.Message.Args.String()
	if a.Text == "" {
		only, ok := all.only[permit{p.File, i}]
		return ok && only == words
	}
	return strings.Contains(words, a.Text) || strings.Contains(words, masked(a.Text))
}

// masked gives a text with the numbers of persons in it as findings show them.
func masked(text string) string {
	all := personal.Find([]byte(text))
	for _, n := range slices.Backward(all) {
		text = text[:n.Start] + n.Masked() + text[n.End:]
	}
	return text
}

// Accepted lists the problems that an entry accepts on purpose, with its reasons, in order. Judge drops them.
func Accepted(s *showcase.Showcase, problems []problem.Problem) (all []problem.Accepted) {
	accepted := permitsOf(s, problems)
	if len(accepted.of) == 0 {
		return nil
	}
	firm := firmRules()
	for _, p := range problem.Sort(hushed(s, slices.Clone(problems))) {
		i := accepted.find(p)
		if i < 0 || firm[p.Rule] || basic(p) || s.Config.Rules[p.Rule] == problem.Off {
			continue
		}
		if severity, ok := s.Config.Rules[p.Rule]; ok {
			p.Severity = severity
		}
		all = append(all, problem.Accepted{Problem: p, Reason: accepted.of[p.File].Allow[i].Reason})
	}
	return all
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
	accepted := permitsOf(s, problems)
	today, ids := s.Options.AsOf, known()
	for _, it := range s.Items {
		all, asked := of[it.Path]
		for i, a := range it.Allow {
			if !asked || a.Rule == ruleBackDated.ID || a.Reason == "" || over(a, today) || !slices.Contains(ids, a.Rule) || slices.Contains(notAcceptable, a.Rule) {
				continue // there is nothing to use, nobody asked git, or another rule tells
			}
			if !slices.ContainsFunc(all, func(p problem.Problem) bool { return accepted.accepts(it.Entry, i, p) }) {
				found = append(found, ruleAllowUnused.At(it.At("allow["+strconv.Itoa(i)+"]"), problem.Args{"rule": a.Rule}))
			}
		}
	}
	return found
}
