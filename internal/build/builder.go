package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"mingde/internal/cache"
	"mingde/internal/calendar"
	"mingde/internal/check"
	"mingde/internal/config"
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/layout"
	"mingde/internal/output"
	"mingde/internal/page"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// UsageError is a mistake in the options: the command's, not the content's.
type UsageError struct{ Err error }

// Error gives the message of the cause.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *UsageError) Unwrap() error { return e.Err }

// builder is one run of the spine: what a stage found, for the next.
type builder struct {
	Options
	out      string // absolute
	tree     *source.Tree
	sources  *sources
	memory   memory       // what the last run knew of the sources, until memorise
	learned  learned      // what this one knows, after it
	means    []source.Sum // of entries, by the number of the file in the tree: see memory.Means
	was      []int        // number of a file in the tree → in memory, as it was read; −1 for a new one
	began    time.Time    // when the sweep began
	store    *cache.Store
	standing standing // the output folder
	framed   bool     // since the output was made, nothing has changed but texts of bodies
	reread   bool     // sources had to be read although they have not changed
	entries  []*entry.Entry
	bodies   *bodies
	index    *searching
	facts    *facts
	sights   sights
	assets   assets
	set      *layout.Set
	site     *page.Site
	checked  *check.Findings
	held     map[string]bool
	identity string            // base_url of site.toml
	program  [sha256.Size]byte // the sum of the program's version
	problems findings
	phases   sync.Mutex
	result   Result
	written  sync.WaitGroup // what is written besides the output
	kept     *kept          // what stays in memory; nil for a single build
	told     summary        // of its site
}

// findings are the problems of each stage; those of compile and check are found anew when an entry is held back.
type findings struct {
	early   []problem.Problem // of sources, settings and layouts
	parse   []problem.Problem // of entries
	compile []problem.Problem
	check   []problem.Problem
}

// start begins a run that has to do with the output folder.
func start(opt Options) (*builder, error) {
	b, err := prepare(opt)
	if err != nil {
		return nil, err
	}
	if err := output.CheckFolder(b.Root, b.out); err != nil {
		return nil, &UsageError{err}
	}
	return b, nil
}

// prepare begins a run that has not.
func prepare(opt Options) (*builder, error) {
	root, err := filepath.Abs(opt.Root)
	if err != nil {
		return nil, err
	}
	opt.Root = root
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if _, ok := config.NormalBaseURL(opt.BaseURL); opt.BaseURL != "" && !ok {
		return nil, &UsageError{fmt.Errorf("%s: no absolute http or https address", opt.BaseURL)}
	}
	return &builder{Options: opt, out: within(root, opt.Out, "public"), held: map[string]bool{}, program: sha256.Sum256([]byte(opt.Version))}, nil
}

// open opens the cache. A build that finds nothing changed does without.
func (b *builder) open() (err error) {
	folder := b.cacheDir()
	if _, err := os.Lstat(filepath.Join(b.Root, source.Settings)); errors.Is(err, fs.ErrNotExist) {
		folder = "" // no site: nothing of ours shall remain
	}
	if b.kept != nil {
		b.store, err = b.kept.open(folder, b.Version)
	} else {
		b.store, err = cache.Open(folder, b.Version)
	}
	b.bodies = newBodies(b.store, origin{sources: b.sources})
	b.index = b.newSearching()
	if b.kept != nil && b.kept.shown != nil {
		b.index.inherit(b.kept.shown.index)
	}
	return err
}

// within places a folder: relative ones stand in the site's.
func within(root, folder, standard string) string {
	if folder == "" {
		folder = standard
	}
	if filepath.IsAbs(folder) {
		return filepath.Clean(folder)
	}
	return filepath.Join(root, folder)
}

func (b *builder) cacheDir() string { return within(b.Root, b.Cache, ".mingde") }

// close gives everything back, and adds to the result what happened to the cache: it costs time and nothing else, but a
// cache that cannot be written costs it again and again.
func (b *builder) close() {
	if b.tree != nil {
		b.tree.Close() // it was only read
	}
	b.written.Wait()
	b.standing.close()
	if b.store == nil {
		return
	}
	err := b.store.Close()
	for _, text := range b.store.Notes() {
		b.cacheNote(text)
	}
	if err != nil {
		b.cacheNote(err.Error())
	}
}

func (b *builder) cacheNote(text string) {
	b.result.Notes = append(b.result.Notes, problem.Text{Key: "output.cache-note", Args: problem.Args{"text": text}})
}

// drafts counts those that are not published; none are left out where they were asked for.
func (b *builder) drafts(show *showcase.Showcase) (n int) {
	for _, it := range show.Items {
		if it.State == showcase.Draft && !b.Drafts {
			n++
		}
	}
	return n
}

// phase times a stage: phase("x") … ().
func (b *builder) phase(name string) func() {
	began := time.Now()
	return func() {
		b.phases.Lock()
		defer b.phases.Unlock()
		b.result.Phases = append(b.result.Phases, Phase{name, time.Since(began)})
	}
}

// sweep is the first stage: which files there are.
func (b *builder) sweep(ctx context.Context) error {
	defer b.phase("sweep")()
	remembered := make(chan memory, 1)
	go func() { remembered <- b.remember() }()
	b.began = time.Now()
	tree, found, err := b.list(ctx)
	b.memory = <-remembered
	if err != nil {
		return err
	}
	b.tree, b.problems.early = tree, found
	b.sources = newSources(tree)
	b.means = make([]source.Sum, len(tree.Files("")))
	b.sights.all, b.sights.row = make([]sight, len(b.means)), &row{}
	if b.kept != nil {
		b.kept.heads = make([]head, len(b.means))
	}
	b.was = tree.Believe(b.memory.Files, b.memory.trustBefore())
	return nil
}

// list looks at the files of the site; where they were listed before, at the folders in which something may have changed.
func (b *builder) list(ctx context.Context) (*source.Tree, []problem.Problem, error) {
	if b.kept != nil {
		return b.kept.sweeper.Sweep(ctx, b.kept.folders)
	}
	return source.Sweep(ctx, b.sweepOptions())
}

func (b *builder) sweepOptions() source.Options {
	return source.Options{Root: b.Root, Layouts: b.Layouts, Static: b.Static, Workers: b.Workers}
}

// settings reads site.toml; without it nothing else makes sense. After mistakes that leave it readable the content is checked
// all the same, so that one run tells everything.
func (b *builder) settings() (*config.Config, bool) {
	data, err := b.sources.Read(source.Settings)
	if err != nil {
		if _, listed := b.tree.Lookup(source.Settings); listed {
			b.problems.early = append(b.problems.early, source.Unreadable(source.Settings, err))
		}
		return nil, false
	}
	if bad := entry.Encoding(source.Settings, data); bad != nil { // a TOML parser would call it a syntax error
		b.problems.early = append(b.problems.early, *bad)
		return nil, false
	}
	cfg, found := config.Load(data, source.Settings)
	b.problems.early = append(b.problems.early, found...)
	b.identity = cfg.BaseURL
	if b.BaseURL != "" {
		cfg.BaseURL, _ = config.NormalBaseURL(b.BaseURL)
	}
	unread := slices.ContainsFunc(found, func(p problem.Problem) bool { return p.Rule == decode.RuleSyntax.ID })
	return &cfg, !unread
}

// asOf is the day that the site shows.
func (b *builder) asOf(cfg *config.Config) calendar.Day {
	if !b.AsOf.IsZero() {
		return b.AsOf
	}
	return calendar.DayOf(b.Now.In(cfg.Location))
}

// layouts parses the layouts, on another core than that which plans the site: the plan does not need them.
func (b *builder) layouts() (wait func() []problem.Problem) {
	if set := b.sameLayouts(); set != nil {
		b.set, b.kept.set = set, set
		return func() []problem.Problem { return nil }
	}
	files := map[string][]byte{}
	var problems []problem.Problem
	for _, f := range b.tree.Files(source.Layouts + "/") {
		data, err := b.sources.Read(f.Path)
		if err != nil {
			problems = append(problems, source.Unreadable(f.Path, err))
			continue
		}
		files[f.Path] = data
	}
	parsed := make(chan []problem.Problem, 1)
	go func() {
		done := b.phase("layouts")
		set, found := layout.Parse(files)
		b.set = set
		done() // not after the hand-over: nobody waits for what comes then
		parsed <- found
	}()
	return func() []problem.Problem {
		problems = append(problems, <-parsed...)
		if b.kept != nil && len(problems) == 0 {
			b.kept.set = b.set
		}
		return problems
	}
}

// judge settles the severities of everything found so far, with lines, in order. It tells whether errors stop the build.
func (b *builder) judge() bool {
	all := slices.Concat(b.problems.early, b.problems.parse, b.problems.compile, b.problems.check)
	if b.site != nil {
		all = append(all, check.Unused(b.site.Showcase, all)...)
	}
	b.locate(all)
	if b.site == nil {
		b.result.Problems = problem.Sort(all)
	} else {
		b.result.Accepted = check.Accepted(b.site.Showcase, all)
		b.result.Problems = check.Judge(b.site.Showcase, all)
	}
	b.result.Failed = b.hasErrors()
	return b.result.Failed
}

// hasErrors tells whether errors were found elsewhere than in entries that are left out.
func (b *builder) hasErrors() bool {
	return slices.ContainsFunc(b.result.Problems, func(p problem.Problem) bool {
		return p.Severity == problem.Error && !b.held[p.File]
	})
}

// holdBack leaves out the entries with errors, when that was asked for and helps: what is wrong elsewhere still stops the
// build. It tells whether to compile again.
func (b *builder) holdBack() bool {
	if !b.HoldBack {
		return false
	}
	elsewhere := func(p problem.Problem) bool {
		return p.Severity == problem.Error && !strings.HasPrefix(p.File, entry.Root)
	}
	if slices.ContainsFunc(b.result.Problems, elsewhere) {
		return false
	}
	more := false
	for _, p := range b.result.Problems {
		if p.Severity == problem.Error && !b.held[p.File] {
			b.held[p.File] = true
			b.result.HeldBack = append(b.result.HeldBack, p.File)
			more = true
		}
	}
	return more
}
