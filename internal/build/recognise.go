package build

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// mark stands in the head of every page, put there by layouts/base.html.
const mark = `<meta name="generator" content="mingde">`

// signature tells a file by its address and its beginning.
type signature struct{ path, head *regexp.Regexp }

// told are the files that are known so. One that begins otherwise is somebody else's. They are compiled when somebody asks first.
var told = sync.OnceValue(func() []signature {
	return []signature{
		{regexp.MustCompile(`^(photos/[0-9a-f]{16}-[0-9]+\.jpg|assets/.+\.[0-9a-f]{16}(\.[^./]+)?)$`), regexp.MustCompile(``)}, // they carry a content sum: nobody else has such names
		{regexp.MustCompile(`^([a-z]+/)?feed\.xml$|^(communities|themes)/[^/]+\.xml$`), regexp.MustCompile(`^<\?xml [^>]*>\n<feed xmlns="http://www\.w3\.org/2005/Atom"[^>]*>\n<id>tag:`)},
		{regexp.MustCompile(`^sitemap\.xml$|^sitemaps/[^/]+\.xml$`), regexp.MustCompile(`^<\?xml [^>]*>\n<(urlset|sitemapindex) `)},
		{regexp.MustCompile(`\.ics$`), regexp.MustCompile(`^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:-//mingde//`)},
		{regexp.MustCompile(`^data/[a-z]+-[0-9]{4}\.csv$`), regexp.MustCompile(`^\x{FEFF}编号,标题,`)},
		{regexp.MustCompile(`^data/[a-z]+-[0-9]{4}\.json$`), regexp.MustCompile(`^\[\n(\{"id":"|\])`)},
		{regexp.MustCompile(`^search/(index|[0-9]+/r?[0-9a-f]+)\.js$`), regexp.MustCompile(`^mdSearch\("`)},
		{regexp.MustCompile(`^robots\.txt$`), regexp.MustCompile(`^User-agent: \*\nAllow: /\n(\nSitemap: [^\n]*\n)?$`)},
	}
})

// recognise tells whether a file in the output folder was made by this program, by its address and its beginning, for a
// folder of which no record is left.
func recognise(path string, head []byte) bool {
	if strings.HasSuffix(path, ".html") {
		return bytes.Contains(head, []byte(mark))
	}
	for _, t := range told() {
		if t.path.MatchString(path) {
			return t.head.Match(head)
		}
	}
	return false
}
