package entry

import (
	"reflect"

	"mingde/internal/codec"
	"mingde/internal/problem"
)

// Encode appends an entry and the problems that Parse found in it to dst, for a cache.
func (e *Entry) Encode(dst []byte, problems []problem.Problem) []byte {
	dst = codec.Append(dst, e.Lead, e.Slots, e.Numbers, e.Body, e.Blank, e.Broken, problems, *e.Common)
	if e.Kind.Dated() {
		dst = codec.Append(dst, *e.Dated)
	}
	return codec.Append(dst, reflect.ValueOf(e.detail).Elem().Interface())
}

// Decode makes the entry of a file from what Encode has written for the same file. Damaged bytes are an error.
func Decode(file, record string) (*Entry, []problem.Problem, error) {
	e, d, _ := place(file)
	if e == nil {
		return nil, nil, codec.ErrDamaged
	}
	var problems []problem.Problem
	into := []any{&e.Lead, &e.Slots, &e.Numbers, &e.Body, &e.Blank, &e.Broken, &problems, d.common}
	if d.dated != nil {
		into = append(into, d.dated)
	}
	if err := codec.Read(record, append(into, d.detail)...); err != nil {
		return nil, nil, err
	}
	return e, problems, nil
}
