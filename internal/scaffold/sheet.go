package scaffold

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// sheet is the text of an entry in the making: fields, each with a note, and the place of the body.
type sheet struct {
	rows []row
	body string
}

// row is one line: code and the note behind it; either may be "".
type row struct{ code, note string }

// set writes a field.
func (s *sheet) set(name, value, note string) {
	s.rows = append(s.rows, row{name + " = " + value, note})
}

// mark writes a field that the author must fill in.
func (s *sheet) mark(name, value, note string) { s.set(name, value, Mark+"："+note) }

// option writes a field behind a #, for whoever needs it.
func (s *sheet) option(name, value, note string) { s.set("# "+name, value, note) }

// remark writes a line of its own.
func (s *sheet) remark(note string) { s.rows = append(s.rows, row{"", note}) }

// noteColumn is the column, of a fixed-width font, at which notes begin where the code leaves room.
const noteColumn = 34

func (s *sheet) text() []byte {
	var b strings.Builder
	b.WriteString("+++\n")
	for _, r := range s.rows {
		b.WriteString(r.code)
		if r.note != "" {
			if r.code != "" {
				b.WriteString(strings.Repeat(" ", max(noteColumn-columns(r.code), 2)))
			}
			b.WriteString("# " + oneLine(r.note))
		}
		b.WriteByte('\n')
	}
	b.WriteString("+++\n")
	if s.body != "" {
		b.WriteString("\n" + s.body + "\n")
	}
	return []byte(b.String())
}

// oneLine keeps what comes from other entries and the settings within a comment.
func oneLine(note string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, note)
}

// columns is the width of a text in a fixed-width font, in which Han characters take two columns.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// quote writes a basic string of TOML (v1.0.0, String).
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(text, "") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// list writes one text, or several in brackets.
func list(texts []string) string {
	if len(texts) == 1 {
		return quote(texts[0])
	}
	return array(texts)
}

func array(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
