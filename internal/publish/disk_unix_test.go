//go:build unix

package publish

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mingde/internal/publish/dir"
)

// inChild runs a test in a process of its own, since the limit that plays a full disk is one of the process, whose report of the test would
// meet it as well. It is true there.
func inChild(t *testing.T) bool {
	t.Helper()
	const name = "MINGDE_PUBLISH_TEST_CHILD"
	if os.Getenv(name) != "" {
		return true
	}
	c := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	c.Env = append(os.Environ(), name+"=1")
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v: %s", err, out)
	}
	return false
}

// fullAt makes every write fail that makes a file larger than so many bytes, as a full disk does, until the disk has room again.
func fullAt(t *testing.T, bytes uint64) (room func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	limit := old
	limit.Cur = bytes
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
		signal.Reset(syscall.SIGXFSZ)
	}
}

// A disk that is full in the middle of a publish into a folder stops it there: what stood stands, whole, and with room the same command goes on.
func TestFullDisk(t *testing.T) {
	if !inChild(t) {
		return
	}
	const page = "events/1.html"
	folder := t.TempDir()
	publish := func(w website) (Report, error) {
		s := dir.Open(folder)
		defer s.Close()
		opt := w.options(t, nil)
		opt.Store, opt.Keep, opt.Takeover = s, 2, true
		return Run(context.Background(), opt)
	}
	if _, err := publish(before()); err != nil {
		t.Fatal(err)
	}
	w := after()
	w[page] += strings.Repeat("a long page ", 20_000)
	old := onDisk(t, folder)
	options := w.options(t, nil) // the site is written while there is room
	room := fullAt(t, 100_000)
	s := dir.Open(folder)
	options.Store, options.Keep = s, 2
	_, err := Run(context.Background(), options)
	s.Close()
	room()
	var stopped *Stopped
	if !errors.As(err, &stopped) || stopped.Phase != ChangedPages || !errors.Is(err, syscall.EFBIG) || !strings.Contains(err.Error(), page) {
		t.Fatalf("%v", err)
	}
	now := onDisk(t, folder)
	for name, data := range old {
		switch {
		case strings.HasPrefix(name, control), now[name] == w[name] && name != page, now[name] == data:
		default:
			t.Errorf("%s is %.40q", name, now[name])
		}
	}
	if now["index.html"] != old["index.html"] || now["events/gone.html"] == "" {
		t.Error("a later phase was begun")
	}
	b := newBucket()
	for name, data := range now {
		b.objects[name] = &stored{data: []byte(data)}
	}
	if missing := b.broken(); len(missing) > 0 {
		t.Errorf("broken: %v", missing)
	}
	if _, err := publish(w); err != nil {
		t.Fatal(err)
	}
	now = onDisk(t, folder)
	for name, data := range w {
		if now[name] != data {
			t.Errorf("%s is %.40q, want %.40q", name, now[name], data)
		}
	}
	if now["events/gone.html"] != "" {
		t.Error("what was to be deleted is there")
	}
}

// onDisk reads a folder.
func onDisk(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		key, _ := filepath.Rel(folder, name)
		data, err := os.ReadFile(name)
		files[filepath.ToSlash(key)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Where this computer has no room to remember anything, a publish costs requests more, and nothing else; nothing half written is believed afterwards.
func TestFullDiskHere(t *testing.T) {
	if !inChild(t) {
		return
	}
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	opt := after().options(t, b.client())
	opt.State = t.TempDir()
	for _, size := range []uint64{0, 30, 200} {
		room := fullAt(t, size)
		_, err := Run(context.Background(), opt)
		room()
		if err != nil {
			t.Errorf("room for %d bytes: %v", size, err)
		}
		b.holds(t, after())
		for name, data := range onDisk(t, opt.State) {
			if strings.HasSuffix(name, ".new") || uint64(len(data)) > size {
				t.Errorf("room for %d bytes: %s is left, of %d bytes", size, name, len(data))
			}
		}
	}
	if report := mustRun(t, opt); !report.Unchanged {
		t.Errorf("%+v", report)
	}
	w := after()
	w.page("events/2.html", "something else")
	w.write(t, opt.Dir)
	opt.Site = w.index()
	mustRun(t, opt)
	b.holds(t, w)
}
