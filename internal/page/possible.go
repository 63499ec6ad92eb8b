package page

import (
	"strings"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// possible tells whether an address is that of a list that may exist on some day, with the entries that there are: a link
// to it is no mistake of its author, and no date and no withdrawal may make it one.
func (s *Site) possible(address string) bool {
	switch address {
	case "index.html", "models/index.html", "volunteers/stars.html", "statistics/index.html", "media/index.html", "sitemap.html", "search.html":
		return true
	}
	for _, k := range entry.Kinds() {
		if k != entry.Page && address == hubAddress(k) {
			return true
		}
	}
	folder, rest, _ := strings.Cut(strings.TrimSuffix(address, ".html"), "/")
	if !strings.HasSuffix(address, ".html") {
		return false
	}
	parts := strings.Split(rest, "/")
	switch folder {
	case "statistics", "media":
		return digits(rest, 4)
	case "events", "bulletins":
		return calendarParts(parts) || folder == "events" && len(parts) >= 2 && s.named(parts[0], parts[1]) && timeParts(parts[2:])
	case "rolls":
		return len(parts) >= 2 && s.named(parts[0], parts[1]) && timeParts(parts[2:])
	case "communities":
		if len(parts) >= 3 && parts[1] == "themes" {
			return s.Showcase.Find("communities/"+parts[0]) != nil && s.Showcase.Find("themes/"+parts[2]) != nil && timeParts(parts[3:])
		}
		return s.Showcase.Find("communities/"+parts[0]) != nil && timeParts(parts[1:])
	case "themes":
		return s.Showcase.Find("themes/"+parts[0]) != nil && timeParts(parts[1:])
	}
	return false
}

// calendarParts tells the years, months and parts of a kind: 2026/index, 2026/06/index, 2026/06/1.
func calendarParts(parts []string) bool {
	last := parts[len(parts)-1]
	switch len(parts) {
	case 2:
		return digits(parts[0], 4) && last == "index"
	case 3:
		return digits(parts[0], 4) && digits(parts[1], 2) && (last == "index" || digits(last, 0))
	}
	return false
}

// timeParts tells the years and months of an archive: none, 2026, 2026/06.
func timeParts(parts []string) bool {
	switch len(parts) {
	case 0:
		return true
	case 1:
		return digits(parts[0], 4)
	case 2:
		return digits(parts[0], 4) && digits(parts[1], 2)
	}
	return false
}

// named tells whether some entry, public today or not, has a series, festival, category or level of a slug.
func (s *Site) named(kind, slug string) bool {
	for _, it := range s.Showcase.Items {
		if it.State == showcase.Unreadable {
			continue
		}
		name := ""
		f, m := it.Event(), it.Model()
		switch {
		case f != nil && kind == "series":
			name = f.Series
		case f != nil && kind == "festivals":
			name = f.Festival
		case m != nil && kind == "category":
			name = m.Category
		case m != nil && kind == "level":
			name = levelTitle(m.Level)
		}
		if name == "" {
			continue
		}
		own := romanise(name)
		if rest, ok := strings.CutPrefix(slug, own); ok && (rest == "" || digits(strings.TrimPrefix(rest, "-"), 0)) {
			return true
		}
	}
	return false
}
