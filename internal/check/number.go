package check

import (
	"slices"
	"strings"

	"mingde/internal/entry"
	"mingde/internal/personal"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// The rules of numbers of persons (PIPL, article 25; Civil Code, article 1034).
var (
	ruleIDNumber = problem.Rule{ID: "id-number", Severity: problem.Error}
	ruleMobile   = problem.Rule{ID: "mobile-number", Severity: problem.Error}
)

var numberRules = []problem.Rule{ruleIDNumber, ruleMobile}

// officeFields are in no output. A number in them does not get out by a build, but lies in the sources for whoever has them.
var officeFields = []string{"indicators", "reviewed_by", "approved_by", "consent.reference", "consent.guardian", "allow.text", "allow.reason"}

// personalNumbers tells of numbers of persons in an entry's file. What nobody will see is no error.
func personalNumbers(s *Subject, it *showcase.Item, found report) {
	unseen := it.State.TakenBack() || it.State == showcase.Confidential
	for _, n := range it.Numbers {
		office := unseen || n.Comment || slices.Contains(officeFields, entry.FieldName(n.Field))
		s.personalNumber(n, office, found)
	}
}

// settingsNumbers tells of numbers of persons in site.toml.
func settingsNumbers(s *Subject, found report) {
	src, err := s.Source(source.Settings)
	if err != nil {
		return // it was read before; that it is gone is told on the next run
	}
	for _, n := range entry.NumbersIn(source.Settings, src, src, 1) {
		s.personalNumber(n, n.Comment, found)
	}
}

// personalNumber tells of one number without repeating it.
func (s *Subject) personalNumber(n entry.Number, office bool, found report) {
	args := problem.Args{"number": n.Masked()}
	rule, key := ruleIDNumber, ""
	switch {
	case n.Kind == personal.Mobile && allowedPhone(s.Site.Showcase.Config.Privacy.AllowPhones, n.Digits):
		return
	case n.Kind == personal.Mobile:
		rule = ruleMobile
	case n.Kind == personal.Mistyped:
		key = "check.id-number-mistyped"
	}
	p := rule.At(n.Place, args)
	if key != "" {
		p = told(p, key)
	}
	if office || n.Kind == personal.Mistyped {
		p.Severity = problem.Warning
	}
	found(p)
}

// allowedPhone tells whether a mobile number is among those that are public, however these are written.
func allowedPhone(allowed []string, digits string) bool {
	return slices.ContainsFunc(allowed, func(phone string) bool {
		found := personal.Find([]byte(phone))
		return len(found) == 1 && found[0].Digits == digits || strings.TrimSpace(phone) == digits
	})
}

// Legible tells whether the office may look at an entry as it is although an error of the rule was found in it: the entry is whole, and
// nothing hangs on the words. A mobile number often is one that is meant to be public, and will be allowed.
func Legible(rule string) bool { return rule == ruleMobile.ID }
