package output

import (
	"os"
	"path/filepath"
	"testing"
)

// Inside follows links, and takes folders that are not there yet for what their names say.
func TestInside(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "site", "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "site"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		folder, other string
		want          bool
	}{
		{"site", "site", true}, {"site/content/x/y", "site", true}, {"site", "site/content", false}, {"link/content", "site", true}, {"site/new", "link/new", true},
		{"site2", "site", false}, {"link/../site2", "site", false}, {"site", ".", true},
	} {
		if got := Inside(filepath.Join(dir, c.folder), filepath.Join(dir, c.other)); got != c.want {
			t.Errorf("%s in %s: %v", c.folder, c.other, got)
		}
	}
}
