package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mingde/internal/output"
)

// website is a small site: path → bytes. Pages name what they need as browsers read it.
type website map[string]string

// asset adds a file under a name with its sum, and gives the name.
func (w website) asset(name, extension, data string) string {
	sum := sha256.Sum256([]byte(data))
	file := "assets/" + name + "." + hex.EncodeToString(sum[:8]) + extension
	w[file] = data
	return file
}

// page adds a page that needs files and leads to other pages.
func (w website) page(name, words string, needs ...string) {
	up := strings.Repeat("../", strings.Count(name, "/"))
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html><title>%s</title>\n", words)
	for _, need := range needs {
		switch filepath.Ext(need) {
		case ".css":
			fmt.Fprintf(&b, "<link rel=stylesheet href=%q>\n", up+need)
		case ".html":
			fmt.Fprintf(&b, "<a href=%q>there</a>\n", up+need)
		default:
			fmt.Fprintf(&b, "<img src=%q>\n", up+need)
		}
	}
	w[name] = b.String() + "<p>" + words + "\n"
}

// site writes a website into a new folder and gives its index.
func (w website) site(t testing.TB) (dir string, site output.Site) {
	t.Helper()
	dir = t.TempDir()
	w.write(t, dir)
	return dir, w.index()
}

func (w website) write(t testing.TB, dir string) {
	for name, data := range w {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func (w website) index() (site output.Site) {
	for name, data := range w {
		class := output.Page
		switch {
		case strings.HasPrefix(name, "assets/"):
			class = output.Asset
		case strings.HasPrefix(name, "photos/"):
			class = output.Photo
		case strings.HasSuffix(name, ".xml"), strings.HasSuffix(name, ".ics"), strings.HasSuffix(name, ".txt"):
			class = output.Feed
		case strings.HasPrefix(name, "data/"):
			class = output.Data
		}
		site.Files = append(site.Files, output.File{Path: name, Class: class, Size: int64(len(data)), Sum: sha256.Sum256([]byte(data))})
	}
	slices.SortFunc(site.Files, func(a, b output.File) int { return strings.Compare(a.Path, b.Path) })
	return site
}

// options publish a website from a new folder of a computer that remembers nothing.
func (w website) options(t testing.TB, c *client) Options {
	dir, site := w.site(t)
	return Options{
		Store: c, Target: "test", Dir: dir, Site: site, Tool: "test", Probed: true, Verify: None, MaxDeletes: 256, MaxDeleteShare: 1, Workers: 1, Yes: true,
	}
}

func mustRun(t *testing.T, opt Options) Report {
	t.Helper()
	report, err := Run(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

var needed = regexp.MustCompile(`(?:src|stylesheet href)="([^"]*)"`)

// broken reads the pages of a bucket as a browser would, and gives what they need and do not get. The lock of the bucket is held.
func (b *bucket) broken() (missing []string) {
	for key, o := range b.objects {
		if strings.HasPrefix(key, control) || !strings.HasSuffix(key, ".html") {
			continue
		}
		for _, match := range needed.FindAllSubmatch(o.data, -1) {
			need := filepath.ToSlash(filepath.Join(filepath.Dir(key), string(match[1])))
			if b.objects[need] == nil {
				missing = append(missing, key+" needs "+need)
			}
		}
	}
	return missing
}

// holds compares a bucket with a website: every file with its bytes and headers, and besides only assets that are kept for a while.
func (b *bucket) holds(t testing.TB, w website) {
	t.Helper()
	got := b.visible()
	for name, data := range w {
		if got[name] != data {
			t.Errorf("%s: %q, want %q", name, got[name], data)
		}
		delete(got, name)
	}
	for _, f := range w.index().Files {
		if o := b.objects[f.Path]; o != nil && o.header != classOf(f, "", "").Header {
			t.Errorf("%s: headers %v", f.Path, o.header)
		}
	}
	for name := range got {
		if !hashedName.MatchString(name) {
			t.Errorf("%s is there, and not of the site", name)
		}
	}
}
