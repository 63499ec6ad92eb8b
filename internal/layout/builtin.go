package layout

import (
	"cmp"
	"reflect"
	"text/template/parse"
)

// builtin compiles a call of a function of text/template itself.
func (s *scope) builtin(n *parse.IdentifierNode, nodes []parse.Node, final *expr) expr {
	var args []expr
	for _, node := range nodes {
		args = append(args, s.operand(node))
	}
	if final != nil {
		args = append(args, *final)
	}
	e := unknown
	switch {
	case n.Ident == "and" || n.Ident == "or":
		e = choice(args, n.Ident == "or")
	case n.Ident == "not" && len(args) == 1:
		e = not(args[0])
	case comparisons[n.Ident] != nil && len(args) >= 2 && (len(args) == 2 || n.Ident == "eq"):
		e = s.compare(n, args)
	case n.Ident == "len" && len(args) == 1:
		e = length(args[0])
	}
	if e.value == nil && e.cond == nil {
		s.giveUp(n, n.Ident)
	}
	return e
}

// choice is and, or: the first argument that decides, else the last. Arguments of several types have a truth only.
func choice(args []expr, decisive bool) expr {
	var truths []func(*run) bool
	same := len(args) > 0
	for _, arg := range args {
		truth := arg.truth()
		if truth == nil {
			return unknown
		}
		truths = append(truths, truth)
		same = same && arg.value != nil && arg.typ == args[0].typ
	}
	decide := func(r *run) int {
		for i, truth := range truths {
			if truth(r) == decisive {
				return i
			}
		}
		return len(truths)
	}
	e := expr{cond: func(r *run) bool { return (decide(r) < len(truths)) == decisive }}
	if same {
		e.typ = args[0].typ
		e.value = func(r *run) reflect.Value { return args[min(decide(r), len(args)-1)].value(r) }
	}
	return e
}

// truthOf makes an operand of what is true or false.
func truthOf(cond func(*run) bool) expr {
	return expr{typ: reflect.TypeFor[bool](), cond: cond, value: func(r *run) reflect.Value { return reflect.ValueOf(cond(r)) }}
}

func not(arg expr) expr {
	truth := arg.truth()
	if truth == nil {
		return unknown
	}
	return truthOf(func(r *run) bool { return !truth(r) })
}

// comparisons tell what the functions make of cmp.Compare.
var comparisons = map[string]func(int) bool{
	"eq": func(c int) bool { return c == 0 }, "ne": func(c int) bool { return c != 0 },
	"lt": func(c int) bool { return c < 0 }, "le": func(c int) bool { return c <= 0 },
	"gt": func(c int) bool { return c > 0 }, "ge": func(c int) bool { return c >= 0 },
}

// compare is the comparison of the first argument with any of the others: texts or whole numbers.
func (s *scope) compare(n *parse.IdentifierNode, args []expr) expr {
	var each []func(*run) int
	for i, arg := range args[1:] {
		a, b := args[0], arg
		if a.typ == nil || b.typ == nil {
			return unknown
		}
		switch x, y := basic(a.typ), basic(b.typ); {
		case x != y && x != 0 && y != 0 && i == 0: // what follows may never be compared
			s.misfit(n, "compare", n.Ident, typeName(a.typ), typeName(b.typ))
			return unknown
		case x != y || a.value == nil || b.value == nil:
			return unknown
		case x == reflect.String:
			each = append(each, func(r *run) int { return cmp.Compare(a.value(r).String(), b.value(r).String()) })
		case x == reflect.Int:
			each = append(each, func(r *run) int { return cmp.Compare(a.value(r).Int(), b.value(r).Int()) })
		default:
			return unknown
		}
	}
	holds := comparisons[n.Ident]
	return truthOf(func(r *run) bool {
		for _, compare := range each {
			if holds(compare(r)) {
				return true
			}
		}
		return false
	})
}

// basic sorts the types that can be compared; 0 for those of which it is not known.
func basic(t reflect.Type) reflect.Kind {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return reflect.Int
	case reflect.String, reflect.Bool:
		return t.Kind()
	}
	return 0
}

func length(arg expr) expr {
	if arg.value == nil || arg.typ.Kind() != reflect.Slice && arg.typ.Kind() != reflect.String {
		return unknown
	}
	return expr{typ: reflect.TypeFor[int](), value: func(r *run) reflect.Value { return reflect.ValueOf(arg.value(r).Len()) }}
}
