package s3

import (
	"context"
	"sync"
)

// defaultWidth is how many requests are under way at most, unless said otherwise. The time of a small request is that of the way to the
// server and back: 32 of them hide it, and no server minds.
const defaultWidth = 32

// Limiter is how many requests may be under way at the same time: as many as it was made for, half as many each time that the
// server asks to slow down, and one more again after each round without complaint. Several stores may share one.
type Limiter struct {
	mu      sync.Mutex
	max     int
	width   int
	running int
	good    int    // successes since the width last changed
	round   uint64 // counts halvings: one complaint of a round halves, the others had been under way already
	waiting []chan struct{}
}

// NewLimiter makes a limiter of a width, at least 1.
func NewLimiter(width int) *Limiter {
	return &Limiter{max: max(width, 1), width: max(width, 1)}
}

// Width is how many requests may be under way now.
func (l *Limiter) Width() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.width
}

// enter waits for room, and gives the round in which it was found.
func (l *Limiter) enter(ctx context.Context) (round uint64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	l.mu.Lock()
	if l.running < l.width && len(l.waiting) == 0 {
		defer l.mu.Unlock()
		l.running++
		return l.round, nil
	}
	turn := make(chan struct{})
	l.waiting = append(l.waiting, turn)
	l.mu.Unlock()
	select {
	case <-turn:
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.round, nil
	case <-ctx.Done():
		l.giveUp(turn)
		return 0, ctx.Err()
	}
}

// giveUp stops waiting; a turn that has just come goes to the next.
func (l *Limiter) giveUp(turn chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, w := range l.waiting {
		if w == turn {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			return
		}
	}
	l.running--
	l.admit()
}

// leave ends a request. slow: the server asked to slow down; ok: it answered well.
func (l *Limiter) leave(round uint64, ok, slow bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	switch {
	case slow && round == l.round:
		l.width = max(l.width/2, 1)
		l.round++
		l.good = 0
	case ok && !slow:
		if l.good++; l.good >= l.width {
			l.good = 0
			l.width = min(l.width+1, l.max)
		}
	}
	l.admit()
}

// admit lets in who waits, as far as there is room.
func (l *Limiter) admit() {
	for l.running < l.width && len(l.waiting) > 0 {
		close(l.waiting[0])
		l.waiting = l.waiting[1:]
		l.running++
	}
}
