package words

import (
	"cmp"
	"slices"
)

// index finds all patterns in a text of characters. Of each character with the next, one bit tells whether any pattern begins so; most
// of a text is passed by with that one look. Of a pair with which some begin, one bit for each of the characters beside it
// tells whether a pattern asks for that one there. For some thousands of patterns of Chinese words this takes a fraction of the time of an
// automaton over bytes, and is built in a hundredth of it.
type index struct {
	pairs    [1 << (pairBits - 6)]uint64
	beside   [1 << besideBits]uint64
	slots    []slot // a table by keys; a key that finds its place taken stands in the next free one
	lists    []candidate
	patterns []pattern
	letters  letters // of all patterns
	added    []keyed // until the index is complete
}

// The sizes of the two filters: some thirty bits for each pair, small enough for the nearest cache; and a word for each, in which a bit
// stands for each character that is asked for, by a hash.
const (
	pairBits   = 17
	besideBits = 14
)

// side is where a character is asked for.
type side uint32

const (
	alone  side = iota // nowhere: a pattern of two characters
	third              // next to the pair
	behind             // of half a phrase of two characters, among the next two
	before             // among the two before half a phrase
)

// key is a pair with which patterns begin, and what is asked for beside it: the character, and in the lowest two bits the side.
type key struct {
	a, b rune
	ask  uint32
}

func keyOf(a, b rune, s side, r rune) key { return key{a, b, uint32(r)<<2 | uint32(s)} }

// slot is a key with its candidates; one without any is free.
type slot struct {
	key
	from, to int32
}

// candidate is a pattern of a key. Of half a phrase it has what the other half begins with, so that most need no further look.
type candidate struct {
	pattern int32
	half    [2]rune
}

// keyed is a pattern that was put in under a key.
type keyed struct {
	key
	candidate
}

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
	c := candidate{pattern: int32(len(x.patterns))}
	x.patterns = append(x.patterns, p)
	put := func(s side, r rune) { x.added = append(x.added, keyed{keyOf(text[0], text[1], s, r), c}) }
	switch {
	case len(p.rest) > 0:
		put(third, p.rest[0])
	case p.half[0] == 0:
		put(alone, 0)
	default:
		s := behind
		if u.kind == phraseTail {
			s = before
		}
		c.half = p.half
		put(s, p.half[0])
		if p.half[1] != p.half[0] {
			put(s, p.half[1])
		}
	}
}

// complete lays out the table, after the last pattern.
func (x *index) complete() {
	slices.SortStableFunc(x.added, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b), cmp.Compare(a.ask, b.ask))
	})
	size := 1
	for size < len(x.added)*3/2 {
		size *= 2
	}
	x.slots = make([]slot, size)
	x.lists = make([]candidate, len(x.added))
	for i, one := range x.added {
		x.lists[i] = one.candidate
		h := pairHash(one.a, one.b)
		s := x.slot(one.key, h)
		if s.to == 0 {
			s.key, s.from = one.key, int32(i)
			bit := h >> (64 - pairBits)
			x.pairs[bit/64] |= 1 << (bit % 64)
			x.beside[h>>(64-besideBits)] |= besideBit(side(one.ask&3), rune(one.ask>>2))
		}
		s.to = int32(i + 1)
	}
	x.added = nil
}

// slot gives the place of a key in the table, or the free one where it may stand. The hash is that of its pair.
func (x *index) slot(k key, hash uint64) *slot {
	for i := int((hash ^ uint64(k.ask)<<20) * 0x9FB21C651E98DF25 >> 32); ; i++ {
		if s := &x.slots[i&(len(x.slots)-1)]; s.key == k || s.to == 0 {
			return s
		}
	}
}

// each visits all places of all patterns: the characters from i to j.
func (x *index) each(text []rune, visit func(u use, i, j int)) {
	for i := 1; i < len(text); i++ {
		h := pairHash(text[i-1], text[i])
		if x.pairs[h>>(64-pairBits+6)]>>(h>>(64-pairBits)&63)&1 != 0 {
			x.at(text, i-1, h, visit)
		}
	}
}

// at visits the patterns that begin at i, with a pair of that hash.
func (x *index) at(text []rune, i int, hash uint64, visit func(u use, i, j int)) {
	asked := x.beside[hash>>(64-besideBits)]
	near, far := ahead(text, i+2)
	if asked&besideBit(alone, 0) != 0 {
		for _, c := range x.candidates(text, i, hash, alone, 0) {
			visit(x.patterns[c.pattern].use, i, i+2)
		}
	}
	if asked&besideBit(third, near) != 0 {
		for _, c := range x.candidates(text, i, hash, third, near) {
			p := &x.patterns[c.pattern]
			if begin(text[i+2:], p.rest) && p.meets(text, i) {
				visit(p.use, i, i+2+len(p.rest))
			}
		}
	}
	if asked&(besideBit(behind, near)|besideBit(behind, far)) != 0 {
		x.half(text, i, hash, behind, near, far, visit)
	}
	near, far = back(text, i-1)
	if asked&(besideBit(before, near)|besideBit(before, far)) != 0 {
		x.half(text, i, hash, before, near, far, visit)
	}
}

// half visits the halves of phrases that stand at i as far as their two characters go, for which one of the two characters on one side is
// right. Where both are, nothing is wrong with a phrase of four.
func (x *index) half(text []rune, i int, hash uint64, s side, near, far rune, visit func(u use, i, j int)) {
	for _, c := range x.candidates(text, i, hash, s, near) {
		if c.half[1] != far || c.half[0] != near || !x.patterns[c.pattern].short {
			visit(x.patterns[c.pattern].use, i, i+2)
		}
	}
	if far == near {
		return
	}
	for _, c := range x.candidates(text, i, hash, s, far) {
		if c.half[0] != near && c.half[1] != near {
			visit(x.patterns[c.pattern].use, i, i+2)
		}
	}
}

// candidates gives the patterns with the pair at i and what they ask for; r is −1 outside of the text.
func (x *index) candidates(text []rune, i int, hash uint64, s side, r rune) []candidate {
	if r < 0 {
		return nil
	}
	at := x.slot(keyOf(text[i], text[i+1], s, r), hash)
	return x.lists[at.from:at.to]
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

// meets tells, for half a phrase of more than two characters, whether what stands beside it may be the other half with one slip.
func (p *pattern) meets(text []rune, i int) bool {
	if p.half[0] == 0 {
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

// pairHash mixes two characters; its highest bits are their place in the filter of pairs.
func pairHash(a, b rune) uint64 {
	return uint64(uint32(a))*0x9E3779B97F4A7C15 + uint64(uint32(b))*0xC2B2AE3D27D4EB4F
}

// besideBit is the bit of a character that is asked for on a side.
func besideBit(s side, r rune) uint64 { return 1 << ((uint32(r)*0x9E3779B1>>26 + uint32(s)*17) & 63) }

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
