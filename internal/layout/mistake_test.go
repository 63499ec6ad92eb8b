package layout

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/message"
	"mingde/internal/page"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "write what is said now into testdata")

// Each case lays its files over the default layouts; "problems" is what is told of them, as a user reads it. A file that
// holds only "removed" is taken away.
func TestMistakes(t *testing.T) {
	cases, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := defaults(t)
			want := -1
			for i, f := range archive.Files {
				switch {
				case f.Name == "problems":
					want = i
				case string(f.Data) == "removed\n":
					delete(files, f.Name)
				default:
					files[f.Name] = f.Data
				}
			}
			s, problems := Parse(files)
			if errors, _ := problem.Count(problems); (errors > 0) != (s == nil) {
				t.Errorf("%d errors, and the Set is nil: %t", errors, s == nil)
			}
			var got bytes.Buffer
			if err := problem.WriteText(&got, problems, message.For(message.Chinese).Say); err != nil {
				t.Fatal(err)
			}
			if want < 0 {
				archive.Files = append(archive.Files, txtar.File{Name: "problems"})
				want = len(archive.Files) - 1
			}
			if *update {
				archive.Files[want].Data = got.Bytes()
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got.Bytes(), archive.Files[want].Data) {
				t.Errorf("got\n%s\nwant\n%s", got.Bytes(), archive.Files[want].Data)
			}
		})
	}
}

// Every sentence that a mistake can be told in exists, and is told by some case.
func TestEveryMistakeHasItsCase(t *testing.T) {
	keys := map[string]bool{}
	for _, s := range syntax() {
		keys["rule.layout-broken."+s.message] = true
	}
	for _, key := range surroundings {
		keys["rule.layout-broken."+key] = true
	}
	for _, key := range []string{"missing", "main", "twice", "template", "root", "nested", "field", "called", "argument", "count", "compare", "range"} {
		keys["rule.layout-broken."+key] = true
	}
	told := map[string]bool{}
	names, _ := filepath.Glob("testdata/mistakes/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files := defaults(t)
		for _, f := range archive.Files {
			if files[f.Name] = f.Data; string(f.Data) == "removed\n" {
				delete(files, f.Name)
			}
		}
		_, problems := Parse(files)
		for _, p := range problems {
			told[p.Message.Key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !message.For(message.Chinese).Has(key) || !message.For(message.English).Has(key) {
			t.Errorf("%s has no words", key)
		}
		if !told[key] {
			t.Errorf("%s is told by no case", key)
		}
	}
}

// What only a view can show is an error with the place in the layout.
func TestRenderErrorsHaveTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"{{define \"main\"}}<h1>x</h1>\n{{.Frame.Chrome.Site}}{{end}}":       "layouts/withdrawn.html:2:8: ",
		"{{define \"main\"}}<h1>x</h1>\n\n{{index .Frame.Meta 7}}{{end}}":    "layouts/withdrawn.html:3:2: ",
		"{{define \"main\"}}<h1>x</h1>{{(index .Frame.Feeds 0).Txt}}{{end}}": "layouts/withdrawn.html:1:",
	} {
		files := defaults(t)
		files["layouts/withdrawn.html"] = []byte(text)
		s, problems := Parse(files)
		if s == nil {
			t.Fatal(problems)
		}
		err := s.Render(new(bytes.Buffer), page.Withdrawn, &page.WithdrawnView{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s…", err, want)
		}
	}
	files := defaults(t)
	files["layouts/partials/row.html"] = []byte("<li>\n{{.Card.Cover.Alt}}</li>")
	s, problems := Parse(files)
	if s == nil {
		t.Fatal(problems)
	}
	err := s.Render(new(bytes.Buffer), page.Month, &page.MonthView{Rows: []*page.Card{cardOf(1, "")}})
	if err == nil || !strings.Contains(err.Error(), "layouts/partials/row.html:2:") {
		t.Errorf("%v does not name the partial", err)
	}
}

// tiny is a complete set of layouts with next to nothing in it.
func tiny() map[string][]byte {
	files := map[string][]byte{"layouts/base.html": []byte(`{{template "main" .}}`)}
	for _, name := range layoutFiles() {
		files[Folder+name] = []byte(`{{define "main"}}{{end}}`)
	}
	for _, name := range []string{cardFile, rowFile, honourFile, honourRowFile, headerFile, footerFile} {
		files[Folder+name] = []byte(`<a href="{{.Root}}x">`)
	}
	return files
}

// No text of a layout or partial makes Parse or Render panic, and a mistake has its file.
func FuzzParse(f *testing.F) {
	for path, b := range defaults(f) {
		f.Add(path == "layouts/partials/row.html", string(b))
	}
	for _, seed := range []string{`{{define "main"}}{{main}}`, `{{define "main"}}{{template "main" .}}{{end}}`, `{{`, `{{/*`, `<a href={{.}}`, `<script>{{.}}`, `{{range .}}{{break}}`, `{{define "base.html"}}{{end}}`, `{{$x := .Root}}`, `{{with $}}{{.Root}}{{end}}`, `{{(rows 1 nil).X}}`} {
		f.Add(false, seed)
		f.Add(true, seed)
	}
	f.Fuzz(func(t *testing.T, partial bool, text string) {
		files := tiny()
		path := "layouts/home.html"
		if partial {
			path = "layouts/" + rowFile
		}
		files[path] = []byte(text)
		s, problems := Parse(files)
		for _, p := range problems {
			if files[p.File] == nil || p.Line < 0 || p.Column < 0 {
				t.Errorf("problem at %v", p.Place)
			}
		}
		if s == nil {
			return
		}
		if err := s.Render(new(bytes.Buffer), page.Home, &page.HomeView{}); err != nil && !strings.Contains(fmt.Sprint(err), "layouts/") {
			t.Errorf("%v names no layout", err)
		}
		if _, err := s.row.append(nil, "../", &page.Card{}); err != nil && !strings.Contains(fmt.Sprint(err), "layouts/") {
			t.Errorf("%v names no layout", err)
		}
	})
}

// A page that cannot be made is the fault of a place in a layout, the inmost one where one layout stands in another.
func TestFailure(t *testing.T) {
	const failing = `{{(index .Latest 99).Title}}`
	for _, c := range []struct {
		name, file, text string
		want             problem.Place
	}{
		{"a layout", "layouts/home.html", "{{define \"main\"}}\n<p>" + failing + "{{end}}", problem.Place{File: "layouts/home.html", Line: 2, Column: 7}},
		{"a partial", "layouts/partials/card.html", "<li>\n{{slice .Card.Title 0 9999}}</li>", problem.Place{File: "layouts/partials/card.html", Line: 2, Column: 3}},
	} {
		files := defaults(t)
		files[c.file] = []byte(c.text)
		s, problems := Parse(files)
		if s == nil {
			t.Errorf("%s: %v", c.name, problems)
			continue
		}
		err := s.Render(new(bytes.Buffer), page.Home, fixtures()[page.Home][0])
		p, ok := Failure(fmt.Errorf("index.html: %w", err))
		if !ok || p.Place != c.want || p.Rule != RuleBroken.ID || p.Message.Args["words"] == "" {
			t.Errorf("%s: %+v of %v", c.name, p, err)
		}
	}
	if p, ok := Failure(errors.New("template: the disk is gone")); ok {
		t.Errorf("%+v", p)
	}
}
