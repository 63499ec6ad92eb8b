package markdown

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"

	"mingde/internal/problem"
)

// place is an offset in the source that a slot or a problem waits to have turned into a line and a column.
type place struct {
	offset  int
	index   int // in slots or problems
	problem bool
}

// maxProblems of a body are reported: who has so many has made one mistake, not a thousand.
const maxProblems = 1000

// report notes a problem at an offset of the source.
func (r *run) report(p problem.Problem, offset int) {
	if len(r.problems) >= maxProblems {
		return
	}
	r.places = append(r.places, place{offset: offset, index: len(r.problems), problem: true})
	r.problems = append(r.problems, p)
}

// slot notes a slot whose destination stands at an offset of the source.
func (r *run) slot(s Slot, offset int) {
	r.places = append(r.places, place{offset: offset, index: len(r.slots)})
	r.slots = append(r.slots, s)
}

// locate resolves all places in one pass over the source.
func (r *run) locate(file string, line int) {
	byOffset := func(a, b place) int { return cmp.Compare(a.offset, b.offset) }
	if !slices.IsSortedFunc(r.places, byOffset) {
		slices.SortStableFunc(r.places, byOffset)
	}
	from, column := 0, 1
	for _, p := range r.places {
		skipped := r.src[from:max(from, min(p.offset, len(r.src)))]
		if n := bytes.Count(skipped, newline); n > 0 {
			line += n
			column = 1
			skipped = skipped[bytes.LastIndexByte(skipped, '\n')+1:]
		}
		column += utf8.RuneCount(skipped)
		from = max(from, min(p.offset, len(r.src)))
		if p.problem {
			r.problems[p.index].Place = problem.Place{File: file, Line: line, Column: column}
		} else {
			r.slots[p.index].Line, r.slots[p.index].Column = line, column
		}
	}
}

var newline = []byte{'\n'}

// offsetOf gives where part, a slice of the source, begins in it. The parser hands out destinations as slices of the
// source, except where a tab was split; then, and for an empty part, it is otherwise.
func (r *run) offsetOf(part []byte, otherwise int) int {
	at := cap(r.src) - cap(part)
	if len(part) > 0 && at >= 0 && at+len(part) <= len(r.src) && bytes.Equal(r.src[at:at+len(part)], part) {
		return at
	}
	return max(otherwise, 0)
}
