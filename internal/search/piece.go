package search

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"
)

// Piece is the postings of some entries while they are gathered. It may be used again; it is not safe for concurrent use.
type Piece struct {
	shards uint32
	cut    cutter
	at     int32
	titled bool

	pairs map[uint64]int32 // two characters → number in lists
	words map[string]int32 // with the marks of a record
	lists []chain
	links []link
	key   []byte
	text  []byte // memory for Texts
}

// chain is the list of a term, the last entry first.
type chain struct {
	pair uint64
	word string
	at   int32 // the last entry
	last int32 // in links
}

// link is one entry of a chain.
type link struct {
	at     int32
	before int32 // in links; −1: none
	titled bool
}

// NewPiece makes an empty piece of a segment with so many files of postings, a power of two.
func NewPiece(shards int) *Piece {
	p := &Piece{shards: uint32(shards), pairs: map[uint64]int32{}, words: map[string]int32{}}
	p.cut.to = p
	return p
}

// Reset empties the piece.
func (p *Piece) Reset() {
	clear(p.pairs)
	clear(p.words)
	p.lists, p.links = p.lists[:0], p.links[:0]
}

// Begin says at which place the entry stands whose texts come next. Places ascend.
func (p *Piece) Begin(at int) { p.at = int32(at) }

// Names adds the titles of the entry; before other texts of it.
func (p *Piece) Names(names []string) {
	p.titled = true
	for _, name := range names {
		p.cut.field(name)
	}
	p.titled = false
}

// Words adds texts of the entry, each by itself.
func (p *Piece) Words(texts []string) {
	for _, text := range texts {
		p.cut.field(text)
	}
}

// Body adds a body, as package markdown writes it.
func (p *Piece) Body(html []byte) { p.cut.markup(html) }

// Filters adds what the entry is filtered by.
func (p *Piece) Filters(filters []string) {
	for _, f := range filters {
		p.word([]byte(f))
	}
}

func (p *Piece) pair(a, b rune) {
	key := uint64(a)<<21 | uint64(b)
	n, known := p.pairs[key]
	if !known {
		n = int32(len(p.lists))
		p.pairs[key] = n
		p.lists = append(p.lists, chain{pair: key, at: -1, last: -1})
	}
	p.note(n)
}

// single notes a character of a title: its list needs no second one.
func (p *Piece) single(a rune) {
	p.key = utf8.AppendRune(p.key[:0], a)
	p.titled = false
	p.word(p.key)
	p.titled = true
}

func (p *Piece) word(w []byte) {
	n, known := p.words[string(w)]
	if !known {
		n = int32(len(p.lists))
		own := string(w)
		p.words[own] = n
		p.lists = append(p.lists, chain{word: own, at: -1, last: -1})
	}
	p.note(n)
}

// note adds the entry to a list, once.
func (p *Piece) note(n int32) {
	c := &p.lists[n]
	if c.at == p.at {
		return
	}
	p.links = append(p.links, link{p.at, c.last, p.titled})
	c.at, c.last = p.at, int32(len(p.links)-1)
}

// shard tells in which file a term lies.
func (p *Piece) shard(c *chain) uint32 {
	if c.word != "" {
		return wordHash(c.word) & (p.shards - 1)
	}
	return hash(hash(0, rune(c.pair>>21)), rune(c.pair&(1<<21-1))) & (p.shards - 1)
}

// Texts gives the texts of postings, one a file.
func (p *Piece) Texts() [][]byte {
	type term struct {
		shard uint32
		list  int32
	}
	order := make([]term, len(p.lists))
	for i := range p.lists {
		order[i] = term{p.shard(&p.lists[i]), int32(i)}
	}
	slices.SortFunc(order, func(a, b term) int {
		return cmp.Or(cmp.Compare(a.shard, b.shard), p.lists[a.list].compare(&p.lists[b.list]))
	})
	texts := make([][]byte, p.shards)
	var places []place
	all := p.text[:0]
	ends := make([]int, p.shards)
	for _, t := range order {
		c := &p.lists[t.list]
		places = places[:0]
		for at := c.last; at >= 0; at = p.links[at].before {
			places = append(places, place{p.links[at].at, p.links[at].titled})
		}
		slices.Reverse(places)
		all = appendList(c.appendKey(all), places)
		ends[t.shard] = len(all)
	}
	p.text, all = all, bytes.Clone(all)
	start := 0
	for i, end := range ends {
		if end > 0 {
			texts[i], start = all[start:end:end], end
		}
	}
	return texts
}

// compare orders terms as their records begin: "~" stands before all characters of pairs.
func (c *chain) compare(d *chain) int {
	if c.word != "" && d.word != "" {
		return cmp.Compare(c.word+" ", d.word+" ")
	}
	if c.word != "" || d.word != "" {
		return cmp.Compare(len(d.word), len(c.word)) // one is empty
	}
	return cmp.Compare(c.pair, d.pair)
}

func (c *chain) appendKey(dst []byte) []byte {
	if c.word != "" {
		return append(append(append(dst, '~'), c.word...), ' ')
	}
	return utf8.AppendRune(utf8.AppendRune(dst, rune(c.pair>>21)), rune(c.pair&(1<<21-1)))
}
