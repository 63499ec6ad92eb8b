// Package markdown turns the body of an entry into HTML with numbered slots for its links and pictures, its headings,
// its plain text and its first sentences. It does not know the site: where a link leads, whether its target may be
// seen and how a picture is shown is decided by whoever fills the slots.
//
// The dialect is CommonMark 0.31 with tables and footnotes; `~~` strikes with two tildes only; emphasis works beside
// Chinese punctuation; a soft line break between Chinese characters vanishes. Raw HTML is an error, and so is whatever
// would leave a reader without words: a picture without a description, a link without an address.
//
// # Marks
//
// HTML of a [Doc] is finished but for its slots, each marked by a NUL byte and a letter. NUL cannot occur otherwise: the
// parser's input has none, and a reference like &#0; gives U+FFFD.
//
//	NUL a   the slot of a link opens
//	NUL /   the slot of a link closes (links do not nest)
//	NUL i   the slot of a picture
//
// Slots are numbered in the order in which they open, so that the marks need no numbers. [Doc.Fill] replaces them.
package markdown

import (
	"slices"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"mingde/internal/problem"
)

// SlotKind says what stands in a slot.
type SlotKind uint8

// The kinds of slots.
const (
	Link SlotKind = iota + 1
	Image
)

// Slot is a place in the HTML that is filled when the page is rendered.
type Slot struct {
	Kind SlotKind
	// Dest is the destination as the author meant it: escapes and character references are resolved, nothing is
	// percent-encoded, no scheme is refused. It is never empty. An address of mail from <…> begins with "mailto:".
	Dest  string
	Title string // the optional title, which is not part of [Doc.Text]
	Alt   string // of pictures: the description as plain text
	// Block is true for a picture outside of any paragraph, where a <figure> may stand.
	Block bool
	// Line and Column (code points, from 1) are the place of Dest in the file.
	Line, Column int
}

// Heading is a heading of the body, from level 2 on.
type Heading struct {
	Level int
	ID    string // unique in the body, the heading's own text with '-' for spaces
	Text  string
}

// Doc is a body.
type Doc struct {
	HTML     []byte // with marks for the slots; see the package's comment
	Slots    []Slot // in the order of their marks
	Headings []Heading
	// Summary is the first sentences, without headings, tables, code and footnotes: at most 120 code points.
	Summary string
	// Text is the plain text, descriptions of pictures and footnotes included: blocks and rows of tables are separated
	// by line feeds, cells by spaces.
	Text string
}

// Parse turns a body into a [Doc]. src is valid UTF-8 without NUL, with LF or CRLF; file and firstLine say where it
// stands: the name for problems, and the line of the file in which src begins. The Doc is usable whatever the problems.
// Problems come sorted. Parse is safe for use by several goroutines.
func Parse(src []byte, file string, firstLine int) (Doc, []problem.Problem) {
	r := runs.Get().(*run)
	defer r.release()
	doc, problems := r.parse(src, file, firstLine)
	doc.Text = string(r.text)
	return doc, problems
}

// ParseHTML is [Parse] without Text, as long as the body itself: what rendering a page needs.
func ParseHTML(src []byte, file string, firstLine int) (Doc, []problem.Problem) {
	r := runs.Get().(*run)
	defer r.release()
	return r.parse(src, file, firstLine)
}

// parse gives the Doc without its Text.
func (r *run) parse(src []byte, file string, firstLine int) (Doc, []problem.Problem) {
	r.src = src[:len(src):len(src)] // offsetOf relies on the capacity
	if r.html == nil {
		r.html = *pages.Get().(*[]byte)
	}
	pc := parser.NewContext()
	pc.Set(runKey, r)
	r.document(dialect.Parse(text.NewReader(r.src), parser.WithContext(pc)))
	r.locate(file, firstLine)
	doc := Doc{
		HTML:     r.givenAway(),
		Slots:    taken(r.slots),
		Headings: taken(r.headings),
		Summary:  r.summary(),
	}
	return doc, problem.Sort(append(taken(r.problems), blankLinks(src, file, firstLine)...))
}

// givenAway is the HTML in the buffer itself, which is the doc's from now on; see [Doc.Recycle].
func (r *run) givenAway() []byte {
	if len(r.html) == 0 {
		return nil
	}
	html := r.html
	r.html = nil
	return html
}

// pages keeps the memory of HTML that nobody needs any more.
var pages = sync.Pool{New: func() any { return new([]byte) }}

// Recycle gives back the memory of the HTML, for other bodies; nobody may look at it any more. It may be left out.
func (d *Doc) Recycle() {
	if cap(d.HTML) > 0 && cap(d.HTML) <= maxKept {
		html := d.HTML[:0]
		pages.Put(&html)
	}
	d.HTML = nil
}

// taken copies what a run has gathered in its buffers; nil if that is nothing, whatever the run was used for before.
func taken[T any](buffer []T) []T {
	if len(buffer) == 0 {
		return nil
	}
	return slices.Clone(buffer)
}

// dialect is safe for use by several goroutines; what belongs to one body is in its run.
var dialect = newParser()

// runs keeps the buffers of finished runs.
var runs = sync.Pool{New: func() any { return new(run) }}

// maxKept is the size in bytes from which the buffers of a run are not kept: one giant entry must not hold its memory.
const maxKept = 1 << 20

// run is one call of Parse: what the block and inline parsers note while they read, and what the renderer writes.
type run struct {
	src      []byte
	problems []problem.Problem
	places   []place // of slots and problems, resolved at the end in one pass

	guard guard
	notes notes
	marks []parser.Delimiter // room for those of the syntax tree, see newMark

	html, text []byte
	slots      []Slot
	headings   []Heading
	ids        map[string]int // every id in use → the last suffix tried for it
	labels     map[string]int // every label of a table in use → how often
	lead       []byte         // the beginning of the running text, for the summary
	leadFrom   int            // where in text the part begins that lead does not have yet; -1: not in running text
	blockFrom  int            // where in text the block begins
	scratch    []byte

	depth  int  // of inline elements
	inAlt  bool // only the text is wanted
	inLink bool // an <a> is open
	inCell bool // of a table
}

// release empties the run and gives it back.
func (r *run) release() {
	if cap(r.html) > maxKept {
		return
	}
	clear(r.slots)
	clear(r.headings)
	clear(r.problems)
	clear(r.places)
	clear(r.ids)
	clear(r.labels)
	r.notes.reset()
	clear(r.marks)
	*r = run{
		problems: r.problems[:0], places: r.places[:0], notes: r.notes, marks: r.marks[:0],
		html: r.html[:0], text: r.text[:0], slots: r.slots[:0], headings: r.headings[:0],
		ids: r.ids, labels: r.labels, lead: r.lead[:0], scratch: r.scratch[:0],
	}
	runs.Put(r)
}

// runKey finds the run in a parser's context.
var runKey = parser.NewContextKey()

func runOf(pc parser.Context) *run { return pc.Get(runKey).(*run) }

// document renders the whole body and its footnotes.
func (r *run) document(root ast.Node) {
	r.leadFrom = -1
	r.blocks(root)
	r.endnotes()
}
