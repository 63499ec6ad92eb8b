package markdown

import "bytes"

// The marks of slots; see the package's comment.
const (
	mark      = 0x00
	markLink  = 'a'
	markEnd   = '/'
	markImage = 'i'
)

// Fill appends the HTML with every slot filled to dst. For each slot n of d.Slots in order it calls fill, which appends
//
//   - for a link the start tag <a …>, or nothing, which leaves only the words of the link;
//   - for a picture the finished element, or nothing. Where the slot's Block is false it stands in running text, so
//     that only phrasing content such as <img> is valid; where it is true a <figure> may stand as well.
//
// What fill appends is taken as it is: it must be valid HTML, and an address must have been checked. A link in which
// nothing is left, because its picture is not shown, is left out.
func (d *Doc) Fill(dst []byte, fill func(dst []byte, n int) []byte) []byte {
	html, n := d.HTML, 0
	link, inside := -1, 0 // where in dst the open link begins, and its content; -1: none
	for n <= len(d.Slots) {
		i := bytes.IndexByte(html, mark)
		if i < 0 || i+1 >= len(html) {
			break
		}
		dst = append(dst, html[:i]...)
		kind := html[i+1]
		html = html[i+2:]
		if kind == markEnd {
			dst = closeLink(dst, link, inside)
			link = -1
			continue
		}
		if n == len(d.Slots) {
			break
		}
		start := len(dst)
		dst = fill(dst, n)
		if kind == markLink && len(dst) > start {
			link, inside = start, len(dst)
		}
		n++
	}
	return append(dst, html...)
}

// closeLink ends the link that begins at link in dst, if there is one, or takes it back if it is empty.
func closeLink(dst []byte, link, inside int) []byte {
	switch {
	case link < 0:
		return dst
	case len(dst) == inside:
		return dst[:link]
	}
	return append(dst, "</a>"...)
}

// marksMatch tells whether html has exactly the marks of slots, in order, with links closed and not nested.
func marksMatch(html []byte, slots []Slot) bool {
	open := false
	for {
		i := bytes.IndexByte(html, mark)
		if i < 0 {
			return !open && len(slots) == 0
		}
		if i+1 >= len(html) {
			return false
		}
		kind := html[i+1]
		html = html[i+2:]
		switch {
		case kind == markEnd && open:
			open = false
			continue
		case len(slots) == 0:
			return false
		case kind == markLink && slots[0].Kind == Link && !open:
			open = true
		case kind == markImage && slots[0].Kind == Image:
		default:
			return false
		}
		slots = slots[1:]
	}
}
