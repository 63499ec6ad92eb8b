package personal

import (
	"strings"
	"unicode/utf8"
)

// plainText is a part of a Markdown text as it reads, with the offset of each byte in the text.
type plainText struct {
	text string
	from []int
}

// span gives a part of the text it was made from.
func (p *plainText) span(s Span) Span {
	last := s.End - 1
	for last > s.Start && p.text[last]&0xC0 == 0x80 {
		last--
	}
	_, size := utf8.DecodeRuneInString(p.text[last:])
	return Span{p.from[s.Start], p.from[last] + size}
}

// plainOf leaves out of a part of a text what is no text to a reader: emphasis, marks of links and notes, characters that nobody sees,
// ends of lines between Chinese characters, and blanks around a single one: 张　军.
func plainOf(text string, part Span) *plainText {
	p := &plainText{from: make([]int, 0, part.End-part.Start)}
	var b strings.Builder
	b.Grow(part.End - part.Start)
	keep := func(i, size int) {
		b.WriteString(text[i : i+size])
		for k := range size {
			p.from = append(p.from, i+k)
		}
	}
	stars := strings.Count(text[part.Start:part.End], "*")
	single := stars > 0 && strings.Contains(text[part.Start:part.End], strings.Repeat("*", stars)) // 李*梅: nothing ends it
	for i := part.Start; i < part.End; {
		c, size := utf8.DecodeRuneInString(text[i:part.End])
		rest := text[i:part.End]
		switch {
		case c == '\\' && len(rest) > 1 && rest[1] == '*': // a mask
			i += size
			keep(i, 1)
			size = 1
		case c == '*' && single:
			keep(i, size)
		case c == '*' || c == '~' || c == '`' || c == '\\' || c == '_' || unseen(c):
		case c == '[' && strings.HasPrefix(rest, "[^"):
			if end := strings.IndexByte(rest, ']'); end > 0 {
				size = end + 1
			}
		case c == '[':
		case c == ']' && strings.HasPrefix(rest, "]("):
			size = 1
			if end := strings.IndexAny(rest, `)"`); end > 0 { // a title is text
				size = end + 1
			}
		case c == ']':
		case c == '<':
			if end := strings.IndexByte(rest, '>'); end > 0 && end < 40 {
				size = end + 1
			} else {
				keep(i, size)
			}
		case c == '\n' || c == '\r':
			if !between(text, part, i, size) {
				keep(i, size)
			}
		case blank(c):
			if !between(text, part, i, size) || !aroundOne(text, part, i) {
				keep(i, size)
			}
		default:
			keep(i, size)
		}
		i += size
	}
	p.text = b.String()
	return p
}

func unseen(c rune) bool {
	return c == '\u200b' || c == '\u200c' || c == '\u200d' || c == '\u2060' || c == '\ufeff' || c == '\u00ad'
}

func blank(c rune) bool {
	return c == ' ' || c == '\u3000' || c == '\u00a0' || c >= '\u2000' && c <= '\u200a'
}

// between tells whether Chinese characters stand on both sides of a blank, or of several.
func between(text string, part Span, i, size int) bool {
	const most = 16 // bytes
	before := strings.TrimRightFunc(text[max(part.Start, i-most):i], func(c rune) bool { return blank(c) || c == '\r' || c == '\n' })
	after := strings.TrimLeftFunc(text[i+size:min(part.End, i+size+most)], func(c rune) bool { return blank(c) || c == '\r' || c == '\n' })
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	return nameCharacter(a) && nameCharacter(b)
}

// aroundOne tells whether a blank stands beside a single Chinese character.
func aroundOne(text string, part Span, i int) bool {
	const most = 16 // bytes
	before := strings.TrimRightFunc(text[max(part.Start, i-most):i], blank)
	_, size := utf8.DecodeLastRuneInString(before)
	c, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	if len(before) == size || !nameCharacter(c) {
		return true
	}
	after := strings.TrimLeftFunc(text[i:min(part.End, i+most)], blank)
	_, size = utf8.DecodeRuneInString(after)
	c, _ = utf8.DecodeRuneInString(after[size:])
	return len(after) == size || !nameCharacter(c)
}
