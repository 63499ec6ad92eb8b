package feed

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// maxOctets is the length of a line without its line break, in octets (RFC 5545 §3.1).
const maxOctets = 75

// contentLines writes the content lines of RFC 5545 §3.1. Strings of a view pass through text or uri only, so that none
// ends its line. It is own code since github.com/arran4/golang-ical v0.3.4 lets carriage returns and control characters
// through, escapes parameters by rules that the standard does not have, and needs two properties for two categories.
type contentLines struct {
	w    *bytes.Buffer
	line []byte // the line in the making, not yet folded
}

// add writes a line that is known to be sound.
func (c *contentLines) add(line string) {
	c.line = append(c.line, line...)
	c.end()
}

// text writes a property of type TEXT; several values go into one line (CATEGORIES). An empty value is none, and without
// any there is no line.
func (c *contentLines) text(name string, values ...string) {
	c.line = append(append(c.line, name...), ':')
	begin := len(c.line)
	for _, v := range values {
		before := len(c.line)
		if before > begin {
			c.line = append(c.line, ',')
		}
		separated := len(c.line)
		if c.line = appendText(c.line, v); len(c.line) == separated {
			c.line = c.line[:before]
		}
	}
	if len(c.line) == begin {
		c.line = c.line[:0]
		return
	}
	c.end()
}

// uri writes a property of type URI, its parameters being part of the name; none when the address is empty.
func (c *contentLines) uri(name, address string) {
	if address == "" {
		return
	}
	c.line = append(append(c.line, name...), ':')
	for _, r := range address {
		if !isControl(r) {
			c.line = utf8.AppendRune(c.line, r)
		}
	}
	c.end()
}

// end folds the line and writes it. A fold is a line break and one blank, and never inside of a character.
func (c *contentLines) end() {
	rest, room := c.line, maxOctets
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		c.w.Write(rest[:cut])
		c.w.WriteString("\r\n ")
		rest, room = rest[cut:], maxOctets-1
	}
	c.w.Write(rest)
	c.w.WriteString("\r\n")
	c.line = c.line[:0]
}

// appendText escapes a TEXT (RFC 5545 §3.3.11). Every kind of line break becomes \n; control characters, which no line
// may hold, are left out; bytes that are no UTF-8 become U+FFFD.
func appendText(b []byte, s string) []byte {
	for i, r := range s {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b = append(b, '\\', byte(r))
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			// the line feed stands for both
		case r == '\n' || r == '\r':
			b = append(b, `\n`...)
		case isControl(r) && r != '\t':
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
