package layout

import (
	"crypto/sha256"
	"encoding/binary"
	"html/template"
	"maps"
	"slices"
	"text/template/parse"

	"mingde/internal/problem"
)

// closure is the files of which a layout is made.
type closure struct {
	files     []string // "layouts/base.html", in order
	fragments []string // the partials that it renders by functions
	sum       [32]byte
	own       map[string]bool // below Folder
}

func (c *closure) join(other closure) { maps.Copy(c.own, other.own) }

// seal makes the sum: names and texts, each with its length, so that nothing can move from one into another.
func (c *closure) seal(lib *library) {
	h := sha256.New()
	write := func(s string) {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(s)))
		h.Write(length[:])
		h.Write([]byte(s))
	}
	for _, name := range slices.Sorted(maps.Keys(c.own)) {
		c.files = append(c.files, Folder+name)
		write(name)
		write(lib.files[name].text)
	}
	h.Sum(c.sum[:0])
}

// reach is the templates that can be reached from a root by {{template}}, and what can be said of them.
type reach struct {
	reached    map[string]definition
	closure    closure
	incomplete bool // a file on the way is broken, which has been told already
	problems   []problem.Problem
	template   *template.Template
	program    *program
	gaveUp     []string
}

func (r *reach) names() []string { return slices.Sorted(maps.Keys(r.reached)) }

// reach follows the names from root. The templates of own, the layout of the type, go before the shared ones.
func (lib *library) reach(root string, own *source) *reach {
	r := &reach{reached: map[string]definition{}, closure: closure{own: map[string]bool{}}}
	if own != nil {
		r.closure.own[own.name] = true
		r.incomplete = own.problem
	}
	r.incomplete = r.incomplete || lib.files[root].problem
	find := func(name string) (definition, bool) {
		if own != nil && own.trees[name] != nil {
			return definition{own.trees[name], own}, true
		}
		d, ok := lib.shared[name]
		return d, ok
	}
	var visit func(name string)
	visit = func(name string) {
		d, ok := find(name)
		if _, seen := r.reached[name]; seen || !ok {
			return
		}
		r.reached[name] = d
		r.closure.own[d.in.name] = true
		walk(d.tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.TemplateNode:
				if _, ok := find(n.Name); ok {
					visit(n.Name)
				} else {
					r.unknown(lib, d.in, n)
				}
			case *parse.IdentifierNode:
				if f := fragmentOf[n.Ident]; f != "" && own != nil && !slices.Contains(r.closure.fragments, f) {
					r.closure.fragments = append(r.closure.fragments, f)
				}
			}
		})
	}
	visit(root)
	return r
}

// unknown tells of a template that is called and does not exist; not when it may stand in a file that is broken.
func (r *reach) unknown(lib *library, in *source, n *parse.TemplateNode) {
	if n.Name == mainName || r.incomplete {
		return // told with the file that should define it
	}
	for _, f := range lib.files {
		if f.problem {
			r.incomplete = true
			return
		}
	}
	r.problems = append(r.problems, RuleBroken.At(in.at(n.Position()), problem.Args{"name": n.Name}).
		WithMessage("rule.layout-broken.template"))
}

// unused finds the files from which no page is made: a misspelt name overrides nothing.
func (lib *library) unused(all map[string]*result) []problem.Problem {
	used := map[string]bool{}
	for _, r := range all {
		maps.Copy(used, r.closure.own)
		if len(r.problems) > 0 || r.template == nil {
			return nil // what is broken may have used it
		}
	}
	var problems []problem.Problem
	for _, name := range slices.Sorted(maps.Keys(lib.files)) {
		if !used[name] {
			problems = append(problems, RuleUnused.At(problem.Place{File: Folder + name}, nil))
		}
	}
	return problems
}

// walk visits a node and everything below it.
func walk(n parse.Node, visit func(parse.Node)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, visit)
		}
		return
	case *parse.PipeNode:
		if n == nil {
			return
		}
		visit(n)
		for _, command := range n.Cmds {
			walk(command, visit)
		}
		return
	}
	visit(n)
	switch n := n.(type) {
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.CommandNode:
		for _, argument := range n.Args {
			walk(argument, visit)
		}
	case *parse.ChainNode:
		walk(n.Node, visit)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	}
}

func walkBranch(n *parse.BranchNode, visit func(parse.Node)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	walk(n.ElseList, visit)
}
