package layout

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"

	"mingde/internal/page"
)

// functions is the fixed list of what layouts may call besides the functions of text/template itself. All are pure. ROOT
// is the Root of the page.
//
//	card ROOT CARD, cards ROOT CARDS    entries through partials/card.html
//	row ROOT CARD, rows ROOT CARDS      entries through partials/row.html
//	honour ROOT HONOUR, honours ROOT HONOURS
//	                                    somebody honoured through partials/honour.html
//	header ROOT CHROME                  partials/header.html
//	footer ROOT CHROME                  partials/footer.html
//	metadata FRAME                      description, tags, robots, canonical address and feeds of <head>
//	style ROOT HREF                     <link rel="stylesheet">
//	link ROOT LINK                      <a>…</a>; without an address the text alone
//	links ROOT LINKS                    <li><a>…</a></li> for each
//	inline ROOT LINKS                   the same in <ul class="inline">; nothing for none
//	counts ROOT COUNTS                  <li><a>…</a> （12）</li> for each
//	names ROOT NAMES                    <li><a>…</a> category</li> for each name of the index
//	facts NAME VALUE …                  <div><dt>…</dt><dd>…</dd></div> for each value that is not empty: text, a number or
//	                                    what another of these functions gives
//	totals ROOT CAPTION NAME ROWS       <table> of totals, whose first column is called NAME; columns without a value are left out
//	amount NUMBER UNIT                  12人; nothing for 0
//	join TEXTS                          the texts with 、 between them
//	picture ROOT PICTURE                <img>, loaded when it comes into sight
//	hero ROOT PICTURE                   <img>, loaded at once: the first picture of a page
//	photo ROOT PICTURE                  <figure> with the picture, leading to itself, and its caption
//	caption PICTURE                     <figcaption>; nothing without caption and credit
//	time MOMENT, day DAY                <time>2026年6月19日（周五）09:30</time>
//	date DAY                            <time>2026年6月19日</time>, as documents write it
//	span START END                      two of them, without saying the same day twice
//	phone NUMBER ADDRESS                the number, to be dialled where ADDRESS is a tel: address
//	outside ADDRESS                     an address that is http(s), mailto, tel or webcal; "" for any other
//	stylesheet CSS                      a stylesheet to stand inside <style>
func (s *Set) functions() template.FuncMap {
	m := elements()
	m["card"] = func(root any, c *page.Card) (template.HTML, error) { return s.card.one(root, c) }
	m["cards"] = func(root any, c []*page.Card) (template.HTML, error) { return s.card.list(root, c) }
	m["row"] = func(root any, c *page.Card) (template.HTML, error) { return s.row.one(root, c) }
	m["rows"] = func(root any, c []*page.Card) (template.HTML, error) { return s.row.list(root, c) }
	m["honour"] = func(root any, h *page.Honour) (template.HTML, error) { return s.honour.one(root, h) }
	m["honours"] = func(root any, h []*page.Honour) (template.HTML, error) { return s.honour.list(root, h) }
	m["header"] = func(root any, c *page.Chrome) (template.HTML, error) { return s.header.one(root, c) }
	m["footer"] = func(root any, c *page.Chrome) (template.HTML, error) { return s.footer.one(root, c) }
	return m
}

// fragmentOf says which partial a function renders.
var fragmentOf = map[string]string{
	"card": cardFile, "cards": cardFile, "row": rowFile, "rows": rowFile, "honour": honourFile, "honours": honourFile,
	"header": headerFile, "footer": footerFile,
}

// The partials that are rendered apart from pages.
const (
	cardFile   = "partials/card.html"
	rowFile    = "partials/row.html"
	honourFile = "partials/honour.html"
	headerFile = "partials/header.html"
	footerFile = "partials/footer.html"
)

// elements are the functions that fragments may call as well: each gives one kind of element. An action of a template
// costs about a microsecond, so that what stands in long rows is made by these.
func elements() template.FuncMap {
	return template.FuncMap{
		"metadata": metadata, "style": style, "link": link, "links": links, "inline": inline, "counts": counts, "names": names,
		"facts": facts, "picture": picture, "hero": hero, "photo": photo, "caption": caption, "time": moment, "day": day, "date": date,
		"span": span, "phone": phone, "outside": outside, "stylesheet": stylesheet, "totals": totals, "amount": amount, "join": join,
	}
}

// rootFirst are the elements that take ROOT and write it only where an address begins.
var rootFirst = map[string]bool{"style": true, "link": true, "links": true, "inline": true, "counts": true, "names": true, "picture": true, "hero": true, "photo": true, "totals": true}

// ready are the functions that give finished HTML, which needs no escaping (see quicken).
var ready = map[string]bool{
	"card": true, "cards": true, "row": true, "rows": true, "honour": true, "honours": true, "header": true, "footer": true,
	"metadata": true, "style": true, "link": true, "links": true, "inline": true, "counts": true, "names": true,
	"facts": true, "picture": true, "hero": true, "photo": true, "caption": true, "time": true, "day": true, "date": true,
	"span": true, "phone": true, "totals": true,
}

// text gives a string of any string type.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case template.URL:
		return string(v)
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String()
	}
	return ""
}

// appendEscaped escapes s for text and for attributes in double quotes.
func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		with := ""
		switch s[i] {
		case '&':
			with = "&amp;"
		case '<':
			with = "&lt;"
		case '>':
			with = "&gt;"
		case '"':
			with = "&#34;"
		case '\'':
			with = "&#39;"
		case 0:
			with = "\uFFFD"
		default:
			continue
		}
		b = append(append(b, s[from:i]...), with...)
		from = i + 1
	}
	return append(b, s[from:]...)
}

// unsafeAddress is what html/template writes for an address with a dangerous scheme.
const unsafeAddress = "#ZgotmplZ"

// appendAddress writes root and href for an attribute, by the rule of html/template: a scheme is http, https or mailto.
// Behind a mark href is judged alone, since the root of the page may be empty.
func appendAddress(b []byte, root, href string) []byte {
	whole := href
	if root != mark {
		whole = root + href
	}
	if !safe(whole, webSchemes...) {
		return append(b, unsafeAddress...)
	}
	return appendEscaped(appendEscaped(b, root), href)
}

// webSchemes are those that html/template lets pass.
var webSchemes = []string{"http", "https", "mailto"}

// safe tells whether an address is relative or has one of the schemes.
func safe(address string, schemes ...string) bool {
	scheme, _, ok := strings.Cut(address, ":")
	if !ok || strings.Contains(scheme, "/") {
		return true
	}
	for _, s := range schemes {
		if strings.EqualFold(scheme, s) {
			return true
		}
	}
	return false
}

func outside(address any) template.URL {
	a := text(address)
	if !strings.Contains(a, ":") || !safe(a, "http", "https", "mailto", "tel", "webcal") {
		return ""
	}
	return template.URL(a)
}

func phone(number string, address any) template.HTML {
	tel := text(address)
	if !strings.HasPrefix(tel, "tel:") {
		return template.HTML(appendEscaped(nil, number))
	}
	b := appendEscaped(append(make([]byte, 0, 64), `<a href="`...), tel)
	return template.HTML(append(appendEscaped(append(b, `">`...), number), `</a>`...))
}

// stylesheet keeps a stylesheet from ending its <style> element: </ is written as CSS escapes it.
func stylesheet(css string) template.CSS { return template.CSS(strings.ReplaceAll(css, "</", `<\/`)) }

// metadata leaves out a tag named Description when there is a description: a page may carry only one.
func metadata(f page.Frame) template.HTML {
	b := make([]byte, 0, 512+128*len(f.Meta))
	if f.Description != "" {
		b = appendMeta(b, "description", f.Description)
	}
	for i := range f.Meta {
		if f.Description == "" || !strings.EqualFold(f.Meta[i].Name, "description") {
			b = appendMeta(b, f.Meta[i].Name, f.Meta[i].Content)
		}
	}
	if f.NoIndex {
		b = appendMeta(b, "robots", "noindex")
	}
	if f.Canonical != "" {
		b = append(appendAddress(append(b, `<link rel="canonical" href="`...), "", f.Canonical), "\">\n"...)
	}
	for _, l := range f.Feeds {
		b = appendEscaped(append(b, `<link rel="alternate" type="application/atom+xml" title="`...), l.Text)
		b = append(appendAddress(append(b, `" href="`...), f.Root, l.Href), "\">\n"...)
	}
	return template.HTML(b)
}

func appendMeta(b []byte, name, content string) []byte {
	b = append(b, `<meta name="`...)
	b = appendEscaped(b, name)
	b = append(b, `" content="`...)
	b = appendEscaped(b, content)
	return append(b, "\">\n"...)
}

func style(root any, href string) template.HTML {
	b := appendAddress(append(make([]byte, 0, 96), `<link rel="stylesheet" href="`...), text(root), href)
	return template.HTML(append(b, `">`...))
}

// appendLink writes a link; without an address its text alone.
func appendLink(b []byte, root string, l page.Link) []byte {
	if l.Href == "" {
		return appendEscaped(b, l.Text)
	}
	b = append(b, `<a href="`...)
	b = appendAddress(b, root, l.Href)
	b = append(b, `">`...)
	b = appendEscaped(b, l.Text)
	return append(b, `</a>`...)
}

func link(root any, l page.Link) template.HTML { return template.HTML(appendLink(nil, text(root), l)) }

func links(root any, all []page.Link) template.HTML {
	return template.HTML(appendLinks(make([]byte, 0, 96*len(all)), root, all))
}

func appendLinks(b []byte, root any, all []page.Link) []byte {
	for _, l := range all {
		b = append(appendLink(append(b, "<li>"...), text(root), l), "</li>\n"...)
	}
	return b
}

func inline(root any, all []page.Link) template.HTML {
	if len(all) == 0 {
		return ""
	}
	b := append(make([]byte, 0, 32+96*len(all)), "<ul class=\"inline\">\n"...)
	return template.HTML(append(appendLinks(b, root, all), "</ul>"...))
}

// facts takes names and values in turn; a name without a value is left out.
func facts(pairs ...any) (template.HTML, error) {
	b := make([]byte, 0, 64*len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		before := len(b)
		b = appendEscaped(append(b, "<div><dt>"...), text(pairs[i]))
		b = append(b, "</dt><dd>"...)
		empty := len(b)
		switch v := pairs[i+1].(type) {
		case template.HTML:
			b = append(b, v...)
		case int:
			if v != 0 {
				b = strconv.AppendInt(b, int64(v), 10)
			}
		case string:
			b = appendEscaped(b, v)
		default:
			return "", fmt.Errorf("facts: %v is %T, neither text nor a number", pairs[i], v)
		}
		if len(b) == empty {
			b = b[:before]
			continue
		}
		b = append(b, "</dd></div>\n"...)
	}
	return template.HTML(b), nil
}

func amount(n int, unit string) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + unit
}

func join(texts []string) string { return strings.Join(texts, "、") }

func counts(root any, all []page.Count) template.HTML {
	b := make([]byte, 0, 112*len(all))
	for _, c := range all {
		b = appendLink(append(b, "<li>"...), text(root), c.Link)
		b = fmt.Appendf(b, "<span class=\"n\">（%d）</span></li>\n", c.N)
	}
	return template.HTML(b)
}

func names(root any, all []page.NameLink) template.HTML {
	b := make([]byte, 0, 112*len(all))
	for _, n := range all {
		b = appendLink(append(b, "<li>"...), text(root), n.Link)
		if n.Category != "" {
			b = append(appendEscaped(append(b, ` <span class="meta">`...), n.Category), "</span>"...)
		}
		b = append(b, "</li>\n"...)
	}
	return template.HTML(b)
}

func picture(root any, p page.Picture) template.HTML {
	return image(root, p, ` loading="lazy" decoding="async"`)
}

func hero(root any, p page.Picture) template.HTML { return image(root, p, ` fetchpriority="high"`) }

func image(root any, p page.Picture, how string) template.HTML {
	b := make([]byte, 0, 256)
	b = append(b, `<img src="`...)
	b = appendAddress(b, text(root), p.Href)
	b = append(b, `" alt="`...)
	b = appendEscaped(b, p.Alt)
	b = append(b, '"')
	if p.Width > 0 && p.Height > 0 {
		b = fmt.Appendf(b, ` width="%d" height="%d"`, p.Width, p.Height)
	}
	b = append(b, how...)
	return template.HTML(append(b, '>'))
}

func photo(root any, p page.Picture) template.HTML {
	b := append(make([]byte, 0, 512), `<figure><a href="`...)
	b = append(appendAddress(b, text(root), p.Href), `">`...)
	b = append(append(b, picture(root, p)...), `</a>`...)
	return template.HTML(append(append(b, caption(p)...), `</figure>`...))
}

func caption(p page.Picture) template.HTML {
	if p.Caption == "" && p.Credit == "" {
		return ""
	}
	b := appendEscaped(append(make([]byte, 0, 128), `<figcaption>`...), p.Caption)
	if p.Credit != "" {
		b = appendEscaped(append(b, `<span class="credit">`...), p.Credit)
		b = append(b, "　摄</span>"...)
	}
	return template.HTML(append(b, `</figcaption>`...))
}
