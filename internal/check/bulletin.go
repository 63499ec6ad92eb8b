package check

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of bulletins.
var (
	ruleMonth      = problem.Rule{ID: "invalid-month", Severity: problem.Error}
	ruleIssueEarly = problem.Rule{ID: "issue-before-month", Severity: problem.Error}
	ruleNumber     = problem.Rule{ID: "bulletin-number", Severity: problem.Error}
	ruleClassified = problem.Rule{ID: "classified", Severity: problem.Error}
)

var bulletinRules = []problem.Rule{ruleMonth, ruleIssueEarly, ruleNumber, ruleClassified}

// bulletins checks one bulletin.
func bulletins(_ *Subject, it *showcase.Item, found report) {
	f := it.Bulletin()
	if f == nil {
		return
	}
	if f.Classification != "" {
		found(ruleClassified.At(it.At("classification"), nil))
	}
	for _, count := range []struct {
		field string
		n     int
	}{{"number", f.Number}, {"total", f.Total}, {"copies", f.Copies}} {
		notNegative(it, count.field, count.n, found)
	}
	if f.Month == "" {
		return // missing, and told so
	}
	first, ok := firstOf(f.Month)
	switch {
	case !ok:
		found(ruleMonth.At(it.At("month"), problem.Args{"month": f.Month}))
	case !it.Day().IsZero() && it.Day() < first:
		found(ruleIssueEarly.At(it.At("date"), problem.Args{"date": it.Day().String(), "month": f.Month}))
	}
}

// firstOf gives the first day of a month that is written as "2026-06".
func firstOf(month string) (calendar.Day, bool) {
	if _, err := time.Parse("2006-01", month); err != nil {
		return 0, false
	}
	return calendar.ParseDay(month + "-01")
}

// issues checks the numbers of each series, per year and overall. Where an issue cannot be read, or does not say its month
// or number, no gap can be told.
func issues(s *Subject, found report) {
	all, broken := map[string][]*showcase.Item{}, map[string]bool{}
	var keys []string
	for _, it := range s.Site.Showcase.Items {
		f := it.Bulletin()
		switch {
		case f == nil:
			continue
		case it.State == showcase.Unreadable:
			return // of what series it is nobody knows
		}
		key := s.Site.Showcase.SeriesKey(it)
		if _, ok := firstOf(f.Month); !ok || f.Number < 1 {
			broken[key] = true
			continue
		}
		if all[key] == nil {
			keys = append(keys, key)
		}
		all[key] = append(all[key], it)
	}
	for _, key := range keys {
		slices.SortFunc(all[key], showcase.IssueOrder)
		numbering{all[key], !broken[key], found}.check()
	}
}

// numbering is the issues of one series, by month and number.
type numbering struct {
	issues []*showcase.Item
	whole  bool // all of them are known
	found  report
}

func (n numbering) check() {
	for first := 0; first < len(n.issues); {
		year := yearOf(n.issues[first])
		end := first
		for end < len(n.issues) && yearOf(n.issues[end]) == year {
			end++
		}
		n.year(n.issues[first:end], first == 0)
		first = end
	}
	n.totals()
}

func yearOf(it *showcase.Item) string { return it.Bulletin().Month[:4] }

// year checks the numbers of one year: each stands once, after the one before it. The first year of a series may begin at
// any number, each later one begins at 1.
func (n numbering) year(issues []*showcase.Item, first bool) {
	byNumber := slices.Clone(issues)
	slices.SortStableFunc(byNumber, func(a, b *showcase.Item) int { return cmp.Compare(a.Bulletin().Number, b.Bulletin().Number) })
	before := 0
	for i, it := range byNumber {
		number := it.Bulletin().Number
		args := problem.Args{"number": strconv.Itoa(number), "year": yearOf(it)}
		switch {
		case i > 0 && number == before:
			args["file"] = byNumber[i-1].Path
			n.found(ruleNumber.At(it.At("number"), args))
		case number != before+1 && n.whole && (i > 0 || !first):
			args["expected"] = strconv.Itoa(before + 1)
			n.found(told(ruleNumber.At(it.At("number"), args), "check.bulletin-gap"))
		case i > 0 && it.Bulletin().Month < byNumber[i-1].Bulletin().Month:
			args["file"] = byNumber[i-1].Path
			n.found(told(ruleNumber.At(it.At("number"), args), "check.bulletin-order"))
		}
		before = number
	}
}

// totals checks the numbers over all years: from one issue that has one to the next, they grow as much as there are
// issues between. Where a number within the year is wrong, that is told already.
func (n numbering) totals() {
	var last *showcase.Item
	distance := 0
	for i, it := range n.issues {
		distance++
		total := it.Bulletin().Total
		if total < 1 {
			continue
		}
		if last != nil && n.follows(i, distance) {
			if want := last.Bulletin().Total + distance; total != want {
				args := problem.Args{"total": strconv.Itoa(total), "expected": strconv.Itoa(want), "file": last.Path}
				n.found(told(ruleNumber.At(it.At("total"), args), "check.bulletin-total"))
			}
		}
		last, distance = it, 0
	}
}

// follows tells whether the last steps to an issue are without a gap or repetition within their years.
func (n numbering) follows(i, distance int) bool {
	if !n.whole {
		return false
	}
	for j := i - distance + 1; j <= i; j++ {
		a, b := n.issues[j-1], n.issues[j]
		number := b.Bulletin().Number
		if yearOf(a) == yearOf(b) && number != a.Bulletin().Number+1 || yearOf(a) != yearOf(b) && number != 1 {
			return false
		}
	}
	return true
}

// told gives a problem another sentence and advice than its rule's own.
func told(p problem.Problem, key string) problem.Problem {
	return p.WithMessage(key).WithHint(key+".hint", p.Message.Args)
}
