package personal

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// script is a way to write digits. A number is written in one, or changes it between its groups.
type script uint8

const (
	latin   script = iota + 1 // 0 to 9, also full-width, mathematical and as HTML entities
	han                       // 〇 to 九
	circled                   // ⓪ to ⑨
)

// hanDigit gives the digit that a Chinese character stands for where a number is read out one by one.
func hanDigit(r rune) (byte, bool) {
	switch r {
	case '〇', '○', '零':
		return 0, true
	case '一', '幺':
		return 1, true
	case '二':
		return 2, true
	case '三':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	}
	return 0, false
}

// digit gives the value of the digit at an offset, its size in bytes and its script; size 0 for no digit.
func digit(text []byte, i int) (d byte, size int, s script) {
	if i >= len(text) {
		return 0, 0, 0
	}
	switch c := text[i]; {
	case c-'0' <= 9:
		return c - '0', 1, latin
	case c == '&':
		if r, n := entity(text, i); n > 0 {
			if d, ok := value(r); ok {
				return d, n, latin
			}
		}
		return 0, 0, 0
	case c < 0xE2, c < 0xF0 && (i+2 >= len(text) || !digits.at(text, i)):
		return 0, 0, 0
	}
	r, n := utf8.DecodeRune(text[i:])
	if d, ok := value(r); ok {
		return d, n, latin
	}
	if d, ok := hanDigit(r); ok {
		return d, n, han
	}
	switch {
	case r >= '①' && r <= '⑨':
		return byte(r-'①') + 1, n, circled
	case r == '⓪':
		return 0, n, circled
	}
	return 0, 0, 0
}

// digitCharacters are the digits of three bytes. Nearly all Chinese characters are none, and this is asked of each.
const digitCharacters = "〇○零一幺二三四五六七八九０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⓪"

var digits = charactersOf(digitCharacters)

// characters is a set of characters of three bytes.
type characters [1 << 10]uint64

func charactersOf(all string) *characters {
	c := &characters{}
	for _, r := range all {
		c[r>>6] |= 1 << (r & 63)
	}
	return c
}

// at tells whether one of them stands at an offset, behind which there are three bytes of a character.
func (c *characters) at(text []byte, i int) bool {
	return c[uint(text[i]&0x0F)<<6|uint(text[i+1]&0x3F)]>>(text[i+2]&0x3F)&1 != 0
}

// chinese tells whether a Chinese character stands at an offset, of those that nearly all are.
func chinese(text []byte, i int) bool { return i+2 < len(text) && text[i]-0xE4 <= 0xE9-0xE4 }

// value gives the value of a digit of the script latin.
func value(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r - '0'), true
	case r >= '０' && r <= '９':
		return byte(r - '０'), true
	case r >= 0x1D7CE && r <= 0x1D7FF: // 𝟎 to 𝟿, in five styles
		return byte((r - 0x1D7CE) % 10), true
	}
	return 0, false
}

// entities are the named ones of blanks and hyphens; those of digits are numeric.
var entities = map[string]rune{
	"nbsp": ' ', "ensp": ' ', "emsp": ' ', "thinsp": ' ', "hyphen": '-', "dash": '-', "ndash": '-', "mdash": '-', "zwnj": '\u200c', "zwj": '\u200d', "shy": '\u00ad',
	"ZeroWidthSpace": '\u200b',
}

// entity reads an HTML entity and gives its size; 0 for none that matters.
func entity(text []byte, i int) (r rune, size int) {
	const most = 18 // bytes, of the longest name
	end := bytes.IndexByte(text[i:min(i+most, len(text))], ';')
	if end < 3 {
		return 0, 0
	}
	name := string(text[i+1 : i+end])
	if r, ok := entities[name]; ok {
		return r, end + 1
	}
	if name[0] != '#' {
		return 0, 0
	}
	base, number := 10, name[1:]
	if number[0]|0x20 == 'x' {
		base, number = 16, number[1:]
	}
	n, err := strconv.ParseUint(number, base, 21)
	if err != nil {
		return 0, 0
	}
	return rune(n), end + 1
}

// character gives the character at an offset, an HTML entity as what it stands for.
func character(text []byte, i int) (r rune, size int) {
	if i < len(text) && text[i] == '&' {
		if r, size := entity(text, i); size > 0 {
			return r, size
		}
	}
	return utf8.DecodeRune(text[i:])
}

// invisible gives the size of what is seen by nobody at an offset: it comes from copied chats, and parts nothing.
func invisible(text []byte, i int) int {
	start := i
	for i < len(text) && (text[i] == 0xC2 || text[i] == 0xE2 || text[i] == 0xEF || text[i] == '&') {
		r, size := character(text, i)
		switch {
		case r >= '\u200b' && r <= '\u200f', r == '\u2060', r == '\ufeff', r == '\u00ad', r == '\ufe0f', r == '\u20e3':
			i += size
		default:
			return i - start
		}
	}
	return i - start
}

// letterX gives the size of an X of whatever width and case.
func letterX(text []byte, i int) int {
	if i >= len(text) {
		return 0
	}
	switch r, size := character(text, i); r {
	case 'x', 'X', 'ｘ', 'Ｘ':
		return size
	}
	return 0
}
