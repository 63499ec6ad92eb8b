package main

import (
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"mingde/internal/problem"
)

// status is one line on a terminal that is drawn again and again in its place. Where nobody looks it writes nothing.
type status struct {
	to       io.Writer
	terminal bool

	mu    sync.Mutex
	drawn time.Time // last
	shown bool
}

// redraw is how long a line on a terminal stays as it is. What is over sooner is not shown at all.
const redraw = 100 * time.Millisecond

func (p *program) status() *status {
	return &status{to: p.stderr, terminal: isTerminal(p.stderr), drawn: time.Now()}
}

// draw shows the words in place of those before, unless these have just been drawn and there is no need.
func (s *status) draw(need bool, words func() string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); s.terminal && (need || now.Sub(s.drawn) >= redraw) {
		fmt.Fprintf(s.to, "\r\x1b[K%s", words())
		s.drawn, s.shown = now, true
	}
}

// end takes the line away.
func (s *status) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown {
		fmt.Fprint(s.to, "\r\x1b[K")
	}
	s.shown = false
}

// pictures gives what a build tells of its pictures. The line goes with the last of them.
func (p *program) pictures(line *status) func(done, of int) {
	return func(done, of int) {
		if done == of {
			line.end()
			return
		}
		line.draw(false, func() string {
			return p.say.Words("cmd.build-pictures", problem.Args{"done": strconv.Itoa(done), "of": strconv.Itoa(of)})
		})
	}
}
