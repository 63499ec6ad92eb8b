// Package codec writes plain values as bytes and reads them back: structs by their exported fields, strings, numbers, lists,
// maps by string, pointers. It keeps nothing but the values: what they mean, and whether two programs have the same types,
// is the business of whoever keeps the bytes. (The cache drops what another version of the program has written.)
//
// How a type is written is worked out once (see plan.go). After that a value costs no reflection: a build reads every entry
// back, and does so before anybody sees a page.
//
// Strings that are read share the memory of the record: one allocation for all of them.
package codec

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"unsafe"
)

// ErrDamaged is the error of reading bytes that Append has not written.
var ErrDamaged = errors.New("codec: damaged record")

// Append appends the values that are pointed at to dst. A type that cannot be written (a function, a channel, an
// interface) panics: that is a mistake of the program, found by the first use.
func Append(dst []byte, from ...any) []byte {
	for _, v := range from {
		p := reflect.ValueOf(v)
		dst = planOf(p.Type().Elem()).append(dst, p.UnsafePointer())
	}
	return dst
}

// Read reads values of the same types, in the same order, into those that are pointed at, which must be zero. The record
// must hold nothing else; strings are parts of it, so that nobody may change it any more.
func Read(record []byte, into ...any) error {
	r := reader{unsafe.String(unsafe.SliceData(record), len(record))}
	for _, v := range into {
		p := reflect.ValueOf(v)
		if err := planOf(p.Type().Elem()).read(&r, p.UnsafePointer()); err != nil {
			return err
		}
	}
	if r.rest != "" {
		return ErrDamaged
	}
	return nil
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// reader reads a record from its beginning.
type reader struct{ rest string }

func (r *reader) text() (string, error) {
	n, err := r.number()
	if err != nil || n > uint64(len(r.rest)) {
		return "", ErrDamaged
	}
	return r.bytes(int(n))
}

// length reads the length of a list or map; −1 for nil. Every element takes a byte at least, or none at all: a length
// that the rest of the record cannot hold is damage, and never memory.
func (r *reader) length() (int, error) {
	n, err := r.number()
	if err != nil || n > uint64(len(r.rest))+1 {
		return 0, ErrDamaged
	}
	return int(n) - 1, nil
}

func (r *reader) bytes(n int) (string, error) {
	if n > len(r.rest) {
		return "", ErrDamaged
	}
	var s string
	s, r.rest = r.rest[:n], r.rest[n:]
	return s, nil
}

// number reads an unsigned varint.
func (r *reader) number() (uint64, error) {
	if len(r.rest) > 0 && r.rest[0] < 0x80 { // most are small
		n := uint64(r.rest[0])
		r.rest = r.rest[1:]
		return n, nil
	}
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		b := r.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return n, nil
		}
	}
	return 0, ErrDamaged
}

// signed reads a varint that must fit into so many bits.
func (r *reader) signed(bits int) (int64, error) {
	u, err := r.number()
	n := int64(u>>1) ^ -int64(u&1)
	if low := n << (64 - bits) >> (64 - bits); err == nil && low != n {
		err = ErrDamaged
	}
	return n, err
}

// unsigned reads an unsigned varint that must fit into so many bits.
func (r *reader) unsigned(bits int) (uint64, error) {
	n, err := r.number()
	if err == nil && bits < 64 && n>>bits != 0 {
		err = ErrDamaged
	}
	return n, err
}

func (r *reader) float() (float64, error) {
	b, err := r.bytes(8)
	if err != nil {
		return 0, err
	}
	return math.Float64frombits(binary.LittleEndian.Uint64([]byte(b))), nil
}
