package check

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// sentenceAround gives the bounds of the sentence in which an offset lies.
func sentenceAround(text string, at int) (from, to int) {
	for from = at; from > 0 && !(endsSentence[text[from-1]] && sentenceEnd(text, from) > 0); from-- {
	}
	for to = at; to < len(text); to++ {
		if endsSentence[text[to]] && sentenceEnd(text, to+1) > 0 {
			return from, to + 1
		}
	}
	return from, to
}

// endsSentence has the last bytes of the marks that end sentences, and few others.
var endsSentence = func() (t [256]bool) {
	for _, mark := range []string{"\n", "。", "！", "？", "；"} {
		t[mark[len(mark)-1]] = true
	}
	return t
}()

// sentenceEnd tells whether a mark that ends sentences ends at an offset; its size, or 0.
func sentenceEnd(text string, at int) int {
	if text[at-1] == '\n' {
		return 1
	}
	if at >= 3 {
		switch text[at-3 : at] {
		case "。", "！", "？", "；":
			return 3
		}
	}
	return 0
}

// cutAny cuts the first of some words that a text begins with.
func cutAny(s string, words []string) (word, rest string) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return w, rest
		}
	}
	return "", s
}

// edges has the characters that stand at one edge of some words, by a hash of their last two bytes: a text without one at that place has
// none of the words there.
type edges [1 << (edgeBits - 6)]uint64

const edgeBits = 12 // few words fall together

func (e *edges) add(word string, at int) {
	h := edgeHash(word[at-2], word[at-1])
	e[h/64] |= 1 << (h % 64)
}

func edgeHash(a, b byte) uint32 { return (uint32(a)<<8 | uint32(b)) * 0x9E3779B1 >> (32 - edgeBits) }

// ends tells whether a text may end in one of the words.
func (e *edges) ends(text string) bool {
	n := len(text)
	if n < 2 {
		return false
	}
	h := edgeHash(text[n-2], text[n-1])
	return e[h/64]>>(h%64)&1 != 0
}

// begins tells whether a text may begin with one of the words.
func (e *edges) begins(text string) bool {
	if len(text) < 3 {
		return false
	}
	h := edgeHash(text[1], text[2])
	return e[h/64]>>(h%64)&1 != 0
}

// wordset is a set of words that begin with a Chinese character, to be looked for all at once.
type wordset struct {
	bucket [1 << edgeBits]uint8 // of the words by a hash of how they begin; 0: none
	words  [][]string
}

func newWordset(lists ...[]string) *wordset {
	w := &wordset{words: make([][]string, 1)}
	for _, word := range slices.Concat(lists...) {
		h := edgeHash(word[1], word[2])
		if w.bucket[h] == 0 {
			w.bucket[h] = uint8(len(w.words))
			w.words = append(w.words, nil)
		}
		w.words[w.bucket[h]] = append(w.words[w.bucket[h]], word)
	}
	return w
}

// in tells whether one of the words stands in a text.
func (w *wordset) in(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		if text[i] < 0xE0 {
			continue
		}
		if b := w.bucket[edgeHash(text[i+1], text[i+2])]; b != 0 && hasPrefix(text[i:], w.words[b]) != "" {
			return true
		}
		i += 2
	}
	return false
}

func edgesLast(lists ...[]string) *edges {
	var e edges
	for _, word := range slices.Concat(lists...) {
		e.add(word, len(word))
	}
	return &e
}

func edgesFirst(lists ...[]string) *edges {
	var e edges
	for _, word := range slices.Concat(lists...) {
		e.add(word, 3)
	}
	return &e
}

// endsClause tells whether a clause is over.
func endsClause(rest string) bool {
	return rest == "" || strings.ContainsRune("，。；！、,;!\n\r ）)", firstRune(rest)) && !strings.HasPrefix(rest, "、")
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func hasSuffix(s string, words []string) string {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return w
		}
	}
	return ""
}

func hasAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

func hasPrefix(s string, words []string) string {
	w, _ := cutAny(s, words)
	return w
}
