package build

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/output"
	"mingde/internal/problem"
	"mingde/layouts"
	"mingde/static"
)

// shipped is the repository's own showcase.
const shipped = "../.."

var asOf = calendar.Date(2026, 11, 20)

func options(root, out string, day calendar.Day) Options {
	return Options{Root: root, Out: out, Cache: filepath.Join(filepath.Dir(out), filepath.Base(out)+".cache"), AsOf: day,
		Layouts: layouts.FS, Static: static.FS, Version: "test"}
}

// run builds and gives what stands in the output folder.
func run(t testing.TB, opt Options) (Result, map[string]string) {
	t.Helper()
	r, err := Run(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed {
		t.Fatal(words(r.Problems))
	}
	return r, folder(t, opt.Out)
}

func words(ps []problem.Problem) string {
	var b strings.Builder
	if err := problem.WriteText(&b, ps, message.For(message.English).Say); err != nil {
		return err.Error()
	}
	return b.String()
}

// folder reads a whole folder.
func folder(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// differ names the files in which two folders differ.
func differ(a, b map[string]string) []string {
	var names []string
	for name, data := range a {
		if other, ok := b[name]; !ok || other != data {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// unpack writes an archive as a site.
func unpack(t testing.TB, archive *txtar.Archive) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// The same sources and as-of give the same bytes, whatever the number of cores, the timezone, the locale, the umask and
// the working folder.
func TestSameBytes(t *testing.T) {
	root, err := filepath.Abs(shipped)
	if err != nil {
		t.Fatal(err)
	}
	_, want := run(t, options(root, filepath.Join(t.TempDir(), "public"), asOf))
	if len(want) < 200 {
		t.Fatalf("only %d files", len(want))
	}
	for _, c := range []struct {
		name    string
		cores   int
		zone    *time.Location
		lang    string
		workdir string
		umask   int
	}{
		{"one core", 1, time.UTC, "C", "/", 0o022},
		{"two cores, far west", 2, time.FixedZone("west", -11*3600), "de_DE.UTF-8", root, 0o077},
		{"eight cores, far east", 8, time.FixedZone("east", 14*3600), "zh_CN.GB18030", os.TempDir(), 0o002},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.cores))
			local := time.Local
			defer func() { time.Local = local }()
			time.Local = c.zone
			t.Setenv("LANG", c.lang)
			t.Setenv("TZ", c.zone.String())
			t.Chdir(c.workdir)
			defer setUmask(setUmask(c.umask))
			_, got := run(t, options(root, filepath.Join(t.TempDir(), "public"), asOf))
			if names := differ(want, got); len(names) > 0 {
				t.Errorf("%d files differ: %v", len(names), names[:min(5, len(names))])
			}
		})
	}
}

// A second build with nothing changed renders and writes nothing; one without any cache gives the same bytes.
func TestSecondBuild(t *testing.T) {
	opt := options(shipped, filepath.Join(t.TempDir(), "public"), asOf)
	first, want := run(t, opt)
	second, got := run(t, opt)
	if names := differ(want, got); len(names) > 0 {
		t.Errorf("files differ: %v", names)
	}
	if second.Rendered != 0 || len(second.Written) != 0 || second.Reused != first.Pages {
		t.Errorf("rendered %d, written %v, reused %d of %d", second.Rendered, second.Written, second.Reused, first.Pages)
	}
	if err := os.RemoveAll(opt.Cache); err != nil {
		t.Fatal(err)
	}
	third, got := run(t, opt)
	if names := differ(want, got); len(names) > 0 || len(third.Notes) > 0 {
		t.Errorf("without the cache: %v differ, notes %v", names, third.Notes)
	}
}

// Another day shows what that day should.
func TestAsOf(t *testing.T) {
	for _, c := range []struct {
		day     calendar.Day
		next    string
		present []string
		absent  []string
	}{
		{calendar.Date(2026, 11, 20), "2026-11-25",
			[]string{"events/2026/11/laonian-daxue-baoming.html"},
			[]string{"events/2026/11/wenming-louyuan-fucha.html", "events/2026/12/xianfa-ri-2026.html", "events/2026/11/chunlian-2027.html"}},
		{calendar.Date(2026, 11, 25), "2026-11-27",
			[]string{"events/2026/11/wenming-louyuan-fucha.html"}, []string{"events/2026/12/xianfa-ri-2026.html"}},
		{calendar.Date(2026, 12, 15), "",
			[]string{"events/2026/12/xianfa-ri-2026.html"}, []string{"events/2026/11/laonian-daxue-baoming.html"}},
	} {
		t.Run(c.day.String(), func(t *testing.T) {
			r, files := run(t, options(shipped, filepath.Join(t.TempDir(), "public"), c.day))
			if got := r.NextChange.String(); got != c.next {
				t.Errorf("next change %q, want %q", got, c.next)
			}
			for _, name := range c.present {
				if files[name] == "" {
					t.Errorf("%s is missing", name)
				}
			}
			for _, name := range c.absent {
				if _, ok := files[name]; ok {
					t.Errorf("%s is there", name)
				}
				for other, data := range files {
					if strings.Contains(data, name) {
						t.Errorf("%s leads to %s", other, name)
					}
				}
			}
		})
	}
}

// A site of which nothing is public yet has no empty list, feed or calendar.
func TestNothingPublic(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/private.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, files := run(t, options(unpack(t, archive), filepath.Join(t.TempDir(), "public"), calendar.Date(2026, 4, 1)))
	for name := range files {
		if strings.HasPrefix(name, "events") || strings.HasPrefix(name, "data/") || strings.HasSuffix(name, ".ics") || name == "feed.xml" {
			t.Errorf("%s is emitted without an entry", name)
		}
	}
	if files["communities/a.html"] == "" {
		t.Error("the community has no page")
	}
}

// Going from one day to another in the same folder gives what a clean build of that day gives.
func TestDayAfterDay(t *testing.T) {
	opt := options(shipped, filepath.Join(t.TempDir(), "public"), 0)
	for _, day := range []calendar.Day{calendar.Date(2026, 11, 20), calendar.Date(2026, 12, 20), calendar.Date(2026, 11, 18), calendar.Date(2026, 11, 26)} {
		opt.AsOf = day
		_, got := run(t, opt)
		_, want := run(t, options(shipped, filepath.Join(t.TempDir(), "public"), day))
		if names := differ(want, got); len(names) > 0 {
			t.Errorf("%s: %d files differ: %v", day, len(names), names[:min(5, len(names))])
		}
	}
}

// A marker in each private field, in the title of each hidden entry, and in what only they say, is in no output byte.
func TestPrivate(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/private.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"indicators", "reviewed_by", "approved_by", "reference", "guardian", "reason", "withdrawn", "confidential", "draft"} {
		if !bytes.Contains(txtar.Format(archive), []byte(field)) {
			t.Errorf("the case does not have the field %s", field)
		}
	}
	if n := bytes.Count(txtar.Format(archive), []byte("机密")); n < 20 {
		t.Fatalf("only %d markers", n)
	}
	root := unpack(t, archive)
	_, files := run(t, options(root, filepath.Join(t.TempDir(), "public"), calendar.Date(2026, 6, 30)))
	public := false
	for name, data := range files {
		if strings.Contains(data, "机密") || strings.Contains(name, "机密") {
			t.Errorf("%s holds a private word: …%s…", name, around(data, "机密"))
		}
		if strings.Contains(data, "98765") || strings.Contains(data, "98,765") {
			t.Errorf("%s holds hours that nobody agreed to publish", name)
		}
		public = public || strings.Contains(data, "公开的一句")
	}
	if !public {
		t.Error("nothing public was found: the test proves nothing")
	}
}

func around(data, word string) string {
	i := strings.Index(data, word)
	return data[max(0, i-80):min(len(data), i+80)]
}

// An error stops the build before the first write, and the last site stays as it was.
func TestErrorWritesNothing(t *testing.T) {
	archive := txtar.Parse([]byte("-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n"))
	root := unpack(t, archive)
	opt := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	_, want := run(t, opt)
	if err := os.WriteFile(filepath.Join(root, "content/pages/b.md"), []byte("+++\ntitel = \"b\"\n+++\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "content/pages/a.md"), []byte("+++\ntitle = \"changed\"\n+++\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), opt)
	if err != nil || !r.Failed {
		t.Fatalf("failed %v, %v", r.Failed, err)
	}
	if names := differ(want, folder(t, opt.Out)); len(names) > 0 {
		t.Errorf("%v were touched", names)
	}
	opt.HoldBack = true
	r, files := run(t, opt)
	if !slices.Equal(r.HeldBack, []string{"content/pages/b.md"}) || !strings.Contains(files["pages/a.html"], "changed") {
		t.Errorf("held back %v", r.HeldBack)
	}
}

// A layout that fails while rendering leaves the folder marked unfinished, and the next build mends it.
func TestLayoutFails(t *testing.T) {
	archive := txtar.Parse([]byte("-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n" +
		"-- layouts/page.html --\n{{define \"main\"}}{{index .Themes 7}}{{end}}\n"))
	root := unpack(t, archive)
	opt := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	_, err := Run(context.Background(), opt)
	if err == nil || !strings.Contains(err.Error(), "pages/a.html") || !strings.Contains(err.Error(), "page.html") {
		t.Fatalf("the error does not name page and layout: %v", err)
	}
	w, err := output.Open(opt.Out, opt.Cache)
	if err != nil {
		t.Fatal(err)
	}
	if !w.Previous().Unfinished {
		t.Error("the folder is not marked unfinished")
	}
	w.Abort()
	if err := os.Remove(filepath.Join(root, "layouts/page.html")); err != nil {
		t.Fatal(err)
	}
	_, got := run(t, opt)
	_, want := run(t, options(root, filepath.Join(t.TempDir(), "public"), asOf))
	if names := differ(want, got); len(names) > 0 {
		t.Errorf("not mended: %v", names)
	}
}

// What explain tells is what a page is made of.
func TestExplain(t *testing.T) {
	opt := options(shipped, filepath.Join(t.TempDir(), "public"), asOf)
	const address = "events/2026/07/linju-jie-3.html"
	e, _, err := Explain(context.Background(), opt, address)
	if err != nil || !e.Found || e.Reason != New {
		t.Fatalf("%+v %v", e, err)
	}
	run(t, opt)
	e, _, err = Explain(context.Background(), opt, "/"+address)
	if err != nil || e.Reason != Reused {
		t.Fatalf("%s %v", e.Reason, err)
	}
	if !slices.Contains(e.Entries, "content/events/2026/07/linju-jie-3.md") || !slices.Contains(e.Layouts, "layouts/event.html") {
		t.Errorf("entries %v, layouts %v", e.Entries, e.Layouts)
	}
	if !slices.ContainsFunc(e.Values, func(v Value) bool { return strings.HasPrefix(v.Value, "第三届邻居节") }) {
		t.Error("its title is not among the values")
	}
	if e, _, _ = Explain(context.Background(), opt, "events/2026/07/linju-jie-4.html"); e.Found || e.Nearest != address {
		t.Errorf("%+v", e)
	}
}

// The spine is short enough to be read at a glance.
func TestSpine(t *testing.T) {
	data, err := os.ReadFile("build.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"func Run(", "func (b *builder) plan(", "func (b *builder) compile("} {
		_, body, ok := strings.Cut(string(data), name)
		if !ok {
			t.Fatalf("no %s", name)
		}
		body, _, _ = strings.Cut(body, "\n}\n")
		if lines := strings.Count(body, "\n"); lines > 40 {
			t.Errorf("%s has %d lines", name, lines)
		}
	}
}
