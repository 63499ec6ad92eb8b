package publish

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"mingde/internal/parallel"
	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// turn is one generation while it is made: everything from the intent to the commit.
type turn struct {
	*publisher
	standing *standing
	intent   *intent
	actions  []Action
	entries  []Entry // that will be known when it is done
	back     *state  // what a rollback brings back; nil for a publish
	cut      bool
	full     bool // a full manifest is written

	ctx    context.Context // of requests: it ends with the lease, not with the user's patience
	lease  *lease
	looked time.Time // at the log

	mu       sync.Mutex
	event    Event
	foreign  []string
	pending  []string
	findings []problem.Text
	kept     int
}

// run does everything up to the commit. The user's context is asked before each step; a step that has begun is finished.
func (t *turn) run(ctx context.Context) error {
	for rest := t.actions; len(rest) > 0 && rest[0].Phase < Deletes; {
		n := slices.IndexFunc(rest, func(a Action) bool { return a.Phase != rest[0].Phase })
		if n < 0 {
			n = len(rest)
		}
		if err := t.phase(ctx, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	if err := t.deletes(ctx); err != nil {
		return err
	}
	if err := t.verify(ctx); err != nil {
		return err
	}
	return t.commit(ctx)
}

// phase puts the objects of one phase.
func (t *turn) phase(ctx context.Context, actions []Action) error {
	if err := t.begin(ctx, actions[0].Phase, len(actions)); err != nil {
		return err
	}
	err := parallel.Each(ctx, t.Workers, len(actions), func(i int) error {
		err := t.do(&actions[i])
		if errors.Is(err, store.ErrForeign) {
			t.leave(actions[i].Path)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", actions[i].Path, err)
		}
		t.did(&actions[i])
		return nil
	})
	if len(t.foreign) > 0 {
		return t.refuseForeign()
	}
	return err
}

// begin is the barrier before a step.
func (t *turn) begin(ctx context.Context, phase Phase, files int) error {
	t.mu.Lock()
	t.event.Phase, t.event.Path, t.event.Files, t.event.Of = phase, "", 0, files
	t.tell()
	t.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.fence()
}

// did counts one object.
func (t *turn) did(a *Action) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.event.Path = a.Path
	t.event.Files++
	t.event.Bytes += a.Size
	switch {
	case a.Phase == Deletes: // counted when it is done
	case a.do == reissue:
		t.report.Headed++
	default:
		t.report.Uploaded++
	}
	t.tell()
}

// tell hands the event out; the lock is held, so that they come one after another.
func (t *turn) tell() {
	if t.Events != nil {
		t.Events(t.event)
	}
}

// write makes one request that changes something, if the lease allows it.
func (t *turn) write(request func(ctx context.Context) error) error {
	if err := t.lease.check(); err != nil {
		return err
	}
	err := request(t.ctx)
	if err != nil && context.Cause(t.ctx) == ErrLost {
		return ErrLost
	}
	return err
}

// do brings one object to what it shall be.
func (t *turn) do(a *Action) error {
	if t.keeps(a) {
		if err := t.keep(a); err != nil {
			return err
		}
	}
	switch a.do {
	case reissue:
		return t.copy(a.Path, a.Path, a.entry.Class.Header)
	case replace:
		return t.put(a)
	case create:
		return t.create(a)
	}
	return t.settle(a)
}

// put stores an object over what is ours; a rollback takes the body from where it was kept.
func (t *turn) put(a *Action) error {
	if t.back != nil {
		return t.bringBack(a)
	}
	return t.write(func(ctx context.Context) error {
		return t.store.Put(ctx, a.Path, t.body(a.entry), a.entry.Class.Header)
	})
}

// create stores an object where nothing is. What is there is somebody else's, and stays.
func (t *turn) create(a *Action) error {
	if t.back != nil {
		return t.settle(a)
	}
	err := t.write(func(ctx context.Context) error {
		return t.store.Create(ctx, a.Path, t.body(a.entry), a.entry.Class.Header)
	})
	if errors.Is(err, store.ErrExists) {
		return t.met(a)
	}
	return err
}

// met judges an object that is where nothing should be: our own, because a reply was lost, or somebody else's.
func (t *turn) met(a *Action) error {
	object, err := t.store.Head(t.ctx, a.Path)
	if err != nil {
		return err
	}
	ours, err := t.is(t.ctx, object, a.entry)
	if err == nil && !ours {
		err = store.ErrForeign
	}
	return err
}

// leave remembers the key of an object of somebody else, which stays as it is.
func (t *turn) leave(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.foreign = append(t.foreign, key)
}

// settle stores an object where nobody knows what is: nothing, what an unfinished publish put there, or somebody else's.
func (t *turn) settle(a *Action) error {
	object, err := t.store.Head(t.ctx, a.Path)
	if errors.Is(err, store.ErrNotFound) {
		if t.back != nil {
			return t.bringBack(a)
		}
		return t.create(a)
	}
	if err != nil {
		return err
	}
	if same, err := t.is(t.ctx, object, a.entry); err != nil || same {
		if same && !sameHeader(object.Header, a.entry.Class.Header) {
			return t.copy(a.Path, a.Path, a.entry.Class.Header)
		}
		return err
	}
	for _, e := range a.known {
		if ours, err := t.is(t.ctx, object, e); err != nil {
			return err
		} else if ours {
			return t.put(a)
		}
	}
	return t.met(a)
}

// is tells whether an object has the bytes of an entry. Where the store does not tell an MD5 sum they are read.
func (p *publisher) is(ctx context.Context, object store.Object, e Entry) (bool, error) {
	if object.Size != e.Size {
		return false, nil
	}
	if object.ETag == hex.EncodeToString(e.MD5[:]) {
		return true, nil
	}
	data, _, err := p.store.Get(ctx, object.Key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && store.Bytes(data).MD5 == e.MD5, err
}

// sameHeader compares what a store gives out with what it was told. Not all stores know redirections.
func sameHeader(got, want store.Header) bool {
	if got.Redirect == "" {
		want.Redirect = ""
	}
	return got == want
}

func (t *turn) copy(from, to string, h store.Header) error {
	return t.write(func(ctx context.Context) error { return t.store.Copy(ctx, from, to, h) })
}

// commit ends the generation.
func (t *turn) commit(ctx context.Context) error {
	if err := t.begin(ctx, Committing, 0); err != nil {
		return err
	}
	if t.full {
		m := *t.intent
		m.against, m.changed, m.removed, m.touched = version{}, t.entries, nil, nil
		v, data := version{m.generation, m.root}, m.encode()
		err := t.write(func(ctx context.Context) error {
			return t.store.Create(ctx, manifestKey(v), store.Bytes(data), controlHeader)
		})
		if err != nil && !errors.Is(err, store.ErrExists) { // only who holds the number writes it: its reply was lost
			return err
		}
		t.local.put(localManifest(v), data)
	}
	return t.finish()
}

// finish writes the commit.
func (t *turn) finish() error {
	slices.Sort(t.pending)
	t.pending = slices.Compact(t.pending)
	c := &commit{owner: t.intent.owner, pending: t.pending}
	key, data := commitKey(t.intent.generation, t.intent.root, t.full, len(t.pending) > 0), c.encode()
	err := t.write(func(ctx context.Context) error { return t.store.Create(ctx, key, store.Bytes(data), controlHeader) })
	if errors.Is(err, store.ErrExists) {
		found, _, got := t.store.Get(t.ctx, key)
		other, bad := decodeCommit(found)
		if got == nil && bad == nil && other.owner == t.intent.owner {
			err = nil
		}
	}
	if err == nil {
		t.local.put(localIntent(t.intent.generation, t.intent.root), t.intent.encode())
		t.local.put(localCommit(t.intent.generation, t.intent.root), data)
	}
	return err
}

// after is what remains when the site stands: this computer's memory, caches of others, and the sum of what went wrong.
func (t *turn) after(ctx context.Context) error {
	now := version{t.intent.generation, t.intent.root}
	against := t.intent.against
	if t.full {
		against = now
	}
	t.local.keepOnly(now, against)
	t.local.forget("begun")
	t.purge(ctx, t.stale())
	t.noteVersions(ctx)
	if len(t.pending) > 0 || len(t.findings) > 0 {
		return &Incomplete{Pending: t.pending, Texts: t.findings}
	}
	return nil
}

// noteVersions says after a withdrawal that the store still has what was withdrawn, if it tells that it keeps old versions.
func (t *turn) noteVersions(ctx context.Context) {
	if s, ok := t.store.(versioned); ok && t.cut {
		if on, err := s.Versioned(ctx); err == nil && on {
			t.report.Notes = append(t.report.Notes, text("versions-kept", nil))
		}
	}
}

// stale lists what caches may hold of before: all that was changed or deleted, but not assets whose names stand for their content.
func (t *turn) stale() (paths []string) {
	for _, a := range t.actions {
		if a.Reason != New && !a.entry.hashed() {
			paths = append(paths, a.Path)
		}
	}
	return paths
}

// purge tells caches what to forget, and what they could not be told before. A failure is told, and this computer tries again
// in its next run; what they hold runs out by itself as well.
func (p *publisher) purge(ctx context.Context, paths []string) {
	if before, ok := p.local.get("purge"); ok {
		paths = append(paths, strings.Split(string(before), "\n")...)
		slices.Sort(paths)
		paths = slices.Compact(paths)
	}
	if p.Purge == nil || len(paths) == 0 || p.DryRun {
		return
	}
	if err := p.Purge(ctx, paths); err != nil {
		p.local.put("purge", []byte(strings.Join(paths, "\n")))
		p.report.Notes = append(p.report.Notes, text("purge-failed", problem.Args{"error": err.Error()}))
		return
	}
	p.local.forget("purge")
}

// sum completes the report.
func (t *turn) sum() {
	t.report.Bytes, t.report.Kept, t.report.Pending = t.event.Bytes, t.kept, t.pending
	t.report.Foreign = append(t.report.Foreign, t.foreign...)
	slices.Sort(t.report.Foreign)
	t.report.Foreign = slices.Compact(t.report.Foreign)
}

// stopped says how far a turn came that did not come to its end.
func (t *turn) stopped(err error) error {
	if context.Cause(t.ctx) == ErrLost { // whatever a store makes of a request that was called off
		err = ErrLost
	}
	return &Stopped{Generation: t.intent.generation, Phase: t.event.Phase, Done: t.event.Files, All: t.event.Of, Err: err}
}

func (t *turn) refuseForeign() error {
	return refuse("foreign", problem.Args{"keys": names(t.foreign)})
}
