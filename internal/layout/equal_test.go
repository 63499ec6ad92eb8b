package layout

import (
	"bytes"
	"html/template"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"mingde/internal/calendar"
	"mingde/internal/page"
)

// safeView has a text of every type that html/template looks at.
type safeView struct {
	S string
	N int
	U template.URL
	H template.HTML
	C template.CSS
}

// surroundingsOf are where html/template puts its escapers: what is compiled must do as they do.
var surroundingsOf = []string{
	`{{.S}} {{.N}} {{.U}} {{.H}}`,
	`<p title="{{.S}} {{.N}} {{.U}}">`, `<p title='{{.S}}{{.N}}'>`,
	`<title>{{.S}} {{.N}} {{.U}}</title>`, `<textarea>{{.S}}</textarea>`,
	`<a href="{{.S}}">`, `<a href="{{.U}}">`, `<a href="{{.N}}">`, `<a href='{{.S}}{{.U}}'>`,
	`<a href="/x/{{.S}}">`, `<a href="/x/{{.U}}/{{.N}}">`, `<a href="?q={{.S}}">`, `<a href="?q={{.U}}&amp;n={{.N}}">`, `<a href="#{{.S}}">`,
	`<a href="mailto:{{.S}}">`, `<img src="{{.S}}">`, `<meta content="0; url={{.S}}{{.U}}">`, `<meta http-equiv="refresh" content="0; url={{.S}}{{.U}}">`,
	`<style>{{.C}}</style>`,
}

// Texts are escaped as html/template escapes them, wherever they stand and whatever they are typed as.
func FuzzEscapers(f *testing.F) {
	type both struct {
		text    string
		t       *template.Template
		program *program
	}
	var all []both
	for _, text := range surroundingsOf {
		t := template.Must(template.New("x").Parse(text))
		if err := t.Execute(nothing{}, safeView{}); err != nil {
			f.Fatal(text, err)
		}
		r := &reach{template: t}
		p := r.compile("x", reflect.TypeFor[*safeView](), functionTable{})
		if p == nil {
			f.Fatalf("%s is not compiled: %q", text, r.gaveUp)
		}
		all = append(all, both{text, t, p})
	}
	check := func(t *testing.T, s string, n int) {
		view := &safeView{s, n, template.URL(s), template.HTML(s), template.CSS(s)}
		for _, b := range all {
			var want bytes.Buffer
			if err := b.t.Execute(&want, view); err != nil {
				t.Fatal(err)
			}
			if got, ok := b.program.append(nil, view); !ok || !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%s with %q:\ngot  %q\nwant %q", b.text, s, got, want.Bytes())
			}
		}
	}
	for _, seed := range []string{"", "文明", "a+b", `"><script>`, "javascript:alert(1)", "HTTPS://a/?b=c&d#e", "%00%zz%4", "\x00\xff\ufffd\ufdd0", "a b\t\n", "http:", "://", "x/y:z", "-._~!$*,;=@[]()'"} {
		f.Add(seed, -12)
	}
	random := rand.New(rand.NewPCG(1, 2))
	f.Fuzz(func(t *testing.T, s string, n int) {
		check(t, s, n)
		b := make([]byte, random.IntN(12))
		for i := range b {
			b[i] = byte(random.IntN(256))
		}
		check(t, s+string(b), n)
	})
}

// sampleHome has something of every shape: lists, pointers that are nil, texts that must be escaped.
func sampleHome() *page.HomeView {
	v := fixtures()[page.Home][0].(*page.HomeView)
	v.MonthHref = ""
	v.Month = `"6月" & <7>+%`
	v.OnNotice = []page.RollCard{{Link: page.Link{Text: "甲", Href: "a?b&c"}, NoticeEnd: calendar.Date(2026, 6, 1), People: 3, Owners: []string{"甲", "<乙>"}}, {}}
	return v
}

// What is compiled gives what html/template gives, in good and in bad; and what is told as a mistake fails when it runs.
func FuzzCompiled(f *testing.F) {
	for _, b := range defaults(f) {
		f.Add(string(b))
	}
	for _, seed := range []string{
		`{{range $i, $c := .Latest}}{{$i}}{{with $c.Cover}}{{.Alt}}{{else}}-{{end}}{{else}}none{{end}}`,
		`{{range .Figures.Events}}{{.}}{{end}}{{range $x := .Figures.Lines}}{{$x.Name}}{{end}}{{range $i, $x := 3}}{{end}}`,
		`{{with $x := .Month}}{{$x}}{{.}}{{else}}{{$x}}{{end}}{{if $y := .Rolls}}{{len $y}}{{else}}{{$y}}{{end}}`,
		`{{if and .Month (or .Rolls .Figures.Events) (not .MonthHref)}}{{or .Month "x"}}{{and .Month .MonthHref}}{{end}}`,
		`{{eq .Month "a" "b"}}{{if ne .Figures.Events 12}}{{end}}{{if lt .Figures.Events 13}}<{{end}}{{if ge .Month "a"}}x{{end}}`,
		`{{$x := 1}}{{$x = .Month}}{{$x}}{{range .Latest}}{{break}}{{end}}{{print .Month 3}}{{printf "%d" .Figures.Events | len}}`,
		`{{define "x"}}{{.}}{{template "y" $}}{{end}}{{define "y"}}[{{.}}]{{end}}{{template "x" .Month}}{{template "x" 3}}{{template "x"}}`,
		`{{define "r"}}{{if .MonthHref}}{{template "r" .}}{{end}}{{end}}{{with $}}{{template "r" .}}{{end}}`,
		`<p {{if .Month}}title="{{.Month}}"{{end}}><a href="{{.Frame.Root}}{{.MonthHref}}?{{.Month}}">{{template "t" .}}{{define "t"}}{{.Frame.Title}}{{end}}`,
		`{{.Frame.Chrome.Organizer.Name | print | len}}{{(index .Latest 0).Title}}{{.Statistics}}{{.Latest}}{{true}}{{1.5}}{{nil}}`,
		`{{range .OnNotice}}{{day .NoticeEnd}}{{range .Models}}{{link $.Frame.Root .Link}}{{end}}{{join .Owners}}{{amount .People "人"}}{{end}}`,
		`{{facts "a" .Month "b" 3 "c" (day .Frame.Chrome) .Month}}{{.Month | amount 3}}{{with facts "a" ""}}{{.}}{{else}}none{{end}}`,
		`{{rows .Frame.Root .Latest}}{{card .Frame.Root (index .Latest 1)}}{{range .Latest}}{{picture $.Frame.Root .Cover}}{{end}}`,
	} {
		f.Add(seed)
	}
	view := sampleHome()
	f.Fuzz(func(t *testing.T, text string) {
		files := tiny()
		files["layouts/home.html"] = []byte(text)
		if !strings.Contains(text, `"main"`) {
			files["layouts/home.html"] = []byte(`{{define "main"}}` + text + `{{end}}`)
		}
		s, _ := Parse(files)
		if s == nil {
			return
		}
		c := s.of(page.Home)
		var slow bytes.Buffer
		err := c.template.Execute(&slow, view)
		if c.program == nil {
			return
		}
		got, ok := c.program.append([]byte("before"), view)
		if ok != (err == nil) {
			t.Fatalf("compiled to its end: %t; html/template: %v", ok, err)
		}
		if ok && !bytes.Equal(got, append([]byte("before"), slow.Bytes()...)) {
			t.Errorf("other bytes when compiled:\n%s", difference(got[6:], slow.Bytes()))
		}
	})
}
