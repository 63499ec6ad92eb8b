package build

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"mingde/internal/sitegen"
	"mingde/layouts"
)

// kind is one way in which the world changes between two builds. It says where; "" if it finds no place.
type kind struct {
	name string
	turn int // within a step: what writes the content anew comes before what else touches it
	do   func(q *sequence) string
}

// kinds lists all ways in which the world changes between two builds.
func kinds() (all []kind) {
	for _, edit := range sitegen.Edits() {
		all = append(all, kind{edit.Name, 0, func(q *sequence) string {
			what := edit.Apply(q.site, q.r)
			q.write()
			return what
		}})
	}
	for _, name := range []string{"base", "partials/card", "partials/row", "partials/honour", "partials/header", "page", "event", "community"} {
		all = append(all, kind{"layout " + name, 1, func(q *sequence) string { return q.layout(name + ".html") }})
	}
	return append(all, []kind{
		{"layout in other words", 1, (*sequence).rewordLayout},
		{"own layout removed", 1, func(q *sequence) string { return q.removeOwn("layouts") }},
		{"own layouts removed", 1, func(q *sequence) string { return q.removeAll("layouts") }},
		{"stylesheet", 1, (*sequence).stylesheet},
		{"picture of the stylesheet", 1, (*sequence).styledPicture},
		{"static file added", 1, func(q *sequence) string {
			return q.own(fmt.Sprintf("static/files/%d.txt", q.r.IntN(1000)), fmt.Sprint(q.r.Uint64()))
		}},
		{"static file removed", 1, func(q *sequence) string { return q.removeOwn("static") }},
		{"static files removed", 1, func(q *sequence) string { return q.removeAll("static") }},

		{"source changed with its old size and time", 2, (*sequence).changeUnseen},
		{"source replaced by rename", 2, (*sequence).replaceSource},
		{"source touched", 2, (*sequence).touchSource},
		{"source from the future", 2, (*sequence).futureSource},
		{"source written again", 2, (*sequence).rewriteSource},
		{"error in an entry", 2, (*sequence).faultyEntry},
		{"error in a new entry", 2, func(q *sequence) string { return q.fault("content/pages/faulty.md", "+++\nmenu = 7\n+++\n") }},
		{"error in the settings", 2, func(q *sequence) string {
			return q.fault("site.toml", "titel = \"x\"\n"+q.read(q.source("site.toml")))
		}},
		{"error in a layout", 2, func(q *sequence) string { return q.fault("layouts/partials/row.html", "{{if .Card}}<li>") }},
		{"layout that fails while rendering", 2, func(q *sequence) string {
			return q.fault("layouts/page.html", "{{define \"main\"}}{{index .Themes 7}}{{end}}")
		}},

		{"as of a later day", 3, func(q *sequence) string { return q.asOf(1 + q.r.IntN(40)) }},
		{"as of an earlier day", 3, func(q *sequence) string { return q.asOf(-1 - q.r.IntN(40)) }},
		{"as of the next change", 3, (*sequence).asOfNextChange},
		{"as of now", 3, (*sequence).asOfNow},
		{"--drafts", 3, func(q *sequence) string { q.opt.Drafts = !q.opt.Drafts; return fmt.Sprint(q.opt.Drafts) }},
		{"--hold-back", 3, func(q *sequence) string { q.opt.HoldBack = !q.opt.HoldBack; return fmt.Sprint(q.opt.HoldBack) }},
		{"--hold-back with an error", 3, func(q *sequence) string {
			what := q.faultyEntry()
			q.opt.HoldBack = q.opt.HoldBack || what != ""
			return what
		}},
		{"--base-url", 3, (*sequence).baseURL},
		{"--clean", 3, func(q *sequence) string { q.opt.Clean = true; return "once" }},
		{"--zip", 3, func(q *sequence) string { q.opt.Zip = "site.zip"; return "once" }},
		{"another version of the program", 3, func(q *sequence) string {
			q.opt.Version = fmt.Sprint("test ", q.r.IntN(3))
			return q.opt.Version
		}},

		{"check in between", 4, (*sequence).check},
		{"explain in between", 4, (*sequence).explain},
		{"another output folder in between", 4, (*sequence).elsewhere},
		{"build that is interrupted", 4, (*sequence).interrupt},
		{"nothing", 4, func(q *sequence) string { return "at all" }},

		{"output file rewritten", 5, func(q *sequence) string {
			return q.soil(func(name string) error { return os.WriteFile(name, []byte("<p>not ours</p>"), 0o644) })
		}},
		{"output file changed with its old size and time", 5, func(q *sequence) string { return q.soil(changeAt(0)) }},
		{"output file emptied", 5, func(q *sequence) string { return q.soil(func(name string) error { return os.Truncate(name, 0) }) }},
		{"output file removed", 5, func(q *sequence) string { return q.tamper(os.Remove) }},
		{"output file touched", 5, func(q *sequence) string {
			return q.tamper(func(name string) error { return os.Chtimes(name, time.Time{}, time.Now()) })
		}},
		{"output file replaced by a folder", 5, func(q *sequence) string {
			return q.soil(func(name string) error { os.Remove(name); return os.Mkdir(name, 0o755) })
		}},
		{"output file replaced by a link", 5, func(q *sequence) string {
			return q.soil(func(name string) error { os.Remove(name); return os.Symlink(q.source("site.toml"), name) })
		}},
		{"output files exchanged", 5, (*sequence).exchange},
		{"folder of the output removed", 5, func(q *sequence) string {
			return q.tamper(func(name string) error { return q.removeOutput(filepath.Dir(name)) })
		}},
		{"output removed", 5, func(q *sequence) string { return fmt.Sprint("all of it: ", q.removeOutput(q.opt.Out)) }},
		{"foreign file", 5, (*sequence).foreignFile},
		{"foreign file at an old address", 5, (*sequence).foreignPage},
		{"foreign file removed", 5, (*sequence).removeForeign},
		{"foreign folder in the place of a page", 5, (*sequence).inTheWay},

		{"cache file cut off", 6, func(q *sequence) string {
			return q.damage(func(name string, size int64) error { return os.Truncate(name, q.r.Int64N(size+1)) })
		}},
		{"cache file with a wrong bit", 6, func(q *sequence) string { return q.damage(q.flip) }},
		{"cache file emptied", 6, func(q *sequence) string {
			return q.damage(func(name string, _ int64) error { return os.Truncate(name, 0) })
		}},
		{"cache file removed", 6, func(q *sequence) string {
			return q.damage(func(name string, _ int64) error { return os.Remove(name) })
		}},
		{"cache file overwritten", 6, func(q *sequence) string {
			return q.damage(func(name string, _ int64) error { return os.WriteFile(name, []byte("not ours"), 0o644) })
		}},
		{"cache deleted", 6, func(q *sequence) string {
			if q.soiled {
				return ""
			}
			q.lost = true
			return fmt.Sprint("all of it: ", os.RemoveAll(q.opt.Cache))
		}},
	}...)
}

// Layouts, static files and settings.

// own writes a file of the site's own layouts or static files. A file with an error stays as it is.
func (q *sequence) own(name, text string) string {
	if q.faults[name] != "" {
		return ""
	}
	put(q.t, q.opt.Root, name, text)
	return name
}

var firstTag = regexp.MustCompile(`<(li|main|header|article)\b`)

// layout gives the site a layout of its own that is like the default one and shows a number.
func (q *sequence) layout(name string) string {
	text, err := fs.ReadFile(layouts.FS, name)
	q.must(err)
	at := firstTag.FindIndex(text)
	if at == nil {
		q.fatal("%s has no place for a number", name)
	}
	return q.own("layouts/"+name, fmt.Sprintf("%s data-n=\"%d\"%s", text[:at[1]], q.r.IntN(100), text[at[1]:]))
}

// rewordLayout changes a layout and nothing that it shows.
func (q *sequence) rewordLayout() string {
	var names []string
	q.must(fs.WalkDir(layouts.FS, ".", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".html" {
			names = append(names, name)
		}
		return err
	}))
	name := names[q.r.IntN(len(names))]
	text, err := fs.ReadFile(layouts.FS, name)
	q.must(err)
	return q.own("layouts/"+name, fmt.Sprintf("{{/* %d */ -}}\n%s", q.r.IntN(1000), text))
}

func (q *sequence) stylesheet() string {
	text := fmt.Sprintf("body{margin:%dpx;background:url(dot.svg)}\n", q.r.IntN(100))
	return q.own("static/site.css", text)
}

// styledPicture changes a picture to which the stylesheet may refer.
func (q *sequence) styledPicture() string {
	return q.own("static/dot.svg", fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\"/>\n", q.r.IntN(100)))
}

// files lists what is below a folder, by path from it.
func (q *sequence) files(dir string) (names []string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if !os.IsNotExist(err) {
		q.must(err)
	}
	slices.Sort(names)
	return names
}

func (q *sequence) removeOwn(dir string) string {
	names := slices.DeleteFunc(q.files(q.source(dir)), func(name string) bool { return q.faults[dir+"/"+name] != "" })
	if len(names) == 0 {
		return ""
	}
	name := dir + "/" + names[q.r.IntN(len(names))]
	q.must(os.Remove(q.source(name)))
	return name
}

func (q *sequence) removeAll(dir string) string {
	names := q.files(q.source(dir))
	if len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return q.faults[dir+"/"+name] != "" }) {
		return ""
	}
	q.must(os.RemoveAll(q.source(dir)))
	return fmt.Sprint(names)
}

// Sources behind the program's back. What is changed so is back as it was when the site writes its files the next time.

// entry is some entry without an error.
func (q *sequence) entry() string { return q.someSource("content", ".md") }

// someSource is some file below a folder, with an extension ("": any) and without an error; "" if there is none.
func (q *sequence) someSource(dir, extension string) string {
	names := slices.DeleteFunc(q.files(q.source(dir)), func(name string) bool {
		return extension != "" && path.Ext(name) != extension || q.faults[dir+"/"+name] != ""
	})
	if len(names) == 0 {
		return ""
	}
	return dir + "/" + names[q.r.IntN(len(names))]
}

// file is some source: mostly an entry, else a picture, a layout, a static file or the settings.
func (q *sequence) file() string {
	name := ""
	switch q.r.IntN(8) {
	case 0:
		name = q.someSource("content", ".jpg")
	case 1:
		name = q.someSource("layouts", "")
	case 2:
		name = q.someSource("static", "")
	case 3:
		if q.faults["site.toml"] == "" {
			name = "site.toml"
		}
	}
	if name == "" {
		name = q.entry()
	}
	return name
}

// number is a number of one digit or more that may be another.
var number = regexp.MustCompile(`(data-n="|margin:|width="|第|{{/\* |^)[0-9]`)

// changed gives a file with another sign in it, of the same length: in the body of an entry, in the bytes of a picture, in a
// number elsewhere.
func (q *sequence) changed(name string) string {
	text := []byte(q.read(q.source(name)))
	at := len(text) * 2 / 3
	switch path.Ext(name) {
	case ".md":
		front, body, _ := strings.Cut(string(text), "\n+++\n")
		sign, other := "。", "！"
		if !strings.Contains(body, sign) || strings.Contains(body, other) && q.r.IntN(2) == 0 {
			sign, other = other, sign
		}
		return front + "\n+++\n" + strings.Replace(body, sign, other, 1)
	case ".jpg":
	default:
		found := number.FindIndex(text)
		if found == nil {
			q.fatal("%s has no number", name)
		}
		at = found[1] - 1
	}
	text[at] ^= 1
	return string(text)
}

// changeAt changes one byte of a file and puts its times back.
func changeAt(at int64) func(name string) error {
	return func(name string) error {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		if err == nil && at < int64(len(data)) {
			data[at] ^= 1
			err = os.WriteFile(name, data, 0o644)
		}
		if err == nil {
			err = os.Chtimes(name, info.ModTime(), info.ModTime())
		}
		return err
	}
}

func (q *sequence) changeUnseen() string {
	name := q.file()
	info, err := os.Stat(q.source(name))
	q.must(err)
	put(q.t, q.opt.Root, name, q.changed(name))
	q.must(os.Chtimes(q.source(name), info.ModTime(), info.ModTime()))
	return name
}

func (q *sequence) replaceSource() string {
	name := q.file()
	put(q.t, q.opt.Root, "new.tmp", q.changed(name))
	q.must(os.Rename(q.source("new.tmp"), q.source(name)))
	return name
}

func (q *sequence) touchSource() string {
	name := q.file()
	q.must(os.Chtimes(q.source(name), time.Time{}, time.Now()))
	return name
}

func (q *sequence) futureSource() string {
	name := q.file()
	put(q.t, q.opt.Root, name, q.changed(name))
	q.must(os.Chtimes(q.source(name), time.Time{}, time.Now().Add(time.Hour)))
	return name
}

func (q *sequence) rewriteSource() string {
	name := q.file()
	put(q.t, q.opt.Root, name, q.read(q.source(name)))
	return name
}

// fault puts an error into a file until it is mended.
func (q *sequence) fault(name, text string) string {
	if len(q.faults) == 0 {
		q.age = 0
	}
	if q.faults[name] != "" {
		return ""
	}
	q.faults[name] = text
	put(q.t, q.opt.Root, name, text)
	return name
}

func (q *sequence) faultyEntry() string {
	name := q.entry()
	return q.fault(name, strings.Replace(q.read(q.source(name)), "+++\n", "+++\ntitel = \"x\"\n", 1))
}

// The day and the options.

func (q *sequence) asOf(days int) string {
	if q.opt.AsOf.IsZero() {
		q.opt.AsOf = middle
	}
	q.opt.AsOf = min(max(q.opt.AsOf.Add(days), middle.Add(-60)), middle.Add(60))
	return q.opt.AsOf.String()
}

func (q *sequence) asOfNextChange() string {
	next := q.clean.result.NextChange
	if next.IsZero() {
		return ""
	}
	q.opt.AsOf = next
	return next.String()
}

func (q *sequence) asOfNow() string {
	q.opt.AsOf = 0
	q.opt.Now = time.Date(2026, 6, 10+q.r.IntN(40), q.r.IntN(24), 0, 0, 0, time.UTC)
	return q.opt.Now.String()
}

func (q *sequence) baseURL() string {
	if q.opt.BaseURL != "" {
		q.opt.BaseURL = ""
		return "none"
	}
	q.opt.BaseURL = fmt.Sprintf("https://example.net/%d/", q.r.IntN(100))
	return q.opt.BaseURL
}

// What else the program does between two builds.

func (q *sequence) check() string {
	r, err := Check(context.Background(), q.opt)
	q.must(err)
	return fmt.Sprint("failed ", r.Failed)
}

func (q *sequence) explain() string {
	e, _, err := Explain(context.Background(), q.opt, "index.html")
	q.must(err)
	return fmt.Sprint("found ", e.Found)
}

// elsewhere builds into another folder, with the same cache and other options.
func (q *sequence) elsewhere() string {
	opt := q.opt
	opt.Out += "-2"
	opt.Drafts = !opt.Drafts
	_, err := Run(context.Background(), opt)
	return fmt.Sprint("error: ", err != nil)
}

// impatient is a context that ends when it was asked so many times.
type impatient struct {
	context.Context
	left atomic.Int64
}

// Err tells that the context has ended, once it was asked often enough.
func (c *impatient) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// interrupt builds, and ends the build somewhere.
func (q *sequence) interrupt() string {
	ctx := &impatient{Context: context.Background()}
	n := q.r.Int64N(int64(len(q.clean.files) + 150))
	ctx.left.Store(n)
	_, err := Run(ctx, q.opt)
	return fmt.Sprintf("after %d looks at the context: %v", n, err != nil)
}

// The output behind the program's back.

// ours lists the files of the site that stand in the output folder.
func (q *sequence) ours() []string {
	return slices.DeleteFunc(q.files(q.opt.Out), func(name string) bool { return q.foreign[name] != "" })
}

func (q *sequence) tamper(do func(name string) error) string {
	names := q.ours()
	if len(names) == 0 {
		return ""
	}
	name := names[q.r.IntN(len(names))]
	q.must(do(q.out(name)))
	return name
}

// soil makes a file of ours one that nobody would recognise as such. That it is ours is then only in the cache, which must
// not be lost at the same time: nothing could tell it from a foreign file.
func (q *sequence) soil(do func(name string) error) string {
	if q.lost {
		return ""
	}
	what := q.tamper(do)
	q.soiled = q.soiled || what != ""
	return what
}

func (q *sequence) exchange() string {
	names := slices.DeleteFunc(q.ours(), func(name string) bool { return path.Ext(name) != ".html" })
	if len(names) < 2 {
		return ""
	}
	a, b := names[q.r.IntN(len(names))], names[q.r.IntN(len(names))]
	if a == b {
		return ""
	}
	q.must(os.Rename(q.out(a), q.out("x.tmp")))
	q.must(os.Rename(q.out(b), q.out(a)))
	q.must(os.Rename(q.out("x.tmp"), q.out(b)))
	return a + " " + b
}

// removeOutput removes a folder of the output with all that is in it.
func (q *sequence) removeOutput(dir string) error {
	below, err := filepath.Rel(q.opt.Out, dir)
	q.must(err)
	maps.DeleteFunc(q.foreign, func(name, _ string) bool {
		return below == "." || strings.HasPrefix(name, filepath.ToSlash(below)+"/")
	})
	return os.RemoveAll(dir)
}

func (q *sequence) foreignFile() string {
	names := []string{"theirs.txt", ".htaccess", "theirs/notes.txt", "events/theirs.html"}
	if ours := q.ours(); len(ours) > 0 {
		names = append(names, path.Join(path.Dir(ours[q.r.IntN(len(ours))]), "theirs.css"))
	}
	return q.putForeign(names[q.r.IntN(len(names))])
}

func (q *sequence) putForeign(name string) string {
	q.foreign[name] = fmt.Sprintf("somebody else's %d", q.r.IntN(1000))
	put(q.t, q.opt.Out, name, q.foreign[name])
	return name
}

// foreignPage puts a foreign file where a page of ours stood, and may stand again.
func (q *sequence) foreignPage() string {
	names := slices.DeleteFunc(slices.Clone(q.gone), func(name string) bool {
		_, err := os.Lstat(q.out(name))
		return err == nil // a folder, or what a build that failed has left
	})
	if len(names) == 0 || q.lost {
		return ""
	}
	return q.putForeign(names[q.r.IntN(len(names))])
}

func (q *sequence) removeForeign() string {
	if len(q.foreign) == 0 {
		return ""
	}
	names := slices.Sorted(maps.Keys(q.foreign))
	name := names[q.r.IntN(len(names))]
	delete(q.foreign, name)
	q.must(os.Remove(q.out(name)))
	return name
}

// inTheWay puts a folder of somebody else in the place of a page. While it stands there the build refuses that address, or
// does not need it any more.
func (q *sequence) inTheWay() string {
	if len(q.faults) > 0 {
		return ""
	}
	return q.soil(func(name string) error {
		if err := os.Remove(name); err != nil {
			return err
		}
		put(q.t, name, "theirs.txt", "somebody else's")
		r, err := Run(context.Background(), q.opt)
		if err == nil && !r.Failed {
			if _, needed := q.reference().files[q.rel(name)]; needed {
				q.fatal("%s was built although a foreign folder stands there", name)
			}
		}
		if data := q.read(filepath.Join(name, "theirs.txt")); data != "somebody else's" {
			q.fatal("a foreign folder in the place of %s was touched", name)
		}
		return os.RemoveAll(name)
	})
}

func (q *sequence) rel(name string) string {
	rel, err := filepath.Rel(q.opt.Out, name)
	q.must(err)
	return filepath.ToSlash(rel)
}

// The cache.

// damage does something to a file of the cache, whatever is in it. The journal is left alone: as long as a build is
// unfinished it is the only one to know what that build has written.
func (q *sequence) damage(do func(name string, size int64) error) string {
	names := slices.DeleteFunc(q.files(q.opt.Cache), func(name string) bool { return path.Ext(name) == ".journal" })
	if len(names) == 0 || q.soiled {
		return ""
	}
	q.lost = true
	name := names[q.r.IntN(len(names))]
	file := filepath.Join(q.opt.Cache, filepath.FromSlash(name))
	info, err := os.Stat(file)
	q.must(err)
	q.must(do(file, info.Size()))
	sort := strings.TrimPrefix(path.Ext(name), ".")
	if sort == "" {
		sort = name
	}
	q.damaged[sort]++
	return name
}

// flip turns one bit of a file around.
func (q *sequence) flip(name string, size int64) error {
	if size == 0 {
		return nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	data[q.r.Int64N(size)] ^= 1 << q.r.IntN(8)
	return os.WriteFile(name, data, 0o644)
}
