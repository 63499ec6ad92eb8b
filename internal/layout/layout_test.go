package layout

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mingde/internal/page"
	"mingde/static"
)

var pagesFolder = flag.String("pages", "", "write the pages of the fixtures and their stylesheet to this folder, to look at them")

// each calls f for every fixture of every type.
func each(t *testing.T, f func(t *testing.T, typ page.Type, view any)) {
	t.Helper()
	all := fixtures()
	for _, typ := range page.Types() {
		if typ.Layout() == "" {
			continue
		}
		if len(all[typ]) == 0 {
			t.Errorf("no fixture of %s", typ)
		}
		for i, view := range all[typ] {
			t.Run(fmt.Sprintf("%s/%d", typ, i), func(t *testing.T) { f(t, typ, view) })
		}
	}
}

func document(t testing.TB, text string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// elementsOf gives the elements of a name below n, in order; "" for all elements.
func elementsOf(n *html.Node, name string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (name == "" || d.Data == name) {
			found = append(found, d)
		}
	}
	return found
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// below tells whether n stands in an element of a name.
func below(n *html.Node, name string) bool {
	for p := range n.Ancestors() {
		if p.Data == name {
			return true
		}
	}
	return false
}

func TestPagesAreWellFormed(t *testing.T) {
	s := parsed(t)
	each(t, func(t *testing.T, typ page.Type, view any) {
		text := rendered(t, s, typ, view)
		if !strings.HasPrefix(text, "<!DOCTYPE html>\n<html lang=\"zh-CN\">") {
			t.Errorf("begins %q", text[:60])
		}
		if strings.Contains(text, mark) || strings.Contains(text, "ZgotmplZ") {
			t.Error("a mark, or an address that html/template refused, is left")
		}
		root := document(t, text)
		if h := elementsOf(root, "h1"); len(h) != 1 {
			t.Errorf("%d h1", len(h))
		}
		if first := elementsOf(elementsOf(root, "body")[0], "")[0]; attr(first, "href") != "#_main" || words(first) == "" {
			t.Error("the first thing in body is no skip link")
		}
		checkHeadings(t, root)
		checkElements(t, typ, root)
		if *pagesFolder != "" {
			write(t, text, filepath.Join(*pagesFolder, strings.ReplaceAll(t.Name(), "/", "-")+".html"))
		}
	})
}

// write puts a page beside its stylesheet, whatever the folder that it was rendered for.
func write(t *testing.T, text, file string) {
	t.Helper()
	css, err := static.FS.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, up := range []string{"../../../", "../../", "../"} {
		text = strings.ReplaceAll(text, `"`+up, `"`)
	}
	for name, b := range map[string][]byte{file: []byte(text), filepath.Join(filepath.Dir(file), "assets", "site.0123abcd.css"): css} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// checkHeadings: a level is never left out.
func checkHeadings(t *testing.T, root *html.Node) {
	t.Helper()
	last := byte('0')
	for _, n := range elementsOf(root, "") {
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			if n.Data[1] > last+1 {
				t.Errorf("%s %q comes after h%c", n.Data, words(n), last)
			}
			last = n.Data[1]
		}
	}
}

// checkElements: nothing empty, nothing without its name, no script but our own, nothing behind a handler.
func checkElements(t *testing.T, typ page.Type, root *html.Node) {
	t.Helper()
	for _, n := range elementsOf(root, "") {
		switch n.Data {
		case "ul", "ol", "dl", "section", "nav", "table", "tbody", "p", "li", "dt", "dd", "h2", "h3", "th", "a", "article", "aside", "blockquote":
			if words(n) == "" && len(elementsOf(n, "img")) == 0 {
				t.Errorf("<%s class=%q> is empty", n.Data, attr(n, "class"))
			}
		case "script":
			if !ownScript(typ, n) {
				t.Errorf("a script: %s", words(n))
			}
		case "td":
			if attr(n, "scope") != "" {
				t.Error("scope on a td")
			}
		}
		switch n.Data {
		case "nav", "aside":
			if attr(n, "aria-label")+attr(n, "aria-labelledby") == "" {
				t.Errorf("<%s> has no name", n.Data)
			}
		case "li":
			if class := attr(n, "class"); (class == "row" || class == "card") && (len(elementsOf(n, "time")) == 0 || !strings.Contains(words(n), "年")) {
				t.Errorf("a row without its full date: %q", words(n))
			}
		case "table":
			if !below(n, "div") || (!inBody(n) && len(elementsOf(n, "caption")) != 1) {
				t.Error("a table without a caption or outside of a region that scrolls")
			}
		case "th":
			if attr(n, "scope") == "" && !inBody(n) {
				t.Error("a th without scope")
			}
		case "img":
			if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) || attr(n, "width") == "" {
				t.Error("an img without alt or width")
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "target" {
				t.Errorf("<%s %s>", n.Data, a.Key)
			}
		}
	}
}

// inBody tells whether an element came from Markdown.
func inBody(n *html.Node) bool {
	for p := range n.Ancestors() {
		if attr(p, "class") == "body" {
			return true
		}
	}
	return false
}

func TestHead(t *testing.T) {
	root := document(t, rendered(t, parsed(t), page.Event, eventFixture("../../../")))
	var tags []string
	for _, m := range elementsOf(root, "meta") {
		if name := attr(m, "name"); name != "" {
			tags = append(tags, name)
		}
	}
	want := []string{"generator", "viewport", "description", "SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource"}
	if !slices.Equal(tags, want) {
		t.Errorf("meta %v, want %v", tags, want)
	}
	links := map[string]string{}
	for _, l := range elementsOf(root, "link") {
		links[attr(l, "rel")] = attr(l, "href")
	}
	wantLinks := map[string]string{"canonical": "https://www.example.gov.cn/wm/x.html", "alternate": "../../../feed.xml", "stylesheet": "../../../assets/site.0123abcd.css", "icon": "../../../assets/logo.0123abcd.png"}
	if !reflect.DeepEqual(links, wantLinks) {
		t.Errorf("link %v, want %v", links, wantLinks)
	}
}

func TestMarkedPagesSayWhatTheyAre(t *testing.T) {
	s := parsed(t)
	for marked, want := range map[string]string{"draft": "草稿", "scheduled": "未到发布日期", "": ""} {
		v := eventFixture("")
		v.Marked, v.NoIndex = marked, marked != ""
		text := rendered(t, s, page.Event, v)
		if strings.Contains(text, `class="notice"`) != (want != "") || !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", marked, want)
		}
		if strings.Contains(text, `<meta name="robots" content="noindex">`) != v.NoIndex {
			t.Errorf("%q: noindex is wrong", marked)
		}
	}
}

func TestPhasesAreWords(t *testing.T) {
	s := parsed(t)
	for phase, want := range map[string]string{"planned": "预告", "cancelled": "已取消", "postponed": "已延期"} {
		v := eventFixture("")
		v.Phase = phase
		if text := rendered(t, s, page.Event, v); !strings.Contains(text, "<strong>"+want+"</strong>") {
			t.Errorf("the page of a %s event does not say so", phase)
		}
		for _, f := range []*fragments[*page.Card]{s.card, s.row} {
			if one, err := f.append(nil, "", cardOf(1, phase)); err != nil || !strings.Contains(string(one), ">"+want+"</strong>") {
				t.Errorf("%s in a list: %v %s", phase, err, one)
			}
		}
	}
}

func TestJointTotalsSaySo(t *testing.T) {
	s := parsed(t)
	all := fixtures()
	for _, typ := range []page.Type{page.Archive, page.Community, page.CommunityTheme} {
		if text := rendered(t, s, typ, all[typ][0]); !strings.Contains(text, "（含联合活动）") {
			t.Errorf("%s: totals with joint events do not say so", typ)
		}
	}
}

func TestFooterHasItsItemsAndNoEmptyOnes(t *testing.T) {
	s := parsed(t)
	full := chrome()
	items := []string{"我为政府网站找错", "党政机关标识", "网站标识码", "ICP备案号", "公安备案", "主办单位", "联系方式", "站点地图"}
	text, err := s.footer.append(nil, "", full)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		if strings.Count(string(text), item) != 1 {
			t.Errorf("%s stands %d times", item, strings.Count(string(text), item))
		}
	}
	bare, err := s.footer.append(nil, "", &page.Chrome{Site: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items[:7] {
		if strings.Contains(string(bare), item) {
			t.Errorf("%s stands there without a value", item)
		}
	}
	if !strings.Contains(string(bare), "站点地图") {
		t.Error("no site map")
	}
	if !strings.Contains(string(text), `href="tel:02100000000"`) {
		t.Error("the telephone cannot be dialled")
	}
}

// The event of the fixtures has the fields of the real one, but for its body.
func TestFixtureOfEventIsAnEvent(t *testing.T) {
	own, real := reflect.TypeFor[eventView](), reflect.TypeFor[page.EventView]()
	for f := range real.Fields() {
		if g, ok := own.FieldByName(f.Name); !ok || f.Type != g.Type {
			t.Errorf("%s %s is missing", f.Name, f.Type)
		}
	}
	if own.NumField() != real.NumField()+1 {
		t.Errorf("%d fields, want %d and a body", own.NumField(), real.NumField())
	}
}

func TestTypesWithoutLayout(t *testing.T) {
	s := parsed(t)
	for _, typ := range append(page.Types(), 200) {
		if int(typ) < len(page.Types()) && typ.Layout() != "" {
			if s.Sum(typ) == [32]byte{} || len(s.Closure(typ)) < 4 {
				t.Errorf("%s has no sum or closure", typ)
			}
			continue
		}
		if err := s.Render(new(bytes.Buffer), typ, nil); err == nil {
			t.Errorf("type %d was rendered", typ)
		}
		if s.Sum(typ) != [32]byte{} || s.Closure(typ) != nil {
			t.Errorf("type %d has a sum or closure", typ)
		}
	}
}
