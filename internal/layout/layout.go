// Package layout renders pages: it parses the layouts of a site, finds every mistake in them before the first page, and
// executes the layout of a page's type over the page's view.
//
// html/template decides what must be escaped where, and can execute every layout. Since a layout always shows views of one
// Go type, it is compiled for that type as well (compile.go), which is several times faster and finds what can only fail,
// such as a field that no view has. What the compiler does not know it leaves to html/template, layout by layout.
//
// It does not know the Showcase, the disk nor the clock, nor how a view was made. A layout sees its view and nothing
// else; the functions that it may call are the fixed list in function.go, all of them pure.
//
// The files are
//
//	layouts/base.html        the skeleton of every page; it calls the template "main"
//	layouts/<layout>.html    one for each layout that page.Type.Layout names; it defines "main", and may replace the
//	                         blocks of base.html
//	layouts/partials/*.html  templates under their own names, such as "partials/tally.html"
//
// Six partials are rendered apart from pages, once for each value that they show, and set into every page that asks for
// them: card.html and row.html (one entry in a list), honour.html and honour-row.html (somebody honoured in a list), header.html and
// footer.html (around every page). See fragment.go.
package layout

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"mingde/internal/page"
	"mingde/internal/problem"
)

// Folder is where layouts lie, in a site as in the binary.
const Folder = "layouts/"

const (
	baseFile = "base.html"
	mainName = "main"
)

// Set is the layouts of a site, ready to render. It is safe for use by several goroutines. It remembers the fragments of
// the cards, honours and chromes that it has rendered, by pointer, until [Set.Forget].
type Set struct {
	byType []*compiled // by page.Type; nil for what is no HTML

	card, row      *fragments[*page.Card]
	honour         *fragments[*page.Honour]
	honourRow      *fragments[*page.Honour]
	header, footer *fragments[*page.Chrome]
}

// compiled is the layout of one type, or one fragment.
type compiled struct {
	template *template.Template
	program  *program // nil where the compiler gave up
	gaveUp   []string // on what
	closure  closure
}

// Render appends the page of a view to w. On an error, which names file, line and column of the layout, what was appended
// is of no use.
func (s *Set) Render(w *bytes.Buffer, t page.Type, view any) error {
	c := s.of(t)
	if c == nil {
		return fmt.Errorf("layout: no page type with a layout: %d", t)
	}
	start := w.Len()
	if err := c.execute(w, view); err != nil {
		return located(err)
	}
	if v, ok := view.(page.Bodied); ok {
		return embody(w, start, v.TheBody())
	}
	return nil
}

// tails keeps what stands behind the bodies of pages while these are put in.
var tails = sync.Pool{New: func() any { return new([]byte) }}

// embody puts a body where the page that begins at start has its mark. A body may be long and passes through no template,
// so that it is copied once only.
func embody(w *bytes.Buffer, start int, body page.Body) error {
	mark := bytes.IndexByte(w.Bytes()[start:], page.BodyMark[0])
	if mark < 0 {
		return nil
	}
	space := tails.Get().(*[]byte)
	defer tails.Put(space)
	rest := append((*space)[:0], w.Bytes()[start+mark+1:]...)
	*space = rest
	w.Truncate(start + mark)
	text, err := body.Append(w.AvailableBuffer())
	if err != nil {
		return err
	}
	w.Write(text)
	w.Write(rest)
	return nil
}

// Sum is the hash of the closure of a type's layout: of the names and sources of all files from which a page of this type
// may be made. A file outside of the closure does not change it. The sum of a type without a layout is zero.
func (s *Set) Sum(t page.Type) [32]byte {
	if c := s.of(t); c != nil {
		return c.closure.sum
	}
	return [32]byte{}
}

// Closure lists the files of which [Set.Sum] is the hash, in order, as "layouts/base.html".
func (s *Set) Closure(t page.Type) []string {
	if c := s.of(t); c != nil {
		return slices.Clone(c.closure.files)
	}
	return nil
}

// Forget drops the fragments of all cards, honours and chromes. Call it when the views come from another Showcase: fragments are
// found by pointer and keep alive what they show.
func (s *Set) Forget() {
	s.card.forget()
	s.row.forget()
	s.honour.forget()
	s.honourRow.forget()
	s.header.forget()
	s.footer.forget()
}

func (s *Set) of(t page.Type) *compiled {
	if int(t) >= len(s.byType) {
		return nil
	}
	return s.byType[t]
}

// execPlace finds the place in an error of text/template: "template: event.html:12:4: executing …".
var execPlace = regexp.MustCompile(`^template: ([^:]+):(\d+)(?::(\d+))?: `)

// located puts the place of an error of execution first, as all our messages do.
func located(err error) error {
	text := err.Error()
	m := execPlace.FindStringSubmatch(text)
	if m == nil {
		return fmt.Errorf("layout: %w", err)
	}
	words := text[len(m[0]):]
	e := &execError{place: problem.Place{File: Folder + m[1]}, words: words, cause: err}
	e.text = Folder + strings.TrimPrefix(m[0], "template: ") + words
	e.place.Line, _ = strconv.Atoi(m[2])
	if column, err := strconv.Atoi(m[3]); err == nil {
		e.place.Column = column + 1 // text/template counts from 0
	}
	return e
}

// execError is a page that could not be made of a view.
type execError struct {
	place       problem.Place
	text, words string // with the place, and without
	cause       error
}

func (e *execError) Error() string { return e.text }
func (e *execError) Unwrap() error { return e.cause }
