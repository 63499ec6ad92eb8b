package watch

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mingde/internal/build"
	"mingde/internal/message"
	"mingde/internal/preview"
	"mingde/layouts"
	"mingde/static"
)

// What is served of the showcase that this repository ships is what a build writes, byte for byte, but for the script in
// its pages.
func TestServesWhatIsBuilt(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC) // the showcase ends in November
	opt := build.Options{
		Root: "../..", Out: out, Cache: t.TempDir(), Now: now, Drafts: true, Layouts: layouts.FS, Static: static.FS, Version: "test",
	}
	result, err := build.Run(t.Context(), opt)
	if err != nil || result.Failed {
		t.Fatal(err, len(result.Problems))
	}
	live, err := build.OpenLive(opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	if _, err := live.Update(t.Context(), now, nil); err != nil {
		t.Fatal(err)
	}
	o, _, _ := options(message.Chinese)
	s := newServer(o, 8321)
	s.show(live)
	s.hub.announce("")
	files := 0
	err = fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		want, err := os.ReadFile(filepath.Join(out, name))
		if w := ask(s, home, local, request("GET", "/"+escaped(name), home)); w.Code != http.StatusOK {
			if !hidden(name) {
				t.Errorf("%s: %d", name, w.Code)
			}
		} else if files++; !bytes.Equal(preview.Strip(w.Body.Bytes()), want) {
			t.Errorf("%s differs", name)
		}
		return err
	})
	if err != nil || files < result.Pages {
		t.Errorf("%d files of %d: %v", files, result.Pages, err)
	}
}

// hidden tells whether a file is what a build knows of its output, and no part of the site.
func hidden(name string) bool { return name[0] == '.' }
