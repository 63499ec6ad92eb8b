package main

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"mingde/internal/problem"
	"mingde/internal/publish"
	"mingde/internal/publish/store"
)

// progress draws how far a publish is: on a terminal one line that is drawn again and again; elsewhere, where it takes longer than a moment, a
// line at the end of each phase, so that the log of a daily run stays short.
type progress struct {
	*program
	line  *status
	began time.Time

	mu    sync.Mutex
	phase publish.Phase
	any   bool
}

// moment is how long a publish takes without telling how far it is, where nobody sits and watches.
const moment = 5 * time.Second

func (p *program) progress() *progress {
	return &progress{program: p, line: p.status(), began: time.Now()}
}

func (g *progress) event(e publish.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	fresh := !g.any || e.Phase != g.phase
	if !g.line.terminal && e.Of > 0 && e.Files == e.Of && time.Since(g.began) > moment {
		fmt.Fprintln(g.stderr, g.words(e))
	}
	g.line.draw(fresh || e.Files == e.Of, func() string { return g.words(e) })
	g.phase, g.any = e.Phase, true
}

// words say the phase and, where it has files, how many, the bytes and, once it can be told, the time that is left.
func (g *progress) words(e publish.Event) string {
	phase := g.say.Words("cmd.publish-phase."+e.Phase.String(), nil)
	if e.Of == 0 {
		return phase + "…"
	}
	words := g.say.Words("cmd.publish-progress", problem.Args{
		"phase": phase, "files": strconv.Itoa(e.Files), "of": strconv.Itoa(e.Of),
		"bytes": size(e.Bytes), "total": size(e.Total),
	})
	took := time.Since(g.began)
	if e.Bytes == 0 || e.Bytes >= e.Total || took < time.Second || !g.line.terminal {
		return words
	}
	rate := float64(e.Bytes) / took.Seconds()
	left := time.Duration(float64(e.Total-e.Bytes) / rate * float64(time.Second))
	return words + g.say.Words("cmd.publish-left", problem.Args{"rate": size(int64(rate)), "seconds": strconv.Itoa(int(left.Seconds()) + 1)})
}

// How long nothing is said of requests that fail and are tried again: what passes within a second is nobody's business, and after that
// one line in a while is enough.
const (
	patience = 500 * time.Millisecond // the wait before a further attempt, by which about a second has passed
	tellings = 5 * time.Second
)

// retrying gives what tells that requests fail and are tried again.
func (p *program) retrying() func(error, time.Duration) {
	var mu sync.Mutex
	var told time.Time
	return func(err error, wait time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		var failure store.Failure
		if wait < patience || time.Since(told) < tellings || !errors.As(err, &failure) || failure.Reason().Key == "" {
			return
		}
		told = time.Now()
		args := failure.Reason().Args
		words := p.say.Words("cmd.publish-retrying-answer", problem.Args{"answer": args["answer"]})
		if args["answer"] == "" {
			words = p.say.Words("cmd.publish-retrying", problem.Args{"host": args["host"]})
		}
		if g := p.shown.Load(); g != nil {
			g.remark(words)
		} else {
			fmt.Fprintln(p.stderr, words)
		}
	}
}

// remark shows a line in the place of the progress, or as a line of its own where nothing is drawn again.
func (g *progress) remark(words string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.line.terminal {
		fmt.Fprintln(g.stderr, words)
		return
	}
	g.line.draw(true, func() string { return words })
}

// end takes the line away.
func (g *progress) end() { g.line.end() }
