package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mingde/internal/message"
	"mingde/internal/output"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"mingde": main}) }

// Each script runs in a copy of testdata/site, in Chinese unless it says otherwise.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true, UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "zh_CN.UTF-8")
			env.Setenv("LC_ALL", "")
			env.Setenv("LC_MESSAGES", "")
			env.Cd = filepath.Join(env.WorkDir, "site")
			return copySite(env.Cd)
		},
		Condition: func(name string) (bool, error) {
			if name != "permissions" {
				return false, errors.New("unknown condition " + name)
			}
			return runtime.GOOS != "windows" && os.Geteuid() != 0, nil // root reads everything
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"write": write, "grow": grow, "ports": ports, "answers": answers},
	})
}

// copySite puts the files of testdata/site where the script has not put its own.
func copySite(dir string) error {
	site := os.DirFS("testdata/site")
	return fs.WalkDir(site, ".", func(name string, d fs.DirEntry, err error) error {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err != nil || d.IsDir() {
			return errors.Join(err, os.MkdirAll(target, 0o755))
		}
		if _, err := os.Lstat(target); err == nil {
			return nil
		}
		data, err := fs.ReadFile(site, name)
		return errors.Join(err, os.WriteFile(target, data, 0o644))
	})
}

// write FILE TEXT writes a text with escapes of Go, for bytes that a script cannot hold.
func write(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: write file text")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(args[0])), 0o755))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// grow FILE MIB makes a file so large.
func grow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: grow file mebibytes")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(n)<<20))
}

// ports FIRST NEXT puts two free ports, one after the other, into variables.
func ports(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ports first next")
	}
	for range 100 {
		first, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		port := first.Addr().(*net.TCPAddr).Port
		next, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+1)))
		first.Close()
		if err == nil {
			next.Close()
			ts.Setenv(args[0], strconv.Itoa(port))
			ts.Setenv(args[1], strconv.Itoa(port+1))
			return
		}
	}
	ts.Fatalf("no two free ports")
}

// answers URL TEXT waits until the page at an address holds a text.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: answers url text")
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		body, err := fetch(args[0])
		if strings.Contains(body, args[1]) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s: %v %s", args[0], err, body)
		}
	}
}

func fetch(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

// call runs a command in this process.
func call(ctx context.Context, lang string, args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	getenv := func(name string) string { return map[string]string{"LANG": lang}[name] }
	code = run(ctx, args, environment{strings.NewReader(""), &out, &err, getenv, time.Date(2026, 6, 30, 1, 0, 0, 0, time.UTC)})
	return code, out.String(), err.String()
}

// Every command and every option has its words, in both languages, and its help shows them.
func TestEveryCommandHasHelp(t *testing.T) {
	for _, lang := range message.Languages {
		say := message.For(lang)
		p := &program{say: say}
		each(p.root(), func(cmd *cobra.Command) {
			keys := []string{wordsOf(cmd) + ".short", wordsOf(cmd) + ".long", wordsOf(cmd) + ".example"}
			cmd.Flags().VisitAll(func(f *pflag.Flag) { keys = append(keys, "cmd.flag."+f.Name) })
			for _, key := range keys {
				if !say.Has(key) {
					t.Errorf("%s: no words under %s", lang, key)
				}
			}
			args := append(strings.Fields(cmd.CommandPath())[1:], "--help", "--lang", string(lang))
			code, stdout, stderr := call(t.Context(), "", args...)
			if code != 0 || stderr != "" || !strings.Contains(stdout, cmd.Long) || !strings.Contains(stdout, "--lang") {
				t.Errorf("%s: code %d, stderr %q\n%s", strings.Join(args, " "), code, stderr, stdout)
			}
			if strings.Contains(stdout, "cmd.") || strings.Contains(stdout, "default \"") {
				t.Errorf("%s: words are missing or not ours:\n%s", strings.Join(args, " "), stdout)
			}
		})
	}
}

func each(cmd *cobra.Command, do func(*cobra.Command)) {
	do(cmd)
	for _, below := range cmd.Commands() {
		each(below, do)
	}
}

// No sentence that a command says is without words: their keys stand in the sources as literals.
func TestSentencesExist(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"(cmd\.[a-z-]+)"`)
	for _, file := range sources {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllSubmatch(data, -1) {
			if !message.For(message.Chinese).Has(string(m[1])) {
				t.Errorf("%s: no words under %s", file, m[1])
			}
		}
	}
}

func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := copySite(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestBusy(t *testing.T) {
	dir := site(t)
	w, err := output.Open(filepath.Join(dir, "public"), filepath.Join(dir, ".mingde"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin([]string{"index.html"}); err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	code, stdout, stderr := call(t.Context(), "zh_CN", "-C", dir, "build")
	if code != 75 || stdout != "" || !strings.Contains(stderr, message.For(message.Chinese).Words("output.busy", nil)) {
		t.Errorf("code %d\n%s%s", code, stdout, stderr)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, command := range []string{"build", "check"} {
		if code, stdout, stderr := call(ctx, "en_US", "-C", site(t), command); code != 130 || stdout != "" || !strings.Contains(stderr, "interrupted") {
			t.Errorf("%s: code %d\n%s%s", command, code, stdout, stderr)
		}
	}
}

// A preview that is interrupted ends as every command does that is.
func TestWatchInterrupted(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "watch", "--addr", "127.0.0.1:0", "--as-of", "2026-06-30", "-C", site(t), "--lang", "en")
	cmd.Args[0] = "mingde" // see TestMain
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "2026-06-30") {
			break // it is ready
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if cmd.Wait(); cmd.ProcessState.ExitCode() != interrupted {
		t.Errorf("%v, want %d", cmd.ProcessState, interrupted)
	}
}

// A report that does not arrive is a failure of the machine.
func TestOutputFails(t *testing.T) {
	for _, args := range [][]string{{"schema"}, {"version"}, {"build", "--json", "-C", site(t)}, {"build", "-C", site(t)}, {"--help"}} {
		var stderr bytes.Buffer
		code := run(t.Context(), args, environment{strings.NewReader(""), full{}, &stderr, os.Getenv, time.Now()})
		if code != 3 || !strings.Contains(stderr.String(), errFull.Error()) {
			t.Errorf("%v: code %d, %s", args, code, &stderr)
		}
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// Whatever the language asked for, --lang wins over the locale, before and after the command.
func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		locale string
		args   []string
		want   string
	}{
		{"zh_CN.UTF-8", []string{"bild"}, "错误："},
		{"de_DE.UTF-8", []string{"bild"}, "error: "},
		{"zh_CN.UTF-8", []string{"bild", "--lang", "en"}, "error: "},
		{"", []string{"--lang=zh", "bild"}, "错误："},
		{"", []string{"new", "event", "--", "--lang=zh", "x"}, "error: "},
	} {
		code, stdout, stderr := call(t.Context(), c.locale, c.args...)
		if code != 2 || stdout != "" || !strings.HasPrefix(stderr, c.want) {
			t.Errorf("%s %v: code %d, %q", c.locale, c.args, code, stderr)
		}
	}
}
