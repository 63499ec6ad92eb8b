package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checkPackageDocs holds every package to exactly one doc comment.
func checkPackageDocs(t *tree, _ *law) (found []string) {
	for _, p := range t.packages {
		var docs []*goFile
		for _, f := range p.sources() {
			if f.ast.Doc.Text() != "" {
				docs = append(docs, f)
			}
		}
		switch {
		case len(p.sources()) == 0:
		case len(docs) == 0:
			found = append(found, fmt.Sprintf("%s has no package doc: say what it does, and what it does not know", p.dir))
		case len(docs) > 1:
			found = append(found, fmt.Sprintf("%s has a package doc in both %s and %s: one place to look, one truth", p.dir, docs[0].name, docs[1].name))
		default:
			found = append(found, misnamed(p, docs[0])...)
		}
	}
	return found
}

// misnamed finds a package doc that does not begin as go doc expects.
func misnamed(p *pkg, f *goFile) []string {
	begin := "Package " + f.ast.Name.Name + " "
	if f.ast.Name.Name == "main" {
		begin = "Command " + path.Base(p.dir) + " "
	}
	if strings.HasPrefix(strings.ReplaceAll(f.ast.Doc.Text(), "\n", " "), begin) {
		return nil
	}
	return []string{fmt.Sprintf("%s: the package doc does not begin with %q", f.name, begin)}
}

// checkDocs finds exported names of internal/ without a doc comment.
func checkDocs(t *tree, _ *law) (found []string) {
	for _, p := range t.packages {
		if !strings.HasPrefix(p.dir, "internal/") {
			continue
		}
		for _, f := range p.sources() {
			for _, decl := range f.ast.Decls {
				for _, name := range undocumented(decl) {
					found = append(found, fmt.Sprintf("%s: %s has no doc comment", f.at(name), name.Name))
				}
			}
		}
	}
	return found
}

// undocumented lists the exported names of a declaration that have no comment of their own nor of their group.
func undocumented(decl ast.Decl) (names []*ast.Ident) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && receiverIsExported(d) && d.Doc.Text() == "" {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Doc.Text() == "" && (d.Lparen.IsValid() || d.Doc.Text() == "") {
					names = append(names, s.Name)
				}
			case *ast.ValueSpec:
				if s.Doc.Text() == "" && s.Comment.Text() == "" && d.Doc.Text() == "" {
					names = append(names, s.Names...)
				}
			}
		}
	}
	return slices.DeleteFunc(names, func(n *ast.Ident) bool { return !n.IsExported() })
}

// receiverIsExported tells whether a function is none of a type that nobody outside can name.
func receiverIsExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	exported := false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !exported {
			exported = id.IsExported()
			return false
		}
		return true
	})
	return exported
}

// checkFormat finds files that gofmt would change.
func checkFormat(t *tree, _ *law) (found []string) {
	for _, p := range t.packages {
		for _, f := range p.files {
			formatted, err := format.Source(f.src)
			if err != nil || !bytes.Equal(formatted, f.src) {
				found = append(found, f.name+": gofmt would change it")
			}
		}
	}
	return found
}

// unfinished matches the marks of work left over; put together here so that this file has none.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX|HA` + `CK)\b`)

// checkUnfinished finds such marks in Go files.
func checkUnfinished(t *tree, _ *law) (found []string) {
	for _, p := range t.packages {
		for _, f := range p.files {
			for _, at := range unfinished.FindAllIndex(f.src, -1) {
				found = append(found, fmt.Sprintf("%s:%d: %s: do it, or write an issue", f.name, 1+bytes.Count(f.src[:at[0]], []byte("\n")), f.src[at[0]:at[1]]))
			}
		}
	}
	return found
}

// checkSkips finds tests that pass without testing.
func checkSkips(t *tree, _ *law) (found []string) {
	for _, p := range t.packages {
		for _, f := range p.files {
			ast.Inspect(f.ast, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && skips(s) {
					found = append(found, fmt.Sprintf("%s: %s: a test that is passed over holds nothing; let it fail and say what is missing", f.at(n), s.Sel.Name))
				}
				return true
			})
		}
	}
	return found
}

// skips tells whether a selector is Skip, Skipf or SkipNow of a test, which is what t, b, f and tb are.
func skips(s *ast.SelectorExpr) bool {
	x, ok := s.X.(*ast.Ident)
	return ok && slices.Contains([]string{"t", "b", "f", "tb"}, x.Name) &&
		slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, s.Sel.Name)
}

// machinePath matches the absolute path of a file on somebody's machine: the folders in which people, containers and
// build servers keep their work. System folders such as /usr are the same everywhere.
var machinePath = regexp.MustCompile("(?m)(?:^|[\\s\"'`(=:,<>])(?:file://)?(/(?:home|Users|root|work|workspace|builds|mnt)/[\\w.~-]+|[A-Za-z]:\\\\Users\\\\\\w+)")

// checkPaths finds such paths in all text files but the trees on which this rule is tried.
func checkPaths(t *tree, _ *law) (found []string) {
	for _, f := range t.files {
		if bytes.IndexByte(f.data, 0) >= 0 || strings.HasPrefix(f.name, "internal/archtest/testdata/") {
			continue
		}
		for _, at := range machinePath.FindAllSubmatchIndex(f.data, -1) {
			found = append(found, fmt.Sprintf("%s:%d: %s exists on one machine only", f.name, 1+bytes.Count(f.data[:at[2]], []byte("\n")), f.data[at[2]:at[3]]))
		}
	}
	return found
}

// checkTop finds what does not belong at the top of the repository.
func checkTop(t *tree, l *law) (found []string) {
	seen := map[string]bool{}
	for _, f := range t.files {
		first, _, _ := strings.Cut(f.name, "/")
		if !seen[first] && !slices.Contains(l.top, first) {
			found = append(found, first+" lies at the top: the few names there are settled in the design")
		}
		seen[first] = true
	}
	return found
}

// checkTestdata finds tests that read from testdata what is not there: a glob that matches nothing passes silently.
func checkTestdata(t *tree, _ *law) (found []string) {
	for _, p := range t.packages {
		for _, f := range p.files {
			for _, r := range reads(f) {
				if matches, err := fs.Glob(t.fsys, path.Join(p.dir, r.pattern)); err != nil || len(matches) == 0 {
					found = append(found, fmt.Sprintf("%s: %s matches nothing", f.at(r.node), r.pattern))
				}
			}
		}
	}
	return found
}

// read is one place at which a file reads from testdata.
type read struct {
	node    ast.Node
	pattern string
}

// reads lists the paths and globs below testdata that a file names by literals: alone, as the beginning of a longer
// string, or as the arguments of a Join. Of a path that is only known when the test runs, the known folder counts.
func reads(f *goFile) (all []read) {
	beginnings := map[ast.Node]bool{}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			beginnings[n.X] = n.Op == token.ADD
		case *ast.CallExpr:
			if pattern := joined(n); pattern != "" {
				all = append(all, read{n, pattern})
			}
		case *ast.BasicLit:
			s, err := strconv.Unquote(n.Value)
			if n.Kind != token.STRING || err != nil || !strings.HasPrefix(s, "testdata/") || strings.ContainsAny(s, "\n ") {
				return true
			}
			if before, _, computed := strings.Cut(s, "%"); computed || beginnings[n] {
				s = path.Dir(before + "x")
			}
			all = append(all, read{n, s})
		}
		return true
	})
	return all
}

// joined gives the literal arguments at the beginning of Join("testdata", …), joined; "" for any other call.
func joined(call *ast.CallExpr) string {
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Join" {
		return ""
	}
	var parts []string
	for _, arg := range call.Args {
		lit, ok := arg.(*ast.BasicLit)
		if !ok {
			break
		}
		part, err := strconv.Unquote(lit.Value)
		if err != nil {
			break
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 || parts[0] != "testdata" {
		return ""
	}
	return path.Join(parts...)
}
