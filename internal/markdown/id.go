package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// headingID gives a heading the id under which a link finds it: its own text.
func (r *run) headingID(text string) string {
	id := idOf(text)
	if strings.HasPrefix(id, notePrefix) || strings.HasPrefix(id, noteRefPrefix) || strings.HasPrefix(id, "_") {
		id = "section-" + id // those belong to footnotes and to layouts
	}
	return unique(&r.ids, id, "-")
}

// idOf keeps what needs no escaping in an id, nor in the fragment of an address (RFC 3986, 3.5, with the characters of
// RFC 3987): white space becomes one '-', the rest is dropped.
func idOf(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, c := range text {
		if unicode.IsSpace(c) {
			gap = b.Len() > 0
			continue
		}
		if !isIDChar(c) {
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(c)
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

func isIDChar(c rune) bool {
	if c < utf8.RuneSelf {
		return unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("-._~!$()*+,;=:@/?", c)
	}
	return unicode.IsGraphic(c)
}

// unique gives name, or with a separator and a number from 2 on if it is in use, and takes it into use.
func unique(used *map[string]int, name, separator string) string {
	if *used == nil {
		*used = map[string]int{}
	}
	n, taken := (*used)[name]
	if !taken {
		(*used)[name] = 1
		return name
	}
	for {
		n++
		numbered := name + separator + strconv.Itoa(n)
		if _, taken := (*used)[numbered]; !taken {
			(*used)[name], (*used)[numbered] = n, 1
			return numbered
		}
	}
}
