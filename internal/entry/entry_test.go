package entry

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"mingde/internal/message"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the expected results")

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Each testdata/*.txtar holds sources, named as in a site, and "want": what they become. A source's name may end in
// "#crlf", "#bom" or "#gbk", which spoils it in that way before it is read.
func TestParse(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			want := -1
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = i
					continue
				}
				path, data := spoil(f.Name, f.Data)
				e, _, problems := Parse(path, data, shanghai)
				print(&got, e)
				if err := problem.WriteText(&got, problems, message.For(message.Chinese).Say); err != nil {
					t.Fatal(err)
				}
			}
			if *update {
				if want < 0 {
					archive.Files, want = append(archive.Files, txtar.File{Name: "want"}), len(archive.Files)
				}
				archive.Files[want].Data = got.Bytes()
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want < 0 || got.String() != string(archive.Files[want].Data) {
				t.Errorf("got:\n%s", got.String())
			}
		})
	}
}

func spoil(name string, data []byte) (string, []byte) {
	path, how, _ := strings.Cut(name, "#")
	switch how {
	case "crlf":
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	case "bom":
		data = append([]byte("\xEF\xBB\xBF"), data...)
	case "gbk":
		data = bytes.ReplaceAll(data, []byte("社区"), []byte("\xC9\xE7\xC7\xF8"))
	case "nul":
		data = bytes.ReplaceAll(data, []byte("NUL"), []byte{0})
	}
	return path, data
}

// print tells what was read, the parts that later stages use.
func print(w *bytes.Buffer, e *Entry) {
	if e == nil {
		fmt.Fprintln(w, "no entry")
		return
	}
	fmt.Fprintf(w, "%s %s broken=%v\n", e.Kind, e.ID, e.Broken)
	fmt.Fprintf(w, "  title=%q lead=%q date=%s communities=%v themes=%v\n", e.Title, e.Lead, e.Date, e.Community, e.Themes)
	if f := e.Event(); f != nil {
		fmt.Fprintf(w, "  start=%s end=%s participants=%s status=%q\n", f.Start, f.End, f.Participants, f.Status)
		for _, v := range f.Volunteers {
			fmt.Fprintf(w, "  volunteers %s %d %s\n", v.Team, v.People, v.Hours)
		}
	}
	if f := e.Model(); f != nil {
		fmt.Fprintf(w, "  level=%s outcome=%s\n", f.Level, f.Outcome)
	}
	if f := e.Volunteer(); f != nil {
		fmt.Fprintf(w, "  type=%s members=%s\n", f.Type, f.Members)
	}
	for _, line := range e.Figures {
		fmt.Fprintf(w, "  figure %s=%s\n", line.Name, line.Value)
	}
	for _, s := range e.Slots {
		fmt.Fprintf(w, "  slot %s at %d:%d\n", s.Dest, s.Line, s.Column)
	}
}

// Whatever stands in a file, reading it ends with an entry or with problems, never in a panic, and every problem stands
// inside the file.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"+++\ntitle = \"端午包粽子\"\ndate = 2026-06-19\ncommunity = \"zhenlong\"\n+++\n\n[链接](/x.md)\n",
		"\xEF\xBB\xBF+++\r\ntitle = 1\r\n+++\r\n", "+++\n", "---\ntitle: x\n---\n", "", "+++\n+++",
		"+++\nvolunteers = [{team = \"a\", people = 1, hours = \"两\"}]\nfigures = [{name = \"x\", value = \"3-5个\"}]\n+++\n<b>\n",
	} {
		for _, kind := range kinds {
			f.Add(Root+kind.folder+"/x.md", []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, path string, src []byte) {
		e, _, problems := Parse(path, src, shanghai)
		if e == nil && len(problems) == 0 {
			t.Fatal("neither an entry nor a problem")
		}
		lines := bytes.Count(src, []byte("\n")) + 1
		for _, p := range problems {
			if p.File != path || p.Line > lines {
				t.Errorf("%s: line %d of %d", p.File, p.Line, lines)
			}
		}
	})
}

// What depends on a timezone is converted while parsing; what does not have one is wall clock.
func TestTimezone(t *testing.T) {
	src := "+++\ntitle = \"x\"\ndate = 2026-06-19T20:30:00Z\ncommunity = \"a\"\nstart = 2026-06-20T09:30:00\n+++\n"
	e, _, problems := Parse("content/events/x.md", []byte(src), shanghai)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := e.Date.PubDate(); got != "2026-06-20 04:30" {
		t.Errorf("date %s", got)
	}
	if got := e.Event().Start.PubDate(); got != "2026-06-20 09:30" {
		t.Errorf("start %s", got)
	}
}
