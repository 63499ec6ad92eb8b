package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// special marks the bytes at which words must look closer: what HTML or Markdown gives a meaning, control characters,
// and the first bytes of the characters that HTML forbids.
var special = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = c != '\t' && c != '\n'
	}
	for _, c := range []byte("\\&<>\"\x7F") {
		t[c] = true
	}
	t[0xC2], t[0xEF] = true, true // U+0080–009F; U+FDD0–FDEF, U+FFFE, U+FFFF
	for c := 0xF0; c < 0x100; c++ {
		t[c] = true
	}
	return t
}()

// words writes source to HTML and to the plain text: escaped there, with backslash escapes and character references
// resolved, unless raw says that they have no meaning, as in code.
func (r *run) words(b []byte, raw bool) {
	start := 0
	for i := 0; i < len(b); {
		if !special[b[i]] {
			i++
			continue
		}
		text, html, n := resolve(b[i:], raw)
		if html == same {
			i += n
			continue
		}
		r.html = append(append(r.html, b[start:i]...), html...)
		r.text = append(append(r.text, b[start:i]...), text...)
		i += n
		start = i
	}
	r.html = append(r.html, b[start:]...)
	r.text = append(r.text, b[start:]...)
}

const (
	same        = "\x00" // stands for: as it is; nothing else gives a NUL
	replacement = "\uFFFD"
)

// resolve gives what the first n bytes of b stand for, as plain text and as HTML. b begins with a special byte.
func resolve(b []byte, raw bool) (text, html string, n int) {
	switch c := b[0]; {
	case c == '\\' && !raw && len(b) > 1 && util.IsPunct(b[1]):
		text = asciiChars[b[1] : b[1]+1]
		return text, escape(text), 2
	case c == '\\':
		return same, same, 1
	case c == '&' && !raw:
		if text, n = reference(b); n > 0 {
			return text, escape(text), n
		}
		return "&", "&amp;", 1
	case c == '\r' && len(b) > 1 && b[1] == '\n':
		return "", "", 1
	case c == '\r': // alone it ends no line here
		return " ", " ", 1
	case c < utf8.RuneSelf:
		text = asciiChars[c : c+1]
		if isForbidden(rune(c)) {
			text = replacement
		}
		return text, escape(text), 1
	}
	c, n := utf8.DecodeRune(b)
	if isForbidden(c) {
		return replacement, replacement, n
	}
	return same, same, n
}

// asciiChars lets resolve give one character as a string without allocating.
var asciiChars = func() string {
	var b [utf8.RuneSelf]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()

// isForbidden tells whether a character may not stand in HTML: control characters other than white space, and
// noncharacters (HTML Living Standard, 13.2.3.5 and 13.2.2).
func isForbidden(c rune) bool {
	return c < 0x20 && c != '\t' && c != '\n' || 0x7F <= c && c < 0xA0 || 0xFDD0 <= c && c <= 0xFDEF || c&0xFFFE == 0xFFFE
}

// escape makes HTML text or the value of an attribute in double quotes of plain text.
func escape(s string) string {
	if !strings.ContainsAny(s, `&<>"`) {
		return s
	}
	return htmlEscaper.Replace(s)
}

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// reference gives the characters that the character reference at the beginning of b stands for, and its length; 0 if
// there is none. Forbidden characters become U+FFFD.
func reference(b []byte) (string, int) {
	const longest = 33 // &CounterClockwiseContourIntegral;
	end := 1
	for end < min(len(b), longest) && b[end] != ';' {
		end++
	}
	if end >= len(b) || b[end] != ';' || end < 2 {
		return "", 0
	}
	name := b[1:end]
	if name[0] == '#' {
		s, ok := numeric(string(name[1:]))
		if !ok {
			return "", 0
		}
		return s, end + 1
	}
	entity, ok := util.LookUpHTML5EntityByName(string(name))
	if !ok {
		return "", 0
	}
	return string(entity.Characters), end + 1
}

// numeric resolves the digits of a reference like &#20013; or &#x4E2D;.
func numeric(digits string) (string, bool) {
	base, most := 10, 7
	if digits != "" && digits[0]|0x20 == 'x' {
		base, most, digits = 16, 6, digits[1:]
	}
	if len(digits) > most {
		return "", false
	}
	n, err := strconv.ParseUint(digits, base, 32) // takes no sign and no underscore
	if err != nil {
		return "", false
	}
	if c := rune(n); n > 0 && n <= utf8.MaxRune && utf8.ValidRune(c) && !isForbidden(c) {
		return string(c), true
	}
	return replacement, true
}

// plain resolves backslash escapes and character references of a destination or a title.
func plain(b []byte) string {
	if bytes.IndexFunc(b, func(c rune) bool { return c == '\\' || c == '&' || isForbidden(c) }) < 0 {
		return string(b)
	}
	var s strings.Builder
	for i := 0; i < len(b); {
		text, n := string(b[i:i+1]), 1
		if special[b[i]] {
			text, _, n = resolve(b[i:], false)
			if text == same {
				text = string(b[i : i+n])
			}
		}
		s.WriteString(text)
		i += n
	}
	return s.String()
}
