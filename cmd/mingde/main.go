// Command mingde turns Markdown entries into a public civilization showcase: it builds, checks, explains and scaffolds
// sites. Each file is one subcommand; what they do is in the packages below internal/, which do not know the command line.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/spf13/cobra"
)

// environment is what a command sees of the world.
type environment struct {
	stdout, stderr io.Writer
	getenv         func(string) string
	now            time.Time
}

func main() {
	tuneCollector(os.Getenv)
	cobra.MousetrapHelpText = "" // started from the desktop of Windows it prints its help, as everywhere
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], environment{os.Stdout, os.Stderr, getenv, time.Now()})
	if ctx.Err() != nil {
		code = interrupted
	}
	stop()
	os.Exit(code)
}
