package markdown

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/message"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the expected parts of testdata/*.txtar")

// Every case holds one body ("body") and what becomes of it, one file for each part of the Doc that is not empty.
func TestParse(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(archive.Files) == 0 || archive.Files[0].Name != "body" {
				t.Fatal("a case begins with its body")
			}
			got := shown(archive.Files[0].Data)
			if *update {
				archive.Files = append(archive.Files[:1], got...)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want := txtar.Format(&txtar.Archive{Files: archive.Files[1:]})
			if got := txtar.Format(&txtar.Archive{Files: got}); !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// shown parses a body that begins on line 10 of its file, and lists what came of it.
func shown(body []byte) []txtar.File {
	doc, problems := Parse(body, "x.md", 10)
	var files []txtar.File
	add := func(name, text string) {
		if text != "" {
			files = append(files, txtar.File{Name: name, Data: []byte(strings.TrimSuffix(text, "\n") + "\n")})
		}
	}
	add("html", string(doc.Fill(nil, visible(&doc))))
	add("slots", lines(doc.Slots, func(s Slot) string {
		line := fmt.Sprintf("%d:%d %q", s.Line, s.Column, s.Dest)
		for _, part := range []string{s.Title, s.Alt} {
			line += fmt.Sprintf(" %q", part)
		}
		if s.Block {
			line += " block"
		}
		return line
	}))
	add("headings", lines(doc.Headings, func(h Heading) string { return fmt.Sprintf("%d %s %q", h.Level, h.ID, h.Text) }))
	add("summary", doc.Summary)
	add("text", doc.Text)
	var said strings.Builder
	if err := problem.WriteText(&said, problems, message.For(message.Chinese).Say); err != nil {
		panic(err)
	}
	add("problems", said.String())
	return files
}

func lines[T any](items []T, show func(T) string) string {
	var b strings.Builder
	for _, item := range items {
		b.WriteString(show(item) + "\n")
	}
	return b.String()
}

// visible fills slots with elements that carry their number.
func visible(doc *Doc) func([]byte, int) []byte {
	return func(dst []byte, n int) []byte {
		switch s := doc.Slots[n]; {
		case s.Kind == Link:
			return fmt.Appendf(dst, `<a href="%d">`, n)
		case s.Block:
			return fmt.Appendf(dst, `<figure><img src="%d" alt=""></figure>`, n)
		default:
			return fmt.Appendf(dst, `<img src="%d" alt="">`, n)
		}
	}
}

func TestFillLeavesOut(t *testing.T) {
	doc, _ := Parse([]byte("看[**名单**](a.md)和[图](b.md)。[![图](p.jpg)](c.md)\n\n![大图](q.jpg)\n"), "x.md", 1)
	for _, c := range []struct {
		shown []int
		want  string
	}{
		{nil, "<p>看<strong>名单</strong>和图。</p>\n\n"},
		{[]int{1}, "<p>看<strong>名单</strong>和<a1>图</a>。</p>\n\n"},
		{[]int{2, 4}, "<p>看<strong>名单</strong>和图。</p>\n<i4>\n"},
		{[]int{0, 2, 3}, "<p>看<a0><strong>名单</strong></a>和图。<a2><i3></a></p>\n\n"},
	} {
		got := doc.Fill([]byte("before"), func(dst []byte, n int) []byte {
			if !slices.Contains(c.shown, n) {
				return dst
			}
			return fmt.Appendf(dst, "<%c%d>", "?ai"[doc.Slots[n].Kind], n)
		})
		if string(got) != "before"+c.want {
			t.Errorf("%v: %q, want %q", c.shown, got, c.want)
		}
	}
}

func TestRulesSpeak(t *testing.T) {
	for _, lang := range message.Languages {
		c := message.For(lang)
		for _, r := range Rules {
			for _, suffix := range []string{"", ".hint", ".about"} {
				if key := "rule." + r.ID + suffix; !c.Has(key) {
					t.Errorf("%s: no sentence %s", lang, key)
				}
			}
		}
	}
}

// Every rule is shown by a case.
func TestRulesHaveCases(t *testing.T) {
	names, _ := filepath.Glob("testdata/*.txtar")
	var all strings.Builder
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	for _, r := range Rules {
		if !strings.Contains(all.String(), " "+r.ID+": ") {
			t.Errorf("no case in testdata shows %s", r.ID)
		}
	}
}

func TestCRLFGivesTheSame(t *testing.T) {
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		body := archive.Files[0].Data
		lf, _ := Parse(body, "x.md", 1)
		crlf, _ := Parse(bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n")), "x.md", 1)
		if !bytes.Equal(lf.HTML, crlf.HTML) || lf.Text != crlf.Text {
			t.Errorf("%s: with CRLF\n%q\nwith LF\n%q", name, crlf.HTML, lf.HTML)
		}
	}
}

func TestSummaryCut(t *testing.T) {
	sentence := func(n int) string { return strings.Repeat("字", n-1) + "。" }
	for _, c := range []struct {
		text, want string
	}{
		{"", ""},
		{sentence(80), sentence(80)},
		{sentence(30) + sentence(40) + sentence(40), sentence(30) + sentence(40)},
		{sentence(50) + sentence(45) + sentence(90), sentence(50) + sentence(45)},
		{sentence(50) + sentence(200), sentence(50)},
		{sentence(5) + strings.Repeat("字", 300), sentence(5) + strings.Repeat("字", 114) + "…"},
		{strings.Repeat("字", 100), strings.Repeat("字", 100)},
		{strings.Repeat("字", 120), strings.Repeat("字", 120)},
		{strings.Repeat("字", 121), strings.Repeat("字", 119) + "…"},
		{"“" + strings.Repeat("字", 66) + "。”" + sentence(60), "“" + strings.Repeat("字", 66) + "。”"},
	} {
		if got := cut([]byte(c.text)); got != c.want {
			t.Errorf("%q:\n%q, want\n%q", c.text, got, c.want)
		}
	}
}
