package dir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// failure is an error with the file or the folder that it is about.
type failure struct {
	object string
	cause  error
	key    string // of its sentence; "" if there is none
}

// Error implements error.
func (f *failure) Error() string { return f.object + ": " + f.cause.Error() }

// Unwrap gives what a publisher decides by.
func (f *failure) Unwrap() error { return f.cause }

// Reason implements store.Failure.
func (f *failure) Reason() problem.Text {
	if f.key == "" {
		return problem.Text{}
	}
	return problem.Text{Key: "publish.dir." + f.key, Args: problem.Args{"object": f.object, "text": f.cause.Error()}}
}

// sentences are those of the failures that somebody can do something about; the first that fits is said.
var sentences = []struct {
	kind error
	key  string
}{
	{store.ErrDenied, "denied"},
	{store.ErrForeign, "foreign"},
	{store.ErrKey, "key"},
}

// changing are the operations that need the right to write into the folder of what they name.
var changing = []string{"mkdir", "mkdirat", "unlinkat", "RemoveAll", "remove", "renameat", "linkat", "link", "rename"}

// barrier gives the file or the folder whose rights are in the way: of what the system names, which may be a temporary file or a
// probe, the first that can be seen from outside.
func (s *Store) barrier(key string, err error) string {
	operation, name := "", key
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		operation, name = e.Op, e.Path
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		operation, name = e.Op, e.New
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.path, filepath.FromSlash(name))
	}
	hidden := false
	for name != s.path && name != filepath.Dir(name) {
		_, err := os.Lstat(name)
		if err == nil && (hidden || !slices.Contains(changing, operation)) {
			break
		}
		if err == nil {
			return filepath.Dir(name)
		}
		hidden = true
		name = filepath.Dir(name)
	}
	return name
}
