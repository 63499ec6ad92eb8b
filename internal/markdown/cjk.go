package markdown

import (
	"unicode"
	"unicode/utf8"
)

// cjk holds the CJK characters of the amendments that [emphasis] names, as of Unicode 16: East Asian Width W, F or H
// without the characters that are drawn as emoji, and all of Hangul.
var cjk = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x11FF, 1}, {0x20A9, 0x20A9, 1}, {0x2329, 0x232A, 1}, {0x2630, 0x2637, 1}, {0x268A, 0x268F, 1},
		{0x2E80, 0x2E99, 1}, {0x2E9B, 0x2EF3, 1}, {0x2F00, 0x2FD5, 1}, {0x2FF0, 0x303E, 1}, {0x3041, 0x3096, 1},
		{0x3099, 0x30FF, 1}, {0x3105, 0x312F, 1}, {0x3131, 0x318E, 1}, {0x3190, 0x31E5, 1}, {0x31EF, 0x321E, 1},
		{0x3220, 0x3247, 1}, {0x3250, 0xA48C, 1}, {0xA490, 0xA4C6, 1}, {0xA960, 0xA97C, 1}, {0xAC00, 0xD7A3, 1},
		{0xD7B0, 0xD7C6, 1}, {0xD7CB, 0xD7FB, 1}, {0xF900, 0xFAFF, 1}, {0xFE10, 0xFE19, 1}, {0xFE30, 0xFE52, 1},
		{0xFE54, 0xFE66, 1}, {0xFE68, 0xFE6B, 1}, {0xFF01, 0xFFBE, 1}, {0xFFC2, 0xFFC7, 1}, {0xFFCA, 0xFFCF, 1},
		{0xFFD2, 0xFFD7, 1}, {0xFFDA, 0xFFDC, 1}, {0xFFE0, 0xFFE6, 1}, {0xFFE8, 0xFFEE, 1},
	},
	R32: []unicode.Range32{
		{0x16FE0, 0x16FE4, 1}, {0x16FF0, 0x16FF6, 1}, {0x17000, 0x18CD5, 1}, {0x18CFF, 0x18D1E, 1},
		{0x18D80, 0x18DF2, 1}, {0x1AFF0, 0x1AFF3, 1}, {0x1AFF5, 0x1AFFB, 1}, {0x1AFFD, 0x1AFFE, 1},
		{0x1B000, 0x1B122, 1}, {0x1B132, 0x1B132, 1}, {0x1B150, 0x1B152, 1}, {0x1B155, 0x1B155, 1},
		{0x1B164, 0x1B167, 1}, {0x1B170, 0x1B2FB, 1}, {0x1D300, 0x1D356, 1}, {0x1D360, 0x1D376, 1},
		{0x1F200, 0x1F200, 1}, {0x1F202, 0x1F202, 1}, {0x1F210, 0x1F219, 1}, {0x1F21B, 0x1F22E, 1},
		{0x1F230, 0x1F231, 1}, {0x1F237, 0x1F237, 1}, {0x1F23B, 0x1F23B, 1}, {0x1F240, 0x1F248, 1},
		{0x1F260, 0x1F265, 1}, {0x20000, 0x3FFFD, 1},
	},
}

func isCJK(c rune) bool {
	return 0x4E00 <= c && c <= 0x9FFF || c >= 0x1100 && unicode.Is(cjk, c)
}

// width says how a character sets its surroundings: CJK text has no spaces between words, so that a line break in it
// stands for nothing.
type width uint8

const (
	shared width = iota // quotation marks, dashes and the like: as wide as the text that they belong to
	narrow
	wide
)

func widthOf(c rune) width {
	switch {
	case c < utf8.RuneSelf:
		return narrow
	case isCJK(c) && !unicode.Is(unicode.Hangul, c): // Korean has spaces
		return wide
	}
	switch c {
	case '‘', '’', '“', '”', '—', '―', '‥', '…', '·':
		return shared
	}
	return narrow
}

// widthBefore gives the width of the end of a text.
func widthBefore(text []byte) width {
	for len(text) > 0 {
		c, size := utf8.DecodeLastRune(text)
		if w := widthOf(c); w != shared {
			return w
		}
		text = text[:len(text)-size]
	}
	return shared
}

// widthAfter gives the width of the beginning of a text.
func widthAfter(text []byte) width {
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		if w := widthOf(c); w != shared {
			return w
		}
		text = text[size:]
	}
	return shared
}

// joins tells whether a soft line break between two texts vanishes.
func joins(before, after width) bool {
	return before == wide && after != narrow || before != narrow && after == wide
}
