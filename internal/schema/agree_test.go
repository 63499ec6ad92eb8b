package schema

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"mingde/internal/entry"
	"mingde/internal/sitegen"
)

// What the decoder accepts the schema accepts too: in a generated site, and in the one that this repository ships.
func TestSchemaAgreesWithDecoder(t *testing.T) {
	files := sitegen.Files(sitegen.Usual(1, 300))
	shipped := os.DirFS("../..")
	err := fs.WalkDir(shipped, "content", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != entry.Extension {
			return err
		}
		data, err := fs.ReadFile(shipped, name)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	settings, err := fs.ReadFile(shipped, "site.toml")
	if err != nil {
		t.Fatal(err)
	}
	files["shipped/site.toml"] = string(settings)
	schemas := map[string]map[string]any{}
	for _, name := range Names() {
		schemas[name] = schemaOf(t, name)
	}
	seen := map[string]int{}
	for name, text := range files {
		kind, front := Site, text
		if path.Ext(name) == entry.Extension {
			e, _, problems := entry.Parse(name, []byte(text), time.UTC)
			if len(problems) > 0 {
				continue
			}
			kind, front = e.Kind.String(), string(entry.FrontMatter([]byte(text)))
		} else if path.Base(name) != "site.toml" {
			continue
		}
		seen[kind]++
		if found := validate(schemas[kind], documentOf(t, front), ""); len(found) > 0 {
			t.Errorf("%s: %s", name, strings.Join(found, "; "))
		}
	}
	for _, name := range Names() {
		if seen[name] == 0 {
			t.Errorf("no %s among the examples", name)
		}
	}
}
