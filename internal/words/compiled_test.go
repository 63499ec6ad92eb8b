package words

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mingde/internal/decode"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "write the tables as the program reads them")

// grammarFile is the table of particles, which has a notation of its own.
const grammarFile = "tables/particles.toml"

// written makes a checker of the tables as people write them; the examples of their entries are in it as well.
func written(t testing.TB) *Checker {
	t.Helper()
	names, err := filepath.Glob("tables/*.toml")
	if err != nil || len(names) < 2 {
		t.Fatal(names, err)
	}
	c := &Checker{grammar: &grammar{}}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var table Table
		var problems []problem.Problem
		if filepath.ToSlash(name) == grammarFile {
			problems = decode.TOML(src, c.grammar, decode.Options{File: name})
		} else if table, problems = Parse(name, src); len(problems) == 0 {
			c.join([]Table{table})
		}
		for _, p := range problems {
			t.Errorf("%s:%d: %s %v", p.File, p.Line, p.Message.Key, p.Message.Args)
		}
	}
	c.terms = slices.DeleteFunc(c.terms, func(t term) bool { return t.severity == problem.Off })
	return c
}

// The program reads what people have written.
func TestCompiled(t *testing.T) {
	c := written(t)
	want := encode(c.terms, c.fixed, c.grammar)
	if *update {
		if err := os.WriteFile("tables.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal([]byte(compiled), want) {
		t.Error("tables.bin is not what tables/ says: go test ./internal/words -run TestCompiled -update")
	}
	terms, all, g := tableReader(compiled).read()
	if again := encode(terms, all, g); !bytes.Equal(again, want) {
		t.Error("what is read is not what was written")
	}
	if len(terms) != len(c.terms) || len(all) != len(c.fixed) {
		t.Errorf("%d terms and %d phrases, of %d and %d", len(terms), len(all), len(c.terms), len(c.fixed))
	}
	for i, one := range terms {
		w := c.terms[i]
		if one.wrong != w.wrong || one.right != w.right || one.rule.ID != w.rule.ID || one.severity != w.severity || one.why != w.why || !one.same(w.context) {
			t.Fatalf("%s is read as %v", w.wrong, one)
		}
	}
}
