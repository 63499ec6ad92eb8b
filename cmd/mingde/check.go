package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mingde/internal/build"
	"mingde/internal/check"
	"mingde/internal/entry"
	"mingde/internal/history"
	"mingde/internal/problem"
)

func (p *program) checkCommand() *cobra.Command {
	asOf, format, strict := "", "", false
	fix, yes, git := false, false, false
	cmd := &cobra.Command{
		Use: "check", Args: p.exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt := p.options()
			var err error
			if opt.AsOf, err = day(asOf); err != nil {
				return err
			}
			write, ok := p.formats()[format]
			if !ok {
				return misuse(cmd, "cmd.format", "value", format)
			}
			switch {
			case yes && !fix:
				return misuse(cmd, "cmd.check-yes")
			case fix && format != "text":
				return misuse(cmd, "cmd.check-fix-format", "value", format)
			}
			if git {
				if opt.First, err = p.first(cmd.Context(), opt.Root); err != nil {
					return err
				}
			}
			result, err := build.Check(cmd.Context(), opt)
			if err == nil && fix {
				result, err = p.fix(cmd.Context(), opt, result, yes)
			}
			if err != nil {
				return err
			}
			if err := write(result); err != nil {
				return err
			}
			return verdict(result, strict)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&asOf, "as-of", "", "")
	flags.StringVar(&format, "format", "text", "")
	flags.BoolVar(&strict, "strict", false, "")
	flags.BoolVar(&fix, "fix", false, "")
	flags.BoolVar(&git, "git", false, "")
	flags.BoolVar(&yes, "yes", false, "")
	return cmd
}

// first asks git when the entries first came into their repository.
func (p *program) first(ctx context.Context, root string) (map[string]time.Time, error) {
	first, err := history.First(ctx, root, strings.TrimSuffix(entry.Root, "/"))
	switch {
	case errors.Is(err, history.ErrNoRepository):
		return nil, mistake("cmd.git-no-repository", "folder", root)
	case errors.Is(err, history.ErrShallow):
		return nil, mistake("cmd.git-shallow")
	case errors.Is(err, history.ErrNoGit):
		p.complain(p.say.Words("cmd.git-missing", nil))
		return nil, exit(machine)
	}
	return first, err
}

// formats are the ways in which problems are printed.
func (p *program) formats() map[string]func(build.Result) error {
	return map[string]func(build.Result) error{
		"text": func(r build.Result) error { return problem.WriteText(p.stdout, r.Problems, p.say.Say) },
		"json": func(r build.Result) error { return problem.WriteJSON(p.stdout, r.Problems, p.say.Say) },
		"sarif": func(r build.Result) error {
			return problem.WriteSARIF(p.stdout, version(), check.Rules(), r.Problems, r.Accepted, p.say.Say)
		},
	}
}

// verdict is the exit code of a check; with strict, warnings count as errors.
func verdict(r build.Result, strict bool) error {
	switch {
	case r.Failed:
		return exit(failure(r.Problems))
	case strict && len(r.Problems) > 0:
		return exit(faulty)
	}
	return nil
}
