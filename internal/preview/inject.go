package preview

import (
	"bytes"
	"html"
	"regexp"
	"slices"
)

// Tag is what a page's script must know.
type Tag struct {
	Root    string // from the page to the site's root as served, where _mingde/ is: "../../"
	Page    string // address of the page in the site: "events/2026/06/x.html"; "" lets the script take it from the window's address
	Day     string // "2026-12-01" on a page of another date (served below _mingde/at/2026-12-01/), "" for the day of the server
	Content string // sum of the page, hex; "" for a page that does not exist
	Missing string // where there is no such page and the site's own page says so: the sum of that
	Assets  string // sum of the names of its stylesheets and pictures of the layout
}

const (
	opening = `<script data-mingde`
	closing = `></script>`
)

// bodyEnd finds where a body ends, or what looks like it: it may stand in a comment or a script as well, but never after
// the true end of a page that a layout of ours made.
var bodyEnd = regexp.MustCompile(`(?i)</body[\t\n\f\r ]*>`)

// Inject puts one <script> element before the last </body> of a page, at its end where there is none, and changes no
// other byte. The page itself is left as it is.
func Inject(page []byte, t Tag) []byte { return insert(page, t.element()) }

func insert(page []byte, element string) []byte {
	return slices.Insert(slices.Clip(slices.Clone(page)), end(page), []byte(element)...)
}

// element is the script with the tag as its attributes; none of their values holds "<" or ">".
func (t Tag) element(more ...string) string {
	b := []byte(opening)
	if t.Missing != "" {
		more = append(more, "data-missing", t.Missing)
	}
	attributes := append([]string{
		"src", t.Root + "_mingde/watch.js", "data-root", t.Root, "data-page", t.Page, "data-day", t.Day,
		"data-content", t.Content, "data-assets", t.Assets,
	}, more...)
	for pair := range slices.Chunk(attributes, 2) {
		b = append(b, " "+pair[0]+`="`+html.EscapeString(pair[1])+`"`...)
	}
	return string(append(b, " defer"+closing...))
}

// numbered makes the page reload when the version of the state is another than this.
func numbered(version string) []string { return []string{"data-number", version} }

// Strip takes out what [Inject] has put in, for tests that compare with a build. A page without it comes back as it is.
func Strip(page []byte) []byte {
	to := end(page)
	from := bytes.LastIndex(page[:to], []byte(opening))
	if from < 0 || !bytes.HasSuffix(page[from:to], []byte(closing)) {
		return page
	}
	if inside := page[from+1 : to-len(closing)]; bytes.ContainsAny(inside, "<>") {
		return page
	}
	return slices.Concat(page[:from], page[to:])
}

// end gives where the last </body> of a page begins, or the length of the page.
func end(page []byte) int {
	all := bodyEnd.FindAllIndex(page, -1)
	if len(all) == 0 {
		return len(page)
	}
	return all[len(all)-1][0]
}
