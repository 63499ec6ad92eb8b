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

// Sum is a page's sum in its parts: watch reloads a page when Content or Body changes, and swaps the stylesheet when only
// Assets do; and a build that knows that nothing but bodies has changed looks at no other part.
type Sum struct {
	Content [32]byte
	Body    [32]byte // of the texts in it that are kept outside of views; see Page.Body
	Assets  [32]byte
}

// The parts into which a walk writes. A field's tag, such as `sum:"asset"`, chooses one for itself and all below it.
const (
	ofContent = iota
	ofBody
	ofAssets
	parts
)

var partOf = map[string]int{"body": ofBody, "asset": ofAssets}

// SumOf gives the sum of a view, which is a pointer to a struct. One generic walk over all exported fields makes it:
// nothing is listed by hand, so that nothing that a layout can see is left out.
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

// BodySum gives the Body part of the sum of a view with one body, of which text is the sum.
func BodySum(text [32]byte) [32]byte { return sha256.Sum256(text[:]) }

func sumOf(s *shape, p unsafe.Pointer) Sum {
	w := walkers.Get().(*walker)
	for i := range w.parts {
		w.parts[i] = w.parts[i][:0]
	}
	w.walk("", s, p)
	sum := Sum{w.sum(ofContent), w.sum(ofBody), w.sum(ofAssets)}
	walkers.Put(w)
	return sum
}

// sum gives the sum of a part, zero for one in which nothing was written.
func (w *walker) sum(part int) [32]byte {
	if len(w.parts[part]) == 0 {
		return [32]byte{}
	}
	return sha256.Sum256(w.parts[part])
}

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

// contentOnce remembers the sum of what has nothing but content: a site has as many cards as entries.
type contentOnce struct{ sum atomic.Pointer[[32]byte] }

func (o *contentOnce) of(t reflect.Type, p unsafe.Pointer) Sum {
	if s := o.sum.Load(); s != nil {
		return Sum{Content: *s}
	}
	s := sumOf(shapeOf(t), p)
	if s != (Sum{Content: s.Content}) {
		panic("page: " + t.String() + " has more than content")
	}
	content := s.Content
	o.sum.Store(&content)
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
	parts [parts][]byte
	part  int // the one to write into
	tell  func(path, value string)
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
		outer := w.part
		if f.part != ofContent {
			w.part = f.part
		}
		w.walk(w.below(path, "."+f.name), f.shape, unsafe.Add(p, f.offset))
		w.part = outer
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
		for part, own := range [parts][32]byte{sum.Content, sum.Body, sum.Assets} {
			if own != ([32]byte{}) {
				w.parts[part] = append(w.parts[part], own[:]...)
			}
		}
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
	w.parts[w.part] = append(w.parts[w.part], s...)
}

func (w *walker) bytes(path string, b []byte) {
	if w.tell != nil {
		w.tell(path, fmt.Sprintf("%x", b))
		return
	}
	w.parts[w.part] = append(w.parts[w.part], b...)
}

func (w *walker) number(path string, s *shape, p unsafe.Pointer) {
	if w.tell != nil {
		w.tell(path, fmt.Sprint(reflect.NewAt(s.own, p).Elem().Interface()))
		return
	}
	w.put(s.number(p))
}

func (w *walker) put(n uint64) {
	w.parts[w.part] = binary.AppendUvarint(w.parts[w.part], n)
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
