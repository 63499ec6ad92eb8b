//go:build unix

package notify

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// user lists the folders that it is told of, and keeps what it saw: of each folder the entries by name, a file's with its
// content. What it was not told of, it does not know.
type user struct {
	w       *Watcher
	root    string
	batches atomic.Int64

	mu   sync.Mutex
	seen map[string]map[string]string
}

// isFolder stands for the content of a folder.
const isFolder = "/"

// newUser looks at a whole tree once, and then only where it is told to. Regular checks would hide what is not told: there are none.
func newUser(t *testing.T, root string, opt Options) *user {
	t.Helper()
	opt.Check = time.Hour
	u := &user{w: New(root, opt), root: root, seen: map[string]map[string]string{}}
	u.walk("")
	var loop sync.WaitGroup
	loop.Go(func() {
		for {
			b, err := u.w.Next(t.Context())
			if err != nil {
				return
			}
			u.look(b)
		}
	})
	t.Cleanup(func() {
		u.w.Close()
		loop.Wait()
	})
	return u
}

// look brings what was seen up to date.
func (u *user) look(b Batch) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.batches.Add(1)
	if b.All {
		clear(u.seen)
		u.walk("")
	}
	for _, name := range b.Folders {
		if name != "" && u.seen[parent(name)][path.Base(name)] != isFolder {
			continue
		}
		u.list(name)
	}
	u.w.Only(maps.Keys(u.seen))
}

// list looks at one folder, and at all of those in it that are new.
func (u *user) list(name string) {
	u.w.Watch(name)
	before := u.seen[name]
	now := u.entries(name)
	for entry, data := range before {
		if data == isFolder && now[entry] != isFolder {
			u.forget(path.Join(name, entry))
		}
	}
	if now == nil {
		delete(u.seen, name)
		return
	}
	u.seen[name] = now
	for entry, data := range now {
		if data == isFolder && before[entry] != isFolder {
			u.walk(path.Join(name, entry))
		}
	}
}

// walk looks at a folder and all below it for the first time.
func (u *user) walk(name string) {
	u.forget(name)
	u.list(name)
}

func (u *user) forget(name string) {
	maps.DeleteFunc(u.seen, func(n string, _ map[string]string) bool { return n == name || strings.HasPrefix(n, name+"/") })
}

// entries lists a folder; nil if it is not there.
func (u *user) entries(name string) map[string]string {
	folder := filepath.Join(u.root, name)
	list, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	entries := map[string]string{}
	for _, e := range list {
		if e.IsDir() {
			entries[e.Name()] = isFolder
		} else if data, err := os.ReadFile(filepath.Join(folder, e.Name())); err == nil {
			entries[e.Name()] = "=" + string(data)
		}
	}
	return entries
}

// differs tells how what was seen differs from the disk; "" if it does not.
func (u *user) differs() string {
	disk := &user{w: &Watcher{}, root: u.root, seen: map[string]map[string]string{}}
	disk.walk("")
	u.mu.Lock()
	defer u.mu.Unlock()
	var lines []string
	for name := range maps.Keys(disk.seen) {
		if !maps.Equal(u.seen[name], disk.seen[name]) {
			lines = append(lines, fmt.Sprintf("%q: saw %v, is %v", name, u.seen[name], disk.seen[name]))
		}
	}
	for name := range u.seen {
		if disk.seen[name] == nil {
			lines = append(lines, fmt.Sprintf("%q: saw it, is gone", name))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// until waits for a condition; it names what is wrong, or nothing.
func until(t *testing.T, wrong func() string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		what := wrong()
		if what == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// sees waits until what was seen is what is there.
func (u *user) sees(t *testing.T) {
	t.Helper()
	until(t, u.differs)
	if why, yes := u.w.Polling(); yes {
		t.Fatal("polls:", why)
	}
}

// tree makes a site with a few folders.
func tree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{"site.toml", "content/a.md", "content/events/b.md", "content/events/2024/c.md", "layouts/page.html"} {
		write(t, filepath.Join(root, name), "first")
	}
	return root
}

func write(t *testing.T, name, data string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(name), 0o755))
	must(t, os.WriteFile(name, []byte(data), 0o644))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSees(t *testing.T) {
	for _, c := range []struct {
		name string
		do   []string // lines of shell, in the site; the user comes to see each before the next
	}{
		{"save in place", []string{"echo second > content/a.md", "echo third >> content/events/2024/c.md"}},
		{"save by rename", []string{"echo second > content/.a.swp; mv content/.a.swp content/a.md"}},
		{"save with a copy beside", []string{"mv content/a.md content/a.md~; echo second > content/a.md; rm content/a.md~"}},
		{"deleted file", []string{"rm content/a.md", "rm layouts/page.html site.toml"}},
		{"new folder with files", []string{"mkdir content/people; echo a > content/people/a.md; echo b > content/people/b.md", "echo c > content/people/a.md"}},
		{"deep new folders", []string{"mkdir -p content/x/y/z/w; echo a > content/x/y/z/w/a.md", "echo b > content/x/y/z/w/a.md"}},
		{"deep copy", []string{"cp -r content copy", "echo b > copy/events/2024/c.md; echo d > copy/events/2024/d.md"}},
		{"deleted folder", []string{"rm -r content/events", "mkdir content/events", "echo a > content/events/a.md"}},
		{"renamed folder", []string{"mv content/events content/news", "echo b > content/news/b.md", "echo b > content/news/2024/c.md"}},
		{"renamed and edited at once", []string{"mv content/events content/news; echo b > content/news/2024/c.md", "echo c > content/news/2024/c.md"}},
		{"renamed away and back", []string{"mv content/events aside", "mv aside content/events", "echo d > content/events/2024/c.md"}},
		{"away and back at once", []string{"mv content/events aside; mv aside content/events", "echo d > content/events/2024/c.md", "echo d > content/events/b.md"}},
		{"renamed out of the site", []string{"mv content/events ../$$; rm -r ../$$", "mkdir -p content/events/2024", "echo d > content/events/2024/d.md"}},
		{"made again at once", []string{"rm -r content/events; mkdir -p content/events/2024", "echo d > content/events/2024/d.md", "echo e > content/events/e.md"}},
		{"exchanged", []string{"cp -r content/events other; mv other content/", "echo x > content/other/2024/x.md; cd content; mv events t; mv other events; mv t other",
			"echo d > content/events/2024/d.md", "echo e > content/other/2024/e.md"}},
		{"folder, file, folder", []string{"rm -r content/events; echo a > content/events", "rm content/events; mkdir content/events", "echo b > content/events/b.md"}},
		{"renamed and deleted at once", []string{"mv content/events/2024 content/gone; rm -r content/gone", "mkdir content/gone", "echo a > content/gone/a.md"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			root := tree(t)
			u := newUser(t, root, Options{})
			for _, line := range c.do {
				shell := exec.Command("sh", "-ec", line)
				shell.Dir = root
				if out, err := shell.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", line, err, out)
				}
				u.sees(t)
			}
			u.mu.Lock()
			defer u.mu.Unlock()
			if n := u.w.Watched(); n != len(u.seen) {
				t.Errorf("%d watches of %d folders", n, len(u.seen))
			}
		})
	}
}

func TestManyFilesOneBatch(t *testing.T) {
	root := tree(t)
	u := newUser(t, root, Options{Settle: time.Second, Busy: time.Second, Longest: time.Minute})
	for i := range 1000 {
		write(t, filepath.Join(root, "content", fmt.Sprint("f", i%10), fmt.Sprint(i, ".md")), "text")
	}
	u.sees(t)
	if n := u.batches.Load(); n != 1 {
		t.Errorf("%d batches", n)
	}
}

func TestSlowlyWritten(t *testing.T) {
	root := tree(t)
	u := newUser(t, root, Options{})
	f, err := os.Create(filepath.Join(root, "content", "slow.md"))
	must(t, err)
	defer f.Close()
	for i := range 40 {
		_, err := fmt.Fprintln(f, "line", i)
		must(t, err)
		time.Sleep(time.Duration(i) * time.Millisecond)
	}
	u.sees(t)
}

// A folder that takes the place of an empty one is told of by nothing but its new name on Linux.
func TestOverEmptyFolder(t *testing.T) {
	root := tree(t)
	must(t, os.Mkdir(filepath.Join(root, "empty"), 0o755))
	u := newUser(t, root, Options{})
	must(t, syscall.Rename(filepath.Join(root, "content", "events"), filepath.Join(root, "empty")))
	u.sees(t)
	write(t, filepath.Join(root, "empty", "b.md"), "second")
	write(t, filepath.Join(root, "empty", "2024", "c.md"), "second")
	u.sees(t)
}

func TestRootMadeAgain(t *testing.T) {
	root := tree(t)
	u := newUser(t, root, Options{Poll: 10 * time.Millisecond})
	must(t, os.RemoveAll(root))
	u.sees(t)
	write(t, filepath.Join(root, "content", "new.md"), "new")
	u.sees(t)
	write(t, filepath.Join(root, "content", "new.md"), "newer")
	u.sees(t)
	must(t, os.Rename(root, root+".away"))
	u.sees(t)
	must(t, os.Rename(root+".away", root))
	u.sees(t)
	write(t, filepath.Join(root, "content", "new.md"), "newest")
	u.sees(t)
}

// Nobody tells when a folder above the site's is exchanged; a check sees it.
func TestAboveRootExchanged(t *testing.T) {
	top := t.TempDir()
	for _, name := range []string{"here", "there"} {
		write(t, filepath.Join(top, name, "site", "content", "a.md"), name)
	}
	w := New(filepath.Join(top, "here", "site"), Options{Check: 50 * time.Millisecond})
	defer w.Close()
	w.Watch("")
	w.Watch("content")
	must(t, os.Rename(filepath.Join(top, "here"), filepath.Join(top, "before")))
	must(t, os.Rename(filepath.Join(top, "there"), filepath.Join(top, "here")))
	if b, err := w.Next(t.Context()); err != nil || !b.All || b.Check || w.Watched() != 0 {
		t.Errorf("%+v, %v, %d watches", b, err, w.Watched())
	}
	w.Watch("")
	w.Watch("content")
	write(t, filepath.Join(top, "here", "site", "content", "a.md"), "edited")
	if b, err := w.Next(t.Context()); err != nil || !slices.Equal(b.Folders, []string{"content"}) {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestNoLeaks(t *testing.T) {
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	root := tree(t)
	w := New(root, Options{})
	for _, name := range []string{".", "content"} {
		w.Watch(name)
	}
	stop := make(chan struct{})
	go func() {
		defer close(stop)
		for {
			b, err := w.Next(t.Context())
			if err != nil {
				return
			}
			for _, name := range b.Folders {
				w.Watch(name)
			}
		}
	}()
	for i := range 200 {
		name := fmt.Sprint("content/f", i)
		must(t, os.Mkdir(filepath.Join(root, name), 0o755))
		w.Watch(name)
		must(t, os.Remove(filepath.Join(root, name)))
	}
	until(t, func() string {
		if n := w.Watched(); n != 2 {
			return fmt.Sprint(n, " watches")
		}
		return ""
	})
	must(t, w.Close())
	<-stop
	until(t, func() string {
		if n, m := runtime.NumGoroutine(), openFiles(t); n > goroutines || m > files {
			return fmt.Sprintf("%d goroutines and %d files, before %d and %d", n, m, goroutines, files)
		}
		return ""
	})
}

func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/dev/fd")
	must(t, err)
	return len(list)
}

func TestOnly(t *testing.T) {
	root := tree(t)
	w := New(root, Options{})
	defer w.Close()
	for _, name := range []string{"", "content", "content/events", "layouts"} {
		w.Watch(name)
	}
	w.Only(slices.Values([]string{"layouts"}))
	if n := w.Watched(); n != 2 {
		t.Fatal(n, "watches")
	}
	write(t, filepath.Join(root, "content", "a.md"), "second")
	write(t, filepath.Join(root, "layouts", "page.html"), "second")
	if b, err := w.Next(t.Context()); err != nil || !slices.Equal(b.Folders, []string{"layouts"}) {
		t.Errorf("%+v, %v", b, err)
	}
}

// Whatever happens, the user who looks only where it is told to sees in the end what is there.
func TestSeesWhateverHappens(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			root := tree(t)
			u := newUser(t, root, Options{Settle: time.Millisecond, Busy: 2 * time.Millisecond})
			r := rand.New(rand.NewPCG(seed, 0))
			for i := range 400 {
				happen(root, r, i)
				switch r.IntN(20) {
				case 0, 1, 2:
					time.Sleep(time.Duration(r.IntN(4000)) * time.Microsecond)
				case 3:
					u.sees(t)
				}
			}
			u.sees(t)
			for _, name := range folders(root) {
				write(t, filepath.Join(root, name, "last.md"), "last")
			}
			u.sees(t)
			if n, m := u.w.Watched(), len(folders(root)); n != m {
				t.Errorf("%d watches of %d folders", n, m)
			}
		})
	}
}

// folders lists all folders of a tree.
func folders(root string) []string {
	disk := &user{w: &Watcher{}, root: root, seen: map[string]map[string]string{}}
	disk.walk("")
	return slices.Sorted(maps.Keys(disk.seen))
}

// happen does something to a tree. What cannot be done is not done.
func happen(root string, r *rand.Rand, i int) {
	all := folders(root)
	some := func() string { return filepath.Join(root, all[r.IntN(len(all))]) }
	name := func() string { return string(rune('a' + r.IntN(4))) } // few, so that they meet
	switch r.IntN(10) {
	case 0, 1:
		os.WriteFile(filepath.Join(some(), name()+".md"), fmt.Append(nil, i), 0o644)
	case 2:
		temporary := filepath.Join(some(), ".new")
		os.WriteFile(temporary, fmt.Append(nil, i), 0o644)
		os.Rename(temporary, filepath.Join(filepath.Dir(temporary), name()+".md"))
	case 3:
		deep := filepath.Join(some(), name(), name())
		os.MkdirAll(deep, 0o755)
		os.WriteFile(filepath.Join(deep, name()+".md"), fmt.Append(nil, i), 0o644)
	case 4:
		from, to := some(), filepath.Join(some(), name())
		if len(all) < 60 && !strings.HasPrefix(to, from+"/") {
			os.CopyFS(to, os.DirFS(from))
		}
	case 5:
		if folder := some(); folder != root {
			os.RemoveAll(folder)
		}
	case 6, 7:
		if folder := some(); folder != root {
			syscall.Rename(folder, filepath.Join(some(), name())) // os.Rename would not replace an empty folder
		}
	case 8:
		if folder := some(); folder != root {
			os.Rename(folder, filepath.Join(root, ".aside"))
			os.MkdirAll(filepath.Join(folder, name()), 0o755)
			os.Rename(filepath.Join(root, ".aside"), filepath.Join(folder, name()))
		}
	case 9:
		if folder := some(); folder != root {
			os.RemoveAll(folder)
			os.Mkdir(folder, 0o755)
			os.WriteFile(filepath.Join(folder, name()+".md"), fmt.Append(nil, i), 0o644)
		}
	}
}
