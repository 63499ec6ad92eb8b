// Package watch is the preview while somebody writes: a server that shows the site as it would be built, and a loop that
// brings it up to date whenever a file or the day changes. It decides when to run the spine, never what it does.
//
// The site is served at /, everything of our own below /_mingde/:
//
//	_mingde/                    the office's start page; ?q= searches
//	_mingde/events              what the script of an open page is told: see package preview
//	_mingde/watch.js            and its stylesheets
//	_mingde/at/2026-12-01/…     the site as it will be on another day
//
// Nothing is ever looked up on the disk by what a browser asks for: pages come from the site in memory, by their address.
// It does not know how a site is built, nor how changes are noticed, nor what the pages of our own look like.
package watch

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"mingde/internal/build"
	"mingde/internal/message"
	"mingde/internal/notify"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// Options say what to show, where and to whom.
type Options struct {
	Build    build.Options
	Addr     string // where to listen, host:port; "" for [Address]. If the port is taken, the next free one
	LAN      bool   // serve the local network as well, to whoever has the token in the address
	Say      *message.Catalogue
	Out, Err io.Writer // results; what is wrong
	Terminal bool      // Out is a terminal: it can show a code for the phone's camera
	Now      func() time.Time
}

// Run serves the site and keeps it up to date until ctx ends, which is no error. A *[UsageError] is a mistake in the
// options; any other error is a failure of the machine.
func Run(ctx context.Context, opt Options) error {
	if !looksLikeSite(opt.Build.Root) {
		return &UsageError{problem.Text{Key: "watch.no-site-here", Args: problem.Args{"folder": whole(opt.Build.Root)}}}
	}
	return run(ctx, opt, open)
}

// looksLikeSite tells whether somebody can have meant a folder to be a site: whoever starts in the wrong one would look at
// an empty site, and never see a change.
func looksLikeSite(folder string) bool {
	return !missing(filepath.Join(folder, source.Settings)) || !missing(filepath.Join(folder, source.Content))
}

// opening makes the site of a folder, and what notices its changes.
type opening func(build.Options) (site, notifier, error)

func run(ctx context.Context, opt Options, open opening) (err error) {
	wanted, err := parseAddress(opt.Addr, opt.LAN)
	if err != nil {
		return err
	}
	l, err := wanted.listen()
	if err != nil {
		return err
	}
	opt.Err = &shared{to: opt.Err}
	s, tell := newServer(opt, portOf(l)), &teller{Options: opt}
	if wanted.alone() {
		s.phone = newPhone(s.guard.token, wanted.host, portOf(l))
	}
	tell.addresses(wanted, portOf(l), s.phone)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	hangUp := s.start(l, stop)
	defer func() { err = errors.Join(unlessEnded(err), hangUp()) }()
	shown, changes, err := open(opt.Build)
	if err != nil {
		return err
	}
	defer func() {
		hangUp() // nobody asks for a page of a site that is closed
		changes.Close()
		tell.notes(shown.Close())
	}()
	return newLoop(s, shown, changes, tell).run(ctx)
}

func open(opt build.Options) (site, notifier, error) {
	changes := notify.New(opt.Root, notify.Options{})
	shown, err := build.OpenLive(opt, changes.Watch)
	if err != nil {
		changes.Close()
		return nil, nil, err
	}
	return shown, changes, nil
}

// unlessEnded leaves out the error of a context: that a preview is ended is no failure.
func unlessEnded(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
