package check

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/figure"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of values that depend on the settings or on each other.
var (
	ruleUnknownFestival = problem.Rule{ID: "unknown-festival", Severity: problem.Error}
	ruleWholeStreet     = problem.Rule{ID: "street-and-community", Severity: problem.Error}
	ruleNoCommunity     = problem.Rule{ID: "no-community", Severity: problem.Error}
	ruleNotPositive     = problem.Rule{ID: "not-positive", Severity: problem.Error}
	ruleWrongUnit       = problem.Rule{ID: "wrong-unit", Severity: problem.Error}
)

var valueRules = []problem.Rule{ruleUnknownFestival, ruleWholeStreet, ruleNoCommunity, ruleNotPositive, ruleWrongUnit}

func values(s *Subject, it *showcase.Item, found report) {
	if it.Kind.Dated() {
		communities(it, found)
	}
	f := it.Event()
	if f == nil {
		return
	}
	if festivals := s.Site.Showcase.Config.Festivals; f.Festival != "" && !slices.Contains(festivals, f.Festival) {
		p := ruleUnknownFestival.At(it.At("festival"), problem.Args{"festival": f.Festival, "known": strings.Join(festivals, " ")})
		if near := decode.Nearest(f.Festival, festivals); near != "" {
			p = p.WithHint("hint.did-you-mean", problem.Args{"suggestion": near})
		}
		found(p)
	}
	positive := func(field string, n int) {
		if n < 0 {
			found(ruleNotPositive.At(it.At(field), problem.Args{"field": field, "value": strconv.Itoa(n)}))
		}
	}
	unit := func(field string, n figure.Figure, want string) {
		if !n.IsZero() && n.Unit != want {
			found(ruleWrongUnit.At(it.At(field), problem.Args{"value": n.String(), "unit": want}))
		}
	}
	positive("edition", f.Edition)
	positive("session", f.Session)
	unit("participants", f.Participants.Counted(), figure.Attendance)
	for i, line := range f.Volunteers {
		at := "volunteers[" + strconv.Itoa(i) + "]"
		positive(at+".people", line.People)
		unit(at+".hours", line.Hours, "小时")
	}
}

// communities refuses an empty name, and the whole street beside some of its communities.
func communities(it *showcase.Item, found report) {
	nameless := slices.IndexFunc(it.Community, func(c string) bool { return strings.TrimSpace(c) == "" })
	switch {
	case nameless >= 0:
		found(ruleNoCommunity.At(it.At("community["+strconv.Itoa(nameless)+"]"), nil))
	case len(it.Community) > 1 && slices.Contains(it.Community, showcase.WholeStreet):
		found(ruleWholeStreet.At(it.At("community"), nil))
	}
}

// The rules of the ledger.
var (
	ruleUnknownWhole  = problem.Rule{ID: "unknown-figure", Severity: problem.Error}
	ruleRepeatedValue = problem.Rule{ID: "repeated-figure", Severity: problem.Error}
)

var figureRules = []problem.Rule{ruleUnknownWhole, ruleRepeatedValue}

// figures refuses a part of a total that is not in the ledger, and one name twice.
func figures(_ *Subject, it *showcase.Item, found report) {
	names := map[string]bool{}
	for i, line := range it.Figures {
		if line.Name != "" && names[line.Name] {
			found(ruleRepeatedValue.At(it.At("figures["+strconv.Itoa(i)+"].name"), problem.Args{"name": line.Name}))
		}
		names[line.Name] = true
	}
	for i, line := range it.Figures {
		if line.Of != "" && !names[line.Of] {
			p := ruleUnknownWhole.At(it.At("figures["+strconv.Itoa(i)+"].of"), problem.Args{"name": line.Of})
			if near := decode.Nearest(line.Of, slices.Sorted(maps.Keys(names))); near != "" {
				p = p.WithHint("hint.did-you-mean", problem.Args{"suggestion": near})
			}
			found(p)
		}
	}
}

// figureNotation are the rules of package figure.
func figureNotation() []problem.Rule { return figure.Rules }

func compare(a, b string) int { return cmp.Compare(a, b) }
