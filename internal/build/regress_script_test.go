package build

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/pagetest"
	"mingde/internal/problem"
	"mingde/layouts"
	"mingde/static"
)

// regressionCommands are what a script may do beside the commands of testscript (cp, mv, rm, mkdir, exists, grep, stdout…).
// A script runs in the site's folder; next/ and the like, beside content/, is where it keeps what it will put there.
var regressionCommands = map[string]func(*testscript.TestScript, bool, []string){
	"append":  positive(3, appendTo),      // append FILE TEXT: adds a paragraph
	"asset":   positive(3, assetHolds),    // asset NAME TEXT: the one file of that name in assets/ holds the text
	"build":   buildRegression,            // [!] build [FLAG…]: see regressionSite.build and buildFlags
	"check":   positive(1, checkOnly),     // check: what mingde check does, which shares the cache
	"copy":    positive(3, copyFolder),    // copy FOLDER FOLDER: what stood at the target is gone
	"count":   positive(3, countFiles),    // count N GLOB
	"damage":  positive(3, damage),        // damage empty|half|flip FILE|FOLDER: every file of it
	"default": positive(2, ownDefault),    // default FILE: the program's own layout or static file becomes the site's
	"events":  positive(4, manyEvents),    // events N FOLDER DAY: N entries of that day and theme jieri, 001.md and so on
	"foreign": positive(2, foreignFile),   // foreign FILE: somebody else puts it into public/, and every build shall leave it
	"links":   positive(1, followLinks),   // links: no link, picture or stylesheet of public/ is missing
	"mtime":   positive(3, setTime),       // mtime FILE DAY|OTHER: sets its modification time to a day, or to that of another file
	"nowhere": positive(-2, nowhere),      // nowhere TEXT…: no name and no byte below public/
	"picture": positive(3, writePicture),  // picture FILE red|green|blue: of 40 by 30 pixels
	"refers":  positive(3, assetNames),    // refers SHEET NAME: the stylesheet has the address at which the other asset is published
	"replace": positive(4, replaceInFile), // replace FILE OLD NEW: everywhere in it
	"same":    positive(3, sameFolders),   // same FOLDER FOLDER: the same files with the same bytes
	"settle":  positive(1, settle),        // settle: waits until the files are so old that their times are believed
}

// positive makes a command of n words, or -n and more, that cannot be negated.
func positive(n int, do func(ts *testscript.TestScript, args []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if words := len(args) + 1; neg || n > 0 && words != n || n < 0 && words < -n {
			ts.Fatalf("wrong number of words, or a ! that means nothing here")
		}
		do(ts, args)
	}
}

// regressionSite is the site of one script.
type regressionSite struct {
	tb      testing.TB
	clean   *sync.Map         // of all scripts: siteSum → cleanBuild
	foreign map[string]string // by path below public/
	lives   map[string]*Live  // sites that are kept in memory from build to build, by the options that they were opened with
}

// cleanBuild is what a clean build gave.
type cleanBuild struct {
	outcome string
	index   map[string]output.File
}

type regressionKey struct{}

func siteOf(ts *testscript.TestScript) *regressionSite {
	return ts.Value(regressionKey{}).(*regressionSite)
}

// setRegressionSite puts the base under the files of the script.
func setRegressionSite(env *testscript.Env, base *txtar.Archive, clean *sync.Map) error {
	s := &regressionSite{tb: env.T().(testing.TB), clean: clean, foreign: map[string]string{}, lives: map[string]*Live{}}
	env.Values[regressionKey{}] = s
	env.Defer(func() {
		for _, live := range s.lives {
			live.Close()
		}
	})
	for _, f := range base.Files {
		name := filepath.Join(env.WorkDir, filepath.FromSlash(f.Name))
		if _, err := os.Lstat(name); err == nil {
			continue
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, f.Data, 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// buildFlags are the flags of the command build, which stay as they are in regressionOptions where they are not given.
func buildFlags(ts *testscript.TestScript, args []string) Options {
	opt := regressionOptions(ts.MkAbs("."))
	set := flag.NewFlagSet("build", flag.ContinueOnError)
	set.SetOutput(ts.Stderr())
	root := set.String("C", ".", "the site's folder")
	day := set.String("as-of", "", "a day instead of 2026-06-30")
	set.BoolVar(&opt.Drafts, "drafts", false, "with drafts")
	set.BoolVar(&opt.HoldBack, "hold-back", false, "without entries that have errors")
	set.BoolVar(&opt.Clean, "clean", false, "as if nothing had been built before")
	set.StringVar(&opt.Version, "version", opt.Version, "of the program")
	set.StringVar(&opt.BaseURL, "base-url", "", "instead of the one in site.toml")
	set.StringVar(&opt.Zip, "zip", "", "pack the site into this file")
	set.StringVar(&opt.Out, "out", "public", "the output folder")
	set.IntVar(&opt.Workers, "workers", 2, "how many")
	ts.Check(set.Parse(args))
	opt.Root = ts.MkAbs(*root)
	if *day != "" {
		d, ok := calendar.ParseDay(*day)
		if !ok {
			ts.Fatalf("%s is no day", *day)
		}
		opt.AsOf = d
	}
	return opt
}

func regressionOptions(root string) Options {
	return Options{Root: root, AsOf: calendar.Date(2026, 6, 30), Layouts: layouts.FS, Static: static.FS, Version: "test"}
}

func buildRegression(ts *testscript.TestScript, neg bool, args []string) {
	siteOf(ts).build(ts, neg, buildFlags(ts, args))
}

// build is the command build. It builds with the cache of the builds before, prints what was told and, of every page that
// was rendered, the reason and the address; and holds that
//
//   - it ends as the script says: ! means that there are errors, and then no file may be touched;
//   - a clean build, in other folders, without any cache and by another number of workers, tells the same, and has the same
//     files with the same bytes, made from the same sums;
//   - in the output folder there is what the index lists, and nothing else but what the script has called foreign;
//   - a file whose bytes are as before was not written again;
//   - a site that is kept in memory all the while gives the same, for every address.
func (s *regressionSite) build(ts *testscript.TestScript, fails bool, opt Options) {
	out := within(opt.Root, opt.Out, "public")
	before := standingIn(ts, out)
	var trace strings.Builder
	opt.Trace = func(address string, why Reason) {
		if why != Reused {
			fmt.Fprintln(&trace, why, address)
		}
	}
	got, err := Run(context.Background(), opt)
	ts.Check(err)
	tell(ts, got, trace.String())
	if got.Failed != fails {
		ts.Fatalf("failed: %v", got.Failed)
	}
	after := standingIn(ts, out)
	if !opt.Clean {
		untouched(ts, before, after)
	}
	want := s.cleanOf(ts, opt)
	if told := outcome(got); told != want.outcome {
		ts.Fatalf("with the cache:\n%s\nclean:\n%s", told, want.outcome)
	}
	s.look(ts, got, opt, want)
	if fails {
		if names := differ(textsOf(before), textsOf(after)); len(names) > 0 {
			ts.Fatalf("there are errors, and yet these have changed: %v", names)
		}
		return
	}
	if out == ts.MkAbs("public") {
		for name, text := range s.foreign {
			if after[name].text != text {
				ts.Fatalf("%s of somebody else is changed or gone", name)
			}
			delete(after, name)
		}
	}
	index := indexOf(ts, opt)
	holds(ts, index, after)
	for address := range mergedKeys(index, want.index) {
		if index[address] != want.index[address] {
			ts.Fatalf("%s: the index has\n%+v\na clean one\n%+v", address, index[address], want.index[address])
		}
	}
}

// look brings the site in memory up to date and holds it against a clean build.
func (s *regressionSite) look(ts *testscript.TestScript, told Result, opt Options, want cleanBuild) {
	if opt.HoldBack {
		return // it has ways of its own to go on after an error
	}
	now := time.Date(opt.AsOf.Year(), time.Month(opt.AsOf.Month()), opt.AsOf.MonthDay(), 12, 0, 0, 0, time.UTC)
	opt.AsOf, opt.Clean, opt.Zip, opt.Trace, opt.Cache = 0, false, "", nil, filepath.Join(ts.Getenv("TMPDIR"), "live")
	key := fmt.Sprint(opt.Root, opt.Drafts, opt.BaseURL, opt.Version)
	if s.lives[key] == nil {
		live, err := OpenLive(opt, nil)
		ts.Check(err)
		s.lives[key] = live
	}
	live := s.lives[key]
	update, err := live.Update(context.Background(), now, nil)
	ts.Check(err)
	update.Problems = slices.DeleteFunc(update.Problems, func(p problem.Problem) bool { return p.Rule == "not-updated" }) // told of today alone
	if a, b := words(update.Problems), words(told.Problems); a != b || update.Failed != told.Failed {
		ts.Fatalf("in memory:\n%s\nbuilt:\n%s", a, b)
	}
	if told.Failed {
		return
	}
	if update.Pages != len(want.index) {
		ts.Fatalf("in memory there are %d pages, built were %d", update.Pages, len(want.index))
	}
	for address, f := range want.index {
		if got, ok, err := live.Render(0, address); err != nil || !ok || sha256.Sum256(got.Data) != f.Sum {
			ts.Fatalf("%s: in memory it is there %v (%v), or not the same", address, ok, err)
		}
	}
}

// cleanOf makes a clean build of the same, or remembers it: most scripts begin alike, and many come back to a site that
// was built before.
func (s *regressionSite) cleanOf(ts *testscript.TestScript, opt Options) cleanBuild {
	key := siteSum(ts, opt)
	if known, ok := s.clean.Load(key); ok {
		return known.(cleanBuild)
	}
	place := filepath.Join(ts.Getenv("TMPDIR"), "clean")
	opt.Out, opt.Cache = filepath.Join(place, "public"), filepath.Join(place, "cache")
	opt.Trace, opt.Clean, opt.Workers, opt.Zip = nil, false, 3, ""
	r, err := Run(context.Background(), opt)
	ts.Check(err)
	clean := cleanBuild{outcome: outcome(r)}
	if !r.Failed {
		clean.index = indexOf(ts, opt)
		holds(ts, clean.index, standingIn(ts, opt.Out))
	}
	ts.Check(os.RemoveAll(place))
	s.clean.Store(key, clean)
	return clean
}

// siteSum is of everything that a site depends on.
func siteSum(ts *testscript.TestScript, opt Options) [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintln(h, opt.AsOf, opt.Drafts, opt.HoldBack, opt.BaseURL, opt.Version)
	for _, top := range []string{"site.toml", "content", "layouts", "static"} {
		files := standingIn(ts, filepath.Join(opt.Root, top))
		for _, name := range slices.Sorted(maps.Keys(files)) {
			fmt.Fprintf(h, "%q %q\n", top+"/"+name, files[name].text)
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// holds compares a folder with its index.
func holds(ts *testscript.TestScript, index map[string]output.File, files map[string]standingFile) {
	for address := range mergedKeys(index, files) {
		f, listed := index[address]
		got, stands := files[address]
		if !listed || !stands || f.Sum != sha256.Sum256([]byte(got.text)) || f.Size != int64(len(got.text)) {
			ts.Fatalf("%s: in the index %v, in the folder %v, or not the same", address, listed, stands)
		}
	}
}

// tell prints the result of a build for the script to look at.
func tell(ts *testscript.TestScript, r Result, trace string) {
	fmt.Fprint(ts.Stdout(), words(r.Problems))
	for _, note := range r.Notes {
		fmt.Fprintln(ts.Stdout(), "note", note.Key, note.Args["names"])
	}
	for _, entry := range r.HeldBack {
		fmt.Fprintln(ts.Stdout(), "held back", entry)
	}
	if r.Reasons[New] < r.Pages { // else it says nothing
		fmt.Fprint(ts.Stdout(), trace)
	}
	written := 0
	for _, n := range r.Written {
		written += n
	}
	fmt.Fprintf(ts.Stdout(), "pages %d, rendered %d, written %d, deleted %d\n", r.Pages, r.Rendered, written, r.Deleted)
}

// outcome is what builds of the same site tell alike, whatever they reuse.
func outcome(r Result) string {
	return fmt.Sprintf("%s as of %s, next change %q, entries %d, drafts %d, pages %d, held back %v, failed %v",
		words(r.Problems), r.AsOf, r.NextChange, r.Entries, r.Drafts, r.Pages, r.HeldBack, r.Failed)
}

// indexOf reads the index of an output folder, without what differs between two folders.
func indexOf(ts *testscript.TestScript, opt Options) map[string]output.File {
	w, err := output.Open(within(opt.Root, opt.Out, "public"), within(opt.Root, opt.Cache, ".mingde"))
	ts.Check(err)
	defer w.Abort()
	if w.Previous().Unfinished {
		ts.Fatalf("the output folder is marked unfinished")
	}
	index := map[string]output.File{}
	for _, f := range w.Previous().Files {
		f.ModTime, f.Changed, f.Inode = 0, 0, 0
		index[f.Path] = f
	}
	return index
}

// standingFile is a file of a folder at one moment.
type standingFile struct {
	text     string
	modified time.Time
}

func standingIn(ts *testscript.TestScript, dir string) map[string]standingFile {
	files := map[string]standingFile{}
	if _, err := os.Stat(dir); err != nil {
		return files
	}
	ts.Check(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = standingFile{string(data), info.ModTime()}
		return err
	}))
	return files
}

func textsOf(files map[string]standingFile) map[string]string {
	texts := map[string]string{}
	for name, f := range files {
		texts[name] = f.text
	}
	return texts
}

func untouched(ts *testscript.TestScript, before, after map[string]standingFile) {
	for name, old := range before {
		if now, ok := after[name]; ok && now.text == old.text && !now.modified.Equal(old.modified) {
			ts.Fatalf("%s was written although nothing in it has changed", name)
		}
	}
}

func mergedKeys[A, B any](a map[string]A, b map[string]B) map[string]bool {
	keys := map[string]bool{}
	for key := range a {
		keys[key] = true
	}
	for key := range b {
		keys[key] = true
	}
	return keys
}

func checkOnly(ts *testscript.TestScript, _ []string) {
	r, err := Check(context.Background(), regressionOptions(ts.MkAbs(".")))
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), words(r.Problems))
}

// edit changes a file in its place.
func edit(ts *testscript.TestScript, name string, by func(text string) string) {
	ts.Check(os.WriteFile(ts.MkAbs(name), []byte(by(ts.ReadFile(name))), 0o644))
}

func replaceInFile(ts *testscript.TestScript, args []string) {
	if !strings.Contains(ts.ReadFile(args[0]), args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	edit(ts, args[0], func(text string) string { return strings.ReplaceAll(text, args[1], args[2]) })
}

func appendTo(ts *testscript.TestScript, args []string) {
	edit(ts, args[0], func(text string) string { return text + "\n" + args[1] + "\n" })
}

func ownDefault(ts *testscript.TestScript, args []string) {
	top, name, _ := strings.Cut(args[0], "/")
	data, err := fs.ReadFile(map[string]fs.FS{"layouts": layouts.FS, "static": static.FS}[top], name)
	ts.Check(err)
	writeNew(ts, args[0], data)
}

func writeNew(ts *testscript.TestScript, name string, data []byte) {
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(name)), 0o755))
	ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o644))
}

func writePicture(ts *testscript.TestScript, args []string) {
	colours := map[string]color.RGBA{"red": {R: 255, A: 255}, "green": {G: 255, A: 255}, "blue": {B: 255, A: 255}}
	colour, ok := colours[args[1]]
	if !ok {
		ts.Fatalf("no colour %s", args[1])
	}
	picture := image.NewRGBA(image.Rect(0, 0, 40, 30))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(colour), image.Point{}, draw.Src)
	var b bytes.Buffer
	ts.Check(png.Encode(&b, picture))
	writeNew(ts, args[0], b.Bytes())
}

func manyEvents(ts *testscript.TestScript, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for i := range n {
		text := fmt.Sprintf("+++\ntitle = \"巡河第%d次\"\ndate = %s\ncommunity = \"zhenlong\"\nthemes = [\"jieri\"]\n+++\n\n志愿者沿河走了一遍。\n", i+1, args[2])
		writeNew(ts, fmt.Sprintf("%s/%03d.md", args[1], i+1), []byte(text))
	}
}

func copyFolder(ts *testscript.TestScript, args []string) {
	ts.Check(os.RemoveAll(ts.MkAbs(args[1])))
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}

func setTime(ts *testscript.TestScript, args []string) {
	at, err := time.Parse(time.DateOnly, args[1])
	if err != nil {
		info, err := os.Stat(ts.MkAbs(args[1]))
		ts.Check(err)
		at = info.ModTime()
	}
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), time.Time{}, at))
}

func foreignFile(ts *testscript.TestScript, args []string) {
	name, ok := strings.CutPrefix(args[0], "public/")
	if !ok {
		ts.Fatalf("%s is not in public/", args[0])
	}
	text := "somebody else's " + name
	writeNew(ts, args[0], []byte(text))
	siteOf(ts).foreign[name] = text
}

// damage does to every file of a folder what a full disk or a careless copy does.
func damage(ts *testscript.TestScript, args []string) {
	how := map[string]func(data []byte) []byte{
		"empty": func([]byte) []byte { return nil },
		"half":  func(data []byte) []byte { return data[:len(data)/2] },
		"flip":  func(data []byte) []byte { data[len(data)/2] ^= 0x55; return data },
	}[args[0]]
	if how == nil {
		ts.Fatalf("no damage is called %s", args[0])
	}
	n := 0
	for name, f := range standingIn(ts, ts.MkAbs(args[1])) {
		if len(f.text) > 0 {
			ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[1]), name), how([]byte(f.text)), 0o644))
			n++
		}
	}
	if n == 0 {
		ts.Fatalf("nothing to damage")
	}
}

func nowhere(ts *testscript.TestScript, args []string) {
	files := standingIn(ts, ts.MkAbs("public"))
	if len(files) == 0 {
		ts.Fatalf("nothing was built")
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, text := range args {
			if strings.Contains(name, text) || strings.Contains(files[name].text, text) {
				ts.Fatalf("%s tells of %q: …%s…", name, text, cmp.Or(around(files[name].text, text), name))
			}
		}
	}
}

func countFiles(ts *testscript.TestScript, args []string) {
	names, err := filepath.Glob(ts.MkAbs(args[1]))
	ts.Check(err)
	if strconv.Itoa(len(names)) != args[0] {
		ts.Fatalf("%d files: %v", len(names), names)
	}
}

// settle waits longer than a disk's clock may lag behind: until then every build reads every file, and scripts that do not
// wait never come to believe a time.
func settle(*testscript.TestScript, []string) { time.Sleep(3200 * time.Millisecond) }

// assetAs finds the one asset that is published under a name, with its sum, which differs with every edit.
func assetAs(ts *testscript.TestScript, name string) (file string) {
	stem, extension, _ := strings.Cut(name, ".")
	names, err := filepath.Glob(ts.MkAbs("public/assets/" + stem + ".*." + extension))
	ts.Check(err)
	if len(names) != 1 {
		ts.Fatalf("%s: not one file: %v", name, names)
	}
	return names[0]
}

func assetHolds(ts *testscript.TestScript, args []string) {
	if file := assetAs(ts, args[0]); !strings.Contains(ts.ReadFile(file), args[1]) {
		ts.Fatalf("%s does not hold %q", file, args[1])
	}
}

func assetNames(ts *testscript.TestScript, args []string) {
	file := filepath.Base(assetAs(ts, args[1]))
	assetHolds(ts, []string{args[0], `url("../assets/` + file + `")`})
}

func sameFolders(ts *testscript.TestScript, args []string) {
	a, b := textsOf(standingIn(ts, ts.MkAbs(args[0]))), textsOf(standingIn(ts, ts.MkAbs(args[1])))
	if names := differ(a, b); len(a) == 0 || len(names) > 0 {
		ts.Fatalf("%d and %d files, which differ in %v", len(a), len(b), names)
	}
}

func followLinks(ts *testscript.TestScript, _ []string) {
	pagetest.Links(siteOf(ts).tb, ts.MkAbs("public"), "https://wenming.example.org/")
}
