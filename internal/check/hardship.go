package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/entry"
	"mingde/internal/personal"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleHardship finds the name of a person beside a word for hardship in one sentence (PIPL, article 28; Regulations on Voluntary
// Service, article 21).
var ruleHardship = problem.Rule{ID: "hardship-name", Severity: problem.Error, Basis: basisHardship}

var hardshipRules = []problem.Rule{ruleHardship}

const basisHardship = "basis.hardship"

// Need is a sentence that speaks of hardship, and where it stands: whether it names a person whom the site knows is asked once all of them
// are known.
type Need struct {
	Text  string
	Place problem.Place
}

// hardship looks for names beside such words in what an entry shows: those that its own fields and the sentence itself make known. An entry
// of a person may tell of that person's need without the name.
func (s *sight) hardship() {
	known := knownNames(s.entry)
	_, _, single := person(s.entry)
	single = single && personName(s.entry.Title) != ""
	s.texts(func(text string, place func(offset, size int) problem.Place) {
		tell := func(all []personal.Beside) {
			for _, b := range all {
				p := besideWord(text, b, place(b.Name.Start, b.Name.End-b.Name.Start))
				if !b.Sure {
					p.Severity = problem.Warning
				}
				if !slices.ContainsFunc(s.found, func(q problem.Problem) bool { return q.Rule == p.Rule && q.Place == p.Place && !unplaced(q.Place) }) {
					s.found = append(s.found, p)
				}
			}
		}
		tell(personal.InNeed(text, s.lens.hardship, known))
		tell(personal.Listed(text, s.lens.hardship))
		if single {
			for _, word := range personal.OfPerson(text, personName(s.entry.Title), s.lens.hardship) {
				p := ruleHardship.At(place(word.Start, word.End-word.Start), problem.Args{"name": s.entry.Title, "word": text[word.Start:word.End]})
				p = told(p, "check.hardship-of-person")
				p.Severity = problem.Warning
				s.found = append(s.found, p)
			}
		}
		for _, sentence := range personal.SentencesOfNeed(text, s.lens.hardship) {
			s.needs = append(s.needs, Need{text[sentence.Start:sentence.End], place(sentence.Start, 0)})
		}
	})
	s.hardTables()
}

// unplaced tells whether a place is that of a whole field, in which several names may stand.
func unplaced(p problem.Place) bool { return p.Line == 0 }

func besideWord(text string, b personal.Beside, at problem.Place) problem.Problem {
	return ruleHardship.At(at, problem.Args{"name": text[b.Name.Start:b.Name.End], "word": text[b.Word.Start:b.Word.End]})
}

// knownInNeed looks for persons whom the site knows in the sentences of an entry that speak of hardship.
func (s *Subject) knownInNeed(it *showcase.Item) (found []problem.Problem) {
	if s.persons == nil {
		return nil
	}
	for _, need := range s.sight(it).Needs {
		var known []string
		s.persons.in(need.Text, func(one *name, _ int) {
			if !slices.Contains(known, one.text) {
				known = append(known, one.text)
			}
		})
		if known == nil {
			continue
		}
		for _, b := range personal.InNeed(need.Text, s.Site.Showcase.Config.Privacy.HardshipWords, known) {
			if slices.Contains(known, need.Text[b.Name.Start:b.Name.End]) {
				found = append(found, besideWord(need.Text, b, placeWithin(need, b.Name)))
			}
		}
	}
	return found
}

// placeWithin places a part of a sentence.
func placeWithin(need Need, part personal.Span) problem.Place {
	p := need.Place
	if unplaced(p) {
		return p
	}
	before := need.Text[:part.Start]
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		p.Line, p.Column = p.Line+strings.Count(before, "\n"), 1
		before = before[i+1:]
	}
	p.Column += utf8.RuneCountInString(before)
	p.EndLine, p.EndColumn = p.Line, p.Column+utf8.RuneCountInString(need.Text[part.Start:part.End])
	return p
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
	if f := e.Roll(); f != nil {
		for _, l := range f.Listed {
			add(l.Name)
		}
	}
	return names
}

// personsOf gathers the names of all persons whom entries make known; nil if there are none.
func personsOf(items []*showcase.Item) *names {
	found, seen := newNames(), map[string]bool{}
	for _, it := range items {
		if it.State == showcase.Unreadable || it.State == showcase.Confidential {
			continue
		}
		for _, name := range knownNames(it.Entry) {
			if !seen[name] {
				seen[name] = true
				found.addName(name, it.Entry)
			}
		}
	}
	if len(found.byStart) == 0 {
		return nil
	}
	return found
}
