package layout

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"text/template/parse"

	"mingde/internal/decode"
	"mingde/internal/problem"
)

// noField tells of a field that a type does not have. An execution that comes by could only fail, and would do so after the
// first page was written. Where the name is like none of the type, and the type is what the template was called with, it is
// the call that is wrong.
func (s *scope) noField(n parse.Node, names []string, i int, t reflect.Type) {
	behind := parse.Pos(len(n.String()) - len(strings.Join(names[i:], ".")))
	place := s.in.at(s.in.start(n) + behind)
	args := problem.Args{"name": names[i], "type": typeName(t)}
	p := RuleBroken.At(place, args).WithMessage("rule.layout-broken.field")
	if near := decode.Nearest(names[i], fieldNames(t)); near != "" {
		p = p.WithHint("rule.layout-broken.field.hint", problem.Args{"suggestion": near})
	} else if own := s.variable("$").typ; own != s.view && t == pointed(own) {
		if args["place"] = fmt.Sprintf("%s:%d:%d", place.File, place.Line, place.Column); s.of.lacks == nil {
			s.of.lacks = args
		}
		return
	}
	s.problems = append(s.problems, p)
}

// wrongCall tells of a template called with something that lacks what it shows; where it only hands on what it was called
// with itself, of its own call.
func (s *scope) wrongCall(n *parse.TemplateNode, dot reflect.Type, lacks problem.Args) {
	if own := s.variable("$").typ; own == dot && own != s.view {
		s.of.lacks = lacks
		return
	}
	args := maps.Clone(lacks)
	args["template"] = n.Name
	s.problems = append(s.problems, RuleBroken.At(s.in.at(n.Position()), args).WithMessage("rule.layout-broken.called"))
}

// misfit tells of a function that can only fail with what it gets.
func (s *scope) misfit(n parse.Node, message, function, want, got string) {
	args := problem.Args{"name": function, "want": want, "got": got}
	s.problems = append(s.problems, RuleBroken.At(s.in.at(s.in.start(n)), args).WithMessage("rule.layout-broken."+message))
}

// start finds where a chain of fields begins: text/template gives the place of its second part.
func (src *source) start(n parse.Node) parse.Pos {
	at, chain := n.Position(), n.String()
	before := strings.LastIndex(src.text[:min(int(at)+len(chain), len(src.text))], chain)
	if before < 0 {
		return at
	}
	return parse.Pos(before)
}

// typeName gives a type as the documentation of views names it.
func typeName(t reflect.Type) string {
	return strings.NewReplacer("*", "", "page.", "", "calendar.", "", "template.", "").Replace(t.String())
}

// fieldNames lists what a layout may name of a type.
func fieldNames(t reflect.Type) []string {
	var names []string
	if t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// pointed gives the type that a pointer points to; any other as it is.
func pointed(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
