package codec

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// plan is how the values of one type are written and read. Its functions take the address of a value of that type, which
// is all that is unsafe here: planOf hands it to nothing else.
type plan struct {
	append func(dst []byte, p unsafe.Pointer) []byte
	read   func(r *reader, p unsafe.Pointer) error
}

var plans sync.Map // reflect.Type → *plan

// own are types that write themselves, since their fields are not exported.
var own = reflect.TypeFor[encoding.BinaryAppender]()

// planOf gives the plan of a type. Two goroutines that meet at a new type may both make it: the results are alike.
func planOf(t reflect.Type) *plan {
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	made := makePlan(t)
	plans.Store(t, made)
	return made
}

func makePlan(t reflect.Type) *plan {
	if t.Implements(own) {
		return selfPlan(t)
	}
	switch t.Kind() {
	case reflect.String:
		return stringPlan
	case reflect.Bool:
		return boolPlan
	case reflect.Int:
		return intPlan[int]()
	case reflect.Int64:
		return intPlan[int64]()
	case reflect.Int8:
		return intPlan[int8]()
	case reflect.Int16:
		return intPlan[int16]()
	case reflect.Int32:
		return intPlan[int32]()
	case reflect.Uint:
		return uintPlan[uint]()
	case reflect.Uint64:
		return uintPlan[uint64]()
	case reflect.Uint8:
		return uintPlan[uint8]()
	case reflect.Uint16:
		return uintPlan[uint16]()
	case reflect.Uint32:
		return uintPlan[uint32]()
	case reflect.Float64:
		return floatPlan
	case reflect.Struct:
		return structPlan(t)
	case reflect.Pointer:
		return pointerPlan(t)
	case reflect.Slice:
		return slicePlan(t)
	case reflect.Array:
		return arrayPlan(t)
	case reflect.Map:
		return mapPlan(t)
	}
	panic("codec: cannot write a " + t.String())
}

var stringPlan = &plan{
	append: func(dst []byte, p unsafe.Pointer) []byte { return appendString(dst, *(*string)(p)) },
	read: func(r *reader, p unsafe.Pointer) (err error) {
		*(*string)(p), err = r.text()
		return err
	},
}

var boolPlan = &plan{
	append: func(dst []byte, p unsafe.Pointer) []byte {
		if *(*bool)(p) {
			return append(dst, 1)
		}
		return append(dst, 0)
	},
	read: func(r *reader, p unsafe.Pointer) error {
		b, err := r.bytes(1)
		*(*bool)(p) = b == "\x01"
		return err
	},
}

var floatPlan = &plan{
	append: func(dst []byte, p unsafe.Pointer) []byte {
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(*(*float64)(p)))
	},
	read: func(r *reader, p unsafe.Pointer) (err error) {
		*(*float64)(p), err = r.float()
		return err
	},
}

func intPlan[N int | int8 | int16 | int32 | int64]() *plan {
	bits := int(unsafe.Sizeof(N(0))) * 8
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte { return binary.AppendVarint(dst, int64(*(*N)(p))) },
		read: func(r *reader, p unsafe.Pointer) error {
			n, err := r.signed(bits)
			*(*N)(p) = N(n)
			return err
		},
	}
}

func uintPlan[N uint | uint8 | uint16 | uint32 | uint64]() *plan {
	bits := int(unsafe.Sizeof(N(0))) * 8
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte { return binary.AppendUvarint(dst, uint64(*(*N)(p))) },
		read: func(r *reader, p unsafe.Pointer) error {
			n, err := r.unsigned(bits)
			*(*N)(p) = N(n)
			return err
		},
	}
}

// field is an exported field of a struct.
type field struct {
	offset uintptr
	*plan
}

func structPlan(t reflect.Type) *plan {
	var fields []field
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			fields = append(fields, field{f.Offset, planOf(f.Type)})
		}
	}
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte {
			for i := range fields {
				dst = fields[i].append(dst, unsafe.Add(p, fields[i].offset))
			}
			return dst
		},
		read: func(r *reader, p unsafe.Pointer) error {
			for i := range fields {
				if err := fields[i].read(r, unsafe.Add(p, fields[i].offset)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// pointerPlan writes 0 for nil, else 1 and what is pointed at.
func pointerPlan(t reflect.Type) *plan {
	element := planOf(t.Elem())
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte {
			to := *(*unsafe.Pointer)(p)
			if to == nil {
				return append(dst, 0)
			}
			return element.append(append(dst, 1), to)
		},
		read: func(r *reader, p unsafe.Pointer) error {
			b, err := r.bytes(1)
			if err != nil || b == "\x00" {
				return err
			}
			to := reflect.New(t.Elem()).UnsafePointer()
			*(*unsafe.Pointer)(p) = to
			return element.read(r, to)
		},
	}
}

// slicePlan writes the length plus one, or 0 for nil, then the elements.
func slicePlan(t reflect.Type) *plan {
	element, size := planOf(t.Elem()), t.Elem().Size()
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte {
			list := *(*[]byte)(p) // only its address and length are used
			if list == nil {
				return append(dst, 0)
			}
			dst = binary.AppendUvarint(dst, uint64(len(list))+1)
			for i := range uintptr(len(list)) {
				dst = element.append(dst, unsafe.Add(unsafe.Pointer(unsafe.SliceData(list)), i*size))
			}
			return dst
		},
		read: func(r *reader, p unsafe.Pointer) error {
			n, err := r.length()
			if err != nil || n < 0 {
				return err
			}
			list := reflect.MakeSlice(t, n, n)
			reflect.NewAt(t, p).Elem().Set(list)
			for i := range uintptr(n) {
				if err := element.read(r, unsafe.Add(list.UnsafePointer(), i*size)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// arrayPlan writes the elements; bytes as they are.
func arrayPlan(t reflect.Type) *plan {
	if t.Elem().Kind() == reflect.Uint8 {
		return &plan{
			append: func(dst []byte, p unsafe.Pointer) []byte { return append(dst, unsafe.Slice((*byte)(p), t.Len())...) },
			read: func(r *reader, p unsafe.Pointer) error {
				b, err := r.bytes(t.Len())
				copy(unsafe.Slice((*byte)(p), t.Len()), b)
				return err
			},
		}
	}
	element, size := planOf(t.Elem()), t.Elem().Size()
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte {
			for i := range uintptr(t.Len()) {
				dst = element.append(dst, unsafe.Add(p, i*size))
			}
			return dst
		},
		read: func(r *reader, p unsafe.Pointer) error {
			for i := range uintptr(t.Len()) {
				if err := element.read(r, unsafe.Add(p, i*size)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// mapPlan writes a map in the order of its keys, so that equal maps give equal bytes. Maps are rare: they are read and
// written by reflection.
func mapPlan(t reflect.Type) *plan {
	element := planOf(t.Elem())
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte {
			table := reflect.NewAt(t, p).Elem()
			if table.IsNil() {
				return append(dst, 0)
			}
			keys := table.MapKeys()
			slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
			dst = binary.AppendUvarint(dst, uint64(len(keys))+1)
			for _, k := range keys {
				value := reflect.New(t.Elem())
				value.Elem().Set(table.MapIndex(k))
				dst = element.append(appendString(dst, k.String()), value.UnsafePointer())
			}
			return dst
		},
		read: func(r *reader, p unsafe.Pointer) error {
			n, err := r.length()
			if err != nil || n < 0 {
				return err
			}
			table := reflect.MakeMapWithSize(t, n)
			reflect.NewAt(t, p).Elem().Set(table)
			for range n {
				key, err := r.text()
				if err != nil {
					return err
				}
				value := reflect.New(t.Elem())
				if err := element.read(r, value.UnsafePointer()); err != nil {
					return err
				}
				table.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), value.Elem())
			}
			return nil
		},
	}
}

// selfPlan is for types that write themselves: a byte with the length, then what they write.
func selfPlan(t reflect.Type) *plan {
	return &plan{
		append: func(dst []byte, p unsafe.Pointer) []byte {
			start := len(dst)
			dst, err := reflect.NewAt(t, p).Interface().(encoding.BinaryAppender).AppendBinary(append(dst, 0))
			if err != nil || len(dst)-start > 255 {
				panic(fmt.Sprintf("codec: %s: %d bytes, %v", t, len(dst)-start, err))
			}
			dst[start] = byte(len(dst) - start - 1)
			return dst
		},
		read: func(r *reader, p unsafe.Pointer) error {
			n, err := r.bytes(1)
			if err != nil {
				return err
			}
			data, err := r.bytes(int(n[0]))
			if err != nil {
				return err
			}
			if reflect.NewAt(t, p).Interface().(encoding.BinaryUnmarshaler).UnmarshalBinary([]byte(data)) != nil {
				return ErrDamaged
			}
			return nil
		},
	}
}
