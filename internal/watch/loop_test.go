package watch

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/tools/txtar"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/notify"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// fakeNotifier gives the batches that a test sends.
type fakeNotifier struct {
	batches chan notify.Batch
	mu      sync.Mutex
	missed  []string
	only    []string
	why     notify.Reason
	closed  bool
}

func newNotifier() *fakeNotifier { return &fakeNotifier{batches: make(chan notify.Batch)} }

func (n *fakeNotifier) Next(ctx context.Context) (notify.Batch, error) {
	select {
	case b, ok := <-n.batches:
		if !ok {
			return b, errors.New("the watches are gone")
		}
		return b, nil
	case <-ctx.Done():
		return notify.Batch{}, ctx.Err()
	}
}

func (n *fakeNotifier) Only(folders iter.Seq[string]) { n.only = slices.Sorted(folders) }
func (n *fakeNotifier) Missed(folders []string)       { n.missed = append(n.missed, folders...) }
func (n *fakeNotifier) Close() error                  { n.closed = true; return nil }

func (n *fakeNotifier) Polling() (notify.Reason, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.why, n.why != ""
}

// terminal shows both streams as somebody sees them, with a mark before each line of standard error.
type terminal struct {
	mu   sync.Mutex
	text strings.Builder
}

// stream is one of the two.
type stream struct {
	to   *terminal
	mark string
}

func (s stream) Write(data []byte) (int, error) {
	s.to.mu.Lock()
	defer s.to.mu.Unlock()
	for line := range strings.Lines(string(data)) {
		s.to.text.WriteString(s.mark + line)
	}
	return len(data), nil
}

// take gives what was printed since the last time.
func (t *terminal) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.text.Reset()
	return t.text.String()
}

// stage is a loop at work in a bubble of time that begins at midnight.
type stage struct {
	*testing.T
	site     *fakeSite
	changes  *fakeNotifier
	server   *server
	terminal *terminal
	result   chan error
}

func onStage(t *testing.T, lang message.Language, act func(s *stage)) {
	onStageOf(t, lang, "", act)
}

func onStageOf(t *testing.T, lang message.Language, root string, act func(s *stage)) {
	synctest.Test(t, func(t *testing.T) {
		s := &stage{T: t, site: newFake(), changes: newNotifier(), terminal: new(terminal), result: make(chan error, 1)}
		opt := Options{Say: message.For(lang), Out: stream{s.terminal, ""}, Err: stream{s.terminal, "! "}, Now: func() time.Time { return time.Now().UTC() }}
		opt.Build.Root = root
		s.server = newServer(opt, 8321)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go func() { s.result <- newLoop(s.server, s.site, s.changes, &teller{Options: opt}).run(ctx) }()
		synctest.Wait()
		act(s)
		stop()
		synctest.Wait()
		if err := <-s.result; !errors.Is(err, context.Canceled) && err == nil {
			t.Errorf("the loop ended: %v", err)
		}
	})
}

// change lets an update find that files differ, and what is wrong now.
func (s *stage) change(files []build.FileChange, problems ...problem.Problem) {
	s.Helper()
	s.batch(notify.Batch{Folders: []string{"content/events"}}, files, problems...)
}

func (s *stage) batch(b notify.Batch, files []build.FileChange, problems ...problem.Problem) {
	s.site.mu.Lock()
	s.site.next = append(s.site.next, func(f *fakeSite) build.Update {
		f.state.Problems = problems
		errors, _ := problem.Count(problems)
		f.state.Failed = errors > 0
		return build.Update{Changed: true, Files: files}
	})
	s.site.mu.Unlock()
	s.changes.batches <- b
	synctest.Wait()
}

// expect holds what was printed since the last time.
func (s *stage) expect(what, want string) {
	s.Helper()
	if got := s.printed(); got != want {
		s.Errorf("%s: printed %q, want %q", what, got, want)
	}
}

func (s *stage) printed() string {
	synctest.Wait()
	return s.terminal.take()
}

// told is the number of the state that the toolboxes tell, and how many problems.
func (s *stage) told() string {
	synctest.Wait()
	st := s.server.hub.state(0)
	return fmt.Sprint(st.Number, len(st.Problems))
}

func edited(files ...string) (all []build.FileChange) {
	for _, f := range files {
		all = append(all, build.FileChange{Path: f, What: build.Edited})
	}
	return all
}

var (
	mistakeX = decoded("content/events/x.md", 4)
	mistakeY = decoded("content/events/y.md", 2)
	oddity   = problem.Problem{
		Place: problem.Place{File: "content/events/z.md", Line: 1, Column: 1}, Rule: "unknown-field", Severity: problem.Warning,
		Message: problem.Text{Key: "hint.did-you-mean", Args: problem.Args{"suggestion": "theme"}},
	}
)

func decoded(file string, line int) problem.Problem {
	return problem.Problem{
		Place: problem.Place{File: file, Line: line, Column: 1}, Rule: "front-matter", Severity: problem.Error,
		Message: problem.Text{Key: "hint.did-you-mean", Args: problem.Args{"suggestion": "date"}},
	}
}

// The day of a preview, as the terminal shows it.
func TestTerminal(t *testing.T) {
	inBothLanguages(t, "testdata/terminal.txtar", func(lang message.Language) (text string) {
		onStage(t, lang, func(s *stage) {
			day(s)
			text = s.printed()
		})
		return text
	})
}

// What is printed before there is a site.
func TestTerminalAtFirst(t *testing.T) {
	inBothLanguages(t, "testdata/addresses.txtar", func(lang message.Language) string {
		to, p := new(terminal), newPhoneAt("http://192.168.1.5:8322/0123456789ab/")
		tell := &teller{Options: Options{Say: message.For(lang), Out: stream{to, ""}, Err: stream{to, "! "}}}
		tell.addresses(endpoint{"127.0.0.1", 8321}, 8321, nil)
		to.text.WriteString("\n--lan, a port that is taken\n")
		tell.LAN = true
		tell.addresses(endpoint{"", 8321}, 8322, p)
		to.text.WriteString("\non a terminal\n")
		tell.Terminal = true
		tell.addresses(endpoint{"::1", 8321}, 8321, p)
		to.text.WriteString("\nin no network\n")
		tell.addresses(endpoint{"", 8321}, 8321, nil)
		to.text.WriteString("\nwith errors from the start\n")
		tell.ready(build.Update{}, preview.State{Problems: []problem.Problem{mistakeX}})
		return to.take()
	})
}

// inBothLanguages compares what is printed with a golden.
func inBothLanguages(t *testing.T, name string, print func(message.Language) string) {
	t.Helper()
	golden, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got := &txtar.Archive{Comment: golden.Comment}
	for _, lang := range message.Languages {
		got.Files = append(got.Files, txtar.File{Name: string(lang), Data: []byte(print(lang))})
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want := string(txtar.Format(golden)); want != string(txtar.Format(got)) {
		t.Errorf("got\n%s\nwant\n%s", txtar.Format(got), want)
	}
}

func day(s *stage) {
	s.change(edited("content/events/x.md"))
	s.change([]build.FileChange{{Path: "content/events/new.md", What: build.Added}}, oddity)
	s.change([]build.FileChange{{Path: "content/events/new.md", What: build.Removed}}, oddity)
	s.change(edited("content/events/x.md", "content/events/y.md"), mistakeX, oddity)
	time.Sleep(calmTime)
	s.change(edited("content/events/y.md", "content/events/z.md"), mistakeX, mistakeY, oddity)
	time.Sleep(calmTime)
	s.change(edited("content/events/y.md"), mistakeX, oddity)
	s.change(edited("content/a.md", "content/b.md", "content/c.md", "content/d.md"))
	s.change(nil)
	s.site.mu.Lock()
	s.site.fail = errors.New("open content: no permission")
	s.site.mu.Unlock()
	s.changes.batches <- notify.Batch{All: true}
	time.Sleep(retryTime + time.Millisecond)
	synctest.Wait()
	s.site.mu.Lock()
	s.site.next = append(s.site.next, func(*fakeSite) build.Update { return build.Update{Changed: true} })
	s.site.mu.Unlock()
	time.Sleep(24 * time.Hour)
}

// A file that is written in parts is told once, and errors that stood in it for a moment never.
func TestHalfWritten(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		for range 4 {
			s.change(edited("content/events/x.md"), mistakeX)
			time.Sleep(calmTime - 10*time.Millisecond)
			if got := s.told(); got != "1 0" {
				t.Errorf("told: %s", got)
			}
		}
		s.expect("before", "")
		s.change(edited("content/events/x.md"))
		s.expect("at the end", "00:00:01 edited content/events/x.md: 3 files of the site differ, 12 ms\n")
		if got := s.told(); got != "6 0" {
			t.Errorf("told: %s", got)
		}
		time.Sleep(2 * maxCalm)
		s.expect("later", "")
	})
}

// Somebody who never stops typing hears of errors all the same.
func TestNeverCalm(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		for range 20 {
			s.change(edited("content/events/x.md"), mistakeX)
			time.Sleep(calmTime - 10*time.Millisecond)
		}
		if got := s.printed(); strings.Count(got, "error") == 0 {
			t.Errorf("printed %q", got)
		}
	})
}

// Errors that are known hold up nothing: somebody who edits another file sees it at once.
func TestKnownErrorsHoldUpNothing(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.change(edited("content/events/x.md"), mistakeX)
		time.Sleep(calmTime)
		s.printed()
		moved := mistakeX
		moved.Line = 7
		s.change(edited("content/events/y.md"), mistakeX)
		s.expect("another file", "00:00:00 edited content/events/y.md: 3 files of the site differ, 12 ms\n"+
			"! 1 error is still to be mended: content/events/x.md:4\n")
		s.change(edited("content/events/x.md"), moved)
		if got := s.printed(); !strings.HasPrefix(got, "00:00:00 edited content/events/x.md: 3 files of the site differ, 12 ms\n! content/events/x.md:7:1") {
			t.Errorf("another line: %q", got)
		}
	})
}

// Pages are counted until the next change comes.
func TestCounting(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		s.site.pending = make(chan int)
		s.change(edited("content/a.md"))
		s.expect("while it counts", "")
		s.change(edited("content/b.md"))
		s.expect("too late", "00:00:00 edited content/a.md: 12 ms\n")
		s.site.pending <- 7
		s.expect("in time", "00:00:00 edited content/b.md: 7 files of the site differ, 12 ms\n")
	})
}

// What a check of everything finds the system should have told, of folders that are watched and files that are no links.
func TestMissed(t *testing.T) {
	root := t.TempDir()
	put(t, root, "content/a.md", "")
	put(t, root, "content/é/c.md", "")
	put(t, root, "site.toml", "")
	if err := os.Symlink("../site.toml", filepath.Join(root, "content", "link.md")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		check  bool
		before error // what the update before met
		files  []string
		want   []string
	}{
		{"no check", false, nil, []string{"content/a.md"}, nil},
		{"a check", true, nil, []string{"content/a.md", "site.toml"}, []string{"content", "."}},
		{"a folder of another name on the disk", true, nil, []string{"content/a.md", "content/é/c.md"}, []string{"content"}},
		{"a link", true, nil, []string{"content/link.md"}, nil},
		{"nothing could be read", true, errors.New("no permission"), []string{"content/a.md"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			onStageOf(t, message.English, root, func(s *stage) {
				if c.before != nil {
					s.site.fail = c.before
					s.changes.batches <- notify.Batch{All: true}
					synctest.Wait()
				}
				s.batch(notify.Batch{All: true, Check: c.check}, edited(c.files...))
				if !slices.Equal(s.changes.missed, c.want) || !slices.Equal(s.changes.only, []string{".", "content"}) {
					s.Errorf("missed %q, only %q", s.changes.missed, s.changes.only)
				}
				if last := s.site.asked[len(s.site.asked)-1]; last != nil {
					s.Errorf("asked for %q", last)
				}
			})
		})
	}
}

// The day is that of the site's timezone, and the only thing that an update at midnight looks at.
func TestMidnight(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		s.site.mu.Lock()
		s.site.zone = time.FixedZone("", 8*60*60)
		first := calendar.DayOf(time.Now().UTC())
		s.site.next = append(s.site.next, func(*fakeSite) build.Update { return build.Update{Changed: true} })
		s.site.mu.Unlock()
		time.Sleep(16*time.Hour - time.Second)
		s.expect("before", "")
		time.Sleep(dayCheck + time.Second)
		s.expect("after", fmt.Sprintf("16:00:00 it is %s now: 3 files of the site differ, 12 ms\n", first.Add(1)))
		if last := s.site.asked[len(s.site.asked)-1]; !slices.Equal(last, []string{""}) {
			t.Errorf("asked for %q", last)
		}
		time.Sleep(2 * time.Hour)
		if n := len(s.site.asked); n != 2 {
			t.Errorf("%d updates", n)
		}
	})
}

// After a failure of the machine everything is looked at anew, until that succeeds; the failure is told once.
func TestTrouble(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		for range 3 {
			s.site.mu.Lock()
			s.site.fail = errors.New("too many open files")
			s.site.mu.Unlock()
			s.changes.batches <- notify.Batch{Folders: []string{"content"}}
			synctest.Wait()
		}
		s.expect("failures", "! the site could not be read and will be tried again; the system says: too many open files\n")
		s.site.mu.Lock()
		s.site.next = append(s.site.next, func(*fakeSite) build.Update {
			return build.Update{Changed: true, Files: edited("content/a.md")}
		})
		s.site.mu.Unlock()
		time.Sleep(retryTime)
		s.expect("afterwards", "! the site can be read again; the preview goes on\n00:00:01 edited content/a.md: 3 files of the site differ, 12 ms\n")
		if last := s.site.asked[len(s.site.asked)-1]; last != nil {
			t.Errorf("asked for %q", last)
		}
	})
}

func TestPollingIsTold(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		s.changes.mu.Lock()
		s.changes.why = notify.Limit
		s.changes.mu.Unlock()
		for range 2 {
			s.changes.batches <- notify.Batch{All: true}
			synctest.Wait()
		}
		if got := s.printed(); strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "! "+message.For(message.English).Words("preview.polling.limit", nil)) {
			t.Errorf("%q", got)
		}
		if st := s.server.hub.state(0); st.Polling != "limit" {
			t.Errorf("%+v", st)
		}
	})
}

func TestReasonsHaveWords(t *testing.T) {
	for _, why := range []notify.Reason{notify.Limit, notify.Instances, notify.Network, notify.Silent, notify.Unsupported} {
		for _, lang := range message.Languages {
			if key := "preview.polling." + string(why); !message.For(lang).Has(key) {
				t.Errorf("%s: no words under %s", lang, key)
			}
		}
	}
}

func TestNotifierEnds(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		close(s.changes.batches)
		synctest.Wait()
		err := <-s.result
		if err == nil || !strings.Contains(err.Error(), "the watches are gone") {
			t.Error(err)
		}
		s.result <- err
	})
}
