package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mingde/internal/problem"
	"mingde/internal/publish"
)

// published tells what a publish did, or why it did not, and gives the exit code.
func (p *program) published(r publish.Report, err error, f *publishing, took time.Duration) error {
	if f.asJSON {
		if err := p.publishJSON(r, err, took); err != nil {
			return err
		}
	}
	for _, note := range r.Notes {
		fmt.Fprintln(p.stderr, p.say.Say(note))
	}
	var incomplete *publish.Incomplete
	if err != nil && !errors.As(err, &incomplete) {
		return p.notPublished(err)
	}
	if !f.asJSON {
		p.publishLines(r, f, took)
	}
	if incomplete == nil {
		return nil
	}
	for _, text := range incomplete.Texts {
		fmt.Fprintln(p.stderr, p.say.Say(text))
	}
	fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-incomplete", problem.Args{"pending": strconv.Itoa(len(incomplete.Pending)), "found": strconv.Itoa(len(incomplete.Texts))}))
	return exit(incompletely)
}

// publishLines are the results for people.
func (p *program) publishLines(r publish.Report, f *publishing, took time.Duration) {
	switch {
	case r.Unchanged:
		p.line("cmd.publish-unchanged", count("generation", r.Generation))
		if r.Checked > 0 {
			p.line("cmd.publish-checked", count("checked", r.Checked))
		}
	case f.dryRun:
		for _, a := range r.Plan.Actions {
			fmt.Fprintln(p.stdout, p.say.Say(a.Text()))
		}
		p.line("cmd.publish-plan", problem.Args{"actions": strconv.Itoa(len(r.Plan.Actions)), "bytes": size(r.Plan.Bytes)})
	default:
		p.line("cmd.published", problem.Args{
			"generation": strconv.Itoa(r.Generation), "uploaded": strconv.Itoa(r.Uploaded), "bytes": size(r.Bytes), "headed": strconv.Itoa(r.Headed),
			"deleted": strconv.Itoa(r.Deleted), "seconds": seconds(took),
		})
	}
	if len(r.Foreign) > 0 {
		shown := r.Foreign[:min(len(r.Foreign), 10)]
		fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-foreign", problem.Args{"count": strconv.Itoa(len(r.Foreign)), "keys": strings.Join(shown, ", ")}))
	}
}

// notPublished says why, and gives the exit code.
func (p *program) notPublished(err error) error {
	var refused *publish.Refused
	var occupied *publish.Busy
	var stopped *publish.Stopped
	switch {
	case errors.As(err, &refused):
		for _, text := range refused.Texts {
			p.complain(p.say.Say(text))
		}
		return exit(guarded)
	case errors.As(err, &occupied):
		p.complain(p.say.Say(occupied.Text()))
		return exit(busy)
	case errors.As(err, &stopped) && errors.Is(err, publish.ErrLost):
		p.complain(p.say.Say(stopped.Text()))
		return exit(machine)
	case errors.As(err, &stopped):
		if !errors.Is(err, context.Canceled) {
			p.complain(p.why(stopped.Err))
		}
		fmt.Fprintln(p.stderr, p.say.Say(stopped.Text()))
		if errors.Is(err, context.Canceled) {
			return exit(interrupted)
		}
		return exit(machine)
	}
	if text, ok := publish.Why(err); ok && !errors.Is(err, context.Canceled) {
		p.complain(p.say.Say(text))
		return exit(machine)
	}
	return err
}

// why says the reason of an error, in the user's language where there are words for it.
func (p *program) why(err error) string {
	if text, ok := publish.Why(err); ok {
		return p.say.Say(text)
	}
	if text, ok := ofMachine(err); ok {
		return p.say.Say(text)
	}
	return err.Error()
}

// publishReportJSON is the object of `publish --json`.
type publishReportJSON struct {
	Generation int             `json:"generation"`
	Root       string          `json:"root"`
	Unchanged  bool            `json:"unchanged"`
	Uploaded   int             `json:"uploaded"`
	Bytes      int64           `json:"bytes"`
	Headers    int             `json:"headers"`
	Deleted    int             `json:"deleted"`
	Kept       int             `json:"kept"`
	Checked    int             `json:"checked"`
	TookOver   []int           `json:"took_over"`
	Pending    []string        `json:"pending"`
	Foreign    []string        `json:"foreign"`
	Drift      []publish.Drift `json:"drift"`
	Plan       *publish.Plan   `json:"plan"`
	Error      string          `json:"error,omitempty"`
	Seconds    float64         `json:"seconds"`
}

func (p *program) publishJSON(r publish.Report, err error, took time.Duration) error {
	report := publishReportJSON{
		Generation: r.Generation, Root: r.Root, Unchanged: r.Unchanged, Uploaded: r.Uploaded, Bytes: r.Bytes, Headers: r.Headed, Deleted: r.Deleted,
		Kept: r.Kept, Checked: r.Checked, TookOver: r.TookOver, Pending: r.Pending, Foreign: r.Foreign, Drift: r.Drift, Plan: r.Plan, Seconds: took.Seconds(),
	}
	if err != nil {
		report.Error = err.Error()
	}
	return p.printJSON(report)
}

// size says a number of bytes as people do.
func size(bytes int64) string {
	switch {
	case bytes < 10_000:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < 10_000_000:
		return strconv.FormatInt(bytes/1000, 10) + " KB"
	}
	return strconv.FormatInt(bytes/1_000_000, 10) + " MB"
}
