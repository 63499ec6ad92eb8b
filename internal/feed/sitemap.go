package feed

import (
	"bytes"
	"fmt"
	"strings"

	"mingde/internal/page"
)

// maxAddresses is how many addresses a sitemap, and an index of sitemaps, may hold (sitemaps.org protocol 0.9).
const maxAddresses = 50_000

func writeSitemap(w *bytes.Buffer, v *page.SitemapView) error {
	return addresses(w, v, "urlset", "url")
}

func writeSitemapIndex(w *bytes.Buffer, v *page.SitemapView) error {
	return addresses(w, v, "sitemapindex", "sitemap")
}

func addresses(w *bytes.Buffer, v *page.SitemapView, outer, inner string) error {
	if n := len(v.Addresses); n > maxAddresses {
		return fmt.Errorf("sitemap: %d addresses, %d is the most", n, maxAddresses)
	}
	m := &markup{w: w}
	m.raw(xmlDeclaration)
	m.raw("<" + outer + ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	begin, end := "<"+inner+">\n", "</"+inner+">\n"
	for _, a := range v.Addresses {
		m.raw(begin)
		m.element("  ", "loc", a.Location)
		m.optional("  ", "lastmod", a.Modified)
		m.raw(end)
	}
	m.raw("</" + outer + ">\n")
	return nil
}

// writeRobots writes robots.txt of RFC 9309: everything may be read.
func writeRobots(w *bytes.Buffer, v *page.RobotsView) error {
	w.WriteString("User-agent: *\nAllow: /\n")
	if v.Sitemap != "" {
		w.WriteString("\nSitemap: " + strings.Map(printing, v.Sitemap) + "\n")
	}
	return nil
}

// printing drops the control characters, so that an address stays on its line.
func printing(r rune) rune {
	if isControl(r) {
		return -1
	}
	return r
}

// isControl tells whether a character is one of ASCII's control characters.
func isControl(r rune) bool { return r < ' ' || r == 0x7f }
