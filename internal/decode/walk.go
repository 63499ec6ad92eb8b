package decode

import (
	"reflect"
	"strings"
	"time"

	"mingde/internal/problem"
)

// decoder walks through a document and a struct at once.
type decoder struct {
	loc      *time.Location
	lenient  bool // placeholders are told already
	partial  bool // nothing can be said to be missing
	path     []step
	findings []finding
}

// step is one part of the path to the field at hand: a name, or the number of an item.
type step struct {
	name string
	item int // -1: none
}

// finding is a problem that has its field, but no line yet.
type finding struct {
	field   string
	atKey   bool // it is about the name, not the value
	problem problem.Problem
}

func (d *decoder) document(tree map[string]any, into any) {
	var room [8]step // deeper paths are rare
	d.path = room[:0]
	v := reflect.ValueOf(into).Elem()
	d.table(tree, v, tableOf(v.Type()))
}

// field gives the path to the field at hand.
func (d *decoder) field() string {
	path := ""
	for _, s := range d.path {
		if s.item >= 0 {
			path = Item(path, s.item)
		} else {
			path = Join(path, s.name)
		}
	}
	return path
}

func (d *decoder) down(s step) { d.path = append(d.path, s) }
func (d *decoder) up()         { d.path = d.path[:len(d.path)-1] }

func (d *decoder) add(p problem.Problem, atKey bool) {
	d.findings = append(d.findings, finding{d.field(), atKey, p})
}

func (d *decoder) table(m map[string]any, v reflect.Value, t *table) {
	for name, x := range m {
		d.down(step{name, -1})
		switch f := t.byName[name]; {
		case f == nil:
			d.add(unknown(d.field(), name, t), true)
		case !f.required || !empty(x): // an empty required field is told below
			d.value(x, v.FieldByIndex(f.index), f.shape)
		}
		d.up()
	}
	for _, f := range t.fields {
		if f.required {
			d.required(m, f.name)
		}
	}
}

func (d *decoder) required(m map[string]any, name string) {
	x, present := m[name]
	if present && !empty(x) || !present && d.partial {
		return
	}
	d.down(step{name, -1})
	p := RuleMissingField.At(problem.Place{}, problem.Args{"field": d.field()})
	if present {
		p = p.WithMessage("rule.missing-field.empty")
	}
	d.add(p, false)
	d.up()
}

// empty tells whether a value says nothing: that is no better than none.
func empty(x any) bool {
	switch x := x.(type) {
	case string:
		return strings.TrimSpace(x) == ""
	case []any:
		return len(x) == 0
	}
	return false
}

// value converts x into v.
func (d *decoder) value(x any, v reflect.Value, s *shape) {
	if d.lenient && isPlaceholder(x) {
		return
	}
	if s.pointer {
		fresh := reflect.New(s.goType)
		v.Set(fresh)
		v = fresh.Elem()
	}
	ok := true
	switch s.kind {
	case Custom:
		if p := v.Addr().Interface().(Value).FromTOML(x, d.loc); p != nil {
			d.add(*p, false)
		}
	case Text:
		ok = d.text(x, v, s)
	case Bool:
		b, is := x.(bool)
		if ok = is; ok {
			v.SetBool(b)
		}
	case Integer:
		ok = d.integer(x, v)
	case Number:
		ok = number(x, v)
	case TextOrList:
		ok = d.textOrList(x, v, s)
	case List:
		ok = d.list(x, v, s)
	case Table:
		m, is := x.(map[string]any)
		if ok = is; ok {
			d.table(m, v, tableOf(s.goType))
		}
	case Map:
		ok = d.mapping(x, v, s)
	}
	if !ok {
		d.add(wrongType(d.field(), x, s), false)
	}
}

func (d *decoder) text(x any, v reflect.Value, s *shape) bool {
	text, ok := x.(string)
	if ok && d.allowed(text, s.enum) {
		v.SetString(word(text))
	}
	return ok
}

// allowed tells whether a text is in the enumeration; nil has everything.
func (d *decoder) allowed(text string, enum []string) bool {
	if enum == nil {
		return true
	}
	for _, e := range enum {
		if e == text {
			return true
		}
	}
	if text != "" { // an empty text is as good as none: only a required field minds
		d.add(NotOneOf(d.field(), text, enum), false)
	}
	return false
}

func (d *decoder) integer(x any, v reflect.Value) bool {
	n, ok := x.(int64)
	switch {
	case !ok:
		return false
	case v.CanInt() && !v.OverflowInt(n):
		v.SetInt(n)
	case v.CanUint() && n >= 0 && !v.OverflowUint(uint64(n)):
		v.SetUint(uint64(n))
	default:
		d.add(outOfRange(d.field(), x), false)
	}
	return true
}

func number(x any, v reflect.Value) bool {
	switch x := x.(type) {
	case float64:
		v.SetFloat(x)
	case int64:
		v.SetFloat(float64(x))
	default:
		return false
	}
	return true
}

func (d *decoder) textOrList(x any, v reflect.Value, s *shape) bool {
	if text, ok := x.(string); ok {
		if text != "" && d.allowed(text, s.enum) {
			v.Set(reflect.ValueOf(Strings{word(text)}))
		}
		return true
	}
	items, ok := x.([]any)
	if !ok {
		return false
	}
	list := make(Strings, 0, len(items))
	for i, item := range items {
		d.down(step{"", i})
		if text, ok := item.(string); !ok {
			d.add(wrongType(d.field(), item, &shape{kind: Text}), false)
		} else if d.allowed(text, s.enum) {
			list = append(list, word(text))
		}
		d.up()
	}
	v.Set(reflect.ValueOf(list))
	return true
}

func (d *decoder) list(x any, v reflect.Value, s *shape) bool {
	switch items := x.(type) {
	case []any:
		list := reflect.MakeSlice(v.Type(), len(items), len(items))
		for i, item := range items {
			d.item(i, item, list.Index(i), s)
		}
		v.Set(list)
	case []map[string]any:
		list := reflect.MakeSlice(v.Type(), len(items), len(items))
		for i, item := range items {
			d.item(i, item, list.Index(i), s)
		}
		v.Set(list)
	default:
		return false
	}
	return true
}

func (d *decoder) item(i int, x any, v reflect.Value, s *shape) {
	d.down(step{"", i})
	d.value(x, v, s.item)
	d.up()
}

func (d *decoder) mapping(x any, v reflect.Value, s *shape) bool {
	m, ok := x.(map[string]any)
	if !ok {
		return false
	}
	out := reflect.MakeMapWithSize(v.Type(), len(m))
	for name, item := range m {
		value := reflect.New(v.Type().Elem()).Elem()
		d.down(step{name, -1})
		d.value(item, value, s.item)
		d.up()
		out.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), value)
	}
	v.Set(out)
	return true
}
