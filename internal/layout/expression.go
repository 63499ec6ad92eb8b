package layout

import (
	"html/template"
	"reflect"
	"strconv"
	"text/template/parse"
)

// expr is an operand. Its type is the one that its value has in every execution; nil where only an execution can tell.
// The compiler knows how to get the value where any of the functions is there.
type expr struct {
	typ   reflect.Type
	value eval
	emit  op                // appends the value, finished HTML
	cond  func(r *run) bool // its truth, where that is all that is known
}

// unknown is an operand of which the compiler knows nothing.
var unknown expr

// html makes an expression of what appends HTML.
func htmlOf(emit op) expr {
	return expr{
		typ:  reflect.TypeFor[template.HTML](),
		emit: emit,
		value: func(r *run) reflect.Value {
			start := len(r.out)
			emit(r)
			html := template.HTML(r.out[start:])
			r.out = r.out[:start]
			return reflect.ValueOf(html)
		},
	}
}

func constant(v any) expr {
	fixed := reflect.ValueOf(v)
	return expr{typ: fixed.Type(), value: func(*run) reflect.Value { return fixed }}
}

// text gives the value of an operand of any string type; nil for others.
func (e expr) text() func(*run) string {
	if e.typ == nil || e.typ.Kind() != reflect.String || e.value == nil {
		return nil
	}
	value := e.value
	return func(r *run) string { return value(r).String() }
}

// truth is what if, with, and, or and not make of an operand; nil where it is not known.
func (e expr) truth() func(*run) bool {
	value := e.value
	switch {
	case e.cond != nil:
		return e.cond
	case e.typ == nil || value == nil:
		return nil
	}
	switch e.typ.Kind() {
	case reflect.Bool:
		return func(r *run) bool { return value(r).Bool() }
	case reflect.String, reflect.Slice:
		return func(r *run) bool { return value(r).Len() > 0 }
	case reflect.Pointer:
		return func(r *run) bool { return !value(r).IsNil() }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(r *run) bool { return value(r).Int() != 0 }
	case reflect.Struct:
		return func(r *run) bool { value(r); return true }
	}
	return nil
}

// pipeline compiles commands; each takes the value of the one before as its last argument.
func (s *scope) pipeline(cmds []*parse.CommandNode) expr {
	var last *expr
	for _, cmd := range cmds {
		e := s.command(cmd, last)
		last = &e
	}
	return *last
}

func (s *scope) command(cmd *parse.CommandNode, final *expr) expr {
	if f, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return s.call(f, cmd.Args[1:], final)
	}
	e := s.operand(cmd.Args[0])
	if len(cmd.Args) > 1 || final != nil {
		return s.giveUp(cmd, "arguments of what is no function")
	}
	return e
}

func (s *scope) operand(n parse.Node) expr {
	switch n := n.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return s.fields(s.dot, n, n.Ident)
	case *parse.VariableNode:
		return s.fields(s.variable(n.Ident[0]), n, n.Ident[1:])
	case *parse.ChainNode:
		return s.fields(s.operand(n.Node), n, n.Field)
	case *parse.IdentifierNode:
		return s.call(n, nil, nil)
	case *parse.PipeNode:
		if e := s.pipeline(n.Cmds); len(n.Decl) == 0 {
			return e
		}
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.NumberNode:
		if i, err := strconv.Atoi(n.Text); err == nil && n.IsInt {
			return constant(i)
		}
	}
	return s.giveUp(n, "operand")
}

// fields follows the names of fields, and of methods without arguments, from an operand.
func (s *scope) fields(e expr, n parse.Node, names []string) expr {
	for i := range names {
		if e.typ == nil {
			return unknown
		}
		e = s.field(e, n, names, i)
	}
	return e
}

func (s *scope) field(e expr, n parse.Node, names []string, i int) expr {
	name, t, derefs := names[i], e.typ, 0
	for ; t.Kind() == reflect.Pointer; t = t.Elem() {
		derefs++
	}
	if m, ok := t.MethodByName(name); ok && t.Kind() != reflect.Interface {
		return s.method(e, n, m, derefs)
	}
	if _, ok := reflect.PointerTo(t).MethodByName(name); ok || t.Kind() == reflect.Interface || t.Kind() == reflect.Map {
		return s.giveUp(n, "what "+name+" of "+t.String()+" is")
	}
	var f reflect.StructField
	if t.Kind() == reflect.Struct {
		f, _ = t.FieldByName(name)
	}
	if !f.IsExported() || f.Name == "" {
		s.noField(n, names, i, t)
		return unknown
	}
	e.value = access(e.value, steps(t, derefs, f.Index))
	return expr{typ: f.Type, value: e.value}
}

// deref is the step from a pointer to what it points to; other steps are numbers of fields.
const deref = -1

// steps lists the way from a value to a field of it, which may be promoted from embedded structs.
func steps(t reflect.Type, derefs int, index []int) []int {
	var way []int
	for range derefs {
		way = append(way, deref)
	}
	for _, i := range index {
		if t.Kind() == reflect.Pointer {
			way, t = append(way, deref), t.Elem()
		}
		way, t = append(way, i), t.Field(i).Type
	}
	return way
}

// access goes the way from a value. A nil pointer on it makes reflect panic.
func access(value eval, way []int) eval {
	if value == nil {
		return nil
	}
	return func(r *run) reflect.Value {
		v := value(r)
		for _, step := range way {
			if step == deref {
				v = v.Elem()
			} else {
				v = v.Field(step)
			}
		}
		return v
	}
}

// method calls a method without arguments.
func (s *scope) method(e expr, n parse.Node, m reflect.Method, derefs int) expr {
	if m.Type.NumIn() != 1 || e.value == nil {
		return s.giveUp(n, "a method with arguments")
	}
	receiver := access(e.value, steps(e.typ, derefs, nil))
	return expr{typ: m.Type.Out(0), value: func(r *run) reflect.Value {
		results := receiver(r).Method(m.Index).Call(nil)
		if len(results) == 2 && !results[1].IsNil() {
			panic(stop{})
		}
		return results[0]
	}}
}

func (s *scope) call(n *parse.IdentifierNode, args []parse.Node, final *expr) expr {
	f, own := s.functions[n.Ident]
	if !own {
		return s.builtin(n, args, final)
	}
	t := reflect.TypeOf(f.dynamic)
	given := len(args)
	if final != nil {
		given++
	}
	if given != t.NumIn() && !t.IsVariadic() {
		s.misfit(n, "count", n.Ident, strconv.Itoa(t.NumIn()), strconv.Itoa(given))
		return unknown
	}
	known := true
	values := make([]expr, 0, given)
	for i, arg := range args {
		e := s.argument(n.Ident, arg, parameter(t, i))
		if f.takes != nil && e.typ != nil && !f.takes(i, e.typ) {
			s.misfit(arg, "argument", n.Ident, "string, int, HTML", typeName(e.typ))
		}
		values, known = append(values, e), known && e.value != nil
	}
	if final != nil {
		e := s.fit(n.Ident, n, *final, parameter(t, len(args)))
		values, known = append(values, e), known && e.value != nil
	}
	result := expr{typ: t.Out(0)}
	switch {
	case !known:
	case f.emit != nil:
		if emit := f.emit(values); emit != nil {
			return htmlOf(emit)
		}
	default:
		result.value = f.value(values)
	}
	if result.value == nil {
		s.giveUp(n, "arguments of "+n.Ident)
	}
	return result
}

// parameter gives the type of the parameter for the i-th argument of a function.
func parameter(t reflect.Type, i int) reflect.Type {
	if last := t.NumIn() - 1; t.IsVariadic() && i >= last {
		return t.In(last).Elem()
	}
	return t.In(i)
}

// argument compiles an argument for a parameter. A constant takes the type of the parameter, as text/template has it.
func (s *scope) argument(function string, n parse.Node, want reflect.Type) expr {
	var fits bool
	switch n := n.(type) {
	case *parse.StringNode:
		fits = want.Kind() == reflect.String
	case *parse.BoolNode:
		fits = want.Kind() == reflect.Bool
	case *parse.NumberNode:
		fits = want.Kind() == reflect.Int && n.IsInt
	default:
		return s.fit(function, n, s.operand(n), want)
	}
	e := s.operand(n)
	if e.typ == nil {
		return unknown
	}
	if !fits && want.Kind() != reflect.Interface {
		s.misfit(n, "argument", function, typeName(want), typeName(e.typ))
	}
	return e
}

// fit makes an operand an argument: of the right type as it is, or what it points to.
func (s *scope) fit(function string, n parse.Node, e expr, want reflect.Type) expr {
	switch {
	case e.typ == nil || e.typ.Kind() == reflect.Interface:
		return unknown
	case e.typ.AssignableTo(want):
		return e
	case e.typ.Kind() == reflect.Pointer && e.typ.Elem().AssignableTo(want):
		return expr{typ: e.typ.Elem(), value: access(e.value, []int{deref})}
	case reflect.PointerTo(e.typ).AssignableTo(want):
		return s.giveUp(n, "whether it has an address")
	}
	s.misfit(n, "argument", function, typeName(want), typeName(e.typ))
	return unknown
}
