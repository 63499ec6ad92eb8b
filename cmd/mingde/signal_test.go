package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// Whatever asks a preview to end – Ctrl-C, the system that shuts down, a window that is closed – ends it cleanly.
func TestSignalsEndCleanly(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // it cannot send them to another program
	}
	site := t.TempDir()
	if err := copySite(site); err != nil {
		t.Fatal(err)
	}
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		cmd := exec.CommandContext(t.Context(), "mingde", "-C", site, "--lang", "en", "watch", "--addr", "127.0.0.1:0") // see TestMain
		var complaints strings.Builder
		cmd.Stderr = &complaints
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "read ") { // the preview is there
		}
		cmd.Process.Signal(os.Signal(s))
		for lines.Scan() {
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != interrupted {
			t.Errorf("%v: %v, %s", s, err, complaints.String())
		}
	}
}
