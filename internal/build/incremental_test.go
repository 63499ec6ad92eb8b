package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/problem"
	"mingde/internal/sitegen"
)

// After any sequence of changes – to the content, the settings, the layouts, the static files, the day, the options, and
// behind the program's back to the output and the cache – an incremental build gives what a clean one gives, byte for
// byte, and tells the same; the folder holds nothing else of ours, and the index says exactly what stands there. A build
// that fails leaves the folder as it was.
func TestIncrementalEqualsClean(t *testing.T) {
	var seen tally
	var sequences []*sequence // all made before the first build, so that most files are old enough to be believed by their stat
	for seed := range rounds {
		sequences = append(sequences, newSequence(t, seed))
	}
	t.Run("seed", func(t *testing.T) {
		for seed, q := range sequences {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				q.t = t
				q.run()
				seen.add(q)
			})
		}
	})
	if seen.sequences == rounds { // and not a part of them, which -run has chosen
		seen.judge(t)
	}
}

// tally is what happened in all sequences together.
type tally struct {
	mu                                   sync.Mutex
	sequences, builds, failed, unchanged int
	kinds                                map[string]int // kind of change → how often
	damaged                              map[string]int // sort of file in the cache → how often
}

func (a *tally) add(q *sequence) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kinds == nil {
		a.kinds, a.damaged = map[string]int{}, map[string]int{}
	}
	a.sequences++
	a.builds += q.builds
	a.failed += q.failed
	a.unchanged += q.unchanged
	for name, n := range q.kinds {
		a.kinds[name] += n
	}
	for name, n := range q.damaged {
		a.damaged[name] += n
	}
}

// judge fails if the sequences have left something out: then they prove less than they say.
func (a *tally) judge(t *testing.T) {
	t.Helper()
	for _, k := range kinds() {
		if a.kinds[k.name] == 0 {
			t.Errorf("%q never happened", k.name)
		}
	}
	for _, name := range []string{mended, "pack", "index"} {
		if a.kinds[name]+a.damaged[name] == 0 {
			t.Errorf("%q never happened", name)
		}
	}
	if a.failed*4 > a.builds || a.failed == 0 {
		t.Errorf("%d of %d builds failed: errors shall be there now and then", a.failed, a.builds)
	}
	t.Logf("%d builds, %d with errors, %d of what was built before", a.builds, a.failed, a.unchanged)
	for _, name := range slices.Sorted(maps.Keys(a.kinds)) {
		t.Logf("%4d  %s", a.kinds[name], name)
	}
	t.Logf("damaged in the cache: %v", a.damaged)
}

// middle is the day around which the days of all builds lie.
var middle = calendar.Date(2026, 6, 30)

// sequence is one random site and what happens to it, step by step. The seed settles all of it.
type sequence struct {
	t    *testing.T
	seed int
	r    *rand.Rand
	site *sitegen.Site
	opt  Options // of the next build

	hand    []kind            // the changes to come
	faults  map[string]string // files with an error, over those of the site: path → content
	age     int               // steps since the first of them came
	foreign map[string]string // what somebody else has put into the output folder: path → bytes
	soiled  bool              // a file of ours in the output cannot be recognised any more, until it is written again
	lost    bool              // a part of the cache is lost, until something is built again
	gone    []string          // pages that were there once
	streak  int               // failed builds, one after the other
	clean   clean             // what a clean build gave last

	kinds, damaged            map[string]int
	builds, failed, unchanged int
	told                      []string
}

func newSequence(t *testing.T, seed int) *sequence {
	usual := sitegen.Usual(uint64(seed), 50)
	usual.Photos, usual.Themes, usual.Years = 0.1, 5, 2
	q := &sequence{
		t: t, seed: seed, r: rand.New(rand.NewPCG(uint64(seed), 4)), site: sitegen.New(usual), hand: deal(seed, 2*steps),
		opt:    options(t.TempDir(), filepath.Join(t.TempDir(), "public"), middle),
		faults: map[string]string{}, foreign: map[string]string{}, kinds: map[string]int{}, damaged: map[string]int{},
	}
	q.write()
	return q
}

// deal gives the changes of one sequence. All sequences draw from one heap, in which each kind stands as often as any
// other, so that a few sequences see every kind.
func deal(seed, n int) (hand []kind) {
	all := kinds()
	for i := seed * n; i < (seed+1)*n; i++ {
		deck := rand.New(rand.NewPCG(uint64(i/len(all)), 7)).Perm(len(all))
		hand = append(hand, all[deck[i%len(all)]])
	}
	return hand
}

// run makes the first build and then changes and builds, one to three changes at a time.
func (q *sequence) run() {
	q.build()
	for step := range steps {
		q.told = append(q.told, fmt.Sprintf("step %d:", step))
		q.mend()
		q.change(1 + step%3)
		q.build()
	}
}

// change makes n changes of the hand. What finds no place today waits for another day.
func (q *sequence) change(n int) {
	var waiting []kind
	for n > 0 && len(q.hand) > 0 {
		drawn := slices.Clone(q.hand[:min(n, len(q.hand))])
		q.hand = q.hand[len(drawn):]
		slices.SortStableFunc(drawn, func(a, b kind) int { return a.turn - b.turn })
		for _, k := range drawn {
			what := k.do(q)
			if what == "" {
				waiting = append(waiting, k)
				continue
			}
			n--
			q.kinds[k.name]++
			q.told = append(q.told, "  "+k.name+": "+what)
		}
	}
	q.hand = append(waiting, q.hand...)
}

// mended is the kind of a change that is not drawn: it follows an error.
const mended = "mended"

// mend takes errors out again after two builds. Where there are none but those of a day – what is said to have happened lies in
// the future – another day follows.
func (q *sequence) mend() {
	if q.streak > 2 && len(q.faults) == 0 {
		q.opt.AsOf = middle.Add(q.r.IntN(60))
		q.told = append(q.told, "  as of "+q.opt.AsOf.String())
	}
	if q.age++; len(q.faults) == 0 || q.age <= 2 {
		return
	}
	for name := range q.faults {
		q.must(os.Remove(q.source(name)))
	}
	clear(q.faults)
	q.kinds[mended]++
	q.told = append(q.told, "  mended")
	q.write()
}

// write makes the sources what the site says, with the errors over them.
func (q *sequence) write() {
	q.must(q.site.Write(q.opt.Root))
	for _, name := range slices.Sorted(maps.Keys(q.faults)) {
		put(q.t, q.opt.Root, name, q.faults[name])
	}
}

// fatal ends the sequence, with all that led there.
func (q *sequence) fatal(format string, args ...any) {
	q.t.Helper()
	q.t.Fatalf("seed %d: %s\nas of %s %v, drafts %v, hold back %v, base URL %q, version %s\n%s", q.seed, fmt.Sprintf(format, args...),
		q.opt.AsOf, q.opt.Now, q.opt.Drafts, q.opt.HoldBack, q.opt.BaseURL, q.opt.Version, strings.Join(q.told, "\n"))
}

func (q *sequence) must(err error) {
	q.t.Helper()
	if err != nil {
		q.fatal("%v", err)
	}
}

func (q *sequence) source(name string) string {
	return filepath.Join(q.opt.Root, filepath.FromSlash(name))
}

func (q *sequence) out(name string) string {
	return filepath.Join(q.opt.Out, filepath.FromSlash(name))
}

// clean is what a build into a new folder with a new cache gives.
type clean struct {
	key    [sha256.Size]byte // of what it was made from
	result Result
	err    error
	files  map[string]string
	zip    string
}

// reference gives the clean build. It is made anew whenever a byte of the sources or an option has changed.
func (q *sequence) reference() clean {
	h := sha256.New()
	fmt.Fprintln(h, q.opt.AsOf, q.opt.Now, q.opt.Drafts, q.opt.HoldBack, q.opt.BaseURL, q.opt.Version, q.opt.Zip)
	q.must(filepath.WalkDir(q.opt.Root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		fmt.Fprintf(h, "%q %x\n", path, sha256.Sum256(data))
		return err
	}))
	key := [sha256.Size]byte(h.Sum(nil))
	if key == q.clean.key {
		q.unchanged++
		return q.clean
	}
	for name := range q.clean.files {
		if filepath.Ext(name) == ".html" {
			q.gone = append(q.gone, name)
		}
	}
	dir := q.t.TempDir()
	opt := q.opt
	opt.Clean = false
	opt.Out, opt.Cache = filepath.Join(dir, "public"), filepath.Join(dir, "cache")
	if opt.Zip != "" {
		opt.Zip = filepath.Join(dir, "site.zip")
	}
	c := clean{key: key}
	if c.result, c.err = Run(context.Background(), opt); c.err == nil && !c.result.Failed {
		c.files = folder(q.t, opt.Out)
		c.zip = q.read(opt.Zip)
	}
	q.must(os.RemoveAll(dir))
	q.gone = slices.DeleteFunc(q.gone, func(name string) bool { return c.files[name] != "" })
	slices.Sort(q.gone)
	q.gone = slices.Compact(q.gone)
	q.clean = c
	return c
}

// read gives a file, and nothing for no file.
func (q *sequence) read(name string) string {
	if name == "" {
		return ""
	}
	data, err := os.ReadFile(name)
	q.must(err)
	return string(data)
}

// build builds, and compares with a clean build.
func (q *sequence) build() {
	q.t.Helper()
	want := q.reference()
	var before map[string]string
	if want.result.Failed {
		before = q.standing()
	}
	got, err := Run(context.Background(), q.opt)
	q.builds++
	if a, b := telling(got, err, q.opt), telling(want.result, want.err, q.opt); a != b {
		q.fatal("the incremental build tells (%v)\n%s\nthe clean one (%v)\n%s", err, a, want.err, b)
	}
	switch {
	case got.Failed:
		q.failed++
		q.streak++
		if names := differ(before, q.standing()); len(names) > 0 {
			q.fatal("a build with errors has touched %d files: %v", len(names), names[:min(8, len(names))])
		}
	case err == nil:
		q.compare(want)
		q.soiled, q.lost, q.streak = false, false, 0
	}
	q.opt.Clean, q.opt.Zip = false, ""
}

// telling is all that a build says and that must not depend on what was built before. Of a failure of the machine, only that
// it is one: which page failed first is a matter of luck.
func telling(r Result, err error, opt Options) string {
	if err != nil {
		var usage *UsageError
		return fmt.Sprintf("an error, of usage %v", errors.As(err, &usage))
	}
	return fmt.Sprintf("failed %v, as of %s, next change %s, %d entries, %d drafts, %d pages, held back %v, withdrawn %v\n%s",
		r.Failed, r.AsOf, r.NextChange, r.Entries, r.Drafts, r.Pages, r.HeldBack, r.Withdrawn, words(r.Problems))
}

// standing is what is in the output folder; nothing where there is none.
func (q *sequence) standing() map[string]string {
	if _, err := os.Stat(q.opt.Out); errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}
	}
	return folder(q.t, q.opt.Out)
}

// compare holds the output folder and its index against a clean build.
func (q *sequence) compare(want clean) {
	q.t.Helper()
	maps.DeleteFunc(q.foreign, func(name, _ string) bool { _, ours := want.files[name]; return ours }) // overwritten
	there := q.standing()
	for name, data := range q.foreign {
		if there[name] != data {
			q.fatal("%s of somebody else was touched", name)
		}
		delete(there, name)
	}
	if names := differ(want.files, there); len(names) > 0 {
		q.fatal("%d files differ: %v", len(names), names[:min(8, len(names))])
	}
	for name := range there {
		if info, err := os.Lstat(q.out(name)); err != nil || !info.Mode().IsRegular() {
			q.fatal("%s is no file: %v", name, err)
		}
	}
	if wrong := indexed(q.t, q.opt, want.files); wrong != "" {
		q.fatal("%s", wrong)
	}
	if q.opt.Zip != "" && q.read(q.source(q.opt.Zip)) != want.zip {
		q.fatal("the packed site differs")
	}
}

// indexed holds the index against the files that stand in the output folder, foreign ones left out, and says what is wrong.
func indexed(t *testing.T, opt Options, files map[string]string) string {
	t.Helper()
	w, err := output.Open(opt.Out, opt.Cache)
	if err != nil {
		return err.Error()
	}
	defer w.Abort()
	site := w.Previous()
	if site.Unfinished {
		return "the folder is marked unfinished"
	}
	if len(w.Notes()) > 0 {
		return fmt.Sprintf("notes on the index: %v", []problem.Text(w.Notes()))
	}
	if len(site.Files) != len(files) {
		return fmt.Sprintf("the index lists %d files, and %d stand there", len(site.Files), len(files))
	}
	for _, f := range site.Files {
		data, ok := files[f.Path]
		if !ok || f.Size != int64(len(data)) || f.Sum != sha256.Sum256([]byte(data)) {
			return fmt.Sprintf("the index has %s with %d bytes, sum %x; the file is there %v, with %d bytes", f.Path, f.Size, f.Sum, ok, len(data))
		}
	}
	return ""
}
