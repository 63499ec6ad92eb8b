package pagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// toolTimeout ends a tool that hangs; the slowest, the Nu checker, takes 5 s for 100 pages.
const toolTimeout = 10 * time.Minute

// folder is where this file, package.json and node_modules lie. Tests run in the folder of their own package, so that
// the place must come from the compiler.
func folder() (string, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) {
		return "", errors.New("pagetest: built with -trimpath, so that its folder is unknown")
	}
	return filepath.Dir(file), nil
}

// nodeFile gives the path of a file below node_modules, or says how to get it.
func nodeFile(name ...string) (string, error) {
	here, err := folder()
	if err != nil {
		return "", err
	}
	file := filepath.Join(append([]string{here, "node_modules"}, name...)...)
	if _, err := os.Stat(file); err != nil {
		return "", missing(name[0])
	}
	return file, nil
}

// program finds the first of several programs on the PATH, or says how to get it.
func program(names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", missing(names[0])
}

// browserTools is what it takes to run a browser: the paths of programs, of axe-core, and of this folder.
type browserTools struct{ chromium, node, axe, folder string }

// installed finds them all, or says how to get the first that is missing.
func installed() (in browserTools, err error) {
	if in.chromium, err = program("chromium", "chromium-browser", "google-chrome"); err != nil {
		return in, err
	}
	if in.node, err = program("node"); err != nil {
		return in, err
	}
	if in.axe, err = nodeFile("axe-core", "axe.min.js"); err != nil {
		return in, err
	}
	if _, err = nodeFile("playwright-core", "package.json"); err != nil {
		return in, err
	}
	in.folder, err = folder()
	return in, err
}

func missing(tool string) error {
	return fmt.Errorf("pagetest: %s is not installed; run `make tools`", tool)
}

// run starts a tool and gives what it wrote to standard output. The checkers leave with a code other than 0 when they
// found something, so that only a code above most is a failure.
func run(stdin []byte, most int, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), toolTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second // a browser left behind keeps the pipes open
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 && exit.ExitCode() <= most {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return stdout.Bytes(), nil
}
