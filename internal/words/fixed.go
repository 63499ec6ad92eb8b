package words

import (
	"slices"
	"strings"
)

// compile cuts a phrase in two, for an index. A phrase with one slip in it has one half that is right, which the matcher finds.
func (f *fixed) compile(x *index, number int) {
	phrase := []rune(f.phrase)
	half := len(phrase) / 2
	f.head, f.tail, f.loose = slices.Clone(phrase[:half]), phrase[half:], isLoose(phrase)
	slices.Reverse(f.head)
	cut := len(string(phrase[:half]))
	x.add(f.phrase[:cut], use{phraseHead, int32(number)}, f.tail)
	x.add(f.phrase[cut:], use{phraseTail, int32(number)}, f.head)
}

// phraseFrom tells of a fixed phrase whose first half stands from i to j, and whose second one has a slip.
func (s *search) phraseFrom(f *fixed, i, j int) {
	c := comparison{s.view, j, 1, f}
	if n, slip, ok := c.slip(f.tail); ok && !f.isRight(s.text, s.pos(j+slip)) {
		s.tell(f.rule, f.severity, s.pos(i), s.pos(j+n), f.phrase, f.why)
	}
}

// phraseBefore tells of a fixed phrase whose second half stands from i to j, and whose first one has a slip.
func (s *search) phraseBefore(f *fixed, i, j int) {
	c := comparison{s.view, i - 1, -1, f}
	if n, slip, ok := c.slip(f.head); ok && !f.isRight(s.text, s.pos(i-1-slip)) {
		s.tell(f.rule, f.severity, s.pos(i-n), s.pos(j), f.phrase, f.why)
	}
}

// isRight tells whether what seems to be a slip at a byte of a text is part of another phrase, which is right.
func (f *fixed) isRight(text string, slip int) bool {
	for _, also := range f.also {
		if strings.Contains(f.phrase, also) {
			continue
		}
		for from := max(0, slip-len(also)+1); from <= slip; from++ {
			if strings.HasPrefix(text[from:], also) {
				return true
			}
		}
	}
	return false
}

// comparison holds a half of a phrase against a text, from a character on in one of the two directions. The last character
// of the half is an edge of the phrase.
type comparison struct {
	*view
	from, step int
	fixed      *fixed
}

// got gives the character that stands in place k of the half.
func (c *comparison) got(k int) rune { return c.r(c.from + c.step*k) }

// same tells whether the text goes on at place k as the half.
func (c *comparison) same(k int, half []rune) bool {
	for n, r := range half {
		if c.got(k+n) != r {
			return false
		}
	}
	return true
}

// slip tells whether what stands there is want with one slip: its length, and where the slip is.
func (c *comparison) slip(want []rune) (size, at int, ok bool) {
	i := 0
	for i < len(want) && c.got(i) == want[i] {
		i++
	}
	if i == len(want) || !isHan(c.got(i)) || !isHan(want[i]) || in(c.got(i), "的地得") && !in(want[i], "的地得") && c.fixed.near == nearAlike { // 街道的建设 is no 道德建设
		return 0, 0, false
	}
	last, f := len(want)-1, c.fixed
	slips := f.near >= nearSlip && len(f.head)+len(f.tail) > 4
	switch {
	case slips && i < last && c.got(i) == want[i+1] && c.got(i+1) == want[i] && c.same(i+2, want[i+2:]):
		return len(want), i, true // swapped
	case c.same(i+1, want[i+1:]):
		certain := f.near == nearAny && (i < last || len(f.head)+len(f.tail) > 6) || alike(c.got(i), want[i])
		return len(want), i, certain && !(i == last && f.loose && goesOn(c.got(i), c.got(i+1), c.step < 0))
	case slips && i < last && last >= 2 && c.same(i, want[i+1:]):
		return last, i, true // left out
	case slips && c.same(i+1, want[i:]) && !in(c.got(i), "的和与及之是等了在为对有大小老新"):
		return len(want) + 1, i, true // put in
	}
	return 0, 0, false
}
