package page

import (
	"fmt"
	"math"
	"reflect"
	"sync"
	"unsafe"
)

// shape is a type of view data as a walk needs it, worked out once: a build walks over every page that it may have to
// render, and reflection on each value would cost more than all the rest of a rebuild. A shape and an address are taken
// for a value of that type; nothing but the walk in sum.go does so.
type shape struct {
	kind    reflect.Kind
	own     reflect.Type
	size    uintptr
	fields  []member     // of a struct
	element *shape       // of a slice, an array or a pointer
	length  int          // of an array
	pointee reflect.Type // of a pointer
	shared  bool         // a pointer to something whose sum is made once
	number  func(p unsafe.Pointer) uint64
}

// member is an exported field of a view struct.
type member struct {
	offset uintptr
	name   string
	part   int // of the sum
	*shape
}

var shapes sync.Map // reflect.Type → *shape

// shapeOf gives the shape of a type. No type of view data contains itself.
func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := makeShape(t)
	shapes.Store(t, s)
	return s
}

func makeShape(t reflect.Type) *shape {
	s := &shape{kind: t.Kind(), own: t, size: t.Size()}
	switch t.Kind() {
	case reflect.String:
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				s.fields = append(s.fields, member{f.Offset, f.Name, partOf[f.Tag.Get("sum")], shapeOf(f.Type)})
			}
		}
	case reflect.Slice:
		s.element = shapeOf(t.Elem())
	case reflect.Array:
		s.element, s.length = shapeOf(t.Elem()), t.Len()
	case reflect.Pointer:
		s.element, s.pointee, s.shared = shapeOf(t.Elem()), t.Elem(), t.Implements(sharedType)
	default:
		s.number = numberOf(t)
	}
	return s
}

// numberOf gives the bits of a number or a bool, by which two of one type can be told apart.
func numberOf(t reflect.Type) func(p unsafe.Pointer) uint64 {
	switch t.Kind() {
	case reflect.Bool, reflect.Uint8:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*uint8)(p)) }
	case reflect.Int8:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*int8)(p)) }
	case reflect.Int16:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*int16)(p)) }
	case reflect.Uint16:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*uint16)(p)) }
	case reflect.Int32:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*int32)(p)) }
	case reflect.Uint32:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*uint32)(p)) }
	case reflect.Int:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*int)(p)) }
	case reflect.Int64:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*int64)(p)) }
	case reflect.Uint:
		return func(p unsafe.Pointer) uint64 { return uint64(*(*uint)(p)) }
	case reflect.Uint64:
		return func(p unsafe.Pointer) uint64 { return *(*uint64)(p) }
	case reflect.Float64:
		return func(p unsafe.Pointer) uint64 { return math.Float64bits(*(*float64)(p)) }
	}
	// Functions, channels and maps are no plain data in an order: a view that holds one is a mistake in this package.
	panic(fmt.Sprintf("page: a view holds a %s", t))
}
