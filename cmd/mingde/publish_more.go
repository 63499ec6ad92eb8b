package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mingde/internal/build"
	"mingde/internal/problem"
	"mingde/internal/publish"
)

// publishStatus is `publish status`: what stands there, and who is at it.
func (p *program) publishStatus() *cobra.Command {
	var f publishing
	cmd := &cobra.Command{
		Use: "status", Args: p.exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := p.settled(&f)
			if err != nil {
				return err
			}
			standing, err := publish.Status(cmd.Context(), opt)
			if err != nil {
				return p.notPublished(err)
			}
			if f.asJSON {
				return p.printJSON(standing)
			}
			p.statusLines(standing)
			return nil
		},
	}
	p.targetFlags(cmd, &f)
	return cmd
}

func (p *program) statusLines(s publish.Standing) {
	if s.Generation == 0 {
		p.line("cmd.publish-nothing", nil)
	} else {
		p.generation("cmd.publish-status", s.Back, problem.Args{"generation": strconv.Itoa(s.Generation), "files": strconv.Itoa(s.Files), "bytes": size(s.Bytes)})
	}
	for _, g := range s.History {
		key := "cmd.publish-generation"
		switch {
		case g.Committed.IsZero():
			key = "cmd.publish-begun"
		case g.Kept && g.Number != s.Generation:
			key = "cmd.publish-kept"
		}
		p.generation(key, g.Back, problem.Args{"generation": strconv.Itoa(g.Number), "time": g.Opened.Local().Format(time.DateTime)})
	}
	if s.Unseen {
		fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-unseen", nil))
	}
	if len(s.Pending) > 0 {
		fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-pending", problem.Args{"count": strconv.Itoa(len(s.Pending)), "keys": strings.Join(s.Pending[:min(len(s.Pending), 10)], ", ")}))
	}
}

// generation is a line of one generation, which says of a rollback where it went back to.
func (p *program) generation(key string, back int, args problem.Args) {
	if back > 0 {
		key, args["back"] = key+"-back", strconv.Itoa(back)
	}
	p.line(key, args)
}

// publishRollback is `publish rollback [GENERATION]`; without one, the last that was published before.
func (p *program) publishRollback() *cobra.Command {
	var f publishing
	cmd := &cobra.Command{
		Use: "rollback GENERATION", Args: p.atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opt, err := p.settled(&f)
			if err != nil {
				return err
			}
			generation := 0
			if len(args) > 0 {
				if generation, err = strconv.Atoi(args[0]); err != nil || generation < 1 {
					return misuse(cmd, "cmd.publish-generation-number", "value", args[0])
				}
			}
			if err := p.withheld(cmd.Context(), &f, &opt); err != nil {
				return err
			}
			p.forgetDue(opt.Target)
			began := time.Now()
			report, err := p.uploading(cmd.Context(), opt, &f, func(opt publish.Options) (publish.Report, error) {
				return publish.Rollback(cmd.Context(), opt, generation)
			})
			return p.published(report, err, &f, time.Since(began))
		},
	}
	p.bucketFlags(cmd, &f)
	return cmd
}

// withheld tells a rollback what the sources say today must not be shown. Mistakes in the content do not stop it: what can be read counts.
// Where nothing can, the rollback asks.
func (p *program) withheld(ctx context.Context, f *publishing, opt *publish.Options) error {
	w, err := build.Withdrawn(ctx, f.build)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil { // a full disk, for one, is no reason to leave a bad site public
		fmt.Fprintln(p.stderr, p.why(err))
		w.Known = false
	}
	opt.Withdrawn, opt.Unread = w.Names, !w.Known
	if w.Known && len(w.Unread) > 0 {
		shown := w.Unread[:min(len(w.Unread), 10)]
		fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-unread", problem.Args{"count": strconv.Itoa(len(w.Unread)), "files": strings.Join(shown, ", ")}))
	}
	return nil
}

// publishDoctor is `publish doctor`: what the bucket can do, and what to change about it.
func (p *program) publishDoctor() *cobra.Command {
	var f publishing
	cmd := &cobra.Command{
		Use: "doctor", Args: p.exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := p.settled(&f)
			if err != nil {
				return err
			}
			findings, err := publish.Doctor(cmd.Context(), opt)
			if err != nil {
				return p.notPublished(err)
			}
			return p.diagnosis(findings, f.asJSON)
		},
	}
	p.targetFlags(cmd, &f)
	return cmd
}

// findingJSON is a finding with its sentence.
type findingJSON struct {
	publish.Finding
	Text string `json:"text"`
}

func (p *program) diagnosis(findings []publish.Finding, asJSON bool) error {
	ill, unknown := false, false
	told := []findingJSON{}
	for _, f := range findings {
		ill = ill || !f.Good && !f.Unknown && f.Grave
		unknown = unknown || f.Unknown && f.Grave
		if f.Cause != nil {
			f.Text.Args["error"] = p.why(f.Cause)
		}
		told = append(told, findingJSON{f, p.say.Say(f.Text)})
	}
	if asJSON {
		if err := p.printJSON(map[string]any{"findings": told}); err != nil {
			return err
		}
	} else {
		for _, f := range told {
			key := "cmd.doctor-good"
			if f.Unknown {
				key = "cmd.doctor-unknown"
			} else if !f.Good && f.Grave {
				key = "cmd.doctor-grave"
			} else if !f.Good {
				key = "cmd.doctor-bad"
			}
			p.line(key, problem.Args{"text": f.Text})
		}
	}
	switch {
	case ill:
		return exit(guarded)
	case unknown:
		return exit(machine)
	}
	return nil
}

// settled makes the options of a command that builds nothing: from site.toml as it stands.
func (p *program) settled(f *publishing) (publish.Options, error) {
	f.build.Root = p.dir
	set, err := build.Settings(f.build)
	if err != nil {
		return publish.Options{}, err
	}
	return p.bucket(f, set.Publish)
}
