package check

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/figure"
	"mingde/internal/page"
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
	ruleWebAddress      = problem.Rule{ID: "invalid-url", Severity: problem.Error}
)

var valueRules = []problem.Rule{ruleUnknownFestival, ruleWholeStreet, ruleNoCommunity, ruleNotPositive, ruleWrongUnit, ruleWebAddress}

func values(s *Subject, it *showcase.Item, found report) {
	if it.Kind.Dated() {
		communities(it, found)
	}
	for i, m := range it.Media {
		if m.URL != "" && !page.IsWebAddress(m.URL) {
			found(ruleWebAddress.At(it.At("media["+strconv.Itoa(i)+"].url"), problem.Args{"url": m.URL}))
		}
	}
	f := it.Event()
	if f == nil {
		return
	}
	if festivals := s.Site.Showcase.Config.Festivals; f.Festival != "" && !slices.Contains(festivals, f.Festival) {
		p := ruleUnknownFestival.At(it.At("festival"), problem.Args{"festival": f.Festival, "known": strings.Join(festivals, " ")})
		found(suggest(p, f.Festival, festivals))
	}
	notNegative(it, "edition", f.Edition, found)
	notNegative(it, "session", f.Session, found)
	unit(it, "participants", f.Participants.Counted(), figure.Attendance, found)
	for i, line := range f.Volunteers {
		at := decode.Item("volunteers", i)
		notNegative(it, at+".people", line.People, found)
		unit(it, at+".hours", line.Hours, hours, found)
		s.wantsTeam(it, at+".team", line.Team, found)
	}
}

// hours is the unit of volunteers' time.
const hours = "小时"

// notNegative refuses negative numbers; 0 is also what is not given.
func notNegative(it *showcase.Item, field string, n int, found report) {
	atLeast(it, field, n, 0, found)
}

func atLeast(it *showcase.Item, field string, n, least int, found report) {
	if n < least {
		found(ruleNotPositive.At(it.At(field), problem.Args{"field": field, "value": strconv.Itoa(n)}))
	}
}

// unit refuses a figure of another unit than is added up.
func unit(it *showcase.Item, field string, n figure.Figure, want string, found report) {
	if !n.IsZero() && n.Unit != want {
		found(ruleWrongUnit.At(it.At(field), problem.Args{"value": n.String(), "unit": want}))
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
			found(suggest(p, line.Of, slices.Sorted(maps.Keys(names))))
		}
	}
}
