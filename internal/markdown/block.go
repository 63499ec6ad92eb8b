package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"mingde/internal/problem"
)

// blocks renders the blocks within a block.
func (r *run) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		r.block(n)
	}
}

func (r *run) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		r.paragraph(n)
	case *ast.TextBlock:
		r.tightParagraph(n)
	case *ast.Heading:
		r.heading(n)
	case *ast.List:
		r.list(n)
	case *ast.Blockquote:
		r.put("<blockquote>\n")
		r.blocks(n)
		r.put("</blockquote>\n")
	case *ast.CodeBlock:
		r.code(n)
	case *ast.FencedCodeBlock:
		r.code(n)
	case *ast.ThematicBreak:
		r.put("<hr>\n")
	case *ast.HTMLBlock:
		r.rawHTML(n.Pos())
	case *extast.Table:
		r.table(n)
	}
	// What is left, definitions of references and footnotes, shows nothing where it stands.
}

func (r *run) put(html string) { r.html = append(r.html, html...) }

// begin starts a block in the plain text, and gives where it begins.
func (r *run) begin() int {
	if n := len(r.text); n > 0 && r.text[n-1] != '\n' {
		r.text = append(r.text, '\n')
	}
	r.blockFrom = len(r.text)
	return r.blockFrom
}

// end trims the end of the block in the plain text.
func (r *run) end() {
	kept := bytes.TrimRight(r.text[r.blockFrom:], " \t\n")
	r.text = r.text[:r.blockFrom+len(kept)]
}

func (r *run) paragraph(n *ast.Paragraph) {
	if r.pictures(n) {
		return
	}
	r.put("<p>")
	r.running(n)
	r.put("</p>\n")
}

// tightParagraph renders the paragraph of a tight list, which has no <p>.
func (r *run) tightParagraph(n *ast.TextBlock) {
	if r.pictures(n) {
		return
	}
	r.running(n)
	if n.NextSibling() != nil {
		r.put("\n")
	}
}

// running renders running text, the only text of which the summary is made.
func (r *run) running(n ast.Node) {
	r.leadFrom = r.begin()
	r.inlines(n)
	r.end()
	r.takeLead()
	r.leadFrom = -1
	r.endLead()
}

// pictures renders a paragraph that consists of pictures alone, each as a block of its own; it does nothing and gives
// false if there is anything else.
func (r *run) pictures(n ast.Node) bool {
	if !onlyPictures(n, r.src) {
		return false
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if picture, ok := c.(*ast.Image); ok {
			r.begin()
			r.image(picture, true)
			r.end()
			r.put("\n")
		}
	}
	return true
}

func onlyPictures(n ast.Node, src []byte) bool {
	found := false
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Image:
			found = true
		case *ast.Text:
			if len(bytes.TrimSpace(c.Segment.Value(src))) > 0 {
				return false
			}
		default:
			return false
		}
	}
	return found
}

// heading renders a heading, one of level 1 as level 2: level 1 is the title of the page. A heading without content is
// left out.
func (r *run) heading(n *ast.Heading) {
	from := len(r.html)
	start := r.begin()
	r.inlines(n)
	r.end()
	if len(r.html) == from {
		return
	}
	h := Heading{Level: max(n.Level, 2), Text: string(r.text[start:])}
	h.ID = r.headingID(h.Text)
	r.headings = append(r.headings, h)
	tag := "h" + strconv.Itoa(h.Level)
	r.scratch = append(r.scratch[:0], r.html[from:]...) // the id is known only now
	r.html = r.html[:from]
	r.put("<" + tag + ` id="`)
	r.put(h.ID)
	r.put(`">`)
	r.html = append(r.html, r.scratch...)
	r.put("</" + tag + ">\n")
}

func (r *run) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
		r.yearList(n)
	}
	r.put("<" + tag)
	if n.IsOrdered() && n.Start != 1 {
		r.put(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	r.put(">\n")
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		r.put("<li>")
		r.blocks(item)
		r.put("</li>\n")
	}
	r.put("</" + tag + ">\n")
}

// yearList warns of items whose number was hardly meant as one: it has three digits or more, and does not continue the
// count of the list.
func (r *run) yearList(list *ast.List) {
	expected := -1
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		at := item.Pos()
		digits := r.digitsAt(at)
		number, err := strconv.Atoi(digits)
		if err == nil && len(digits) >= 3 && number != expected {
			r.report(RuleYearList.At(problem.Place{}, problem.Args{"number": digits}), at)
		}
		expected = number + 1
	}
}

// digitsAt gives the digits of the number at an offset of the source.
func (r *run) digitsAt(offset int) string {
	end := max(offset, 0)
	for end < len(r.src) && '0' <= r.src[end] && r.src[end] <= '9' {
		end++
	}
	return string(r.src[max(offset, 0):end])
}

// code renders a block of code as it is. It takes the focus, so that a wide one can be scrolled by keyboard.
func (r *run) code(n ast.Node) {
	r.begin()
	r.put(`<pre tabindex="0"><code>`)
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		r.words(line.Value(r.src), true)
	}
	r.put("</code></pre>\n")
	r.end()
}

func (r *run) rawHTML(offset int) {
	const shown = 24 // code points of the line that the message repeats
	line, _, _ := bytes.Cut(r.src[max(offset, 0):], newline)
	tag := string(bytes.TrimSpace(line))
	if i := bytes.IndexByte(line, '>'); i >= 0 {
		tag = string(line[:i+1])
	}
	if runes := []rune(tag); len(runes) > shown {
		tag = string(runes[:shown]) + "…"
	}
	r.report(RuleRawHTML.At(problem.Place{}, problem.Args{"tag": tag}), offset)
}

// table renders a table in a region that scrolls by itself, also by keyboard, and has a name: that of the heading above.
func (r *run) table(n *extast.Table) {
	label := "表格"
	if len(r.headings) > 0 && r.headings[len(r.headings)-1].Text != "" {
		label += "：" + r.headings[len(r.headings)-1].Text
	}
	label = unique(&r.labels, label, " ")
	r.put(`<div class="table" tabindex="0" role="group" aria-label="` + escape(label) + "\">\n<table>\n")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		switch row.(type) {
		case *extast.TableHeader:
			r.put("<thead>\n")
			r.row(row, true)
			r.put("</thead>\n")
			if row.NextSibling() != nil {
				r.put("<tbody>\n")
			}
		case *extast.TableRow:
			r.row(row, false)
			if row.NextSibling() == nil {
				r.put("</tbody>\n")
			}
		}
	}
	r.put("</table>\n</div>\n")
}

func (r *run) row(row ast.Node, head bool) {
	r.begin()
	r.put("<tr>")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		if cell, ok := c.(*extast.TableCell); ok {
			r.cell(cell, head)
		}
	}
	r.put("</tr>\n")
	r.end()
}

// cell renders a cell. One without content in the head is no header of anything and becomes a <td>.
func (r *run) cell(n *extast.TableCell, head bool) {
	tag, scope := "td", ""
	if head && n.HasChildren() {
		tag, scope = "th", ` scope="col"`
	}
	r.put("<" + tag + scope)
	if n.Alignment != extast.AlignNone {
		r.put(` style="text-align:` + n.Alignment.String() + `"`)
	}
	r.put(">")
	r.gap()
	r.inCell = true
	r.inlines(n)
	r.inCell = false
	r.put("</" + tag + ">")
}
