// Package build is the spine: one function that runs the stages in order – source, entry, showcase, page, check, layout,
// output – and what is reused between two builds. Build, check, watch, publish and explain all go through it.
//
// It does not know HTTP, nor buckets, nor the terminal.
package build

import (
	"context"
	"io/fs"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/check"
	"mingde/internal/config"
	"mingde/internal/output"
	"mingde/internal/page"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// Options say what to build, and of which day.
type Options struct {
	Root     string       // the site's folder
	Out      string       // the output folder; relative to Root
	Cache    string       // the cache's folder, relative to Root; "" for .mingde
	Now      time.Time    // the time of the build; its day in the site's timezone is the default of AsOf
	AsOf     calendar.Day // zero: the day of Now
	Drafts   bool
	HoldBack bool   // leave out entries with errors instead of stopping
	BaseURL  string // "": that of site.toml
	Clean    bool   // ignore what earlier builds left, and remove it
	Zip      string // a file to pack the site into, relative to Root; "" for none
	Layouts  fs.FS  // the default layouts
	Static   fs.FS  // the default static files
	Version  string // of the program: what another version has cached is not believed
	Workers  int    // 0: as many as there are cores

	// Trace is told the address of every page of a build that came to its end, in order, and why it was rendered or reused;
	// may be nil. A build that finds nothing changed looks at no page and tells nothing.
	Trace func(address string, why Reason)

	// Pictures is told how many pictures the build has seen to, made smaller or found to be so already, of how many; may be
	// nil. Calls come from several goroutines.
	Pictures func(done, of int)

	// First tells when files first came into the repository of the site; nil where nobody asks.
	First map[string]time.Time
}

// Result is what a build did.
type Result struct {
	AsOf       calendar.Day
	NextChange calendar.Day // zero: never
	Entries    int          // that were read
	Drafts     int          // of these, drafts that are not published
	Pages      int          // files of the site, whatever their kind
	Rendered   int
	Reused     int
	Reasons    map[Reason]int // how many pages were rendered, or reused, for which reason
	Written    map[output.Class]int
	Deleted    int
	Bytes      int64 // that were written
	HeldBack   []string
	Publish    config.Publish    // of site.toml, where the site goes
	Withdrawn  []string          // what the sources say must not be shown: ids, and ids with parts; publish compares them with those of the last time
	Moved      map[string]string // path of a page at an old address → path below the web server where it leads; with base_url only
	Notes      []problem.Text    // what a user should know beside the problems: foreign files, a damaged record
	Problems   []problem.Problem
	Accepted   []problem.Accepted // what entries accept on purpose; a build that finds nothing changed does not look
	Failed     bool               // there are errors, and nothing was written
	Phases     []Phase
}

// Phase is how long a stage took.
type Phase struct {
	Name string
	Time time.Duration
}

// Run builds the site. Mistakes in the content are in the Result; an error is a failure of the machine, or of the
// options (a *UsageError).
func Run(ctx context.Context, opt Options) (Result, error) {
	b, err := start(opt)
	if err != nil {
		return Result{}, err
	}
	err = b.run(ctx)
	b.close()
	return b.result, err
}

func (b *builder) run(ctx context.Context) error {
	b.standing.open(b.out, b.cacheDir())
	if err := b.sweep(ctx); err != nil {
		return err
	}
	if stands, err := b.stands(ctx); err != nil {
		return err
	} else if !stands {
		if err := b.plan(ctx); err != nil || b.result.Failed {
			return err
		}
		if err := b.write(ctx); err != nil {
			return err
		}
	}
	if b.Zip == "" {
		return nil
	}
	return b.pack()
}

// Check runs everything up to the first write.
func Check(ctx context.Context, opt Options) (Result, error) {
	b, err := start(opt)
	if err != nil {
		return Result{}, err
	}
	err = b.survey(ctx)
	b.close()
	return b.result, err
}

// survey finds out what the site shall be.
func (b *builder) survey(ctx context.Context) error {
	if err := b.sweep(ctx); err != nil {
		return err
	}
	return b.plan(ctx)
}

// plan runs the stages from the settings to the check. No content error is found after it.
func (b *builder) plan(ctx context.Context) error {
	if err := b.open(); err != nil {
		return err
	}
	cfg, ok := b.settings()
	if !ok {
		b.judge()
		return nil
	}
	var found []problem.Problem
	b.sights.lens, found = check.NewLens(cfg, b.sources.Read)
	b.problems.early = append(b.problems.early, found...)
	if err := b.read(ctx, cfg.Location); err != nil {
		return err
	}
	if b.adopt(cfg) {
		return nil
	}
	if err := b.prepare(ctx, cfg.Photos); err != nil {
		return err
	}
	b.standing.look(!b.Clean) // from here to the writing one core is enough for the site
	b.assets = b.nameAssets(cfg)
	parsed := b.layouts()
	for {
		b.compile(cfg)
		if parsed != nil {
			b.problems.early = append(b.problems.early, parsed()...)
			parsed = nil
		}
		if !b.judge() || !b.holdBack() {
			break
		}
	}
	if b.kept != nil {
		b.standIn(cfg)
		return nil
	}
	b.forPublisher(cfg)
	b.memorise()
	return b.bodies.failure()
}

// compile makes the Showcase of the day and plans its pages.
func (b *builder) compile(cfg *config.Config) {
	opt := showcase.Options{AsOf: b.asOf(cfg), Drafts: b.Drafts, Held: b.held}
	done := b.phase("compile")
	show, found := showcase.Compile(cfg, b.entries, opt)
	b.problems.compile = found
	done()
	done = b.phase("plan")
	b.site, found = page.Plan(show, b.inputs(cfg))
	b.problems.compile = append(b.problems.compile, found...)
	b.index.show(b.site, b.bodies)
	done()
	done = b.phase("check")
	b.checked = check.Run(b.subject())
	b.problems.check = b.checked.Problems()
	done()
	b.result.AsOf, b.result.NextChange = opt.AsOf, show.NextChange
	b.result.Entries, b.result.Pages, b.result.Drafts = len(b.entries), len(b.site.Pages), b.drafts(show)
	b.result.Withdrawn = withdrawn(show)
}

// subject is what the rules look at.
func (b *builder) subject() *check.Subject {
	attachments := &scans{facts: b.facts, words: b.site.Showcase.Config.Privacy.HardshipWords, suspects: b.sights.suspects}
	return &check.Subject{
		Site: b.site, Picture: b.facts.fault, File: b.facts.exists, Body: b.bodies.read, Source: b.textOf, Sight: b.sightOf,
		Document: attachments.of, Namings: attachments.names,
		Own: b.own(), Today: b.AsOf.IsZero(), First: b.First,
	}
}

// own lists the layouts and static files that the site has of its own.
func (b *builder) own() (all []string) {
	for _, folder := range []string{source.Layouts, source.Static} {
		for _, f := range b.tree.Files(folder + "/") {
			if !f.Embedded {
				all = append(all, f.Path)
			}
		}
	}
	return all
}
