package search

import (
	"strings"
	"unicode/utf8"
)

// cutter cuts texts into terms for a piece. Text may come in stretches: a run goes on until it ends.
type cutter struct {
	to   *Piece
	last rune // the character before of a run of pairs; 0: none
	word []byte
	size int // characters in word
}

// text takes a stretch of text that is folded already.
func (c *cutter) text(s string) {
	for i, r := range s {
		if r == utf8.RuneError { // where a byte is none of a character
			c.end()
			continue
		}
		switch classOf(r) {
		case ideal:
			c.endWord()
			if c.last != 0 {
				c.to.pair(c.last, r)
			}
			if c.to.titled {
				c.to.single(r)
			}
			c.last = r
		case letter:
			c.last = 0
			if c.size < maxWord {
				c.word = append(c.word, s[i:i+utf8.RuneLen(r)]...)
				c.size++
			}
		case ends:
			c.end()
		}
	}
}

func (c *cutter) end() {
	c.last = 0
	c.endWord()
}

func (c *cutter) endWord() {
	if c.size > 0 {
		c.to.word(c.word)
		c.word, c.size = c.word[:0], 0
	}
}

// field takes a text that stands by itself.
func (c *cutter) field(s string) {
	c.text(Fold(s))
	c.end()
}

// The hash that spreads terms over files takes its characters one after another. The modulus is a prime below 2²⁴, so that
// JavaScript's numbers hold whatever becomes of it.
const (
	modulus = 16777213
	factor  = 8191
)

func hash(h uint32, r rune) uint32 { return uint32((uint64(h)*factor + uint64(r)) % modulus) }

// wordHash spreads words by their first two characters, so that all with one beginning lie in one file; filters by all.
func wordHash(w string) (h uint32) {
	n := 0
	whole := strings.Contains(w, "=")
	for _, r := range w {
		if n++; n > 2 && !whole {
			break
		}
		h = hash(h, r)
	}
	return h
}
