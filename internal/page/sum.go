package page

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Sum is a page's sum in its two parts: watch reloads a page when Content changes, and swaps the stylesheet when only
// Assets do.
type Sum struct {
	Content [32]byte
	Assets  [32]byte
}

// SumOf gives the sum of a view. One generic walk over all exported fields makes it: nothing is listed by hand, so that
// nothing that a layout can see is left out. Fields tagged `sum:"asset"` go into the second part.
func SumOf(view any) Sum { return sumOf(reflect.ValueOf(view)) }

// Trace calls tell for every value that goes into SumOf(view), in the same order, by the same walk: this is what explain
// prints.
func Trace(view any, tell func(path, value string)) {
	w := walker{tell: tell}
	w.walk("", reflect.ValueOf(view))
}

func sumOf(v reflect.Value) Sum {
	w := walkers.Get().(*walker)
	w.content, w.assets = w.content[:0], w.assets[:0]
	w.walk("", v)
	s := Sum{sha256.Sum256(w.content), sha256.Sum256(w.assets)}
	walkers.Put(w)
	return s
}

// shared is a part of views that many pages have in common; its sum is made once.
type shared interface{ viewSum() Sum }

var sharedType = reflect.TypeFor[shared]()

// sumOnce remembers a sum. Making it twice at the same time is harmless: both are equal.
type sumOnce struct{ sum atomic.Pointer[Sum] }

func (o *sumOnce) of(v reflect.Value) Sum {
	if s := o.sum.Load(); s != nil {
		return *s
	}
	s := sumOf(v)
	o.sum.Store(&s)
	return s
}

func (c *Card) viewSum() Sum   { return c.sums.of(reflect.ValueOf(c).Elem()) }
func (h *Honour) viewSum() Sum { return h.sums.of(reflect.ValueOf(h).Elem()) }
func (c *Chrome) viewSum() Sum { return c.sums.of(reflect.ValueOf(c).Elem()) }

// walker writes a view as bytes that no other view gives: every value with its length, every list with its count, a nil
// pointer unlike a zero value. With tell it names the values instead.
type walker struct {
	content, assets []byte
	asset           bool // inside a field tagged sum:"asset"
	tell            func(path, value string)
}

var walkers = sync.Pool{New: func() any { return new(walker) }}

func (w *walker) walk(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		w.text(path, v.String())
	case reflect.Bool:
		w.number(path, v, map[bool]uint64{true: 1}[v.Bool()])
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.number(path, v, uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.number(path, v, v.Uint())
	case reflect.Float64, reflect.Float32:
		w.number(path, v, math.Float64bits(v.Float()))
	case reflect.Struct:
		w.fields(path, v)
	case reflect.Slice, reflect.Array:
		w.elements(path, v)
	case reflect.Map:
		w.entries(path, v)
	case reflect.Pointer, reflect.Interface:
		w.pointer(path, v)
	default:
		// Functions and channels are no plain data: a view that holds one is a mistake in this package.
		panic(fmt.Sprintf("page: view field %s is a %s", path, v.Kind()))
	}
}

func (w *walker) fields(path string, v reflect.Value) {
	for _, f := range fieldsOf(v.Type()) {
		outer := w.asset
		w.asset = outer || f.asset
		w.walk(w.below(path, "."+f.name), v.Field(f.index))
		w.asset = outer
	}
}

func (w *walker) elements(path string, v reflect.Value) {
	if v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8 && w.tell != nil {
		w.tell(path, fmt.Sprintf("%x", v.Interface()))
		return
	}
	w.put(uint64(v.Len()))
	for i := range v.Len() {
		w.walk(w.below(path, "", i), v.Index(i))
	}
}

func (w *walker) entries(path string, v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	w.put(uint64(len(keys)))
	for _, k := range keys {
		w.walk(path, k)
		w.walk(w.below(path, "."+k.String()), v.MapIndex(k))
	}
}

func (w *walker) pointer(path string, v reflect.Value) {
	if v.IsNil() {
		w.put(0)
		return
	}
	w.put(1)
	if w.tell == nil && v.Kind() == reflect.Pointer && v.Type().Implements(sharedType) {
		s := v.Interface().(shared).viewSum()
		w.content = append(w.content, s.Content[:]...)
		w.assets = append(w.assets, s.Assets[:]...)
		return
	}
	w.walk(path, v.Elem())
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

func (w *walker) number(path string, v reflect.Value, n uint64) {
	if w.tell != nil {
		w.tell(path, fmt.Sprint(v.Interface()))
		return
	}
	w.put(n)
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

// plan is an exported field of a view struct.
type plan struct {
	index int
	name  string
	asset bool
}

var plans sync.Map // reflect.Type → []plan

func fieldsOf(t reflect.Type) []plan {
	if p, ok := plans.Load(t); ok {
		return p.([]plan)
	}
	var own []plan
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			own = append(own, plan{i, f.Name, f.Tag.Get("sum") == "asset"})
		}
	}
	plans.Store(t, own)
	return own
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
		for _, f := range fieldsOf(v.Type()) {
			collect(v.Field(f.index), found)
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
