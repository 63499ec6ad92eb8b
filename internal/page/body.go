package page

import (
	"fmt"
	"html"
	"html/template"
	"strconv"

	"mingde/internal/markdown"
)

// Body is the body of an entry in a view: what its slots are filled with today, and the sum of the file that it was
// parsed from. The HTML itself is read and filled when a layout asks for it, so that bodies are never all in memory.
type Body struct {
	Sum    [32]byte // of the source and of whatever else parsing depends on
	Fill   []Fill   // one a slot, in order
	source string   // path of the entry
	load   func() (*markdown.Doc, error)
}

// Fill is what a slot of a body becomes: a link with a complete Href (without one only its text is left), or a picture
// (without one nothing is left).
type Fill struct {
	Href    string
	Title   string
	Outside bool     // leads out of the site
	Picture *Picture // its Href is complete as well
}

// Empty tells whether there is nothing to read.
func (b Body) Empty() bool { return b.load == nil }

// HTML reads the body and fills its slots. The markup that it adds is the least that a link and a picture need; how they
// look is the stylesheet's business.
func (b Body) HTML() (template.HTML, error) {
	if b.load == nil {
		return "", nil
	}
	doc, err := b.load()
	if err != nil {
		return "", err
	}
	if len(doc.Slots) != len(b.Fill) {
		return "", fmt.Errorf("the body has %d slots, the view fills %d", len(doc.Slots), len(b.Fill))
	}
	if len(b.Fill) == 0 {
		return template.HTML(doc.HTML), nil
	}
	filled := doc.Fill(make([]byte, 0, len(doc.HTML)+128*len(b.Fill)), func(dst []byte, n int) []byte {
		return b.Fill[n].tag(dst, doc.Slots[n].Block)
	})
	return template.HTML(filled), nil
}

// tag appends the start tag of a link, or a whole picture.
func (f Fill) tag(dst []byte, block bool) []byte {
	switch {
	case f.Picture != nil && block:
		return f.Picture.figure(dst)
	case f.Picture != nil:
		return f.Picture.image(dst)
	case f.Href == "":
		return dst
	}
	dst = append(dst, "<a"...)
	dst = attribute(dst, "href", f.Href)
	if f.Title != "" {
		dst = attribute(dst, "title", f.Title)
	}
	if f.Outside {
		dst = attribute(dst, "rel", "external noopener noreferrer")
	}
	return append(dst, '>')
}

func (p *Picture) figure(dst []byte) []byte {
	dst = p.image(append(dst, "<figure>"...))
	if p.Caption != "" {
		dst = append(dst, "<figcaption>"...)
		dst = append(dst, html.EscapeString(p.Caption)...)
		dst = append(dst, "</figcaption>"...)
	}
	return append(dst, "</figure>"...)
}

func (p *Picture) image(dst []byte) []byte {
	dst = attribute(append(dst, "<img"...), "src", p.Href)
	dst = attribute(dst, "alt", p.Alt)
	dst = attribute(dst, "width", strconv.Itoa(p.Width))
	dst = attribute(dst, "height", strconv.Itoa(p.Height))
	return append(dst, ` loading="lazy" decoding="async">`...)
}

func attribute(dst []byte, name, value string) []byte {
	dst = append(dst, ' ')
	dst = append(dst, name...)
	dst = append(dst, `="`...)
	dst = append(dst, html.EscapeString(value)...)
	return append(dst, '"')
}
