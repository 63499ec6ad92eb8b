package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/output"
	"mingde/internal/problem"
)

// put writes a file of a site, or of the output.
func put(t testing.TB, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func unpackText(t testing.TB, text string) string { return unpack(t, txtar.Parse([]byte(text))) }

// Every file that the program makes is recognised without a record.
func TestRecogniseAll(t *testing.T) {
	_, files := run(t, options(shipped, filepath.Join(t.TempDir(), "public"), asOf))
	for name, data := range files {
		if !recognise(name, []byte(data[:min(len(data), 2<<10)])) {
			t.Errorf("%s is not recognised", name)
		}
	}
	for name, data := range map[string]string{
		"index.html": "<!DOCTYPE html><title>x</title>", "feed.xml": "<rss>", "robots.txt": "User-agent: *\nDisallow: /\n", "photos/party.jpg": "",
		"assets/logo.svg": "", "events.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\n", "data/events-2026.csv": "a,b\n",
		"notes.txt": "x", "sitemap.xml": "<a/>", "data/events-2026.json": "{}",
	} {
		if recognise(name, []byte(data)) {
			t.Errorf("%s of somebody else is taken for ours", name)
		}
	}
}

// After the cache was deleted, no byte of somebody withdrawn since is left, while foreign files stay and are named.
func TestLostRecord(t *testing.T) {
	for _, clean := range []bool{false, true} {
		t.Run(fmt.Sprint(clean), func(t *testing.T) {
			root := unpackText(t, `
-- site.toml --
title = "街道"
base_url = "https://example.org/"
-- content/communities/a.md --
+++
title = "甲社区"
+++
-- content/themes/t.md --
+++
title = "主题"
+++
-- content/events/x.md --
+++
title = "撤下的一场"
date = 2026-06-01
community = "a"
themes = ["t"]
+++
-- content/events/y.md --
+++
title = "留下的一场"
date = 2026-05-01
community = "a"
themes = ["t"]
+++
`)
			opt := options(root, filepath.Join(t.TempDir(), "public"), calendar.Date(2026, 6, 30))
			_, files := run(t, opt)
			if !strings.Contains(files["events/x.html"], "撤下的一场") {
				t.Fatal("the entry was never published: the test proves nothing")
			}
			if err := os.RemoveAll(opt.Cache); err != nil {
				t.Fatal(err)
			}
			put(t, opt.Out, "events/theirs.html", "<title>somebody else's</title>")
			put(t, root, "content/events/x.md", "+++\ntitle = \"撤下的一场\"\ndate = 2026-06-01\ncommunity = \"a\"\nwithdrawn = {date = 2026-06-20, by = \"街道办事处\", address = \"gone\"}\n+++\n")
			opt.Clean = clean
			r, files := run(t, opt)
			for name, data := range files {
				if strings.Contains(data, "撤下的一场") || name == "events/x.html" {
					t.Errorf("%s is left", name)
				}
			}
			if files["events/theirs.html"] == "" {
				t.Error("a foreign file was deleted")
			}
			if !slices.ContainsFunc(r.Notes, func(n problem.Text) bool {
				return n.Key == "output.foreign" && strings.Contains(n.Args["names"], "events/theirs.html")
			}) {
				t.Errorf("the foreign file is not named: %v", r.Notes)
			}
		})
	}
}

// --clean clears nothing while somebody else is building into the folder.
func TestCleanWaits(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n")
	opt := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	_, want := run(t, opt)
	w, err := output.Open(opt.Out, opt.Cache)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(nil); err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	opt.Clean = true
	if _, err := Run(context.Background(), opt); !errors.Is(err, output.ErrBusy) {
		t.Errorf("error %v", err)
	}
	if names := differ(want, folder(t, opt.Out)); len(names) > 0 {
		t.Errorf("%v were touched", names)
	}
}

// On whatever day after whatever other, an incremental build tells what a clean one tells.
func TestProblemsOfTheDay(t *testing.T) {
	root := unpackText(t, `
-- site.toml --
title = "街道"
base_url = "https://example.org/"
-- content/communities/a.md --
+++
title = "甲社区"
+++
-- content/events/x.md --
+++
title = "包粽子"
date = 2026-05-01
community = "a"
allow = [{rule = "year-list", reason = "旧稿", until = 2026-06-29}]
+++
-- content/events/y.md --
+++
title = "写好的一场"
date = 2026-06-10
community = "a"
+++
-- content/events/z.md --
+++
title = "草稿"
draft = true
date = 2026-06-12
community = "a"
+++
`)
	out := filepath.Join(t.TempDir(), "public")
	r := rand.New(rand.NewPCG(3, 5))
	differed := map[string]bool{}
	for range 40 {
		opt := options(root, out, calendar.Date(2026, 6, 20).Add(r.IntN(24)))
		opt.Drafts = r.IntN(4) == 0
		got, err := Run(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		opt.Out = filepath.Join(t.TempDir(), "public")
		want, err := Run(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if words(got.Problems) != words(want.Problems) || got.NextChange != want.NextChange || got.Drafts != want.Drafts {
			t.Fatalf("%s: incremental\n%s%s, %d drafts\nclean\n%s%s, %d drafts", opt.AsOf, words(got.Problems), got.NextChange, got.Drafts, words(want.Problems), want.NextChange, want.Drafts)
		}
		differed[words(want.Problems)] = true
	}
	if len(differed) < 2 {
		t.Error("the days tell all the same: the test proves nothing")
	}
}

// Every stylesheet is published with the names in it that its own name is of, and the page for unknown addresses has them
// from the site's root.
func TestStylesheets(t *testing.T) {
	const sheets = "-- static/site.css --\nbody{background:url(dot.svg)}\n@import url(\"print.css\");\n-- static/dot.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n" +
		"-- static/print.css --\np{background:url('dot.svg')}\na{background:url(zz/own.css)}\n-- static/zz/own.css --\np{background:url(../dot.svg)}\n"
	for base, prefix := range map[string]string{"": "/", "base_url = \"https://example.org/wm/\"\n": "/wm/"} {
		root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n"+base+"-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n"+sheets)
		_, files := run(t, options(root, filepath.Join(t.TempDir(), "public"), asOf))
		name := func(begin, end string) string {
			for n := range files {
				if strings.HasPrefix(n, begin) && strings.HasSuffix(n, end) {
					return n
				}
			}
			t.Fatalf("no %s…%s", begin, end)
			return ""
		}
		dot, paper, own := name("assets/dot.", ".svg"), name("assets/print.", ".css"), name("assets/zz/own.", ".css")
		for sheet, refs := range map[string][]string{name("assets/site.", ".css"): {"../" + dot, "../" + paper}, paper: {"../" + dot, "../" + own}, own: {"../../" + dot}} {
			for _, ref := range refs {
				if !strings.Contains(files[sheet], `url("`+ref+`")`) {
					t.Errorf("%s does not lead to %s:\n%s", sheet, ref, files[sheet])
				}
			}
		}
		if page := files["404.html"]; !strings.Contains(page, `url("`+prefix+dot+`")`) || strings.Contains(page, "../assets") {
			t.Errorf("the stylesheet in 404.html does not lead to %s%s", prefix, dot)
		}
	}
}

// A static file that cannot be read is told once, however often entries are held back.
func TestEarlyProblemsOnce(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitel = \"a\"\n+++\n-- static/own.css --\np{}\n")
	b, err := start(options(root, filepath.Join(t.TempDir(), "public"), asOf))
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	b.HoldBack = true
	if err := b.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, "static/own.css")); err != nil {
		t.Fatal(err)
	}
	if err := b.plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := slices.DeleteFunc(b.problems.early, func(p problem.Problem) bool { return p.File != "static/own.css" })
	if len(told) != 1 {
		t.Error(words(told))
	}
}

// Planning again gathers nothing twice: an asset is named once a build.
func TestAssetsOnce(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n")
	b, err := start(options(root, filepath.Join(t.TempDir(), "public"), asOf))
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	if err := b.survey(context.Background()); err != nil {
		t.Fatal(err)
	}
	named := b.assets.address
	named["static/marker"] = "x"
	cfg, _ := b.settings()
	b.compile(cfg)
	if b.assets.address["static/marker"] == "" {
		t.Error("the assets were named again")
	}
}

// Settings that an editor saved as GBK or UTF-16 are told to be that, and nothing else is.
func TestSettingsEncoding(t *testing.T) {
	for _, text := range []string{"title = \"\xbd\xd6\xb5\xc0\"\n", "\xff\xfet\x00i\x00t\x00l\x00e\x00"} {
		root := unpackText(t, "-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n")
		put(t, root, "site.toml", text)
		r, err := Run(context.Background(), options(root, filepath.Join(t.TempDir(), "public"), asOf))
		if err != nil || !r.Failed || len(r.Problems) != 1 || r.Problems[0].Rule != entry.RuleEncoding.ID || r.Problems[0].Line != 1 {
			t.Errorf("%v\n%s", err, words(r.Problems))
		}
	}
}

// A cache that was damaged is no secret.
func TestCacheNotes(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n")
	opt := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	if r, _ := run(t, opt); len(r.Notes) != 0 {
		t.Errorf("notes of a sound cache: %v", r.Notes)
	}
	put(t, opt.Cache, "index", "damaged")
	put(t, root, "content/pages/a.md", "+++\ntitle = \"b\"\n+++\n") // without it nobody opens the cache
	r, _ := run(t, opt)
	if !slices.ContainsFunc(r.Notes, func(n problem.Text) bool { return n.Key == "output.cache-note" && n.Args["text"] != "" }) {
		t.Errorf("nothing is said of the cache: %v", r.Notes)
	}
}

// Drafts that are not published are counted, also where nothing is built anew.
func TestDrafts(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\ndraft = true\n+++\n-- content/pages/b.md --\n+++\ntitle = \"b\"\n+++\n")
	opt := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	for range 2 {
		if r, _ := run(t, opt); r.Drafts != 1 {
			t.Errorf("%d drafts", r.Drafts)
		}
	}
	opt.Drafts = true
	if r, _ := run(t, opt); r.Drafts != 0 {
		t.Errorf("%d drafts are not published although they are", r.Drafts)
	}
}

// The buffers of huge pages are not kept.
func TestGiveBack(t *testing.T) {
	var small, large bytes.Buffer
	small.Grow(1 << 10)
	large.Grow(4 << 20)
	if !giveBack(&small) || giveBack(&large) {
		t.Error("a small buffer is thrown away, or a large one kept")
	}
}

// An address that the output refuses is told with its page and its entry.
func TestRefusedAddress(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n")
	opt := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	put(t, opt.Out, "pages/a.html/theirs.txt", "somebody else's")
	_, err := Run(context.Background(), opt)
	var refused *output.Refusal
	var address *PageError
	if !errors.As(err, &refused) || !errors.As(err, &address) {
		t.Fatal(err)
	}
	if address.Page != "pages/a.html" || !slices.Equal(address.Sources, []string{"content/pages/a.md"}) || refused.Text.Key != "output.foreign-folder" {
		t.Errorf("%+v %+v", address, refused.Text)
	}
}
