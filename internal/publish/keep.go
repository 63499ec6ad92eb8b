package publish

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"mingde/internal/parallel"
	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// keeps tells whether the body that an action replaces or deletes is kept for rollback. Hashed assets stay for a
// while anyway. With a withdrawal nothing is kept: what changes with it may be what shows the withdrawn.
func (t *turn) keeps(a *Action) bool {
	return t.Keep > 0 && !t.cut && a.do != reissue && a.before.Path != "" && a.before.alive() && !a.before.hashed() &&
		(a.Phase == Deletes || a.before.Sum != a.entry.Sum || a.before.Class.Encoder != a.entry.Class.Encoder)
}

// keep copies a body to where it is kept. If nobody knows what is at the key now, it is compared first: under a sum stands what
// has that sum, and nothing else.
func (t *turn) keep(a *Action) error {
	blob := blobKey(a.before)
	if t.doubtful(a.Path) {
		if same, err := t.holdsBody(t.ctx, a.Path, a.before); err != nil || !same {
			return err // the unfinished publish has replaced it, and kept it before
		}
	}
	err := t.copy(a.Path, blob, controlHeader)
	if errors.Is(err, store.ErrNotFound) {
		return nil // somebody has deleted it; nothing is lost by our hand
	}
	if err == nil {
		t.mu.Lock()
		t.kept++
		t.mu.Unlock()
	}
	return err
}

// doubtful tells whether nobody knows what is at a key of the base.
func (t *turn) doubtful(path string) bool {
	_, dirty := t.standing.dirty[path]
	return dirty || slices.Contains(t.standing.base.pending, path)
}

// deleteBatch is how many keys go into one request.
const deleteBatch = 1000

// deletes removes what is no longer wanted, and lastly what nobody needs of our own.
func (t *turn) deletes(ctx context.Context) error {
	var actions []Action
	for _, a := range t.actions {
		if a.Phase == Deletes {
			actions = append(actions, a)
		}
	}
	keys, err := t.garbage(ctx)
	if err != nil {
		return err
	}
	if len(actions)+len(keys) == 0 {
		return nil
	}
	if err := t.begin(ctx, Deletes, len(actions)); err != nil {
		return err
	}
	ours := make([]bool, len(actions))
	err = parallel.Each(ctx, t.Workers, len(actions), func(i int) (err error) {
		ours[i], err = t.mayDelete(&actions[i])
		return err
	})
	if err != nil {
		return err
	}
	for i := range actions {
		if ours[i] {
			keys = append(keys, actions[i].Path)
		}
		t.did(&actions[i])
	}
	return t.deleteAll(ctx, keys)
}

// mayDelete prepares a delete: the body is kept, and what may be somebody else's is looked at. Such an object is named and
// stays.
func (t *turn) mayDelete(a *Action) (bool, error) {
	if t.keeps(a) {
		return true, t.keep(a)
	}
	if a.do != removeOurs {
		return true, nil
	}
	object, err := t.store.Head(t.ctx, a.Path)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, e := range a.known {
		if ours, err := t.is(t.ctx, object, e); err != nil || ours {
			return ours, err
		}
	}
	if len(a.known) == 0 {
		return false, nil // an unfinished publish wanted to delete it: it was looked at then
	}
	t.leave(a.Path)
	return false, nil
}

// deleteAll deletes keys. What is refused is pending: the commit names it, and the next run tries again.
func (t *turn) deleteAll(ctx context.Context, keys []string) error {
	for len(keys) > 0 {
		batch := keys[:min(deleteBatch, len(keys))]
		keys = keys[len(batch):]
		if err := ctx.Err(); err != nil {
			return err
		}
		var refused []store.Refused
		err := t.write(func(ctx context.Context) (err error) {
			refused, err = t.store.Delete(ctx, batch)
			return err
		})
		if errors.Is(err, store.ErrDenied) {
			refused = refused[:0]
			for _, key := range batch {
				refused = append(refused, store.Refused{Key: key, Err: err})
			}
		} else if err != nil {
			return err
		}
		t.count(batch, refused)
		for _, r := range refused {
			if errors.Is(r.Err, store.ErrForeign) {
				t.leave(r.Key)
				continue
			}
			if isBlob(r.Key) || validPath(r.Key) { // records of ours are tried again by the next collection
				t.pending = append(t.pending, r.Key)
				t.findings = append(t.findings, notDeleted(r))
			}
		}
	}
	return nil
}

// notDeleted says what could not be deleted, and whose right is missing, where that is the reason.
func notDeleted(r store.Refused) problem.Text {
	var failure store.Failure
	if errors.As(r.Err, &failure) && failure.Reason().Args["right"] != "" {
		args := failure.Reason().Args
		return text("pending-denied", problem.Args{"key": r.Key, "who": args["who"], "right": args["right"], "where": args["where"]})
	}
	return text("pending", problem.Args{"key": r.Key, "error": r.Err.Error()})
}

// count counts the objects of the site that a batch has deleted.
func (t *turn) count(batch []string, refused []store.Refused) {
	for _, key := range batch {
		kept := slices.ContainsFunc(refused, func(r store.Refused) bool { return r.Key == key })
		if !strings.HasPrefix(key, control) && !kept {
			t.report.Deleted++
		}
	}
}

// logKept is how many generations the log keeps at least, and how many more it may have before they are collected: that costs
// requests, so it is done seldom.
const logKept = 10

// garbage lists what is ours below _pub/ and of no use: old records, manifests and bodies; with a withdrawal all bodies.
// What could not be deleted before is tried again. Before the first commit no body is of use, whoever kept it.
func (t *turn) garbage(ctx context.Context) (keys []string, err error) {
	for _, key := range t.standing.base.pending {
		if isBlob(key) {
			keys = append(keys, key)
		}
	}
	if t.standing.base.generation == 0 {
		return t.strays, nil
	}
	if t.cut {
		all, err := t.bodiesBut(ctx, nil)
		return append(keys, all...), err
	}
	kept := max(logKept, t.Keep)
	commits := t.standing.history.commits()
	if len(t.standing.history.records) < kept+logKept || len(commits) <= kept {
		return keys, nil
	}
	oldest := commits[kept-1]
	for _, r := range t.standing.history.records {
		if r.generation < oldest.generation {
			keys = append(keys, r.keys...)
		}
	}
	old, err := t.oldManifests(ctx, oldest)
	if err != nil {
		return nil, err
	}
	needed := map[string]bool{}
	if t.Keep > 0 {
		if needed, err = t.bodies(ctx, commits[:min(t.Keep+1, len(commits))]); err != nil {
			return nil, err
		}
	}
	bodies, err := t.bodiesBut(ctx, needed)
	keys = slices.Concat(keys, old, bodies)
	slices.Sort(keys)
	return slices.Compact(keys), err
}

// bodies gives the keys under which the bodies of some generations are kept, if they are. It does not go by the time of
// copying, which some stores take from what was copied.
func (p *publisher) bodies(ctx context.Context, commits []record) (map[string]bool, error) {
	keys := map[string]bool{}
	for _, r := range commits {
		s, err := p.loadEntries(ctx, r)
		if err != nil {
			return nil, err
		}
		for _, e := range s.entries {
			if !e.hashed() {
				keys[blobKey(e)] = true
			}
		}
	}
	return keys, nil
}

// bodiesBut lists the kept bodies that are not needed. Whoever may not list them deletes all that the generations in the log
// can have left, whether it is there or not.
func (t *turn) bodiesBut(ctx context.Context, needed map[string]bool) (keys []string, err error) {
	for object, err := range t.store.List(ctx, blobs) {
		if errors.Is(err, store.ErrDenied) {
			all, err := t.bodies(ctx, t.standing.history.commits())
			for key := range needed {
				delete(all, key)
			}
			return slices.Sorted(maps.Keys(all)), err
		}
		if err != nil {
			return nil, err
		}
		if isBlob(object.Key) && !needed[object.Key] {
			keys = append(keys, object.Key)
		}
	}
	return keys, nil
}

// oldManifests lists the manifests before the one that the oldest generation of the log needs: their numbers only grow.
func (t *turn) oldManifests(ctx context.Context, oldest record) (keys []string, err error) {
	needed := version{oldest.generation, Root{}}
	if !oldest.full {
		in, err := t.committed(ctx, oldest)
		if err != nil {
			return nil, err
		}
		needed.generation = in.against.generation
	}
	for object, err := range t.store.List(ctx, manifests) {
		if errors.Is(err, store.ErrDenied) {
			return nil, nil // they stay: half a megabyte after 32 generations
		}
		if err != nil {
			return nil, err
		}
		if object.Key < manifestKey(needed) {
			keys = append(keys, object.Key)
		}
	}
	return keys, nil
}
