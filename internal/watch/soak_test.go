package watch

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mingde/internal/preview"
	"mingde/internal/sitegen"
	"mingde/layouts"
)

var seed = flag.Uint64("seed", 1, "what happens in TestSoak follows from it")

// secret stands in a file outside the site.
const secret = "secret-5b1e"

// A site is worked on for a long time, by people, editor programs and git, while pages are open. Whenever there is quiet,
// what is served is what is built, every open page shows what there is, and nothing has leaked. What happens is settled by
// the seed; when, by the machine.
func TestSoak(t *testing.T) {
	s := newSoak(t, *seed)
	done := 0
	for point := range soakPoints {
		for until := soakOperations * (point + 1) / soakPoints; done < until; done++ {
			s.pause()
			s.operate(done)
		}
		if s.r.IntN(3) > 0 {
			s.note("mended everything")
			s.restore()
		}
		s.look(done)
	}
	s.judge()
}

// soak is a site that is worked on.
type soak struct {
	*rig
	r       *rand.Rand
	site    *sitegen.Site
	made    map[string]string // the files of site
	wanted  map[string]string // the files as they are meant to be: made, and what was added by hand
	extras  []string          // folders that were added by hand
	outside string            // a folder that is none of the site's
	count   int               // makes names unique
	told    []string
	kinds   map[string]int

	readers   []*reader
	still     atomic.Bool
	mu        sync.Mutex
	dice      *rand.Rand // of the readers
	addresses []string   // where readers go

	points []point
}

// point is what was in use at one look.
type point struct {
	operations, entries, watched, goroutines, files int
	failed                                          bool // there were errors
	heap                                            uint64
}

const readers = 4

func newSoak(t *testing.T, seed uint64) *soak {
	usual := sitegen.Usual(seed, soakEntries)
	usual.Communities, usual.Themes, usual.Years = 4, 5, 2
	s := &soak{
		r: rand.New(rand.NewPCG(seed, 8)), site: sitegen.New(usual), outside: t.TempDir(), kinds: map[string]int{},
		dice: rand.New(rand.NewPCG(seed, 11)), addresses: []string{"", preview.StartPage},
	}
	put(t, s.outside, "notes.md", "+++\ntitle = \""+secret+"\"\n+++\n"+secret+"\n")
	s.made = s.site.Files()
	s.wanted = maps.Clone(s.made)
	root := t.TempDir()
	for name, text := range s.made {
		put(t, root, name, text)
	}
	s.rig = onRig(t, root, sitegen.AsOf, nil)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d:\n%s", seed, strings.Join(s.told, "\n"))
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	for i := range readers {
		p := newReader(s.url, seed+uint64(i), s.still.Load, s.next)
		s.readers = append(s.readers, p)
		go p.run(ctx)
	}
	t.Cleanup(func() {
		stop()
		for _, p := range s.readers {
			<-p.done
		}
	})
	return s
}

// next is where a reader goes: mostly to a page, now and then to one of another day, to the start page or to nothing.
func (s *soak) next() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.addresses[s.dice.IntN(len(s.addresses))]
	switch s.dice.IntN(10) {
	case 0:
		return preview.StartPage
	case 1:
		return preview.StartPage + "at/2026-07-1" + fmt.Sprint(s.dice.IntN(3)) + "/" + to
	case 2:
		return "pages/nothing.html"
	}
	return to
}

// pause lets time pass: most of it between bursts, in which one operation follows the other.
func (s *soak) pause() {
	const share = 5 // one of so many is none of a burst
	d := time.Duration(s.r.IntN(4)) * time.Millisecond
	if s.r.IntN(share) == 0 {
		d = time.Duration(s.r.Float64() * 2 * share * float64(soakTime) / soakOperations)
	}
	time.Sleep(d)
}

func (s *soak) note(format string, args ...any) {
	s.told = append(s.told, "  "+fmt.Sprintf(format, args...))
}

// operate does one of the operations.
func (s *soak) operate(n int) {
	all := operations()
	total := 0
	for _, o := range all {
		total += o.weight
	}
	for {
		dice := s.r.IntN(total)
		for _, o := range all {
			if dice -= o.weight; dice >= 0 {
				continue
			}
			if what := o.do(s); what != "" {
				s.kinds[o.name]++
				s.note("%d %s: %s", n, o.name, what)
				return
			}
			break
		}
	}
}

// operation is one thing that happens to files. It tells to which; "" where there are none.
type operation struct {
	name   string
	weight int
	do     func(s *soak) string
}

func operations() []operation {
	return []operation{
		{"saved in place", 10, func(s *soak) string { return s.append(inPlace) }},
		{"saved by rename", 10, func(s *soak) string { return s.append(byRename) }},
		{"saved with a backup", 6, func(s *soak) string { return s.append(withBackup) }},
		{"written in two parts", 5, func(s *soak) string { return s.append(inParts) }},
		{"edited", 14, (*soak).edit},
		{"new file", 5, (*soak).newFile},
		{"new folder", 4, (*soak).newFolder},
		{"folder of ours renamed", 3, (*soak).renameExtra},
		{"folder of ours deleted", 2, (*soak).deleteExtra},
		{"file deleted", 2, func(s *soak) string { return s.disturb(os.Remove, s.entry()) }},
		{"folder deleted", 1, func(s *soak) string { return s.disturb(os.RemoveAll, s.folder()) }},
		{"folder renamed", 1, func(s *soak) string {
			return s.disturb(func(disk string) error { return os.Rename(disk, fmt.Sprint(disk, "-", s.number())) }, s.folder())
		}},
		{"folder copied", 1, func(s *soak) string {
			return s.disturb(func(disk string) error { return os.CopyFS(fmt.Sprint(disk, "-", s.number()), os.DirFS(disk)) }, s.folder())
		}},
		{"touched", 6, func(s *soak) string {
			return s.disturb(func(disk string) error { return os.Chtimes(disk, time.Time{}, time.Now()) }, s.entry())
		}},
		{"written again", 3, func(s *soak) string { return s.mend(s.entry()) }},
		{"broken", 5, (*soak).breakEntry},
		{"settings broken", 1, func(s *soak) string { return s.spoil("site.toml", "titel = 1\n"+s.wanted["site.toml"]) }},
		{"layout broken", 1, func(s *soak) string { return s.spoil("layouts/partials/row.html", "{{if .Card}}<li>") }},
		{"mended", 8, (*soak).mendOne},
		{"layout", 4, (*soak).layout},
		{"stylesheet", 5, func(s *soak) string {
			return s.want("static/site.css", fmt.Sprintf("body { margin: %dpx }\n", s.r.IntN(100)), inPlace)
		}},
		{"own layout or stylesheet removed", 2, (*soak).removeOwn},
		{"checked out", 1, (*soak).checkOut},
		{"link out of the site", 2, (*soak).linkOut},
		{"everything mended", 1, func(s *soak) string { s.restore(); return "all" }},
	}
}

// manner is a way in which programs save.
type manner int

const (
	inPlace    manner = iota
	byRename          // a new file takes the name of the old one
	withBackup        // the old one is renamed, and the new one written under its name
	inParts
)

// save writes a file in one of the manners.
func (s *soak) save(name, text string, how manner) {
	disk := s.disk(name)
	s.must(os.MkdirAll(filepath.Dir(disk), 0o755))
	switch how {
	case inPlace:
		s.must(os.WriteFile(disk, []byte(text), 0o644))
	case byRename:
		beside := filepath.Join(filepath.Dir(disk), fmt.Sprint(".goutputstream-", s.number()))
		s.must(os.WriteFile(beside, []byte(text), 0o644))
		s.must(os.Rename(beside, disk))
	case withBackup:
		os.Rename(disk, disk+"~") // it may have been deleted
		s.must(os.WriteFile(disk, []byte(text), 0o644))
		os.Remove(disk + "~")
	case inParts:
		f, err := os.Create(disk)
		s.must(err)
		at := s.r.IntN(len(text))
		f.WriteString(text[:at])
		time.Sleep(time.Duration(s.r.IntN(400)) * time.Millisecond)
		f.WriteString(text[at:])
		s.must(f.Close())
	}
}

func (s *soak) disk(name string) string {
	return filepath.Join(s.opt.Build.Root, filepath.FromSlash(name))
}

func (s *soak) number() int {
	s.count++
	return s.count
}

func (s *soak) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// want makes a file one that is meant to be so.
func (s *soak) want(name, text string, how manner) string {
	s.wanted[name] = text
	s.save(name, text, how)
	return name
}

// spoil writes a file that is not meant to be so.
func (s *soak) spoil(name, text string) string {
	s.save(name, text, manner(s.r.IntN(int(inParts)+1)))
	return name
}

// disturb does something to a file or folder that is not meant; "" where it is not there any more.
func (s *soak) disturb(do func(disk string) error, name string) string {
	if do(s.disk(name)) != nil {
		return ""
	}
	return name
}

// pick takes one of the files that are meant to be, whether they are there or not.
func (s *soak) pick(fits func(name string) bool) string {
	var all []string
	for name := range s.wanted {
		if fits(name) {
			all = append(all, name)
		}
	}
	if len(all) == 0 {
		return ""
	}
	slices.Sort(all)
	return all[s.r.IntN(len(all))]
}

func (s *soak) entry() string {
	return s.pick(func(name string) bool { return path.Ext(name) == ".md" })
}

// folder is one of the content's that people made, not one of a kind.
func (s *soak) folder() string {
	return path.Dir(s.pick(func(name string) bool { return strings.Count(name, "/") > 2 }))
}

func (s *soak) append(how manner) string {
	name := s.entry()
	text := s.made[name]
	if text == "" {
		text = s.wanted[name]
	}
	return s.want(name, fmt.Sprintf("%s\n\n又一句%d。\n", text, s.number()), how)
}

// edit makes one edit of an editor, which may concern many files.
func (s *soak) edit() string {
	what := s.site.Mutate(s.r)
	before := s.made
	s.made = s.site.Files()
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, ok := s.made[name]; !ok {
			delete(s.wanted, name)
			os.Remove(s.disk(name)) // it may have been deleted
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.made)) {
		if s.made[name] != before[name] {
			s.want(name, s.made[name], manner(s.r.IntN(int(inParts))))
		}
	}
	return what
}

// plain is an entry that refers to no other.
func (s *soak) plain() string {
	n := s.number()
	return fmt.Sprintf("+++\ntitle = \"说明之%d\"\n+++\n\n第%d段话。\n", n, n)
}

func (s *soak) newFile() string {
	if len(s.extras) == 0 {
		return ""
	}
	return s.want(fmt.Sprintf("%s/p%d.md", s.extras[s.r.IntN(len(s.extras))], s.number()), s.plain(), manner(s.r.IntN(int(inParts)+1)))
}

// mostExtras keeps the site from growing without end.
const mostExtras = 6

func (s *soak) newFolder() string {
	for len(s.extras) >= mostExtras {
		s.deleteExtra()
	}
	name := fmt.Sprintf("content/pages/x%d", s.number())
	s.extras = append(s.extras, name)
	for range 1 + s.r.IntN(6) {
		sub := []string{"", "/a", "/a/b"}[s.r.IntN(3)]
		s.want(fmt.Sprintf("%s%s/p%d.md", name, sub, s.number()), s.plain(), inPlace)
	}
	return name
}

func (s *soak) deleteExtra() string {
	if len(s.extras) == 0 {
		return ""
	}
	name := s.extras[0]
	s.extras = s.extras[1:]
	maps.DeleteFunc(s.wanted, func(file, _ string) bool { return strings.HasPrefix(file, name+"/") })
	s.must(os.RemoveAll(s.disk(name)))
	return name
}

func (s *soak) renameExtra() string {
	if len(s.extras) == 0 {
		return ""
	}
	i := s.r.IntN(len(s.extras))
	from, to := s.extras[i], fmt.Sprintf("content/pages/x%d", s.number())
	if os.Rename(s.disk(from), s.disk(to)) != nil {
		return "" // it was deleted, or the folder in which it lies renamed
	}
	s.extras[i] = to
	for name, text := range maps.Clone(s.wanted) {
		if rest, ok := strings.CutPrefix(name, from+"/"); ok {
			delete(s.wanted, name)
			s.wanted[to+"/"+rest] = text
		}
	}
	return from + " " + to
}

func (s *soak) breakEntry() string {
	name := s.entry()
	return s.spoil(name, strings.Replace(s.wanted[name], "+++\n", "+++\ntitel = \"x\"\n", 1))
}

// mend writes a file as it is meant to be.
func (s *soak) mend(name string) string {
	s.save(name, s.wanted[name], manner(s.r.IntN(int(inParts))))
	return name
}

// mendOne mends a file that is not as it is meant to be.
func (s *soak) mendOne() string {
	name := s.pick(func(name string) bool {
		text, err := os.ReadFile(s.disk(name))
		return err != nil || string(text) != s.wanted[name]
	})
	if name == "" {
		return ""
	}
	return s.mend(name)
}

func (s *soak) layout() string {
	names := []string{"base.html", "event.html", "community.html", "partials/card.html"}
	name := names[s.r.IntN(len(names))]
	text, err := fs.ReadFile(layouts.FS, name)
	s.must(err)
	return s.want("layouts/"+name, fmt.Sprintf("{{/* %d */ -}}\n%s", s.number(), text), byRename)
}

func (s *soak) removeOwn() string {
	name := s.pick(func(name string) bool {
		return strings.HasPrefix(name, "layouts/") || strings.HasPrefix(name, "static/")
	})
	if name == "" {
		return ""
	}
	delete(s.wanted, name)
	os.Remove(s.disk(name)) // it may have been deleted
	return name
}

// checkOut takes away a hundred files and writes others in their place, as git does for another branch.
func (s *soak) checkOut() string {
	var names []string
	for range 100 {
		names = append(names, s.entry())
	}
	for _, name := range names {
		os.Remove(s.disk(name)) // it may have been deleted, or drawn twice
		text := s.wanted[name]
		if s.made[name] != "" {
			text = s.made[name]
		}
		s.want(name, text+fmt.Sprintf("\n\n在另一个分支上改的%d。\n", s.number()), inPlace)
	}
	return strings.Join(names, " ")
}

func (s *soak) linkOut() string {
	name := fmt.Sprintf("content/pages/out%d", s.number())
	to := s.outside
	if s.r.IntN(2) == 0 {
		name += ".md"
		to = filepath.Join(s.outside, "notes.md")
	}
	s.must(os.MkdirAll(s.disk("content/pages"), 0o755))
	s.must(os.Symlink(to, s.disk(name)))
	return name
}

// restore makes all files what they are meant to be, and takes away all others.
func (s *soak) restore() {
	root := s.opt.Build.Root
	for _, name := range filesIn(s, root) {
		if _, ok := s.wanted[name]; !ok {
			s.must(os.Remove(s.disk(name)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.wanted)) {
		if text, err := os.ReadFile(s.disk(name)); err != nil || string(text) != s.wanted[name] {
			s.mend(name)
		}
	}
	var folders []string
	s.must(fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			folders = append(folders, name)
		}
		return err
	}))
	for _, name := range slices.Backward(folders) {
		os.Remove(s.disk(name)) // the empty ones
	}
}

// look waits for quiet and holds everything against what should be.
func (s *soak) look(done int) {
	s.Helper()
	s.still.Store(true)
	defer s.still.Store(false)
	want := s.built()
	s.note("%d entries, failed %v", want.Entries, want.Failed)
	if wrong := eventually(func() string { return s.wrong(want) }); wrong != "" {
		s.Fatalf("%s\nafter a look everywhere: %s", wrong, s.everywhere(want))
	}
	if why, polling := s.changes.Polling(); polling {
		s.Fatalf("it polls: %s", why)
	}
	s.reported(want)
	if !want.Failed {
		s.roam(want)
	}
	want.files = nil // they would be counted
	s.web.CloseIdleConnections()
	s.points = append(s.points, s.measure(point{operations: done, entries: want.Entries, failed: want.Failed}))
}

// everywhere says what is still amiss after a look everywhere: nothing, if the change was not told of.
func (s *soak) everywhere(want clean) string {
	if _, err := s.live.Update(s.Context(), s.opt.Now(), nil); err != nil {
		return err.Error()
	}
	return cmp.Or(s.amiss(want), "nothing is amiss")
}

// wrong says what is not as it should be in quiet; "" for nothing.
func (s *soak) wrong(want clean) string {
	if text := s.amiss(want); text != "" {
		return text
	}
	for _, p := range s.readers {
		if text := p.behind(s.live); text != "" {
			return text
		}
	}
	if n, folders := s.changes.Watched(), len(s.live.Folders()); n != s.present() {
		return fmt.Sprintf("%d folders are watched of %d that are there; the site asks for %d", n, s.present(), folders)
	}
	return ""
}

// present counts the folders that the site asks for and that are there.
func (s *soak) present() (n int) {
	for name := range s.live.Folders() {
		if info, err := os.Lstat(s.disk(name)); err == nil && info.IsDir() {
			n++
		}
	}
	return n
}

// reported fails if a link out of the site is not told of.
func (s *soak) reported(want clean) {
	s.Helper()
	told := words(want.Problems)
	for _, name := range filesIn(s, s.opt.Build.Root) {
		if info, err := os.Lstat(s.disk(name)); err == nil && info.Mode()&fs.ModeSymlink != 0 && !strings.Contains(told, name) {
			s.Errorf("%s is not told of:\n%s", name, told)
		}
	}
}

// roam lets the readers go to the pages there are, and to a few that are not there any more.
func (s *soak) roam(want clean) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.addresses
	s.addresses = slices.DeleteFunc(slices.Sorted(maps.Keys(want.files)), func(name string) bool { return path.Ext(name) != ".html" })
	for range 5 {
		s.addresses = append(s.addresses, old[s.dice.IntN(len(old))])
	}
}

// measure tells what is in use. Connections that have just ended are given time to go.
func (s *soak) measure(p point) point {
	p.watched = s.changes.Watched()
	calm := eventually(func() string {
		p.goroutines, p.files = runtime.NumGoroutine(), s.openFiles()
		if len(s.points) == 0 || p.goroutines <= s.points[0].goroutines+slack && p.files <= s.points[0].files+slack {
			return ""
		}
		return fmt.Sprintf("%d goroutines and %d open files, and there were %d and %d", p.goroutines, p.files, s.points[0].goroutines, s.points[0].files)
	})
	if calm != "" {
		stacks := make([]byte, 1<<20)
		s.Fatalf("%s\n%s", calm, stacks[:runtime.Stack(stacks, true)])
	}
	runtime.GC()
	runtime.GC() // what finalizers have let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.heap = m.HeapAlloc
	return p
}

// slack is how many goroutines and open files may be on the way.
const slack = 8

// openFiles counts the open files of this process but folders of the site, of which a number is kept open on purpose; 0
// where the system does not tell.
func (s *soak) openFiles() (n int) {
	const all = "/proc/self/fd"
	names, _ := os.ReadDir(all)
	for _, name := range names {
		if to, err := os.Readlink(filepath.Join(all, name.Name())); err == nil && !strings.HasPrefix(to, s.opt.Build.Root) {
			n++
		}
	}
	return n
}

// settled is the point from which on nothing may grow.
const settled = 10

// judge holds the last point against the one at which everything was in use that ever is, and tells what has happened.
func (s *soak) judge() {
	from, last := s.points[min(settled, len(s.points))-1], s.points[len(s.points)-1]
	limit := (from.heap + from.heap/4) * uint64(last.entries) / uint64(from.entries)
	if limit += 4 << 20; last.heap > limit {
		s.Errorf("the heap has grown from %d to %d bytes, and may be %d", from.heap, last.heap, limit)
	}
	told := map[string]int{}
	for _, p := range s.readers {
		p.mu.Lock()
		for what, n := range p.told {
			told[what] += n
		}
		p.mu.Unlock()
	}
	failed := 0
	for _, p := range s.points {
		s.Logf("%+v", p)
		if p.failed {
			failed++
		}
	}
	if soakPoints >= 40 && (failed < 5 || failed > soakPoints/2) {
		s.Errorf("there were errors at %d of %d points", failed, soakPoints)
	}
	s.Logf("%d states, errors at %d points; operations %v; readers %v", s.live.State(0).Number, failed, s.kinds, told)
	for _, o := range operations() {
		if s.kinds[o.name] == 0 && soakOperations >= 1000 {
			s.Errorf("%q never happened", o.name)
		}
	}
	for _, what := range []string{"opened", "moved", "state", "reload", "assets", "gone"} {
		if told[what] == 0 && soakOperations >= 1000 {
			s.Errorf("no reader was ever told or did %q", what)
		}
	}
}
