package page

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"mingde/internal/entry"
	"mingde/internal/pinyin"
)

// PartSize is how many rows a full part of a month holds; a list with more goes by the calendar.
const PartSize = 100

// href escapes an address, part by part, for use in a URL.
func href(address string) string {
	plain := true
	for i := range len(address) {
		if c := address[i]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '/' || c == '-' || c == '.' || c == '_') {
			plain = false
			break
		}
	}
	if plain {
		return address
	}
	parts := strings.Split(address, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// root is the way from the page at an address to the site's root.
func root(address string) string { return strings.Repeat("../", strings.Count(address, "/")) }

func hubAddress(k entry.Kind) string { return k.Folder() + "/index.html" }

func yearAddress(folder string, year int) string {
	return folder + "/" + strconv.Itoa(year) + "/index.html"
}

func monthAddress(folder string, m month) string {
	return folder + "/" + strconv.Itoa(m.year) + "/" + two(m.month) + "/index.html"
}

func partAddress(folder string, m month, part int) string {
	return folder + "/" + strconv.Itoa(m.year) + "/" + two(m.month) + "/" + strconv.Itoa(part) + ".html"
}

func itoa(n int) string { return strconv.Itoa(n) }

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// month is a month of a year, both counted as people do.
type month struct{ year, month int }

// slugs turns names into addresses: pinyin syllables, Latin letters and digits, joined by hyphens. A name whose slug is
// taken gets -2, -3 and so on, in the order of asking.
type slugs map[string]bool

func (s slugs) of(name string) string {
	slug := romanise(name)
	for n, base := 2, slug; s[slug]; n++ {
		slug = base + "-" + strconv.Itoa(n)
	}
	s[slug] = true
	return slug
}

func romanise(name string) string {
	return cmp.Or(shorten(strings.Join(pinyin.Syllables(name), "-"), maxName), "x")
}

// maxName is how many bytes of a name go into an address that is made of it: file systems take 255 in all.
const maxName = 180

// shorten cuts a name to at most n bytes, between two characters.
func shorten(name string, n int) string {
	if len(name) <= n {
		return name
	}
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return strings.TrimRight(name[:n], "-")
}

// reserved tells whether an address belongs to a page that is generated today or may be tomorrow, so that no entry may
// take it: it would vanish under the first list that needs the place.
func reserved(address string) bool {
	name := address[strings.LastIndexByte(address, '/')+1:]
	if strings.EqualFold(name, "index.html") {
		return true
	}
	folder, rest, _ := strings.Cut(address, "/")
	switch folder {
	case "assets", "photos", "data", "sitemaps", "search", "statistics", "media", "404.html", "search.html", "sitemap.html":
		return true
	case "events":
		if strings.HasPrefix(rest, "series/") || strings.HasPrefix(rest, "festivals/") {
			return true
		}
	case "models":
		if strings.HasPrefix(rest, "pinyin/") || strings.HasPrefix(rest, "strokes/") {
			return true
		}
	case "volunteers":
		if year := strings.TrimSuffix(rest[strings.LastIndexByte(rest, '/')+1:], ".html"); rest == "stars.html" || strings.Count(rest, "/") >= 2 && digits(year, 4) {
			return true
		}
	}
	parts := strings.Split(rest, "/")
	return len(parts) == 3 && digits(parts[0], 4) && digits(parts[1], 2) && digits(strings.TrimSuffix(parts[2], ".html"), 0)
}

// digits tells whether s is a number of n digits, of any length when n is 0.
func digits(s string, n int) bool {
	if s == "" || n > 0 && len(s) != n {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}
