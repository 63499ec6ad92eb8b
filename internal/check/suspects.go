package check

import (
	"crypto/sha256"
	"maps"
	"slices"

	"mingde/internal/entry"
	"mingde/internal/markdown"
)

// Suspects are the persons of whom it may be, on some day, that they may not be named: those who were withdrawn, ask for secrecy, did
// not agree, or were candidates and not honoured. Which of their names stand in an entry depends on these names and on the entry alone, so that it can be found out while the
// entry is at hand; what of that is wrong on the day, and where it stands, is asked of the few that have any.
type Suspects struct {
	names *names
	sum   [sha256.Size]byte
}

// suspicious tells whether an entry is of such a person.
func suspicious(e *entry.Entry) bool {
	consent, _, single := person(e)
	return single && (consent == nil || !consent.Name || e.Common.Withdrawn != nil || e.Model() != nil && (e.Model().Confidential || e.Model().Outcome == "not-listed"))
}

// SuspectsOf gathers those of some entries, of which some may be nil.
func SuspectsOf(entries []*entry.Entry) *Suspects {
	s := &Suspects{names: newNames()}
	texts := map[string]bool{}
	for _, e := range entries {
		if e == nil || !suspicious(e) {
			continue
		}
		if text := personName(e.Title); text != "" && !texts[text] {
			texts[text] = true
			s.names.add(e)
		}
	}
	h := sha256.New()
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		h.Write([]byte(text + "\n"))
	}
	h.Sum(s.sum[:0])
	return s
}

// Sum is that of the names.
func (s *Suspects) Sum() [sha256.Size]byte { return s.sum }

// In gives those of the names that stand anywhere in what an entry shows, in order. Doc is its body; nil where that is empty.
func (s *Suspects) In(e *entry.Entry, doc *markdown.Doc) []string {
	if e.Broken || len(s.names.byStart) == 0 {
		return nil
	}
	var found []string
	see := func(one *name) { found = append(found, one.text) }
	in := func(text string) { s.names.in(text, func(one *name, _ int) { see(one) }) }
	texts(e, func(_ *step, text string) { in(text) })
	for _, alias := range e.Aliases {
		s.names.file(alias, see, false)
	}
	for _, a := range e.Attachments {
		s.names.file(a.File, see, false)
	}
	for _, slot := range e.Slots {
		in(slot.Alt)
		in(slot.Title)
	}
	if doc != nil {
		in(string(doc.HTML))
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// Naming is one of the names in an attachment, with its first place there.
type Naming struct{ Name, Where string }

// InTexts gives those of the names that stand in the texts of an attachment.
func (s *Suspects) InTexts(texts func(visit func(where, text string))) (all []Naming) {
	if len(s.names.byStart) == 0 {
		return nil
	}
	texts(func(where, text string) {
		s.names.in(text, func(one *name, _ int) {
			if !slices.ContainsFunc(all, func(n Naming) bool { return n.Name == one.text }) {
				all = append(all, Naming{one.text, where})
			}
		})
	})
	return all
}
