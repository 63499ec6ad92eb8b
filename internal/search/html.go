package search

import (
	"bytes"
	"html"
	"strings"
)

// inline are the elements of bodies that do not end a run: the text goes on through them.
var inline = map[string]bool{"em": true, "strong": true, "del": true, "code": true, "a": true}

// markup takes the text of a body's HTML, as package markdown writes it: with marks for its slots, a NUL and a letter each.
func (c *cutter) markup(doc []byte) {
	for len(doc) > 0 {
		next := bytes.IndexAny(doc, "<&\x00")
		if next < 0 {
			next = len(doc)
		}
		if next > 0 {
			c.text(Fold(string(doc[:next])))
			doc = doc[next:]
			continue
		}
		switch doc[0] {
		case '<':
			doc = c.tag(doc)
		case '&':
			doc = c.reference(doc)
		default:
			if len(doc) > 1 && doc[1] == 'i' { // a picture; its description is a field of its own
				c.end()
			}
			doc = doc[min(2, len(doc)):]
		}
	}
	c.end()
}

// tag passes over a tag at the beginning of doc.
func (c *cutter) tag(doc []byte) []byte {
	end := bytes.IndexByte(doc, '>')
	if end < 0 {
		end = len(doc) - 1
	}
	name := strings.TrimPrefix(string(doc[1:end+1]), "/")
	if i := strings.IndexAny(name, " >"); i >= 0 {
		name = name[:i]
	}
	if !inline[name] {
		c.end()
	}
	return doc[end+1:]
}

// reference takes a character reference; all that there are stand for marks that end a run.
func (c *cutter) reference(doc []byte) []byte {
	end := bytes.IndexByte(doc[:min(len(doc), 10)], ';')
	if end < 0 {
		end = 0
	}
	c.text(Fold(html.UnescapeString(string(doc[:end+1]))))
	return doc[end+1:]
}
