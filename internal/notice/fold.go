package notice

import (
	"strings"
	"unicode/utf8"
)

// folded is a text in which one thing is written one way: without blanks, markup and the ends of lines within a paragraph, digits and
// marks in their narrow form, one dash for all. Cells of a table end in a colon, as labels do.
type folded struct {
	text   string
	at     []int  // where in the original begins what each byte is of
	behind []int  // and where that ends
	links  []link // in order
}

// link is where a link leads, and where its text ends in the folded text.
type link struct {
	at   int
	dest string
}

func fold(text string) *folded {
	t := &folded{at: make([]int, 0, len(text)), behind: make([]int, 0, len(text))}
	var b strings.Builder
	b.Grow(len(text))
	put := func(s string, from, size int) {
		b.WriteString(s)
		for range len(s) {
			t.at, t.behind = append(t.at, from), append(t.behind, from+size)
		}
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n' && endsBlock(text[i+1:]):
			put("\n", i, 1)
		case strings.ContainsRune(" \t\r\n\u00a0\u3000*_`\\", r):
		case r == ']' && strings.HasPrefix(text[i:], "]("):
			if end := strings.IndexByte(text[i:], ')'); end > 0 {
				t.links = append(t.links, link{b.Len(), text[i+2 : i+end]})
				size = end + 1
			}
		case r == '[' || r == ']':
		case r == '|':
			put(":", i, 1)
		case strings.ContainsRune("—–－―─‐‑", r):
			put("-", i, size)
		case r == '～' || r == '〜':
			put("~", i, size)
		case r == '〇' || r == '○':
			put("〇", i, size)
		case r > 0xFF00 && r < 0xFF5F:
			put(string(r-0xFEE0), i, size)
		default:
			put(text[i:i+size], i, size)
		}
		i += size
	}
	t.text = b.String()
	return t
}

// endsBlock tells whether the end of a line before a text is more than a soft one: an empty line, or an item, a row or a heading follows.
func endsBlock(next string) bool {
	next = strings.TrimLeft(next, " \t\u3000")
	if next == "" || next[0] == '\n' || next[0] == '\r' || strings.ContainsRune("#|>-+", rune(next[0])) || strings.HasPrefix(next, "* ") {
		return true
	}
	digits := strings.TrimLeft(next, "0123456789")
	return digits != next && (strings.HasPrefix(digits, ". ") || strings.HasPrefix(digits, ") "))
}

// span is a part of the folded text.
type span struct{ start, end int }

// sentence is one with what stands before it in its paragraph, and the heading over it.
type sentence struct {
	span
	before  span
	heading string
}

// sentences cuts the text at the ends of sentences, items, rows and headings.
func (t *folded) sentences() (all []sentence) {
	heading, before := "", span{}
	start := 0
	cut := func(end int) {
		if start < end {
			all = append(all, sentence{span{start, end}, before, heading})
			before = span{start, end}
		}
	}
	for i, r := range t.text {
		switch r {
		case '\n':
			line := t.text[start:i]
			if strings.HasPrefix(line, "#") && (start == 0 || t.text[start-1] == '\n') {
				heading, before, start = strings.TrimLeft(line, "#"), span{}, i+1
				continue
			}
			cut(i)
			before, start = span{}, i+1
		case '。', '!', '?', ';':
			cut(i)
			start = i + utf8.RuneLen(r)
		}
	}
	if !strings.HasPrefix(t.text[start:], "#") {
		cut(len(t.text))
	}
	return all
}
