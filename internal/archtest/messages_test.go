package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// messageKey finds the keys of a catalogue's file.
var messageKey = regexp.MustCompile(`(?m)^"([^"]+)"\s*=`)

// checkMessages finds sentences that are asked for by a name that no catalogue has, or, where a name is put together,
// beginnings that no name has. What is said then is the bare name.
func checkMessages(t *tree, _ *law) (found []string) {
	var keys []string
	for _, f := range t.files {
		if strings.HasPrefix(f.name, "internal/message/") && strings.HasSuffix(f.name, ".toml") {
			for _, m := range messageKey.FindAllSubmatch(f.data, -1) {
				keys = append(keys, string(m[1]))
			}
		}
	}
	for _, p := range t.packages {
		for _, f := range p.sources() {
			ast.Inspect(f.ast, func(n ast.Node) bool {
				if lit := messageAsked(n); lit != nil && !hasMessage(keys, lit) {
					found = append(found, fmt.Sprintf("%s: no file of internal/message has %s", f.at(lit), lit.Value))
				}
				return true
			})
		}
	}
	return found
}

// messageAsked gives the literal, or the first part of a name put together, by which a node asks for a sentence: the field
// Key of a problem.Text, the first argument of Words. nil for other nodes.
func messageAsked(n ast.Node) *ast.BasicLit {
	var asked ast.Expr
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if name, ok := n.Key.(*ast.Ident); ok && name.Name == "Key" {
			asked = n.Value
		}
	case *ast.CallExpr:
		if called, ok := n.Fun.(*ast.SelectorExpr); ok && called.Sel.Name == "Words" && len(n.Args) > 0 {
			asked = n.Args[0]
		}
	}
	for {
		sum, ok := asked.(*ast.BinaryExpr)
		if !ok {
			break
		}
		asked = sum.X
	}
	if lit, ok := asked.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		return lit
	}
	return nil
}

func hasMessage(keys []string, lit *ast.BasicLit) bool {
	name, err := strconv.Unquote(lit.Value)
	begun := strings.HasSuffix(name, ".") || strings.HasSuffix(name, "-")
	return err == nil && slices.ContainsFunc(keys, func(key string) bool {
		return key == name || begun && strings.HasPrefix(key, name)
	})
}
