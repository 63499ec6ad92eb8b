package words

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/decode"
	"mingde/internal/problem"
)

// Table is a file of terms, read and found to be right.
type Table struct {
	terms  []term
	fixed  []fixed
	remove []string // wrong terms of earlier tables that are none here
}

// document is the notation of a table.
type document struct {
	Disable []string `toml:"disable"`
	Groups  []group  `toml:"group"`
}

// group is a set of entries of one class, with one source.
type group struct {
	Class    string   `toml:"class" required:"true"`
	Severity string   `toml:"severity" enum:"error warning"`
	Why      string   `toml:"why"`
	Pairs    []string `toml:"pairs"` // "wrong right", or "wrong" where the right word depends
	Terms    []entry  `toml:"term"`
	Fixed    []string `toml:"fixed"` // right phrases: what differs from one of them in one character is wrong
	Near     string   `toml:"near" enum:"alike slip any"`
	Also     []string `toml:"also"` // right, although it differs from a fixed phrase in one character
}

// entry is a term with a context.
type entry struct {
	Wrong    string   `toml:"wrong" required:"true"`
	Right    string   `toml:"right"`
	Severity string   `toml:"severity" enum:"error warning"`
	Unless   []string `toml:"unless"` // longer texts with the term in them, which are right
	Before   []string `toml:"before"` // it is wrong only behind one of these
	After    []string `toml:"after"`  // it is wrong only before one of these
	Then     []string `toml:"then"`   // it is wrong only where one of these follows in the same sentence
	Until    int      `toml:"until"`  // the last year it was right in: it is wrong where the sentence does not tell of the past
	Why      string   `toml:"why"`
	Fires    []string `toml:"fires"`
	Silent   []string `toml:"silent"`
}

// term is one wrong string.
type term struct {
	wrong, right string
	rule         *problem.Rule
	severity     problem.Severity
	why          string
	*context
}

// context is what the entry of a term says of the text around it. It is shared by terms, and never changed.
type context struct {
	unless        []string
	before, after []string
	then          []string
	until         int
	fires, silent []string
}

// anywhere is the context of a term that is wrong wherever it stands.
var anywhere = &context{}

// nearness says which slips in a fixed phrase are certain.
type nearness uint8

const (
	nearAlike nearness = iota // one character is another that sounds or looks alike
	nearSlip                  // or one is missing, put in or swapped with the next
	nearAny                   // or one inside is any other
)

func nearnessOf(name string) nearness {
	switch name {
	case "slip":
		return nearSlip
	case "any":
		return nearAny
	}
	return nearAlike
}

// fixed is a right phrase.
type fixed struct {
	phrase string
	head   []rune // the first half, from its end to the beginning
	tail   []rune // the second half
	loose  bool   // at the edges; see isLoose
	*phrases
}

// phrases is what the phrases of a group have in common.
type phrases struct {
	rule     *problem.Rule
	severity problem.Severity
	near     nearness
	also     []string
	why      string
}

// Parse reads a table. Its file is named in the problems.
func Parse(file string, text []byte) (Table, []problem.Problem) {
	var d document
	problems := decode.TOML(text, &d, decode.Options{File: file})
	if len(problems) > 0 {
		return Table{}, problems
	}
	r := reader{file: file, text: text, seen: map[string]bool{}}
	r.groups(d.Groups)
	for i, wrong := range d.Disable {
		if strings.TrimSpace(wrong) == "" {
			r.wrong(decode.Item("disable", i), "words.empty", wrong)
		}
	}
	if len(r.problems) > 0 {
		return Table{}, problem.Sort(r.problems)
	}
	r.table.remove = d.Disable
	return r.table, nil
}

// reader turns a document into a table.
type reader struct {
	file     string
	text     []byte
	index    decode.Index
	indexed  bool
	seen     map[string]bool
	table    Table
	problems []problem.Problem
}

// wrong tells of a mistake in a field; the places of fields are looked up only for these.
func (r *reader) wrong(field, key, text string) {
	if !r.indexed {
		r.index, r.indexed = decode.Positions(r.text, 1), true
	}
	p := RuleTable.At(r.index.Place(r.file, field), problem.Args{"text": text}).WithMessage(key)
	r.problems = append(r.problems, p)
}

// spot is an item of a list of a group.
type spot struct {
	group int
	list  string
	item  int
}

func (s spot) String() string {
	return decode.Item(decode.Join(decode.Item("group", s.group), s.list), s.item)
}

func (r *reader) groups(all []group) {
	for i, g := range all {
		if rule, known := classes[g.Class]; known {
			r.group(i, g, rule)
		} else {
			r.wrong(decode.Join(decode.Item("group", i), "class"), "words.class", g.Class)
		}
	}
}

func (r *reader) group(number int, g group, rule *problem.Rule) {
	severity := severityOf(g.Severity, rule.Severity)
	for i, pair := range g.Pairs {
		wrong, right, _ := strings.Cut(strings.TrimSpace(pair), " ")
		r.term(spot{number, "pairs", i}, term{wrong: wrong, right: strings.TrimSpace(right), rule: rule, severity: severity, why: g.Why, context: anywhere})
	}
	for i, e := range g.Terms {
		t := term{
			wrong: e.Wrong, right: e.Right, rule: rule, severity: severityOf(e.Severity, severity), why: e.Why,
			context: &context{unless: e.Unless, before: e.Before, after: e.After, then: e.Then, until: e.Until, fires: e.Fires, silent: e.Silent},
		}
		if t.why == "" {
			t.why = g.Why
		}
		r.term(spot{number, "term", i}, t)
	}
	common := &phrases{rule: rule, severity: severity, near: nearnessOf(g.Near), also: g.Also, why: g.Why}
	for i, phrase := range g.Fixed {
		at := spot{number, "fixed", i}
		if utf8.RuneCountInString(phrase) < 4 {
			r.wrong(at.String(), "words.short", phrase)
		} else if r.once(at, phrase) {
			r.table.fixed = append(r.table.fixed, fixed{phrase: phrase, phrases: common})
		}
	}
}

// term adds a term, once for each of the alternatives in its braces.
func (r *reader) term(at spot, t term) {
	for _, t := range expand(t) {
		if t.right != t.wrong && strings.Contains(t.right, t.wrong) { // a part of the right word is that word
			t = t.except(append(slices.Clone(t.unless), t.right))
		}
		switch {
		case utf8.RuneCountInString(t.wrong) < 2:
			r.wrong(at.String(), "words.empty", t.wrong)
		case t.right == t.wrong:
			r.wrong(at.String(), "words.same", t.wrong)
		case slices.ContainsFunc(t.unless, func(u string) bool { return !strings.Contains(u, t.wrong) && !strings.Contains(u, "{") }):
			r.wrong(at.String(), "words.unless", t.wrong)
		case r.once(at, t.wrong):
			r.table.terms = append(r.table.terms, t)
		}
	}
}

func (r *reader) once(at spot, text string) bool {
	if r.seen[text] {
		r.wrong(at.String(), "words.repeated", text)
		return false
	}
	r.seen[text] = true
	return true
}

// expand writes out the alternatives of a term: "截止{今年|年底}" with right "截至{}" are two terms. Where there is more than one choice,
// each {} stands for the choice in its turn.
func expand(t term) []term {
	before, rest, found := strings.Cut(t.wrong, "{")
	choice, after, closed := strings.Cut(rest, "}")
	if !found || !closed || !strings.Contains(choice, "|") {
		return []term{t}
	}
	several := strings.Contains(after, "{")
	fill := func(text, c string) string {
		if several {
			return strings.Replace(text, "{}", c, 1)
		}
		return strings.ReplaceAll(text, "{}", c)
	}
	var all []term
	for _, c := range strings.Split(choice, "|") {
		one := t
		one.wrong = before + c + after
		one.right = fill(t.right, c)
		var unless []string
		for _, u := range t.unless {
			if u = fill(u, c); several || strings.Contains(u, one.wrong) {
				unless = append(unless, u)
			}
		}
		all = append(all, expand(one.except(unless))...)
	}
	return all
}

// except gives a term that is right within some texts, and no others.
func (t term) except(unless []string) term {
	c := *t.context
	c.unless = unless
	t.context = &c
	return t
}

func severityOf(name string, otherwise problem.Severity) problem.Severity {
	switch name {
	case "error":
		return problem.Error
	case "warning":
		return problem.Warning
	}
	return otherwise
}
