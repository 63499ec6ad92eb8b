package main

import (
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"mingde/internal/watch"
)

func (p *program) watchCommand() *cobra.Command {
	opt, asOf, withoutDrafts := watch.Options{}, "", false
	cmd := &cobra.Command{
		Use: "watch", Args: p.exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt.Build = p.options()
			var err error
			if opt.Build.AsOf, err = day(asOf); err != nil {
				return err
			}
			opt.Build.Drafts = !withoutDrafts
			opt.Say, opt.Out, opt.Err, opt.Now = p.say, p.stdout, p.stderr, time.Now
			opt.Terminal = isTerminal(p.stdout)
			err = watch.Run(cmd.Context(), opt)
			var wrong *watch.UsageError
			if errors.As(err, &wrong) {
				return usageError{wrong.Text, cmd.CommandPath()}
			}
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opt.Addr, "addr", watch.Address, "")
	flags.BoolVar(&opt.LAN, "lan", false, "")
	flags.BoolVar(&withoutDrafts, "no-drafts", false, "")
	flags.StringVar(&asOf, "as-of", "", "")
	return cmd
}

// isTerminal tells whether somebody sits at the other end of a stream.
func isTerminal(stream any) bool {
	if s, ok := stream.(*sink); ok {
		stream = s.to
	}
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
