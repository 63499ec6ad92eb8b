package check

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleAlike tells of an entry whose body is nearly that of another.
var ruleAlike = problem.Rule{ID: "body-repeated", Severity: problem.Warning, Basis: basisInspection}

var alikeRules = []problem.Rule{ruleAlike}

// basisInspection is the table by which public sites are inspected.
const basisInspection = "basis.inspection"

// A likeness is the least hashes of the shingles of a text, one for each class of hashes, by their lowest byte: the share of bytes that
// two texts have in common is about that of their shingles (one permutation MinHash).
const (
	likenessSize = 64
	bandSize     = 5 // bytes that agree in a row before two likenesses are compared at all
	bands        = likenessSize / bandSize
	shingle      = 6  // Chinese characters
	shortest     = 80 // Chinese characters of a text that says something of its own
	mostAlike    = 3  // of one band that are looked at, the latest first: more are copies of each other, or share what everybody writes
	alikeShare   = 0.65
)

// likenessOf gives the likeness of a text; "" for one that says too little. Only Chinese characters and
// marks count: a copy in which the day and the numbers are others is one.
func likenessOf(text string) string {
	const none = math.MaxUint64 // no hash: their lowest bits are zero
	var least [likenessSize]uint64
	for i := range least {
		least[i] = none
	}
	var before uint64 // the four characters before the last two, 16 bits each
	var last uint64   // these two
	n := 0
	for i := 0; i+2 < len(text); {
		b := text[i]
		if b < 0xE0 {
			i++
			continue
		}
		r := uint64(b&0x0F)<<12 | uint64(text[i+1]&0x3F)<<6 | uint64(text[i+2]&0x3F)
		i += 3
		before = before<<16 | last>>16
		last = last&0xFFFF<<16 | r
		if n++; n < shingle {
			continue
		}
		h := before*0x9E3779B97F4A7C15 ^ last*0xC2B2AE3D27D4EB4F // odd numbers that mix well: those of xxHash
		h ^= h >> 32
		h *= 0x165667B19E3779F9
		class := h >> (64 - 6)
		least[class] = min(least[class], h<<6) // without a branch, which nobody could foretell
	}
	if n < shortest {
		return ""
	}
	var all [likenessSize]byte
	for i, h := range least {
		if h != none {
			all[i] = byte(h>>8)%255 + 1
		}
	}
	return string(all[:])
}

// likeness gives that of the body of an event or a model.
func (s *sight) likeness() string {
	if s.entry.Blank || s.entry.Event() == nil && s.entry.Model() == nil {
		return ""
	}
	return likenessOf(s.body)
}

// alike tells whether two likenesses are of nearly the same text.
func alike(a, b string) bool {
	same, counted := 0, 0
	for i := 0; i < likenessSize; i += 8 {
		x, y := eight(a[i:]), eight(b[i:])
		neither := zeros(x | y) // text has a shingle of these classes
		same += bits.OnesCount64(zeros(x^y) &^ neither)
		counted += 8 - bits.OnesCount64(neither)
	}
	return float64(same) >= alikeShare*float64(counted)
}

// eight gives the first eight bytes as a number.
func eight(s string) uint64 {
	s = s[:8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// zeros has a bit for each byte that is zero.
func zeros(x uint64) uint64 {
	const low = 0x7F7F7F7F7F7F7F7F
	return ^((x&low + low) | x | low)
}

// repeated tells of entries whose bodies are nearly the same. Each is held against those before it, in the order of their ids, with which
// it has a band in common.
func repeated(s *Subject, found report) {
	var items []*showcase.Item
	var likeness []string
	for _, it := range s.Site.Showcase.Items {
		if !comparable(it) {
			continue
		}
		if own := s.sight(it).Likeness; own != "" {
			items, likeness = append(items, it), append(likeness, own)
		}
	}
	type node struct{ item, next int32 } // the items of one band, the last first; 0 ends the list
	shared := sharedBands(likeness)
	nodes := make([]node, 1, 1+len(items))
	last := make(map[uint64]int32) // of a band
	for i, it := range items {
		first, compared := i, i
		for n := range bands {
			band, ok := bandOf(likeness[i], n)
			if !ok || !shared.has(band) {
				continue
			}
			head := last[band]
			for at, looked := head, 0; at > 0 && looked < mostAlike; at, looked = nodes[at].next, looked+1 {
				other := int(nodes[at].item)
				if other >= first || other == compared {
					continue
				}
				compared = other
				if alike(likeness[i], likeness[other]) && !mayRepeat(it, items[other]) {
					first = other
				}
			}
			last[band] = int32(len(nodes))
			nodes = append(nodes, node{int32(i), head})
		}
		if first < i {
			found(ruleAlike.At(it.At("title"), problem.Args{"file": items[first].Path}))
		}
	}
}

// bandSet knows bands by a bit for each, by a hash.
type bandSet [1 << (bandBits - 6)]uint64

const bandBits = 20

func (b *bandSet) has(band uint64) bool {
	h := band * 0x9E3779B97F4A7C15 >> (64 - bandBits)
	return b[h/64]>>(h%64)&1 != 0
}

func (b *bandSet) add(band uint64) {
	h := band * 0x9E3779B97F4A7C15 >> (64 - bandBits)
	b[h/64] |= 1 << (h % 64)
}

// sharedBands are those that may be of several likenesses: of most texts no band is.
func sharedBands(all []string) *bandSet {
	var seen, shared bandSet
	for _, likeness := range all {
		for n := range bands {
			if band, ok := bandOf(likeness, n); ok {
				if seen.has(band) {
					shared.add(band)
				}
				seen.add(band)
			}
		}
	}
	return &shared
}

// bandOf gives a part of a likeness with its number, by which those that may be alike are found; none where the text says too little.
func bandOf(likeness string, n int) (band uint64, ok bool) {
	empty := 0
	for _, b := range []byte(likeness[n*bandSize : (n+1)*bandSize]) {
		band = band<<8 | uint64(b)
		if b == 0 {
			empty++
		}
	}
	return band<<8 | uint64(n), empty <= 1
}

// longPassage is how many bytes a passage has that nobody writes twice.
const longPassage = 60 * 3

// passages tells of a long passage that stands twice in a body.
func (s *sight) passages() {
	if len(s.body) < 2*longPassage {
		return
	}
	var before []string
	for from := 0; from < len(s.body); {
		to := len(s.body)
		if i := strings.IndexByte(s.body[from:], '\n'); i >= 0 {
			to = from + i
		}
		line := strings.TrimSpace(s.body[from:to])
		if len(line) >= longPassage && line[0] != '|' {
			if slices.Contains(before, line) {
				at := placeIn(s.entry.Path, s.body, s.firstLine, from, to-from)
				s.found = append(s.found, told(ruleAlike.At(at, nil), "check.passage-repeated"))
				return
			}
			before = append(before, line)
		}
		from = to + 1
	}
}

// comparable tells whether the body of an entry is shown to anybody, now or later.
func comparable(it *showcase.Item) bool {
	switch it.State {
	case showcase.Public, showcase.Scheduled, showcase.Draft, showcase.Awaiting:
		return true
	}
	return false
}

// mayRepeat tells whether two entries may well have one text: they are of different kinds, of one event of several communities, or both
// announce what is held again and again.
func mayRepeat(a, b *showcase.Item) bool {
	if a.Kind != b.Kind {
		return true
	}
	f, g := a.Event(), b.Event()
	if f == nil || g == nil {
		return false
	}
	if !sameCommunity(a, b) && f.Start.Day == g.Start.Day && f.Place == g.Place && f.Place != "" {
		return true
	}
	again := f.Series != "" && f.Series == g.Series || a.Title == b.Title && sameCommunity(a, b)
	return again && announces(a, f.Start.Day) && announces(b, g.Start.Day)
}

func announces(it *showcase.Item, start calendar.Day) bool { return it.Day() < start }

func sameCommunity(a, b *showcase.Item) bool {
	for _, c := range a.Community {
		for _, d := range b.Community {
			if c == d {
				return true
			}
		}
	}
	return false
}
