package words

import (
	"sync"
	"unicode/utf8"
	"unsafe"
)

// view is a text as characters, so that rules can look around; -1 stands before the first and behind the last.
type view struct {
	text   string
	padded []rune // the runes between margins
	runes  []rune
	at     []int32 // byte offsets of the runes, and the length
	mask   []byte  // what text is made of where it masks another one
}

var views = sync.Pool{New: func() any { return new(view) }}

func newView(text string) *view {
	v := views.Get().(*view)
	v.read(text)
	return v
}

// newMaskedView is the view of a text in Markdown as readers see it. Nothing that was taken from it may be kept after free.
func newMaskedView(text string) *view {
	v := views.Get().(*view)
	v.mask = append(v.mask[:0], text...)
	mask(v.mask)
	v.read(unsafe.String(unsafe.SliceData(v.mask), len(v.mask)))
	return v
}

func (v *view) read(text string) {
	if cap(v.padded) < len(text)+2*margin || cap(v.at) <= len(text) { // as if all were ASCII: growing costs more than the space
		v.padded, v.at = make([]rune, len(text)+2*margin), make([]int32, len(text)+1)
	}
	padded, at, n := v.padded[:len(text)+2*margin], v.at[:len(text)+1], 0
	runes := padded[margin:]
	for i := 0; i < len(text); n++ {
		at[n] = int32(i)
		if rest := text[i:]; len(rest) >= 4 {
			c := uint32(rest[0]) | uint32(rest[1])<<8 | uint32(rest[2])<<16 | uint32(rest[3])<<24
			if c&0xC0C0F0 == 0x8080E0 && c&0xFF != 0xE0 && c&0xFF != 0xED { // three bytes, as nearly all have
				runes[n] = rune(c&0x0F<<12 | c>>2&0xFC0 | c>>16&0x3F)
				i += 3
				continue
			}
		}
		if text[i] < utf8.RuneSelf {
			runes[n] = rune(text[i])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		runes[n] = r
		i += size
	}
	at[n] = int32(len(text))
	for i := range margin {
		padded[i], runes[n+i] = -1, -1
	}
	v.text, v.padded, v.runes, v.at = text, padded[:n+2*margin], runes[:n:n], at[:n+1]
}

func (v *view) free() {
	v.text = ""
	if cap(v.padded) < 1<<16 { // a huge text must not be kept for ever
		views.Put(v)
	}
}

// r gives the character at i; -1 outside of the text.
func (v *view) r(i int) rune {
	if i < 0 || i >= len(v.runes) {
		return -1
	}
	return v.runes[i]
}

// pos gives the byte offset of the character at i.
func (v *view) pos(i int) int { return int(v.at[i]) }

// slice gives the text of the characters from i to j, as far as there are such.
func (v *view) slice(i, j int) string {
	i, j = max(i, 0), min(j, len(v.runes))
	if i >= j {
		return ""
	}
	return v.text[v.at[i]:v.at[j]]
}

// has tells whether the text goes on at character i with s.
func (v *view) has(i int, s string) bool {
	if i < 0 || i >= len(v.runes) {
		return s == ""
	}
	rest := v.text[v.at[i]:]
	return len(rest) >= len(s) && rest[:len(s)] == s
}

// hasAny gives the first of some strings with which the text goes on at i.
func (v *view) hasAny(i int, all []string) (string, bool) {
	for _, s := range all {
		if v.has(i, s) {
			return s, true
		}
	}
	return "", false
}

// endsWith tells whether what stands before character i ends with s.
func (v *view) endsWith(i int, s string) bool {
	end := int(v.at[min(max(i, 0), len(v.runes))])
	return end >= len(s) && v.text[end-len(s):end] == s
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x3134F
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// in tells whether r is one of the characters of set; -1 never is.
func in(r rune, set string) bool {
	for _, c := range set {
		if c == r {
			return true
		}
	}
	return false
}
