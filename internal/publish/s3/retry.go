package s3

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Retries says how stubborn a store is. Zero values are the usual ones.
type Retries struct {
	Attempts int           // of one request, the first included; 8
	First    time.Duration // before the second attempt, then twice as long each time, each by chance up to half shorter; 200 ms
	Longest  time.Duration // between two attempts, and what a server may ask for at most; 20 s
	Budget   int           // retries of a store without as many successes between them; 500
}

// orUsual replaces zero values. With them a request gives up after about 25 s; a server that asks for patience is given more.
func (r Retries) orUsual() Retries {
	if r.Attempts <= 0 {
		r.Attempts = 8
	}
	if r.First <= 0 {
		r.First = 200 * time.Millisecond
	}
	if r.Longest <= 0 {
		r.Longest = 20 * time.Second
	}
	if r.Budget <= 0 {
		r.Budget = 500
	}
	return r
}

// wait gives how long to wait before attempt n+1; asked is what the server asked for, 0 for nothing. false: longer than anybody wants
// to wait.
func (r Retries) wait(n int, asked time.Duration) (time.Duration, bool) {
	if asked > r.Longest {
		return 0, false
	}
	d := min(r.First<<min(n-1, 16), r.Longest)
	d = d/2 + rand.N(d/2+1)
	return max(d, asked), true
}

// budget is what is left of the retries of a store.
type budget struct {
	full int64
	left atomic.Int64
}

func (b *budget) fill(n int) {
	b.full = int64(n)
	b.left.Store(b.full)
}

// spend takes one retry; false if none is left.
func (b *budget) spend() bool { return b.left.Add(-1) >= 0 }

// earn gives one back.
func (b *budget) earn() {
	if left := b.left.Load(); left < b.full {
		b.left.CompareAndSwap(left, max(left, 0)+1) // if somebody comes in between, this one is not earned
	}
}

// try sends a request, again and again if it fails in a way that may pass. maybe tells that an attempt before the last one, or the
// last one, may have been done by the server although it did not say so. key is what Retrying is told.
func (s *Store) try(ctx context.Context, key string, send func(context.Context) error) (maybe bool, err error) {
	renewed := false
	for attempt := 1; ; {
		ahead, used := s.clock.state(), s.current()
		v, err := s.once(ctx, send)
		maybe = maybe || v.maybe
		switch {
		case err == nil:
			s.budget.earn()
			return maybe, nil
		case v.skewed && s.clock.correct(ahead, v.server):
			continue
		case v.expired && !renewed && s.renew(used):
			renewed = true
			continue
		case !v.again:
			return maybe, err
		case attempt >= s.config.Retries.Attempts:
			return maybe, &gaveUp{attempts: attempt, error: err}
		case !s.budget.spend():
			return maybe, &gaveUp{attempts: attempt, error: err, why: "so many requests have failed that this one was not tried again"}
		}
		wait, ok := s.config.Retries.wait(attempt, v.after)
		if !ok {
			return maybe, &gaveUp{attempts: attempt, error: err, why: fmt.Sprintf("the server asks to come back in %v", v.after)}
		}
		if err := s.pause(ctx, key, err, wait); err != nil {
			return maybe, err
		}
		attempt++
	}
}

// once sends a request when there is room for it.
func (s *Store) once(ctx context.Context, send func(context.Context) error) (verdict, error) {
	round, err := s.limiter.enter(ctx)
	if err != nil {
		return verdict{}, err
	}
	err = send(ctx)
	v := judge(ctx, err)
	s.limiter.leave(round, err == nil, v.slow)
	return v, err
}

// pause waits before the next attempt.
func (s *Store) pause(ctx context.Context, key string, err error, wait time.Duration) error {
	if s.config.Retrying != nil {
		s.config.Retrying(s.failed("", key, err), wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// gaveUp is the last failure of several.
type gaveUp struct {
	attempts int
	error
	why string // it was not tried more often; "" if that was often enough
}

func (g *gaveUp) Unwrap() error { return g.error }
