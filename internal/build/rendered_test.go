package build_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/layouts"
	"mingde/static"
)

// An edit renders the pages that must change by it, each for its reason, and no other. For every edit of testdata/rendered,
// made in one small site, the golden lists them all; those that came out as they were before are listed once more as "same":
// their views hold something that their layouts do not show. What changes on the disk is rendered, and an incremental build
// gives what a clean one gives; so does the way back.
func TestRendered(t *testing.T) {
	t.Parallel()
	edits, err := filepath.Glob("testdata/rendered/*.txtar")
	if err != nil || len(edits) == 0 {
		t.Fatal("no edits", err)
	}
	site := newTown(t)
	told := map[string]bool{}
	for _, file := range edits {
		e := readEdit(t, file)
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { site.try(t, e) })
		for line := range strings.Lines(e.want()) {
			word, _, _ := strings.Cut(line, " ")
			told[word] = true
		}
	}
	for _, reason := range build.Reasons {
		if told[string(reason)] == (reason == build.Reused) {
			t.Errorf("of the reason %s there is no edit, or there is one and must not be", reason)
		}
	}
}

// golden is the file of an edit's archive that says what it renders.
const golden = "rendered"

// edit is one edit of the town: in words, then as directives, one a line after an empty line, and as files to be added
// or replaced.
type edit struct {
	file    string
	archive *txtar.Archive
	steps   [][]string
}

func readEdit(t *testing.T, file string) *edit {
	t.Helper()
	a, err := txtar.ParseFile(file)
	must(t, err)
	e := &edit{file: file, archive: a}
	words, orders, _ := strings.Cut(string(a.Comment), "\n\n")
	if strings.TrimSpace(words) == "" {
		t.Fatalf("%s does not say what it does", file)
	}
	for line := range strings.Lines(orders) {
		e.steps = append(e.steps, tokens(t, line))
	}
	return e
}

// tokens cuts a directive at its blanks; what stands in quotes is written as in Go, blanks and all.
func tokens(t *testing.T, line string) []string {
	t.Helper()
	var all []string
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		if rest[0] == '"' || rest[0] == '`' {
			quoted, err := strconv.QuotedPrefix(rest)
			must(t, err)
			word, err := strconv.Unquote(quoted)
			must(t, err)
			all, rest = append(all, word), rest[len(quoted):]
			continue
		}
		word, after, _ := strings.Cut(rest, " ")
		all, rest = append(all, word), after
	}
	return all
}

// want is what the edit is expected to render.
func (e *edit) want() string {
	for _, f := range e.archive.Files {
		if f.Name == golden {
			return string(f.Data)
		}
	}
	return ""
}

// apply makes the edit in a copy of the files of a site and in the options of its build.
func (e *edit) apply(t *testing.T, opt *build.Options, files map[string]string) {
	t.Helper()
	for _, f := range e.archive.Files {
		if f.Name != golden {
			files[f.Name] = string(f.Data)
		}
	}
	for _, step := range e.steps {
		do, known := editing[step[0]]
		if !known {
			t.Fatalf("%s: no directive %s", e.file, step[0])
		}
		if err := do(opt, files, step[1:]); err != nil {
			t.Fatalf("%s: %s: %v", e.file, strings.Join(step, " "), err)
		}
	}
}

// editing are the directives of an edit, with their arguments.
var editing = map[string]func(opt *build.Options, files map[string]string, args []string) error{
	"replace": func(_ *build.Options, files map[string]string, a []string) error { // PATH OLD NEW
		if n := strings.Count(files[a[0]], a[1]); n != 1 {
			return fmt.Errorf("it stands there %d times", n)
		}
		files[a[0]] = strings.Replace(files[a[0]], a[1], a[2], 1)
		return nil
	},
	"remove": func(_ *build.Options, files map[string]string, a []string) error { // PATH
		if _, ok := files[a[0]]; !ok {
			return fs.ErrNotExist
		}
		delete(files, a[0])
		return nil
	},
	"move": func(_ *build.Options, files map[string]string, a []string) error { // PATH PATH
		if _, ok := files[a[0]]; !ok {
			return fs.ErrNotExist
		}
		files[a[1]] = files[a[0]]
		delete(files, a[0])
		return nil
	},
	"picture": func(_ *build.Options, files map[string]string, a []string) error { // PATH SHADE
		shade, err := strconv.ParseUint(a[1], 10, 8)
		if err != nil {
			return err
		}
		grey := image.NewGray(image.Rect(0, 0, 24, 16))
		for i := range grey.Pix {
			grey.Pix[i] = color.Gray{Y: uint8(shade)}.Y
		}
		var b bytes.Buffer
		err = png.Encode(&b, grey)
		files[a[0]] = b.String()
		return err
	},
	"day": func(opt *build.Options, _ map[string]string, a []string) error { // DATE
		day, ok := calendar.ParseDay(a[0])
		if opt.AsOf = day; !ok {
			return errors.New("no date")
		}
		return nil
	},
	"version": func(opt *build.Options, _ map[string]string, a []string) error { // NAME: of the program
		opt.Version = a[0]
		return nil
	},
	"spoil": func(opt *build.Options, _ map[string]string, a []string) error { // ADDRESS: of an output file
		return os.WriteFile(filepath.Join(opt.Out, filepath.FromSlash(a[0])), []byte("<p>not ours</p>\n"), 0o644)
	},
}

// town is the site of testdata/rendered_site.txtar on the disk, built.
type town struct {
	opt   build.Options
	files map[string]string // the sources
	shown map[string]string // what was built of them
}

func newTown(t *testing.T) *town {
	t.Helper()
	site := readEdit(t, "testdata/rendered_site.txtar")
	root := t.TempDir()
	s := &town{files: map[string]string{}, opt: build.Options{
		Root: root, Out: filepath.Join(t.TempDir(), "public"), AsOf: today, Layouts: layouts.FS, Static: static.FS, Version: "test",
	}}
	site.apply(t, &s.opt, s.files)
	arrange(t, root, nil, s.files)
	r, _ := s.build(t, s.opt)
	if len(r.Problems) > 0 {
		t.Fatal(say(t, message.English, r.Problems))
	}
	s.shown = contents(t, s.opt.Out)
	return s
}

// try makes an edit, builds, and takes it back.
func (s *town) try(t *testing.T, e *edit) {
	opt, files := s.opt, maps.Clone(s.files)
	e.apply(t, &opt, files)
	arrange(t, opt.Root, s.files, files)
	before := contents(t, opt.Out)
	r, reasons := s.build(t, opt)
	after := contents(t, opt.Out)

	report := ""
	for _, address := range slices.Sorted(maps.Keys(reasons)) {
		report += fmt.Sprintf("%s %s\n", reasons[address], address)
	}
	for _, address := range slices.Sorted(maps.Keys(reasons)) {
		if before[address] == after[address] {
			report += fmt.Sprintf("same %s\n", address)
		}
	}
	written, deleted := 0, 0
	for _, address := range unequal(before, after) {
		if _, stands := after[address]; !stands {
			report += fmt.Sprintf("deleted %s\n", address)
			deleted++
			continue
		}
		if written++; reasons[address] == "" {
			t.Errorf("%s was written and not rendered", address)
		}
	}
	if total := sumOf(r.Written); total != written || r.Deleted != deleted || r.Rendered != len(reasons) || r.Pages != len(after) {
		t.Errorf("told: %d written, %d deleted, %d rendered, %d pages; seen: %d, %d, %d, %d",
			total, r.Deleted, r.Rendered, r.Pages, written, deleted, len(reasons), len(after))
	}
	e.compare(t, report)

	clean := opt
	clean.Out, clean.Cache = filepath.Join(t.TempDir(), "public"), t.TempDir()
	s.build(t, clean)
	if names := unequal(contents(t, clean.Out), after); len(names) > 0 {
		t.Errorf("a clean build differs in %v", names)
	}
	arrange(t, opt.Root, files, s.files)
	s.build(t, s.opt)
	if names := unequal(s.shown, contents(t, opt.Out)); len(names) > 0 {
		t.Errorf("with the edit taken back %v differ", names)
	}
}

// build gives what a build did, and why it rendered the pages that it rendered.
func (s *town) build(t *testing.T, opt build.Options) (build.Result, map[string]build.Reason) {
	t.Helper()
	reasons := map[string]build.Reason{}
	opt.Trace = func(address string, why build.Reason) {
		if why != build.Reused {
			reasons[address] = why
		}
	}
	r, err := build.Run(context.Background(), opt)
	must(t, err)
	if r.Failed {
		t.Fatal(say(t, message.English, r.Problems))
	}
	return r, reasons
}

// compare holds what an edit rendered against its golden, or rewrites it.
func (e *edit) compare(t *testing.T, got string) {
	t.Helper()
	if !*update {
		if want := e.want(); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", e.file, got, want)
		}
		return
	}
	e.archive.Files = slices.DeleteFunc(e.archive.Files, func(f txtar.File) bool { return f.Name == golden })
	e.archive.Files = append(e.archive.Files, txtar.File{Name: golden, Data: []byte(got)})
	must(t, os.WriteFile(e.file, txtar.Format(e.archive), 0o644))
}

// arrange makes a folder that holds some files hold others.
func arrange(t *testing.T, root string, from, to map[string]string) {
	t.Helper()
	for _, name := range unequal(from, to) {
		path := filepath.Join(root, filepath.FromSlash(name))
		data, wanted := to[name]
		if !wanted {
			must(t, os.Remove(path))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(data), 0o644))
	}
}

// contents reads a whole folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path) // both are below dir
		files[filepath.ToSlash(name)] = string(data)
		return err
	}))
	return files
}

// unequal names the files in which two folders differ, in order.
func unequal(a, b map[string]string) []string {
	var names []string
	for name, data := range a {
		if other, ok := b[name]; !ok || other != data {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func sumOf[K comparable](counts map[K]int) (sum int) {
	for _, n := range counts {
		sum += n
	}
	return sum
}
