package publish

import (
	"context"
	"errors"
	"slices"

	"mingde/internal/publish/store"
)

// state is what a generation left in the bucket.
type state struct {
	intent          // of the generation, or its full manifest
	entries []Entry // in order; the dead among them
	full    []Entry // what the manifest says that the next intent will be against
	pending []string
	unseen  bool // see commit
}

// load reads the state of a committed generation. That is one object if it wrote a full manifest, else two, and one more if
// something remains to be done; none that this computer remembers.
func (p *publisher) load(ctx context.Context, r record) (*state, error) {
	s, err := p.loadEntries(ctx, r)
	if err != nil || !r.pending {
		return s, err
	}
	key := commitKey(r.generation, r.root, r.full, true)
	c, err := fetch(ctx, p, key, localCommit(r.generation, r.root), decodeCommit)
	if err != nil {
		return nil, err
	}
	s.pending, s.unseen = c.pending, c.unseen
	return s, nil
}

func (p *publisher) loadEntries(ctx context.Context, r record) (*state, error) {
	if r.full {
		in, err := p.manifest(ctx, version{r.generation, r.root})
		if err != nil {
			return nil, err
		}
		s := &state{intent: *in, entries: in.changed, full: in.changed}
		s.against = version{r.generation, r.root}
		return s, nil
	}
	in, err := p.committed(ctx, r)
	if err != nil {
		return nil, err
	}
	return p.announced(ctx, in)
}

// committed reads the intent of a commit.
func (p *publisher) committed(ctx context.Context, r record) (*intent, error) {
	key := intentKey(r.generation)
	return fetch(ctx, p, key, localIntent(r.generation, r.root), func(data []byte) (*intent, error) {
		in, err := decodeIntent(r.generation, data)
		if err == nil && in.root != r.root {
			err = errDamaged
		}
		return in, err
	})
}

// announced gives the state that an intent aims at.
func (p *publisher) announced(ctx context.Context, in *intent) (*state, error) {
	s := &state{intent: *in}
	if in.against.generation > 0 {
		m, err := p.manifest(ctx, in.against)
		if err != nil {
			return nil, err
		}
		s.full = m.changed
	}
	s.entries = apply(s.full, in.changed, in.removed)
	if rootOf(s.entries, in.withdrawn) != in.root {
		return nil, &Damaged{intentKey(in.generation)}
	}
	return s, nil
}

// manifest reads a full manifest.
func (p *publisher) manifest(ctx context.Context, v version) (*intent, error) {
	return fetch(ctx, p, manifestKey(v), localManifest(v), func(data []byte) (*intent, error) {
		in, err := decodeIntent(v.generation, data)
		if err != nil || in.against.generation > 0 || len(in.removed) > 0 || in.root != v.root || rootOf(in.changed, in.withdrawn) != v.root {
			return nil, errDamaged
		}
		return in, nil
	})
}

// fetch gives a control object, from this computer's memory if it is there and sound.
func fetch[T any](ctx context.Context, p *publisher, key, name string, decode func([]byte) (T, error)) (T, error) {
	if data, ok := p.local.get(name); ok {
		if value, err := decode(data); err == nil {
			return value, nil
		}
	}
	data, _, err := p.store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		err = &Damaged{key}
	}
	if err != nil {
		var none T
		return none, err
	}
	value, err := decode(data)
	if err != nil {
		return value, &Damaged{key}
	}
	p.local.put(name, data)
	return value, nil
}

// apply gives entries with changes, in order.
func apply(entries, changed []Entry, removed []string) []Entry {
	gone := make(map[string]bool, len(changed)+len(removed))
	for _, e := range changed {
		gone[e.Path] = true
	}
	for _, path := range removed {
		gone[path] = true
	}
	all := make([]Entry, 0, len(entries)+len(changed))
	for _, e := range entries {
		if !gone[e.Path] {
			all = append(all, e)
		}
	}
	all = append(all, changed...)
	slices.SortFunc(all, byPath)
	return all
}

// difference gives what turns old into new; both in order.
func difference(old, new []Entry) (changed []Entry, removed []string) {
	for _, e := range new {
		if before, ok := find(old, e.Path); !ok || before != e {
			changed = append(changed, e)
		}
	}
	for _, e := range old {
		if _, ok := find(new, e.Path); !ok {
			removed = append(removed, e.Path)
		}
	}
	return changed, removed
}
