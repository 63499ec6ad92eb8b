package check

import (
	"slices"

	"mingde/internal/entry"
	"mingde/internal/personal"
	"mingde/internal/problem"
)

// ruleHardship finds the name of a person beside a word for hardship in one sentence (PIPL, article 28; Regulations on Voluntary
// Service, article 21).
var ruleHardship = problem.Rule{ID: "hardship-name", Severity: problem.Error, Basis: basisHardship}

var hardshipRules = []problem.Rule{ruleHardship}

const basisHardship = "basis.hardship"

// hardship looks for names beside such words in what an entry shows: those of the entry's own person, of its nominator, of the persons
// listed in a roll, and those that the sentence itself makes known.
func (s *sight) hardship() {
	known := knownNames(s.entry)
	s.texts(func(text string, place func(offset, size int) problem.Place) {
		for _, m := range besideHardship(text, known, s.lens.hardship) {
			args := problem.Args{"word": text[m.word.Start:m.word.End]}
			s.found = append(s.found, ruleHardship.At(place(m.name.Start, m.name.End-m.name.Start), args))
		}
	})
	s.hardTables()
}

// knownNames are the full names that an entry gives to persons itself.
func knownNames(e *entry.Entry) (names []string) {
	add := func(name string) {
		if name = personName(name); name != "" {
			names = append(names, name)
		}
	}
	if _, _, single := person(e); single {
		add(e.Title)
	}
	if f := e.Model(); f != nil {
		add(f.Nominator)
	}
	if f := e.Roll(); f != nil {
		for _, l := range f.Listed {
			add(l.Name)
		}
	}
	return names
}

// beside is a name and the word for hardship in its sentence.
type beside struct{ name, word personal.Span }

// besideHardship finds the names in the sentences of a text that speak of hardship, each once a sentence.
func besideHardship(text string, known, more []string) (all []beside) {
	end := -1
	for _, word := range personal.Hardships(text, more) {
		if word.Start < end {
			continue // the sentence of the word before
		}
		s := personal.Sentence(text, word.Start)
		end = s.End
		for _, name := range namesIn(text[s.Start:s.End], known) {
			all = append(all, beside{personal.Span{Start: s.Start + name.Start, End: s.Start + name.End}, word})
		}
	}
	return all
}

// namesIn finds full names in a sentence, in order: the known ones as well as others.
func namesIn(sentence string, known []string) []personal.Span {
	all := personal.Names(sentence)
	for _, name := range known {
		for _, m := range whole(sentence, name) {
			if !personal.Helps(sentence, m.Start) {
				all = append(all, m)
			}
		}
	}
	slices.SortFunc(all, func(a, b personal.Span) int { return a.Start - b.Start })
	return slices.CompactFunc(all, func(a, b personal.Span) bool { return b.Start < a.End })
}

// whole finds where a name stands as a word of its own; see wordy.
func whole(text, name string) (all []personal.Span) {
	for i := 0; i+len(name) <= len(text); i++ {
		if text[i:i+len(name)] == name && wordy(name, text[:i], text[i+len(name):]) {
			all = append(all, personal.Span{Start: i, End: i + len(name)})
		}
	}
	return all
}
