package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// tree is a repository, read once. Names are slash-separated from its top.
type tree struct {
	fsys     fs.FS
	files    []file // all that git does not ignore, in order of their names
	packages []*pkg // in order of their names
	module   string // the path in go.mod
}

type file struct {
	name string
	data []byte
}

// pkg is one folder with Go files.
type pkg struct {
	name  string // as in the law: "entry", "cmd/mingde"
	dir   string
	files []*goFile
}

type goFile struct {
	name string
	src  []byte
	set  *token.FileSet
	ast  *ast.File
}

func (f *goFile) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

// at gives "file:line" of a node.
func (f *goFile) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.name, f.set.Position(n.Pos()).Line)
}

// sources lists the files of a package that are no tests.
func (p *pkg) sources() []*goFile {
	return slices.DeleteFunc(slices.Clone(p.files), (*goFile).isTest)
}

// find gives a package by its name in the law; nil if there is none.
func (t *tree) find(name string) *pkg {
	for _, p := range t.packages {
		if p.name == name {
			return p
		}
	}
	return nil
}

// file gives the content of a file; nil if there is none.
func (t *tree) file(name string) []byte {
	for _, f := range t.files {
		if f.name == name {
			return f.data
		}
	}
	return nil
}

func load(fsys fs.FS) (*tree, error) {
	t := &tree{fsys: fsys}
	ignored, err := readIgnored(fsys)
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == ".git" || ignored(name)):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		t.files = append(t.files, file{name, data})
		return err
	})
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(string(t.file("go.mod")), "\n")
	t.module = strings.TrimSpace(strings.TrimPrefix(first, "module"))
	return t, t.parse()
}

// parse reads all Go files but those that are only material for tests.
func (t *tree) parse() error {
	set := token.NewFileSet()
	for _, f := range t.files {
		if path.Ext(f.name) != ".go" || slices.Contains(strings.Split(f.name, "/"), "testdata") {
			continue
		}
		parsed, err := parser.ParseFile(set, f.name, f.data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(f.name)
		name := strings.TrimPrefix(dir, "internal/")
		p := t.find(name)
		if p == nil {
			p = &pkg{name: name, dir: dir}
			t.packages = append(t.packages, p)
		}
		p.files = append(p.files, &goFile{f.name, f.data, set, parsed})
	}
	return nil
}

// readIgnored reads those lines of .gitignore that name a folder ("bin/" anywhere, "/bin/" at the top), which is all
// that ours has.
func readIgnored(fsys fs.FS) (func(dir string) bool, error) {
	b, err := fs.ReadFile(fsys, ".gitignore")
	if err != nil {
		return nil, err
	}
	lines := strings.Fields(string(b))
	return func(dir string) bool {
		return slices.Contains(lines, "/"+dir+"/") || slices.Contains(lines, path.Base(dir)+"/")
	}, nil
}

// imported is one import of a package of this module or of another.
type imported struct {
	file *goFile
	spec *ast.ImportSpec
	path string
}

// imports lists the imports of a package, tests included.
func (p *pkg) imports() []imported {
	var all []imported
	for _, f := range p.files {
		for _, spec := range f.ast.Imports {
			all = append(all, imported{f, spec, strings.Trim(spec.Path.Value, `"`)})
		}
	}
	return all
}

// local turns an import path into the name of a package of this module.
func (t *tree) local(importPath string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(importPath, t.module+"/")
	return strings.TrimPrefix(rest, "internal/"), ok
}
