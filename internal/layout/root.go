package layout

import (
	"slices"
	"strings"
	"text/template/parse"

	"mingde/internal/problem"
)

// checkFragment finds what a template of a fragment may not do: to call for other fragments, which would never end, and
// to write Root anywhere but where an address begins (directly behind href=", src=" or action=") or as the ROOT of an element.
func checkFragment(d definition) []problem.Problem {
	c := rootCheck{in: d.in, good: map[parse.Node]bool{}}
	c.lists(d.tree.Root)
	walk(d.tree.Root, c.node)
	return c.problems
}

type rootCheck struct {
	in       *source
	good     map[parse.Node]bool // the Roots that stand where they may
	problems []problem.Problem
}

// lists finds the Roots that begin an address, in a list and all lists below it.
func (c *rootCheck) lists(list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if root := onlyRoot(n.Pipe); root != nil && i > 0 && endsInAddress(list.Nodes[i-1]) {
				c.good[root] = true
			}
		case *parse.IfNode:
			c.branches(&n.BranchNode)
		case *parse.RangeNode:
			c.branches(&n.BranchNode)
		case *parse.WithNode:
			c.branches(&n.BranchNode)
		}
	}
}

func (c *rootCheck) branches(n *parse.BranchNode) {
	c.lists(n.List)
	c.lists(n.ElseList)
}

// onlyRoot gives the node of a pipeline that is nothing but .Root or $.Root.
func onlyRoot(p *parse.PipeNode) parse.Node {
	if len(p.Decl) == 0 && len(p.Cmds) == 1 && len(p.Cmds[0].Args) == 1 && isRoot(p.Cmds[0].Args[0]) {
		return p.Cmds[0].Args[0]
	}
	return nil
}

func isRoot(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.FieldNode:
		return slices.Equal(n.Ident, []string{"Root"})
	case *parse.VariableNode:
		return slices.Equal(n.Ident, []string{"$", "Root"})
	}
	return false
}

func endsInAddress(n parse.Node) bool {
	text, ok := n.(*parse.TextNode)
	return ok && slices.ContainsFunc(marked[:], func(m string) bool { return strings.HasSuffix(string(text.Text), strings.TrimSuffix(m, mark)) })
}

func (c *rootCheck) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.CommandNode:
		if f, ok := n.Args[0].(*parse.IdentifierNode); ok && rootFirst[f.Ident] && len(n.Args) > 1 && isRoot(n.Args[1]) {
			c.good[n.Args[1]] = true
		}
	case *parse.IdentifierNode:
		if fragmentOf[n.Ident] != "" {
			c.add(n, "rule.layout-broken.nested", problem.Args{"name": n.Ident})
		}
	case *parse.FieldNode:
		c.root(n, n.Ident)
	case *parse.VariableNode:
		c.root(n, n.Ident)
	case *parse.ChainNode:
		c.root(n, n.Field)
	}
}

func (c *rootCheck) root(n parse.Node, names []string) {
	if slices.Contains(names, "Root") && !c.good[n] {
		c.add(n, "rule.layout-broken.root", nil)
	}
}

func (c *rootCheck) add(n parse.Node, message string, args problem.Args) {
	c.problems = append(c.problems, RuleBroken.At(c.in.at(n.Position()), args).WithMessage(message))
}
