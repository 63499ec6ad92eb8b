package page

import (
	"fmt"
	"html"
	"html/template"
	"strconv"

	"mingde/internal/markdown"
)

// Body is the body of an entry in a view: what its slots are filled with today, and the sum of the text that it was parsed
// from. The HTML itself is not here: bodies are never all in memory, and not even one is copied more often than into its
// page.
type Body struct {
	Sum    [32]byte `sum:"body"` // of the text and of whatever else parsing depends on
	Fill   []Fill   // one a slot, in order
	source string   // path of the entry
	read   ReadBody // nil where there is no body
}

// ReadBody reads a body and hands it to use, which must not keep it.
type ReadBody func(use func(*markdown.Doc) error) error

// Bodied is a view with a body.
type Bodied interface {
	TheBody() Body
	setBody(Body)
}

// TheBody gives the body of a view of an entry.
func (v *EntryView) TheBody() Body { return v.Body }

func (v *EntryView) setBody(b Body) { v.Body = b }

// BodyMark is what HTML gives in place of a body: a byte that can stand nowhere else in a page.
const BodyMark = "\x00"

// Fill is what a slot of a body becomes: a link with a complete Href (without one only its text is left), or a picture
// (without one nothing is left).
type Fill struct {
	Href    string
	Title   string
	Outside bool     // leads out of the site
	Picture *Picture // its Href is complete as well
}

// HTML marks the place of the body, for the renderer to put it there; it is empty where there is no body.
func (b Body) HTML() template.HTML {
	if b.read == nil {
		return ""
	}
	return BodyMark
}

// Append appends the body with its slots filled to dst. The markup that it adds is the least that a link and a picture
// need; how they look is the stylesheet's business.
func (b Body) Append(dst []byte) ([]byte, error) {
	if b.read == nil {
		return dst, nil
	}
	err := b.read(func(doc *markdown.Doc) error {
		if len(doc.Slots) != len(b.Fill) {
			return fmt.Errorf("the body has %d slots, the view fills %d", len(doc.Slots), len(b.Fill))
		}
		dst = doc.Fill(dst, func(dst []byte, n int) []byte { return b.Fill[n].tag(dst, doc.Slots[n].Block) })
		return nil
	})
	return dst, err
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

// below completes the addresses of a picture for a page from which up leads to the root.
func (p *Picture) below(up string) {
	p.Href = up + p.Href
	for i := range p.Sizes {
		p.Sizes[i].Href = up + p.Sizes[i].Href
	}
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
	if len(p.Sizes) > 1 {
		dst = append(p.appendSources(append(dst, ` srcset="`...)), `" sizes="`+bodySizes+`"`...)
	}
	dst = attribute(dst, "alt", p.Alt)
	dst = attribute(dst, "width", strconv.Itoa(p.Width))
	dst = attribute(dst, "height", strconv.Itoa(p.Height))
	return append(dst, ` loading="lazy" decoding="async">`...)
}

// bodySizes is how wide a picture in a body stands on the screen, for the browser to choose a version by: as the column of
// text.
const bodySizes = "(max-width: 42rem) 100vw, 40rem"

// appendSources writes the versions of a picture as srcset has them.
func (p *Picture) appendSources(dst []byte) []byte {
	for i, size := range p.Sizes {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(append(dst, html.EscapeString(size.Href)...), ' ')
		dst = append(strconv.AppendInt(dst, int64(size.Width), 10), 'w')
	}
	return dst
}

func attribute(dst []byte, name, value string) []byte {
	dst = append(dst, ' ')
	dst = append(dst, name...)
	dst = append(dst, `="`...)
	dst = append(dst, html.EscapeString(value)...)
	return append(dst, '"')
}
