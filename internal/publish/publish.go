package publish

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"mingde/internal/output"
	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// Options say what to publish, where to, and how carefully.
type Options struct {
	Store  store.Store
	Target string // what the store is, for this computer's memory: one folder in State for each
	State  string // a folder for what this computer remembers; "" for none
	Tool   string // program and version

	Dir       string            // the folder with the files
	Site      output.Site       // its index
	Drafts    bool              // it was built with drafts
	Redirects map[string]string // path of an alias page → where it leads, percent-encoded: told to stores that can answer so themselves
	Withdrawn []string          // all that must not be shown today, by names that stay from build to build: build.Result.Withdrawn

	PublicURL string       // where the public reads; "" if not known
	Client    *http.Client // for that; nil: one with a timeout of 30 s

	Keep           int           // generations whose bodies are kept for rollback
	Lease          time.Duration // after which a publisher that is silent counts as dead; 0 for 120 s
	MaxDeletes     int           // at most so many files may vanish at once
	MaxDeleteShare float64       // and at most this share of those that stand, 0 to 1
	Compress       string        // "gzip": text is stored compressed
	Verify         Level         // "" for Sample
	Takeover       bool          // do not wait for the lease of somebody else to end
	Wait           time.Duration // how long to wait for somebody else
	DryRun         bool          // plan, and write nothing
	Yes            bool          // the answer to what a *Refused asks
	Probed         bool          // the store is known to create only where nothing is
	Workers        int           // requests at a time; 0 for 32

	Events func(Event)                                     // is told how far it is, one event after another; may be nil
	Purge  func(ctx context.Context, paths []string) error // is told after the commit what caches should forget; may be nil
}

// Event tells how far a publish is.
type Event struct {
	Phase Phase
	Path  string // what was just done; "" at the beginning of a phase
	Files int    // done in this phase
	Of    int
	Bytes int64 // uploaded since the beginning
	Total int64 // to upload altogether
}

// Report is what a publish did, also one that ended with an error.
type Report struct {
	Generation int
	Root       string
	Unchanged  bool // nothing was to be done
	Plan       *Plan
	TookOver   []int // generations that others began and did not finish
	Uploaded   int   // or brought back, by a rollback
	Bytes      int64
	Headed     int // whose headers alone were changed
	Deleted    int
	Kept       int // bodies kept for rollback
	Pending    []string
	Foreign    []string // keys of somebody else that were met, and left alone
	Drift      []Drift  // what a verification found that was not as it was left
	Checked    int      // objects that were verified
	Notes      []problem.Text
}

// publisher is one run.
type publisher struct {
	Options
	store     store.Store
	local     *local
	report    Report
	intents   map[int]*intent // that were read
	seen      int             // the newest generation when the run began
	clock     time.Time       // by the store, at clockRead
	clockRead time.Time
	restore   bool           // this is a rollback: it asks for no size
	strays    []string       // kept bodies that were there then: of a bucket whose records were lost
	strangers []store.Object // that were there before anything of ours
}

// Run publishes a site that stands in a folder: as Options.Site lists it, and nothing else. Its errors are a *Refused before
// anything was written, a *Busy, a *Stopped, an *Incomplete, or what the store said.
func Run(ctx context.Context, opt Options) (Report, error) {
	p := newPublisher(opt)
	if err := p.guardFolder(); err != nil {
		return p.report, err
	}
	want := p.wanted()
	err := p.patiently(ctx, func() error { return p.once(ctx, want) })
	return p.report, err
}

func newPublisher(opt Options) *publisher {
	if opt.Lease <= 0 {
		opt.Lease = 120 * time.Second
	}
	opt.Lease = min(opt.Lease, maxLease)
	if opt.Workers <= 0 {
		opt.Workers = 32
	}
	if opt.Verify == "" {
		opt.Verify = Sample
	}
	if opt.Client == nil {
		opt.Client = &http.Client{Timeout: 30 * time.Second}
	}
	return &publisher{Options: opt, store: opt.Store, intents: map[int]*intent{}, seen: -1}
}

// How often somebody who waits for another publisher looks whether it is done.
const waitStep = 5 * time.Second

// alone does something while no other process of this computer publishes to the target. A dry run may be at any time.
func (p *publisher) alone(do func() error) (err error) {
	if p.local, err = openLocal(p.State, p.Target); errors.Is(err, errInUse) && !p.DryRun {
		return &Busy{Here: true}
	}
	defer p.local.close()
	p.report = Report{}
	return do()
}

// patiently does something alone, and again while somebody else is at it and the user's patience lasts.
func (p *publisher) patiently(ctx context.Context, do func() error) error {
	began := time.Now()
	for {
		err := p.alone(do)
		var busy *Busy
		left := p.Wait - time.Since(began)
		if !errors.As(err, &busy) || left <= 0 {
			return err
		}
		step := min(waitStep, left)
		if busy.Remaining > 0 {
			step = min(step, busy.Remaining)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(step):
		}
	}
}

// once tries to publish: nothing is written before the plan is made and allowed.
func (p *publisher) once(ctx context.Context, want []Entry) error {
	h, err := p.list(ctx)
	if err != nil {
		return err
	}
	root := rootOf(want, marksOf(p.Withdrawn))
	if h.stands(root) && !p.Verify.complete() {
		p.unchanged(h)
		p.purge(ctx, nil)
		return nil
	}
	s, err := p.look(ctx, h, p.DryRun)
	if err != nil {
		return err
	}
	if h.stands(root) {
		if err := p.drift(ctx, s); err != nil {
			return err
		}
		if len(p.report.Drift) == 0 {
			p.unchanged(h)
			return nil
		}
	}
	if err := p.guardReturn(s.base, root); err != nil {
		return err
	}
	return p.change(ctx, s, want, nil)
}

// list reads the log. Whoever remembers nothing of the target looks at everything, and stops as soon as there is a log: of an empty
// bucket that is one request as well, and in one that is not the objects of others are seen before the first write.
func (p *publisher) list(ctx context.Context) (history, error) {
	h, err := p.listAll(ctx)
	if err == nil && p.seen < 0 {
		p.seen = h.next() - 1
	}
	return h, err
}

func (p *publisher) listAll(ctx context.Context) (history, error) {
	if p.local.knows() {
		return listLog(ctx, p.store)
	}
	var ours, others []store.Object
	for object, err := range p.store.List(ctx, "") {
		switch {
		case errors.Is(err, store.ErrDenied):
			return listLog(ctx, p.store) // a publisher with the least rights
		case err != nil:
			return history{}, err
		}
		switch {
		case strings.HasPrefix(object.Key, logPrefix):
			ours = append(ours, object)
			continue
		case isBlob(object.Key):
			p.strays = append(p.strays, object.Key)
		case !strings.HasPrefix(object.Key, control):
			others = append(others, object)
		}
		if len(ours) > 0 {
			return readLog(ours), nil
		}
	}
	if len(ours) == 0 {
		p.strangers = others
	}
	return readLog(ours), nil
}

func (p *publisher) unchanged(h history) {
	head, _ := h.head()
	p.report.Unchanged, p.report.Generation, p.report.Root = true, head.generation, head.root.String()
}

// change brings the bucket from what stands there to what is wanted. It is the protocol: plan, guards, intent, phases, deletes,
// verification, commit.
func (p *publisher) change(ctx context.Context, s *standing, want []Entry, back *state) error {
	t, err := p.prepare(ctx, s, want, back)
	if err != nil || p.DryRun {
		return err
	}
	if err := p.guardLock(ctx, s.base); err != nil {
		return err
	}
	t.intent.probed = p.Probed
	if err := ctx.Err(); err != nil {
		return err
	}
	since, err := p.take(context.WithoutCancel(ctx), t.intent) // whoever has begun knows it, and says so
	if err != nil {
		return err
	}
	t.looked = s.history.looked
	t.lease, t.ctx = hold(ctx, p.store, t.intent, since)
	defer t.lease.release()
	p.report.Generation, p.report.Root = t.intent.generation, t.intent.root.String()
	for _, r := range s.history.unfinished() {
		p.report.TookOver = append(p.report.TookOver, r.generation)
	}
	err = t.run(ctx)
	t.sum()
	if err != nil {
		return t.stopped(err)
	}
	return t.after(ctx)
}
