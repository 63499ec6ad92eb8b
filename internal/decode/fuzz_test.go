package decode

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"mingde/internal/problem"
)

// seeds gives the documents of testdata.
func seeds(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(archive.Files[0].Data))
		f.Add(strings.ReplaceAll(string(archive.Files[0].Data), "\n", "\r\n"))
	}
	f.Add(frontMatter)
	f.Add("[a.b]\n[a]\nx=1\n[[c]]\ny=1\n[c.d]\n[[c]]\n'q.r'.s = [[{t = '''1'''}]]\n")
	f.Add("x = [0000.00.00# 0, 0000年0月0日")
	f.Add("\"a\\\"b\" = 1 # \"\n[ x . \"y]\" ]\nz.1.2 = 07:08:09\n")
}

// Whatever the text, the decoder comes back; every problem stands in the text and has a rule; and the order is fixed.
func FuzzTOML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		var a, b sample
		ps := TOML([]byte(text), &a, Options{File: "x.md", FirstLine: 2})
		qs := TOML([]byte(text), &b, Options{File: "x.md", FirstLine: 2})
		if len(ps) != len(qs) {
			t.Fatalf("%d problems, then %d", len(ps), len(qs))
		}
		for i, p := range ps {
			if p.Place != qs[i].Place || p.Rule != qs[i].Rule || p.Rule == "" || p.File != "x.md" {
				t.Errorf("%+v, then %+v", p, qs[i])
			}
			inside(t, text, p.Place, 2)
		}
	})
}

// tricky are values on which parsers of TOML like to disagree.
var tricky = []string{
	"1979-05-27T07:32:00Z", "1979-05-27t00:32:00.9999999999-07:00", "1979-05-27 07:32", "0000-01-01", "23:59:60", "07:32:00.5",
	"2023-02-29", "2026-06-30T09:30:00+24:00", "-0", "+0.0", "1e400", "-nan", "inf", "0xFF_ff", "0o7", "0b1", "1__0", "9223372036854775808",
	`"\u00e9\U0001F600\e\x41"`, `"\ud800"`, "'''\n\r\n'''", "\"\"\"\\\n  x\"\"\"\"", "[1, [2.0, 'x'], {a.b = 1, a.c = {}}, ]",
	"{a = 1, a.b = 2}", "{\na = 1, # x\n}", "1 # \x7f", "1 # \r", "1\na = 2", "1\n[a]", "{}\n[a]", "1\n[b]\n[b.c]\n[b]",
	"1\nb.c = 1\n[b]", "1\n[b.c]\n[b]\nc.d = 1",
	`[{a = "", b = 1}, {"" = ""}]`, `{"" = 1}`, "[{a = 1}, {a = 2}]",
}

// A document that is read quickly is read slowly as well, and with the same result.
func FuzzQuickly(f *testing.F) {
	seeds(f)
	for _, value := range tricky {
		f.Add("a = " + value + "\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		document := trimMark([]byte(text))
		if _, deep := tooDeep(document); deep || !utf8.Valid(document) {
			return
		}
		quick, ok := quickly(document)
		if !ok {
			return
		}
		slow, err := slowly(document)
		if err != nil {
			t.Fatalf("only read quickly: %v", err)
		}
		if got, want := fmt.Sprintf("%#v", spelled(quick)), fmt.Sprintf("%#v", spelled(slow)); got != want {
			t.Fatalf("quickly %s\nslowly  %s", got, want)
		}
	})
}

// spelled writes out the times in a document, which may be the same without being equal.
func spelled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			v[name] = spelled(x)
		}
	case []any:
		for i, x := range v {
			v[i] = spelled(x)
		}
	case time.Time:
		switch zone := v.Location().String(); zone {
		case localDate, localDateTime, localTime:
			return v.Format("2006-01-02T15:04:05.999999999 ") + zone
		}
		return v.Format(time.RFC3339Nano)
	}
	return v
}

// Every key and item of a document that both parsers understand has a position, and there the text is that key.
func FuzzPositions(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		x := Positions([]byte(text), 1)
		for _, field := range x.Fields() {
			key, _ := x.Key(field)
			value, ok := x.Value(field)
			if !ok {
				t.Fatalf("%q has a key but no value", field)
			}
			inside(t, text, key, 1)
			inside(t, text, value, 1)
		}
		if _, deep := tooDeep([]byte(text)); deep || strings.HasPrefix(text, "\ufeff") || !utf8.ValidString(text) {
			return
		}
		tree, err := unmarshal([]byte(text))
		if err != nil {
			return
		}
		if understood(text) { // else the parsers disagree, and the first line stands for all
			keys(t, text, x, "", tree)
		}
	})
}

// understood tells whether the other parser reads the whole text.
func understood(text string) bool {
	fields := Positions([]byte(text+"\nlast_line_of_all = 1\n"), 1).Fields()
	return slices.ContainsFunc(fields, func(f string) bool { return strings.HasSuffix(f, "last_line_of_all") })
}

func keys(t *testing.T, text string, x Index, field string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, child := range v {
			path := Join(field, name)
			begins(t, text, x, path, name)
			keys(t, text, x, path, child)
		}
	case []map[string]any:
		for i, child := range v {
			keys(t, text, x, Item(field, i), child)
		}
	case []any:
		for i, child := range v {
			if _, ok := x.Value(Item(field, i)); !ok {
				t.Errorf("%q has no item %d", field, i)
			}
			keys(t, text, x, Item(field, i), child)
		}
	}
}

// begins asks the first parser what the text at the key's place says.
func begins(t *testing.T, text string, x Index, field, name string) {
	p, ok := x.Key(field)
	if !ok {
		t.Errorf("%q has no position", field)
		return
	}
	written := cut(text, p)
	tree, err := unmarshal([]byte(written + " = 1"))
	if _, same := tree[name]; err != nil || !same {
		t.Errorf("%q stands at %d:%d, but there the text is %q", field, p.Line, p.Column, written)
	}
}

// cut gives the text within one line of a place.
func cut(text string, p problem.Place) string {
	line := strings.Split(text, "\n")[p.Line-1]
	return string([]rune(line)[p.Column-1 : p.EndColumn-1])
}

// inside fails when a place is not within the text, which begins on the line first.
func inside(t *testing.T, text string, p problem.Place, first int) {
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	for _, at := range [][2]int{{p.Line, p.Column}, {p.EndLine, p.EndColumn}} {
		n := at[0] - first
		if n < 0 || n >= len(lines) || at[1] < 1 || at[1] > utf8.RuneCountInString(lines[n])+1 {
			t.Fatalf("%+v is outside of %q", p, text)
		}
	}
	if p.EndLine < p.Line || p.EndLine == p.Line && p.EndColumn < p.Column {
		t.Fatalf("%+v ends before it begins in %q", p, text)
	}
}

// Of a value, a dotted key, an array of tables and an item, the place is the very text.
func TestPositions(t *testing.T) {
	const text = "标题 = 1\n"
	if got := Positions([]byte(text), 2).Place("f", "标题"); got.Line != 2 || got.Column != 1 || got.EndColumn != 7 {
		t.Errorf("a document that the parser refuses: %+v", got)
	}
	const doc = "\ufefftitle = \"好\" # “\n\"键\".b = [1, [ \"]\" ], {c = 2}]\r\n[[v]]\nx = 1\n[[v]]\nx = '''2\n3'''\n"
	x := Positions([]byte(doc), 10)
	for field, want := range map[string][2]problem.Place{
		"title":    {{Line: 10, Column: 1, EndLine: 10, EndColumn: 6}, {Line: 10, Column: 9, EndLine: 10, EndColumn: 12}},
		"键":        {{Line: 11, Column: 1, EndLine: 11, EndColumn: 4}, {Line: 11, Column: 1, EndLine: 11, EndColumn: 4}},
		"键.b":      {{Line: 11, Column: 5, EndLine: 11, EndColumn: 6}, {Line: 11, Column: 9, EndLine: 11, EndColumn: 30}},
		"键.b[0]":   {{Line: 11, Column: 10, EndLine: 11, EndColumn: 11}, {Line: 11, Column: 10, EndLine: 11, EndColumn: 11}},
		"键.b[1]":   {{Line: 11, Column: 13, EndLine: 11, EndColumn: 20}, {Line: 11, Column: 13, EndLine: 11, EndColumn: 20}},
		"键.b[2].c": {{Line: 11, Column: 23, EndLine: 11, EndColumn: 24}, {Line: 11, Column: 27, EndLine: 11, EndColumn: 28}},
		"v":        {{Line: 12, Column: 3, EndLine: 12, EndColumn: 4}, {Line: 12, Column: 3, EndLine: 12, EndColumn: 4}},
		"v[1]":     {{Line: 14, Column: 3, EndLine: 14, EndColumn: 4}, {Line: 14, Column: 3, EndLine: 14, EndColumn: 4}},
		"v[1].x":   {{Line: 15, Column: 1, EndLine: 15, EndColumn: 2}, {Line: 15, Column: 5, EndLine: 16, EndColumn: 5}},
	} {
		key, _ := x.Key(field)
		value, _ := x.Value(field)
		want[0].Field, want[1].Field = field, field
		if key != want[0] || value != want[1] {
			t.Errorf("%s: key %+v, value %+v", field, key, value)
		}
	}
	if p, ok := x.Key("nothing"); ok {
		t.Errorf("a field that is not there stands at %+v", p)
	}
}
