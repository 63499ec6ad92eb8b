package publish

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"mingde/internal/publish/store"
)

// standing is what a publisher finds before it begins.
type standing struct {
	history history
	base    *state
	dirty   map[string][]Entry
	begun   []*intent // what others began and did not finish
}

// last is what was begun last and not finished; nil if there is nothing.
func (s *standing) last() *intent {
	if len(s.begun) == 0 {
		return nil
	}
	return s.begun[len(s.begun)-1]
}

// stands tells whether a site is what was committed last, and nothing remains to be done but perhaps to look at it.
func (s *standing) stands(root Root) bool {
	return s.history.stands(root) || s.base.generation > 0 && s.base.root == root && len(s.begun) == 0 && len(s.base.pending) == 0
}

// look reads the log, the state of the last commit, and what was begun since. If somebody may be at it just now, the
// error is a *Busy, unless this is only a look.
func (p *publisher) look(ctx context.Context, h history, only bool) (*standing, error) {
	s := &standing{history: h, base: &state{}, dirty: map[string][]Entry{}}
	if !only {
		if err := p.mayTake(ctx, h); err != nil {
			return nil, err
		}
	}
	if head, ok := h.head(); ok {
		base, err := p.load(ctx, head)
		if err != nil {
			return nil, err
		}
		s.base = base
	}
	for _, r := range h.unfinished() {
		in, err := p.readIntent(ctx, r.generation)
		if err != nil {
			return nil, err
		}
		aim, err := p.announced(ctx, in)
		if err != nil {
			return nil, err
		}
		s.begun = append(s.begun, in)
		for _, key := range in.touched {
			wanted := s.dirty[key]
			if e, ok := find(aim.entries, key); ok {
				wanted = append(wanted, e)
			}
			s.dirty[key] = wanted
		}
	}
	return s, nil
}

// readIntent reads an intent that may be somebody else's.
func (p *publisher) readIntent(ctx context.Context, generation int) (*intent, error) {
	if in := p.intents[generation]; in != nil {
		return in, nil
	}
	key := intentKey(generation)
	data, _, err := p.store.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	in, err := decodeIntent(generation, data)
	if err != nil {
		return nil, &Damaged{key}
	}
	p.intents[generation] = in
	return in, nil
}

// mayTake tells by its error, a *Busy, that the last one who began may still be at it. It is not if it is this computer's own
// process, which is gone; if the user says so of what was there when this one began; or if its lease is over by the store's clock.
func (p *publisher) mayTake(ctx context.Context, h history) error {
	begun := h.unfinished()
	if len(begun) == 0 {
		return nil
	}
	last := begun[len(begun)-1]
	if p.Takeover && last.generation <= p.seen {
		return nil
	}
	in, err := p.readIntent(ctx, last.generation)
	if err != nil {
		return err
	}
	if p.local.mine(in) {
		return nil
	}
	now, err := p.storeTime(ctx)
	if err != nil {
		return err
	}
	if silent := now.Sub(last.signed); silent < in.lease {
		return &Busy{Generation: in.generation, Owner: in.owner.String(), Silent: silent, Remaining: in.lease - silent}
	}
	return nil
}

// storeTime tells what time it is by the store's clock: once by a write, afterwards by the time that has passed here. A store rounds
// down to seconds; so this is early rather than late.
func (p *publisher) storeTime(ctx context.Context) (time.Time, error) {
	if !p.clock.IsZero() {
		return p.clock.Add(time.Since(p.clockRead)), nil
	}
	sent := time.Now()
	if err := p.store.Put(ctx, clockKey, store.Bytes([]byte("0\n")), controlHeader); err != nil {
		return time.Time{}, err
	}
	object, err := p.store.Head(ctx, clockKey)
	if err != nil {
		return time.Time{}, err
	}
	p.clock, p.clockRead = object.Modified.Add(-time.Since(sent)), sent
	return p.storeTime(ctx)
}

// take begins a generation: it writes the intent. If somebody else was faster, the error is a *Busy.
func (p *publisher) take(ctx context.Context, in *intent) (since time.Time, err error) {
	rand.Read(in.owner[:])
	in.lease, in.tool, in.time = p.Lease, p.Tool, time.Now().Unix()
	p.local.begun(in.generation, in.owner)
	key := intentKey(in.generation)
	since = time.Now()
	err = p.store.Create(ctx, key, store.Bytes(in.encode()), controlHeader)
	if !errors.Is(err, store.ErrExists) {
		return since, err
	}
	other, err := p.readIntent(ctx, in.generation)
	if err != nil {
		return since, err
	}
	if other.owner != in.owner { // else the reply was lost
		delete(p.intents, in.generation)
		return since, &Busy{Generation: other.generation, Owner: other.owner.String(), Remaining: other.lease}
	}
	return since, nil
}

// maxUnseen is how long a publisher goes on without a look at the log.
const maxUnseen = 30 * time.Second

// fence is asked between phases: whether somebody has taken over. It costs a request only if the last look is long ago.
func (t *turn) fence() error {
	if time.Since(t.looked) < maxUnseen {
		return nil
	}
	h, err := listLog(t.ctx, t.store)
	if err != nil {
		return err
	}
	if h.next() > t.intent.generation+1 {
		return ErrLost
	}
	t.looked = h.looked
	return nil
}
