package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// paragraphs collects the text of a document, of which a table becomes rows of cells.
type paragraphs struct {
	part   Part
	label  string
	own    string // an element that is a paragraph by itself, beside those of texts
	into   *content
	number int // of paragraphs so far
	depth  int // of tables; a table in a table is text of its cell
	open   []*paragraph
	cell   []string
	before []string // of the cell, as it was before changes
	row    []piece
	table  table

	deleted, inserted int             // how many marks of changes are open
	fallback          int             // how many parts are open that old programs show instead of new ones
	shown             map[string]bool // the texts of the parts for new programs
}

// paragraph is one that is read. A text box stands within a paragraph, and has paragraphs of its own.
type paragraph struct {
	number   int
	now, was strings.Builder // with the changes that are tracked, and without
	field    strings.Builder // codes of fields
	changed  bool
}

func (p *paragraphs) where(number int) string {
	if p.label != "" {
		return "!" + p.label + "¶" + strconv.Itoa(number)
	}
	return "¶" + strconv.Itoa(number)
}

func (p *paragraphs) read(d *tokens) error {
	in := "" // the element right around
	for token, err := range d.all() {
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			in = t.Name.Local
			p.start(t)
		case xml.EndElement:
			in = ""
			p.end(t.Name.Local)
		case xml.CharData:
			p.write(in, string(t))
		}
	}
	return nil
}

// write adds characters of an element to the paragraph.
func (p *paragraphs) write(element, text string) {
	if len(p.open) == 0 {
		return
	}
	one := p.open[len(p.open)-1]
	switch element {
	case "instrText", "delInstrText":
		one.field.WriteString(text)
	case "delText":
		one.changed = true
		one.was.WriteString(text)
	case "t", "text", p.own:
		if element == "" {
			return
		}
		if p.deleted == 0 {
			one.now.WriteString(text)
		}
		if p.inserted == 0 {
			one.was.WriteString(text)
		}
		one.changed = one.changed || p.deleted > 0
	}
}

// blocks tells whether an element is a paragraph: one of texts, or a note on a slide, which has none.
func (p *paragraphs) blocks(name string) bool {
	switch name {
	case "p", "cm", p.own:
		return name != ""
	}
	return false
}

func (p *paragraphs) start(t xml.StartElement) {
	if p.blocks(t.Name.Local) {
		p.number++
		p.open = append(p.open, &paragraph{number: p.number})
	}
	switch t.Name.Local {
	case "tbl":
		p.depth++
	case "tab":
		p.both('\t')
	case "br", "cr":
		p.both('\n')
	case "noBreakHyphen":
		p.both('-')
	case "del", "moveFrom":
		p.deleted++
	case "ins", "moveTo":
		p.inserted++
	case "AlternateContent":
		p.shown = map[string]bool{}
	case "Fallback":
		p.fallback++
	}
	by := byChange
	if t.Name.Local == "comment" {
		by = byComment
	}
	p.into.property(by, attribute(t, "author"))
	if t.Name.Local == "docPr" || t.Name.Local == "cNvPr" {
		p.into.say(PictureTexts, p.where(p.number), attribute(t, "descr"))
	}
}

func (p *paragraphs) both(c byte) {
	if len(p.open) > 0 {
		one := p.open[len(p.open)-1]
		one.now.WriteByte(c)
		one.was.WriteByte(c)
	}
}

func (p *paragraphs) end(name string) {
	switch name {
	case "del", "moveFrom":
		p.deleted = max(0, p.deleted-1)
	case "ins", "moveTo":
		p.inserted = max(0, p.inserted-1)
	case "Fallback":
		p.fallback = max(0, p.fallback-1)
	}
	switch {
	case p.blocks(name) && len(p.open) > 0:
		one := p.open[len(p.open)-1]
		p.open = p.open[:len(p.open)-1]
		p.finish(one)
	case name == "tc" && p.depth == 1:
		c := piece{where: p.where(p.number), text: strings.Join(p.cell, "\n"), column: column(len(p.row)), part: p.part}
		if before := strings.Join(p.before, "\n"); before != c.text {
			c.before = before
		}
		p.row = append(p.row, c)
		p.cell, p.before = nil, nil
	case name == "tr" && p.depth == 1:
		p.table.rows = append(p.table.rows, p.row)
		p.row = nil
	case name == "tbl":
		if p.depth = max(0, p.depth-1); p.depth == 0 {
			p.into.tables = append(p.into.tables, p.table)
			p.table = table{}
		}
	}
}

// finish adds a paragraph to the document, or to the cell in which it stands.
func (p *paragraphs) finish(one *paragraph) {
	text, before := one.now.String(), ""
	if one.changed {
		before = one.was.String()
	}
	p.into.say(Link, p.where(one.number), one.field.String())
	if p.shown[text] && p.fallback > 0 {
		return
	}
	if p.shown != nil {
		p.shown[text] = true
	}
	if p.depth > 0 {
		p.cell = append(p.cell, text)
		if before == "" {
			before = text
		}
		p.before = append(p.before, before)
		return
	}
	if strings.TrimSpace(text) != "" || strings.TrimSpace(before) != "" {
		p.into.pieces = append(p.into.pieces, piece{where: p.where(one.number), text: text, part: p.part, before: before})
	}
}
