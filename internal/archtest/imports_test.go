package archtest

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// checkTable holds the table of floors against the packages that exist.
func checkTable(t *tree, l *law) (found []string) {
	for _, p := range t.packages {
		_, known := l.floor(p.name)
		floor, isLater := l.later[p.name]
		switch {
		case isLater:
			found = append(found, fmt.Sprintf("%s exists now: move it from later to floor %d of the table", p.dir, floor))
		case !known && !slices.Contains(l.testOnly, p.name):
			found = append(found, fmt.Sprintf("%s stands on no floor: give it a row in the table, and in the design", p.dir))
		}
	}
	rows := slices.Concat(slices.Concat(l.floors...), l.testOnly, l.middle)
	slices.Sort(rows)
	for _, name := range slices.Compact(rows) {
		if t.find(name) == nil {
			found = append(found, fmt.Sprintf("the table names %s, which has no Go files: a rule about nothing holds nothing", name))
		}
	}
	return found
}

// checkFloors finds imports that lead upwards or sideways. Tests are free: they may build what stands above.
func checkFloors(t *tree, l *law) (found []string) {
	for _, p := range t.packages {
		from, known := l.floor(p.name)
		if !known {
			continue
		}
		for _, i := range p.imports() {
			name, local := t.local(i.path)
			to, known := l.floor(name)
			if !local || !known || i.file.isTest() || to < from || l.peers[edge{p.name, name}] != "" {
				continue
			}
			found = append(found, fmt.Sprintf("%s: %s (floor %d) imports %s (floor %d): a package imports lower floors only, "+
				"so that it can be understood and tested without what uses it", i.file.at(i.spec), p.name, from, name, to))
		}
	}
	return found
}

// checkTestOnly keeps the helpers of tests out of the program, and the program out of them: a generator that used the
// code under test would share its mistakes.
func checkTestOnly(t *tree, l *law) (found []string) {
	for _, p := range t.packages {
		for _, i := range p.imports() {
			name, local := t.local(i.path)
			if !local || i.file.isTest() {
				continue
			}
			switch ofTest, helper := slices.Contains(l.testOnly, p.name), slices.Contains(l.testOnly, name); {
			case helper && !ofTest:
				found = append(found, fmt.Sprintf("%s: %s imports %s, which is for tests: it must not get into the program",
					i.file.at(i.spec), p.name, name))
			case ofTest && !helper && l.peers[edge{p.name, name}] == "":
				found = append(found, fmt.Sprintf("%s: %s imports %s: a helper of tests that uses what it tests shares its mistakes",
					i.file.at(i.spec), p.name, name))
			}
		}
	}
	return found
}

// clock are the functions and variables of package time by which the machine's clock and zone get in.
var clock = []string{"Now", "Since", "Until", "Local"}

// checkMiddle keeps input, output and the clock out of the middle.
func checkMiddle(t *tree, l *law) (found []string) {
	for _, name := range l.middle {
		p := t.find(name)
		if p == nil {
			continue
		}
		for _, i := range p.imports() {
			if !i.file.isTest() && (i.path == "os" || strings.HasPrefix(i.path, "os/") || i.path == "net/http" || strings.HasPrefix(i.path, "net/http/")) {
				found = append(found, fmt.Sprintf("%s: %s imports %s: files and networks are at the two ends of the program only",
					i.file.at(i.spec), p.name, i.path))
			}
		}
		for _, f := range p.sources() {
			found = append(found, readsClock(p, f)...)
		}
	}
	return found
}

func readsClock(p *pkg, f *goFile) (found []string) {
	timeName := ""
	for _, spec := range f.ast.Imports {
		if spec.Path.Value == `"time"` {
			timeName = "time"
			if spec.Name != nil {
				timeName = spec.Name.Name
			}
		}
	}
	if timeName == "." {
		return []string{fmt.Sprintf("%s: %s imports time as \".\", so that nobody sees who reads the clock", f.name, p.name)}
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && timeName != "" && x.Name == timeName && slices.Contains(clock, selector.Sel.Name) {
			found = append(found, fmt.Sprintf("%s: %s uses time.%s: time is an input, the same for everything in a build",
				f.at(n), p.name, selector.Sel.Name))
		}
		return true
	})
	return found
}

// checkOwners finds imports that belong to one package alone.
func checkOwners(t *tree, l *law) (found []string) {
	for _, p := range t.packages {
		for _, i := range p.imports() {
			for prefix, owner := range l.owners {
				if within(i.path, prefix) && p.name != owner.pkg {
					found = append(found, fmt.Sprintf("%s: %s imports %s, which only %s may: %s", i.file.at(i.spec), p.name, i.path, owner.pkg, owner.why))
				}
			}
		}
	}
	return found
}

// within tells whether an import path is that of a module or of a package in it.
func within(importPath, module string) bool {
	return importPath == module || strings.HasPrefix(importPath, module+"/")
}

// requirement matches one required module in go.mod.
var requirement = regexp.MustCompile(`(?m)^(?:require\s+|\t)(\S+) v\S+[ \t]*(// indirect)?`)

// checkModules holds go.mod and all imports against the list of allowed modules.
func checkModules(t *tree, l *law) (found []string) {
	required := map[string]bool{}
	for _, m := range requirement.FindAllStringSubmatch(string(t.file("go.mod")), -1) {
		required[m[1]] = true
		if _, allowed := l.modules[m[1]]; !allowed && m[2] == "" {
			found = append(found, fmt.Sprintf("go.mod: %s is not allowed: few modules, each with its reason in the law", m[1]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.modules)) {
		if !required[name] {
			found = append(found, fmt.Sprintf("go.mod: %s is allowed, but not required: take it off the list", name))
		}
	}
	for _, p := range t.packages {
		for _, i := range p.imports() {
			if why := l.refuse(t, p, i); why != "" {
				found = append(found, fmt.Sprintf("%s: %s imports %s, %s", i.file.at(i.spec), p.name, i.path, why))
			}
		}
	}
	return found
}

// refuse says why an import from another module is not allowed; "" if it is.
func (l *law) refuse(t *tree, p *pkg, i imported) string {
	first, _, _ := strings.Cut(i.path, "/")
	if !strings.Contains(first, ".") || within(i.path, t.module) {
		return "" // the standard library, or our own
	}
	for name, m := range l.modules {
		if !within(i.path, name) {
			continue
		}
		if m.testsOnly && !i.file.isTest() && !slices.Contains(l.testOnly, p.name) {
			return "which is for tests only"
		}
		return ""
	}
	return "whose module is not on the list of allowed ones"
}

// raceList matches the list of packages that the Makefile runs under the race detector.
var raceList = regexp.MustCompile(`(?m)^RACE := (.*)$`)

// checkRace holds that list against the sources: whoever starts goroutines or shares values between them is on it.
func checkRace(t *tree, _ *law) (found []string) {
	m := raceList.FindSubmatch(t.file("Makefile"))
	if m == nil {
		return []string{"Makefile: no list RACE"}
	}
	listed := strings.Fields(string(m[1]))
	for _, name := range listed {
		if t.find(name) == nil {
			found = append(found, fmt.Sprintf("Makefile: RACE names %s, which does not exist", name))
		}
	}
	for _, p := range t.packages {
		if why := concurrent(p); why != "" && path.Dir(p.dir) == "internal" && !slices.Contains(listed, p.name) {
			found = append(found, fmt.Sprintf("Makefile: RACE lacks %s: %s", p.name, why))
		}
	}
	return found
}

// concurrent says where a package starts a goroutine or shares what goroutines change; "" if nowhere. A value made once
// (sync.OnceValue) is safe by itself.
func concurrent(p *pkg) (where string) {
	for _, f := range p.sources() {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				where = f.at(n) + " starts a goroutine"
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if ok && slices.Contains([]string{"sync", "atomic", "errgroup"}, x.Name) && !strings.HasPrefix(n.Sel.Name, "Once") {
					where = fmt.Sprintf("%s uses %s.%s", f.at(n), x.Name, n.Sel.Name)
				}
			}
			return where == ""
		})
	}
	return where
}
