package main

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"mingde/internal/problem"
	"mingde/internal/publish"
)

// progress draws how far a publish is: on a terminal one line that is drawn again and again, elsewhere a line for each phase.
type progress struct {
	*program
	line  *status
	began time.Time

	mu    sync.Mutex
	phase publish.Phase
	any   bool
}

func (p *program) progress() *progress {
	return &progress{program: p, line: p.status(), began: time.Now()}
}

func (g *progress) event(e publish.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	fresh := !g.any || e.Phase != g.phase
	if !g.line.terminal && fresh && e.Of > 0 {
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

// end takes the line away.
func (g *progress) end() { g.line.end() }
