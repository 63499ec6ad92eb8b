package watch

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mingde/internal/build"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

// teller is what is said on the terminal: results on standard output, what is wrong and the rest on standard error. A
// rebuild is one line; problems are told in full when they are others than before.
type teller struct{ Options }

// shared lets several goroutines write to one writer.
type shared struct {
	mu sync.Mutex
	to io.Writer
}

func (s *shared) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.Write(data)
}

// line prints a result.
func (t *teller) line(key string, args problem.Args) { fmt.Fprintln(t.Out, t.Say.Words(key, args)) }

// aside prints what is no result.
func (t *teller) aside(key string, args problem.Args) { fmt.Fprintln(t.Err, t.Say.Words(key, args)) }

// addresses says where the site can be looked at.
func (t *teller) addresses(wanted endpoint, port int, p *phone) {
	if port != wanted.port && wanted.port != 0 {
		t.aside("watch.port-taken", problem.Args{"wanted": strconv.Itoa(wanted.port), "port": strconv.Itoa(port)})
	}
	root := "http://" + net.JoinHostPort(cmp.Or(wanted.host, "127.0.0.1"), strconv.Itoa(port)) + "/"
	t.line("watch.site", problem.Args{"url": root})
	t.line("watch.start", problem.Args{"url": root + preview.StartPage})
	switch {
	case p != nil && t.Terminal:
		t.line("watch.phone-scan", problem.Args{"url": p.address})
		io.WriteString(t.Out, p.blocks())
	case p != nil:
		t.line("watch.phone", problem.Args{"url": p.address})
	case t.LAN:
		t.aside("watch.no-network", nil)
	}
	t.line("watch.stop", nil)
}

// ready says what there is to look at when the site is there.
func (t *teller) ready(u build.Update) {
	if u.Ready {
		t.line("watch.ready", problem.Args{
			"entries": strconv.Itoa(u.Entries), "pages": strconv.Itoa(u.Pages), "date": u.AsOf.String(),
			"seconds": strconv.FormatFloat(u.Took.Seconds(), 'f', 2, 64),
		})
	}
	t.problems(nil, u.State)
}

// rebuilt prints the line of a rebuild, and its problems; pages is how many it altered.
func (t *teller) rebuilt(r rebuild, pages int) {
	args := problem.Args{"time": t.Now().Format(time.TimeOnly), "what": t.what(r), "ms": strconv.FormatInt(r.took.Milliseconds(), 10)}
	if pages == uncounted {
		t.line("watch.rebuilt-uncounted", args)
	} else {
		args["pages"] = strconv.Itoa(pages)
		t.line("watch.rebuilt", args)
	}
	t.problems(r.before, r.state)
}

// namedFiles is how many files a line names.
const namedFiles = 3

// what says what has changed: a day, a file, or several.
func (t *teller) what(r rebuild) string {
	var parts []string
	if r.day != 0 {
		parts = append(parts, t.Say.Words("watch.new-day", problem.Args{"date": r.day.String()}))
	}
	files := slices.Sorted(maps.Keys(r.files))
	switch {
	case len(files) == 1:
		parts = append(parts, t.Say.Words("watch.file-"+string(r.files[files[0]]), problem.Args{"file": files[0]}))
	case len(files) > namedFiles:
		parts = append(parts, t.files("watch.files-more", len(files), files[:namedFiles]))
	case len(files) > 0:
		parts = append(parts, t.files("watch.files", len(files), files))
	case len(parts) == 0:
		parts = append(parts, t.Say.Words("watch.something", nil))
	}
	return strings.Join(parts, t.Say.Words("watch.separator", nil))
}

func (t *teller) files(key string, n int, named []string) string {
	return t.Say.Words(key, problem.Args{"count": strconv.Itoa(n), "files": strings.Join(named, t.Say.Words("watch.separator", nil))})
}

// problems tells all problems when they are others than those before, and that all errors are gone when they are.
func (t *teller) problems(before []problem.Problem, now build.State) {
	was, _ := problem.Count(before)
	is, warnings := problem.Count(now.Problems)
	if was > 0 && is == 0 {
		t.line("watch.mended", nil)
	}
	if slices.EqualFunc(before, now.Problems, alike) {
		return
	}
	problem.WriteText(t.Err, now.Problems, t.Say.Say)
	args := problem.Args{"errors": strconv.Itoa(is), "warnings": strconv.Itoa(warnings)}
	switch {
	case is > 0 && now.Ready:
		t.aside("watch.faulty", args)
	case is > 0:
		t.aside("watch.no-site", args)
	}
}

// alike tells whether two problems are told in the same words.
func alike(p, q problem.Problem) bool {
	return p.Place == q.Place && p.Severity == q.Severity && gist(p) == gist(q) && p.Hint.Key == q.Hint.Key && maps.Equal(p.Hint.Args, q.Hint.Args)
}

// polling says that changes are looked for now and then, and why, in the words of the toolbox.
func (t *teller) polling(why string) { t.aside("preview.polling."+why, nil) }

// trouble tells of a failure of the machine that is tried again.
func (t *teller) trouble(text string) { t.aside("watch.trouble", problem.Args{"text": text}) }

// notes prints what a user should know beside the problems.
func (t *teller) notes(all []problem.Text) {
	for _, note := range all {
		fmt.Fprintln(t.Err, t.Say.Say(note))
	}
}
