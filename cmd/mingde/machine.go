package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"mingde/internal/build"
	"mingde/internal/problem"
)

// failures are what the machine may refuse, and the sentence that says what to do about it. The first that fits is told.
var failures = []struct {
	key    string
	errors []error
}{
	{"cmd.machine-full", append(diskFull, syscall.ENOSPC)},
	{"cmd.machine-read-only", append(readOnly, syscall.EROFS)},
	{"cmd.machine-too-many", append(tooMany, syscall.EMFILE, syscall.ENFILE)},
	{"cmd.machine-permission", []error{fs.ErrPermission}},
	{"cmd.machine-not-a-folder", []error{syscall.ENOTDIR}},
	{"cmd.machine-missing", []error{fs.ErrNotExist}},
}

// ofMachine puts a failure of the machine into the catalogue's words, with the object that it concerns and the system's own
// text behind it.
func ofMachine(err error) (problem.Text, bool) {
	for _, f := range failures {
		if slices.ContainsFunc(f.errors, func(known error) bool { return errors.Is(err, known) }) {
			return problem.Text{Key: f.key, Args: problem.Args{"object": object(err), "text": err.Error()}}, true
		}
	}
	return problem.Text{}, false
}

// object is the file that a failure concerns: what the system says, else what the error begins with.
func object(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	named := ""
	if errors.As(err, &path) {
		named = path.Path
	} else if errors.As(err, &link) {
		named = link.New
	}
	begin, _, _ := strings.Cut(err.Error(), ": ")
	return cmp.Or(named, begin)
}

// whose says which page has a refused address, and which file it comes from where that is known.
func whose(e *build.PageError) problem.Text {
	if len(e.Sources) == 0 {
		return problem.Text{Key: "cmd.refused-page", Args: problem.Args{"page": e.Page}}
	}
	return problem.Text{Key: "cmd.refused-entry", Args: problem.Args{"page": e.Page, "file": strings.Join(e.Sources, ", ")}}
}
