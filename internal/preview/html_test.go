package preview_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/pagetest"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the expected HTML in testdata")

// views are what the package can show, by name.
func views(t *testing.T, say *message.Catalogue) map[string]string {
	const page, root = "events/2026/10/chongyang-jiaozi.html", "../../../"
	other := state(8, nil)
	other.AsOf, other.Polling = calendar.Date(2026, 12, 1), "limit"
	moved := entries()[0]
	failing := state(9, mistakes(2, 1))
	full := overview(failing)
	full.Query, full.Found = "“包饺子”", entries()[:1]
	full.Phone, full.QR = "http://192.168.1.23:8080/", []byte("PNG")
	vain := preview.Overview{State: other, Query: "<b>"}
	fixed, fixedOther := state(10, nil), other
	fixed.Fixed, fixedOther.Fixed = true, true
	frozen := state(11, mistakes(2, 0))
	frozen.Frozen = true
	absent := state(12, mistakes(1, 0))
	absent.Absent = []string{entries()[0].File}
	unread := state(13, nil)
	unread.Turn, unread.Trouble = 1, problem.Text{Key: "watch.trouble-folder", Args: problem.Args{"folder": "/mnt/社区"}}
	nothing := preview.State{Number: 1, Fixed: true, Problems: mistakes(1, 0)}
	public := overview(fixed)
	public.Public = true
	refused, reason := problem.Text{Key: "severity.error"}, problem.Text{Key: "preview.lost"}
	return map[string]string{
		"panel-clean":      preview.Panel(say, state(1, nil), page, root),
		"panel-warnings":   preview.Panel(say, state(2, mistakes(0, 2)), page, root),
		"panel-errors":     preview.Panel(say, state(3, mistakes(2, 1)), page, root),
		"panel-other-day":  preview.Panel(say, other, "index.html", "../../../"),
		"panel-fixed":      preview.Panel(say, fixed, page, root),
		"panel-fixed-day":  preview.Panel(say, fixedOther, page, root),
		"panel-frozen":     preview.Panel(say, frozen, page, root),
		"panel-absent":     preview.Panel(say, absent, page, root),
		"panel-unread":     preview.Panel(say, unread, page, root),
		"start-public":     written(t, func(b *bytes.Buffer) error { return preview.Start(b, say, public, "../") }),
		"start-nothing":    written(t, func(b *bytes.Buffer) error { return preview.Start(b, say, preview.Overview{State: nothing}, "../") }),
		"start-unread":     written(t, func(b *bytes.Buffer) error { return preview.Start(b, say, overview(unread), "../") }),
		"gone":             preview.Gone(say, page, nil, root),
		"gone-moved":       preview.Gone(say, page, &moved, root),
		"start":            written(t, func(b *bytes.Buffer) error { return preview.Start(b, say, full, "../") }),
		"start-found-none": written(t, func(b *bytes.Buffer) error { return preview.Start(b, say, vain, "../") }),
		"fault":            written(t, func(b *bytes.Buffer) error { return preview.Fault(b, say, refused, reason, &failing, "") }),
		"fault-refused":    written(t, func(b *bytes.Buffer) error { return preview.Fault(b, say, refused, problem.Text{}, nil, "/") }),
	}
}

func written(t *testing.T, write func(*bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestViews(t *testing.T) {
	for _, lang := range message.Languages {
		name := filepath.Join("testdata", "views_"+string(lang)+".txtar")
		got := views(t, message.For(lang))
		if *update {
			rewrite(t, name, got)
			continue
		}
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(archive.Files) != len(got) {
			t.Errorf("%s: %d views, want %d", name, len(archive.Files), len(got))
		}
		for _, f := range archive.Files {
			if string(f.Data) != got[f.Name]+"\n" {
				t.Errorf("%s: %s is now:\n%s", name, f.Name, got[f.Name])
			}
		}
	}
}

func rewrite(t *testing.T, name string, views map[string]string) {
	t.Helper()
	archive := &txtar.Archive{Comment: []byte("What the preview shows. Rewritten by go test -update.\n")}
	for _, view := range slices.Sorted(maps.Keys(views)) {
		archive.Files = append(archive.Files, txtar.File{Name: view, Data: []byte(views[view] + "\n")})
	}
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every key that is used has words, and every word is used.
func TestKeys(t *testing.T) {
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "html/*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`"((?:preview|label)\.[a-z.-]+)"`).FindAllStringSubmatch(string(text), -1) {
				used[m[1]] = true
			}
		}
	}
	for key := range used {
		if !strings.HasSuffix(key, ".") && !zh.Has(key) {
			t.Errorf("%q has no words", key)
		}
	}
	text, err := os.ReadFile("../message/zh/preview.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^"([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		key := strings.TrimSuffix(m[1], ".one")
		if !used[key] && !used[key[:strings.LastIndex(key, ".")+1]] {
			t.Errorf("%q is never said", m[1])
		}
	}
	for what, values := range map[string]string{
		"state":    "public draft scheduled expired withdrawn retracted confidential unlisted unnamed held-back unreadable",
		"coming":   "goes-public expires event-over withdrawal-told meeting notice-begins notice-ends result",
		"polling":  "limit network silent unsupported",
		"severity": "error warning",
	} {
		for _, value := range strings.Fields(values) {
			if !zh.Has("preview." + what + "." + value) {
				t.Errorf("no words for the %s %s", what, value)
			}
		}
	}
}

// Every error stands in the overlay, and every problem on the start page and on a stand-in, with all that is known of it.
func TestEveryProblem(t *testing.T) {
	var ps []problem.Problem
	for i := range 300 {
		p := mistake(i, fmt.Sprintf("content/%d.md", i%7), i+1, problem.Severity(i%2+1))
		p.Message.Args = problem.Args{"link": fmt.Sprintf("-%d-", i), "end": fmt.Sprintf("-%d-", i), "number": fmt.Sprintf("-%d-", i)}
		ps = append(ps, p)
	}
	s := state(1, problem.Sort(ps))
	panel := preview.Panel(zh, s, "index.html", "")
	overlay := panel[strings.Index(panel, `id="overlay"`):]
	for name, text := range map[string]string{
		"overlay": overlay,
		"start":   written(t, func(b *bytes.Buffer) error { return preview.Start(b, zh, overview(s), "../") }),
		"fault":   written(t, func(b *bytes.Buffer) error { return preview.Fault(b, zh, problem.Text{}, problem.Text{}, &s, "") }),
	} {
		last := -1
		for _, severity := range []problem.Severity{problem.Error, problem.Warning} {
			for _, p := range s.Problems {
				if p.Severity != severity || name == "overlay" && severity != problem.Error {
					continue
				}
				for _, part := range []string{zh.Say(p.Message), zh.Say(p.Hint), p.Basis} {
					if !strings.Contains(text, html.EscapeString(part)) {
						t.Errorf("%s lacks %q", name, part)
					}
				}
			}
			at := strings.LastIndex(text, `<li class="`+severity.String()+`">`)
			if at <= last {
				t.Errorf("%s: errors do not come before warnings", name)
			}
			last = at
		}
	}
}

// Of very many problems some are listed, and how many are not: a page's own warnings always.
func TestVeryManyProblems(t *testing.T) {
	const page = "events/own.html"
	var ps []problem.Problem
	for i := range 3000 {
		ps = append(ps, mistake(0, fmt.Sprintf("content/%04d.md", i), 1, problem.Error), mistake(0, fmt.Sprintf("content/%04d.md", i), 2, problem.Warning))
	}
	ps = append(ps, mistake(0, "content/events/own.md", 3, problem.Warning))
	s := state(1, problem.Sort(ps))
	panel, overlay, _ := strings.Cut(preview.Panel(zh, s, page, "../"), `id="overlay"`)
	start := written(t, func(b *bytes.Buffer) error { return preview.Start(b, zh, overview(s), "../") })
	for _, c := range []struct {
		name, text       string
		errors, warnings int
		left             []string
	}{
		{"panel", panel, 0, 51, []string{"其余 2950 个见预览首页"}},
		{"overlay", overlay, 200, 51, []string{"其余 2800 个见预览首页", "其余 2950 个见预览首页"}},
		{"start page", start, 1000, 1000, []string{"其余 2000 个没有列出来", "其余 2001 个没有列出来"}},
	} {
		errors, warnings := strings.Count(c.text, `<li class="error">`), strings.Count(c.text, `<li class="warning">`)
		if errors != c.errors || warnings != c.warnings {
			t.Errorf("%s: %d errors, %d warnings", c.name, errors, warnings)
		}
		for _, words := range c.left {
			if !strings.Contains(c.text, words) {
				t.Errorf("%s does not say %q", c.name, words)
			}
		}
	}
	if !strings.Contains(panel, "这一页") || !strings.Contains(overlay, "这一页") {
		t.Error("the page's own warnings are not first")
	}
}

// What is shown while there are errors is told as it is.
func TestEffect(t *testing.T) {
	in := func(files ...string) (ps []problem.Problem) {
		for _, f := range files {
			ps = append(ps, mistake(0, f, 1, problem.Error))
		}
		return ps
	}
	for _, c := range []struct {
		name  string
		state preview.State
		want  string
	}{
		{"none", preview.State{Pages: 1, Problems: mistakes(0, 2)}, ""},
		{"entries", preview.State{Pages: 1, Standing: true, Problems: in("a", "b")}, "entries"},
		{"one of them new", preview.State{Pages: 1, Standing: true, Problems: in("a", "b"), Absent: []string{"b"}}, "entries absent"},
		{"only new ones", preview.State{Pages: 1, Standing: true, Problems: in("b"), Absent: []string{"b"}}, "absent"},
		{"many new ones", preview.State{Pages: 1, Standing: true, Problems: in("a", "b", "c", "d"), Absent: []string{"a", "b", "c", "d"}}, "absent-more"},
		{"frozen", preview.State{Pages: 1, Standing: true, Frozen: true, Problems: in("a", "site.toml")}, "frozen"},
		{"pages", preview.State{Pages: 1, Unmade: true, Problems: in("layouts/event.html")}, "unmade"},
		{"nothing yet", preview.State{Problems: in("site.toml")}, "nothing-yet"},
		{"held back", preview.State{Pages: 1, Problems: in("a")}, "held-back"},
	} {
		var got []string
		for _, text := range c.state.Effect() {
			got = append(got, text.Key[strings.LastIndex(text.Key, ".")+1:])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What others write stays text, in every place where it may stand, and the JSON of an event is one line.
func TestHostile(t *testing.T) {
	const evil = "</script><script>alert(1)</script></body>\"'><img src=x onerror=alert(1)>javascript:alert(1)\u2028\n&lt;{{.}}"
	e := preview.Entry{Title: evil, File: evil, Address: "javascript:" + evil, State: evil, Day: today}
	p := problem.Problem{Place: problem.Place{File: evil, Field: evil}, Rule: evil, Severity: problem.Error, Message: problem.Text{Key: evil}, Basis: evil}
	s := state(1, []problem.Problem{p, {Place: p.Place, Severity: problem.Warning, Message: p.Message}})
	s.Polling, s.Coming = evil, []preview.Coming{{Day: today, Entry: e, What: evil}}
	list := []preview.Entry{e}
	o := preview.Overview{State: s, Recent: list, Drafts: list, Scheduled: list, Found: list, Query: evil, Phone: "javascript:" + evil, QR: []byte(evil)}
	for _, root := range []string{"", "../"} {
		for name, text := range map[string]string{
			"panel": preview.Panel(zh, s, evil, root),
			"gone":  preview.Gone(zh, evil, &e, root),
			"start": written(t, func(b *bytes.Buffer) error { return preview.Start(b, zh, o, root) }),
			"fault": written(t, func(b *bytes.Buffer) error { return preview.Fault(b, zh, p.Message, p.Message, &s, root) }),
		} {
			text = string(preview.Strip([]byte(text)))
			for _, bad := range []string{"<script", "</script", "<img src=x", `"javascript:`, "</body>\""} {
				if strings.Contains(text, bad) {
					t.Errorf("%s holds %s", name, bad)
				}
			}
			if line, err := json.Marshal(map[string]string{"html": text}); err != nil || bytes.ContainsAny(line, "\n\u2028<") {
				t.Errorf("%s: not one harmless line: %v", name, err)
			}
		}
	}
}

// The pages are valid HTML; fragments are put into one to be looked at.
func TestValid(t *testing.T) {
	dir := t.TempDir()
	for _, lang := range message.Languages {
		for name, text := range views(t, message.For(lang)) {
			if !strings.HasPrefix(text, "<!DOCTYPE") {
				text = "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>页</title>\n</head>\n<body>\n<h1>页</h1>\n" + text + "\n</body>\n</html>\n"
			}
			if err := os.WriteFile(filepath.Join(dir, string(lang)+"-"+name+".html"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	pagetest.Nu(t, dir)
	pagetest.Validate(t, dir)
}
