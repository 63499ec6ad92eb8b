package words

import (
	"math/bits"
	"slices"
)

// index finds all patterns in a text of characters. Of each character with the next, one bit tells whether any pattern begins so;
// nearly all of a text is passed by with that one look. A pair with which some begin has a place in a table, which says what may stand
// beside the pair. For a few thousand patterns of Chinese words this takes a fraction of the time of an automaton over bytes, and is
// built in a hundredth of it.
type index struct {
	first    [indexBits / 64]uint64
	slots    []slot   // a table by pairs; a pair that finds its place taken stands in the next free one
	besides  []beside // those of a pair beside each other, in order
	starts   []int32
	patterns []pattern
	letters  letters // of all patterns
	added    []keyed // until the index is complete
}

// slot is a pair of characters with which patterns begin; one without any is free.
type slot struct {
	pair           uint64
	from, to       int32 // in besides, of those that ask for nothing
	behind, before side
}

// side has the characters that are asked for on one side of a pair: a bit for each, by a hash, and where in starts the list begins of
// the places of these bits in besides, and of their end.
type side struct {
	bits   uint64
	starts int32
}

// beside is a pattern with a character that is asked for next to its first two: from the highest bits on the side, the bit of the
// character, the character itself, whether it is half a phrase of two characters, and the number of the pattern.
type beside uint64

// The sides of a pair.
const (
	alone  = iota // of a pattern of two characters
	behind        // the next character; of half a phrase of two characters, one of the next two
	before        // one of the two before half a phrase
)

const (
	sideShift = 62
	bitShift  = 56
	runeShift = 35
	halfBit   = 1 << 34
)

func besideOf(side int, r rune) beside {
	return beside(side)<<sideShift | beside(runeBit(r))<<bitShift | beside(uint32(r))<<runeShift
}

func (b beside) side() int    { return int(b >> sideShift) }
func (b beside) bit() uint64  { return 1 << (b >> bitShift & 63) }
func (b beside) rune() rune   { return rune(b >> runeShift & (1<<(bitShift-runeShift) - 1)) }
func (b beside) pattern() int { return int(b & (1<<31 - 1)) }

// keyed is a pattern that was put in under a pair.
type keyed struct {
	pair   uint64
	beside beside
}

// indexBits is the number of bits of the filter: some thirty for each pair that begins a pattern, small enough for the cache.
const indexBits = 1 << 18

// letters holds the characters of many texts.
type letters []rune

// of gives those of a text.
func (l *letters) of(text string) []rune {
	if all := *l; cap(all)-len(all) < len(text) {
		*l = make(letters, 0, max(1<<14, len(text)))
	}
	from := len(*l)
	for _, r := range text {
		*l = append(*l, r)
	}
	return (*l)[from:len(*l):len(*l)]
}

// pattern is what the index looks for, beyond its first two characters.
type pattern struct {
	rest []rune
	use  use
	// half is how the other half of a fixed phrase begins, from where the two meet; zero for other patterns.
	half  [2]rune
	short bool // the other half has no more
}

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

// newIndex makes an empty index for about as many patterns as are told.
func newIndex(size int) *index {
	return &index{patterns: make([]pattern, 0, size+size/8), added: make([]keyed, 0, 2*size)}
}

// addText is add for what is found wherever it stands.
func (x *index) addText(text string, u use) { x.add(x.letters.of(text), u, nil) }

// add puts in a pattern of at least two characters; none is found before the index is complete. That of half a phrase is found only
// where one of the two characters next to it is one of those with which the other half begins, so that there may be one slip in it;
// the other half is told from where the two meet.
func (x *index) add(text []rune, u use, other []rune) {
	p := pattern{rest: text[2:], use: u, short: len(other) == 2}
	copy(p.half[:], other)
	pair, number := pairKey(text[0], text[1]), beside(len(x.patterns))
	x.patterns = append(x.patterns, p)
	put := func(b beside) { x.added = append(x.added, keyed{pair, b | number}) }
	switch {
	case len(p.rest) > 0:
		put(besideOf(behind, p.rest[0]))
	case p.half[0] == 0:
		put(besideOf(alone, 0))
	default:
		side := behind
		if p.use.kind == phraseTail {
			side = before
		}
		put(besideOf(side, p.half[0]) | halfBit)
		if p.half[1] != p.half[0] {
			put(besideOf(side, p.half[1]) | halfBit)
		}
	}
}

// complete lays out the table, after the last pattern.
func (x *index) complete() {
	size := 1
	for size < len(x.patterns)*3/2 {
		size *= 2
	}
	x.slots = make([]slot, size)
	for _, k := range x.added {
		s := x.slot(k.pair)
		s.pair = k.pair
		s.to++
	}
	at := int32(0)
	for i := range x.slots {
		s := &x.slots[i]
		s.from, s.to, at = at, at, at+s.to
	}
	x.besides = make([]beside, len(x.added))
	for _, k := range x.added {
		s := x.slot(k.pair)
		x.besides[s.to] = k.beside
		s.to++
	}
	x.starts = make([]int32, 0, len(x.added)+len(x.patterns))
	for i := range x.slots {
		if s := &x.slots[i]; s.pair != 0 {
			x.finish(s)
		}
	}
	x.added = nil
}

// finish puts what stands beside a pair in order.
func (x *index) finish(s *slot) {
	slices.Sort(x.besides[s.from:s.to])
	at, to := s.from, s.to
	for at < to && x.besides[at].side() == alone {
		at++
	}
	s.to = at
	at = x.lay(&s.behind, behind, at, to)
	x.lay(&s.before, before, at, to)
	bit := pairBit(rune(s.pair>>32), rune(uint32(s.pair)))
	x.first[bit/64] |= 1 << (bit % 64)
}

// lay finds the places of the bits of a side, from at on, and gives where the side ends.
func (x *index) lay(s *side, number int, at, to int32) int32 {
	s.starts = int32(len(x.starts))
	for ; at < to && x.besides[at].side() == number; at++ {
		if bit := x.besides[at].bit(); s.bits&bit == 0 {
			s.bits |= bit
			x.starts = append(x.starts, at)
		}
	}
	x.starts = append(x.starts, at)
	return at
}

// slot gives the place of a pair in the table, or the free one where it may stand.
func (x *index) slot(pair uint64) *slot {
	for i := int(pair * 0x9E3779B97F4A7C15 >> 32); ; i++ {
		if s := &x.slots[i&(len(x.slots)-1)]; s.pair == pair || s.pair == 0 {
			return s
		}
	}
}

// each visits all places of all patterns: the characters from i to j.
func (x *index) each(text []rune, visit func(u use, i, j int)) {
	for i := 1; i < len(text); i++ {
		bit := pairBit(text[i-1], text[i])
		if x.first[bit/64]&(1<<(bit%64)) != 0 {
			x.at(text, i-1, visit)
		}
	}
}

// at visits the patterns that begin at i.
func (x *index) at(text []rune, i int, visit func(u use, i, j int)) {
	s := x.slot(pairKey(text[i], text[i+1]))
	if s.pair == 0 {
		return
	}
	for _, b := range x.besides[s.from:s.to] {
		visit(x.patterns[b.pattern()].use, i, i+2)
	}
	if near, far := ahead(text, i+2); s.behind.asks(near) || s.behind.asks(far) {
		x.ask(text, i, &s.behind, near, far, visit)
	}
	if near, far := back(text, i-1); s.before.asks(near) || s.before.asks(far) {
		x.ask(text, i, &s.before, near, far, visit)
	}
}

// ahead gives the character at i and the next; −1 outside of the text.
func ahead(text []rune, i int) (near, far rune) {
	switch {
	case i+1 < len(text):
		return text[i], text[i+1]
	case i < len(text):
		return text[i], -1
	}
	return -1, -1
}

// back gives the character at i and the one before; −1 outside of the text.
func back(text []rune, i int) (near, far rune) {
	switch {
	case i > 0:
		return text[i], text[i-1]
	case i == 0:
		return text[i], -1
	}
	return -1, -1
}

// ask visits the patterns of a pair for which the two characters on one side of it are right, each once.
func (x *index) ask(text []rune, i int, s *side, near, far rune, visit func(u use, i, j int)) {
	for _, b := range x.beside(s, near) {
		p := &x.patterns[b.pattern()]
		if b.rune() != near || p.short && p.half == [2]rune{near, far} && len(p.rest) == 0 { // what follows is another character, or right
			continue
		}
		if begin(text[i+2:], p.rest) && p.meets(text, i) {
			visit(p.use, i, i+2+len(p.rest))
		}
	}
	if far == near {
		return
	}
	for _, b := range x.beside(s, far) {
		p := &x.patterns[b.pattern()]
		if b.rune() == far && len(p.rest) == 0 && p.half[0] != near && p.half[1] != near {
			visit(p.use, i, i+2)
		}
	}
}

// asks tells whether a character may be asked for on a side.
func (s *side) asks(r rune) bool { return s.bits>>runeBit(r)&1 != 0 }

// beside gives the patterns that ask on a side for the characters with the bit of one.
func (x *index) beside(s *side, r rune) []beside {
	if r < 0 || !s.asks(r) {
		return nil
	}
	k := int(s.starts) + bits.OnesCount64(s.bits&(1<<runeBit(r)-1))
	return x.besides[x.starts[k]:x.starts[k+1]]
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

// pairBit mixes two characters into a place of the filter.
func pairBit(a, b rune) uint32 {
	return (uint32(a)*0x9E3779B1 + uint32(b)*0x85EBCA6B) >> (32 - 18)
}

// runeBit is the number of the bit of a character among 64.
func runeBit(r rune) uint32 { return uint32(r) * 0x9E3779B1 >> 26 }

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
