package pinyin

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed readings.txt
var readingsText string

//go:embed strokes.txt
var strokesText string

// The tables, each read when somebody asks first.
var (
	readings = sync.OnceValue(func() *table { return newTable(readingsText, 0x33480) }) // all Han of Unicode 17
	strokes  = sync.OnceValue(func() *table { return newTable(strokesText, 0xa000) })
)

// table tells one word of each character. A map of so many would take ten times as long to make.
type table struct {
	words []string
	word  []uint16 // by character: the number in words
}

// newTable reads a text of which each line is a word, then the characters below end of which it is told, or a comment after #.
func newTable(text string, end rune) *table {
	t := &table{words: []string{""}, word: make([]uint16, end)}
	for line := range strings.Lines(text) {
		word, characters, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "#" {
			continue
		}
		for _, r := range characters {
			t.word[r] = uint16(len(t.words))
		}
		t.words = append(t.words, word)
	}
	return t
}

// of gives the word of a character; "" where none is known.
func (t *table) of(r rune) string {
	if r >= utf8.RuneSelf && int(r) < len(t.word) {
		return t.words[t.word[r]]
	}
	return ""
}
