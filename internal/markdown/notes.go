package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"mingde/internal/problem"
)

// The ids of footnotes begin so: fn-1 is the first footnote, fnref-1 its mark in the text, fnref-1-2 the second one.
const (
	notePrefix    = "fn-"
	noteRefPrefix = "fnref-"
)

// note is a footnote.
type note struct {
	node   *extast.Footnote
	number int // from 1, in the order of the first marks; 0: no mark yet
	refs   int // marks rendered so far
}

// notes holds the footnotes of a body.
type notes struct {
	all     []*note
	byLabel map[string]*note
	ordered []*note // those with a mark, by number
}

func (ns *notes) reset() {
	clear(ns.all)
	clear(ns.ordered)
	clear(ns.byLabel)
	ns.all, ns.ordered = ns.all[:0], ns.ordered[:0]
}

func (ns *notes) add(node *extast.Footnote) {
	n := &note{node: node}
	ns.all = append(ns.all, n)
	if ns.byLabel == nil {
		ns.byLabel = map[string]*note{}
	}
	if label := util.ToLinkReference(node.Ref); ns.byLabel[label] == nil { // of two the first counts, as with references
		ns.byLabel[label] = n
	}
}

// noteBlockParser leaves a footnote in the tree where it stands, and notes it for the inline parser, which comes later.
type noteBlockParser struct{ container }

var noteParser = noteBlockParser{container{extension.NewFootnoteBlockParser()}}

// Close implements parser.BlockParser.
func (noteBlockParser) Close(node ast.Node, _ text.Reader, pc parser.Context) {
	if n, ok := node.(*extast.Footnote); ok {
		runOf(pc).notes.add(n)
	}
}

// noteRef is the mark of a footnote in the text.
type noteRef struct {
	ast.BaseInline
	note *note
}

var kindNoteRef = ast.NewNodeKind("NoteRef")

// Kind implements ast.Node.
func (*noteRef) Kind() ast.NodeKind { return kindNoteRef }

// Dump implements ast.Node.
func (n *noteRef) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// noteRefParser parses [^label]. It must come before links, and listens to ! because a picture would take the bracket.
type noteRefParser struct{}

// Trigger implements parser.InlineParser.
func (noteRefParser) Trigger() []byte { return []byte{'[', '!'} }

// Parse implements parser.InlineParser.
func (noteRefParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	r := runOf(pc)
	line, at := block.PeekLine()
	exclaimed := line[0] == '!'
	label := noteLabel(bytes.TrimPrefix(line, exclamation))
	if label == nil {
		return nil
	}
	found := r.notes.byLabel[util.ToLinkReference(label)]
	switch {
	case found == nil && exclaimed:
		return nil // the bracket is tried for itself
	case found == nil:
		p := RuleFootnote.At(problem.Place{}, problem.Args{"label": string(label)})
		r.report(p.WithMessage("rule.footnote.missing").WithHint("rule.footnote.missing.hint", p.Hint.Args), at.Start)
		return nil
	case exclaimed:
		block.Advance(1)
		return ast.NewTextSegment(at.WithStop(at.Start + 1))
	}
	block.Advance(len("[^") + len(label) + len("]"))
	return &noteRef{note: found}
}

var exclamation = []byte{'!'}

// noteLabel gives the label of a mark at the beginning of a line, nil if there is none.
func noteLabel(line []byte) []byte {
	const longest = 999 // as of the labels of links
	if len(line) < 4 || line[0] != '[' || line[1] != '^' {
		return nil
	}
	label := line[2:min(len(line), 2+longest)]
	end := bytes.IndexAny(label, "[]")
	if end < 1 || label[end] != ']' || len(bytes.TrimSpace(label[:end])) == 0 {
		return nil
	}
	return label[:end]
}

// noteRef renders the mark of a footnote: a link, or within a link only its number.
func (r *run) noteRef(n *noteRef) {
	if r.inAlt {
		return
	}
	if n.note.number == 0 {
		r.notes.ordered = append(r.notes.ordered, n.note)
		n.note.number = len(r.notes.ordered)
	}
	number := strconv.Itoa(n.note.number)
	if r.inLink {
		r.put("<sup>" + number + "</sup>")
		return
	}
	n.note.refs++
	r.put(`<sup><a id="` + refID(n.note.number, n.note.refs) + `" href="#` + notePrefix + number +
		`" role="doc-noteref" aria-label="注释 ` + number + `">` + number + "</a></sup>")
}

func refID(number, ref int) string {
	id := noteRefPrefix + strconv.Itoa(number)
	if ref > 1 {
		id += "-" + strconv.Itoa(ref)
	}
	return id
}

// endnotes renders the footnotes that have a mark, at the end of the body, and warns of the others. A footnote may bring
// in another one.
func (r *run) endnotes() {
	if len(r.notes.ordered) > 0 {
		r.put(`<section class="footnotes" role="doc-endnotes" aria-label="注释">` + "\n<ol>\n")
		for i := 0; i < len(r.notes.ordered); i++ {
			r.endnote(r.notes.ordered[i])
		}
		r.put("</ol>\n</section>\n")
	}
	for _, n := range r.notes.all {
		if n.number == 0 {
			r.report(RuleFootnote.At(problem.Place{}, problem.Args{"label": string(n.node.Ref)}), n.node.Pos())
		}
	}
}

// endnote renders a footnote; the way back stands at the end of its last paragraph.
func (r *run) endnote(n *note) {
	r.put(`<li id="` + notePrefix + strconv.Itoa(n.number) + `">`)
	last, isParagraph := n.node.LastChild().(*ast.Paragraph)
	isParagraph = isParagraph && !onlyPictures(last, r.src)
	for c := n.node.FirstChild(); c != nil; c = c.NextSibling() {
		if isParagraph && c.NextSibling() == nil {
			break
		}
		r.block(c)
	}
	r.put("<p>")
	if isParagraph {
		r.begin()
		r.inlines(last)
		r.end()
	}
	r.wayBack(n)
	r.put("</p></li>\n")
}

// wayBack renders a link to each mark of a footnote, except those in footnotes that come later.
func (r *run) wayBack(n *note) {
	for ref := range n.refs {
		label := "返回正文：注释 " + strconv.Itoa(n.number)
		if ref > 0 {
			label += "，第 " + strconv.Itoa(ref+1) + " 处"
		}
		r.put(` <a href="#` + refID(n.number, ref+1) + `" role="doc-backlink" aria-label="` + label + `">返回正文</a>`)
	}
}
