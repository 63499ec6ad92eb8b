//go:build unix

package output

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the build that TestKilled kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv("OUTPUT_TEST_DIR"); dir != "" {
		seed, _ := strconv.Atoi(os.Getenv("OUTPUT_TEST_SEED"))
		victim(dir, seed)
		return
	}
	os.Exit(m.Run())
}

// generation gives one of many sites of about a hundred files, of which neighbours share a part.
func generation(seed int) site {
	s := site{}
	for i := range 150 {
		if (i+seed)%3 > 0 {
			s[fmt.Sprintf("d%d/e%d/p%d.html", i%5, (i+seed)%7, i)] = strings.Repeat(fmt.Sprintf("page %d of %d\n", i, seed*(i%4)), 100)
		}
	}
	return s
}

// victim builds one site after the other until it is killed.
func victim(dir string, seed int) {
	for ; ; seed++ {
		w, err := Open(filepath.Join(dir, "public"), filepath.Join(dir, "index"))
		if err == nil {
			_, err = write(w, generation(seed), strconv.Itoa(seed))
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
}

// A build killed at any moment leaves no file that is not whole and none that is not known: the next build gives exactly
// what a build into an empty folder gives, and foreign files stay.
func TestKilled(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t)
	p.index = filepath.Join(filepath.Dir(p.out), "index")
	p.put("theirs.txt", "theirs")
	random := rand.New(rand.NewPCG(3, 4))
	unfinished := 0
	for round := range 20 {
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), "OUTPUT_TEST_DIR="+filepath.Dir(p.out), "OUTPUT_TEST_SEED="+strconv.Itoa(round*10))
		var said strings.Builder
		cmd.Stdout = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(5+random.IntN(80)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		if said.Len() > 0 {
			t.Fatalf("round %d: %s", round, said.String())
		}
		w := p.open()
		if w.Previous().Unfinished {
			unfinished++
		}
		known := site{"theirs.txt": "theirs"}
		for _, f := range w.Previous().Files {
			known[f.Path] = ""
		}
		for name, data := range p.disk() {
			_, ours := known[name]
			switch {
			case strings.HasSuffix(name, "/") || strings.Contains(name, ".mingde-"):
			case !ours:
				t.Errorf("round %d: %s is not known", round, name)
			case name != "theirs.txt" && len(data)%100 != 0 || len(data) == 0:
				t.Errorf("round %d: %s is not whole", round, name)
			}
		}
		s := generation(round)
		if _, err := write(w, s, ""); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		p.expect(fmt.Sprint("round ", round), with(s, site{"theirs.txt": "theirs"}))
	}
	if unfinished < 5 {
		t.Errorf("only %d of 20 builds were killed while writing", unfinished)
	}
}
