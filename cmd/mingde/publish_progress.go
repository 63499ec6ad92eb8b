package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/config"
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

// words say the phase, the files, the bytes and, once it can be told, the time that is left.
func (g *progress) words(e publish.Event) string {
	words := g.say.Words("cmd.publish-progress", problem.Args{
		"phase": g.say.Words("cmd.publish-phase."+e.Phase.String(), nil), "files": strconv.Itoa(e.Files), "of": strconv.Itoa(e.Of),
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

// post tells a hook.
func post(ctx context.Context, hook string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", request.URL.Redacted(), answer.Status)
	}
	return nil
}

// dues is what this computer remembers of what was published, by target: the day on which it changes by itself, "" for never.
type dues map[string]string

func (p *program) dueFile() string {
	return filepath.Join(within(p.dir, ".mingde"), "due.json")
}

func (p *program) readDues() dues {
	all := dues{}
	data, err := os.ReadFile(p.dueFile())
	if err != nil || json.Unmarshal(data, &all) != nil {
		return dues{}
	}
	return all
}

func (p *program) rememberedDue(target string) (next calendar.Day, known bool) {
	text, known := p.readDues()[target]
	if text == "" {
		return 0, known
	}
	next, ok := calendar.ParseDay(text)
	return next, ok
}

// rememberDue remembers it; if that fails, the next run with --if-due publishes once more than needed.
func (p *program) rememberDue(target string, next calendar.Day) {
	all := p.readDues()
	all[target] = next.String()
	if data, err := json.Marshal(all); err == nil {
		_ = errors.Join(os.MkdirAll(filepath.Dir(p.dueFile()), 0o755), os.WriteFile(p.dueFile(), data, 0o644))
	}
}

// dayOf is the day of a moment where the site is.
func dayOf(now time.Time, set config.Config) calendar.Day {
	return calendar.DayOf(now.In(set.Location))
}
