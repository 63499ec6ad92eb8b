package build_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/tools/txtar"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/page"
	"mingde/internal/problem"
)

// today is the day of which all sites here are.
var today = calendar.Date(2026, 6, 30)

// noon is a moment of it.
var noon = time.Date(2026, 6, 30, 4, 0, 0, 0, time.UTC)

// base is the site that the files of each archive are laid over.
var base = map[string]string{
	"site.toml":                       "title = \"文明镇隆\"\nbase_url = \"https://wenming.example.org/\"\n",
	"content/communities/zhenlong.md": "+++\ntitle = \"镇隆社区\"\n+++\n",
	"content/themes/jieri.md":         "+++\ntitle = \"我们的节日\"\n+++\n",
}

// site is an archive of testdata: what it says of itself, its files, and what a check is expected to report. The comment
// is prose, an empty line, and directives, one a line; see directives. What cannot stand in a text is made by these.
type site struct {
	file    string // of the archive
	archive *txtar.Archive
	steps   [][]string
	files   map[string]string
	want    map[string]string // the files "zh", "en" and "done"
}

// reports are the names of the files of an archive that are no files of the site, in order.
var reports = []string{"zh", "en", "done"}

func readSite(t *testing.T, file string) *site {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{file: file, archive: a, files: map[string]string{}, want: map[string]string{}}
	for _, f := range a.Files {
		if slices.Contains(reports, f.Name) {
			s.want[f.Name] = string(f.Data)
		} else {
			s.files[f.Name] = string(f.Data)
		}
	}
	if _, orders, ok := strings.Cut(strings.TrimSpace(string(a.Comment)), "\n\n"); ok {
		for line := range strings.Lines(orders) {
			s.steps = append(s.steps, words(t, line))
		}
	}
	return s
}

// words cuts a directive at its blanks; a word in quotes is written as in Go.
func words(t *testing.T, line string) []string {
	t.Helper()
	all := strings.Fields(line)
	for i, word := range all {
		if plain, err := strconv.Unquote(word); err == nil {
			all[i] = plain
		}
	}
	if len(all) == 0 {
		t.Fatal("an empty line between directives")
	}
	return all
}

// has tells whether there is a directive with these words at its beginning.
func (s *site) has(words ...string) bool {
	return slices.ContainsFunc(s.steps, func(step []string) bool {
		return len(step) >= len(words) && slices.Equal(step[:len(words)], words)
	})
}

// also lists the rules beside its own that the site cannot but break.
func (s *site) also() []string {
	var ids []string
	for _, step := range s.steps {
		if step[0] == "also" {
			ids = append(ids, step[1:]...)
		}
	}
	return ids
}

// whole names what a site has of which there can be one only: site.toml, or layouts, since of those that may be used by a
// broken one nobody can tell, or static, which may be no folder. It is "" for most.
func (s *site) whole() string {
	for name := range s.files {
		if first, _, _ := strings.Cut(name, "/"); first == "site.toml" || first == "layouts" || first == "static" {
			return first
		}
	}
	if slices.ContainsFunc(s.steps, func(step []string) bool { return len(step) > 1 && strings.HasPrefix(step[1], "static/") }) {
		return "static"
	}
	return ""
}

// directives are what an archive may ask for, with their arguments. They work on a folder of the disk.
var directives = map[string]func(d *disk, args []string) error{
	"also":   func(*disk, []string) error { return nil }, // ID…: further rules that are broken
	"drafts": func(d *disk, _ []string) error { d.opt.Drafts = true; return nil },
	"today":  func(d *disk, _ []string) error { d.opt.Now, d.opt.AsOf = noon, 0; return nil }, // the day is that of the clock
	"first": func(d *disk, a []string) error { // PATH DATE: when it first came into the repository
		when, err := time.Parse(time.DateOnly, a[1])
		if d.opt.First == nil {
			d.opt.First = map[string]time.Time{}
		}
		d.opt.First[a[0]] = when
		return err
	},
	"hold-back": func(d *disk, _ []string) error { d.opt.HoldBack = true; return nil },
	"without":   func(d *disk, a []string) error { return os.RemoveAll(d.path(a[0])) }, // PATH
	"folder":    func(d *disk, a []string) error { return os.MkdirAll(d.path(a[0]), 0o755) },
	"rename":    func(d *disk, a []string) error { return os.Rename(d.path(a[0]), d.path(a[2])) }, // PATH -> PATH
	"symlink":   func(d *disk, a []string) error { return os.Symlink(filepath.FromSlash(a[2]), d.made(a[0])) },
	"vanish":    func(d *disk, a []string) error { d.vanishing = append(d.vanishing, a[0]); return nil }, // PATH, once it was seen
	"large": func(d *disk, a []string) error { // PATH MiB
		n, err := strconv.ParseInt(a[1], 10, 64)
		if err == nil {
			err = os.WriteFile(d.made(a[0]), nil, 0o644)
		}
		if err == nil {
			err = os.Truncate(d.path(a[0]), n<<20)
		}
		return err
	},
	"bytes": func(d *disk, a []string) error { // PATH HEX
		data, err := hex.DecodeString(a[1])
		if err == nil {
			err = os.WriteFile(d.made(a[0]), data, 0o644)
		}
		return err
	},
	"pack": func(d *disk, a []string) error { // PATH NAME TEXT…: a package, as docx and xlsx are, of files with these names and texts
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := 1; i+1 < len(a); i += 2 {
			w, err := z.Create(a[i])
			if err == nil {
				_, err = io.WriteString(w, a[i+1])
			}
			if err != nil {
				return err
			}
		}
		return errors.Join(z.Close(), os.WriteFile(d.made(a[0]), b.Bytes(), 0o644))
	},
	"picture": func(d *disk, a []string) error { // PATH WIDTHxHEIGHT
		var w, h uint32
		if _, err := fmt.Sscanf(a[1], "%dx%d", &w, &h); err != nil {
			return err
		}
		if w*h > 1_000_000 { // nobody gets as far as its pixels
			return os.WriteFile(d.made(a[0]), headOfPNG(w, h), 0o644)
		}
		var b bytes.Buffer
		err := png.Encode(&b, image.NewGray(image.Rect(0, 0, int(w), int(h))))
		return errors.Join(err, os.WriteFile(d.made(a[0]), b.Bytes(), 0o644))
	},
	"repeat": func(d *disk, a []string) error { // PATH LINE TIMES: adds a line again and again
		n, err := strconv.Atoi(a[2])
		if err != nil {
			return err
		}
		return d.change(a[0], func(text []byte) ([]byte, error) {
			return append(text, strings.Repeat(a[1]+"\n", n)...), nil
		})
	},
	"honour": func(d *disk, a []string) error { // SLUG CATEGORY…: adds an honour of the level 社区 to the settings
		return d.change("site.toml", func(text []byte) ([]byte, error) {
			return fmt.Appendf(text, "\n[[honours]]\nslug = %q\nname = \"积德榜\"\ncategories = [\"%s\"]\nlevels = [\"社区\"]\n", a[0], strings.Join(a[1:], `", "`)), nil
		})
	},
	"bom": func(d *disk, a []string) error {
		return d.change(a[0], func(text []byte) ([]byte, error) { return append([]byte("\uFEFF"), text...), nil })
	},
	"crlf": func(d *disk, a []string) error {
		return d.change(a[0], func(text []byte) ([]byte, error) { return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), nil })
	},
	"gbk": func(d *disk, a []string) error { return d.change(a[0], simplifiedchinese.GBK.NewEncoder().Bytes) },
}

// headOfPNG is the beginning of a picture, which is all that one of this size is asked for.
func headOfPNG(w, h uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	header = append(binary.BigEndian.AppendUint32(header, h), 8, 0, 0, 0, 0) // 8 bits of grey
	data := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	data = binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(header))
	return append(data, make([]byte, 1024)...) // as much as a small picture has at least
}

// disk is a site that was put on the disk.
type disk struct {
	opt       build.Options
	vanishing []string
}

// put writes sites over the base, in the order given, and carries out their directives. Beside the site's folder there is
// a file to which links may lead.
func put(t *testing.T, sites ...*site) *disk {
	t.Helper()
	outside := t.TempDir()
	d := &disk{opt: build.Options{
		Root: filepath.Join(outside, "site"), AsOf: today, Version: "test", Layouts: nil, Static: fstest.MapFS{"site.css": {Data: []byte("p{}\n")}},
	}}
	d.opt.Layouts = &witness{FS: skeletons(), seen: d.vanish}
	must(t, os.WriteFile(filepath.Join(outside, "outside.md"), []byte("+++\n+++\n"), 0o644))
	d.write(t, base)
	for _, s := range sites {
		d.write(t, s.files)
	}
	for _, s := range sites {
		for _, step := range s.steps {
			do, known := directives[step[0]]
			if !known {
				t.Fatalf("%s: no directive %s", s.file, step[0])
			}
			must(t, do(d, step[1:]))
		}
	}
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d *disk) write(t *testing.T, files map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		must(t, os.WriteFile(d.made(name), []byte(files[name]), 0o644))
	}
}

func (d *disk) path(name string) string { return filepath.Join(d.opt.Root, filepath.FromSlash(name)) }

// made gives the path of a file that is about to be written, after making its folder.
func (d *disk) made(name string) string {
	os.MkdirAll(filepath.Dir(d.path(name)), 0o755) // else writing the file fails
	return d.path(name)
}

func (d *disk) change(name string, by func([]byte) ([]byte, error)) error {
	text, err := os.ReadFile(d.path(name))
	if err == nil {
		text, err = by(text)
	}
	if err == nil {
		err = os.WriteFile(d.path(name), text, 0o644)
	}
	return err
}

// vanish removes the files that shall be seen and then be gone.
func (d *disk) vanish() {
	for _, name := range d.vanishing {
		os.Remove(d.path(name)) // that it is gone is seen by what the check reports
	}
}

// witness is a file system that tells when it is looked at for the first time: a sweep looks at the embedded layouts after
// all files of the disk.
type witness struct {
	fs.FS
	once sync.Once
	seen func()
}

// Open implements fs.FS.
func (w *witness) Open(name string) (fs.File, error) {
	w.once.Do(w.seen)
	return w.FS.Open(name)
}

// skeletons are the least layouts that there can be: a check renders none.
func skeletons() fstest.MapFS {
	files := fstest.MapFS{"base.html": {Data: []byte(`{{template "main" .}}`)}}
	for _, name := range []string{"card", "row", "honour", "honour-row", "header", "footer"} {
		files["partials/"+name+".html"] = &fstest.MapFile{Data: []byte("<p></p>")}
	}
	for _, t := range page.Types() {
		if name := t.Layout(); name != "" {
			files[name+".html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{end}}`)}
		}
	}
	return files
}

// check runs everything up to the first write.
func (d *disk) check(t *testing.T) build.Result {
	t.Helper()
	result, err := build.Check(context.Background(), d.opt)
	must(t, err)
	return result
}

// say prints problems as a terminal shows them.
func say(t *testing.T, lang message.Language, problems []problem.Problem) string {
	t.Helper()
	var b strings.Builder
	must(t, problem.WriteText(&b, problems, message.For(lang).Say))
	return b.String()
}

// compare holds reports against those of the archive, or rewrites them there.
func (s *site) compare(t *testing.T, got map[string]string) {
	t.Helper()
	if *update {
		s.archive.Files = slices.DeleteFunc(s.archive.Files, func(f txtar.File) bool { return slices.Contains(reports, f.Name) })
		for _, name := range reports {
			if text, ok := got[name]; ok {
				s.archive.Files = append(s.archive.Files, txtar.File{Name: name, Data: []byte(text)})
			}
		}
		must(t, os.WriteFile(s.file, txtar.Format(s.archive), 0o644))
		return
	}
	for name, text := range got {
		if want, ok := s.want[name]; !ok || text != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, text, want)
		}
	}
}
