package output

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A packed site holds what is listed and its sums, the same bytes each time, and nothing that was changed since.
func TestPack(t *testing.T) {
	dir := t.TempDir()
	site := Site{}
	for name, data := range map[string]string{"index.html": "首页", "events/活动.html": "活动", "foreign.txt": "not ours"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
		if name != "foreign.txt" {
			site.Files = append(site.Files, File{Path: name, Sum: sha256.Sum256([]byte(data))})
		}
	}
	slices.SortFunc(site.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	pack := func() []byte {
		var b bytes.Buffer
		if err := Pack(&b, dir, site, at); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	data := pack()
	if !bytes.Equal(data, pack()) {
		t.Error("two packages differ")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	sums := ""
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == Sums {
			sums = string(text)
		}
	}
	if want := []string{"events/活动.html", "index.html", Sums}; !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
	if line := fmt.Sprintf("%x  index.html\n", sha256.Sum256([]byte("首页"))); !strings.Contains(sums, line) {
		t.Errorf("the sums lack %q:\n%s", line, sums)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Pack(io.Discard, dir, site, at); err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("a changed file: %v", err)
	}
	site.Unfinished = true
	if err := Pack(io.Discard, dir, site, at); err == nil {
		t.Error("an unfinished site was packed")
	}
}
