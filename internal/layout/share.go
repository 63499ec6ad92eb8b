package layout

import (
	"encoding/json"
	"strings"

	"mingde/internal/page"
)

// appendShare writes what other programs are told of a page: the properties of The Open Graph protocol (ogp.me; QQ reads the itemprops),
// and an item of schema.org with the way to the page, as JSON-LD.
func appendShare(b []byte, f *page.Frame) []byte {
	s := &f.Share
	if s.Base == "" || f.NoIndex || f.Canonical == "" {
		return b
	}
	b = appendProperty(b, "og:title", s.Title)
	b = appendProperty(b, "og:description", f.Description)
	b = appendProperty(b, "og:type", s.Kind)
	b = appendProperty(b, "og:url", f.Canonical)
	b = appendProperty(b, "og:image", s.Image)
	b = appendProperty(b, "og:site_name", f.Chrome.Site)
	b = appendProperty(b, "og:locale", locale(f.Lang))
	b = append(b, `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[`...)
	b = appendJSON(b, &s.Thing)
	if len(f.Crumbs) > 0 {
		b = appendTrail(append(b, ','), f)
	}
	return append(b, "]}</script>\n"...)
}

func appendProperty(b []byte, name, content string) []byte {
	if content == "" {
		return b
	}
	b = append(append(append(b, `<meta property="`...), name...), `" content="`...)
	return append(appendEscaped(b, content), "\">\n"...)
}

// locale is a language as Open Graph writes it: zh_CN.
func locale(lang string) string { return strings.ReplaceAll(lang, "-", "_") }

// step is a place on the way to a page.
type step struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

// appendTrail writes the way from the home page to the page that is above this one, and this one.
func appendTrail(b []byte, f *page.Frame) []byte {
	b = append(b, `{"@type":"BreadcrumbList","itemListElement":[`...)
	for i, l := range f.Crumbs {
		address := f.Share.Base + l.Href
		if l.Href == "index.html" {
			address = f.Share.Base
		}
		b = append(appendJSON(b, step{"ListItem", i + 1, l.Text, address}), ',')
	}
	return append(appendJSON(b, step{"ListItem", len(f.Crumbs) + 1, f.Share.Title, f.Canonical}), "]}"...)
}

// appendJSON writes a value so that it can stand inside <script>: <, > and & are escaped.
func appendJSON(b []byte, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers: cannot fail
	}
	return append(b, data...)
}
