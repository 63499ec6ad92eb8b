package feed

import (
	"bytes"
	"encoding/xml"
)

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// markup writes XML 1.0. Strings of a view pass through text only, so that no name, address or summary becomes markup.
type markup struct {
	w       *bytes.Buffer
	scratch []byte // spares an allocation for each string
}

// raw writes markup.
func (m *markup) raw(s string) { m.w.WriteString(s) }

// text writes the content of an element, or of an attribute in double quotes. Characters that XML 1.0 forbids and bytes
// that are no UTF-8 become U+FFFD; line breaks and tabs become references, which attributes keep.
func (m *markup) text(s string) {
	m.scratch = append(m.scratch[:0], s...)
	_ = xml.EscapeText(m.w, m.scratch) // a bytes.Buffer takes everything
}

// attribute writes a blank, the name and the value.
func (m *markup) attribute(name, value string) {
	m.raw(" ")
	m.raw(name)
	m.raw(`="`)
	m.text(value)
	m.raw(`"`)
}

// element writes an element of text and a line break; indent goes before it.
func (m *markup) element(indent, name, value string) {
	m.raw(indent)
	m.raw("<")
	m.raw(name)
	m.raw(">")
	m.text(value)
	m.raw("</")
	m.raw(name)
	m.raw(">\n")
}

// optional writes an element unless its text is empty.
func (m *markup) optional(indent, name, value string) {
	if value != "" {
		m.element(indent, name, value)
	}
}
