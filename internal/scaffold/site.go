package scaffold

import (
	"embed"
	"fmt"
	"strings"

	"mingde/internal/calendar"
)

//go:embed site
var templates embed.FS

// File is one file of a new site: its path, slash-separated and relative to the site's folder, and its text.
type File struct {
	Path string
	Text []byte
}

// exampleDay stands in the templates wherever the day comes on which the site is made.
const exampleDay = "2000-01-01"

// Site gives the files of a small site that works: the settings first, then one community, one theme, one event of today
// and one page.
func Site(today calendar.Day) []File {
	event := fmt.Sprintf("content/events/%04d/%02d/wangzhan-kaitong.md", today.Year(), today.Month())
	var all []File
	for _, f := range []struct{ template, path string }{
		{"site.toml", "site.toml"},
		{"community.md", "content/communities/shili.md"},
		{"theme.md", "content/themes/linli-huzhu.md"},
		{"event.md", event},
		{"page.md", "content/pages/about.md"},
	} {
		text, err := templates.ReadFile("site/" + f.template)
		if err != nil {
			panic("scaffold: " + err.Error()) // embedded
		}
		filled := strings.ReplaceAll(string(text), exampleDay, today.String())
		all = append(all, File{f.path, []byte(filled)})
	}
	return all
}
