package notify

import (
	"context"
	"errors"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// fake is a system that tells what a test says.
type fake struct {
	mu      sync.Mutex
	watches map[string]bool
	opened  int
	refuse  error // of Add
	events  chan fsnotify.Event
	errors  chan error
}

func (f *fake) open() (*stream, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened++
	f.watches = map[string]bool{}
	f.events, f.errors = make(chan fsnotify.Event), make(chan error)
	return &stream{notifier: f, events: f.events, errors: f.errors}, nil
}

func (f *fake) Add(path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse != nil {
		return f.refuse
	}
	f.watches[path] = true
	return nil
}

func (f *fake) Remove(path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.watches, path)
	return nil
}

func (f *fake) Close() error {
	close(f.events)
	close(f.errors)
	f.watches = nil
	return nil
}

func (f *fake) write(path string) { f.events <- fsnotify.Event{Name: path, Op: fsnotify.Write} }

// home is a root that no disk has: folders in it have no identity.
const home = "/nowhere/site"

// inBubble runs a test on a clock of its own, with a Watcher of root and content told by a fake.
func inBubble(t *testing.T, opt Options, f *fake, test func(t *testing.T, w *Watcher)) {
	synctest.Test(t, func(t *testing.T) {
		opt.open = f.open
		if opt.foreign == nil {
			opt.foreign = func(string) bool { return false }
		}
		w := New(home, opt)
		defer w.Close()
		w.Watch("")
		w.Watch("content")
		test(t, w)
	})
}

// next is the next batch, and how long it took to come.
func next(t *testing.T, w *Watcher) (Batch, time.Duration) {
	t.Helper()
	start := time.Now()
	b, err := w.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return b, time.Since(start)
}

// expect checks the next batch and how long it takes to come.
func expect(t *testing.T, w *Watcher, want Batch, after time.Duration) {
	t.Helper()
	b, took := next(t, w)
	if b.All != want.All || b.Check != want.Check || !slices.Equal(b.Folders, want.Folders) || took != after {
		t.Errorf("got %+v after %v, want %+v after %v", b, took, want, after)
	}
}

var (
	contentOnly = Batch{Folders: []string{"content"}}
	everything  = Batch{All: true}
	regular     = Batch{All: true, Check: true}
)

const ms = time.Millisecond

func TestSettles(t *testing.T) {
	for _, c := range []struct {
		name   string
		events int
		every  time.Duration
		after  time.Duration
	}{
		{"one", 1, 0, 12 * ms},
		{"a few", 4, 10 * ms, 42 * ms},
		{"just not many", manyEvents, ms, 19*ms + 12*ms},
		{"many", manyEvents + 1, ms, 20*ms + 25*ms},
		{"without end", 1000, 5 * ms, time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &fake{}
			inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
				var writer sync.WaitGroup
				writer.Go(func() {
					for i := range c.events {
						if i > 0 {
							time.Sleep(c.every)
						}
						f.write(home + "/content/a.md")
					}
				})
				expect(t, w, contentOnly, c.after)
				writer.Wait()
			})
		})
	}
}

func TestBusyUser(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		f.write(home + "/content/a.md")
		expect(t, w, contentOnly, 12*ms)
		time.Sleep(200 * ms)
		f.write(home + "/site.toml") // nobody waits for it, and yet it is read
		f.write(home + "/content/a.md")
		time.Sleep(100 * ms)
		expect(t, w, Batch{Folders: []string{"", "content"}}, 0)
		expect(t, w, regular, 30*time.Second)
	})
}

func TestUnknownFolders(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		f.write(home + "/layouts/page.html")
		expect(t, w, regular, 30*time.Second)
		f.write("/elsewhere/a.md")
		expect(t, w, everything, 12*ms)
	})
}

func TestRegularCheck(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		expect(t, w, regular, 30*time.Second)
		time.Sleep(time.Second) // the cost of looking
		go func() {
			time.Sleep(99 * time.Second)
			f.write(home + "/content/a.md")
		}()
		expect(t, w, contentOnly, 99*time.Second+12*ms)
		time.Sleep(10 * time.Second) // of one folder: another matter
		expect(t, w, regular, 100*time.Second)
		if _, polls := w.Polling(); polls {
			t.Error("polls")
		}
	})
}

func TestForeign(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{foreign: func(string) bool { return true }}, f, func(t *testing.T, w *Watcher) {
		polls(t, w, Network)
		expect(t, w, everything, 500*ms)
		time.Sleep(10 * ms)
		expect(t, w, everything, 500*ms)
		time.Sleep(100 * ms)
		expect(t, w, everything, 2*time.Second)
		expect(t, w, everything, 500*ms)
		if f.opened > 0 {
			t.Error("opened the system's stream")
		}
	})
}

// polls checks that w polls, and has given back what it had.
func polls(t *testing.T, w *Watcher, why Reason) {
	t.Helper()
	if got, yes := w.Polling(); !yes || got != why || w.Watched() != 0 {
		t.Errorf("polls: %v %q, %d watches; want %q", yes, got, w.Watched(), why)
	}
}

func TestOutOfWatches(t *testing.T) {
	for name, c := range map[string]struct {
		err error
		why Reason
	}{
		"watches": {&fsErr{syscall.ENOSPC}, Limit},
		"files":   {&fsErr{syscall.EMFILE}, Limit},
		"nothing": {&fsErr{syscall.ENOSYS}, Unsupported},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{}
			inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
				f.refuse = c.err
				w.Watch("content/events")
				w.Watch("content/people")
				polls(t, w, c.why)
				expect(t, w, everything, 12*ms)
				expect(t, w, everything, 500*ms)
				if len(f.watches) > 0 {
					t.Error("watches left:", f.watches)
				}
			})
		})
	}
}

// fsErr wraps an error as fsnotify does.
type fsErr struct{ error }

func (e *fsErr) Unwrap() error { return e.error }

func TestNothingToOpen(t *testing.T) {
	for err, why := range map[syscall.Errno]Reason{syscall.EMFILE: Instances, syscall.ENOSYS: Unsupported} {
		open := func() (*stream, error) { return nil, &fsErr{err} }
		w := New(t.TempDir(), Options{open: open})
		w.Watch("")
		polls(t, w, why)
		w.Close()
	}
}

func TestOneFolderRefused(t *testing.T) {
	for _, err := range []error{syscall.ENOENT, syscall.ENOTDIR, syscall.EACCES} {
		f := &fake{}
		inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
			f.refuse = err
			w.Watch("content/new")
			if _, yes := w.Polling(); yes || w.Watched() != 2 {
				t.Errorf("%v: polls %v, %d watches", err, yes, w.Watched())
			}
			f.refuse = nil
			f.events <- fsnotify.Event{Name: home + "/content/new", Op: fsnotify.Create}
			expect(t, w, Batch{Folders: []string{"content", "content/new"}}, 12*ms)
			w.Watch("content/new")
			if w.Watched() != 3 {
				t.Errorf("%v: not watched when it was there", err)
			}
		})
	}
}

func TestOverflow(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		f.write(home + "/content/a.md")
		f.errors <- fsnotify.ErrEventOverflow
		expect(t, w, everything, 12*ms)
		w.Watch("")
		w.Watch("content")
		if f.opened != 2 || len(f.watches) != 2 {
			t.Errorf("opened %d times, watches %v; want all watches anew", f.opened, f.watches)
		}
		f.errors <- syscall.EINVAL // no loss
		f.write(home + "/content/a.md")
		expect(t, w, contentOnly, 12*ms)
	})
}

func TestSilent(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		expect(t, w, regular, 30*time.Second)
		w.Missed([]string{"content"})
		expect(t, w, everything, time.Second+12*ms)
		polls(t, w, Silent)
		w.Missed([]string{"content"})
		expect(t, w, everything, 500*ms)
	})
}

func TestLateButNotSilent(t *testing.T) {
	write := func(f *fake, _ *Watcher) { f.write(home + "/content/a.md") }
	for name, tell := range map[string]func(f *fake, w *Watcher){
		"event":     write,
		"forgotten": func(_ *fake, w *Watcher) { w.Only(slices.Values([]string{""})) },
		"overflow":  func(f *fake, _ *Watcher) { f.errors <- fsnotify.ErrEventOverflow },
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{}
			inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
				expect(t, w, regular, 30*time.Second)
				w.Missed([]string{"content"})
				go func() {
					time.Sleep(999 * ms)
					tell(f, w)
				}()
				next(t, w)
				time.Sleep(2 * time.Second)
				next(t, w)
				if why, yes := w.Polling(); yes {
					t.Error("polls:", why)
				}
			})
		})
	}
	t.Run("while looking", func(t *testing.T) {
		f := &fake{}
		inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
			expect(t, w, regular, 30*time.Second)
			write(f, w)
			w.Watch("content/new") // and watched since the check only
			w.Missed([]string{"content", "content/new", "content/unknown"})
			expect(t, w, contentOnly, 12*ms)
			expect(t, w, regular, 30*time.Second)
		})
	})
}

func TestRootGone(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		f.events <- fsnotify.Event{Name: home, Op: fsnotify.Remove}
		expect(t, w, everything, 12*ms)
		f.refuse = syscall.ENOENT
		w.Watch("")
		expect(t, w, everything, 500*ms)
		f.refuse = nil
		w.Watch("")
		expect(t, w, regular, 30*time.Second)
	})
}

func TestNextEnds(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		if _, err := w.Next(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		go func() {
			time.Sleep(time.Second)
			w.Close()
		}()
		start = time.Now()
		if _, err := w.Next(t.Context()); !errors.Is(err, ErrClosed) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		w.Watch("content/after")
		if _, err := w.Next(t.Context()); !errors.Is(err, ErrClosed) || w.Watched() != 0 {
			t.Errorf("%v, %d watches after Close", err, w.Watched())
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A check is due by the time since the last batch, not since the last call of Next.
func TestImpatientUser(t *testing.T) {
	f := &fake{}
	inBubble(t, Options{}, f, func(t *testing.T, w *Watcher) {
		for range 29 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if b, err := w.Next(ctx); err == nil {
				t.Fatalf("batch %+v", b)
			}
			cancel()
		}
		expect(t, w, regular, time.Second)
	})
}
