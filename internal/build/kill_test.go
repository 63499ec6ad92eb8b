package build

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/sitegen"
)

// The folders of the child process in which a build is killed, and the file that one writes over and over.
const (
	victimRoot = "BUILD_TEST_ROOT"
	victimOut  = "BUILD_TEST_OUT"
	victimFile = "BUILD_TEST_FILE"
)

var killDay = calendar.Date(2026, 6, 30)

// TestMain lets the test binary be what the tests here kill.
func TestMain(m *testing.M) {
	if name := os.Getenv(victimFile); name != "" {
		say("begun")
		for {
			_ = replace(name, make([]byte, 1<<20))
		}
	}
	if root := os.Getenv(victimRoot); root != "" {
		victim(root, os.Getenv(victimOut))
		return
	}
	os.Exit(m.Run())
}

// victim builds, and says what it is at.
func victim(root, out string) {
	opt := options(root, out, killDay)
	opt.Layouts = &watched{FS: opt.Layouts}
	say("sweep")
	r, err := Run(context.Background(), opt)
	if err != nil || r.Failed {
		say(fmt.Sprintf("failed: %v %s", err, words(r.Problems)))
	}
	say("end")
}

func say(line string) { _, _ = os.Stdout.WriteString(line + "\n") }

// watched tells how far a build has come by what it wants to know of the layouts: the sweep lists them at its end, and they
// are read when all entries are.
type watched struct {
	fs.FS
	listed, read sync.Once
}

func (w *watched) Open(name string) (fs.File, error) {
	f, err := w.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && !info.IsDir() {
		w.read.Do(func() { say("plan") })
	} else {
		w.listed.Do(func() { say("read") })
	}
	return f, nil
}

// A build killed at any moment does no harm: the next one gives exactly what a build into an empty folder gives, keeps
// what is not of the site, leaves nothing half written behind, and its index says what stands there.
func TestKilled(t *testing.T) {
	for _, c := range []struct {
		name    string
		moments int
		prepare func(k *killing)
	}{
		{"cold", killMoments, (*killing).clear},
		{"after edits", killMoments / 2, func(k *killing) { k.edit(); k.refer() }},
		{"after edits and another stylesheet", killMoments / 2, func(k *killing) { k.edit(); k.restyle(); k.refer() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKilling(t)
			k.kill(c.moments, c.prepare)
			k.referred = 0
			k.refer()
			k.compare("at the end")
			t.Logf("killed in %v; %d came to their end before", k.phases, k.ended)
			if !k.wrote() {
				t.Error("none was killed while writing: the test proves little")
			}
		})
	}
}

// theirs is a foreign file in the output folder.
const theirs = "theirs.txt"

// killing is a site whose builds are killed.
type killing struct {
	t      *testing.T
	r      *rand.Rand
	site   *sitegen.Site
	opt    Options
	clean  Options             // of the build to compare with
	want   map[string][32]byte // what it gives: path → sum
	index  []byte              // what the index keeps of the last build
	phases map[string]int
	ended  int

	referred int // how often it was made
}

func newKilling(t *testing.T) *killing {
	dir, seed := t.TempDir(), uint64(6)
	k := &killing{
		t: t, r: rand.New(rand.NewPCG(seed, 6)), site: sitegen.New(sitegen.Usual(seed, killEntries)), phases: map[string]int{},
		opt:   options(filepath.Join(dir, "site"), filepath.Join(dir, "public"), killDay),
		clean: options(filepath.Join(dir, "site"), filepath.Join(dir, "clean"), killDay),
	}
	k.must(k.site.Write(k.opt.Root))
	k.refer()
	k.build(k.opt)
	return k
}

func (k *killing) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// refer finds out what shall come of the sources, in a folder where no build is killed: from nothing at first and every
// tenth time, and by one build after the other in between, which is the same as long as that property holds.
func (k *killing) refer() {
	k.t.Helper()
	if k.referred%10 == 0 {
		k.must(errors.Join(os.RemoveAll(k.clean.Out), os.RemoveAll(k.clean.Cache)))
	}
	k.referred++
	k.build(k.clean)
	k.want = sums(k.t, k.clean.Out)
}

func (k *killing) build(opt Options) {
	k.t.Helper()
	r, err := Run(context.Background(), opt)
	if err != nil || r.Failed {
		k.t.Fatalf("%v\n%s", err, words(r.Problems))
	}
}

// sums reads a folder: path → sum.
func sums(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// clear prepares a cold build.
func (k *killing) clear() {
	k.must(errors.Join(os.RemoveAll(k.opt.Out), os.RemoveAll(k.opt.Cache)))
}

// edit prepares an incremental build: sixty edits of entries, of every kind that makes, moves or removes pages.
func (k *killing) edit() {
	var free []sitegen.Edit
	certain := map[string]bool{"add event": true, "remove": true, "rename": true, "title": true, "body": true, "picture": true, "gallery": true}
	made := 0
	for _, edit := range sitegen.Edits() {
		if slices.Contains([]string{"settings", "site title", "base_url", "organizer", "measure", "accent", "menu"}, edit.Name) {
			continue // they change every page
		}
		free = append(free, edit)
		for n := 0; certain[edit.Name] && n < 3; {
			if edit.Apply(k.site, k.r) != "" {
				n, made = n+1, made+1
			}
		}
	}
	for made < 60 {
		if free[k.r.IntN(len(free))].Apply(k.site, k.r) != "" {
			made++
		}
	}
	k.must(k.site.Write(k.opt.Root))
}

// restyle changes the stylesheet, whose name stands in every page.
func (k *killing) restyle() {
	put(k.t, k.opt.Root, "static/site.css", fmt.Sprintf("body{margin:%dpx}\n", k.r.IntN(1_000_000)))
}

// wrote tells whether a build was killed while it was writing.
func (k *killing) wrote() bool { return k.phases["write"]+k.phases["finish"] > 0 }

// kill kills builds at moments that are spread evenly over the time that a whole build takes. That is measured again now
// and then, and where a build came to its end too early. If all moments miss the writing, more follow at random.
func (k *killing) kill(moments int, prepare func(*killing)) {
	k.t.Helper()
	const more = 30
	var whole time.Duration
	measured := -1
	for killed := 0; killed < moments || !k.wrote() && killed < moments+more; {
		prepare(k)
		put(k.t, k.opt.Out, theirs, "somebody else's")
		k.index = k.previous().Meta
		gone := k.vanishing()
		measure := killed%10 == 0 && measured != killed
		moment := whole * time.Duration(2*killed+1) / time.Duration(2*moments)
		switch {
		case measure:
			moment = time.Hour
		case killed >= moments:
			moment = time.Duration(k.r.Int64N(int64(whole)))
		}
		took, said, ended := k.run(moment)
		switch {
		case ended && measure:
			whole, measured = took, killed
			k.t.Logf("%d of %d killed; a whole build takes %v", killed, moments, took.Round(time.Millisecond))
		case ended:
			k.ended++
			whole = min(whole, took) * 9 / 10
		default:
			k.phases[k.phase(said, gone)]++
			killed++
		}
		k.build(k.opt)
		k.compare(fmt.Sprintf("killed after %v of %v (%s)", moment, whole, said))
	}
}

// run lets another process build and kills it some time after it has begun; it tells whether that came to its end before.
func (k *killing) run(moment time.Duration) (took time.Duration, said string, ended bool) {
	k.t.Helper()
	cmd, lines := child(k.t, victimRoot+"="+k.opt.Root, victimOut+"="+k.opt.Out)
	said = <-lines
	began, alarm := time.Now(), time.After(moment)
	for open := true; open; {
		line := ""
		select {
		case <-alarm:
			k.must(ignoreDone(cmd.Process.Kill()))
			alarm = nil
		case line, open = <-lines:
			if open {
				said, took = said+" "+line, time.Since(began)
			}
		}
	}
	err := cmd.Wait()
	ended = strings.HasSuffix(said, " end")
	if strings.Contains(said, "failed") || err != nil && alarm != nil {
		k.t.Fatalf("the build: %v, %s", err, said)
	}
	return took, said, ended
}

// child starts the test binary as something to kill, and gives the lines that it says.
func child(t *testing.T, environment ...string) (*exec.Cmd, <-chan string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), environment...)
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(pipe); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return cmd, lines
}

func ignoreDone(err error) error {
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

func (k *killing) previous() output.Site {
	k.t.Helper()
	w, err := output.Open(k.opt.Out, k.opt.Cache)
	k.must(err)
	w.Abort()
	return w.Previous()
}

// vanishing gives a page that stands in the folder and that the next build deletes; "" if there is none.
func (k *killing) vanishing() string {
	for _, f := range k.previous().Files {
		if _, stays := k.want[f.Path]; !stays {
			return f.Path
		}
	}
	return ""
}

// phase tells what a killed build was at, by what it said and by what it has left.
func (k *killing) phase(said, vanishing string) string {
	switch now := k.previous(); {
	case now.Unfinished && vanishing != "":
		if _, err := os.Lstat(filepath.Join(k.opt.Out, filepath.FromSlash(vanishing))); err != nil {
			return "finish"
		}
		return "write"
	case now.Unfinished:
		return "write"
	case string(now.Meta) != string(k.index):
		return "close"
	}
	return said[strings.LastIndex(said, " ")+1:]
}

// compare holds what stands in the output folder and in its index against a clean build.
func (k *killing) compare(what string) {
	k.t.Helper()
	there := sums(k.t, k.opt.Out)
	if _, ok := there[theirs]; !ok {
		k.t.Fatalf("%s: a foreign file is gone", what)
	}
	delete(there, theirs)
	if !maps.Equal(there, k.want) {
		for name, sum := range there {
			if want, ok := k.want[name]; want != sum {
				k.t.Errorf("%s: %s differs, or should be there: %v", what, name, ok)
			}
		}
		k.t.Fatalf("%s: %d files, want %d", what, len(there), len(k.want))
	}
	site := k.previous()
	if site.Unfinished || len(site.Files) != len(there) {
		k.t.Fatalf("%s: unfinished %v, the index has %d files of %d", what, site.Unfinished, len(site.Files), len(there))
	}
	for _, f := range site.Files {
		info, err := os.Lstat(filepath.Join(k.opt.Out, filepath.FromSlash(f.Path)))
		if err != nil || info.Size() != f.Size || there[f.Path] != f.Sum {
			k.t.Fatalf("%s: the index is wrong about %s: %v", what, f.Path, err)
		}
	}
	k.must(filepath.WalkDir(k.opt.Cache, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.Contains(d.Name(), ".tmp") {
			k.t.Errorf("%s: %s is left", what, d.Name())
		}
		return err
	}))
}

// What processes that died have left half written beside a file goes with the next writing of it.
func TestKilledReplacing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	for i := range 10 {
		cmd, lines := child(t, victimFile+"="+name)
		<-lines
		time.Sleep(time.Duration(1+i) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it says that it was killed
	}
	if err := replace(name, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("%v %v", left, err)
	}
}
