package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mingde/internal/build"
	"mingde/internal/config"
	"mingde/internal/problem"
	"mingde/internal/publish"
	"mingde/internal/publish/dir"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/store"
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
	var err error
	f.build.Root = p.dir
	if f.build.AsOf, err = day(f.asOf); err != nil {
		return err
	}
	if f.build.BaseURL, err = baseURL(f.build.BaseURL); err != nil {
		return err
	}
	if due, err := p.due(f); err != nil || !due {
		return err
	}
	began := time.Now()
	result, err := p.run(cmd.Context(), f.build)
	if err != nil {
		return err
	}
	if err := problem.WriteText(p.stderr, result.Problems, p.say.Say); err != nil {
		return err
	}
	p.leftOut(result)
	if result.Failed {
		wrong, warnings := problem.Count(result.Problems)
		fmt.Fprintln(p.stderr, p.say.Words("cmd.publish-failed", problem.Args{"errors": strconv.Itoa(wrong), "warnings": strconv.Itoa(warnings)}))
		return exit(failure(result.Problems))
	}
	opt, err := p.bucket(f, result.Publish)
	if err != nil {
		return err
	}
	if opt.Site, err = build.Built(f.build); err != nil {
		return err
	}
	opt.Dir, opt.Withdrawn, opt.Redirects, opt.DryRun = outFolder(f.build), result.Withdrawn, result.Moved, f.dryRun
	if cmd.Flags().Changed("max-deletes") {
		opt.MaxDeletes, opt.MaxDeleteShare = f.maxDeletes, 1
	}
	progress := p.progress()
	opt.Events, opt.Purge = progress.event, p.purge(result.Publish.Purge)
	report, err := publish.Run(cmd.Context(), opt)
	progress.end()
	if err == nil && !f.dryRun {
		p.rememberDue(opt.Target, result.NextChange)
	}
	return p.published(report, err, f, time.Since(began))
}

// bucket makes the options of a publish from the settings and the command line.
func (p *program) bucket(f *publishing, set config.Publish) (publish.Options, error) {
	level, ok := publish.ParseLevel(cmp.Or(f.verify, string(publish.None)))
	if !ok {
		return publish.Options{}, mistake("cmd.publish-verify", "value", f.verify)
	}
	target := cmp.Or(f.target, set.Target)
	if target == "" {
		return publish.Options{}, mistake("cmd.publish-no-target")
	}
	to, target, err := p.open(target, set)
	if err != nil {
		return publish.Options{}, err
	}
	return publish.Options{
		Store: to, Target: target, State: filepath.Join(within(p.dir, cmp.Or(f.build.Cache, ".mingde")), "publish"), Tool: "mingde " + version(),
		PublicURL: set.PublicURL, Keep: set.Keep, Lease: time.Duration(set.Lease), MaxDeletes: set.MaxDeletes, MaxDeleteShare: set.MaxDeleteShare,
		Compress: set.Compress, Verify: level, Takeover: f.takeover, Wait: f.wait, Yes: f.yes,
	}, nil
}

// open gives the store of a target, and the target in one spelling: a folder is relative to the site's.
func (p *program) open(target string, set config.Publish) (store.Store, string, error) {
	if folder, ok := strings.CutPrefix(target, "dir:"); ok && folder != "" {
		folder, err := filepath.Abs(within(p.dir, folder))
		if err != nil {
			return nil, "", err
		}
		return dir.Open(folder), "dir:" + folder, nil
	}
	rest, ok := strings.CutPrefix(target, "s3://")
	bucket, prefix, _ := strings.Cut(rest, "/")
	if !ok || bucket == "" {
		return nil, "", mistake("cmd.publish-target", "value", target)
	}
	to, err := s3.Open(s3.Config{
		Provider: set.Provider, Bucket: bucket, Prefix: strings.Trim(prefix, "/"), Region: set.Region, Endpoint: set.Endpoint,
		Credentials: func() (s3.Credentials, error) { return s3.FindCredentials(set.Provider, "", p.getenv) },
	})
	return to, target + " " + set.Endpoint, err
}

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
	var damaged *publish.Damaged
	switch {
	case errors.As(err, &refused):
		for _, text := range refused.Texts {
			p.complain(p.say.Say(text))
		}
		return exit(guarded)
	case errors.As(err, &occupied):
		p.complain(p.say.Say(occupied.Text()))
		return exit(busy)
	case errors.As(err, &stopped):
		if !errors.Is(err, context.Canceled) {
			p.complain(stopped.Err.Error())
		}
		fmt.Fprintln(p.stderr, p.say.Say(stopped.Text()))
		if errors.Is(err, context.Canceled) {
			return exit(interrupted)
		}
		return exit(machine)
	case errors.As(err, &damaged):
		p.complain(p.say.Say(damaged.Text()))
		return exit(machine)
	}
	return err
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
