package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxWord is how many characters of a word count.
const maxWord = 40

// class is what a folded character is to the search.
type class uint8

const (
	ends    class = iota // ends a run
	letter               // of a word
	ideal                // found by pairs: Han, kana, hangul, yi …
	nothing              // as if it were not there
)

// span is a stretch of characters of one class. static/search.js has the same table.
type span struct {
	from, to rune
	is       class
}

// spans are in order; what lies between them ends a run. They are coarse: marks that are used between the words of other
// scripts (Arabic, Tibetan, Mongolian) are left out, rare ones count as letters.
var spans = []span{
	{'0', '9', letter}, {'a', 'z', letter}, {0xad, 0xad, nothing}, {0xc0, 0xd6, letter}, {0xd8, 0xf6, letter}, {0xf8, 0x306, letter},
	{0x307, 0x307, nothing}, {0x308, 0x60b, letter}, {0x610, 0x61a, letter}, {0x620, 0x6d3, letter}, {0x6d5, 0xf0a, letter},
	{0xf18, 0x17ff, letter}, {0x180b, 0x1fff, letter}, {0x200b, 0x200d, nothing}, {0x2060, 0x2060, nothing}, {0x2c00, 0x2dff, letter},
	{0x2e80, 0x2fdf, ideal}, {0x3005, 0x3007, ideal}, {0x3021, 0x3029, ideal}, {0x3041, 0x309f, ideal}, {0x30a1, 0x30fa, ideal},
	{0x30fc, 0x31ff, ideal}, {0x3400, 0x4dbf, ideal}, {0x4e00, 0xa48c, ideal}, {0xa4d0, 0xabff, letter}, {0xac00, 0xd7ff, ideal},
	{0xe000, 0xfaff, ideal}, {0xfb00, 0xfdff, letter}, {0xfe00, 0xfe0f, nothing}, {0xfe70, 0xfefe, letter}, {0xfeff, 0xfeff, nothing},
	{0x20000, 0x3ffff, ideal}, {0xe0100, 0xe01ef, nothing},
}

func classOf(r rune) class {
	if r >= 0x4e00 && r <= 0xa48c {
		return ideal
	}
	low, high := 0, len(spans)
	for low < high {
		if mid := (low + high) / 2; spans[mid].to < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(spans) || r < spans[low].from {
		return ends
	}
	return spans[low].is
}

// Fold writes a text as it is searched: compatibility forms are one with what they stand for, letters are lower case. Most
// texts have nothing to fold but full-width punctuation, which ends a run in either form.
func Fold(text string) string {
	capitals := false
	for _, r := range text {
		switch {
		case r >= 'A' && r <= 'Z':
			capitals = true
		case !foldsToItself(r):
			return strings.Map(lower, norm.NFKC.String(text))
		}
	}
	if capitals {
		return strings.Map(lower, text)
	}
	return text
}

// foldsToItself tells the characters that fold to themselves or stay a mark that ends a run, for the most of Chinese text.
func foldsToItself(r rune) bool {
	switch {
	case r < 0x80, r >= 0x4e00 && r <= 0x9fff, r >= 0x3001 && r <= 0x3003, r >= 0x3008 && r <= 0x3011, r >= 0x2013 && r <= 0x2016, r >= 0x2018 && r <= 0x201e:
		return true
	}
	switch r {
	case 0xff0c, 0xff01, 0xff08, 0xff09, 0xff1a, 0xff1b, 0xff1f, 0x2026, 0xb7:
		return true
	}
	return false
}

// lower folds case by single characters, the final sigma like the other.
func lower(r rune) rune {
	if r = unicode.ToLower(r); r == 'ς' {
		return 'σ'
	}
	return r
}
