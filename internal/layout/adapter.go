package layout

import (
	"html/template"
	"reflect"

	"mingde/internal/page"
)

// function is one that layouts may call, in two forms that give the same: as html/template calls it, by reflection, and as
// compiled layouts do, by its Go type.
type function struct {
	dynamic any
	emit    func([]expr) op   // what appends its HTML to the page; nil for a function that gives no HTML
	value   func([]expr) eval // what gives its value otherwise

	// takes tells whether an argument can do, where its parameter takes any type; nil: whatever it is.
	takes func(i int, t reflect.Type) bool
}

// functionTable is what a layout may call besides the functions of text/template, by name.
type functionTable map[string]function

func (all functionTable) dynamic() template.FuncMap {
	m := template.FuncMap{}
	for name, f := range all {
		m[name] = f.dynamic
	}
	return m
}

// as gives a value as its Go type. Where it has an address it is not put into an interface, which would copy it to the heap.
func as[T any](v reflect.Value) T {
	if v.CanAddr() {
		return *v.Addr().Interface().(*T)
	}
	return v.Interface().(T)
}

func element[A any](f func([]byte, A) []byte) function {
	return function{
		dynamic: func(a A) template.HTML { return template.HTML(f(nil, a)) },
		emit: func(args []expr) op {
			a := args[0].value
			return func(r *run) { r.out = f(r.out, as[A](a(r))) }
		},
	}
}

func element2[A, B any](f func([]byte, A, B) []byte) function {
	return function{
		dynamic: func(a A, b B) template.HTML { return template.HTML(f(nil, a, b)) },
		emit: func(args []expr) op {
			a, b := args[0].value, args[1].value
			return func(r *run) { r.out = f(r.out, as[A](a(r)), as[B](b(r))) }
		},
	}
}

// rooted is an element whose first argument is ROOT, a string of any type.
func rooted[A any](f func([]byte, string, A) []byte) function {
	return function{
		dynamic: func(root any, a A) template.HTML { return template.HTML(f(nil, text(root), a)) },
		emit: func(args []expr) op {
			root, a := args[0].text(), args[1].value
			if root == nil {
				return nil
			}
			return func(r *run) { r.out = f(r.out, root(r), as[A](a(r))) }
		},
	}
}

func plain[A, R any](f func(A) R) function {
	return function{dynamic: f, value: func(args []expr) eval {
		a := args[0].value
		return func(r *run) reflect.Value { return reflect.ValueOf(f(as[A](a(r)))) }
	}}
}

func plain2[A, B, R any](f func(A, B) R) function {
	return function{dynamic: f, value: func(args []expr) eval {
		a, b := args[0].value, args[1].value
		return func(r *run) reflect.Value { return reflect.ValueOf(f(as[A](a(r)), as[B](b(r)))) }
	}}
}

func emitPhone(args []expr) op {
	number, address := args[0].text(), args[1].text()
	if address == nil {
		return nil
	}
	return func(r *run) { r.out = appendPhone(r.out, number(r), address(r)) }
}

func emitTotals(args []expr) op {
	root, caption, name, rows := args[0].text(), args[1].text(), args[2].text(), args[3].value
	if root == nil {
		return nil
	}
	return func(r *run) {
		r.out = appendTotals(r.out, root(r), caption(r), name(r), as[[]page.StatRow](rows(r)))
	}
}

func valueOutside(args []expr) eval {
	address := args[0].text()
	if address == nil {
		return nil
	}
	return func(r *run) reflect.Value { return reflect.ValueOf(outside(address(r))) }
}

// emitFacts writes each value straight into the page.
func emitFacts(args []expr) op {
	var facts []op
	for i := 0; i+1 < len(args); i += 2 {
		name, value := args[i].text(), factValue(args[i+1])
		if name == nil || value == nil {
			return nil
		}
		facts = append(facts, func(r *run) {
			r.out = appendFact(r.out, name(r), func(b []byte) []byte {
				r.out = b
				value(r)
				return r.out
			})
		})
	}
	return sequence(facts)
}

// isFact tells whether facts takes a value of a type.
func isFact(i int, t reflect.Type) bool {
	return i%2 == 0 || t == reflect.TypeFor[template.HTML]() || t == reflect.TypeFor[int]() || t == reflect.TypeFor[string]()
}

// factValue appends what facts takes for a value.
func factValue(e expr) op {
	switch v := e.value; {
	case e.emit != nil:
		return e.emit
	case e.typ == reflect.TypeFor[template.HTML]():
		return func(r *run) { r.out = append(r.out, v(r).String()...) }
	case e.typ == reflect.TypeFor[int]():
		return func(r *run) { r.out = appendNumber(r.out, int(v(r).Int())) }
	case e.typ == reflect.TypeFor[string]():
		return func(r *run) { r.out = appendEscaped(r.out, v(r).String()) }
	}
	return nil
}
