package feed

import (
	"bytes"
	"errors"
	"fmt"

	"mingde/internal/page"
)

// writeAtom writes a feed of RFC 4287. What the standard demands must be there: id and updated of the feed and of each
// entry, and each entry's link, since the entries have a summary and no content (§4.1.1, §4.1.2).
func writeAtom(w *bytes.Buffer, v *page.AtomView) error {
	if v.ID == "" || v.Updated == "" {
		return errors.New("Atom feed without id or time of its last change")
	}
	m := &markup{w: w}
	m.raw(xmlDeclaration)
	m.raw(`<feed xmlns="http://www.w3.org/2005/Atom"`)
	if v.Lang != "" {
		m.attribute("xml:lang", v.Lang)
	}
	m.raw(">\n")
	m.element("", "id", v.ID)
	m.element("", "title", v.Title)
	m.optional("", "subtitle", v.Subtitle)
	m.element("", "updated", v.Updated)
	m.author("", v.Author)
	m.link("", "self", "application/atom+xml", v.Self)
	m.link("", "alternate", "text/html", v.Home)
	for i := range v.Entries {
		e := &v.Entries[i]
		if e.ID == "" || e.Updated == "" || e.Link == "" {
			return fmt.Errorf("entry %d of Atom feed %s (%s): no id, link or time of its last change", i+1, v.ID, e.Title)
		}
		m.entry(e)
	}
	m.raw("</feed>\n")
	return nil
}

func (m *markup) entry(e *page.AtomEntry) {
	m.raw("<entry>\n")
	m.element("  ", "id", e.ID)
	m.element("  ", "title", e.Title)
	m.link("  ", "alternate", "text/html", e.Link)
	m.optional("  ", "published", e.Published)
	m.element("  ", "updated", e.Updated)
	m.author("  ", e.Author)
	for _, c := range e.Categories {
		m.raw("  <category")
		m.attribute("term", c)
		m.raw("/>\n")
	}
	if e.Summary != "" {
		m.raw(`  <summary type="text">`)
		m.text(e.Summary)
		m.raw("</summary>\n")
	}
	m.raw("</entry>\n")
}

// author names a person or body; none when the name is empty, so that an entry has the author of its feed.
func (m *markup) author(indent, name string) {
	if name != "" {
		m.raw(indent)
		m.raw("<author><name>")
		m.text(name)
		m.raw("</name></author>\n")
	}
}

// link leads to an absolute address; none when it is empty.
func (m *markup) link(indent, rel, mediaType, address string) {
	if address != "" {
		m.raw(indent)
		m.raw("<link")
		m.attribute("rel", rel)
		m.attribute("type", mediaType)
		m.attribute("href", address)
		m.raw("/>\n")
	}
}
