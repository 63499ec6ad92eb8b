package build

import (
	"context"
	"path/filepath"
	"testing"
)

// With layouts that cannot be read no page is explained, but what is wrong with them.
func TestExplainBrokenLayouts(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\nbase_url = \"https://example.org/\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n-- layouts/page.html --\n{{if .Themes}}\n")
	e, r, err := Explain(context.Background(), options(root, filepath.Join(t.TempDir(), "public"), asOf), "pages/a.html")
	if err != nil || e.Found || e.Address != "" || !r.Failed || len(r.Problems) != 1 || r.Problems[0].File != "layouts/page.html" {
		t.Errorf("%+v, failed %v, %v\n%s", e, r.Failed, err, words(r.Problems))
	}
}
