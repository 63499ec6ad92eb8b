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
type teller struct {
	Options
	start string // address of the start page
}

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
func (t *teller) line(key string, args problem.Args) {
	fmt.Fprintln(t.Out, t.Say.Words(key, args.Visible()))
}

// aside prints what is no result.
func (t *teller) aside(key string, args problem.Args) {
	fmt.Fprintln(t.Err, t.Say.Words(key, args.Visible()))
}

// counted says how many; one of a thing has words of its own.
func (t *teller) counted(key string, n int) string {
	if n == 1 && t.Say.Has(key+".one") {
		key += ".one"
	}
	return t.Say.Words(key, problem.Args{"n": strconv.Itoa(n)})
}

// addresses says where the site can be looked at.
func (t *teller) addresses(wanted endpoint, port int, p *phone) {
	if port != wanted.port && wanted.port != 0 {
		t.aside("watch.port-taken", problem.Args{"wanted": strconv.Itoa(wanted.port), "port": strconv.Itoa(port)})
	}
	root := "http://" + net.JoinHostPort(cmp.Or(wanted.host, "127.0.0.1"), strconv.Itoa(port)) + "/"
	if p != nil && wanted.alone() {
		root = p.address // at that address everybody needs the token
	}
	t.start = root + preview.StartPage
	t.line("watch.site", problem.Args{"url": root})
	t.line("watch.start", problem.Args{"url": t.start})
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
func (t *teller) ready(u build.Update, shown preview.State) {
	if u.Ready {
		t.line("watch.ready", problem.Args{
			"entries": t.counted("watch.entries", u.Entries), "files": t.counted("watch.site-files", u.Pages), "date": u.AsOf.String(),
			"seconds": strconv.FormatFloat(u.Took.Seconds(), 'f', 2, 64),
		})
	}
	t.problems(rebuild{state: shown})
}

// rebuilt prints the line of a rebuild, and what is wrong since; pages is how many it altered.
func (t *teller) rebuilt(r rebuild, pages int) {
	args := problem.Args{"time": t.Now().Format(time.TimeOnly), "what": t.what(r), "ms": strconv.FormatInt(r.took.Milliseconds(), 10)}
	switch {
	case newErrors(r.before, r.state.Problems):
		t.line("watch.rebuilt-errors", args)
	case r.state.Frozen:
		t.line("watch.rebuilt-frozen", args)
	case pages == uncounted:
		t.line("watch.rebuilt-uncounted", args)
	case pages == 0:
		t.line("watch.rebuilt-nothing", args)
	default:
		args["pages"] = t.counted("watch.differ", pages)
		t.line("watch.rebuilt", args)
	}
	t.problems(r)
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
	for _, old := range slices.Sorted(maps.Keys(r.renamed)) {
		args := problem.Args{"file": problem.Visible(old), "new": problem.Visible(r.renamed[old])}
		parts = append(parts, t.Say.Words("watch.file-renamed", args))
		files = slices.DeleteFunc(files, func(f string) bool { return f == old || f == r.renamed[old] })
	}
	switch {
	case len(r.renamed) > namedFiles:
		files = slices.Sorted(maps.Keys(r.files))
		parts = append(parts[:len(parts)-len(r.renamed)], t.files("watch.files-more", len(files), files[:namedFiles]))
	case len(files) == 1:
		parts = append(parts, t.Say.Words("watch.file-"+string(r.files[files[0]]), problem.Args{"file": problem.Visible(files[0])}))
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
	shown := make([]string, len(named))
	for i, file := range named {
		shown[i] = problem.Visible(file)
	}
	return t.Say.Words(key, problem.Args{"count": strconv.Itoa(n), "files": strings.Join(shown, t.Say.Words("watch.separator", nil))})
}

// The most that is told at a time: more would push what matters off the screen.
const (
	maxProblems = 10 // in full
	maxPlaces   = 3  // of errors that were told before
)

// problems tells what is wrong that was not told before, or is told in other words in a file that has just been saved: that
// file's first, errors before warnings. Of errors that were told before, only where they are.
func (t *teller) problems(r rebuild) {
	was, _ := problem.Count(r.before)
	is, warnings := problem.Count(r.state.Problems)
	if was > 0 && is == 0 {
		t.line("watch.mended", nil)
	}
	fresh, known := r.fresh()
	if len(fresh) > 0 {
		problem.WriteText(t.Err, fresh[:min(len(fresh), maxProblems)], t.Say.Say)
	}
	if more := len(fresh) - maxProblems; more > 0 {
		t.aside("watch.more", problem.Args{"n": strconv.Itoa(more), "url": t.start})
	}
	if len(known) > 0 {
		t.remaining(known)
	}
	if is > 0 && newErrors(r.before, r.state.Problems) {
		t.summary(is, warnings, r.state)
	}
}

// fresh gives the problems that are to be told in full, and the errors that were told before.
func (r *rebuild) fresh() (fresh, known []problem.Problem) {
	told, exactly := map[string]bool{}, map[string]bool{}
	for _, p := range r.before {
		told[gist(p)], exactly[place(p)+gist(p)] = true, true
	}
	for _, p := range r.state.Problems {
		_, saved := r.files[p.File]
		switch {
		case !told[gist(p)] || saved && !exactly[place(p)+gist(p)]:
			fresh = append(fresh, p)
		case p.Severity == problem.Error:
			known = append(known, p)
		}
	}
	slices.SortStableFunc(fresh, func(p, q problem.Problem) int {
		return cmp.Or(cmp.Compare(p.Severity, q.Severity), r.saved(q)-r.saved(p))
	})
	return fresh, known
}

// saved is 1 for a problem in a file that has just been saved, else 0.
func (r *rebuild) saved(p problem.Problem) int {
	if _, yes := r.files[p.File]; yes {
		return 1
	}
	return 0
}

// place writes where a problem is: "content/events/x.md:4".
func place(p problem.Problem) string {
	if p.Line == 0 {
		return problem.Visible(p.File)
	}
	return problem.Visible(p.File) + ":" + strconv.Itoa(p.Line)
}

// remaining names errors that were told before.
func (t *teller) remaining(known []problem.Problem) {
	var places []string
	for _, p := range known {
		if at := place(p); !slices.Contains(places, at) && len(places) <= maxPlaces {
			places = append(places, at)
		}
	}
	key := "watch.remaining"
	if len(places) > maxPlaces {
		key, places = "watch.remaining-more", places[:maxPlaces]
	}
	if len(known) == 1 {
		key += ".one"
	}
	t.aside(key, problem.Args{"n": strconv.Itoa(len(known)), "files": strings.Join(places, t.Say.Words("watch.separator", nil))})
}

// summary says how much is wrong, and what that does to the site: in the words of the toolbox.
func (t *teller) summary(errors, warnings int, shown preview.State) {
	count := t.counted("preview.errors", errors)
	if warnings > 0 {
		count += t.Say.Words("watch.and", nil) + t.counted("preview.warnings", warnings)
	}
	t.aside("watch.faulty", problem.Args{"count": count})
	for _, text := range shown.Effect() {
		t.aside(text.Key, text.Args)
	}
}

// alike tells whether two problems are told in the same words.
func alike(p, q problem.Problem) bool {
	return p.Place == q.Place && p.Severity == q.Severity && gist(p) == gist(q) && p.Hint.Key == q.Hint.Key && maps.Equal(p.Hint.Args, q.Hint.Args)
}

// polling says that changes are looked for now and then, and why, in the words of the toolbox.
func (t *teller) polling(why string) { t.aside("preview.polling."+why, nil) }

// notes prints what a user should know beside the problems.
func (t *teller) notes(all []problem.Text) {
	for _, note := range all {
		fmt.Fprintln(t.Err, t.Say.Say(note))
	}
}
