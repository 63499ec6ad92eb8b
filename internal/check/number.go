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

// The rules of data of persons that have a form of their own (PIPL, articles 25, 28 and 51; Civil Code, article 1034).
var (
	ruleIDNumber = problem.Rule{ID: "id-number", Severity: problem.Error, Basis: basisPersonal}
	ruleMobile   = problem.Rule{ID: "mobile-number", Severity: problem.Error, Basis: basisPersonal}
	ruleCard     = problem.Rule{ID: "bank-card", Severity: problem.Error, Basis: basisSensitive}
	ruleDwelling = problem.Rule{ID: "home-address", Severity: problem.Error, Basis: basisPersonal}
	ruleBirth    = problem.Rule{ID: "birth-date", Severity: problem.Error, Basis: basisPersonal}
	ruleMailbox  = problem.Rule{ID: "private-mailbox", Severity: problem.Error, Basis: basisPersonal}
)

var numberRules = []problem.Rule{ruleIDNumber, ruleMobile, ruleCard, ruleDwelling, ruleBirth, ruleMailbox}

// What the rules of privacy rest on.
const (
	basisPersonal  = "basis.personal-information"
	basisSensitive = "basis.sensitive-information"
	basisMinor     = "basis.minors"
)

// numberRule gives the rule of a kind of data.
func numberRule(kind personal.Kind) problem.Rule {
	switch kind {
	case personal.Mobile:
		return ruleMobile
	case personal.Card:
		return ruleCard
	case personal.Dwelling:
		return ruleDwelling
	case personal.Birth:
		return ruleBirth
	case personal.Mailbox:
		return ruleMailbox
	}
	return ruleIDNumber
}

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
	if s.meantForAll(n.Number, n.File == source.Settings, entry.FieldName(n.Field)) {
		return
	}
	p := numberRule(n.Kind).At(n.Place, problem.Args{"number": n.Masked()})
	if n.Kind == personal.Mistyped {
		p = told(p, "check.id-number-mistyped")
	}
	ofOffice := n.File == source.Settings && entry.FieldName(n.Field) == "organizer.phone" // which may well have no other
	if office || ofOffice || n.Kind == personal.Mistyped {
		p.Severity = problem.Warning
	}
	found(p)
}

// officialFields are those of an office's own address and mailbox.
var officialFields = []string{"address", "services.address", "notice.address", "notice.email"}

// meantForAll tells whether something is the public contact of an office: a phone that is allowed, the address of a station, the mailbox
// of the organizer. Nobody's identity number is.
func (s *Subject) meantForAll(n personal.Number, settings bool, field string) bool {
	cfg := s.Site.Showcase.Config
	switch n.Kind {
	case personal.Mobile:
		return allowedPhone(cfg.Privacy.AllowPhones, n.Digits)
	case personal.Dwelling, personal.Mailbox:
		if n.Kind == personal.Mailbox && strings.EqualFold(n.Digits, cfg.Organizer.Email) {
			return true
		}
		return settings && strings.HasPrefix(field, "organizer.") || !settings && slices.Contains(officialFields, field)
	}
	return false
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
func Legible(rule string) bool { return rule == ruleMobile.ID || rule == ruleMailbox.ID }
