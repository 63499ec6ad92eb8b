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
	refused, reason := problem.Text{Key: "severity.error"}, problem.Text{Key: "preview.lost"}
	return map[string]string{
		"panel-clean":      preview.Panel(say, state(1, nil), page, root),
		"panel-warnings":   preview.Panel(say, state(2, mistakes(0, 2)), page, root),
		"panel-errors":     preview.Panel(say, state(3, mistakes(2, 1)), page, root),
		"panel-other-day":  preview.Panel(say, other, "index.html", "../../../"),
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

// Every problem stands in the overlay, on the start page and on a stand-in, with all that is known of it.
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
				if p.Severity != severity {
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
