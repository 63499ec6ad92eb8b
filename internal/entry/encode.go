package entry

import (
	"bytes"
	"slices"

	"mingde/internal/codec"
	"mingde/internal/problem"
)

// Encode appends an entry and the problems that Parse found in it to dst, for a cache: its head, and the sum of its body.
func (e *Entry) Encode(dst []byte, problems []problem.Problem) []byte {
	return append(e.Head(dst, problems), e.Body[:]...)
}

// Head appends everything that a site takes from the file but the text of the body. Where it is as it was, nothing has
// changed but that text.
func (e *Entry) Head(dst []byte, problems []problem.Problem) []byte {
	dst = codec.Append(dst, &e.Lead, &e.Slots, &e.Numbers, &e.Blank, &e.Broken, &problems, e.Common)
	if e.Kind.Dated() {
		dst = codec.Append(dst, e.Dated)
	}
	return codec.Append(dst, e.detail)
}

// HeadOf gives the head in a record that Encode has written.
func HeadOf(record []byte) []byte { return record[:max(0, len(record)-len(Entry{}.Body))] }

// SameButPlaces tells whether two versions of an entry, in which nothing was found wrong, differ in nothing but the text of the
// body and where in the file its links, pictures and numbers stand.
func (e *Entry) SameButPlaces(other *Entry) bool {
	return bytes.Equal(e.withoutPlaces().Head(nil, nil), other.withoutPlaces().Head(nil, nil))
}

func (e *Entry) withoutPlaces() *Entry {
	plain := *e
	plain.Slots, plain.Numbers = slices.Clone(e.Slots), slices.Clone(e.Numbers)
	for i := range plain.Slots {
		plain.Slots[i].Line, plain.Slots[i].Column = 0, 0
	}
	for i := range plain.Numbers {
		plain.Numbers[i].Place = problem.Place{Field: plain.Numbers[i].Field}
	}
	return &plain
}

// Decode makes the entry of a file from what Encode has written for the same file. Damaged bytes are an error. The entry
// keeps the record.
func Decode(file string, record []byte) (*Entry, []problem.Problem, error) {
	e, d, _ := place(file)
	if e == nil {
		return nil, nil, codec.ErrDamaged
	}
	var problems []problem.Problem
	into := []any{&e.Lead, &e.Slots, &e.Numbers, &e.Blank, &e.Broken, &problems, d.common, d.dated, d.detail, &e.Body}
	if d.dated == nil {
		into = slices.Delete(into, 7, 8)
	}
	if err := codec.Read(record, into...); err != nil {
		return nil, nil, err
	}
	return e, problems, nil
}
