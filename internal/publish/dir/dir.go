// Package dir publishes into a folder that nginx or any other web server shows: the object at a key is the file of that name. It does not
// know what is published, nor how it is served.
//
// What a web server tells a browser with a file is the server's business, and a file has no room for it. A publisher, though, must be able
// to see whether headers are as they shall be; and a folder may hold what belongs to somebody else. Both are kept in records: for each
// object a small file _pub/headers/xx/…, named by a sum of its key, with its headers, its MD5 sum, and what the file looked like.
//
//   - A file without a record is somebody else's. It is listed and read, but neither replaced nor deleted: store.ErrForeign. Only when it
//     has the very bytes that are put there is it taken over.
//   - The record is written before the file, so that a process killed between the two never leaves a file that it
//     would not know again. What the record says of the bytes counts only while the file looks as it did.
//   - A file is written beside its place and renamed into it, or linked where it must be new, so that readers see the old one or the new one,
//     and of several creators, in any processes, one wins. Only on disks without hard links what is created is empty for a moment.
//   - No link is followed out of the folder; links and whatever else is no file are passed over as somebody else's.
//   - Files are readable by all, folders too, whatever the umask, except _pub: that is for its owner only.
//   - Nothing is synced: this protects against the death of the process, not of the computer.
//
// Redirections are ignored: the folder cannot make a web server redirect.
package dir

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"mingde/internal/publish/store"
)

// Names below the folder. All of them are hidden from listings.
const (
	control = "_pub"               // what publishers keep for themselves
	records = control + "/headers" // the records of objects
)

// Store is a folder.
type Store struct {
	path string
	link func(root *os.Root, old, new string) error // hard links; a test takes them away

	mu    sync.Mutex
	root  *os.Root        // nil until the folder is seen
	swept map[string]bool // folders in which nothing is left of writers that died

	keys [64]sync.Mutex // by a hash of the key: one writer of a key at a time
	seed maphash.Seed
}

// Open gives the store of a folder, which is made when the first object is put. A relative path is that of the working folder.
func Open(path string) *Store {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return &Store{path: path, link: (*os.Root).Link, swept: map[string]bool{}, seed: maphash.MakeSeed()}
}

// Close lets the folder go. Nobody may use the store afterwards.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.root == nil {
		return nil
	}
	return s.root.Close()
}

// folder gives the root below which everything happens. Without a folder it is made, or else the error is fs.ErrNotExist.
func (s *Store) folder(create bool) (*os.Root, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.root != nil {
		return s.root, nil
	}
	root, err := os.OpenRoot(s.path)
	if create && errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(s.path, 0o755); err != nil {
			return nil, err
		}
		if err := os.Chmod(s.path, 0o755); err != nil {
			return nil, err
		}
		root, err = os.OpenRoot(s.path)
	}
	if err != nil {
		return nil, err
	}
	s.root = root
	return root, nil
}

// alone runs do while nobody else in this process writes at the key.
func (s *Store) alone(key string, do func() error) error {
	lock := &s.keys[maphash.String(s.seed, key)%uint64(len(s.keys))]
	lock.Lock()
	defer lock.Unlock()
	return do()
}

// check tells whether a key can be one of an object here.
func check(key string) error {
	if err := store.CheckKey(key); err != nil {
		return err
	}
	first := strings.ToLower(key + "/")
	switch {
	case strings.HasPrefix(first, records+"/"):
		return fmt.Errorf("%w: %s is where the records are", store.ErrKey, records)
	case isTemporary(path.Base(key)):
		return fmt.Errorf("%w: it is the name of an unfinished file", store.ErrKey)
	case !filepath.IsLocal(filepath.FromSlash(key)):
		return fmt.Errorf("%w: this system has no such file names", store.ErrKey)
	}
	return nil
}

// wrap says which object an error is about, and which of the failures of package store it is.
func (s *Store) wrap(key string, err error) error {
	if err == nil {
		return nil
	}
	object := "dir:" + path.Join(filepath.ToSlash(s.path), key)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		object = "dir:" + filepath.ToSlash(s.barrier(key, err))
	}
	f := &failure{object: object, cause: classify(err)}
	for _, s := range sentences {
		if errors.Is(f.cause, s.kind) {
			f.key = s.key
			break
		}
	}
	return f
}

// classify adds the failure that a publisher decides by, and leaves the names of files out, which the key has said.
func classify(err error) error {
	cause := err
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		cause = pathError.Err
	}
	if linkError, ok := errors.AsType[*os.LinkError](err); ok {
		cause = linkError.Err
	}
	switch {
	case isOurs(err):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return store.ErrNotFound
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w (%w)", store.ErrDenied, cause)
	case errors.Is(err, syscall.ENAMETOOLONG):
		return fmt.Errorf("%w: this disk has no file names that long", store.ErrKey)
	case errors.Is(err, syscall.EILSEQ), errors.Is(err, syscall.EINVAL):
		return fmt.Errorf("%w: this disk has no such file names (%w)", store.ErrKey, cause)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR), errors.Is(err, syscall.ENOTEMPTY):
		return fmt.Errorf("%w: a file and a folder cannot have one name", store.ErrKey)
	case strings.Contains(cause.Error(), "escapes"):
		return fmt.Errorf("%w: a link leads out of the folder", store.ErrForeign)
	}
	return cause
}

// isOurs tells whether an error is classified already.
func isOurs(err error) bool {
	for _, known := range []error{
		store.ErrNotFound, store.ErrExists, store.ErrDenied, store.ErrChanged, store.ErrKey, store.ErrForeign, context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// absent tells whether an error says that there is nothing of a name.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
