package markdown

import (
	"bytes"
	"html"
	"strings"
)

// LinkWords gives the words of each link as a reader sees them, by the number of its slot; those of pictures are "".
func (d *Doc) LinkWords() []string {
	words := make([]string, len(d.Slots))
	rest, n, open := d.HTML, 0, -1
	var b strings.Builder
	for {
		i := bytes.IndexByte(rest, mark)
		if i < 0 || i+1 >= len(rest) {
			return words
		}
		if open >= 0 {
			b.Write(rest[:i])
		}
		kind := rest[i+1]
		rest = rest[i+2:]
		switch kind {
		case markEnd:
			if open >= 0 {
				words[open] = withoutTags(b.String())
			}
			open = -1
			b.Reset()
			continue
		case markLink:
			open = n
		}
		if n++; n > len(words) {
			return words
		}
	}
}

// withoutTags gives the text of inline HTML.
func withoutTags(inline string) string {
	var b strings.Builder
	for {
		begin := strings.IndexByte(inline, '<')
		if begin < 0 {
			b.WriteString(inline)
			return strings.TrimSpace(html.UnescapeString(b.String()))
		}
		b.WriteString(inline[:begin])
		end := strings.IndexByte(inline[begin:], '>')
		if end < 0 {
			return strings.TrimSpace(html.UnescapeString(b.String()))
		}
		inline = inline[begin+end+1:]
	}
}
