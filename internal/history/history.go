// Package history asks git when the entries of a site first came into its repository. It does not know what is in them.
package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// What keeps a folder from having a history.
var (
	ErrNoGit        = errors.New("history: there is no git on this machine")
	ErrNoRepository = errors.New("history: not in a repository of git")
	ErrShallow      = errors.New("history: the repository is a shallow clone")
)

// imported is how many files of one commit are no news any more but an import from elsewhere, of which the history says nothing.
const imported = 20

// First gives for the files of a folder below root, by their slash-separated paths from root, when they first came into the repository; a
// file that was renamed since keeps the time of the first name. Files of imports have no time,
// and those that were never committed are not in it.
func First(ctx context.Context, root, folder string) (map[string]time.Time, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, ErrNoGit
	}
	shallow, err := git(ctx, root, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return nil, errors.Join(ErrNoRepository, err)
	}
	if strings.TrimSpace(shallow) == "true" {
		return nil, ErrShallow
	}
	if _, err := git(ctx, root, "rev-parse", "--quiet", "--verify", "HEAD"); err != nil {
		return nil, ctx.Err() // nothing was ever committed
	}
	log, err := git(ctx, root, "log", "--reverse", "--relative", "--find-renames", "--diff-filter=AR", "--name-status", "-z", "--format="+mark+"%at", "--", folder)
	if err != nil {
		return nil, err
	}
	return read(log), nil
}

// mark begins a commit in the log.
const mark = "\x01"

// git runs one command of git in a folder and gives what it says.
func git(ctx context.Context, folder string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", folder}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		err = fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(said.String()))
	}
	return string(out), err
}

// read reads a log, the oldest commit first: a mark with the time, then for each file "A" and its path, or "R" with a likeness and both
// paths, all of them ended by NUL.
func read(log string) map[string]time.Time {
	first := map[string]time.Time{}
	for commit := range strings.SplitSeq(log, mark) {
		words := strings.Split(strings.ReplaceAll(commit, "\n", ""), "\x00")
		seconds, err := strconv.ParseInt(words[0], 10, 64)
		if err != nil {
			continue
		}
		when := time.Unix(seconds, 0)
		if strings.Count(commit, "A\x00") > imported {
			when = time.Time{}
		}
		for i := 1; i < len(words); i++ {
			switch {
			case words[i] == "A" && i+1 < len(words):
				if _, known := first[words[i+1]]; !known {
					first[words[i+1]] = when
				}
				i++
			case strings.HasPrefix(words[i], "R") && i+2 < len(words):
				from, to := words[i+1], words[i+2]
				if old, known := first[from]; known {
					first[to] = old
				} else {
					first[to] = when
				}
				i += 2
			}
		}
	}
	return first
}
