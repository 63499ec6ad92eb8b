package words

import (
	"slices"
	"strings"

	"mingde/internal/problem"
)

// grammar is the table of particles: where 的, 地 and 得 are certain.
type grammar struct {
	Adverbs     []string `toml:"adverbs"`     // before 地, which say how something is done
	Verbs       []string `toml:"verbs"`       // that are no nouns
	Weak        []string `toml:"weak"`        // that are nouns as well, but not with 了 着 过 behind them
	Heads       []string `toml:"heads"`       // what makes a noun of a verb before it
	Guards      []string `toml:"guards"`      // what stands before a phrase with 的 that is a noun's
	Doers       []string `toml:"doers"`       // verbs before 得
	Complements []string `toml:"complements"` // what is said behind 得
	Attributes  []string `toml:"attributes"`  // adjectives that are never adverbs
	Nouns       []string `toml:"nouns"`       // that these describe
	Fires       []string `toml:"fires"`
	Silent      []string `toml:"silent"`
}

// The particles that may stand behind an adverb by mistake.
var wrongParticles = []string{"的", "得"}

// patterns hands what the matcher shall look for to add.
func (g *grammar) patterns(add func(string, use)) {
	for i, a := range g.Adverbs {
		for j, particle := range wrongParticles {
			add(a+particle, use{adverb, int32(i*len(wrongParticles) + j)})
		}
	}
	for i, a := range g.Attributes {
		for _, particle := range []string{"地", "得"} {
			add(a+particle, use{adverb, int32(-1 - i)})
		}
	}
	for _, c := range g.Complements {
		add("的"+c, use{complement, 0})
	}
}

// adverb tells of an adverb with 的 or 得 before a verb, and of an adjective with 地 before a noun. The particle is the last
// of what the matcher found.
func (s *search) adverb(index, start, end int) {
	g, behind, particle := s.checker.grammar, s.text[end:], end-len("的")
	if index < 0 {
		if noun, ok := begins(behind, g.Nouns); ok && !strings.HasPrefix(behind[len(noun):], "着") && !(strings.HasSuffix(s.text[:end], "地") && slices.Contains(g.Weak, noun)) {
			s.particle(particle, end, "的", start, end+len(noun))
		}
		return
	}
	for _, guard := range g.Guards {
		if strings.HasSuffix(s.text[:start], guard) && !strings.HasSuffix(s.text[:start], "终于") {
			return
		}
	}
	if verb, ok := begins(behind, g.Verbs); ok && (len(verb) >= len("服务居民") || g.goesOn(behind[len(verb):])) {
		s.particle(particle, end, "地", start, end+len(verb))
	} else if verb, ok := begins(behind, g.Weak); ok && aspect(behind[len(verb):]) {
		s.particle(particle, end, "地", start, end+len(verb))
	} else if n := g.done(behind); n > 0 {
		s.particle(particle, end, "地", start, end+n)
	}
}

// done gives the length of a verb of two characters that is not in the table, with 了 and what it was done to behind it.
func (g *grammar) done(behind string) int {
	rs := []rune(behind[:min(len(behind), 4*len("了"))])
	if len(rs) < 4 || !isHan(rs[0]) || !isHan(rs[1]) || rs[2] != '了' || !isHan(rs[3]) || in(rs[3], "解吗吧呢就") {
		return 0
	}
	verb := string(rs[:2])
	if _, noun := begins(verb, g.Nouns); noun || slices.Contains(g.Heads, verb) || in(rs[1], "者人员们") {
		return 0
	}
	return len(verb)
}

// goesOn tells whether what stands behind a verb is what it is done to, so that it is no noun.
func (g *grammar) goesOn(behind string) bool {
	if aspect(behind) {
		return true
	}
	for _, r := range behind {
		if !isHan(r) && !in(r, "“《0123456789") {
			return false
		}
		break
	}
	_, noun := begins(behind, g.Heads)
	return behind != "" && !noun
}

// aspect tells whether a verb with 了, 着 or 过 stands before.
func aspect(behind string) bool {
	if _, other := begins(behind, []string{"了解", "过程", "着力", "着重"}); other {
		return false
	}
	_, ok := begins(behind, []string{"了", "着", "过", "起来", "下去"})
	return ok
}

// complement tells of 的 between a verb and what is said of how it is done.
func (s *search) complement(start, end int) {
	before := s.text[:start]
	for _, doer := range s.checker.grammar.Doers {
		if strings.HasSuffix(before, doer) {
			s.particle(start, start+len("的"), "得", start-len(doer), end)
			return
		}
	}
}

// particle tells that the particle from start to end should be another one; words shows it among its neighbours.
func (s *search) particle(start, end int, right string, from, to int) {
	args := problem.Args{"text": s.text[from:to], "right": s.text[from:start] + right + s.text[end:to], "why": ""}
	key := "rule." + RuleParticle.ID
	s.found = append(s.found, Finding{
		Start: start, End: end, Rule: &RuleParticle, Severity: RuleParticle.Severity,
		Message: problem.Text{Key: key, Args: args}, Hint: problem.Text{Key: key + ".hint", Args: args}, Edits: []Edit{{start, end, right}},
	})
}

// begins gives the longest of some words with which a text begins.
func begins(text string, words []string) (word string, ok bool) {
	for _, w := range words {
		if len(w) > len(word) && strings.HasPrefix(text, w) {
			word, ok = w, true
		}
	}
	return word, ok
}
