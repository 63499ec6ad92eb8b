package build

import (
	"archive/zip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/pinyin"
)

// On 2026-11-20 the gate has nothing to say about the shipped showcase.
func TestShippedIsClean(t *testing.T) {
	for _, day := range []calendar.Day{calendar.Date(2026, 11, 20), calendar.Date(2026, 11, 15), calendar.Date(2026, 11, 25)} {
		r, err := Check(context.Background(), options(shipped, filepath.Join(t.TempDir(), "public"), day))
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Problems) > 0 {
			t.Errorf("%s:\n%s", day, words(r.Problems))
		}
	}
}

// Before, during and after its notice a round shows what it should, and the next change is the day on which it does.
func TestNoticeByDays(t *testing.T) {
	const roll, candidate, wall = "rolls/jidebang-2026-2.html", "models/jidebang-2026-2/01.html", "rolls/index.html"
	for _, c := range []struct {
		day                   calendar.Day
		next                  string
		rollSays, rollSaysNot string
		candidate             bool
		wallSays              string
		onIndex               bool // among the honoured
	}{
		{calendar.Date(2026, 11, 15), "2026-11-16", "评选", "正在公示，到", false, "征集提名和评选", false},
		{calendar.Date(2026, 11, 16), "2026-11-18", "正在公示，到", "正在征集提名", true, "正在公示", false},
		{calendar.Date(2026, 11, 24), "2026-11-25", "正在公示，到", "正在征集提名", true, "正在公示", false},
		{calendar.Date(2026, 11, 25), "2026-11-27", "上榜", "正在公示，到", true, "最新榜单", true},
	} {
		t.Run(c.day.String(), func(t *testing.T) {
			r, files := run(t, options(shipped, filepath.Join(t.TempDir(), "public"), c.day))
			if got := r.NextChange.String(); got != c.next {
				t.Errorf("next change %s, want %s", got, c.next)
			}
			if !strings.Contains(files[roll], c.rollSays) || strings.Contains(files[roll], c.rollSaysNot) {
				t.Errorf("the round does not say %q, or says %q", c.rollSays, c.rollSaysNot)
			}
			if (files[candidate] != "") != c.candidate {
				t.Errorf("the candidate has a page: %v", !c.candidate)
			}
			if !strings.Contains(files[wall], c.wallSays) {
				t.Errorf("the wall does not say %q", c.wallSays)
			}
			if strings.Contains(files["models/index.html"], "单秋平") != c.onIndex {
				t.Errorf("among the honoured: %v", !c.onIndex)
			}
			if !c.candidate {
				for name, data := range files {
					if strings.Contains(data, "单秋平") {
						t.Errorf("%s names the candidate before the notice", name)
					}
				}
			}
		})
	}
}

// A year without a holiday table is told.
func TestYearWithoutTable(t *testing.T) {
	r, err := Check(context.Background(), options(yearWithoutTable(t), filepath.Join(t.TempDir(), "public"), calendar.Date(2026, 6, 30)))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(words(r.Problems), "calendar-unknown") {
		t.Errorf("got:\n%s", words(r.Problems))
	}
}

// traces finds a person in an output: name, pinyin of the name, picture.
func traces(files map[string]string, name string, pictures ...string) []string {
	wanted := append([]string{name, strings.Join(pinyin.Syllables(name), "-")}, pictures...)
	var found []string
	for file, data := range files {
		for _, w := range wanted {
			if strings.Contains(data, w) || strings.Contains(file, w) {
				found = append(found, file+": "+w)
			}
		}
	}
	return found
}

// A withdrawn person is in no byte of the output: page, list, total, feed, data, bulletin, package – neither at once nor
// after an incremental build.
func TestWithdrawnLeaves(t *testing.T) {
	root := copied(t, shipped, "content", "site.toml")
	out := filepath.Join(t.TempDir(), "public")
	opt := options(root, out, asOf)
	opt.Zip = filepath.Join(t.TempDir(), "site.zip")
	_, before := run(t, opt)
	if found := traces(before, "汤国平"); len(found) > 0 {
		t.Errorf("withdrawn before the first build: %v", found)
	}
	const entry, name = "content/models/jidebang-2026-1/02.md", "title = \""
	text := read(t, filepath.Join(root, entry))
	_, rest, _ := strings.Cut(text, name)
	person, _, _ := strings.Cut(rest, "\"")
	picture := pictureOf(t, before[strings.TrimSuffix(strings.TrimPrefix(entry, "content/"), ".md")+".html"])
	if found := traces(before, person); len(found) < 5 {
		t.Fatalf("%s stands in %d places only: the test proves nothing", person, len(found))
	}
	withdrawn := strings.Replace(text, "\n+++\n", "\nwithdrawn = {date = 2026-11-19, by = \"街道办事处\", document = \"一号\"}\n+++\n", 1)
	if err := os.WriteFile(filepath.Join(root, entry), []byte(withdrawn), 0o644); err != nil {
		t.Fatal(err)
	}
	opt.HoldBack = true // an entry elsewhere that still names the person is an error of its own
	r, after := run(t, opt)
	for _, file := range r.HeldBack {
		t.Logf("held back: %s", file)
	}
	if found := traces(after, person, picture); len(found) > 0 {
		t.Errorf("after an incremental build: %v", found)
	}
	if found := traces(unzip(t, opt.Zip), person, picture); len(found) > 0 {
		t.Errorf("in the package: %v", found)
	}
	clean := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	clean.HoldBack = true
	_, want := run(t, clean)
	if names := differ(want, after); len(names) > 0 {
		t.Errorf("incremental and clean differ in %v", names)
	}
}

// pictureOf finds what the names of all sizes of the first picture on a page begin with; a word that stands nowhere if there is
// none.
func pictureOf(t *testing.T, page string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, "photos/")
	if !ok {
		return "no picture at all"
	}
	name, _, _ := strings.Cut(rest, "-")
	return name
}

func read(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// copied copies parts of a folder into a new one.
func copied(t testing.TB, from string, parts ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, part := range parts {
		if info, err := os.Stat(filepath.Join(from, part)); err == nil && info.IsDir() {
			if err := os.CopyFS(filepath.Join(root, part), os.DirFS(filepath.Join(from, part))); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(filepath.Join(root, part), []byte(read(t, filepath.Join(from, part))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func unzip(t *testing.T, name string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(data)
	}
	if len(files) < 100 {
		t.Fatalf("only %d files in the package", len(files))
	}
	return files
}

func yearWithoutTable(t *testing.T) string {
	t.Helper()
	return unpack(t, txtar.Parse([]byte(`-- site.toml --
title = "街道"
base_url = "https://example.org/"
[[honours]]
slug = "good"
name = "积德榜"
-- content/communities/a.md --
+++
title = "甲社区"
+++
-- content/rolls/2031-1.md --
+++
title = "第一榜"
date = 2026-06-01
community = "a"
honour = "good"
number = 1
year = 2031
notice = {from = 2031-03-03, to = 2031-03-14, basis = "办法", acceptance = "居委会", phone = "0851-5550100"}
+++
`)))
}
