package words

import (
	"cmp"
	"slices"
)

// index finds all patterns in a text of characters. Of each character with its neighbour, one bit tells whether any pattern
// begins so; nearly all of a text is passed by with that one look. For a few thousand patterns of Chinese words this takes a
// quarter of the time of an automaton over bytes (measured with three of them), and is built in a hundredth of it.
type index struct {
	first    [indexBits / 64]uint64
	nextTo   [indexBits / 64]uint64 // as first, of pairs with a neighbour
	slots    []slot                 // a table by keys; a key that finds its place taken stands in the next free one
	patterns []pattern              // those of a key beside each other
	added    []keyed                // until the index is complete
}

// slot has the patterns of a key, that of a pair of characters or of one with a neighbour; one without any is free.
type slot struct {
	key      uint64
	from, to int32
}

// keyed is a pattern that was put in under a key.
type keyed struct {
	key     uint64
	pattern pattern
}

// indexBits is the number of bits of a filter: some thirty for each pair that begins a pattern, small enough for the cache.
const indexBits = 1 << 17

// pattern is what the index looks for, beyond its first two characters.
type pattern struct {
	rest []rune
	use  use
	// half is how the other half of a fixed phrase begins, from where the two meet; zero for other patterns.
	half [2]rune
}

// neighbour says which character beside a pair a key is of.
type neighbour uint64

const (
	none    neighbour = iota // of a pattern of two characters
	third                    // the next
	behind1                  // the first behind half a phrase of two characters
	behind2                  // the second
	before1                  // the first before it
	before2                  // the second
)

// use is one meaning of a pattern.
type use struct {
	kind  useKind
	index int
}

type useKind uint8

const (
	wholeTerm  useKind = iota
	phraseHead         // the first half of a fixed phrase
	phraseTail         // its second half
	adverb             // an adverb with a particle that may be the wrong one
	complement         // what is said of how something is done, behind a particle that may be the wrong one
)

func newIndex() *index { return &index{added: make([]keyed, 0, 1<<15)} }

// add puts in a pattern of at least two characters. None is found before the index is complete.
func (x *index) add(text string, u use) {
	rs := []rune(text)
	x.put(rs, pattern{rest: rs[2:], use: u})
}

// addHalf is add for one half of a fixed phrase: it is found only where one of the two characters that stand next to it is one of those
// with which the other half begins, so that there may be one slip in it.
func (x *index) addHalf(text string, u use, half [2]rune) {
	rs := []rune(text)
	x.put(rs, pattern{rest: rs[2:], use: u, half: half})
}

func (x *index) put(rs []rune, p pattern) {
	bit := pairBit(rs[0], rs[1])
	x.first[bit/64] |= 1 << (bit % 64)
	pair := pairKey(rs[0], rs[1])
	switch {
	case len(p.rest) > 0:
		x.beside(pair, third, p.rest[0], p)
	case p.half[0] == 0:
		x.beside(pair, none, 0, p)
	default:
		near, far := behind1, behind2
		if p.use.kind == phraseTail {
			near, far = before1, before2
		}
		for k, r := range p.half {
			if k == 1 && r == p.half[0] {
				break
			}
			x.beside(pair, near, r, p)
			x.beside(pair, far, r, p)
		}
	}
}

// beside puts in a pattern that is asked for where a pair has a neighbour.
func (x *index) beside(pair uint64, where neighbour, r rune, p pattern) {
	key := besideKey(pair, where, r)
	bit := keyBit(key)
	x.nextTo[bit/64] |= 1 << (bit % 64)
	x.added = append(x.added, keyed{key, p})
}

// complete lays out the table, after the last pattern.
func (x *index) complete() {
	size := 1
	for size < 2*len(x.added) {
		size *= 2
	}
	x.slots = make([]slot, size)
	slices.SortStableFunc(x.added, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	x.patterns = make([]pattern, 0, len(x.added))
	for k := 0; k < len(x.added); {
		key, from := x.added[k].key, len(x.patterns)
		for ; k < len(x.added) && x.added[k].key == key; k++ {
			x.patterns = append(x.patterns, x.added[k].pattern)
		}
		i := x.place(key)
		for x.slots[i].to > 0 {
			i = (i + 1) & (size - 1)
		}
		x.slots[i] = slot{key, int32(from), int32(len(x.patterns))}
	}
	x.added = nil
}

// place is where the table is looked at first for a key.
func (x *index) place(key uint64) int { return int(key*0x9E3779B97F4A7C15>>32) & (len(x.slots) - 1) }

// of gives the patterns of a key.
func (x *index) of(key uint64) []pattern {
	for i := x.place(key); ; i = (i + 1) & (len(x.slots) - 1) {
		switch s := &x.slots[i]; {
		case s.to == 0:
			return nil
		case s.key == key:
			return x.patterns[s.from:s.to]
		}
	}
}

// each visits all places of all patterns: the characters from i to j.
func (x *index) each(text []rune, visit func(u use, i, j int)) {
	for i := 1; i < len(text); i++ {
		a, b := text[i-1], text[i]
		bit := pairBit(a, b)
		if x.first[bit/64]&(1<<(bit%64)) != 0 {
			x.at(text, i-1, visit)
		}
	}
}

// at visits the patterns that begin at i.
func (x *index) at(text []rune, i int, visit func(u use, i, j int)) {
	pair := pairKey(text[i], text[i+1])
	x.ask(text, i, besideKey(pair, none, 0), 0, visit)
	if i+2 < len(text) {
		x.ask(text, i, besideKey(pair, third, text[i+2]), 0, visit)
		x.ask(text, i, besideKey(pair, behind1, text[i+2]), 0, visit)
	}
	if i+3 < len(text) {
		x.ask(text, i, besideKey(pair, behind2, text[i+3]), text[i+2], visit)
	}
	if i > 0 {
		x.ask(text, i, besideKey(pair, before1, text[i-1]), 0, visit)
	}
	if i > 1 {
		x.ask(text, i, besideKey(pair, before2, text[i-2]), text[i-1], visit)
	}
}

// ask visits the patterns of a pair with a neighbour; known is the character that was asked for before, so that nothing is visited twice.
func (x *index) ask(text []rune, i int, key uint64, known rune, visit func(u use, i, j int)) {
	bit := keyBit(key)
	if x.nextTo[bit/64]&(1<<(bit%64)) == 0 {
		return
	}
	all := x.of(key)
	for k := range all {
		p := &all[k]
		if known != 0 && (p.half[0] == known || p.half[1] == known) || !begin(text[i+2:], p.rest) || !p.meets(text, i) {
			continue
		}
		visit(p.use, i, i+2+len(p.rest))
	}
}

// meets tells, for half a phrase of more than two characters, whether what stands beside it may be the other half with one slip.
func (p *pattern) meets(text []rune, i int) bool {
	if p.half[0] == 0 || len(p.rest) == 0 {
		return true
	}
	near, far := i-1, i-2
	if p.use.kind == phraseHead {
		near = i + 2 + len(p.rest)
		far = near + 1
	}
	for _, k := range [2]int{near, far} {
		if k >= 0 && k < len(text) && (text[k] == p.half[0] || text[k] == p.half[1]) {
			return true
		}
	}
	return false
}

func pairKey(a, b rune) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

// besideKey is the key of a pair with a neighbour: a mix of 64 bits, in which two that are asked for do not meet.
func besideKey(pair uint64, where neighbour, r rune) uint64 {
	return pair*0x9E3779B97F4A7C15 ^ (uint64(uint32(r))<<3|uint64(where))*0xC2B2AE3D27D4EB4F
}

func keyBit(key uint64) uint32 { return uint32(key >> (64 - 17)) }

// pairBit mixes two characters into a place of the filter.
func pairBit(a, b rune) uint32 {
	return (uint32(a)*0x9E3779B1 + uint32(b)*0x85EBCA6B) >> (32 - 17)
}

// begin tells whether a text begins with some characters.
func begin(text, with []rune) bool {
	if len(text) < len(with) {
		return false
	}
	for i, r := range with {
		if text[i] != r {
			return false
		}
	}
	return true
}
