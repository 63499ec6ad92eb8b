package check

import (
	"slices"
	"strings"

	"mingde/internal/personal"
	"mingde/internal/problem"
)

// rulePupil finds a pupil by the full name and the school or the class, in whatever entry (PIPL, article 31). It is a warning: of whom
// a prize is told, the guardian may have agreed, and nobody but the author knows.
var rulePupil = problem.Rule{ID: "minor-named", Severity: problem.Warning, Basis: basisMinor}

var pupilRules = []problem.Rule{rulePupil}

// pupils looks for them in what an entry shows. That of a minor has rules of its own.
func (s *sight) pupils() {
	if _, minor, single := person(s.entry); single && minor {
		return
	}
	s.texts(func(text string, place func(offset, size int) problem.Place) {
		for _, m := range namedPupils(text) {
			s.found = append(s.found, rulePupil.At(place(m.Start, m.End-m.Start), nil))
		}
	})
}

// namedPupils finds the full names of pupils in sentences that tell their school or their class.
func namedPupils(text string) (all []personal.Span) {
	end := -1
	for _, at := range personal.Pupils(text) {
		if at < end {
			continue // the sentence of the word before
		}
		s := personal.Sentence(text, at)
		end = s.End
		sentence := text[s.Start:s.End]
		if strings.Contains(sentence, "大学") || !strings.Contains(sentence, "年级") && len(schools(sentence)) == 0 {
			continue
		}
		for _, n := range personal.Names(sentence) {
			if pupil(sentence[:n.Start], sentence[n.End:]) {
				all = append(all, personal.Span{Start: s.Start + n.Start, End: s.Start + n.End})
			}
		}
	}
	return all
}

// pupil tells whether what stands beside a name says that it is a pupil's.
func pupil(before, after string) bool {
	return slices.ContainsFunc([]string{"同学", "小朋友"}, func(w string) bool { return strings.HasPrefix(after, w) || strings.HasSuffix(before, w) }) ||
		strings.HasSuffix(before, "学生")
}
