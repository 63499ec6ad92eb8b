package decode

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/tools/txtar"

	"mingde/internal/message"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the expected problems in testdata")

// sample has a field of every kind.
type sample struct {
	Title string `toml:"title" required:"true"`
	Date  date   `toml:"date" required:"true"`
	common
	Level      string            `toml:"level" enum:"社区 街道 区县 市 省 全国"`
	Edition    uint8             `toml:"edition"`
	Order      int               `toml:"order"`
	Share      float64           `toml:"share"`
	Community  Strings           `toml:"community"`
	Shown      Strings           `toml:"shown" enum:"name photo story"`
	Withdrawn  *withdrawn        `toml:"withdrawn"`
	Enabled    *bool             `toml:"enabled"`
	Volunteers []volunteer       `toml:"volunteers"`
	Checklist  map[string]string `toml:"checklist"`
	Rules      map[string]string `toml:"rules" enum:"error warning off"`
	Holidays   []date            `toml:"holidays"`
	Hidden     string
}

type common struct {
	Draft  bool     `toml:"draft"`
	Themes []string `toml:"themes"`
	Phone  string   `toml:"phone"`
}

// moment is a Value that takes any time.
type moment struct{ time.Time }

func (m *moment) FromTOML(v any, _ *time.Location) *problem.Problem {
	m.Time, _ = v.(time.Time)
	return nil
}

type withdrawn struct {
	Date date   `toml:"date" required:"true"`
	By   string `toml:"by" required:"true"`
}

type volunteer struct {
	Team   string  `toml:"team" required:"true"`
	People int     `toml:"people"`
	Hours  float64 `toml:"hours"`
}

// date is a Value of the tests.
type date struct{ time.Time }

func (d *date) FromTOML(v any, _ *time.Location) *problem.Problem {
	t, ok := v.(time.Time)
	if !ok || t.Location().String() != localDate {
		p := RuleWrongType.At(problem.Place{}, problem.Args{"field": "date", "got": written(v)})
		return &p
	}
	d.Time = t
	return nil
}

// Every case is an archive of a document, in.toml, and the problems that are found in it, in both languages. Its
// comment may say "crlf": then the document has such line ends.
func TestProblems(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := string(archive.Files[0].Data)
	if strings.Contains(string(archive.Comment), "crlf") {
		in = strings.ReplaceAll(in, "\n", "\r\n")
	}
	var into sample
	ps := TOML([]byte(in), &into, Options{File: "x.md", FirstLine: 2})
	got := &txtar.Archive{Comment: archive.Comment, Files: slices.Clone(archive.Files[:1])} // else append writes over what is wanted
	for _, lang := range message.Languages {
		var b strings.Builder
		if err := problem.WriteText(&b, ps, message.For(lang).Say); err != nil {
			t.Fatal(err)
		}
		got.Files = append(got.Files, txtar.File{Name: string(lang), Data: []byte(b.String())})
	}
	text := txtar.Format(got)
	if *update {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := txtar.Format(archive); string(want) != string(text) && !*update {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

func TestValues(t *testing.T) {
	enabled := false
	day := time.Date(2026, 6, 30, 0, 0, 0, 0, time.FixedZone(localDate, 0))
	var got sample
	got.Order, got.Phone = 7, "default"
	ps := TOML([]byte(`title = "好"
date = 2026-06-30
draft = true
level = "市"
edition = 3
share = 1
community = "a"
shown = ["name", "story"]
themes = ["x", "y"]
enabled = false
withdrawn = {date = 2026-06-30, by = "office"}
holidays = [2026-06-30]
checklist = {"固定 场所" = "yes"}
rules.raw-html = "off"
[[volunteers]]
team = "t"
people = 4
hours = 2.5
`), &got, Options{})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	got.Date.Time, got.Withdrawn.Date.Time, got.Holidays[0].Time = day, day, day // the machine's zone is in the location
	want := sample{
		Title: "好", Date: date{day}, Level: "市", Edition: 3, Order: 7, Share: 1, Community: Strings{"a"},
		Shown: Strings{"name", "story"}, Withdrawn: &withdrawn{date{day}, "office"}, Enabled: &enabled,
		Volunteers: []volunteer{{"t", 4, 2.5}}, Checklist: map[string]string{"固定 场所": "yes"},
		Rules: map[string]string{"raw-html": "off"}, Holidays: []date{{day}},
	}
	want.Draft, want.Themes, want.Phone = true, []string{"x", "y"}, "default"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// An array of tables is the same in each of its notations.
func TestTablesInEitherNotation(t *testing.T) {
	var a, b sample
	head := "title = \"t\"\ndate = 2026-06-30\n"
	ps := TOML([]byte(head+"volunteers = [{team = \"x\", people = 1}, {team = \"y\"}]\n"), &a, Options{})
	qs := TOML([]byte(head+"[[volunteers]]\nteam = \"x\"\npeople = 1\n[[volunteers]]\nteam = \"y\"\n"), &b, Options{})
	if len(ps)+len(qs) > 0 || len(a.Volunteers) != 2 || !reflect.DeepEqual(a.Volunteers, b.Volunteers) {
		t.Errorf("%v %v: %v and %v", ps, qs, a.Volunteers, b.Volunteers)
	}
}

func TestFields(t *testing.T) {
	byName := map[string]Field{}
	var names []string
	for _, f := range Fields(reflect.TypeFor[sample]()) {
		byName[f.Name] = f
		names = append(names, f.Name)
	}
	if got, want := strings.Join(names, " "), "title date draft themes phone level edition order share community shown withdrawn enabled volunteers checklist rules holidays"; got != want {
		t.Errorf("fields %q, want %q", got, want)
	}
	for name, want := range map[string]Field{
		"title":    {Name: "title", Kind: Text, Required: true, Type: reflect.TypeFor[string]()},
		"date":     {Name: "date", Kind: Custom, Required: true, Type: reflect.TypeFor[date]()},
		"enabled":  {Name: "enabled", Kind: Bool, Type: reflect.TypeFor[bool]()},
		"rules":    {Name: "rules", Kind: Map, Item: Text, Enum: []string{"error", "warning", "off"}, Type: reflect.TypeFor[string]()},
		"holidays": {Name: "holidays", Kind: List, Item: Custom, Type: reflect.TypeFor[date]()},
		"shown":    {Name: "shown", Kind: TextOrList, Enum: []string{"name", "photo", "story"}, Type: reflect.TypeFor[Strings]()},
	} {
		if got := byName[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
	if v := byName["volunteers"]; v.Kind != List || v.Item != Table || len(v.Fields) != 3 || !v.Fields[0].Required {
		t.Errorf("volunteers: %+v", v)
	}
	if w := byName["withdrawn"]; w.Kind != Table || len(w.Fields) != 2 {
		t.Errorf("withdrawn: %+v", w)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"title", "community", "themes", "date", "update_note"}
	festivals := []string{"春节", "元宵", "清明", "端午", "七夕", "中秋", "重阳"}
	for _, c := range []struct {
		word       string
		candidates []string
		want       string
	}{
		{"titel", names, "title"}, {"Title", names, "title"}, {"comunity", names, "community"}, {"theme", names, "themes"},
		{"updated_note", names, "update_note"}, {"x", names, ""}, {"", names, ""}, {"participants", names, ""},
		{"中秋节", festivals, "中秋"}, {"重羊", festivals, "重阳"}, {"国庆", festivals, ""}, {"年", festivals, ""}, {"x", nil, ""},
	} {
		if got := Nearest(c.word, c.candidates); got != c.want {
			t.Errorf("%q: %q, want %q", c.word, got, c.want)
		}
	}
}

// Every rule has its words in each language, and every key of this package that a problem can carry as well.
func TestRulesHaveWords(t *testing.T) {
	for _, lang := range message.Languages {
		c := message.For(lang)
		for _, r := range Rules {
			if !c.Has("rule."+r.ID) || !c.Has("rule."+r.ID+".about") {
				t.Errorf("%s: no words for %s", lang, r.ID)
			}
		}
		for k := Text; k <= Custom; k++ {
			if !c.Has("rule.wrong-type." + k.String()) {
				t.Errorf("%s: no words for a value that is no %s", lang, k)
			}
		}
		for _, s := range sayings {
			if !c.Has(s.key) || !c.Has(s.key+".hint") {
				t.Errorf("%s: no words for %s", lang, s.key)
			}
		}
	}
}

// A text that nests a million brackets, or has a key of a million parts, must not overflow the stack or take forever.
func TestDepth(t *testing.T) {
	for _, text := range []string{
		"a = " + strings.Repeat("[", 1e6),
		"a = " + strings.Repeat("{a=", 1e6),
		strings.Repeat("a.", 1e6) + "a = 1",
		"[" + strings.Repeat("a.", 1e6) + "a]",
	} {
		var into sample
		ps := TOML([]byte(text), &into, Options{})
		if len(ps) != 1 || ps[0].Message.Key != "rule.toml-syntax.depth" {
			t.Errorf("%.10s…: %v", text, ps)
		}
	}
	wide := "title = \"t\"\ndate = 2026-06-30\nthemes = [" + strings.Repeat("\"[[[a.b.c\", # [[[\n", 1000) + "]\n"
	var into sample
	if ps := TOML([]byte(wide), &into, Options{}); len(ps) > 0 || len(into.Themes) != 1000 {
		t.Errorf("a long list is refused: %v", ps)
	}
}

// Documents that were read one after the other share the texts that come back.
func TestWord(t *testing.T) {
	read := func(id string) string {
		var into struct {
			Team string `toml:"team"`
		}
		if ps := TOML([]byte("team = \""+id+"\"\n"), &into, Options{}); len(ps) > 0 || into.Team != id {
			t.Fatalf("%q, %v", into.Team, ps)
		}
		return into.Team
	}
	first := read("teams/east")
	if again := read("teams/east"); unsafe.StringData(again) != unsafe.StringData(first) {
		t.Error("a second copy was kept")
	}
	for i := range 3 * len(words) { // of which many have the place of another
		read(strconv.Itoa(i))
	}
	if testing.AllocsPerRun(10, func() { word(first) }) > 0 {
		t.Error("a word that is known is allocated")
	}
}
