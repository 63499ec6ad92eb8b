package personal

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed lexicon.txt
var lexiconText string

//go:embed names.txt
var namesText string

// lexicon tells how seldom words and the parts of names are: −8 log₂ of their share.
type lexicon struct {
	words    map[string]uint8
	surnames map[string]uint8
	given    map[string]uint8 // of one character

	starts, ends           [1 << 16]bool // characters of the Basic Multilingual Plane with which surnames begin, and of which given names are made
	cued, placed, numbered [1 << 16]bool // with which cues end, notBehind begin, notBefore end
	opened                 [1 << 16]bool // behind which a name may begin as well
	strange                [1 << 16]bool // with which the parts of names of other peoples begin
}

func in(table *[1 << 16]bool, c rune) bool { return c >= 0 && c < 1<<16 && table[c] }

// theLexicon is read when a sentence asks first: most texts have none that does.
var theLexicon = sync.OnceValue(func() *lexicon {
	l := &lexicon{words: make(map[string]uint8, 1<<16), surnames: map[string]uint8{}, given: map[string]uint8{}}
	costs(lexiconText, func(cost uint8, words string) {
		for w := range strings.SplitSeq(words, " ") {
			l.words[w] = cost
		}
	})
	for _, w := range localWords {
		l.words[w] = min(localCost, costOf(l.words, w))
	}
	for _, part := range foreignParts {
		c, _ := utf8.DecodeRuneInString(part)
		l.strange[c] = true
	}
	for _, words := range [][]string{callings, helpers} {
		for _, w := range words {
			c, _ := utf8.DecodeLastRuneInString(w)
			l.cued[c] = true
		}
	}
	for _, c := range "到说见了组区里着天日月年庭师村镇院社送找访在从将等有上下中好" {
		l.opened[c] = true
	}
	for _, w := range notBehind {
		c, _ := utf8.DecodeRuneInString(w)
		l.placed[c] = true
	}
	for _, w := range notBefore {
		c, _ := utf8.DecodeLastRuneInString(w)
		l.numbered[c] = true
	}
	surnames, given, _ := strings.Cut(namesText, "given\n")
	costs(surnames, func(cost uint8, words string) {
		for w := range strings.SplitSeq(words, " ") {
			l.surnames[w] = cost
			if c, _ := utf8.DecodeRuneInString(w); c < 1<<16 {
				l.starts[c] = true
			}
		}
	})
	costs(given, func(cost uint8, characters string) {
		for _, c := range characters {
			l.given[string(c)] = cost
			if c < 1<<16 {
				l.ends[c] = true
			}
		}
	})
	return l
})

// costs reads lines of a number and words; others are comments and headings.
func costs(text string, add func(cost uint8, words string)) {
	for line := range strings.Lines(text) {
		number, words, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if cost, err := strconv.ParseUint(number, 10, 8); err == nil {
			add(uint8(cost), words)
		}
	}
}

// localCost is how seldom the words of communities are that a general dictionary has not, or has as rare ones.
const localCost = 100

// unknownCost is that of a character that no dictionary has.
const unknownCost = 184

func costOf(words map[string]uint8, w string) uint8 {
	if cost, ok := words[w]; ok {
		return cost
	}
	return 255
}

// pair tells whether a surname and a character of given names, of so many bytes, are no common word before another character.
func (l *lexicon) pair(text string, size int) bool {
	const common = 120
	next, _ := utf8.DecodeRuneInString(text[size:])
	if in(&l.ends, next) {
		cost, ok := l.words[headOf(text, size+utf8.RuneLen(next))]
		return !ok || cost > common
	}
	cost, ok := l.words[text[:size]]
	return !ok || cost > common
}

// mayName tells whether a name may stand in a text at all; marks and blanks within one do not count.
func (l *lexicon) mayName(text string) bool {
	last, at, free, ready := rune(-1), 0, true, true
	for i, c := range text {
		if blank(c) || unseen(c) || c == '*' || c == '\n' || c == '_' {
			continue
		}
		if free && in(&l.ends, c) && in(&l.starts, last) && (i-at > 3 || l.pair(text[at:], i+utf8.RuneLen(c)-at)) || in(&l.strange, c) || c == '·' {
			return true
		}
		free, ready = ready, !nameCharacter(c) || in(&l.cued, c) || in(&l.opened, c)
		last, at = c, i
	}
	return false
}
