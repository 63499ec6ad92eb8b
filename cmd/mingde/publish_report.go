package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mingde/internal/problem"
	"mingde/internal/publish"
)

// exits are the exit codes of how a publish ends.
var exits = map[publish.Kind]exit{
	publish.Partly: incompletely, publish.Declined: guarded, publish.Occupied: busy, publish.Interrupted: interrupted, publish.Failed: machine,
}

// published tells what a publish did, or why it did not, and gives the exit code.
func (p *program) published(r publish.Report, err error, f *publishing, took time.Duration) error {
	if f.asJSON {
		if err := p.publishJSON(r, err, took); err != nil {
			return err
		}
	}
	end := publish.End(r, err)
	p.finished = end.Kind == publish.Done || end.Kind == publish.Partly
	if p.finished && !f.asJSON {
		p.publishLines(r, f, took, end.Kind == publish.Done)
	}
	return p.ended(end)
}

// notPublished says why something failed, and gives the exit code.
func (p *program) notPublished(err error) error {
	return p.ended(publish.End(publish.Report{}, err))
}

// ended tells how something ended, and gives the exit code. What there are no words for, and no advice, is for report to tell.
func (p *program) ended(end publish.Ending) error {
	for _, note := range end.Notes {
		fmt.Fprintln(p.stderr, p.say.Say(note))
	}
	for _, text := range end.Errors {
		p.complain(p.say.Say(text))
	}
	switch {
	case end.Kind == publish.Done:
		return nil
	case end.Reason != nil && len(end.Advice) == 0:
		return end.Reason
	case end.Reason != nil && end.Kind != publish.Interrupted:
		p.complain(p.why(end.Reason))
	}
	for _, text := range end.Advice {
		fmt.Fprintln(p.stderr, p.say.Say(text))
	}
	return exits[end.Kind]
}

// publishLines are the results for people.
func (p *program) publishLines(r publish.Report, f *publishing, took time.Duration, well bool) {
	switch {
	case r.Unchanged && r.Back > 0:
		p.line("cmd.publish-back-already", problem.Args{"back": strconv.Itoa(r.Back), "generation": strconv.Itoa(r.Generation)})
	case r.Unchanged:
		p.line("cmd.publish-unchanged", count("generation", r.Generation))
		if r.Checked > 0 && well {
			p.line("cmd.publish-checked", count("checked", r.Checked))
		}
	case f.dryRun:
		for _, a := range r.Plan.Actions {
			fmt.Fprintln(p.stdout, p.say.Say(a.Text()))
		}
		p.line("cmd.publish-plan", problem.Args{"actions": strconv.Itoa(len(r.Plan.Actions)), "bytes": size(r.Plan.Bytes)})
	default:
		p.doneLine(r, took)
	}
	if len(r.Foreign) > 0 {
		shown := r.Foreign[:min(len(r.Foreign), 10)]
		fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-foreign", problem.Args{"count": strconv.Itoa(len(r.Foreign)), "keys": strings.Join(shown, ", ")}))
	}
}

// doneLine is what a publish or a rollback has done.
func (p *program) doneLine(r publish.Report, took time.Duration) {
	key, args := "cmd.published", problem.Args{
		"generation": strconv.Itoa(r.Generation), "uploaded": strconv.Itoa(r.Uploaded), "headed": strconv.Itoa(r.Headed),
		"deleted": strconv.Itoa(r.Deleted), "seconds": seconds(took),
	}
	if r.Back > 0 {
		key, args["back"] = "cmd.publish-back", strconv.Itoa(r.Back)
	} else {
		args["bytes"] = size(r.Bytes)
	}
	p.line(key, args)
}

// why says the reason of an error, in the user's language where there are words for it.
func (p *program) why(err error) string {
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
	Back       int             `json:"back"`
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
	Notes      []sentenceJSON  `json:"notes"`
	Reasons    []sentenceJSON  `json:"reasons"`  // why it did not go, or not wholly
	Problems   any             `json:"problems"` // of the content, where they stopped it
	Error      string          `json:"error,omitempty"`
	Seconds    float64         `json:"seconds"`
}

// sentenceJSON is a sentence for people, with the key that programs know it by.
type sentenceJSON struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

func (p *program) sentences(texts ...[]problem.Text) []sentenceJSON {
	all := []sentenceJSON{}
	for _, t := range slices.Concat(texts...) {
		all = append(all, sentenceJSON{t.Key, p.say.Say(t)})
	}
	return all
}

// list makes of no list an empty one, as programs expect.
func list[T any](all []T) []T { return append([]T{}, all...) }

func (p *program) publishJSON(r publish.Report, err error, took time.Duration) error {
	end := publish.End(r, err)
	report := publishReportJSON{
		Generation: r.Generation, Root: r.Root, Unchanged: r.Unchanged, Back: r.Back, Uploaded: r.Uploaded, Bytes: r.Bytes, Headers: r.Headed, Deleted: r.Deleted,
		Kept: r.Kept, Checked: r.Checked, TookOver: list(r.TookOver), Pending: list(r.Pending), Foreign: list(r.Foreign), Drift: list(r.Drift), Plan: r.Plan,
		Notes: p.sentences(end.Notes), Reasons: p.sentences(end.Errors, end.Advice), Problems: []any{}, Seconds: took.Seconds(),
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
