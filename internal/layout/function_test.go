package layout

import (
	"html"
	"html/template"
	"strings"
	"testing"
	"unicode/utf8"

	"mingde/internal/calendar"
	"mingde/internal/page"
)

func TestMoments(t *testing.T) {
	for _, c := range []struct {
		got  []byte
		want string
	}{
		{appendTime(nil, at(2026, 6, 19, 9, 30)), `<time datetime="2026-06-19T09:30">2026年6月19日（周五）09:30</time>`},
		{appendTime(nil, on(2026, 11, 1)), `<time datetime="2026-11-01">2026年11月1日（周日）</time>`},
		{appendTime(nil, calendar.Moment{}), ``},
		{appendDay(nil, calendar.Date(2026, 12, 25)), `<time datetime="2026-12-25">2026年12月25日（周五）</time>`},
		{appendDay(nil, 0), ``},
		{appendSpan(nil, at(2026, 6, 19, 9, 30), at(2026, 6, 19, 11, 5)), `<time datetime="2026-06-19T09:30">2026年6月19日（周五）09:30</time>至<time datetime="2026-06-19T11:05">11:05</time>`},
		{appendSpan(nil, on(2026, 6, 19), on(2026, 6, 20)), `<time datetime="2026-06-19">2026年6月19日（周五）</time>至<time datetime="2026-06-20">2026年6月20日（周六）</time>`},
		{appendSpan(nil, at(2026, 6, 19, 0, 0), at(2026, 6, 20, 23, 59)), `<time datetime="2026-06-19T00:00">2026年6月19日（周五）00:00</time>至<time datetime="2026-06-20T23:59">2026年6月20日（周六）23:59</time>`},
		{appendSpan(nil, on(2026, 6, 19), on(2026, 6, 19)), `<time datetime="2026-06-19">2026年6月19日（周五）</time>`},
		{appendSpan(nil, at(2026, 6, 19, 9, 30), on(2026, 6, 19)), `<time datetime="2026-06-19T09:30">2026年6月19日（周五）09:30</time>`},
		{appendSpan(nil, on(2026, 6, 19), calendar.Moment{}), `<time datetime="2026-06-19">2026年6月19日（周五）</time>`},
	} {
		if string(c.got) != c.want {
			t.Errorf("%s\nwant %s", c.got, c.want)
		}
	}
}

func TestFacts(t *testing.T) {
	got, err := facts("地点", "广场<1>", "主办", "", "人数", 12, "场次", 0, "主题", template.HTML("<b>x</b>"), "社区", template.HTML(""))
	want := "<div><dt>地点</dt><dd>广场&lt;1&gt;</dd></div>\n<div><dt>人数</dt><dd>12</dd></div>\n<div><dt>主题</dt><dd><b>x</b></dd></div>\n"
	if err != nil || string(got) != want {
		t.Errorf("%v %s\nwant %s", err, got, want)
	}
	if _, err := facts("x", []string{"y"}); err == nil {
		t.Error("a list was taken for a text")
	}
}

func TestLinks(t *testing.T) {
	if got := appendLink(nil, "../", page.Link{Text: "a&b", Href: "x.html?a=1&b=2"}); string(got) != `<a href="../x.html?a=1&amp;b=2">a&amp;b</a>` {
		t.Errorf("%s", got)
	}
	if got := appendLink(nil, "../", page.Link{Text: "无页面"}); string(got) != `无页面` {
		t.Errorf("%s", got)
	}
	if got := appendInline(nil, "", nil); len(got) != 0 {
		t.Errorf("%s", got)
	}
}

func TestOutside(t *testing.T) {
	for address, want := range map[string]string{
		"tel:021-1": "tel:021-1", "webcal://a/b.ics": "webcal://a/b.ics", "https://a/": "https://a/", "mailto:a@b.cn": "mailto:a@b.cn",
		"javascript:alert(1)": "", " javascript:alert(1)": "", "java\nscript:alert(1)": "", "data:x": "", "": "", "abc": "", "//a/b": "",
	} {
		if got := outside(address); string(got) != want {
			t.Errorf("outside(%q) = %q, want %q", address, got, want)
		}
	}
	if got := outside(template.URL("tel:1")); got != "tel:1" {
		t.Errorf("a typed address gives %q", got)
	}
}

func TestStylesheetDoesNotEndItsElement(t *testing.T) {
	if got := stylesheet(`a::before{content:"</style><script>"}`); strings.Contains(string(got), "</") {
		t.Errorf("%s", got)
	}
}

// Escaped text holds nothing that means something in HTML, and reads back as it was.
func FuzzEscaped(f *testing.F) {
	for _, seed := range []string{"", "文明", `"><script>`, "a&amp;b", "'", "\x00", "&#34;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := string(appendEscaped(nil, s))
		if strings.ContainsAny(got, "<>\"'\x00") {
			t.Errorf("%q gives %q", s, got)
		}
		if !strings.Contains(s, "\x00") && utf8.ValidString(s) && html.UnescapeString(got) != s {
			t.Errorf("%q reads back as %q", s, html.UnescapeString(got))
		}
	})
}

// An address leads where html/template would let it lead, or nowhere.
func FuzzAddress(f *testing.F) {
	reference := template.Must(template.New("").Parse(`<a href="{{.}}">`))
	for _, seed := range []string{"", "a.html", "../a/b.html#x", "javascript:alert(1)", "HTTPS://a/", "a:b/c", "a/b:c", " javascript:x", "//host", `"onclick="`} {
		f.Add("", seed)
		f.Add("../", seed)
	}
	f.Fuzz(func(t *testing.T, root, href string) {
		var b strings.Builder
		if err := reference.Execute(&b, root+href); err != nil {
			t.Fatal(err)
		}
		refused := b.String() == `<a href="`+unsafeAddress+`">`
		got := string(appendAddress(nil, root, href))
		if (got == unsafeAddress) != refused && root+href != unsafeAddress {
			t.Errorf("%q: %q, html/template gives %s", root+href, got, b.String())
		}
		if strings.ContainsAny(got, `"<>`) {
			t.Errorf("%q leaves its attribute: %q", root+href, got)
		}
	})
}
