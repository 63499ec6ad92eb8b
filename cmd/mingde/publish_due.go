package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/problem"
)

// notDueJSON is the object of `publish --if-due --json` when nothing is to be done yet.
type notDueJSON struct {
	Due        bool   `json:"due"`
	NextChange string `json:"next_change"` // "" for never
}

// due tells whether there is anything to publish yet: with --if-due not before the day on which something changes by itself.
func (p *program) due(f *publishing) (bool, error) {
	if !f.ifDue {
		return true, nil
	}
	set, err := build.Settings(f.build)
	if err != nil {
		return false, err
	}
	today := f.build.AsOf
	if today.IsZero() {
		today = dayOf(p.now, set)
	}
	opt, err := p.bucket(f, set.Publish)
	if err != nil {
		return false, err
	}
	next, known := p.rememberedDue(opt.Target)
	if !known || !next.IsZero() && today >= next {
		return true, nil
	}
	if f.asJSON {
		return false, p.printJSON(notDueJSON{Due: false, NextChange: next.String()})
	}
	if next.IsZero() {
		p.line("cmd.publish-never-due", nil)
	} else {
		p.line("cmd.publish-not-due", problem.Args{"date": next.String()})
	}
	return false, nil
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

// rememberDue remembers it, of a publish that came to its end with nothing left to do; if that fails, the next run with --if-due
// publishes once more than needed.
func (p *program) rememberDue(target string, next calendar.Day) {
	all := p.readDues()
	all[target] = next.String()
	p.writeDues(all)
}

// forgetDue forgets it before anything is written: until a publish has come to its end there is something to do.
func (p *program) forgetDue(target string) {
	all := p.readDues()
	if _, known := all[target]; known {
		delete(all, target)
		p.writeDues(all)
	}
}

func (p *program) writeDues(all dues) {
	if data, err := json.Marshal(all); err == nil {
		_ = errors.Join(os.MkdirAll(filepath.Dir(p.dueFile()), 0o755), os.WriteFile(p.dueFile(), data, 0o644))
	}
}

// dayOf is the day of a moment where the site is.
func dayOf(now time.Time, set config.Config) calendar.Day {
	return calendar.DayOf(now.In(set.Location))
}
