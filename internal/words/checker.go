package words

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"mingde/internal/problem"
)

// Checker finds what its tables say is wrong. It is immutable, and safe for use by several goroutines.
type Checker struct {
	terms   []term
	fixed   []fixed
	grammar *grammar
	index   *index
}

// Default gives the checker of the embedded tables.
var Default = sync.OnceValue(func() *Checker { return New() })

// New makes a checker of the embedded tables and a site's own. A term of a later table goes before that of an earlier one.
func New(own ...Table) *Checker {
	c := &Checker{}
	c.terms, c.fixed, c.grammar = tableReader(compiled).read()
	if len(own) > 0 {
		c.join(own)
	}
	c.compile()
	return c
}

// join puts tables behind those that a checker has.
func (c *Checker) join(tables []Table) {
	place := make(map[string]int, len(c.terms))
	for i, t := range c.terms {
		place[t.wrong] = i
	}
	for _, t := range tables {
		for _, wrong := range t.remove {
			c.remove(wrong, place)
		}
		for _, one := range t.terms {
			if at, known := place[one.wrong]; known {
				c.terms[at] = one
				continue
			}
			place[one.wrong] = len(c.terms)
			c.terms = append(c.terms, one)
		}
		c.fixed = append(c.fixed, t.fixed...)
	}
}

// remove makes a term of an earlier table none. Its place stays, so that the places of others do.
func (c *Checker) remove(wrong string, place map[string]int) {
	if at, known := place[wrong]; known {
		c.terms[at].severity = problem.Off
	}
	c.fixed = slices.DeleteFunc(c.fixed, func(f fixed) bool { return f.phrase == wrong })
}

// compile builds the index of all patterns.
func (c *Checker) compile() {
	c.index = newIndex(len(c.terms) + 2*len(c.fixed))
	for i, t := range c.terms {
		if t.severity != problem.Off {
			c.index.addText(t.wrong, use{wholeTerm, int32(i)})
		}
	}
	for i := range c.fixed {
		c.fixed[i].compile(c.index, i)
	}
	c.grammar.patterns(c.index.addText)
	c.index.complete()
}

// terms looks for all patterns in one pass.
func (s *search) terms() {
	s.checker.index.each(s.padded, func(u use, i, j int) {
		switch u.kind {
		case wholeTerm:
			s.term(&s.checker.terms[u.index], s.pos(i), s.pos(j))
		case phraseHead:
			s.phraseFrom(&s.checker.fixed[u.index], i, j)
		case phraseTail:
			s.phraseBefore(&s.checker.fixed[u.index], i, j)
		case adverb:
			s.adverb(int(u.index), s.pos(i), s.pos(j))
		case complement:
			s.complement(s.pos(i), s.pos(j))
		}
	})
}

// term tells of a term unless what stands around makes it right.
func (s *search) term(t *term, start, end int) {
	for _, u := range t.unless {
		if standsIn(s.text, u, t.wrong, start) {
			return
		}
	}
	if len(t.before) > 0 && !slices.ContainsFunc(t.before, func(b string) bool { return strings.HasSuffix(s.text[:start], b) }) ||
		len(t.after) > 0 && !slices.ContainsFunc(t.after, func(a string) bool { return strings.HasPrefix(s.text[end:], a) }) {
		return
	}
	if len(t.then) > 0 && !slices.ContainsFunc(t.then, func(then string) bool { return strings.Contains(sentence(s.text[end:]), then) }) {
		return
	}
	if t.until > 0 && ofPast(s.text[sentenceStart(s.text, start):start]+sentence(s.text[start:]), t.until) {
		return
	}
	s.tell(t.rule, t.severity, start, end, t.right, t.why)
}

// sentenceStart gives where the sentence begins that stands at a byte of a text.
func sentenceStart(text string, at int) int {
	i := strings.LastIndexAny(text[:at], "。！？；\n")
	if i < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(text[i:])
	return i + size
}

// ofThePast are words of sentences that tell of how something was, or how it came to be what it is.
var ofThePast = strings.Fields(`
	原 曾 当时 当年 时任 前身 撤销 撤并 撤县 更名 改名 改为 改称 改组 合并 整合 并入 划入 划转 组建 挂牌 年代 退休 离休 那时 以前 从前 过去 旧 历史 改革 称为 叫作 叫做 史 老照片 档案 年前`)

// ofPast tells whether a sentence tells of the past: by a word, or a year up to the one given.
func ofPast(sentence string, until int) bool {
	for _, word := range ofThePast {
		if strings.Contains(sentence, word) {
			return true
		}
	}
	for rest := sentence; ; {
		before, after, found := strings.Cut(rest, "年")
		if !found {
			return false
		}
		if year, err := strconv.Atoi(before[max(0, len(before)-4):]); err == nil && year > 1000 && year <= until {
			return true
		}
		rest = after
	}
}

// sentence gives a text up to the end of its first sentence, the mark included.
func sentence(text string) string {
	i := strings.IndexAny(text, "。！？；\n")
	if i < 0 {
		return text
	}
	return text[:min(len(text), i+len("。"))]
}

// standsIn tells whether wrong, found at start, is part of context there.
func standsIn(text, context, wrong string, start int) bool {
	for from := 0; ; {
		i := strings.Index(context[from:], wrong)
		if i < 0 {
			return false
		}
		if begin := start - from - i; begin >= 0 && strings.HasPrefix(text[begin:], context) {
			return true
		}
		from += i + 1
	}
}

// tell tells of something that a table has.
func (s *search) tell(rule *problem.Rule, severity problem.Severity, start, end int, right, why string) {
	args := problem.Args{"text": s.text[start:end], "right": right, "why": why}
	key := "rule." + rule.ID
	if right == "" {
		key += ".open"
	}
	f := Finding{Start: start, End: end, Rule: rule, Severity: severity, Why: why}
	f.Message, f.Hint = problem.Text{Key: key, Args: args}, problem.Text{Key: key + ".hint", Args: args}
	if right != "" {
		f.Edits = []Edit{{start, end, right}}
	}
	s.found = append(s.found, f)
}
