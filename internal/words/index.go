package words

// index finds all patterns in a text of characters. Of each character with the next, one bit tells whether any pattern begins so; most
// of a text is passed by with that one look. Of a pair with which some begin, one bit for each of the characters beside it tells whether
// a pattern asks for that one there. For some thousands of patterns of Chinese words this takes a fraction of the time of an automaton
// over bytes, and is built in a hundredth of it. What is looked at often lies close together: a text is shorter than the tables.
type index struct {
	pairs    [1 << (pairBits - 6)]uint64
	alone    [1 << (pairBits - 6)]uint64 // those of pairs that are patterns
	beside   [1 << besideBits]uint64
	slots    []slot // a table by keys; a key that finds its place taken stands in the next free one
	lists    []candidate
	patterns []pattern
	letters  []rune  // of all patterns
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
	third              // next to the pair: one of three
	fourth             // the next two to the pair, as one: a longer pattern
	behind             // of half a phrase of two characters, among the next two
	before             // one of the two before half a phrase
)

// askFor is what a pattern asks for beside its pair: a character, and in the lowest three bits the side. A pair and what is asked for are a
// key.
func askFor(s side, r rune) uint32 { return uint32(r)<<3 | uint32(s) }

// both makes one of the two characters that a pattern has behind its pair.
func both(a, b rune) rune { return (a ^ b*0x1F35) & (1<<28 - 1) }

// slot is a key by half of its hash, and where its candidates are in the lists; one without any is free. Patterns of another key with the
// same hash are told from it when they are looked at.
type slot struct {
	hash     uint32
	from, to int32
}

// candidate is a pattern of a key. Of half a phrase of two characters it has what the other half begins with, so that most need no further
// look.
type candidate struct {
	pattern int32
	half    [2]rune
}

// keyed is a pattern that was put in under a key.
type keyed struct {
	pair uint64 // the hash of the pair
	ask  uint32
	slot uint32
	candidate
}

// pattern is what the index looks for: its characters from an offset of the letters on.
type pattern struct {
	at    int32
	size  int32
	short bool    // half a phrase of which the other half has no more than two characters
	half  [2]rune // how the other half of a fixed phrase begins, from where the two meet; zero for other patterns
	use   use
}

// use is one meaning of a pattern.
type use struct {
	kind  useKind
	index int32
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
	return &index{patterns: make([]pattern, 0, size+size/8), added: make([]keyed, 0, 2*size), letters: make([]rune, 0, 4*size)}
}

// addText is add for what is found wherever it stands.
func (x *index) addText(text string, u use) { x.add(text, u, nil) }

// add puts in a pattern of at least two characters; none is found before the index is complete. That of half a phrase is found only
// where one of the two characters next to it is one of those with which the other half begins, so that there may be one slip in it;
// the other half is told from where the two meet.
func (x *index) add(text string, u use, other []rune) {
	at := len(x.letters)
	for _, r := range text {
		x.letters = append(x.letters, r)
	}
	all := x.letters[at:]
	p := pattern{at: int32(at), size: int32(len(all)), use: u, short: len(other) == 2}
	copy(p.half[:], other)
	c := candidate{pattern: int32(len(x.patterns))}
	x.patterns = append(x.patterns, p)
	pair := pairHash(all[0], all[1])
	put := func(s side, r rune) { x.added = append(x.added, keyed{pair: pair, ask: askFor(s, r), candidate: c}) }
	switch {
	case p.size > 3:
		put(fourth, both(all[2], all[3]))
	case p.size > 2:
		put(third, all[2])
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
	size := 1
	for size < len(x.added)*2 {
		size *= 2
	}
	x.slots = make([]slot, size)
	for k := range x.added {
		one := &x.added[k]
		hash := keyHash(one.pair, one.ask)
		i := uint32(hash>>32) & uint32(size-1)
		for x.slots[i].to > 0 && x.slots[i].hash != uint32(hash) {
			i = (i + 1) & uint32(size-1)
		}
		one.slot, x.slots[i].hash = i, uint32(hash)
		x.slots[i].to++ // how many there are, for now
		x.note(one)
	}
	at := int32(0)
	for i := range x.slots {
		if s := &x.slots[i]; s.to > 0 {
			s.from, s.to, at = at, at, at+s.to
		}
	}
	x.lists = make([]candidate, len(x.added))
	for _, one := range x.added {
		s := &x.slots[one.slot]
		x.lists[s.to] = one.candidate
		s.to++
	}
	x.added = nil
}

// note puts a key into the filters.
func (x *index) note(k *keyed) {
	bit := k.pair >> (64 - pairBits)
	x.pairs[bit/64] |= 1 << (bit % 64)
	if s := side(k.ask & 7); s == alone {
		x.alone[bit/64] |= 1 << (bit % 64)
	} else {
		x.beside[k.pair>>(64-besideBits)] |= besideBit(s, besideHash(rune(k.ask>>3)))
	}
}

// margin is how many characters that are none, −1, stand on each side of a text, so that it can be looked at without asking for its ends.
const margin = 2

// each visits all places of all patterns: the characters from i to j of the text between the margins.
func (x *index) each(text []rune, visit func(u use, i, j int)) {
	first := uint64(0) // of the hash of a pair: what its first character gives to it
	for i, r := range text {
		h := first + secondHash(r)
		first = firstHash(r)
		if has(&x.pairs, h) && i > margin {
			x.at(text, i-1, h, visit)
		}
	}
}

// at visits the patterns that begin at i, with a pair of that hash.
func (x *index) at(text []rune, i int, hash uint64, visit func(u use, i, j int)) {
	if i < margin || len(text) < i+2+margin {
		return
	}
	if has(&x.alone, hash) {
		for _, c := range x.candidates(hash, alone, 0) {
			x.look(&x.patterns[c.pattern], text, i, visit)
		}
	}
	around := text[i-margin : i+2+margin]
	next, afterNext := besideHash(around[4]), besideHash(around[5])
	last, beforeLast := besideHash(around[1]), besideHash(around[0])
	asked := x.beside[hash>>(64-besideBits)]
	if asked&besideBit(third, next) != 0 {
		for _, c := range x.candidates(hash, third, around[4]) {
			x.look(&x.patterns[c.pattern], text, i, visit)
		}
	}
	if next := both(around[4], around[5]); asked&besideBit(fourth, besideHash(next)) != 0 {
		for _, c := range x.candidates(hash, fourth, next) {
			x.look(&x.patterns[c.pattern], text, i, visit)
		}
	}
	if asked&besideBit(behind, next) != 0 {
		x.halfNear(text, i, x.candidates(hash, behind, around[4]), around[4], around[5], visit)
	}
	if asked&besideBit(behind, afterNext) != 0 {
		x.halfFar(text, i, x.candidates(hash, behind, around[5]), around[4], visit)
	}
	if asked&besideBit(before, last) != 0 {
		x.halfNear(text, i, x.candidates(hash, before, around[1]), around[1], around[0], visit)
	}
	if asked&besideBit(before, beforeLast) != 0 {
		x.halfFar(text, i, x.candidates(hash, before, around[0]), around[1], visit)
	}
}

// look visits a pattern where it stands at i.
func (x *index) look(p *pattern, text []rune, i int, visit func(u use, i, j int)) {
	if x.stands(p, text, i) && p.meets(text, i) {
		visit(p.use, i-margin, i-margin+int(p.size))
	}
}

// halfNear visits those halves of phrases beside which the nearest character is right. Where the next is as well, nothing is wrong with a
// phrase of four.
func (x *index) halfNear(text []rune, i int, all []candidate, near, far rune, visit func(u use, i, j int)) {
	for _, c := range all {
		if p := &x.patterns[c.pattern]; c.half[0] != near || c.half[1] != far || !p.short {
			x.look(p, text, i, visit)
		}
	}
}

// halfFar visits those beside which the nearest character is wrong, and the next one right.
func (x *index) halfFar(text []rune, i int, all []candidate, near rune, visit func(u use, i, j int)) {
	for _, c := range all {
		if c.half[0] != near && c.half[1] != near {
			x.look(&x.patterns[c.pattern], text, i, visit)
		}
	}
}

// candidates gives the patterns with the pair of a hash and what they ask for; r is −1 outside of the text.
func (x *index) candidates(pair uint64, s side, r rune) []candidate {
	hash := keyHash(pair, askFor(s, r))
	last := len(x.slots) - 1
	for i := int(hash >> 32); ; i++ {
		if at := x.slots[i&last]; at.hash == uint32(hash) || at.to == 0 {
			return x.lists[at.from:at.to]
		}
	}
}

// has tells whether a pair is in a filter, by its hash.
func has(filter *[1 << (pairBits - 6)]uint64, pair uint64) bool {
	return filter[pair>>(64-pairBits+6)]>>(pair>>(64-pairBits)&63)&1 != 0
}

// stands tells whether the text goes on at i with a pattern.
func (x *index) stands(p *pattern, text []rune, i int) bool {
	if len(text) < i+int(p.size) {
		return false
	}
	for k, r := range x.letters[p.at : int(p.at)+int(p.size)] {
		if text[i+k] != r {
			return false
		}
	}
	return true
}

// meets tells, for half a phrase, whether what stands beside it may be the other half with one slip.
func (p *pattern) meets(text []rune, i int) bool {
	if p.half[0] == 0 {
		return true
	}
	near, far := i-1, i-2
	if p.use.kind == phraseHead {
		near = i + int(p.size)
		far = near + 1
	}
	return text[near] == p.half[0] || text[near] == p.half[1] || text[far] == p.half[0] || text[far] == p.half[1]
}

// pairHash mixes two characters; its highest bits are their places in the filters.
func pairHash(a, b rune) uint64 { return firstHash(a) + secondHash(b) }
func firstHash(r rune) uint64   { return uint64(uint32(r)) * 0x9E3779B97F4A7C15 }
func secondHash(r rune) uint64  { return uint64(uint32(r)) * 0xC2B2AE3D27D4EB4F }

// keyHash mixes what is asked for into the hash of a pair.
func keyHash(pair uint64, ask uint32) uint64 {
	h := (pair ^ pair>>32 ^ uint64(ask)*0x9FB21C651E98DF25) * 0xD6E8FEB86659FD93
	return h ^ h>>32
}

// besideHash mixes a character that stands beside a pair, and besideBit is its bit on a side.
func besideHash(r rune) uint32             { return uint32(r) * 0x9E3779B1 >> 26 }
func besideBit(s side, hash uint32) uint64 { return 1 << ((hash + uint32(s)*17) & 63) }
