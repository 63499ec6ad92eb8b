package build

import (
	"bytes"

	"mingde/internal/output"
	"mingde/internal/page"
)

// Reason says whether a build renders a page, and why.
type Reason string

// The reasons, in the order in which they are told. A page for which several hold has the first.
const (
	New     Reason = "new"     // it was not there before
	Content Reason = "content" // its view has changed: entries, settings, or the day
	Layout  Reason = "layout"  // a file of its layout has changed
	Assets  Reason = "assets"  // only the names of stylesheets and the like in it have changed
	Program Reason = "program" // another version of the program made it
	Altered Reason = "altered" // somebody else changed or removed the file
	Reused  Reason = "reused"  // it stands there as it would be made, and is left alone
)

// Reasons lists them all.
var Reasons = []Reason{New, Content, Layout, Assets, Program, Altered, Reused}

// The sum of a page, as the index keeps it, is one value in five parts, so that a later build can tell what has changed: of
// the view and the page's type, of the text of its body, of the names of assets, of the closure of the layout, of the
// program's version. A page is taken for another when any part differs; what is cut off a SHA-256 leaves 2⁻⁴⁸ for a change
// that is not seen.
const (
	contentEnd = 16
	bodyEnd    = 28
	assetsEnd  = 34
	layoutEnd  = 42
)

// sum is what a page was made from: its view, the closure of its layout, and the program.
func (b *builder) sum(t page.Type, view any) (sum output.PageSum) {
	made := page.SumOf(view)
	copy(sum[:contentEnd], made.Content[:])
	sum[0] ^= byte(t)
	copy(sum[contentEnd:bodyEnd], made.Body[:])
	copy(sum[bodyEnd:assetsEnd], made.Assets[:])
	if t.Layout() != "" {
		closure := b.set.Sum(t)
		copy(sum[assetsEnd:layoutEnd], closure[:])
	}
	copy(sum[layoutEnd:], b.program[:])
	return sum
}

// reason compares what a page would be made from with what the file of a number in the output folder was made from.
func reason(w *output.Writer, number int, sum output.PageSum) Reason {
	old := w.PageSum(number)
	differs := func(from, to int) bool { return !bytes.Equal(old[from:to], sum[from:to]) }
	switch {
	case old == output.PageSum{}:
		return New
	case differs(0, bodyEnd):
		return Content
	case differs(assetsEnd, layoutEnd):
		return Layout
	case differs(bodyEnd, assetsEnd):
		return Assets
	case differs(layoutEnd, len(sum)):
		return Program
	case !w.Stands(number):
		return Altered
	}
	return Reused
}

// sameBody tells whether a page would be made from what the file of a number was made from, where it is known that nothing
// but texts of bodies has changed since (builder.framed): then its sum is what it was, unless it is its own body that has
// changed, and no view need be made to know it.
func sameBody(w *output.Writer, number int, p page.Page) bool {
	old := w.PageSum(number)
	if old == (output.PageSum{}) || p.Body == nil {
		return old != output.PageSum{}
	}
	body := page.BodySum(p.Body.Body)
	return bytes.Equal(old[contentEnd:bodyEnd], body[:bodyEnd-contentEnd])
}
