package dir

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"mingde/internal/filelock"
	"mingde/internal/publish/store"
)

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, key string, body store.Body, h store.Header) error {
	return s.wrap(key, s.write(key, func(root *os.Root) error {
		if _, _, err := s.owner(root, key); err != nil {
			return err
		}
		return s.beside(root, key, func(temporary string, f *os.File) error {
			r, err := fill(ctx, f, key, body, h)
			if err != nil {
				return err
			}
			if _, err := s.writeRecord(root, r, false); err != nil {
				return err
			}
			return root.Rename(temporary, key)
		})
	}))
}

// Create implements store.Store. Whoever links the file into its place wins; the record of the loser is replaced.
func (s *Store) Create(ctx context.Context, key string, body store.Body, h store.Header) error {
	return s.wrap(key, s.write(key, func(root *os.Root) error {
		if info, _, err := s.owner(root, key); info != nil {
			return store.ErrExists
		} else if err != nil {
			return err
		}
		return s.beside(root, key, func(temporary string, f *os.File) error {
			r, err := fill(ctx, f, key, body, h)
			if err != nil {
				return err
			}
			claimed, err := s.writeRecord(root, r, true)
			if err != nil {
				return err
			}
			if err := s.linkNew(root, temporary, key); err != nil {
				return err
			}
			if claimed {
				return nil
			}
			_, err = s.writeRecord(root, r, false)
			return err
		})
	}))
}

// Copy implements store.Store. The copy shares its bytes with the original where the disk can do that: both are replaced, never
// changed.
func (s *Store) Copy(ctx context.Context, from, to string, h store.Header) error {
	if err := check(from); err != nil {
		return s.wrap(from, err)
	}
	return s.wrap(to, s.write(to, func(root *os.Root) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		info, sum, err := s.inspect(root, from)
		if err != nil {
			return err
		}
		if _, _, err := s.owner(root, to); err != nil {
			return err
		}
		if from == to {
			_, err := s.writeRecord(root, recordOf(to, sum, info, h), false)
			return err
		}
		r, err := readRecord(root, from)
		if err != nil {
			return err
		}
		if r == nil { // whoever owns the bytes may write into them
			return s.copyBytes(ctx, root, from, to, h)
		}
		return s.duplicate(ctx, root, from, to, recordOf(to, sum, info, h))
	}))
}

// duplicate links a file to another name, or copies it. The disk ignores a renaming between two names of one file: then all is
// done, but for the temporary name.
func (s *Store) duplicate(ctx context.Context, root *os.Root, from, to string, r record) error {
	temporary := temporaryName(to)
	if err := s.link(root, from, temporary); err != nil {
		return s.copyBytes(ctx, root, from, to, r.Header)
	}
	defer root.Remove(temporary)
	if _, err := s.writeRecord(root, r, false); err != nil {
		return err
	}
	return root.Rename(temporary, to)
}

func (s *Store) copyBytes(ctx context.Context, root *os.Root, from, to string, h store.Header) error {
	info, sum, err := s.inspect(root, from)
	if err != nil {
		return err
	}
	body := store.Body{Size: info.Size(), Open: func() (io.ReadSeekCloser, error) { return root.Open(from) }}
	if _, err := hex.Decode(body.MD5[:], []byte(sum)); err != nil {
		return err
	}
	return s.beside(root, to, func(temporary string, f *os.File) error {
		r, err := fill(ctx, f, to, body, h)
		if err != nil {
			return err
		}
		if _, err := s.writeRecord(root, r, false); err != nil {
			return err
		}
		return root.Rename(temporary, to)
	})
}

// attempts is how often a write begins anew because somebody has removed its folder, which was empty, meanwhile.
const attempts = 20

// write runs do for a key that can be one, in its folder, with no other writer of the key in this process.
func (s *Store) write(key string, do func(*os.Root) error) error {
	if err := check(key); err != nil {
		return err
	}
	root, err := s.folder(true)
	if err != nil {
		return err
	}
	return s.alone(key, func() (err error) {
		for range attempts {
			if err = s.makeFolders(root, path.Dir(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			if err == nil {
				err = do(root)
			}
			if !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return err
	})
}

// makeFolders makes a folder and those above it.
func (s *Store) makeFolders(root *os.Root, dir string) error {
	if dir == "." {
		return nil
	}
	if info, err := root.Stat(dir); err == nil && info.IsDir() {
		return s.sweep(root, dir)
	}
	if err := s.makeFolders(root, path.Dir(dir)); err != nil {
		return err
	}
	err := root.Mkdir(dir, 0o755)
	switch {
	case err == nil:
		s.mu.Lock()
		s.swept[dir] = true // it is new
		s.mu.Unlock()
		if dir == control {
			return root.Chmod(dir, 0o700)
		}
		return root.Chmod(dir, 0o755)
	case errors.Is(err, fs.ErrExist):
		if info, err := root.Stat(dir); err == nil && !info.IsDir() {
			return fmt.Errorf("%w: %s is a file, and cannot be a folder as well", store.ErrKey, dir)
		}
		return nil
	}
	return err
}

// Unfinished files are called .mingde-….tmp: web servers do not show names with a dot, as a rule, and everybody sees whose they are.
const (
	temporaryPrefix = ".mingde-"
	temporarySuffix = ".tmp"
)

func isTemporary(name string) bool {
	return strings.HasPrefix(name, temporaryPrefix) && strings.HasSuffix(name, temporarySuffix)
}

// temporaryName gives a new name in the folder of another, so that the file gets its rights, group and labels from there.
func temporaryName(name string) string {
	return path.Join(path.Dir(name), temporaryPrefix+rand.Text()+temporarySuffix)
}

// beside makes a file in the folder of name, lets do fill it and give it its place, and removes what is left. The file is locked as
// long as its writer lives.
func (s *Store) beside(root *os.Root, name string, do func(temporary string, f *os.File) error) error {
	if err := s.makeFolders(root, path.Dir(name)); err != nil {
		return err
	}
	temporary := temporaryName(name)
	f, err := root.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	defer root.Remove(temporary)
	defer f.Close()
	if err := filelock.Lock(f); err != nil && !errors.Is(err, filelock.ErrLockless) {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	return do(temporary, f)
}

// sweep removes once, from a folder, what writers that died have left there: files that nobody locks. A new one may not be locked yet.
func (s *Store) sweep(root *os.Root, dir string) error {
	s.mu.Lock()
	done := s.swept[dir]
	s.swept[dir] = true
	s.mu.Unlock()
	if done {
		return nil
	}
	entries, err := readFolder(root, dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if !isTemporary(e.Name()) || err != nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) < 10*time.Second {
			continue
		}
		name := path.Join(dir, e.Name())
		if f, err := root.Open(name); err == nil {
			if filelock.Lock(f) == nil {
				root.Remove(name)
			}
			f.Close()
		}
	}
	return nil
}

// linkNew gives a file a second name where nothing is; else the error is ErrExists. Where the disk has no links, the name is
// taken by an empty file first: readers may see that one, and a death between the two leaves it.
func (s *Store) linkNew(root *os.Root, temporary, name string) error {
	err := s.link(root, temporary, name)
	if err == nil || absent(err) {
		return err
	}
	if errors.Is(err, fs.ErrExist) {
		return store.ErrExists
	}
	f, createErr := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(createErr, fs.ErrExist) {
		return store.ErrExists
	}
	if createErr != nil {
		return createErr
	}
	f.Close()
	return root.Rename(temporary, name)
}

// fill writes a body, and describes the file; the error is ErrChanged if it is not what it was said to be.
func fill(ctx context.Context, f *os.File, key string, body store.Body, h store.Header) (record, error) {
	if err := ctx.Err(); err != nil {
		return record{}, err
	}
	from, err := body.Open()
	if err != nil {
		return record{}, err
	}
	defer from.Close()
	sum := md5.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(&cancellable{ctx, from}, body.Size+1))
	if err != nil {
		return record{}, err
	}
	if n != body.Size || [md5.Size]byte(sum.Sum(nil)) != body.MD5 {
		return record{}, store.ErrChanged
	}
	info, err := f.Stat()
	if err != nil {
		return record{}, err
	}
	return recordOf(key, hex.EncodeToString(body.MD5[:]), info, h), store.Permit(ctx)
}

// cancellable is a reader that ends with its context.
type cancellable struct {
	ctx context.Context
	io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}
