package check

import (
	"mingde/internal/personal"
	"mingde/internal/problem"
)

// rulePupil finds a minor by the full name beside the age, the school or the class, in whatever entry (PIPL, article 31). It is an error
// where the child is below fourteen and the name is one beyond doubt; else a warning: nobody but the author knows.
var rulePupil = problem.Rule{ID: "minor-named", Severity: problem.Error, Basis: basisMinor}

var pupilRules = []problem.Rule{rulePupil}

// pupils looks for them in what an entry shows. That of a minor has rules of its own.
func (s *sight) pupils() {
	if _, minor, single := person(s.entry); single && minor {
		return
	}
	s.texts(func(text string, place func(offset, size int) problem.Place) {
		for _, m := range personal.Minors(text) {
			p := rulePupil.At(place(m.Name.Start, m.Name.End-m.Name.Start), problem.Args{"name": text[m.Name.Start:m.Name.End]})
			if !m.Sure || !m.Young {
				p.Severity = problem.Warning
			}
			s.found = append(s.found, p)
		}
	})
}
