package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"mingde/internal/problem"
)

// inlines renders the inline content of a node.
func (r *run) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		r.inline(n)
	}
}

func (r *run) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		r.textNode(n)
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		r.element(n, tag)
	case *extast.Strikethrough:
		r.element(n, "del")
	case *ast.CodeSpan:
		r.codeSpan(n)
	case *ast.Link:
		r.link(n)
	case *ast.AutoLink:
		r.autoLink(n)
	case *ast.Image:
		r.image(n, false)
	case *noteRef:
		r.noteRef(n)
	case *ast.RawHTML:
		if n.Segments.Len() > 0 {
			r.rawHTML(n.Segments.At(0).Start)
		}
	}
}

// element renders an element without attributes; nested too deep, only what is in it.
func (r *run) element(n ast.Node, tag string) {
	r.depth++
	if r.depth > maxInline {
		r.tooDeep(n.Pos())
		r.inlines(n)
	} else {
		r.put("<" + tag + ">")
		r.inlines(n)
		r.put("</" + tag + ">")
	}
	r.depth--
}

func (r *run) textNode(n *ast.Text) {
	r.words(n.Segment.Value(r.src), n.IsRaw())
	switch {
	case n.HardLineBreak():
		r.put("<br>\n")
		r.gap()
	case n.SoftLineBreak() && !joins(widthBefore(r.text[r.blockFrom:]), r.widthAfter(n)):
		r.put("\n")
		r.gap()
	}
}

// widthAfter gives the width of the text that follows a node in its paragraph.
func (r *run) widthAfter(n ast.Node) width {
	for n.NextSibling() == nil {
		n = n.Parent()
		if n == nil || n.Type() != ast.TypeInline {
			return narrow
		}
	}
	n = n.NextSibling()
	for n.HasChildren() && n.Kind() != ast.KindImage {
		n = n.FirstChild()
	}
	switch n := n.(type) {
	case *ast.Text:
		return widthAfter(n.Segment.Value(r.src))
	case *noteRef: // belongs to the text before it
		return wide
	}
	return narrow
}

func (r *run) codeSpan(n *ast.CodeSpan) {
	r.put("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		code := t.Segment.Value(r.src)
		if r.inCell {
			code = bytes.ReplaceAll(code, escapedPipe, pipe)
		}
		line, isLine := bytes.CutSuffix(code, newline)
		r.words(bytes.TrimSuffix(line, carriageReturn), true)
		if isLine {
			r.put(" ")
			r.text = append(r.text, ' ')
		}
	}
	r.put("</code>")
}

var (
	escapedPipe    = []byte(`\|`)
	pipe           = []byte{'|'}
	carriageReturn = []byte{'\r'}
)

// link renders a link. One that leads nowhere becomes its words; one without words, nothing.
func (r *run) link(n *ast.Link) {
	if r.inAlt || r.inLink {
		r.inlines(n)
		return
	}
	dest := plain(n.Destination)
	switch {
	case strings.TrimSpace(dest) == "":
		from := len(r.text)
		r.inlines(n)
		args := problem.Args{"text": strings.TrimSpace(string(r.text[from:]))}
		r.report(RuleEmptyLink.At(problem.Place{}, args), n.Pos())
	case !r.hasWords(n):
		p := RuleEmptyLink.At(problem.Place{}, problem.Args{"dest": dest})
		r.report(p.WithMessage("rule.empty-link.words").WithHint("rule.empty-link.words.hint", p.Hint.Args), n.Pos())
	default:
		r.slot(Slot{Kind: Link, Dest: dest, Title: plain(n.Title)}, r.offsetOf(n.Destination, n.Pos()))
		r.openLink()
		r.inlines(n)
		r.closeLink()
	}
}

// hasWords tells whether anything within a link can be read or seen.
func (r *run) hasWords(parent ast.Node) bool {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			if len(bytes.TrimSpace(n.Segment.Value(r.src))) > 0 {
				return true
			}
		case *ast.CodeSpan, *ast.AutoLink, *ast.Image:
			return true
		case *ast.Emphasis, *extast.Strikethrough:
			if r.hasWords(n) {
				return true
			}
		}
	}
	return false
}

func (r *run) openLink() {
	r.html = append(r.html, mark, markLink)
	r.inLink = true
}

func (r *run) closeLink() {
	r.html = append(r.html, mark, markEnd)
	r.inLink = false
}

// autoLink renders <https://…> and <name@host>. Escapes and references have no meaning in them.
func (r *run) autoLink(n *ast.AutoLink) {
	label := n.Label(r.src)
	if r.inAlt || r.inLink {
		r.words(label, true)
		return
	}
	dest := string(label)
	if n.AutoLinkType == ast.AutoLinkEmail {
		dest = "mailto:" + dest
	}
	r.slot(Slot{Kind: Link, Dest: dest}, r.offsetOf(label, n.Pos()))
	r.openLink()
	r.words(label, true)
	r.closeLink()
}

// image renders a picture, or within the description of another picture only its words.
func (r *run) image(n *ast.Image, block bool) {
	if r.inAlt {
		r.inlines(n)
		return
	}
	alt := r.alt(n)
	dest := plain(n.Destination)
	if strings.TrimSpace(dest) == "" {
		p := RuleEmptyLink.At(problem.Place{}, problem.Args{"text": alt})
		r.report(p.WithMessage("rule.empty-link.image").WithHint("rule.empty-link.image.hint", p.Hint.Args), n.Pos())
		return
	}
	if alt == "" {
		r.report(RuleMissingAlt.At(problem.Place{}, problem.Args{"file": dest}), n.Pos())
	}
	s := Slot{Kind: Image, Dest: dest, Title: plain(n.Title), Alt: alt, Block: block}
	r.slot(s, r.offsetOf(n.Destination, n.Pos()))
	r.html = append(r.html, mark, markImage)
}

// alt writes the description of a picture to the plain text, set off by spaces, and gives it.
func (r *run) alt(n *ast.Image) string {
	leads := r.leadFrom >= 0
	if leads {
		r.takeLead()
	}
	r.gap()
	html, from := len(r.html), len(r.text)
	r.inAlt = true
	r.inlines(n)
	r.inAlt = false
	r.html = r.html[:html]
	alt := strings.TrimSpace(string(r.text[from:]))
	r.gap()
	if leads {
		r.leadFrom = len(r.text)
	}
	return alt
}

// gap ends a word in the plain text.
func (r *run) gap() {
	if n := len(r.text); n > r.blockFrom && r.text[n-1] != ' ' {
		r.text = append(r.text, ' ')
	}
}
