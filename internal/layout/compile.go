package layout

import (
	"html/template"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"

	"mingde/internal/problem"
)

// compiler makes a program of a layout, after html/template has put its escapers into the trees: what must be escaped
// where is not decided here. It knows the type of every operand, and so finds what can only fail. Whatever it does not
// know makes it give up, and html/template executes the layout: it never comes near to a thing.
type compiler struct {
	template  *template.Template
	reached   map[string]definition
	functions functionTable
	view      reflect.Type
	called    map[calling]*called
	slots     int
	gaveUp    []string // on what, for tests
	problems  []problem.Problem
}

// calling is a template called with a type of dot; nil for one that is not known, or for none.
type calling struct {
	name string
	dot  reflect.Type
}

// called is such a template, compiled. A program keeps the values of its dots and variables in slots of its own, since no
// template calls itself.
type called struct {
	dot   int
	body  op           // nil until it is compiled
	lacks problem.Args // what dot does not have, where that is the fault of whoever calls
}

// scope is what can be seen from a node.
type scope struct {
	*compiler
	in       *source
	of       *called
	dot      expr
	vars     []variable
	assigned map[string]bool // variables that may change their type on the way
}

type variable struct {
	name string
	expr
}

// compile makes a program for views of a type, and finds what can only fail. The program is nil where the compiler gave up.
func (r *reach) compile(root string, view reflect.Type, functions functionTable) *program {
	c := &compiler{template: r.template, reached: r.reached, functions: functions, view: view, called: map[calling]*called{}}
	s := &scope{compiler: c}
	main := s.template(root, view)
	r.problems = append(r.problems, c.problems...)
	if r.gaveUp = c.gaveUp; len(c.gaveUp)+len(c.problems) > 0 {
		return nil
	}
	return &program{view: view, body: main.body, slots: c.slots}
}

func (c *compiler) giveUp(n parse.Node, what string) expr {
	c.gaveUp = append(c.gaveUp, what+" in "+n.String())
	return unknown
}

// slot makes room for a value and gives the operand that reads it.
func (c *compiler) slot(t reflect.Type) (int, expr) {
	i := c.slots
	c.slots++
	return i, expr{typ: t, value: func(r *run) reflect.Value { return r.slots[i] }}
}

// need gives what evaluates an operand.
func (s *scope) need(n parse.Node, e expr) eval {
	if e.value == nil {
		s.giveUp(n, "value")
	}
	return e.value
}

// template compiles a template for a type of dot, once.
func (s *scope) template(name string, dot reflect.Type) *called {
	key := calling{name, dot}
	if known := s.called[key]; known != nil {
		return known
	}
	made := new(called)
	s.called[key] = made
	inner := &scope{compiler: s.compiler, in: s.definition(name).in, of: made}
	made.dot, inner.dot = s.slot(dot)
	if dot == nil {
		inner.dot = unknown
	}
	tree := s.compiler.template.Lookup(name).Tree
	inner.vars, inner.assigned = []variable{{"$", inner.dot}}, assigned(tree.Root)
	made.body = inner.list(tree.Root)
	return made
}

func (s *scope) list(list *parse.ListNode) op {
	var ops []op
	if list != nil {
		for _, n := range list.Nodes {
			if o := s.node(n); o != nil {
				ops = append(ops, o)
			}
		}
	}
	return sequence(ops)
}

func (s *scope) node(n parse.Node) op {
	switch n := n.(type) {
	case *parse.TextNode:
		return func(r *run) { r.out = append(r.out, n.Text...) }
	case *parse.ActionNode:
		if len(n.Pipe.Decl) > 0 {
			_, keep := s.declare(n.Pipe)
			return keep
		}
		return s.print(n)
	case *parse.IfNode:
		return s.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return s.branch(&n.BranchNode, true)
	case *parse.RangeNode:
		return s.loop(n)
	case *parse.TemplateNode:
		return s.callTemplate(n)
	}
	s.giveUp(n, "action")
	return nil
}

// declare compiles a pipeline and the variables that it declares: keep puts its value where the operand finds it. It is nil
// for a pipeline that declares none.
func (s *scope) declare(p *parse.PipeNode) (e expr, keep op) {
	e = s.pipeline(p.Cmds)
	if p.IsAssign {
		return s.giveUp(p, "assignment"), nil
	}
	if len(p.Decl) == 0 {
		return e, nil
	}
	e, keep = s.keep(p, e)
	s.vars = append(s.vars, variable{p.Decl[0].Ident[0], e})
	return e, keep
}

// keep puts the value of an operand into a slot, so that it is evaluated once.
func (s *scope) keep(n parse.Node, e expr) (expr, op) {
	value := s.need(n, e)
	i, kept := s.slot(e.typ)
	return kept, func(r *run) { r.slots[i] = value(r) }
}

func (s *scope) branch(n *parse.BranchNode, with bool) op {
	inner := *s
	e, keep := inner.declare(n.Pipe)
	otherwise := inner
	if with {
		if keep == nil {
			e, keep = inner.keep(n.Pipe, e)
		}
		inner.dot = e
	}
	truth := e.truth()
	if truth == nil {
		s.giveUp(n.Pipe, "truth")
	}
	yes, no := inner.list(n.List), otherwise.list(n.ElseList)
	return func(r *run) {
		if keep != nil {
			keep(r)
		}
		if truth(r) {
			yes(r)
		} else {
			no(r)
		}
	}
}

func (s *scope) loop(n *parse.RangeNode) op {
	inner, otherwise := *s, *s
	e := s.pipeline(n.Pipe.Cmds)
	if n.Pipe.IsAssign {
		e = s.giveUp(n.Pipe, "assignment")
	}
	var index, dot int
	element, counts := s.element(n, e.typ)
	dot, inner.dot = s.slot(element)
	if element == nil {
		inner.dot = unknown
	}
	declared := n.Pipe.Decl
	if len(declared) == 2 {
		var i expr
		if index, i = s.slot(reflect.TypeFor[int]()); counts || element == nil {
			i = s.giveUp(n.Pipe, "two variables")
		}
		inner.vars = append(inner.vars, variable{declared[0].Ident[0], i})
	}
	if len(declared) > 0 {
		inner.vars = append(inner.vars, variable{declared[len(declared)-1].Ident[0], inner.dot})
	}
	body, empty, list := inner.list(n.List), otherwise.list(n.ElseList), s.need(n.Pipe, e)
	return func(r *run) {
		v := list(r)
		var length int
		if counts {
			length = int(v.Int())
		} else {
			length = v.Len()
		}
		for i := range length {
			if index > 0 {
				r.slots[index] = reflect.ValueOf(i)
			}
			if counts {
				r.slots[dot] = reflect.ValueOf(i)
			} else {
				r.slots[dot] = v.Index(i)
			}
			body(r)
		}
		if length <= 0 {
			empty(r)
		}
	}
}

// element gives the type of what range goes through. Of a number it counts up to that.
func (s *scope) element(n *parse.RangeNode, t reflect.Type) (element reflect.Type, counts bool) {
	switch {
	case t == nil:
	case t.Kind() == reflect.Slice:
		return t.Elem(), false
	case t == reflect.TypeFor[int]():
		return t, true
	case t.Kind() == reflect.String || t.Kind() == reflect.Struct || t.Kind() == reflect.Bool:
		s.misfit(n.Pipe, "range", "range", "", typeName(t))
	default:
		s.giveUp(n, "range")
	}
	return nil, false
}

func (s *scope) callTemplate(n *parse.TemplateNode) op {
	var dot expr
	if n.Pipe != nil {
		dot, _ = s.declare(n.Pipe)
	}
	if s.compiler.template.Lookup(n.Name) == nil || n.Pipe != nil && len(n.Pipe.Decl) > 0 {
		s.giveUp(n, "call")
		return nil
	}
	t := s.template(n.Name, dot.typ)
	if t.body == nil {
		s.giveUp(n, "recursion")
		return nil
	}
	if t.lacks != nil {
		s.wrongCall(n, dot.typ, t.lacks)
	}
	if n.Pipe == nil {
		return t.body
	}
	value := s.need(n.Pipe, dot)
	return func(r *run) {
		r.slots[t.dot] = value(r)
		t.body(r)
	}
}

func (s *scope) variable(name string) expr {
	for _, v := range slices.Backward(s.vars) {
		if v.name == name && !s.assigned[name] {
			return v.expr
		}
	}
	return unknown
}

// assigned lists the variables to which a template assigns with =.
func assigned(list *parse.ListNode) map[string]bool {
	names := map[string]bool{}
	walk(list, func(n parse.Node) {
		if p, ok := n.(*parse.PipeNode); ok && p.IsAssign {
			for _, v := range p.Decl {
				names[v.Ident[0]] = true
			}
		}
	})
	return names
}

// definition finds where a template was written. Where it is called from other surroundings than text, html/template makes
// a copy of it under a longer name.
func (c *compiler) definition(name string) definition {
	name, _, _ = strings.Cut(name, copied)
	return c.reached[name]
}
