package words

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// What Markdown masks a text with: Hidden is no character of the text, Block begins a paragraph, an item, a heading or a cell.
const (
	Hidden = 0x00
	Block  = 0x01
)

// Markdown gives a text in Markdown with what readers do not see as it is written masked: marks of blocks, emphasis, the
// addresses of links, code. It has as many bytes as the text, so that places in it are places in the text.
func Markdown(text string) string {
	b := []byte(text)
	mask(b)
	return string(b)
}

// mask masks a text in its place.
func mask(text []byte) {
	m := masker{b: text}
	fence := ""
	open, listed := true, false // indented code may begin; an item was begun
	for start := 0; start < len(m.b); {
		end := len(m.b)
		if n := bytes.IndexByte(m.b[start:], '\n'); n >= 0 {
			end = start + n
		}
		if line := m.b[start:end]; len(line) == 0 || line[0] < utf8.RuneSelf {
			switch blank := len(bytes.Trim(line, " \t\r")) == 0; {
			case blank:
				open = true
			case fence == "" && open && !listed && indented(line):
				m.hide(start, end)
				start = end + 1
				continue
			default:
				open = false
				listed = listed && (line[0] == ' ' || line[0] == '\t') || beginsItem(line)
			}
		} else {
			open, listed = false, listed && !open
		}
		fence = m.line(start, end, fence)
		start = end + 1
	}
	m.inline()
}

// indented tells a line that is code by its indentation.
func indented(line []byte) bool {
	return line[0] == '\t' || bytes.HasPrefix(line, []byte("    ")) || line[0] == ' ' && bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("\t"))
}

// beginsItem tells whether a line begins an item of a list or a footnote, whose further paragraphs are indented.
func beginsItem(line []byte) bool {
	rest := bytes.TrimLeft(line, " ")
	digits := len(rest) - len(bytes.TrimLeft(rest, "0123456789"))
	return len(rest) > 1 && (rest[0] == '-' || rest[0] == '*' || rest[0] == '+') && (rest[1] == ' ' || rest[1] == '\t') ||
		digits > 0 && len(rest) > digits+1 && (rest[digits] == '.' || rest[digits] == ')') && rest[digits+1] == ' ' || bytes.HasPrefix(rest, []byte("[^"))
}

// farthest is how many bytes away the other end of a mark is looked for, so that no text takes for ever.
const farthest = 2048

type masker struct{ b []byte }

func (m *masker) hide(from, to int) {
	for i := from; i < to; i++ {
		if m.b[i] != '\n' {
			m.b[i] = Hidden
		}
	}
}

// line masks what makes a line a block; fence is that of the code it stands in.
func (m *masker) line(start, end int, fence string) string {
	line := m.b[start:end]
	trimmed := bytes.TrimLeft(line, " ")
	if fence == "" && len(trimmed) > 0 && trimmed[0] >= utf8.RuneSelf && bytes.IndexByte(line, '|') < 0 { // as nearly all lines are
		return ""
	}
	if fence != "" || bytes.HasPrefix(trimmed, []byte("```")) || bytes.HasPrefix(trimmed, []byte("~~~")) {
		switch {
		case fence == "":
			fence = string(trimmed[:3])
		case bytes.HasPrefix(trimmed, []byte(fence)):
			fence = ""
		}
		m.hide(start, end)
		return fence
	}
	if len(trimmed) > 2 && len(bytes.Trim(trimmed, "-*_ \r|:=")) == 0 { // a line across, the rule of a table
		m.hide(start, end)
		return ""
	}
	m.prefix(start, end)
	if bytes.HasPrefix(trimmed, []byte("|")) || bytes.Count(line, []byte("|")) > 1 {
		for i := start; i < end; i++ {
			if m.b[i] == '|' {
				m.b[i] = Block
			}
		}
	}
	return ""
}

// prefix masks the marks of quotations, headings and items before the text of a line.
func (m *masker) prefix(i, end int) {
	for i < end {
		rest := m.b[i:end]
		n := len(rest) - len(bytes.TrimLeft(rest, " "))
		rest = rest[n:]
		mark := 0
		switch {
		case bytes.HasPrefix(rest, []byte(">")):
			mark = 1
		case bytes.HasPrefix(rest, []byte("#")):
			mark = len(rest) - len(bytes.TrimLeft(rest, "#"))
		case len(rest) > 1 && (rest[0] == '-' || rest[0] == '*' || rest[0] == '+') && rest[1] == ' ':
			mark = 2
		default:
			digits := len(rest) - len(bytes.TrimLeft(rest, "0123456789"))
			if digits > 0 && digits < 4 && len(rest) > digits+1 && (rest[digits] == '.' || rest[digits] == ')') && rest[digits+1] == ' ' {
				mark = digits + 2
			}
		}
		if mark == 0 {
			return
		}
		m.hide(i, i+n+mark)
		m.b[i] = Block
		i += n + mark
	}
}

// inline masks what stands in the text: code, links, addresses, emphasis.
func (m *masker) inline() {
	open := map[string]int{} // marks of emphasis that are not closed yet in this paragraph
	for i := 0; i < len(m.b); i++ {
		if i+8 <= len(m.b) {
			ascii := ^binary.LittleEndian.Uint64(m.b[i:]) & beyondASCII
			if ascii == 0 {
				i += 7
				continue
			}
			i += bits.TrailingZeros64(ascii) / 8
		}
		c := m.b[i]
		if !inlineMarks[c] {
			continue
		}
		switch {
		case c == '\n' && i+1 < len(m.b) && (m.b[i+1] == '\n' || m.b[i+1] == Block) || c == Block:
			clear(open)
		case c == '\\' && i+1 < len(m.b) && bytes.IndexByte([]byte("*_[]()#`.|<>\\"), m.b[i+1]) >= 0:
			m.b[i] = Hidden
			i++
		case c == '`':
			i = m.code(i)
		case c == ']':
			i = m.link(i)
		case c == '[' || c == '!' && i+1 < len(m.b) && m.b[i+1] == '[':
			m.bracket(i)
		case c == 'h' && (bytes.HasPrefix(m.b[i:], []byte("http://")) || bytes.HasPrefix(m.b[i:], []byte("https://"))):
			i = m.address(i)
		case c == '*' || c == '_' || c == '~':
			i = m.emphasis(i, c, open)
		}
	}
}

// beyondASCII has the bits that are set in eight bytes of which none is ASCII, as in nearly all of a Chinese text.
const beyondASCII = 0x8080808080808080

// inlineMarks are the bytes with which something may begin that inline masks.
var inlineMarks = func() (t [256]bool) {
	for _, c := range []byte("\n\x01\\`[]!h*_~") {
		t[c] = true
	}
	return t
}()

// code masks a span of code.
func (m *masker) code(i int) int {
	n := 1
	for i+n < len(m.b) && m.b[i+n] == '`' {
		n++
	}
	close := bytes.Index(m.b[i+n:min(len(m.b), i+n+farthest)], bytes.Repeat([]byte("`"), n))
	if close < 0 || bytes.Contains(m.b[i+n:i+n+close], []byte("\n\n")) {
		return i + n - 1
	}
	m.hide(i, i+n+close+n)
	return i + n + close + n - 1
}

// bracket masks the opening mark of a link, a picture or a note, which the closing one was found for.
func (m *masker) bracket(i int) {
	end := bytes.IndexAny(m.b[i+1:min(len(m.b), i+1+farthest)], "]\n")
	if end < 0 {
		return
	}
	end += i + 1
	if m.b[end] != ']' {
		return
	}
	if end+1 < len(m.b) && (m.b[end+1] == '(' || m.b[end+1] == '[' || m.b[end+1] == ':') {
		m.hide(i, bytes.IndexByte(m.b[i:end], '[')+i+1)
	} else if bytes.HasPrefix(m.b[i:], []byte("[^")) {
		m.hide(i, end+1)
	}
}

// link masks the address behind the text of a link.
func (m *masker) link(i int) int {
	if i+1 >= len(m.b) || m.b[i+1] != '(' && m.b[i+1] != '[' {
		return i
	}
	closing := byte(')')
	if m.b[i+1] == '[' {
		closing = ']'
	}
	depth := 0
	for j := i + 1; j < min(len(m.b), i+1+farthest) && m.b[j] != '\n'; j++ {
		switch {
		case m.b[j] == m.b[i+1]:
			depth++
		case m.b[j] == closing:
			if depth--; depth == 0 {
				m.hide(i, j+1)
				return j
			}
		}
	}
	return i
}

// address masks an address that stands in the text.
func (m *masker) address(i int) int {
	j := i
	ascii := func() {
		for j < len(m.b) && m.b[j] > ' ' && m.b[j] < 0x80 && m.b[j] != ')' && m.b[j] != '>' {
			j++
		}
	}
	for ascii(); m.b[j-1] == '/'; ascii() { // a Chinese name in it ends where a blank or a further part begins
		k := j
		for k+2 < len(m.b) && m.b[k] >= 0xE4 && m.b[k] <= 0xE9 && k-j < 3*16 {
			k += 3
		}
		if k == j || k >= len(m.b) || bytes.IndexByte([]byte(" /.?\n\r"), m.b[k]) < 0 {
			break
		}
		j = k
	}
	m.hide(i, j)
	return j - 1
}

// emphasis masks two marks of emphasis that belong together.
func (m *masker) emphasis(i int, c byte, open map[string]int) int {
	n := 1
	for i+n < len(m.b) && m.b[i+n] == c {
		n++
	}
	mark := string(m.b[i : i+n])
	before, after := byte(' '), byte(' ')
	if i > 0 {
		before = m.b[i-1]
	}
	if i+n < len(m.b) {
		after = m.b[i+n]
	}
	if n > 3 || c == '~' && n != 2 {
		return i + n - 1
	}
	intraword := c == '_' && wordByte(before) && wordByte(after)
	if at, ok := open[mark]; ok && before > ' ' && !intraword && !(c == '_' && wordByte(after)) {
		m.hide(at, at+n)
		m.hide(i, i+n)
		delete(open, mark)
	} else if after > ' ' && !intraword && !(c == '_' && wordByte(before)) {
		open[mark] = i
	}
	return i + n - 1
}

// wordByte tells a letter, a digit or a byte of a character beyond ASCII.
func wordByte(b byte) bool {
	return b >= 0x80 || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
