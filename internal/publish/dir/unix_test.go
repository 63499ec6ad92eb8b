//go:build unix

package dir

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mingde/internal/publish/store"
)

// Whatever the umask: everybody reads what is published, and nobody but the owner what publishers keep.
func TestModes(t *testing.T) {
	for _, umask := range []int{0, 0o077, 0o777} {
		s, www := fresh(t)
		old := syscall.Umask(umask)
		put(t, s, "a/b/page.html", "x")
		err := s.Create(t.Context(), "_pub/log/1.open", store.Bytes(nil), header)
		syscall.Umask(old)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]fs.FileMode{
			"": 0o755, "a": 0o755, "a/b": 0o755, "a/b/page.html": 0o644, "_pub": 0o700, "_pub/log": 0o755, "_pub/log/1.open": 0o644,
		} {
			if info, err := os.Stat(filepath.Join(www, name)); err != nil || info.Mode().Perm() != want {
				t.Errorf("umask %03o: %q is %v, want %v: %v", umask, name, info.Mode(), want, err)
			}
		}
	}
}

// A disk that is full in the middle of a file costs that file, and nothing that was there.
func TestFullDisk(t *testing.T) {
	s, www := fresh(t)
	put(t, s, "page", "old")
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	limit := old
	limit.Cur = 8 << 20 // more than the log of the tests themselves
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	err := s.Put(t.Context(), "page", store.Bytes(make([]byte, 16<<20)), header)
	if restored := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); restored != nil {
		t.Fatal(restored)
	}
	if !errors.Is(err, syscall.EFBIG) {
		t.Errorf("put: %v", err)
	}
	if data, o, err := s.Get(t.Context(), "page"); string(data) != "old" || o.Header != header || err != nil {
		t.Errorf("%q, %+v, %v", data, o, err)
	}
	if got := files(t, www); !slices.Equal(got, []string{"page"}) {
		t.Errorf("there is %q", got)
	}
}

// A pipe in the folder must not stop anybody: opening it would wait for its other end.
func TestPipe(t *testing.T) {
	s, www := fresh(t)
	put(t, s, "a", "a")
	if err := syscall.Mkfifo(filepath.Join(www, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(t.Context(), "pipe"); !errors.Is(err, store.ErrForeign) {
		t.Errorf("get: %v", err)
	}
	if err := s.Put(t.Context(), "pipe", store.Bytes(nil), header); !errors.Is(err, store.ErrForeign) {
		t.Errorf("put: %v", err)
	}
	for o, err := range s.List(t.Context(), "") {
		if o.Key != "a" || err != nil {
			t.Errorf("%+v, %v", o, err)
		}
	}
}

// part is what a child process of these tests does: the name of the part, the folder and who it is.
const part = "MINGDE_DIR_TEST_PART"

// child starts this test binary again in a part.
func child(name, www, who string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), part+"="+name+" "+who+" "+www)
	c.Stderr = os.Stderr
	return c
}

// TestChild does nothing unless it runs in a child process.
func TestChild(t *testing.T) {
	name, rest, _ := strings.Cut(os.Getenv(part), " ")
	who, www, _ := strings.Cut(rest, " ")
	s := Open(www)
	switch name {
	case "create":
		for i := range 100 {
			err := s.Create(t.Context(), fmt.Sprintf("_pub/log/%d", i), store.Bytes([]byte(who)), header)
			if err != nil && !errors.Is(err, store.ErrExists) {
				t.Error(err)
			}
			fmt.Printf("%d %v\n", i, err == nil)
		}
	case "write":
		for i := range 1_000_000 {
			data := strings.Repeat(fmt.Sprint(i%10), 50_000)
			if err := s.Put(t.Context(), fmt.Sprintf("p/%d", i%20), store.Bytes([]byte(data)), header); err != nil {
				t.Error(err)
			}
			if err := s.Create(t.Context(), fmt.Sprintf("_pub/log/%s-%d", who, i), store.Bytes([]byte(data)), header); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestCreatorsInProcesses(t *testing.T) {
	_, www := fresh(t)
	winners := map[string][]string{}
	outputs := make(chan []byte)
	const processes = 4
	for who := range processes {
		go func() {
			out, err := child("create", www, fmt.Sprint(who)).Output()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			outputs <- append([]byte(fmt.Sprintln(who)), out...)
		}()
	}
	for range processes {
		out := bufio.NewScanner(strings.NewReader(string(<-outputs)))
		out.Scan()
		who := out.Text()
		for out.Scan() {
			if number, won, _ := strings.Cut(out.Text(), " "); won == "true" {
				winners[number] = append(winners[number], who)
			}
		}
	}
	s := Open(www)
	defer s.Close()
	for i := range 100 {
		number := fmt.Sprint(i)
		data, o, err := s.Get(t.Context(), "_pub/log/"+number)
		if len(winners[number]) != 1 || string(data) != winners[number][0] || err != nil || o.Header != header {
			t.Errorf("%s: won by %v, holds %q: %+v, %v", number, winners[number], data, o, err)
		}
	}
}

// Killed at any moment, a writer leaves whole objects, all of which are known as ours.
func TestKilled(t *testing.T) {
	_, www := fresh(t)
	for round := range 10 {
		c := child("write", www, fmt.Sprint(round))
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(150+17*round) * time.Millisecond)
		c.Process.Kill()
		c.Wait()
		s := Open(www)
		objects := 0
		var keys []string
		for o, err := range s.List(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			data, got, err := s.Get(t.Context(), o.Key)
			if err != nil || len(data) != 50_000 || strings.Trim(string(data), string(data[0])) != "" || got.Header != header || got.ETag != o.ETag {
				t.Fatalf("%+v, %d bytes, %v", got, len(data), err)
			}
			objects++
			keys = append(keys, o.Key)
		}
		if objects < 20 {
			t.Logf("round %d: only %d objects were written", round, objects)
		}
		for _, key := range keys[:len(keys)/2] {
			put(t, s, key, strings.Repeat("x", 50_000))
		}
		if refused, err := s.Delete(t.Context(), keys); err != nil || len(refused) > 0 {
			t.Fatalf("%v, %v", refused, err)
		}
		s.Close()
	}
}
