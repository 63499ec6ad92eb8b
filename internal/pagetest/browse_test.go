package pagetest

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fixtures holds a page without and a page with every fault.
const fixtures = "testdata/browser/"

func TestBrowseFindsNothingOnAGoodPage(t *testing.T) {
	shot := filepath.Join(t.TempDir(), "good.png")
	jobs := []Job{
		{Address: fixtures + "good.html", Axe: true, Screenshot: shot},
		{Address: fixtures + "good.html", Width: 1280, Axe: true},
		{Address: fixtures + "good.html?q=1#here", NoScript: true},
	}
	for i, r := range Browse(t, jobs) {
		if faults := r.Faults(); len(faults) > 0 {
			t.Errorf("job %d: %q", i, faults)
		}
	}
	b, err := os.ReadFile(shot)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil || picture.Width != 720 { // 360 CSS pixels, two device pixels each
		t.Errorf("screenshot is %d pixels wide: %v", picture.Width, err)
	}
}

// One page has every fault that a report can tell; the reports stand in the order of the jobs.
func TestBrowseFindsFaults(t *testing.T) {
	reports := Browse(t, []Job{
		{Address: fixtures + "bad.html", Axe: true},
		{Address: fixtures + "good.html"},
		{Address: fixtures + "bad.html", NoScript: true},
	})
	bad, scriptless := reports[0], reports[2]
	if reports[1].Title != "好的一页" {
		t.Errorf("second title %q", reports[1].Title)
	}
	if bad.Overflow != 640 { // 1000 px in a window of 360
		t.Errorf("overflow %d", bad.Overflow)
	}
	var rules []string
	for _, v := range bad.Violations {
		rules = append(rules, v.ID)
		if v.Nodes == 0 || v.Target == "" || v.Help == "" {
			t.Errorf("half a violation: %+v", v)
		}
	}
	for _, rule := range []string{"image-alt", "document-title", "html-has-lang"} {
		if !slices.Contains(rules, rule) {
			t.Errorf("axe did not find %s, only %q", rule, rules)
		}
	}
	want := []string{"said aloud", "Error: thrown", "said aloud after the load"}
	if got := bad.ConsoleErrors; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("console %q, want %q", got, want)
	}
	slices.SortFunc(bad.FailedRequests, func(a, b string) int { return strings.Compare(filepath.Base(a), filepath.Base(b)) })
	for i, want := range []string{"missing.css net::ERR_FILE_NOT_FOUND", "missing.png net::ERR_FILE_NOT_FOUND", "x.png net::ERR_BLOCKED_BY_CLIENT"} {
		if i >= len(bad.FailedRequests) || !strings.HasPrefix(filepath.Base(bad.FailedRequests[i]), want) {
			t.Errorf("requests %q lack %q", bad.FailedRequests, want)
		}
	}
	if len(bad.Faults()) != 1+1+len(bad.Violations)+3+3 { // title, overflow, axe, console, requests
		t.Errorf("faults %q", bad.Faults())
	}
	if len(scriptless.ConsoleErrors) > 0 {
		t.Errorf("scripts ran: %q", scriptless.ConsoleErrors)
	}
}

func TestBrowseOverHTTP(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(fixtures)))
	defer server.Close()
	reports := Browse(t, []Job{{Address: server.URL + "/good.html", Axe: true}, {Address: server.URL + "/bad.html"}})
	if faults := reports[0].Faults(); len(faults) > 0 {
		t.Errorf("good page: %q", faults)
	}
	if want := server.URL + "/missing.png 404"; !slices.Contains(reports[1].FailedRequests, want) {
		t.Errorf("requests %q lack %q", reports[1].FailedRequests, want)
	}
}

func TestBrowseFailsOnAPageThatDoesNotOpen(t *testing.T) {
	for _, jobs := range [][]Job{{{Address: fixtures + "none.html"}}, nil} {
		if got := failures(t, func(t testing.TB) { Browse(t, jobs) }); len(got) != 1 {
			t.Errorf("%v: said %q", jobs, got)
		}
	}
}

func TestAbsoluteAddresses(t *testing.T) {
	here, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"http://127.0.0.1:1/a.html": "http://127.0.0.1:1/a.html",
		"a b.html#明":                "file://" + here + "/a%20b.html#明",
		"x/../100%.html?q=a":        "file://" + here + "/100%25.html?q=a",
	} {
		if got, err := absolute(in); err != nil || got != want {
			t.Errorf("%s: got %s, want %s, %v", in, got, want, err)
		}
	}
}

func BenchmarkLinks(b *testing.B) {
	for _, pages := range []int{100, 1000} {
		b.Run(fmt.Sprint(pages), func(b *testing.B) { benchmarkLinks(b, pages) })
	}
}

// benchmarkLinks crawls pages of 20 KB with 100 links each, all alive.
func benchmarkLinks(b *testing.B, pages int) {
	dir := b.TempDir()
	for i := range pages {
		var text strings.Builder
		text.WriteString("<!DOCTYPE html><title>页</title>")
		for k := range 100 {
			fmt.Fprintf(&text, "<p id=\"p%d\">%s<a href=\"%d.html#p%d\">看</a></p>\n", k, strings.Repeat("明德", 25), (i+k)%pages, k)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.html", i)), []byte(text.String()), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if found, err := deadLinks(dir, ""); err != nil || len(found) > 0 {
			b.Fatal(found, err)
		}
	}
}
