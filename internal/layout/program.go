package layout

import (
	"bytes"
	"reflect"
	"slices"
	"sync"
)

// program is a layout compiled for the one type of view that it shows: a tree of closures that append to the page. It
// gives byte for byte what html/template's execution of the same tree gives, or says that it cannot.
type program struct {
	view  reflect.Type
	body  op
	slots int // how many values are remembered at a time; the first is the view
}

type (
	op   func(*run)               // what an action does
	eval func(*run) reflect.Value // what an operand gives
)

// run is one execution of a program: the page so far, and the values of dots and variables.
type run struct {
	out   []byte
	slots []reflect.Value
}

// stop is the panic of a program that went wrong.
type stop struct{}

// succeed takes over a page to which something was appended that may have failed.
func (r *run) succeed(page []byte, err error) {
	if err != nil {
		panic(stop{})
	}
	r.out = page
}

var runs = sync.Pool{New: func() any { return new(run) }}

// append appends the page of a view. It is false when something went wrong on the way, such as a nil pointer: html/template
// shall execute the layout then, and say where and what. That is why a program needs no words of its own, and why it may
// let reflect panic.
func (p *program) append(page []byte, view any) (whole []byte, ok bool) {
	r := runs.Get().(*run)
	r.out, r.slots = page, slices.Grow(r.slots, p.slots)[:p.slots]
	defer func() {
		if whole = r.out; recover() != nil {
			whole, ok = page, false
		}
		r.out = nil
		clear(r.slots) // keeps nothing alive
		r.slots = r.slots[:0]
		runs.Put(r)
	}()
	r.slots[0] = reflect.ValueOf(view)
	p.body(r)
	return nil, true
}

// execute appends a page to w, by the program where there is one for the type of the view.
func (c *compiled) execute(w *bytes.Buffer, view any) error {
	if c.program != nil && c.program.view == reflect.TypeOf(view) {
		if whole, ok := c.program.append(w.AvailableBuffer(), view); ok {
			w.Write(whole)
			return nil
		}
	}
	return c.template.Execute(w, view)
}

// sequence does all of several things, in order.
func sequence(all []op) op {
	if len(all) == 1 {
		return all[0]
	}
	return func(r *run) {
		for _, each := range all {
			each(r)
		}
	}
}
