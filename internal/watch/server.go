package watch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"mingde/internal/build"
	"mingde/internal/message"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

// The limits of a connection.
const (
	headerTime = 10 * time.Second // to send a request
	idleTime   = 2 * time.Minute  // between two requests
	stallTime  = 30 * time.Second // without reading anything of an answer
	goodbye    = 300 * time.Millisecond
	maxHeader  = 16 << 10 // bytes of a request; 4 KiB more are read before it is refused
)

// server answers requests. What it shows is set once, by show; requests that come before wait for it.
type server struct {
	say   *message.Catalogue
	clock func() time.Time
	fixed bool // the day was chosen at the start
	open  bool // drafts are shown
	err   io.Writer
	guard guard
	phone *phone // nil without --lan, or without a network
	crowd crowd
	ready chan struct{} // closed by show
	quit  chan struct{} // closed at the end
	site  site
	hub   *hub
}

func newServer(opt Options, port int) *server {
	s := &server{say: opt.Say, clock: opt.Now, fixed: !opt.Build.AsOf.IsZero(), open: opt.Build.Drafts, err: opt.Err, ready: make(chan struct{}), quit: make(chan struct{})}
	if opt.LAN {
		s.guard = guard{token: newToken(), names: names()}
		s.phone = newPhone(s.guard.token, "", port)
	}
	return s
}

// show gives the server its site; from now on it answers.
func (s *server) show(shown site) {
	s.site, s.hub = shown, newHub(s.say, shown, s.fixed, s.quit)
	close(s.ready)
}

// start serves until hangUp is called, which takes at most half a second. A server that ends by itself calls stop; hangUp
// says why it did.
func (s *server) start(l net.Listener, stop func()) (hangUp func() error) {
	web := &http.Server{
		Handler: s, MaxHeaderBytes: maxHeader, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime,
		ConnState: s.crowd.watch, ErrorLog: log.New(io.Discard, "", 0), // what strangers send is no news for an editor
	}
	ended := make(chan error, 1)
	go func() {
		ended <- web.Serve(l)
		stop()
	}()
	return sync.OnceValue(func() error {
		close(s.quit)
		ctx, cancel := context.WithTimeout(context.Background(), goodbye)
		defer cancel()
		if web.Shutdown(ctx) != nil {
			web.Close()
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("watch: %w", err)
		}
		return nil
	})
}

// ServeHTTP lets the guard judge a request and answers what gets in.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.survive(w, r)
	secure(w.Header())
	address, no, ok := s.guard.admit(r)
	switch {
	case no == astray:
		redirect(w, r, "/"+s.guard.token+"/"+address)
	case !ok:
		s.turnAway(w, r, no)
	case s.guard.bare(r.URL.Path):
		redirect(w, r, s.guard.token+"/")
	case strings.HasPrefix(address, preview.StartPage):
		s.own(w, r, address)
	case address+"/" == preview.StartPage:
		redirect(w, r, preview.StartPage)
	case s.wait(r):
		s.page(w, r, visit{path: address, address: address})
	}
}

// survive keeps a panic of one request from ending the preview, and tells of it: it is a mistake in the program.
func (s *server) survive(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v != http.ErrAbortHandler {
		fmt.Fprintf(s.err, "%q: %q\n%s", r.URL.Path, fmt.Sprint(v), debug.Stack())
	}
	panic(http.ErrAbortHandler) // the connection may be in the middle of an answer
}

// wait holds a request until there is a site; false where that was not to be.
func (s *server) wait(r *http.Request) bool {
	select {
	case <-s.ready:
		return true
	case <-s.quit:
	case <-r.Context().Done():
	}
	return false
}

// own answers what is below _mingde/: our own files without waiting, the rest when there is a site.
func (s *server) own(w http.ResponseWriter, r *http.Request, path string) {
	name := strings.TrimPrefix(path, preview.StartPage)
	switch name {
	case "watch.js", "watch.css", "start.css":
		data, err := preview.Files.ReadFile(name)
		if err != nil {
			panic(err) // it is embedded
		}
		write(w, r, answer{kind: kindOf(name, 0), data: data})
		return
	}
	if !s.wait(r) {
		return
	}
	switch rest, at := strings.CutPrefix(name, "at/"); {
	case name == "":
		s.startPage(w, r)
	case name == "events":
		s.hub.serve(w, r)
	case name == "at":
		s.chooseDay(w, r)
	case at:
		s.atDay(w, r, path, rest)
	default:
		s.page(w, r, visit{path: path, address: path})
	}
}

// startPage answers with the office's own page.
func (s *server) startPage(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query().Get("q")
	found := s.site.Overview(0, query)
	o := preview.Overview{
		State: s.hub.state(0), Public: !s.open, Recent: entries(found.Recent), Drafts: entries(found.Drafts), Scheduled: entries(found.Scheduled),
		Found: entries(found.Found), Query: query,
	}
	if s.phone != nil {
		o.Phone, o.QR = s.phone.address, s.phone.png
	}
	s.compose(w, r, http.StatusOK, func(to io.Writer) error { return preview.Start(to, s.say, o, base(preview.StartPage)) })
}

// fault answers with a page in place of one that cannot be shown. With a state it comes back to life by itself.
func (s *server) fault(w http.ResponseWriter, r *http.Request, v visit, status int, what string, args problem.Args, st *preview.State) {
	heading, text := problem.Text{Key: "watch.fault-" + what}, problem.Text{Key: "watch.fault-" + what + ".text", Args: args}
	s.compose(w, r, status, func(to io.Writer) error { return preview.Fault(to, s.say, heading, text, st, base(v.path)) })
}

// unmade answers where a page cannot be made now and nobody has seen it before. Why not stands among the problems.
func (s *server) unmade(w http.ResponseWriter, r *http.Request, v visit) {
	st := s.hub.state(0)
	s.fault(w, r, v, http.StatusServiceUnavailable, "unmade", problem.Args{"address": v.address}, &st)
}

// entries puts items of the site into the words of the start page.
func entries(items []build.Item) []preview.Entry {
	all := make([]preview.Entry, len(items))
	for i, it := range items {
		all[i] = preview.Entry(it)
	}
	return all
}

// coming does the same for what changes by itself.
func coming(all []build.Coming) []preview.Coming {
	told := make([]preview.Coming, len(all))
	for i, c := range all {
		told[i] = preview.Coming{Day: c.Day, Entry: preview.Entry(c.Item), What: string(c.What)}
	}
	return told
}
