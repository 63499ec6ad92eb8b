// Package words finds wrong words in Chinese text: terms from tables (politics, institutions, wording, wrong characters),
// fixed phrases with a slip in them, particles, placeholders, remains of templates, doubled words, marks, numerals, units.
// It works on a text alone: it knows neither entries nor files, nor what becomes of a finding.
//
// One pass of a multi-pattern matcher ([Checker]) finds all that stands in a table; one pass over the characters finds
// what follows a pattern. A finding carries the edits that mend it where there is only one way to do so; [Checker.Fix]
// applies them and touches nothing else.
//
// Precision comes first: a rule that cannot be certain without understanding the sentence is not here. The tables lie in
// tables/, with the source of each group; every entry of a table is its own example, and the tests run them all.
package words

import (
	"cmp"
	"slices"
	"strings"

	"mingde/internal/problem"
)

// The rules. Their ids are the classes of the tables.
var (
	RulePolitical   = problem.Rule{ID: "political-term", Severity: problem.Error, Basis: "words.basis.official"}
	RuleInstitution = problem.Rule{ID: "institution-name", Severity: problem.Error, Basis: "words.basis.official"}
	RuleImproper    = problem.Rule{ID: "improper-wording", Severity: problem.Warning, Basis: "words.basis.xinhua"}
	RuleWrongWord   = problem.Rule{ID: "wrong-word", Severity: problem.Warning, Basis: "words.basis.dictionary"}
	RuleParticle    = problem.Rule{ID: "particle", Severity: problem.Warning, Basis: "words.basis.dictionary"}
	RulePlaceholder = problem.Rule{ID: "placeholder", Severity: problem.Warning}
	RuleResidue     = problem.Rule{ID: "template-residue", Severity: problem.Warning}
	RuleDoubled     = problem.Rule{ID: "doubled-word", Severity: problem.Warning}
	RuleUnpaired    = problem.Rule{ID: "unpaired-mark", Severity: problem.Warning, Basis: "words.basis.punctuation"}
	RulePunctuation = problem.Rule{ID: "punctuation", Severity: problem.Warning, Basis: "words.basis.punctuation"}
	RuleASCII       = problem.Rule{ID: "ascii-punctuation", Severity: problem.Warning, Basis: "words.basis.punctuation"}
	RuleFullWidth   = problem.Rule{ID: "full-width", Severity: problem.Warning, Basis: "words.basis.numerals"}
	RuleNumeral     = problem.Rule{ID: "numeral", Severity: problem.Warning, Basis: "words.basis.numerals"}
	RuleUnit        = problem.Rule{ID: "unit", Severity: problem.Warning, Basis: "words.basis.units"}
	RuleAbsolute    = problem.Rule{ID: "absolute-claim", Severity: problem.Warning, Basis: "words.basis.absolute"}
	RuleSpace       = problem.Rule{ID: "stray-space", Severity: problem.Warning}
	RuleTable       = problem.Rule{ID: "words-table", Severity: problem.Error}
)

// Rules lists all rules of this package.
var Rules = []problem.Rule{
	RulePolitical, RuleInstitution, RuleImproper, RuleWrongWord, RuleParticle, RulePlaceholder, RuleResidue, RuleDoubled, RuleUnpaired,
	RulePunctuation, RuleASCII, RuleFullWidth, RuleNumeral, RuleUnit, RuleAbsolute, RuleSpace, RuleTable,
}

// classes are the rules that a table may name.
var classes = func() map[string]*problem.Rule {
	m := map[string]*problem.Rule{}
	for i := range Rules {
		if Rules[i].ID != RuleTable.ID {
			m[Rules[i].ID] = &Rules[i]
		}
	}
	return m
}()

// Edit replaces the bytes from Start to End by Text.
type Edit struct {
	Start, End int
	Text       string
}

// Finding is one thing that is wrong with a text. Start and End are byte offsets in it, on boundaries of characters.
type Finding struct {
	Start, End int
	Rule       *problem.Rule
	Severity   problem.Severity // the rule's, or what the table says of the term
	Message    problem.Text     // what is wrong
	Hint       problem.Text     // what to do
	Edits      []Edit           // that mend it; none where there is more than one way
	Why        string           // why, in the table's own words; "" where the rule's basis says it all
}

// At makes the problem of a finding at a place.
func (f Finding) At(place problem.Place) problem.Problem {
	p := f.Rule.At(place, f.Message.Args)
	p.Severity, p.Message, p.Hint = f.Severity, f.Message, f.Hint
	return p
}

// Find lists what is wrong with a text, in order of the places. Findings do not overlap, but that of ASCII punctuation, of
// which there is one for the whole text, stands at the first place.
func (c *Checker) Find(text string) []Finding {
	v := newView(text)
	defer v.free()
	return c.find(v)
}

// FindMarkdown lists what is wrong with a text in Markdown, as readers see it; see [Markdown]. Findings quote the text itself.
func (c *Checker) FindMarkdown(text string) []Finding {
	v := newMaskedView(text)
	defer v.free()
	found := c.find(v)
	for i := range found {
		found[i].quote(text)
	}
	return found
}

// quote makes a finding quote the text in place of what masks it.
func (f *Finding) quote(text string) {
	args := problem.Args{}
	for name, value := range f.Message.Args {
		args[name] = strings.Clone(value) // it may be part of what masks the text, which is used again
	}
	if args["count"] == "" && f.Rule != &RuleParticle {
		args["text"] = text[f.Start:f.End]
	}
	f.Message.Args, f.Hint.Args = args, args
	for i := range f.Edits {
		f.Edits[i].Text = strings.Clone(f.Edits[i].Text)
	}
}

func (c *Checker) find(v *view) []Finding {
	s := search{view: v, checker: c}
	s.terms()
	s.scan()
	found := settle(s.found)
	if ascii := s.ascii.finding(found); ascii != nil {
		found = append(found, *ascii)
		slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(a.Start, b.Start) })
	}
	return found
}

// settle drops what overlaps: an error goes before a warning, a longer finding before a shorter one.
func settle(all []Finding) []Finding {
	byStart := func(a, b Finding) int { return cmp.Compare(a.Start, b.Start) }
	slices.SortStableFunc(all, byStart)
	kept := all[:0]
	for len(all) > 0 { // one knot of findings that overlap after the other: knots are small, texts are not
		n, end := 1, all[0].End
		for n < len(all) && n < mostKnotted && all[n].Start < end {
			end = max(end, all[n].End)
			n++
		}
		kept = append(kept, untie(all[:n])...)
		all = all[n:]
	}
	slices.SortStableFunc(kept, byStart)
	end := 0
	return slices.DeleteFunc(kept, func(f Finding) bool { // where a knot was cut
		over := f.Start < end
		end = max(end, f.End)
		return over
	})
}

// mostKnotted is how many findings are compared with each other.
const mostKnotted = 64

// untie gives those of some findings that stand.
func untie(knot []Finding) []Finding {
	if len(knot) == 1 {
		return knot
	}
	slices.SortStableFunc(knot, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(b.End-b.Start, a.End-a.Start), cmp.Compare(a.Start, b.Start))
	})
	var kept []Finding
	for _, f := range knot {
		if !slices.ContainsFunc(kept, func(k Finding) bool { return f.Start < k.End && k.Start < f.End }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// search is one look at one text.
type search struct {
	*view
	checker *Checker
	found   []Finding
	ascii   ascii
	marks   []int // of this paragraph: those that come in pairs, and full stops
	open    []int // of these, what is open
	quotes  int   // straight quotation marks on this line
}

// add tells of the characters from i to j.
func (s *search) add(rule *problem.Rule, key string, i, j int, right string, certain bool) {
	f := Finding{Start: s.pos(i), End: s.pos(j), Rule: rule, Severity: rule.Severity}
	args := problem.Args{"text": s.text[f.Start:f.End], "right": right}
	f.Message, f.Hint = problem.Text{Key: key, Args: args}, problem.Text{Key: key + ".hint", Args: args}
	if certain {
		f.Edits = []Edit{{f.Start, f.End, right}}
	}
	s.found = append(s.found, f)
}
