package search_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/pagetest"
	"mingde/internal/search"
	"mingde/internal/sitegen"
	"mingde/layouts"
	"mingde/static"
)

// The limits of a first query, beside the page itself.
const (
	mostRequests = 16
	mostBytes    = 60_000
)

// searchCase is a query and how many entries it finds; First is the address of the first, where that is certain.
type searchCase struct {
	Query   string `json:"query"`
	Filters string `json:"filters,omitempty"`
	Want    int    `json:"want"`
	First   string `json:"first,omitempty"`
}

// The search page in Chromium, from a server and from the disk: it finds what the postings say, with as many requests and bytes as it may.
func TestBrowser(t *testing.T) {
	t.Parallel()
	options := sitegen.Usual(3, search.EntriesOfBrowser)
	options.Photos = 0
	dir := built(t, options)
	server := httptest.NewServer(zipped(http.FileServer(http.Dir(dir))))
	defer server.Close()
	w := search.NewTown(t, options)
	many := searchCase{Query: "志愿", Want: w.Count(t, "志愿")}
	cases := []searchCase{many, {Query: "二十四节气"}, {Query: "里互助"}, {Query: "放假的大"}, {Query: "社"}, {Query: "血压 绿豆汤"}, {Query: "饮水思源"}}
	for i := range cases {
		cases[i].Want = w.Count(t, cases[i].Query)
	}
	for title, address := range w.Titles("赵甲") {
		cases = append(cases, searchCase{Query: title, Want: w.Count(t, title), First: address})
		break
	}
	cases = append(cases, searchCase{Query: "志愿", Filters: "&k=event&y=2025", Want: w.Count(t, "志愿", "k=event", "y=2025")})

	input := map[string]any{
		"http": server.URL + "/", "file": "file://" + filepath.ToSlash(dir) + "/", "cases": cases, "agree": agreements(),
		"many": map[string]any{"query": many.Query, "want": many.Want, "bulletins": w.Count(t, many.Query, "k=bulletin")},
	}
	var got struct {
		Wrong   []string
		Figures [][3]any
	}
	faults := pagetest.Drive(t, "testdata/search.mjs", input, &got)
	for _, text := range append(got.Wrong, faults...) {
		t.Error(text)
	}
	for _, f := range got.Figures {
		t.Logf("%s: %v requests, %v bytes", f[0], f[1], f[2])
		if f[1].(float64) > mostRequests || f[2].(float64) > mostBytes {
			t.Errorf("%s: %v requests with %v bytes, at most %d with %d are right", f[0], f[1], f[2], mostRequests, mostBytes)
		}
	}
}

// mostScript is how many bytes the script of the page may have, and mostPage its markup, as they are sent.
const (
	mostScript = 4096
	mostPage   = 4096
)

// The page and its script are small, also where there are a hundred communities.
func TestSizes(t *testing.T) {
	script, err := static.FS.ReadFile("search.js")
	if err != nil {
		t.Fatal(err)
	}
	if n := sent(t, script); n > mostScript {
		t.Errorf("the script has %d bytes, at most %d are right", n, mostScript)
	}
	options := sitegen.Usual(3, 50)
	options.Communities = 100
	page, err := os.ReadFile(filepath.Join(built(t, options), "search.html"))
	if err != nil {
		t.Fatal(err)
	}
	if n := sent(t, page); n > mostPage {
		t.Errorf("the page has %d bytes, at most %d are right", n, mostPage)
	}
}

// sent is how many bytes a server sends of a text.
func sent(t *testing.T, text []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(text); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// built builds a generated site and gives its folder.
func built(t *testing.T, options sitegen.Options) string {
	t.Helper()
	root := t.TempDir()
	if err := sitegen.Write(root, options); err != nil {
		t.Fatal(err)
	}
	day, _ := calendar.ParseDay(sitegen.AsOf)
	r, err := build.Run(context.Background(), build.Options{Root: root, AsOf: day, Layouts: layouts.FS, Static: static.FS, Version: "test"})
	if err != nil || r.Failed {
		t.Fatalf("%v %v", err, r.Problems)
	}
	return filepath.Join(root, "public")
}

// zipped serves texts as all servers do.
func zipped(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		if !strings.HasSuffix(r.URL.Path, ".js") {
			files.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		files.ServeHTTP(writer{w, z}, r)
	})
}

type writer struct {
	http.ResponseWriter
	to *gzip.Writer
}

func (w writer) WriteHeader(status int) {
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(status)
}

func (w writer) Write(p []byte) (int, error) { return w.to.Write(p) }

// agreement is a text and what it consists of: how each record begins, and in which of 64 files it lies.
type agreement struct {
	Text  string   `json:"text"`
	Terms [][2]any `json:"terms"`
}

// agreements are texts that the script must cut as this package does: short ones, since of long ones it leaves terms out.
func agreements() (all []agreement) {
	texts := []string{
		"志愿者", "ＡＢＣ１２３", "Ａ座５楼", "張三·李四", "𠮷野家", "葛󠄀城", "Straße İZMİR", "ΟΔΥΣΣΕΥΣ", "ئۇيغۇر تىلى", "བོད་ཡིག", "かがみ ガラス ｶﾞ", "한국어", "ꆈꌠ",
		"①②③", "㎏ ㊗", "ﬁne", "2026-06-19", "a\u00adb", "x\u200dy", "e\u0301 é", "ẞß", "Ǆǅǆ", "㐀㐁", "\ue000\ue001", "😀笑", "「」、。", "ᠮᠣᠩᠭᠣᠯ", "",
	}
	r := rand.New(rand.NewPCG(6, 6))
	ranges := [][2]rune{{0x20, 0x250}, {0x300, 0x600}, {0x4e00, 0x4e80}, {0x20000, 0x20040}, {0xff00, 0xffef}, {0x2e80, 0x3100}, {0x1e00, 0x2100}}
	for range 300 {
		text := ""
		for range 1 + r.IntN(5) {
			span := ranges[r.IntN(len(ranges))]
			text += string(span[0] + r.Int32N(span[1]-span[0]))
		}
		texts = append(texts, text)
	}
	for _, text := range texts {
		a := agreement{Text: text, Terms: [][2]any{}}
		for _, key := range search.TermsOf(text) {
			a.Terms = append(a.Terms, [2]any{key, search.ShardOf(key, 64)})
		}
		if utf8.ValidString(text) && len(a.Terms) <= 10 {
			all = append(all, a)
		}
	}
	return all
}
