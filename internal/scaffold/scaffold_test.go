package scaffold

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/source"
)

var today = calendar.Date(2026, 6, 18)

// wishes are one of everything that can be wished for.
func wishes() []Wish {
	var all []Wish
	for _, k := range entry.Kinds() {
		if k != entry.Volunteer {
			all = append(all, Wish{Kind: k, Title: "端午包粽子"})
		}
	}
	for _, t := range VolunteerTypes {
		all = append(all, Wish{Kind: entry.Volunteer, Title: "端午包粽子", Type: t})
	}
	return all
}

// sites are what a new entry may come into.
func sites(t *testing.T) map[string]map[string]string {
	t.Helper()
	full := map[string]string{}
	for _, f := range Site(today) {
		full[f.Path] = string(f.Text)
	}
	full["content/rolls/2026-1.md"] = "+++\ntitle = \"第一榜\"\ndate = 2026-03-01\ncommunity = \"shili\"\nhonour = \"jide\"\nnumber = 1\nyear = 2026\n+++\n"
	full["content/volunteers/teams/honghe.md"] = "+++\ntitle = \"服务队\"\ndate = 2026-03-01\ncommunity = \"shili\"\ntype = \"team\"\n+++\n"
	return map[string]map[string]string{"empty": {"site.toml": "title = \"某站\"\n"}, "full": full}
}

func facts(files map[string]string, w Wish) Facts {
	settings, _ := config.Load([]byte(files["site.toml"]), "site.toml")
	return Look(source.FromMap(files), settings, w)
}

// marked finds the fields that the author must fill in.
var marked = regexp.MustCompile(`(?m)^(\w+) = .*# ` + Mark)

// What is wrong with a new entry is what is marked in it, and nothing else.
func TestOnlyMarkedFieldsAreWrong(t *testing.T) {
	for name, files := range sites(t) {
		for _, w := range wishes() {
			t.Run(name+"/"+w.Kind.String()+w.Type, func(t *testing.T) {
				file, text := New(w, today, facts(files, w))
				_, _, problems := entry.Parse(file, text, time.UTC)
				var wrong, wanted []string
				for _, p := range problems {
					wrong = append(wrong, p.Field)
				}
				for _, m := range marked.FindAllSubmatch(text, -1) {
					wanted = append(wanted, string(m[1]))
				}
				if slices.Sort(wrong); !slices.Equal(wrong, slices.Sorted(slices.Values(wanted))) {
					t.Errorf("wrong: %v, marked: %v\n%s", wrong, wanted, text)
				}
				if name == "full" && len(wanted) > 0 {
					t.Errorf("marked although the site knows it: %v", wanted)
				}
			})
		}
	}
}

// offered finds the fields behind a #.
var offered = regexp.MustCompile(`(?m)^# (\w+ = )`)

// Every field that is offered can be used by taking the # away, and has the type of its kind.
func TestOfferedFieldsAreRight(t *testing.T) {
	files := sites(t)["full"]
	for _, w := range wishes() {
		file, text := New(w, today, facts(files, w))
		text = offered.ReplaceAll(text, []byte("$1"))
		if _, _, problems := entry.Parse(file, text, time.UTC); len(problems) > 0 {
			t.Errorf("%s %s: %v\n%s", w.Kind, w.Type, said(problems), text)
		}
		if offered.Match(text) {
			t.Errorf("%s: a # is left", w.Kind)
		}
	}
}

func said(problems []problem.Problem) (all []string) {
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Field, p.Rule))
	}
	return all
}

// Nothing new is public before its author says so, but for communities and themes, which are only names.
func TestDrafts(t *testing.T) {
	for _, w := range wishes() {
		file, text := New(w, today, Facts{})
		e, _, _ := entry.Parse(file, text, time.UTC)
		if want := w.Kind != entry.Community && w.Kind != entry.Theme; e.Draft != want {
			t.Errorf("%s: draft is %v", w.Kind, e.Draft)
		}
		if e.Title != w.Title || e.Kind != w.Kind {
			t.Errorf("%s: became %s %q", w.Kind, e.Kind, e.Title)
		}
	}
}

func TestPaths(t *testing.T) {
	files := sites(t)["full"]
	files["content/models/2026-1/09.md"] = "+++\n"
	files["content/models/2026-1/photo.jpg"] = ""
	files["content/volunteers/persons/2026-99.md"] = "+++\n"
	for _, c := range []struct {
		w    Wish
		want string
	}{
		{Wish{Kind: entry.Event, Title: "端午包粽子"}, "content/events/2026/06/duan-wu-bao-zong-zi.md"},
		{Wish{Kind: entry.Roll, Title: "2026年第二榜"}, "content/rolls/2026-nian-di-er-bang.md"},
		{Wish{Kind: entry.Model, Title: "张三"}, "content/models/2026-1/10.md"},
		{Wish{Kind: entry.Volunteer, Title: "红马甲"}, "content/volunteers/teams/hong-ma-jia.md"},
		{Wish{Kind: entry.Volunteer, Title: "红马甲", Type: "station"}, "content/volunteers/stations/hong-ma-jia.md"},
		{Wish{Kind: entry.Volunteer, Title: "张三", Type: "person"}, "content/volunteers/persons/2026-100.md"},
		{Wish{Kind: entry.Bulletin, Title: "第6期"}, "content/bulletins/2026/di-6-qi.md"},
		{Wish{Kind: entry.Community, Title: "镇龙"}, "content/communities/zhen-long.md"},
		{Wish{Kind: entry.Theme, Title: "ＡＢ 我们的节日"}, "content/themes/ab-wo-men-de-jie-ri.md"},
		{Wish{Kind: entry.Page, Title: "index"}, "content/pages/page-index.md"},
		{Wish{Kind: entry.Event, Title: "2026"}, "content/events/2026/06/event-2026.md"},
		{Wish{Kind: entry.Event, Title: "★"}, "content/events/2026/06/event-20260618.md"},
		{Wish{Kind: entry.Page, Title: "../../etc/passwd"}, "content/pages/etc-passwd.md"},
		{Wish{Kind: entry.Page, Title: "COM1"}, "content/pages/page-com1.md"},
	} {
		got, _ := New(c.w, today, facts(files, c.w))
		if got != c.want {
			t.Errorf("%s %q: %s, want %s", c.w.Kind, c.w.Title, got, c.want)
		}
	}
}

func TestTaken(t *testing.T) {
	f := facts(map[string]string{"content/pages/About.md": "", "site.toml": ""}, Wish{Kind: entry.Page})
	if got := f.Taken("content/pages/about.md"); got != "content/pages/About.md" {
		t.Errorf("taken: %q", got)
	}
	if got := f.Taken("content/pages/abou.md"); got != "" {
		t.Errorf("free, but taken: %q", got)
	}
}

// Numbers go on where the site's own run stands.
func TestNumbers(t *testing.T) {
	bulletin := func(month string, number, total int, more string) string {
		return fmt.Sprintf("+++\ntitle = \"x\"\ndate = 2026-01-01\ncommunity = \"*\"\nissuer = \"x\"\nmonth = %q\nnumber = %d\ntotal = %d\n%s+++\n", month, number, total, more)
	}
	files := map[string]string{
		"site.toml":                     "title = \"x\"\n[[honours]]\nslug = \"h\"\nname = \"x\"\n",
		"content/bulletins/2025/12.md":  bulletin("2025-12", 12, 40, ""),
		"content/bulletins/2026/a.md":   bulletin("2026-04", 4, 44, "draft = true\n"),
		"content/bulletins/2026/b.md":   bulletin("2026-03", 9, 99, "series = \"别的\"\n"),
		"content/rolls/a.md":            "+++\ntitle = \"x\"\ndate = 2026-01-01\ncommunity = \"*\"\nhonour = \"h\"\nyear = 2026\nnumber = 3\n+++\n",
		"content/rolls/b.md":            "+++\ntitle = \"x\"\ndate = 2025-01-01\ncommunity = \"*\"\nhonour = \"h\"\nyear = 2025\nnumber = 8\n+++\n",
		"content/bulletins/2026/bad.md": "not an entry",
	}
	for kind, want := range map[entry.Kind][]string{
		entry.Bulletin: {"number = 5 ", "total = 45 ", `month = "2026-06"`, `community = "*"`},
		entry.Roll:     {"number = 4 ", "year = 2026", `honour = "h"`},
		entry.Model:    {`roll = "a"`},
	} {
		w := Wish{Kind: kind, Title: "新的"}
		_, text := New(w, today, facts(files, w))
		for _, line := range want {
			if !strings.Contains(string(text), "\n"+line) {
				t.Errorf("%s: no line %q in\n%s", kind, line, text)
			}
		}
	}
}

// On the first days of a month a bulletin is that of the month before.
func TestMonth(t *testing.T) {
	for day, want := range map[calendar.Day]string{
		calendar.Date(2026, 6, 1): "2026-05", calendar.Date(2026, 6, 15): "2026-05", calendar.Date(2026, 6, 16): "2026-06",
		calendar.Date(2026, 1, 9): "2025-12",
	} {
		file, text := New(Wish{Kind: entry.Bulletin, Title: "x"}, day, Facts{})
		if !strings.Contains(string(text), "month = \""+want+"\"") {
			t.Errorf("%s: not %s\n%s", day, want, text)
		}
		if dir := "content/bulletins/" + want[:4]; path.Dir(file) != dir {
			t.Errorf("%s: in %s, want %s", day, path.Dir(file), dir)
		}
	}
}

// What other entries say cannot break out of a comment.
func TestNotesStayOnTheirLine(t *testing.T) {
	w := Wish{Kind: entry.Event, Title: "x"}
	f := Facts{Communities: []Named{{"a\"b", "两行\ntitle = \"别的\""}}, Themes: []Named{{"c", "\x07\u0085"}}}
	file, text := New(w, today, f)
	e, _, problems := entry.Parse(file, text, time.UTC)
	if len(problems) > 0 || e.Title != "x" || !slices.Equal(e.Community, []string{"a\"b"}) {
		t.Errorf("%v %q\n%s", said(problems), e.Community, text)
	}
}

// The new site's files are what they shall be, whatever the day.
func TestSite(t *testing.T) {
	for _, day := range []calendar.Day{calendar.Date(1999, 12, 31), today} {
		for _, f := range Site(day) {
			if strings.Contains(string(f.Text), exampleDay) {
				t.Errorf("%s: still has the template's day", f.Path)
			}
			if f.Path == "site.toml" {
				if _, problems := config.Load(f.Text, f.Path); len(problems) > 0 {
					t.Errorf("%s: %v", f.Path, said(problems))
				}
				continue
			}
			e, _, problems := entry.Parse(f.Path, f.Text, time.UTC)
			if len(problems) > 0 || e.Draft {
				t.Errorf("%s: %v", f.Path, said(problems))
			}
		}
	}
}

// A title of any text comes back from the entry as it was, and never leads out of the folder.
func FuzzTitle(f *testing.F) {
	for _, s := range []string{"端午", `"`, `\`, "a\nb", "\x00", "\xff", "+++", "# x", "../..", "𠮷", "é", strings.Repeat("好", 100), "CON", "１２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		for _, w := range wishes() {
			w.Title = title
			file, text := New(w, today, Facts{})
			e, _, problems := entry.Parse(file, text, time.UTC)
			if path.Clean(file) != file || e == nil || e.Kind != w.Kind || !regexp.MustCompile(`^[a-z0-9/-]+\.md$`).MatchString(file) {
				t.Fatalf("path %q", file)
			}
			if len(path.Base(file)) > longest+len("volunteer-20260618.md") {
				t.Fatalf("long name %q", file)
			}
			want := strings.ToValidUTF8(strings.TrimSpace(title), "")
			if e.Title != want && strings.TrimSpace(want) != "" {
				t.Fatalf("%q became %q: %v\n%s", want, e.Title, said(problems), text)
			}
		}
	})
}
