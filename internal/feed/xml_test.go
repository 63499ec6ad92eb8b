package feed

import (
	"encoding/xml"
	"io"
	"reflect"
	"strings"
	"testing"

	"mingde/internal/page"
)

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID       string      `xml:"http://www.w3.org/2005/Atom id"`
	Title    string      `xml:"http://www.w3.org/2005/Atom title"`
	Subtitle string      `xml:"http://www.w3.org/2005/Atom subtitle"`
	Updated  string      `xml:"http://www.w3.org/2005/Atom updated"`
	Author   string      `xml:"http://www.w3.org/2005/Atom author>name"`
	Links    []atomLink  `xml:"http://www.w3.org/2005/Atom link"`
	Entries  []atomEntry `xml:"http://www.w3.org/2005/Atom entry"`
}

type atomEntry struct {
	ID         string     `xml:"http://www.w3.org/2005/Atom id"`
	Title      string     `xml:"http://www.w3.org/2005/Atom title"`
	Links      []atomLink `xml:"http://www.w3.org/2005/Atom link"`
	Published  string     `xml:"http://www.w3.org/2005/Atom published"`
	Updated    string     `xml:"http://www.w3.org/2005/Atom updated"`
	Author     string     `xml:"http://www.w3.org/2005/Atom author>name"`
	Categories []struct {
		Term string `xml:"term,attr"`
	} `xml:"http://www.w3.org/2005/Atom category"`
	Summary struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	} `xml:"http://www.w3.org/2005/Atom summary"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

// parseXML reads one document and refuses anything after its element.
func parseXML(t testing.TB, file string, into any) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(file))
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	if rest, err := d.Token(); err == nil && strings.TrimSpace(string(rest.(xml.CharData))) != "" {
		t.Fatalf("after the document: %v", rest)
	} else if err != nil && err != io.EOF {
		t.Fatal(err)
	}
}

// readAtom gives the view that a feed tells of.
func readAtom(t testing.TB, file string) *page.AtomView {
	t.Helper()
	var f atomFeed
	parseXML(t, file, &f)
	v := &page.AtomView{
		Lang: f.Lang, ID: f.ID, Title: f.Title, Subtitle: f.Subtitle, Author: f.Author, Updated: f.Updated,
		Self: linkOf(t, f.Links, "self", "application/atom+xml"), Home: linkOf(t, f.Links, "alternate", "text/html"),
	}
	for _, e := range f.Entries {
		entry := page.AtomEntry{
			ID: e.ID, Title: e.Title, Link: linkOf(t, e.Links, "alternate", "text/html"), Summary: e.Summary.Text, Author: e.Author,
			Published: e.Published, Updated: e.Updated,
		}
		if e.Summary.Text != "" && e.Summary.Type != "text" {
			t.Errorf("summary of type %q", e.Summary.Type)
		}
		for _, c := range e.Categories {
			entry.Categories = append(entry.Categories, c.Term)
		}
		v.Entries = append(v.Entries, entry)
	}
	return v
}

func linkOf(t testing.TB, links []atomLink, rel, mediaType string) string {
	t.Helper()
	found := ""
	for _, l := range links {
		if l.Rel != rel {
			continue
		}
		if found != "" || l.Type != mediaType {
			t.Errorf("link %+v", l)
		}
		found = l.Href
	}
	return found
}

// xmlText is what XML 1.0 can hold of a string, by the production Char of §2.2.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return '\ufffd'
	}, valid(s))
}

// xmlTexts replaces each string in a view by what XML can hold of it; an empty list becomes none.
func xmlTexts(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(xmlText(v.String()))
	case reflect.Struct:
		for i := range v.NumField() {
			xmlTexts(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			xmlTexts(v.Index(i))
		}
		if v.Len() == 0 {
			v.SetZero()
		}
	}
}

func (h hostile) atom() *page.AtomView {
	v := &page.AtomView{
		ID: h.filled(), Title: h.text(), Subtitle: h.text(), Self: h.text(), Home: h.text(), Author: h.text(), Updated: h.filled(),
		Entries: make([]page.AtomEntry, h.IntN(4)),
	}
	for i := range v.Entries {
		v.Entries[i] = page.AtomEntry{
			ID: h.filled(), Title: h.text(), Link: h.filled(), Summary: h.text(), Author: h.text(), Published: h.text(), Updated: h.filled(),
			Categories: h.texts(),
		}
	}
	return v
}

func TestAtomReadsBackAsItWas(t *testing.T) {
	repeatedly(t, func(h hostile) {
		v := h.atom()
		got := readAtom(t, written(t, page.Atom, v))
		xmlTexts(reflect.ValueOf(v).Elem())
		if !reflect.DeepEqual(got, v) {
			t.Errorf("got  %+q\nwant %+q", got, v)
		}
	})
}

// Every character of the basic plane, in an element and in an attribute.
func TestNoCharacterBreaksXML(t *testing.T) {
	var all strings.Builder
	for r := range rune(0x10000) {
		all.WriteRune(r)
	}
	v := &page.AtomView{ID: "x", Updated: "x", Title: all.String(), Self: all.String()}
	got := readAtom(t, written(t, page.Atom, v))
	if want := xmlText(all.String()); got.Title != want || got.Self != want {
		t.Error("a character came back as another one")
	}
}

func TestSitemapReadsBackAsItWas(t *testing.T) {
	type address struct {
		Location string  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 loc"`
		Modified *string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 lastmod"`
	}
	type urls struct {
		XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		All     []address `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
	}
	type index struct {
		XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		All     []address `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemap"`
	}
	repeatedly(t, func(h hostile) {
		v := &page.SitemapView{Addresses: make([]page.SitemapAddress, h.IntN(4))}
		for i := range v.Addresses {
			v.Addresses[i] = page.SitemapAddress{Location: h.text(), Modified: h.text()}
		}
		var u urls
		parseXML(t, written(t, page.Sitemap, v), &u)
		var x index
		parseXML(t, written(t, page.SitemapIndex, v), &x)
		xmlTexts(reflect.ValueOf(v).Elem())
		for _, read := range [][]address{u.All, x.All} {
			got := &page.SitemapView{}
			for _, a := range read {
				p := page.SitemapAddress{Location: a.Location}
				if a.Modified != nil {
					p.Modified = *a.Modified
					if p.Modified == "" {
						t.Error("an empty lastmod is no date")
					}
				}
				got.Addresses = append(got.Addresses, p)
			}
			if !reflect.DeepEqual(got, v) {
				t.Errorf("got  %+q\nwant %+q", got, v)
			}
		}
	})
}
