package personal

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
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
}

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
	surnames, given, _ := strings.Cut(namesText, "given\n")
	costs(surnames, func(cost uint8, words string) {
		for w := range strings.SplitSeq(words, " ") {
			l.surnames[w] = cost
		}
	})
	costs(given, func(cost uint8, characters string) {
		for _, c := range characters {
			l.given[string(c)] = cost
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
