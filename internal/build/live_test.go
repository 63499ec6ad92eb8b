package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"mingde/internal/calendar"
)

// A site in memory gives for every address what a build writes, after any sequence of changes, and tells the same problems;
// on other days as well. While there are errors it shows a site all the same.
func TestLiveEqualsBuild(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	t.Run("seed", func(t *testing.T) {
		for seed := range liveRounds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				v := lookOn(t, seed)
				mu.Lock()
				defer mu.Unlock()
				for what, n := range v.seen {
					seen[what] += n
				}
			})
		}
	})
	t.Log(seen)
	for _, what := range []string{"bodies alone", "planned anew", "with errors", "stood in for", "as it was", "another day", "nothing"} {
		if seen[what] == 0 && seen["updates"] >= liveRounds*steps {
			t.Errorf("%q never happened", what)
		}
	}
}

// lookOn lets a sequence happen and looks at it.
func lookOn(t *testing.T, seed int) *viewer {
	q := newSequence(t, seed)
	q.opt.Drafts = seed%2 == 0
	q.hand = slices.DeleteFunc(append(deal(seed, 2*steps), deal(seed+liveRounds, 2*steps)...), func(k kind) bool {
		return k.turn > 2 || strings.HasPrefix(k.name, "layout that fails")
	})
	v := newViewer(q)
	v.look()
	for step := range steps {
		q.told = append(q.told, fmt.Sprintf("step %d:", step))
		q.mend()
		q.change(1 + step%2)
		v.look()
		v.append()
		v.look()
	}
	v.look()
	return v
}

// append adds a sentence to the body of some entry, behind its first paragraph or at its end; q.write takes it back some time.
func (v *viewer) append() {
	files := v.entries()
	name := files[v.r.IntN(len(files))]
	text := v.read(v.source(name))
	at := len(text)
	if head, body, ok := strings.Cut(text, "\n+++\n"); ok && v.r.IntN(2) == 0 {
		first := len(body) - len(strings.TrimLeft(body, "\n"))
		if end := strings.Index(body[first:], "\n\n"); end >= 0 {
			at = len(head) + len("\n+++\n") + first + end
		}
	}
	put(v.t, v.opt.Root, name, text[:at]+fmt.Sprintf("\n\n又一句%d。\n", v.r.IntN(1000))+text[at:])
	v.told = append(v.told, "  appended to "+name)
}

func (v *viewer) entries() (all []string) {
	for name := range statsOf(v.t, filepath.Join(v.opt.Root, "content")) {
		if filepath.Ext(name) == ".md" {
			all = append(all, "content/"+name)
		}
	}
	slices.Sort(all)
	return all
}

const liveRounds = 5

// viewer looks at a sequence through a Live.
type viewer struct {
	*sequence
	live  *Live
	stats map[string]string // of everything in the site, by path
	texts map[string]string // of entries and settings
	seen  map[string]int
}

func newViewer(q *sequence) *viewer {
	opt := q.opt
	opt.Out, opt.Cache = "", filepath.Join(q.t.TempDir(), "cache")
	live, err := OpenLive(opt, nil)
	q.must(err)
	q.t.Cleanup(func() { live.Close() })
	return &viewer{sequence: q, live: live, seen: map[string]int{}}
}

// look brings the site in memory up to date, told of the folders that differ, and holds it against a build.
func (v *viewer) look() {
	v.t.Helper()
	stats := statsOf(v.t, v.opt.Root)
	var dirty []string
	if v.stats != nil {
		dirty = dirtyFolders(v.stats, stats)
	}
	v.stats = stats
	update, err := v.live.Update(v.t.Context(), v.opt.Now, dirty)
	v.must(err)
	v.count(update)
	v.toldFiles(update)
	want := v.reference()
	v.must(want.err)
	if a, b := words(update.Problems), words(want.result.Problems); a != b || update.Failed != want.result.Failed {
		v.fatal("the site in memory tells (failed %v)\n%s\nthe build (%v)\n%s", update.Failed, a, want.result.Failed, b)
	}
	there := v.pages(0)
	if update.Failed {
		v.streak++
		if update.Ready != (there != nil) {
			v.fatal("ready %v, and there are %d pages", update.Ready, len(there))
		}
		return
	}
	v.streak = 0
	if names := differ(want.files, there); len(names) > 0 {
		v.fatal("%d files differ: %v", len(names), names[:min(8, len(names))])
	}
	if v.r.IntN(4) == 0 {
		v.otherDay()
	}
}

// toldFiles holds what is told of entries and settings against what has changed in them since the last look.
func (v *viewer) toldFiles(u Update) {
	texts := map[string]string{}
	for name := range v.stats {
		if ext := filepath.Ext(name); ext == ".md" || ext == ".toml" {
			texts[name] = v.read(v.source(name))
		}
	}
	var told []string
	for _, f := range u.Files {
		if ext := filepath.Ext(f.Path); ext == ".md" || ext == ".toml" {
			told = append(told, f.Path)
		}
	}
	if names := differ(v.texts, texts); v.texts != nil && !slices.Equal(told, names) {
		v.fatal("it tells that %v have changed, and %v have", told, names)
	}
	v.texts = texts
}

// count notes by which way an update came about.
func (v *viewer) count(u Update) {
	v.seen["updates"]++
	switch last := v.live.last; {
	case !u.Changed:
		v.seen["nothing"]++
	case u.Failed && last.site == nil:
		v.seen["as it was"]++
	case u.Failed:
		v.seen["stood in for"]++
	case last.checked != nil && len(last.bodies.from.Load().edited) > 0 && !last.kept.changes.frame:
		v.seen["bodies alone"]++
	default:
		v.seen["planned anew"]++
	}
	if u.Failed {
		v.seen["with errors"]++
	}
}

// otherDay looks at the site of another day.
func (v *viewer) otherDay() {
	v.seen["another day"]++
	day := v.opt.AsOf.Add(v.r.IntN(40) - 5)
	today := v.opt.AsOf
	v.opt.AsOf = day
	want := v.reference()
	v.opt.AsOf = today
	v.must(want.err)
	state := v.live.State(day)
	if state.AsOf != day || state.Failed != want.result.Failed || state.NextChange != want.result.NextChange {
		v.fatal("as of %s: %s, failed %v, next change %s; the build %v, %s", day, state.AsOf, state.Failed, state.NextChange, want.result.Failed, want.result.NextChange)
	}
	if want.result.Failed {
		return
	}
	if a, b := words(state.Problems), words(want.result.Problems); a != b {
		v.fatal("as of %s it tells\n%s\nthe build\n%s", day, a, b)
	}
	if names := differ(want.files, v.pages(day)); len(names) > 0 {
		v.fatal("as of %s %d files differ: %v", day, len(names), names[:min(8, len(names))])
	}
}

// pages renders everything; nil if there is no site.
func (v *viewer) pages(day calendar.Day) map[string]string {
	v.t.Helper()
	return everyPage(v.t, v.live, day)
}

// everyPage renders all that there is on a day; nil where there is no site. While a site stays as it was, files that are published as
// they are may be gone.
func everyPage(t testing.TB, live *Live, day calendar.Day) map[string]string {
	t.Helper()
	var addresses []string
	live.look(day, func(b *builder) {
		if b != nil {
			for _, p := range b.site.Pages {
				addresses = append(addresses, p.Path)
			}
		}
	})
	if addresses == nil {
		return nil
	}
	all, frozen := map[string]string{}, live.State(0).Frozen
	for _, address := range addresses {
		f, ok, err := live.Render(day, address)
		if frozen && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, errChanged)) && strings.HasPrefix(address, "assets/") {
			continue
		}
		if err != nil || !ok {
			t.Fatalf("%s: %v %v", address, ok, err)
		}
		if sum, _, _ := live.Sum(day, address); sum != f.Sum {
			t.Fatalf("%s: two sums", address)
		}
		all[address] = string(f.Data)
	}
	return all
}

// statsOf tells the state of every file and folder, as events of the system would.
func statsOf(t testing.TB, root string) map[string]string {
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		all[filepath.ToSlash(name)] = fmt.Sprint(info.Sys())
		if info.IsDir() {
			all[filepath.ToSlash(name)] = "folder"
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// dirtyFolders are those in which something differs; never none.
func dirtyFolders(a, b map[string]string) []string {
	found := map[string]bool{".": true}
	for _, names := range []map[string]string{a, b} {
		for name := range names {
			if a[name] != b[name] {
				found[filepath.ToSlash(filepath.Dir(name))] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// While an entry has errors, its last good version is shown beside the newest of all others; a new one is left out; and when
// the errors are elsewhere, the site stays as it was.
func TestLiveStandsIn(t *testing.T) {
	opt := options(t.TempDir(), "", middle)
	for name, data := range map[string]string{
		"site.toml":             "title = \"t\"\nbase_url = \"https://x.example/\"\n",
		"content/pages/a.md":    "+++\ntitle = \"甲\"\n+++\n第一版\n",
		"content/pages/b.md":    "+++\ntitle = \"乙\"\n+++\n第一版\n",
		"content/pages/menu.md": "+++\ntitle = \"丙\"\n+++\n见[甲](a.md)。\n",
	} {
		put(t, opt.Root, name, data)
	}
	live, err := OpenLive(opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	step := func(name, data string) Update {
		t.Helper()
		if name != "" && data == "" {
			if err := os.Remove(filepath.Join(opt.Root, name)); err != nil {
				t.Fatal(err)
			}
		} else if name != "" {
			put(t, opt.Root, name, data)
		}
		update, err := live.Update(t.Context(), opt.Now, nil)
		if err != nil {
			t.Fatal(err)
		}
		return update
	}
	state := func(u Update) string { return fmt.Sprint(u.Frozen, u.Absent) }
	expect := func(failed bool, u Update, shown map[string]string) {
		t.Helper()
		if u.Failed != failed || !u.Ready {
			t.Errorf("failed %v, ready %v:\n%s", u.Failed, u.Ready, words(u.Problems))
		}
		for address, want := range shown {
			f, ok, err := live.Render(0, address)
			if err != nil || ok != (want != "") || !strings.Contains(string(f.Data), want) {
				t.Errorf("%s: %v %v, without %q", address, ok, err, want)
			}
		}
	}
	expect(false, step("", ""), map[string]string{"pages/a.html": "第一版"})
	expect(true, step("content/pages/a.md", "+++\ntitel = \"甲\"\n+++\n第二版\n"), map[string]string{"pages/a.html": "第一版", "pages/b.html": "第一版"})
	expect(true, step("content/pages/b.md", "+++\ntitle = \"乙\"\n+++\n第二版\n"), map[string]string{"pages/a.html": "第一版", "pages/b.html": "第二版"})
	u := step("content/pages/new.md", "+++\ntitel = \"新\"\n+++\n")
	expect(true, u, map[string]string{"pages/a.html": "第一版", "pages/new.html": ""})
	if state(u) != "false [content/pages/new.md]" {
		t.Error(state(u))
	}
	u = step("site.toml", "titel = 1\n")
	if state(u) != "true []" || u.AsOf != middle || u.Entries != 4 || u.Pages == 0 {
		t.Error(state(u), u.AsOf, u.Entries, u.Pages)
	}
	expect(true, u, map[string]string{"pages/a.html": "第一版", "pages/b.html": "第二版"})
	expect(true, step("content/pages/b.md", "+++\ntitle = \"乙\"\n+++\n第三版\n"), map[string]string{"pages/b.html": "第二版"})
	expect(true, step("site.toml", "title = \"t\"\nbase_url = \"https://x.example/\"\n"), map[string]string{"pages/a.html": "第一版", "pages/b.html": "第三版"})
	expect(true, step("content/pages/new.md", ""), map[string]string{"pages/new.html": ""})
	expect(false, step("content/pages/a.md", "+++\ntitle = \"甲\"\n+++\n第三版\n"), map[string]string{"pages/a.html": "第三版", "pages/b.html": "第三版"})
	// without the page that another one leads to, that one has the error
	expect(true, step("content/pages/a.md", ""), map[string]string{"pages/menu.html": "丙"})
	expect(false, step("content/pages/menu.md", "+++\ntitle = \"丙\"\n+++\n见。\n"), map[string]string{"pages/a.html": "", "pages/menu.html": "见。"})
}

// A link that stands on another line since the body above it was edited is told of by its line when it breaks.
func TestLiveShifted(t *testing.T) {
	opt := options(t.TempDir(), "", middle)
	for name, data := range map[string]string{
		"site.toml":          "title = \"t\"\nbase_url = \"https://x.example/\"\n",
		"content/pages/a.md": "+++\ntitle = \"甲\"\nsummary = \"短\"\n+++\n一\n\n见[乙](b.md#二)。\n",
		"content/pages/b.md": "+++\ntitle = \"乙\"\n+++\n一\n\n## 二\n",
	} {
		put(t, opt.Root, name, data)
	}
	live, err := OpenLive(opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	for _, step := range []struct {
		name, data, told string
	}{
		{},
		{"content/pages/a.md", "+++\ntitle = \"甲\"\nsummary = \"短\"\n+++\n一\n\n又一段\n\n见[乙](b.md#二)。\n", ""},
		{"content/pages/b.md", "+++\ntitle = \"乙\"\n+++\n一\n\n## 三\n", "content/pages/a.md:9:"},
		{"content/pages/b.md", "+++\ntitle = \"乙\"\n+++\n一\n\n又\n\n## 二\n", ""},
	} {
		if step.name != "" {
			put(t, opt.Root, step.name, step.data)
		}
		u, err := live.Update(t.Context(), opt.Now, nil)
		if err != nil {
			t.Fatal(err)
		}
		if told := words(u.Problems); (step.told == "") != (told == "") || !strings.Contains(told, step.told) {
			t.Errorf("after %q: %s", step.data, told)
		}
		if step.name == "content/pages/a.md" && (live.last.kept.changes.frame || !live.last.kept.shifted[step.name]) {
			t.Error("a paragraph above a link was more than an edited body")
		}
	}
}

// At a memory limit that the site does not fit into, nothing is thrown away that is needed: an edit of a body is an edit of a body
// after many others as well, and all pages are right.
func TestLiveAtMemoryLimit(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(8 << 20))
	q := newSequence(t, 3)
	v := newViewer(q)
	v.look()
	for range 30 {
		v.append()
		v.quick()
	}
	if v.seen["bodies alone"] < 20 { // some change what cards say
		t.Errorf("of thirty edits of bodies: %v", v.seen)
	}
	v.look()
}

// quick brings the site in memory up to date without a look at its pages.
func (v *viewer) quick() {
	update, err := v.live.Update(v.t.Context(), v.opt.Now, nil)
	v.must(err)
	v.count(update)
	v.texts = nil
}

// While the site is brought up to date, everybody else may look at it: pages, other days, lists, and what has changed.
func TestLiveAtOnce(t *testing.T) {
	q := newSequence(t, 2)
	v := newViewer(q)
	v.quick()
	var all sync.WaitGroup
	done := make(chan struct{})
	addresses := slices.Sorted(maps.Keys(v.reference().files))
	looks := []func(k int) error{
		func(k int) error {
			_, _, err := v.live.Render(0, addresses[k%len(addresses)])
			return err
		},
		func(k int) error {
			day := v.opt.AsOf.Add(k % 5)
			if state := v.live.State(day); state.AsOf != day {
				return fmt.Errorf("asked for %s, got %s", day, state.AsOf)
			}
			_, _, err := v.live.Sum(day, "index.html")
			return err
		},
		func(int) error {
			v.live.Overview(0, "活动")
			v.live.Assets(0)
			v.live.Moved(0, "pages/x.html")
			return nil
		},
		func(int) error {
			_, err := v.live.Affected(t.Context())
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		},
	}
	for _, look := range looks {
		all.Go(func() {
			for k := 0; ; k++ {
				select {
				case <-done:
					return
				default:
				}
				if err := look(k); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for k := range 40 {
		if v.append(); k%4 == 0 {
			put(t, v.opt.Root, "content/pages/often.md", fmt.Sprintf("+++\ntitle = \"第%d次\"\n+++\n正文\n", k))
		}
		v.quick()
	}
	close(done)
	all.Wait()
}
