// Package codec writes plain values as bytes and reads them back: structs by their exported fields, strings, numbers, lists,
// maps by string, pointers. It keeps nothing but the values: what they mean, and whether two programs have the same types,
// is the business of whoever keeps the bytes. (The cache drops what another version of the program has written.)
//
// Strings that are read share the memory of the record: one allocation for all of them.
package codec

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// ErrDamaged is the error of reading bytes that Append has not written.
var ErrDamaged = errors.New("codec: damaged record")

// Append appends values to dst. A type that cannot be written (a function, a channel, an interface) panics: that is a
// mistake of the program, found by the first use.
func Append(dst []byte, values ...any) []byte {
	for _, v := range values {
		dst = appendValue(dst, reflect.ValueOf(v))
	}
	return dst
}

// Read reads values of the same types, in the same order, into those that are pointed at, which must be zero. The record
// must hold nothing else.
func Read(record string, into ...any) error {
	r := reader{record}
	for _, v := range into {
		if err := r.value(reflect.ValueOf(v).Elem()); err != nil {
			return err
		}
	}
	if r.rest != "" {
		return ErrDamaged
	}
	return nil
}

// own are types that write themselves, since their fields are not exported.
var own = reflect.TypeFor[encoding.BinaryAppender]()

func appendValue(dst []byte, v reflect.Value) []byte {
	if v.Type().Implements(own) {
		start := len(dst)
		dst, err := v.Interface().(encoding.BinaryAppender).AppendBinary(append(dst, 0))
		if err != nil || len(dst)-start > 255 {
			panic(fmt.Sprintf("codec: %s: %d bytes, %v", v.Type(), len(dst)-start, err))
		}
		dst[start] = byte(len(dst) - start - 1)
		return dst
	}
	switch v.Kind() {
	case reflect.String:
		return appendString(dst, v.String())
	case reflect.Bool:
		if v.Bool() {
			return append(dst, 1)
		}
		return append(dst, 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(dst, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(dst, v.Uint())
	case reflect.Float64:
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.Float()))
	case reflect.Struct:
		for _, i := range fields(v.Type()) {
			dst = appendValue(dst, v.Field(i))
		}
		return dst
	case reflect.Pointer:
		if v.IsNil() {
			return append(dst, 0)
		}
		return appendValue(append(dst, 1), v.Elem())
	case reflect.Slice, reflect.Array:
		return appendList(dst, v)
	case reflect.Map:
		return appendMap(dst, v)
	}
	panic("codec: cannot write a " + v.Type().String())
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// appendList writes a list; of a slice first its length plus one, or 0 for nil.
func appendList(dst []byte, v reflect.Value) []byte {
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			return append(dst, 0)
		}
		dst = binary.AppendUvarint(dst, uint64(v.Len())+1)
	}
	for i := range v.Len() {
		dst = appendValue(dst, v.Index(i))
	}
	return dst
}

// appendMap writes a map in the order of its keys, so that equal maps give equal bytes.
func appendMap(dst []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(dst, 0)
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	dst = binary.AppendUvarint(dst, uint64(len(keys))+1)
	for _, k := range keys {
		dst = appendValue(appendString(dst, k.String()), v.MapIndex(k))
	}
	return dst
}

// reader reads a record from its beginning.
type reader struct{ rest string }

func (r *reader) value(v reflect.Value) error {
	if v.Type().Implements(own) {
		return r.self(v)
	}
	switch v.Kind() {
	case reflect.String:
		s, err := r.text()
		v.SetString(s)
		return err
	case reflect.Bool:
		b, err := r.bytes(1)
		v.SetBool(b == "\x01")
		return err
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		u, err := r.number()
		n := int64(u>>1) ^ -int64(u&1)
		if err == nil && v.OverflowInt(n) {
			err = ErrDamaged
		}
		v.SetInt(n)
		return err
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := r.number()
		if err == nil && v.OverflowUint(n) {
			err = ErrDamaged
		}
		v.SetUint(n)
		return err
	case reflect.Float64:
		b, err := r.bytes(8)
		if err == nil {
			v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64([]byte(b))))
		}
		return err
	case reflect.Struct:
		return r.structure(v)
	case reflect.Pointer:
		return r.pointer(v)
	case reflect.Slice:
		return r.slice(v)
	case reflect.Array:
		return r.elements(v)
	case reflect.Map:
		return r.table(v)
	}
	return fmt.Errorf("codec: cannot read a %s", v.Type())
}

func (r *reader) structure(v reflect.Value) error {
	for _, i := range fields(v.Type()) {
		if err := r.value(v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) pointer(v reflect.Value) error {
	b, err := r.bytes(1)
	if err != nil || b == "\x00" {
		return err
	}
	v.Set(reflect.New(v.Type().Elem()))
	return r.value(v.Elem())
}

func (r *reader) slice(v reflect.Value) error {
	n, err := r.length()
	if err != nil || n < 0 {
		return err
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	return r.elements(v)
}

func (r *reader) elements(v reflect.Value) error {
	for i := range v.Len() {
		if err := r.value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) table(v reflect.Value) error {
	n, err := r.length()
	if err != nil || n < 0 {
		return err
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), n))
	for range n {
		key, err := r.text()
		if err != nil {
			return err
		}
		element := reflect.New(v.Type().Elem()).Elem()
		if err := r.value(element); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), element)
	}
	return nil
}

// self reads a type that writes itself.
func (r *reader) self(v reflect.Value) error {
	n, err := r.bytes(1)
	if err != nil {
		return err
	}
	data, err := r.bytes(int(n[0]))
	if err != nil {
		return err
	}
	u, ok := v.Addr().Interface().(encoding.BinaryUnmarshaler)
	if !ok {
		return fmt.Errorf("codec: %s cannot read itself", v.Type())
	}
	if u.UnmarshalBinary([]byte(data)) != nil {
		return ErrDamaged
	}
	return nil
}

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

func (r *reader) number() (uint64, error) {
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

var exported sync.Map // reflect.Type → []int

// fields lists the indexes of a struct's exported fields.
func fields(t reflect.Type) []int {
	if known, ok := exported.Load(t); ok {
		return known.([]int)
	}
	var own []int
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			own = append(own, i)
		}
	}
	exported.Store(t, own)
	return own
}
