package check

import (
	"strings"

	"mingde/internal/document"
	"mingde/internal/personal"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleUnscanned tells of an attachment that nobody but a person can look through.
var ruleUnscanned = problem.Rule{ID: "unscanned", Severity: problem.Warning, Basis: basisPersonal}

// ruleProperties tells of a person whom the properties of an attachment name: who wrote it shows to everybody who opens it.
var ruleProperties = problem.Rule{ID: "file-properties", Severity: problem.Warning}

var attachmentRules = []problem.Rule{ruleUnscanned, ruleProperties}

// scanned tells what was found in an attachment that an entry publishes as it is, at the place where the entry names it.
func (s *Subject) scanned(it *showcase.Item, file, name string, at problem.Place, found report) {
	if s.Document == nil {
		return
	}
	f := s.Document(file)
	for _, d := range f.Data {
		if s.meantForAll(d.Number, false, "") {
			continue
		}
		p := numberRule(d.Kind).At(at, problem.Args{"number": d.Masked(), "place": name + d.Where})
		p = p.WithMessage("check." + p.Rule + "-attached")
		if d.Kind == personal.Mistyped {
			p = told(p, "check.id-number-mistyped-attached")
			p.Severity = problem.Warning
		}
		found(p)
	}
	for _, who := range f.Persons {
		p := ruleHardship.At(at, problem.Args{"name": who.Name, "word": who.Word, "place": name + who.Where})
		if !who.Sure {
			p.Severity = problem.Warning
		}
		found(told(p, "check.hardship-name-attached"))
	}
	for _, who := range f.Minors {
		p := rulePupil.At(at, problem.Args{"name": who.Name, "place": name + who.Where})
		if _, minor, single := person(it.Entry); !who.Sure && !(single && minor) {
			p.Severity = problem.Warning
		}
		found(told(p, "check.minor-named-attached"))
	}
	for _, property := range f.Properties {
		p := ruleProperties.At(at, problem.Args{"file": name, "person": property.Person})
		found(p.WithMessage("check.file-properties-" + property.Name))
	}
	s.namedIn(it, file, name, at, found)
	if f.Reason != "" {
		found(unscanned(it, f.Reason, name, at))
	}
}

// unscanned tells why an attachment was not read. In a public notice it is an error: the lists of these are what has leaked most.
func unscanned(it *showcase.Item, why document.Reason, name string, at problem.Place) problem.Problem {
	p := ruleUnscanned.At(at, problem.Args{"file": name}).WithMessage("check.unscanned-" + string(why))
	if f := it.RollFields(); f != nil && f.Notice != nil || strings.Contains(it.Title, "公示") {
		p.Severity = problem.Error
	}
	return p
}
