package page

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Sum is a page's sum in its two parts: watch reloads a page when Content changes, and swaps the stylesheet when only
// Assets do.
type Sum struct {
	Content [32]byte
	Assets  [32]byte
}

// SumOf gives the sum of a view, which is a pointer to a struct. One generic walk over all exported fields makes it:
// nothing is listed by hand, so that nothing that a layout can see is left out. Fields tagged `sum:"asset"` go into the
// second part.
func SumOf(view any) Sum {
	v := reflect.ValueOf(view)
	return sumOf(shapeOf(v.Type().Elem()), v.UnsafePointer())
}

// Trace calls tell for every value that goes into SumOf(view), in the same order, by the same walk: this is what explain
// prints.
func Trace(view any, tell func(path, value string)) {
	v := reflect.ValueOf(view)
	w := walker{tell: tell}
	w.walk("", shapeOf(v.Type().Elem()), v.UnsafePointer())
}

func sumOf(s *shape, p unsafe.Pointer) Sum {
	w := walkers.Get().(*walker)
	w.content, w.assets = w.content[:0], w.assets[:0]
	w.walk("", s, p)
	sum := Sum{sha256.Sum256(w.content), noAssets}
	if len(w.assets) > 0 {
		sum.Assets = sha256.Sum256(w.assets)
	}
	walkers.Put(w)
	return sum
}

// noAssets is the second part of the sum of a view without assets.
var noAssets = sha256.Sum256(nil)

// shared is a part of views that many pages have in common; its sum is made once.
type shared interface{ viewSum() Sum }

var sharedType = reflect.TypeFor[shared]()

// sumOnce remembers a sum. Making it twice at the same time is harmless: both are equal.
type sumOnce struct{ sum atomic.Pointer[Sum] }

func (o *sumOnce) of(t reflect.Type, p unsafe.Pointer) Sum {
	if s := o.sum.Load(); s != nil {
		return *s
	}
	s := sumOf(shapeOf(t), p)
	o.sum.Store(&s)
	return s
}

var (
	cardType   = reflect.TypeFor[Card]()
	honourType = reflect.TypeFor[Honour]()
	chromeType = reflect.TypeFor[Chrome]()
)

func (c *Card) viewSum() Sum   { return c.sums.of(cardType, unsafe.Pointer(c)) }
func (h *Honour) viewSum() Sum { return h.sums.of(honourType, unsafe.Pointer(h)) }
func (c *Chrome) viewSum() Sum { return c.sums.of(chromeType, unsafe.Pointer(c)) }

// walker writes a view as bytes that no other view gives: every value with its length, every list with its count, a nil
// pointer unlike a zero value. With tell it names the values instead.
type walker struct {
	content, assets []byte
	asset           bool // inside a field tagged sum:"asset"
	tell            func(path, value string)
}

var walkers = sync.Pool{New: func() any { return new(walker) }}

// walk takes the value of a shape that lies at p.
func (w *walker) walk(path string, s *shape, p unsafe.Pointer) {
	switch s.kind {
	case reflect.String:
		w.text(path, *(*string)(p))
	case reflect.Struct:
		w.fields(path, s, p)
	case reflect.Slice:
		list := *(*[]byte)(p) // only its address and length are used
		w.put(uint64(len(list)))
		w.elements(path, s.element, unsafe.Pointer(unsafe.SliceData(list)), len(list))
	case reflect.Array:
		w.put(uint64(s.length))
		w.elements(path, s.element, p, s.length)
	case reflect.Pointer:
		w.pointer(path, s, *(*unsafe.Pointer)(p))
	default:
		w.number(path, s, p)
	}
}

func (w *walker) fields(path string, s *shape, p unsafe.Pointer) {
	for i := range s.fields {
		f := &s.fields[i]
		outer := w.asset
		w.asset = outer || f.asset
		w.walk(w.below(path, "."+f.name), f.shape, unsafe.Add(p, f.offset))
		w.asset = outer
	}
}

func (w *walker) elements(path string, s *shape, p unsafe.Pointer, n int) {
	if s.kind == reflect.Uint8 {
		w.bytes(path, unsafe.Slice((*byte)(p), n))
		return
	}
	for i := range n {
		w.walk(w.below(path, "", i), s, unsafe.Add(p, uintptr(i)*s.size))
	}
}

func (w *walker) pointer(path string, s *shape, to unsafe.Pointer) {
	if to == nil {
		w.put(0)
		return
	}
	w.put(1)
	if w.tell == nil && s.shared {
		sum := reflect.NewAt(s.pointee, to).Interface().(shared).viewSum()
		w.content = append(w.content, sum.Content[:]...)
		w.assets = append(w.assets, sum.Assets[:]...)
		return
	}
	w.walk(path, s.element, to)
}

func (w *walker) text(path, s string) {
	if w.tell != nil {
		w.tell(path, s)
		return
	}
	w.put(uint64(len(s)))
	if w.asset {
		w.assets = append(w.assets, s...)
	} else {
		w.content = append(w.content, s...)
	}
}

func (w *walker) bytes(path string, b []byte) {
	switch {
	case w.tell != nil:
		w.tell(path, fmt.Sprintf("%x", b))
	case w.asset:
		w.assets = append(w.assets, b...)
	default:
		w.content = append(w.content, b...)
	}
}

func (w *walker) number(path string, s *shape, p unsafe.Pointer) {
	if w.tell != nil {
		w.tell(path, fmt.Sprint(reflect.NewAt(s.own, p).Elem().Interface()))
		return
	}
	w.put(s.number(p))
}

func (w *walker) put(n uint64) {
	if w.asset {
		w.assets = binary.AppendUvarint(w.assets, n)
	} else {
		w.content = binary.AppendUvarint(w.content, n)
	}
}

// below names a field or an element, only when somebody is told.
func (w *walker) below(path, name string, index ...int) string {
	if w.tell == nil {
		return ""
	}
	for _, i := range index {
		name = fmt.Sprintf("[%d]", i)
	}
	return strings.TrimPrefix(path+name, ".")
}

// sourced is a part of a view that was made from one entry.
type sourced interface{ sourcePath() string }

func (c *Card) sourcePath() string   { return c.source }
func (h *Honour) sourcePath() string { return h.source }
func (b Body) sourcePath() string    { return b.source }

// SourcesOf lists the paths of the entries whose words stand in a view, sorted.
func SourcesOf(view any) []string {
	found := map[string]bool{}
	collect(reflect.ValueOf(view), found)
	return slices.Sorted(maps.Keys(found))
}

func collect(v reflect.Value, found map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		note(v, found)
		collect(v.Elem(), found)
	case reflect.Struct:
		note(v, found)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				collect(v.Field(i), found)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), found)
		}
	}
}

func note(v reflect.Value, found map[string]bool) {
	if s, ok := v.Interface().(sourced); ok && s.sourcePath() != "" {
		found[s.sourcePath()] = true
	}
}
