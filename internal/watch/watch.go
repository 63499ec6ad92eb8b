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
	"io"
	"time"

	"mingde/internal/build"
	"mingde/internal/message"
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
