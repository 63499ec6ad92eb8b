package layout

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"mingde/internal/page"
)

// functions gives the fixed list of what layouts may call besides the functions of text/template itself. All are pure. ROOT
// is the Root of the page.
//
//	card ROOT CARD, cards ROOT CARDS    entries through partials/card.html
//	row ROOT CARD, rows ROOT CARDS      entries through partials/row.html
//	honour ROOT HONOUR, honours ROOT HONOURS
//	                                    somebody honoured through partials/honour.html
//	honourrow ROOT HONOUR, honourrows ROOT HONOURS
//	                                    the same in one line, through partials/honour-row.html
//	header ROOT CHROME                  partials/header.html
//	footer ROOT CHROME                  partials/footer.html
//	metadata FRAME                      description, tags, robots, canonical address, feeds of <head>, and what other programs
//	                                    show of the page
//	style ROOT HREF                     <link rel="stylesheet">
//	link ROOT LINK                      <a>…</a>; without an address the text alone
//	links ROOT LINKS                    <li><a>…</a></li> for each
//	inline ROOT LINKS                   the same in <ul class="inline">; nothing for none
//	counts ROOT COUNTS                  <li><a>…</a> （12）</li> for each
//	names ROOT NAMES                    <li><a>…</a> category</li> for each name of the index
//	facts NAME VALUE …                  <div><dt>…</dt><dd>…</dd></div> for each value that is not empty: text, a number or
//	                                    what another of these functions gives
//	totals ROOT CAPTION NAME ROWS       <table> of totals, whose first column is called NAME; columns without a value are left out
//	chart CHART                         <figure> with a drawing of the numbers and what it shows in words; nothing for an empty one
//	code FRAME                          <figure> with the page's address as a QR code
//	amount NUMBER UNIT                  12人; nothing for 0
//	join TEXTS                          the texts with 、 between them
//	picture ROOT PICTURE                <img> in a list, loaded when it comes into sight
//	hero ROOT PICTURE                   <img> as wide as the text, loaded at once: the first picture of a page
//	below ROOT PICTURE                  the same, loaded behind what is read: where a phone shows the picture after the first view
//	photo ROOT PICTURE                  <figure> in a gallery: the picture, leading to its largest version, and its caption
//	caption PICTURE                     <figcaption>; nothing without caption and credit
//	time MOMENT, day DAY                <time>2026年6月19日（周五）09:30</time>
//	date DAY                            <time>2026年6月19日</time>, as documents write it
//	span START END                      two of them, without saying the same day twice
//	leaf MOMENT                         a leaf of a calendar, for the eye only: the day stands beside it in words
//	initial TEXT                        its first character
//	phone NUMBER ADDRESS                the number, to be dialled where ADDRESS is a tel: address
//	outside ADDRESS                     an address that is http(s), mailto, tel or webcal; "" for any other
//	stylesheet CSS                      a stylesheet to stand inside <style>
func (s *Set) functions() functionTable {
	all := elements()
	all["card"], all["cards"] = s.card.functions()
	all["row"], all["rows"] = s.row.functions()
	all["honour"], all["honours"] = s.honour.functions()
	all["honourrow"], all["honourrows"] = s.honourRow.functions()
	all["header"], _ = s.header.functions()
	all["footer"], _ = s.footer.functions()
	return all
}

// fragmentOf says which partial a function renders.
var fragmentOf = map[string]string{
	"card": cardFile, "cards": cardFile, "row": rowFile, "rows": rowFile, "honour": honourFile, "honours": honourFile, "honourrow": honourRowFile, "honourrows": honourRowFile,
	"header": headerFile, "footer": footerFile,
}

// The partials that are rendered apart from pages.
const (
	cardFile      = "partials/card.html"
	rowFile       = "partials/row.html"
	honourFile    = "partials/honour.html"
	honourRowFile = "partials/honour-row.html"
	headerFile    = "partials/header.html"
	footerFile    = "partials/footer.html"
)

// elements are the functions that fragments may call as well: each gives one kind of element, or a text for one.
func elements() functionTable {
	return functionTable{
		"metadata": element(appendMetadata), "caption": element(appendCaption),
		"time": element(appendTime), "day": element(appendDay), "date": element(appendWrittenDate), "span": element2(appendSpan),
		"style": rooted(appendStyle), "link": rooted(appendLink), "links": rooted(appendLinks), "inline": rooted(appendInline),
		"counts": rooted(appendCounts), "names": rooted(appendNames),
		"picture": rooted(appendPicture), "hero": rooted(appendHero), "below": rooted(appendBelow), "photo": rooted(appendPhoto),
		"totals": {dynamic: totals, emit: emitTotals}, "facts": {dynamic: facts, emit: emitFacts, takes: isFact},
		"phone": {dynamic: phone, emit: emitPhone}, "outside": {dynamic: outside, value: valueOutside},
		"stylesheet": plain(stylesheet), "amount": plain2(amount), "join": plain(join), "initial": plain(initial), "leaf": element(appendLeaf), "chart": element(appendChart), "code": element(appendCode),
	}
}

// rootFirst are the elements that take ROOT and write it only where an address begins.
var rootFirst = map[string]bool{"style": true, "link": true, "links": true, "inline": true, "counts": true, "names": true, "picture": true, "hero": true, "below": true, "photo": true, "totals": true}

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
// Behind a mark href is judged alone, since the root of the page may be empty; a root with a colon or slash decides alone.
func appendAddress(b []byte, root, href string) []byte {
	whole := href
	if strings.ContainsAny(root, ":/") && root != mark {
		whole = root
	} else if root != mark {
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
	return template.HTML(appendPhone(nil, number, text(address)))
}

func appendPhone(b []byte, number, address string) []byte {
	if !strings.HasPrefix(address, "tel:") {
		return appendEscaped(b, number)
	}
	b = appendEscaped(append(b, `<a href="`...), address)
	return append(appendEscaped(append(b, `">`...), number), `</a>`...)
}

// stylesheet keeps a stylesheet from ending its <style> element: </ is written as CSS escapes it.
func stylesheet(css string) template.CSS { return template.CSS(strings.ReplaceAll(css, "</", `<\/`)) }

// appendMetadata leaves out a tag named Description when there is a description: a page may carry only one.
func appendMetadata(b []byte, f page.Frame) []byte {
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
	return appendShare(b, &f)
}

func appendMeta(b []byte, name, content string) []byte {
	b = append(b, `<meta name="`...)
	b = appendEscaped(b, name)
	b = append(b, `" content="`...)
	b = appendEscaped(b, content)
	return append(b, "\">\n"...)
}

func appendStyle(b []byte, root, href string) []byte {
	return append(appendAddress(append(b, `<link rel="stylesheet" href="`...), root, href), `">`...)
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

func appendLinks(b []byte, root string, all []page.Link) []byte {
	for _, l := range all {
		b = append(appendLink(append(b, "<li>"...), root, l), "</li>\n"...)
	}
	return b
}

func appendInline(b []byte, root string, all []page.Link) []byte {
	if len(all) == 0 {
		return b
	}
	return append(appendLinks(append(b, "<ul class=\"inline\">\n"...), root, all), "</ul>"...)
}

// facts takes names and values in turn; a name without a value is left out.
func facts(pairs ...any) (template.HTML, error) {
	var b []byte
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := text(pairs[i]), pairs[i+1]
		switch value.(type) {
		case template.HTML, int, string:
		default:
			return "", fmt.Errorf("facts: %v is %T, neither text nor a number", name, value)
		}
		b = appendFact(b, name, func(b []byte) []byte {
			switch v := value.(type) {
			case template.HTML:
				return append(b, v...)
			case int:
				return appendNumber(b, v)
			default:
				return appendEscaped(b, text(v))
			}
		})
	}
	return template.HTML(b), nil
}

// appendFact writes a name and what value appends; nothing where that is nothing.
func appendFact(b []byte, name string, value func([]byte) []byte) []byte {
	before := len(b)
	b = append(appendEscaped(append(b, "<div><dt>"...), name), "</dt><dd>"...)
	empty := len(b)
	if b = value(b); len(b) == empty {
		return b[:before]
	}
	return append(b, "</dd></div>\n"...)
}

// appendNumber writes a number; nothing for 0.
func appendNumber(b []byte, n int) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(b, int64(n), 10)
}

func amount(n int, unit string) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + unit
}

// initial is the first character of a name.
func initial(name string) string {
	_, size := utf8.DecodeRuneInString(name)
	return name[:size]
}

func join(texts []string) string { return strings.Join(texts, "、") }

func appendCounts(b []byte, root string, all []page.Count) []byte {
	for _, c := range all {
		b = appendLink(append(b, "<li>"...), root, c.Link)
		b = strconv.AppendInt(append(b, `<span class="n">（`...), int64(c.N), 10)
		b = append(b, "）</span></li>\n"...)
	}
	return b
}

func appendNames(b []byte, root string, all []page.NameLink) []byte {
	for _, n := range all {
		b = appendLink(append(b, "<li>"...), root, n.Link)
		if n.Category != "" {
			b = append(appendEscaped(append(b, ` <span class="meta">`...), n.Category), "</span>"...)
		}
		b = append(b, "</li>\n"...)
	}
	return b
}
