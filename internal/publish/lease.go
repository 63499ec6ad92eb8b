package publish

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"mingde/internal/publish/store"
)

// maxLease is the longest lease that is believed.
const maxLease = 24 * time.Hour

// lease is a publisher's right to write. Others see by the store's clock when it was last extended; it sees itself by its own,
// and stops at two thirds, so that requests under way are over when somebody else takes over; it looks at its clock once more when a
// request is about to go out. A third of the
// lease after each sign of life it gives the next one, in the background, because one large file may take long.
type lease struct {
	store      store.Store
	generation int
	owner      owner
	length     time.Duration
	give       context.CancelCauseFunc // ends what is under way

	mu    sync.Mutex
	since time.Time   // before the last sign of life was sent
	timer *time.Timer // at whose end the lease is lost
	done  chan struct{}
	ended chan struct{}
}

// hold begins to extend a lease; since is when the intent was about to be sent. The context is cancelled with ErrLost as
// soon as the lease can no longer be relied on.
func hold(ctx context.Context, s store.Store, in *intent, since time.Time) (*lease, context.Context) {
	ctx, give := context.WithCancelCause(context.WithoutCancel(ctx))
	l := &lease{
		store: s, generation: in.generation, owner: in.owner, length: in.lease, give: give, since: since,
		done: make(chan struct{}), ended: make(chan struct{}),
	}
	l.timer = time.AfterFunc(l.left(), func() { l.check() })
	ctx = store.WithPermit(ctx, l.check)
	go l.extend(ctx)
	return l, ctx
}

// release stops extending.
func (l *lease) release() {
	close(l.done)
	<-l.ended
	l.timer.Stop()
	l.give(context.Canceled)
}

// age is how long ago the last sign of life was. The clock that counts while a computer sleeps and the one that nobody sets
// are two; the one that went further decides.
func (l *lease) age() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	return max(now.Sub(l.since), now.Round(0).Sub(l.since.Round(0)))
}

// left is how long this publisher may still write.
func (l *lease) left() time.Duration { return l.length*2/3 - l.age() }

// lost tells whether it may no longer.
func (l *lease) lost() bool { return l.left() <= 0 }

// check is asked before every request that writes.
func (l *lease) check() error {
	if l.lost() {
		l.give(ErrLost)
		return ErrLost
	}
	return nil
}

// extend gives signs of life until the lease is released or lost.
func (l *lease) extend(ctx context.Context) {
	defer close(l.ended)
	for n := 1; ; n++ {
		if !l.pause(l.length/3 - l.age()) {
			return
		}
		for !l.beat(ctx, n) {
			if l.check() != nil || !l.pause(l.length/30) {
				return
			}
		}
	}
}

// pause waits; false if the lease was released meanwhile.
func (l *lease) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-l.done:
		return false
	case <-timer.C:
		return true
	}
}

// beat gives one sign of life. One that is there already was ours, and its reply was lost: nobody else writes under this number.
func (l *lease) beat(ctx context.Context, n int) bool {
	sent := time.Now()
	ctx, cancel := context.WithTimeout(ctx, l.left())
	defer cancel()
	key := beatKey(l.generation, n)
	err := l.store.Create(ctx, key, store.Bytes(fmt.Appendf(nil, "%s %d\n", l.owner, n)), controlHeader)
	if err != nil && !errors.Is(err, store.ErrExists) || l.lost() {
		return false
	}
	l.mu.Lock()
	l.since = sent
	l.mu.Unlock()
	l.timer.Reset(l.left())
	return true
}
