package layout

import (
	"bytes"
	"html/template"
	"reflect"
	"sync"
	"testing"

	"mingde/internal/page"
)

// compiledFor is a Set whose layout of a page type is compiled for the type of a view: views of tests have bodies of
// their own and so another type.
func compiledFor(t testing.TB, s *Set, typ page.Type, view any) *Set {
	t.Helper()
	c := *s.of(typ)
	if c.program == nil || c.program.view != reflect.TypeOf(view) {
		key := programKey{c.template, reflect.TypeOf(view)}
		known, ok := programs.Load(key)
		if !ok {
			r := &reach{template: c.template}
			if known = r.compile(key.view, s.functions()); known == (*program)(nil) {
				t.Fatalf("%s is not compiled for %T: %q", typ, view, r.gaveUp)
			}
			programs.Store(key, known)
		}
		c.program = known.(*program)
	}
	other := *s
	other.byType = make([]*compiled, len(s.byType))
	other.byType[typ] = &c
	return &other
}

// programs are those that compiledFor has made.
var programs sync.Map

type programKey struct {
	template *template.Template
	view     reflect.Type
}

// same renders a view both ways.
func same(t testing.TB, s *Set, typ page.Type, view any) string {
	t.Helper()
	var fast, slow bytes.Buffer
	c := compiledFor(t, s, typ, view).of(typ)
	whole, ok := c.program.append(nil, view)
	if !ok {
		t.Errorf("%s: the compiled layout did not come to its end", typ)
	}
	if err := c.template.Execute(&slow, view); err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	if !bytes.Equal(whole, slow.Bytes()) {
		t.Errorf("%s: other bytes when compiled:\n%s", typ, difference(whole, slow.Bytes()))
	}
	if err := s.Render(&fast, typ, view); err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	return fast.String()
}

// difference shows where two texts part.
func difference(got, want []byte) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	around := func(b []byte) []byte { return b[max(0, i-80):min(len(b), i+80)] }
	return "got  …" + string(around(got)) + "…\nwant …" + string(around(want)) + "…"
}

// The default layouts are compiled for the views that page makes, all of them: nothing falls back in silence.
func TestDefaultLayoutsAreCompiled(t *testing.T) {
	s := parsed(t)
	for _, typ := range page.Types() {
		if c := s.of(typ); c != nil && c.program == nil {
			t.Errorf("%s is not compiled: %q", typ, c.gaveUp)
		}
	}
	for name, c := range map[string]*compiled{
		cardFile: s.card.compiled, rowFile: s.row.compiled, honourFile: s.honour.compiled, honourRowFile: s.honourRow.compiled, headerFile: s.header.compiled, footerFile: s.footer.compiled,
	} {
		if c.program == nil {
			t.Errorf("%s is not compiled: %q", name, c.gaveUp)
		}
	}
}

// The table of views names those that the fixtures show, or hold where they have a body of their own.
func TestEveryLayoutHasItsView(t *testing.T) {
	all := fixtures()
	for _, typ := range page.Types() {
		if typ.Layout() == "" {
			continue
		}
		want := views[typ.Layout()+".html"]
		for _, view := range all[typ] {
			own := reflect.TypeOf(view)
			if own.Kind() == reflect.Struct {
				own = own.Field(0).Type
			}
			if own != want && own != reflect.TypeFor[*eventView]() {
				t.Errorf("%s: the table has %s, the fixture is %s", typ, want, own)
			}
		}
	}
}

// What the compiler does not know is left to html/template, layout by layout.
func TestUnknownLayoutsAreLeftToHTMLTemplate(t *testing.T) {
	for text, want := range map[string]string{
		`{{printf "%03d" .Figures.Events}}`:           "012",
		`{{(index .Latest 1).Title}}`:                 "楼道清理志愿服务第1场",
		`{{$x := 1}}{{$x = .Month}}{{$x}}`:            "2026年6月",
		`{{range .Latest}}{{.Title}}{{break}}{{end}}`: "楼道清理志愿服务第0场",
		`{{template "down" .Month}}`:                  "x",
		`<script>var a = {{.Month}}</script>`:         `<script>var a = "2026年6月"</script>`,
		`<p class={{.Month}}>`:                        `<p class=2026年6月>`,
		`{{day 7}}`:                                   `<time`,
	} {
		files := defaults(t)
		files["layouts/home.html"] = []byte(`{{define "main"}}` + text + `{{end}}{{define "down"}}{{if .}}{{template "down" ""}}x{{end}}{{end}}`)
		s, problems := Parse(files)
		if s == nil {
			t.Errorf("%s: %v", text, problems)
			continue
		}
		var b bytes.Buffer
		if err := s.Render(&b, page.Home, fixtures()[page.Home][0]); err != nil || !bytes.Contains(b.Bytes(), []byte(want)) {
			t.Errorf("%s: %v, or it does not give %s", text, err, want)
		}
		if compiled := s.of(page.Home).program != nil; compiled != (text == `{{day 7}}`) {
			t.Errorf("%s: compiled: %t, gave up %q", text, compiled, s.of(page.Home).gaveUp)
		}
		if s.of(page.Hub).program == nil {
			t.Errorf("%s: other layouts are not compiled either", text)
		}
	}
}

// A view that is not there gives an empty page, as html/template has it.
func TestNoViewNoPage(t *testing.T) {
	var b bytes.Buffer
	if err := parsed(t).Render(&b, page.Withdrawn, (*page.WithdrawnView)(nil)); err != nil || b.Len() > 0 {
		t.Errorf("%v, %q", err, b.String())
	}
}
