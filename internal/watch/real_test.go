package watch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mingde/internal/build"
	"mingde/internal/message"
	"mingde/internal/notify"
	"mingde/internal/preview"
	"mingde/internal/problem"
	"mingde/layouts"
	"mingde/static"
)

// patience is how long something may take on a busy machine. It is less than the time after which the notifier looks
// everywhere by itself, so that no change is found only then.
const patience = 20 * time.Second

// rig is a preview of a folder: with real files, watches and connections.
type rig struct {
	testing.TB
	opt     Options
	url     string // with a slash at its end
	live    *build.Live
	changes *notify.Watcher
	end     func() error
	web     http.Client
	errs    *complaints
	cache   string          // of the builds to compare with; "" for a new one each time
	known   map[string]bool // every address that was ever built, and every file that is no page
}

// onRig starts a preview of a folder as of a day. The options are altered before it starts.
func onRig(t testing.TB, root, day string, alter func(*Options)) *rig {
	t.Helper()
	opt := Options{Addr: "127.0.0.1:0", Say: message.For(message.Chinese), Out: io.Discard, Now: time.Now}
	opt.Build = build.Options{
		Root: root, Cache: t.TempDir(), AsOf: dayOf(day), Drafts: true, Layouts: layouts.FS, Static: static.FS, Version: "test",
	}
	if alter != nil {
		alter(&opt)
	}
	w := &rig{TB: t, opt: opt, known: map[string]bool{}}
	w.web.Transport = &http.Transport{}
	w.web.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	w.start()
	t.Cleanup(func() {
		w.web.CloseIdleConnections()
		w.stop()
	})
	return w
}

// start starts the preview, on the port that it had before if it had one, and waits until it can be asked.
func (w *rig) start() {
	w.Helper()
	w.errs = &complaints{}
	opt := w.opt
	opt.Err = w.errs
	w.url, w.end = running(w, opt, func(o build.Options) (site, notifier, error) {
		shown, changes, err := open(o)
		if err == nil {
			w.live, w.changes = shown.(*build.Live), changes.(*notify.Watcher)
		}
		return shown, changes, err
	})
	if w.opt.Addr != "127.0.0.1:0" && w.url != "http://"+w.opt.Addr+"/" {
		w.Fatalf("it is at %s, and was at %s", w.url, w.opt.Addr)
	}
	w.opt.Addr = strings.TrimSuffix(strings.TrimPrefix(w.url, "http://"), "/")
	if status, _ := w.get(""); status == 0 {
		w.Fatal("there is no answer")
	}
}

// stop ends the preview, and fails where that, or anything that went before, was a failure of the program.
func (w *rig) stop() {
	w.Helper()
	if err := w.end(); err != nil {
		w.Error(err)
	}
	if text := w.errs.traces(); text != "" {
		w.Errorf("a request was not survived:\n%s", text)
	}
}

// get asks for an address; the status is 0 where nobody answers.
func (w *rig) get(address string) (status int, body []byte) {
	resp, err := w.web.Get(w.url + escaped(address))
	if err != nil {
		return 0, nil
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil
	}
	return resp.StatusCode, body
}

// clean is what a build of the same sources gives that knows of nothing that was before.
type clean struct {
	build.Result
	files map[string][]byte
}

// built makes a clean build.
func (w *rig) built() clean {
	w.Helper()
	dir, err := os.MkdirTemp("", "mingde")
	if err != nil {
		w.Fatal(err)
	}
	defer os.RemoveAll(dir)
	opt := w.opt.Build
	opt.Out, opt.Cache, opt.Now = filepath.Join(dir, "out"), cmp.Or(w.cache, filepath.Join(dir, "cache")), w.opt.Now()
	c := clean{files: map[string][]byte{}}
	if c.Result, err = build.Run(w.Context(), opt); err != nil {
		w.Fatal(err)
	}
	if c.Failed {
		return c
	}
	for _, name := range filesIn(w, opt.Out) {
		w.known[name] = true
		if name[0] == '.' { // what a build knows of its output is no part of the site
			continue
		}
		if c.files[name], err = os.ReadFile(filepath.Join(opt.Out, name)); err != nil {
			w.Fatal(err)
		}
	}
	return c
}

// filesIn lists the files below a folder, links too, by their slash paths.
func filesIn(t testing.TB, root string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return names
}

// amiss says in what the preview differs from a build; "" for nothing. With errors both tell the same problems, and what
// is shown is older where they are.
func (w *rig) amiss(want clean) string {
	state := w.live.State(0)
	if a, b := words(state.Problems), words(want.Problems); a != b || state.Failed != want.Failed {
		return fmt.Sprintf("the preview tells (failed %v)\n%s\nthe build (%v)\n%s", state.Failed, a, want.Failed, b)
	}
	if want.Failed {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(want.files)) {
		status, body := w.get(name)
		if status != http.StatusOK {
			return fmt.Sprintf("%s: %d", name, status)
		}
		if !bytes.Equal(preview.Strip(body), want.files[name]) {
			return name + " differs"
		}
	}
	for name := range w.known {
		if want.files[name] != nil {
			continue
		}
		if status, body := w.get(name); status == http.StatusOK {
			return fmt.Sprintf("%s is no address, and is served: %.200s", name, body)
		}
	}
	return ""
}

func words(ps []problem.Problem) string {
	var b strings.Builder
	if err := problem.WriteText(&b, ps, message.For(message.English).Say); err != nil {
		return err.Error()
	}
	return b.String()
}

// eventually waits until nothing is wrong any more, and gives what still is.
func eventually(wrong func() string) string {
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		text := wrong()
		if text == "" || time.Now().After(end) {
			return text
		}
	}
}

// complaints keeps the end of what is printed as an error, and what looks like a panic of it.
type complaints struct {
	mu     sync.Mutex
	panics []string
	last   []byte
}

var trace = regexp.MustCompile(`(?m)^goroutine \d+ `)

func (c *complaints) Write(data []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if trace.Match(data) {
		c.panics = append(c.panics, string(data))
	}
	const enough = 16 << 10
	c.last = append(c.last, data...)
	c.last = bytes.Clone(c.last[max(0, len(c.last)-enough):])
	return len(data), nil
}

func (c *complaints) traces() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.panics, "\n")
}

// running starts a preview and gives its address, as it is printed, and what ends it.
func running(t testing.TB, opt Options, open opening) (address string, end func() error) {
	t.Helper()
	r, w := io.Pipe()
	printed := opt.Out
	opt.Out = w
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() {
		result <- run(ctx, opt, open)
		w.Close()
	}()
	var line []byte
	for one := make([]byte, 1); !bytes.HasSuffix(line, []byte("\n")); line = append(line, one...) {
		if _, err := r.Read(one); err != nil {
			t.Fatal(errors.Join(err, <-result))
		}
	}
	go io.Copy(printed, r)
	at := bytes.Index(line, []byte("http://"))
	return strings.TrimSpace(string(line[at:])), sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-result:
			return err
		case <-time.After(patience):
			return errors.New("it goes on")
		}
	})
}
