package config

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/message"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the expected problems in testdata")

func cases(tb testing.TB) []string {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no cases: %v", err)
	}
	return files
}

// Every case is an archive of a site.toml and the problems that are found in it, in both languages.
func TestProblems(t *testing.T) {
	for _, file := range cases(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, ps := Load(archive.Files[0].Data, "site.toml")
	usable(t, c)
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
	} else if want := txtar.Format(archive); string(want) != string(text) {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

// usable fails when something that every user of a Config relies on does not hold.
func usable(t *testing.T, c Config) {
	t.Helper()
	if c.Location == nil || c.Location.String() != c.Timezone {
		t.Errorf("timezone %q, but location %v", c.Timezone, c.Location)
	}
	if c.BaseURL != "" && !strings.HasSuffix(c.BaseURL, "/") {
		t.Errorf("base_url %q", c.BaseURL)
	}
	if len(c.Columns) != len(defaultColumns(c.Freshness)) {
		t.Errorf("%d columns", len(c.Columns))
	}
	for _, column := range c.Columns {
		if column.Name == "" || column.Description == "" || len(column.Keywords) == 0 || column.Type == "" || column.UpdateDays < 0 {
			t.Errorf("column %+v", column)
		}
	}
	if !slices.IsSorted(c.Photos.Sizes) || len(c.Photos.Sizes) == 0 || !slices.IsSorted(c.Volunteers.StarHours) {
		t.Errorf("sizes %v, star hours %v", c.Photos.Sizes, c.Volunteers.StarHours)
	}
	if c.Publish.Lease <= 0 || c.Notice.MinWorkingDays < 1 || c.Language == "" {
		t.Errorf("%v, %v, %q", c.Publish.Lease, c.Notice, c.Language)
	}
}

// A site.toml with nothing but a title and an address is the default.
func TestDefault(t *testing.T) {
	c, ps := Load([]byte("\ufefftitle = \"明德\"\r\nbase_url = \"https://example.gov.cn/a\"\r\n"), "site.toml")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	want := Default()
	want.Title, want.BaseURL = "明德", "https://example.gov.cn/a/"
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
	if want.Language != "zh-CN" || want.Location.String() != "Asia/Shanghai" || want.Publish.Lease != Duration(2*time.Minute) {
		t.Errorf("%+v", want)
	}
}

// Every table of the contract is read.
func TestLoad(t *testing.T) {
	text, err := os.ReadFile("testdata/full.toml")
	if err != nil {
		t.Fatal(err)
	}
	c, ps := Load(text, "site.toml")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	usable(t, c)
	event := c.Column("event")
	for _, pair := range [][2]any{
		{c.Columns[0].Kind, "roll"}, {c.Columns[0].Name, "善行榜"}, {c.Columns[0].Keywords, []string{"善行"}},
		{event.UpdateDays, 0}, {event.Name, "活动"}, {c.Column("bulletin").UpdateDays, 60}, {c.Column("x"), Column{}},
		{c.Organizer.Portal.URL, "https://www.example.gov.cn"}, {c.Organizer.SiteIDCode, "1234567890"},
		{c.Honours[0].Measure, "名"}, {c.Honours[1].Measure, "户"}, {c.Honours[0].National["孝"], "孝老爱亲"},
		{c.Honours[0].Levels, []string{"社区", "街道"}}, {c.Nomination.Ways, []string{"自荐"}},
		{c.Notice.ExtraHolidays, []calendar.Day{calendar.Date(2027, 1, 1), calendar.Date(2027, 1, 2)}},
		{c.Volunteers.StarHours, []int{10, 20}}, {c.Volunteers.Checklist, []string{"固定场所"}},
		{c.Festivals[7:], []string{"邻居节"}}, {c.Festivals[0], "春节"},
		{c.Rules, map[string]problem.Severity{"raw-html": problem.Off, "phone-number": problem.Warning}},
		{c.Menu, []MenuItem{{"首页", "index.html"}}}, {c.Photos, Photos{[]int{300, 900}, 70}}, {c.Search.Enabled, false},
		{c.Publish.Target, "s3://bucket/prefix"}, {c.Publish.Lease, Duration(90 * time.Second)}, {c.Publish.MaxDeleteShare, 1.0},
		{c.Publish.Purge, decode.Strings{"https://cdn.example/purge"}}, {c.Words.Files, []string{"words.toml"}},
		{c.Links.AllowHosts, []string{"gov.cn", "people.com.cn"}}, {c.Privacy.AllowPhones, []string{"0551-6600"}},
		{c.Look, Look{"#B3261e", "logo.png"}}, {c.Freshness.Home, 7}, {c.Location.String(), "Asia/Urumqi"},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("got %#v, want %#v", pair[0], pair[1])
		}
	}
}

func TestNormalBaseURL(t *testing.T) {
	for raw, want := range map[string]string{
		"https://a.gov.cn": "https://a.gov.cn/", "http://a.gov.cn:8080/b/": "http://a.gov.cn:8080/b/", "https://a.cn/b/c": "https://a.cn/b/c/",
		"HTTPS://A.cn": "https://A.cn/", "https://例子.中国/站": "https://xn--fsqu00a.xn--fiqs8s/%E7%AB%99/",
		"a.gov.cn": "", "//a.gov.cn": "", "ftp://a.cn": "", "https://": "", "https:///x": "", "https://a.cn/?x": "", "https://a.cn/#": "",
		"https://u:p@a.cn/": "", "https://例子.政务:8443": "https://xn--fsqu00a.xn--zfr164b:8443/", "http://[::1]:80": "http://[::1]:80/", "https://a b.cn/": "", ":": "",
	} {
		got, ok := NormalBaseURL(raw)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, ok, want)
		}
		if again, _ := NormalBaseURL(got); got != "" && again != got {
			t.Errorf("%q becomes %q, then %q", raw, got, again)
		}
	}
}

// No message repeats a credential, not even where the syntax or the type is wrong as well.
func TestCredentialsStayUntold(t *testing.T) {
	const secret = "AKIAIOSFODNN7EXAMPLE"
	for _, line := range []string{
		"access_key = \"" + secret + "\"", "access_key = " + secret, "password = [\"" + secret + "\"]", "[publish]\nsecret = {x = \"" + secret + "\"}",
		"base_url = \"ftp://x:" + secret + "@a.cn\"", "[publish]\ntarget = \"s4://x:" + secret + "@bucket\"", "language = \"" + secret + "\"",
		"publish.token = \"" + secret, "[look]\naccent = \"" + secret + "\"", "menu = [{title = \"t\", address = \"a\", token = \"" + secret + "\"}]",
	} {
		_, ps := Load([]byte("title = \"t\"\n"+line+"\n"), "site.toml")
		if !slices.ContainsFunc(ps, func(p problem.Problem) bool { return p.Rule == RuleCredential.ID && p.Line > 1 }) {
			t.Errorf("%q: not found in %v", line, ps)
		}
		for _, lang := range message.Languages {
			var b strings.Builder
			if err := problem.WriteText(&b, ps, message.For(lang).Say); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), secret) {
				t.Errorf("%q: told in %q", line, b.String())
			}
		}
	}
}

func TestRulesHaveWords(t *testing.T) {
	for _, lang := range message.Languages {
		for _, r := range Rules {
			for _, suffix := range []string{"", ".hint", ".about"} {
				if !message.For(lang).Has("rule." + r.ID + suffix) {
					t.Errorf("%s: no words for rule.%s%s", lang, r.ID, suffix)
				}
			}
		}
	}
}

// The table of fields has every table of the settings, each with fields of its own.
func TestFields(t *testing.T) {
	var names []string
	for _, f := range Fields() {
		names = append(names, f.Name)
		if f.Kind == decode.Table && len(f.Fields) == 0 {
			t.Errorf("%s has no fields", f.Name)
		}
	}
	slices.Sort(names)
	want := "base_url bulletins columns description festivals freshness honours language links look menu nomination notice " +
		"organizer photos privacy publish rules search timezone title volunteers words"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Whatever the text, settings come out that can be used, and every problem has a line and a column.
func FuzzLoad(f *testing.F) {
	for _, file := range cases(f) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	full, err := os.ReadFile("testdata/full.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(full)
	f.Add(full[:len(full)/2])
	f.Fuzz(func(t *testing.T, text []byte) {
		c, ps := Load(text, "site.toml")
		usable(t, c)
		for _, p := range ps {
			if p.Line < 1 || p.Column < 1 || p.EndLine < p.Line || p.File != "site.toml" || p.Rule == "" || p.Severity == 0 {
				t.Errorf("%+v", p)
			}
		}
		if errors, _ := problem.Count(ps); errors == 0 && c.Title == "" {
			t.Error("no title, and no error")
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	text, err := os.ReadFile("testdata/full.toml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		Load(text, "site.toml")
	}
}
