// Command mingde turns Markdown entries into a public civilization showcase: it builds, checks, explains and scaffolds
// sites. Each file is one subcommand; what they do is in the packages below internal/, which do not know the command line.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// environment is what a command sees of the world.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            time.Time
}

func main() {
	tuneCollector(os.Getenv)
	cobra.MousetrapHelpText = "" // started from the desktop of Windows it prints its help, as everywhere
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	code := run(ctx, os.Args[1:], environment{os.Stdin, os.Stdout, os.Stderr, getenv, time.Now()})
	stop()
	os.Exit(code)
}

// endings are what asks a program to end: Ctrl-C, a computer that shuts down, a window that is closed. What nohup has told
// us not to heed is not heeded.
func endings() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // on Windows it never comes; there closing the window is a SIGTERM
		all = append(all, syscall.SIGHUP)
	}
	return all
}
