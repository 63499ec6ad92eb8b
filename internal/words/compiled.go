package words

import (
	_ "embed"
	"encoding/binary"
	"slices"

	"mingde/internal/problem"
)

// The tables are written in TOML, for people, and kept a second time as a program reads them soonest: every process that looks at a text
// pays for the reading, and an edit of one entry takes no longer than a fifth of a second. A test holds the two against each other, and
// `go test ./internal/words -run TestCompiled -update` writes the second.
//
//go:embed tables.bin
var compiled string

// Of numbers there are the variable ones of encoding/binary. A text is its length in bytes and itself, a list its length and its items.
// The tables are, in this order: the reasons; the contexts; the terms; the groups of phrases; the phrases; the lists of the grammar.

// encode writes what a checker is made of.
func encode(terms []term, all []fixed, g *grammar) []byte {
	var w tableWriter
	whys, contexts, groups := []string{}, []*context{}, []*phrases{}
	for _, t := range terms {
		whys, contexts = w.note(whys, t.why), noteContext(contexts, t.context)
	}
	for _, f := range all {
		whys = w.note(whys, f.why)
		if !slices.Contains(groups, f.phrases) {
			groups = append(groups, f.phrases)
		}
	}
	w.list(whys)
	w.number(len(contexts))
	for _, c := range contexts {
		w.list(c.unless)
		w.list(c.before)
		w.list(c.after)
		w.list(c.then)
		w.number(c.until)
	}
	w.number(len(terms))
	for _, t := range terms {
		w.text(t.wrong)
		w.text(t.right)
		w.rule(t.rule, t.severity)
		w.number(slices.Index(whys, t.why))
		w.number(slices.IndexFunc(contexts, t.context.same))
	}
	w.number(len(groups))
	for _, p := range groups {
		w.rule(p.rule, p.severity)
		w.number(int(p.near))
		w.list(p.also)
		w.number(slices.Index(whys, p.why))
	}
	w.number(len(all))
	for _, f := range all {
		w.text(f.phrase)
		w.number(slices.Index(groups, f.phrases))
	}
	for _, list := range g.lists() {
		w.list(*list)
	}
	return w
}

// noteContext adds a context unless there is one like it.
func noteContext(all []*context, c *context) []*context {
	if slices.ContainsFunc(all, c.same) {
		return all
	}
	return append(all, c)
}

// same tells whether two contexts say the same of the texts around a term.
func (c *context) same(d *context) bool {
	return c.until == d.until && slices.Equal(c.unless, d.unless) && slices.Equal(c.before, d.before) && slices.Equal(c.after, d.after) && slices.Equal(c.then, d.then)
}

// lists are those of the grammar that a checker uses.
func (g *grammar) lists() []*[]string {
	return []*[]string{&g.Adverbs, &g.Verbs, &g.Weak, &g.Heads, &g.Guards, &g.Doers, &g.Complements, &g.Attributes, &g.Nouns}
}

type tableWriter []byte

func (w *tableWriter) number(n int) { *w = binary.AppendUvarint(*w, uint64(n)) }

func (w *tableWriter) text(s string) {
	w.number(len(s))
	*w = append(*w, s...)
}

func (w *tableWriter) list(all []string) {
	w.number(len(all))
	for _, s := range all {
		w.text(s)
	}
}

func (w *tableWriter) rule(r *problem.Rule, severity problem.Severity) {
	w.number(slices.IndexFunc(Rules, func(o problem.Rule) bool { return o.ID == r.ID }))
	w.number(int(severity))
}

// note adds a text to those that are written once.
func (w *tableWriter) note(all []string, s string) []string {
	if slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

// tableReader reads what encode wrote, from its beginning; the texts are parts of it. It is part of the program and right, or the program
// panics at its first use, as the tests would.
type tableReader string

func (r *tableReader) number() int {
	n, size := 0, 0
	for shift := 0; ; shift += 7 {
		b := (*r)[size]
		size++
		if n |= int(b&0x7F) << shift; b < 0x80 {
			*r = (*r)[size:]
			return n
		}
	}
}

func (r *tableReader) text() string {
	n := r.number()
	s := string((*r)[:n])
	*r = (*r)[n:]
	return s
}

func (r *tableReader) list() []string {
	n := r.number()
	if n == 0 {
		return nil
	}
	all := make([]string, n)
	for i := range all {
		all[i] = r.text()
	}
	return all
}

func (r *tableReader) rule() (*problem.Rule, problem.Severity) {
	rule := &Rules[r.number()]
	return rule, problem.Severity(r.number())
}

// read gives what encode was given.
func (r tableReader) read() (terms []term, all []fixed, g *grammar) {
	whys := r.list()
	contexts := make([]context, r.number())
	for i := range contexts {
		contexts[i] = context{unless: r.list(), before: r.list(), after: r.list(), then: r.list(), until: r.number()}
	}
	terms = make([]term, r.number())
	for i := range terms {
		t := &terms[i]
		t.wrong, t.right = r.text(), r.text()
		t.rule, t.severity = r.rule()
		t.why, t.context = whys[r.number()], &contexts[r.number()]
	}
	groups := make([]phrases, r.number())
	for i := range groups {
		p := &groups[i]
		p.rule, p.severity = r.rule()
		p.near = nearness(r.number())
		p.also, p.why = r.list(), whys[r.number()]
	}
	all = make([]fixed, r.number())
	for i := range all {
		all[i].phrase, all[i].phrases = r.text(), &groups[r.number()]
	}
	g = &grammar{}
	for _, list := range g.lists() {
		*list = r.list()
	}
	return terms, all, g
}
