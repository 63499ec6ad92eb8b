package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mingde/internal/build"
	"mingde/internal/problem"
	"mingde/internal/publish"
)

// publishing is what the command line says of a publish.
type publishing struct {
	build      build.Options
	target     string
	asOf       string
	verify     string
	maxDeletes int
	wait       time.Duration
	ifDue      bool
	dryRun     bool
	yes        bool
	takeover   bool
	asJSON     bool
}

func (p *program) publishCommand() *cobra.Command {
	var f publishing
	cmd := &cobra.Command{
		Use: "publish", Args: p.unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.publish(cmd, &f) },
	}
	p.bucketFlags(cmd, &f)
	flags := cmd.Flags()
	flags.StringVar(&f.asOf, "as-of", "", "")
	flags.StringVar(&f.build.BaseURL, "base-url", "", "")
	flags.BoolVar(&f.build.HoldBack, "hold-back", false, "")
	flags.BoolVar(&f.ifDue, "if-due", false, "")
	flags.BoolVar(&f.dryRun, "dry-run", false, "")
	flags.IntVar(&f.maxDeletes, "max-deletes", 0, "")
	cmd.AddCommand(p.publishStatus(), p.publishRollback(), p.publishDoctor())
	return cmd
}

// bucketFlags are those of publish and rollback.
func (p *program) bucketFlags(cmd *cobra.Command, f *publishing) {
	p.targetFlags(cmd, f)
	flags := cmd.Flags()
	flags.BoolVar(&f.yes, "yes", false, "")
	flags.StringVar(&f.verify, "verify", string(publish.Sample), "")
	flags.BoolVar(&f.takeover, "takeover", false, "")
	flags.DurationVar(&f.wait, "wait", 0, "")
}

// targetFlags are those of every command that looks into the bucket.
func (p *program) targetFlags(cmd *cobra.Command, f *publishing) {
	f.build = p.options()
	flags := cmd.Flags()
	flags.StringVar(&f.target, "target", "", "")
	flags.StringVar(&f.build.Out, "out", "public", "")
	flags.BoolVar(&f.asJSON, "json", false, "")
}

// publish builds, and brings what was built to the public.
func (p *program) publish(cmd *cobra.Command, f *publishing) error {
	if err := p.readPublishing(f); err != nil {
		return err
	}
	if due, err := p.due(f); err != nil || !due {
		return err
	}
	began := time.Now()
	result, err := p.built(cmd.Context(), f)
	if err != nil {
		return err
	}
	opt, err := p.bucket(f, result.Publish)
	if err != nil {
		return err
	}
	if opt.Site, err = build.Built(f.build); err != nil {
		return err
	}
	opt.Dir, opt.Withdrawn, opt.Redirects, opt.DryRun = outFolder(f.build), result.Withdrawn, result.Moved, f.dryRun
	if opt.Purge, err = p.purge(result.Publish); err != nil {
		return err
	}
	if cmd.Flags().Changed("max-deletes") {
		opt.MaxDeletes, opt.MaxDeleteShare = f.maxDeletes, 1
	}
	if !f.dryRun {
		p.forgetDue(opt.Target)
	}
	report, err := p.uploading(cmd.Context(), opt, f, func(opt publish.Options) (publish.Report, error) { return publish.Run(cmd.Context(), opt) })
	if err == nil && !f.dryRun {
		p.rememberDue(opt.Target, result.NextChange)
	}
	return p.published(report, err, f, time.Since(began))
}

// readPublishing makes values of what the flags say.
func (p *program) readPublishing(f *publishing) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	f.build.Root = p.dir
	if f.build.AsOf, err = day(f.asOf); err != nil {
		return err
	}
	f.build.BaseURL, err = baseURL(f.build.BaseURL)
	return err
}

// built builds the site; with errors in the content it tells them, and nothing is published.
func (p *program) built(ctx context.Context, f *publishing) (build.Result, error) {
	result, err := p.run(ctx, f.build)
	if err != nil {
		return result, err
	}
	if err := problem.WriteText(p.stderr, result.Problems, p.say.Say); err != nil {
		return result, err
	}
	p.leftOut(result)
	if !result.Failed {
		return result, nil
	}
	code := failure(result.Problems)
	if f.asJSON {
		if err := p.printJSON(unpublishedJSON{Problems: problem.JSON(result.Problems, p.say.Say)}); err != nil {
			return result, err
		}
	}
	if code == usage {
		return result, exit(code) // mistakes in the settings: no entry can be held back to get on
	}
	wrong, warnings := problem.Count(result.Problems)
	fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-failed", problem.Args{"errors": strconv.Itoa(wrong), "warnings": strconv.Itoa(warnings)}))
	return result, exit(code)
}

// unpublishedJSON is the object of `publish --json` when the content has errors.
type unpublishedJSON struct {
	Problems any `json:"problems"`
}

// uploading runs a publish or a rollback and shows how far it is. What it asks is asked at a terminal, and with a yes it runs again.
func (p *program) uploading(ctx context.Context, opt publish.Options, f *publishing, run func(publish.Options) (publish.Report, error)) (publish.Report, error) {
	for {
		progress := p.progress()
		p.shown.Store(progress)
		opt.Events = progress.event
		report, err := run(opt)
		progress.end()
		var refused *publish.Refused
		if !errors.As(err, &refused) || !refused.Ask || opt.Yes || opt.DryRun || f.asJSON || !isTerminal(p.stdin) || !isTerminal(p.stderr) {
			return report, err
		}
		for _, reason := range refused.Texts {
			fmt.Fprintln(p.stderr, p.say.Say(reason))
		}
		if opt.Yes = p.confirmed(ctx, "cmd.publish-confirm"); !opt.Yes {
			return report, cmp.Or(ctx.Err(), error(exit(guarded)))
		}
	}
}

// confirmed asks a question: only a clear yes counts.
func (p *program) confirmed(ctx context.Context, question string) bool {
	fmt.Fprint(p.stderr, p.say.Words(question, nil))
	answer := make(chan string, 1)
	go func() { // a read of a terminal cannot be called off; it ends with the program
		line, _ := bufio.NewReader(p.stdin).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(p.stderr)
		return false
	case line := <-answer:
		return slices.Contains([]string{"y", "yes", "是"}, line)
	}
}
