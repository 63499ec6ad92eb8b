package dir

import (
	"cmp"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"

	"mingde/internal/publish/store"
)

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key string) ([]byte, store.Object, error) {
	data, o, err := s.get(ctx, key)
	return data, o, s.wrap(key, err)
}

func (s *Store) get(ctx context.Context, key string) ([]byte, store.Object, error) {
	root, err := s.readable(ctx, key)
	if err != nil {
		return nil, store.Object{}, err
	}
	f, info, err := openFile(root, key)
	if err != nil {
		return nil, store.Object{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(&cancellable{ctx, f})
	if err != nil {
		return nil, store.Object{}, err
	}
	r, err := readRecord(root, key)
	if err != nil {
		return nil, store.Object{}, err
	}
	o := describe(key, info, r)
	o.Size = int64(len(data))
	if r != nil {
		sum := md5.Sum(data)
		o.ETag = hex.EncodeToString(sum[:])
	}
	return data, o, nil
}

// Head implements store.Store.
func (s *Store) Head(ctx context.Context, key string) (store.Object, error) {
	o, err := s.head(ctx, key)
	return o, s.wrap(key, err)
}

func (s *Store) head(ctx context.Context, key string) (store.Object, error) {
	root, err := s.readable(ctx, key)
	if err != nil {
		return store.Object{}, err
	}
	info, err := lstat(root, key)
	if err != nil {
		return store.Object{}, err
	}
	return s.object(root, key, info)
}

// readable gives the root for a key that is about to be read.
func (s *Store) readable(ctx context.Context, key string) (*os.Root, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := check(key); err != nil {
		return nil, err
	}
	return s.folder(false)
}

// lstat looks at the file of a key: what is no file is no object.
func lstat(root *os.Root, key string) (fs.FileInfo, error) {
	info, err := root.Lstat(key)
	switch {
	case absent(err):
		return nil, fs.ErrNotExist
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fs.ErrNotExist
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: it is a link or a device, no file", store.ErrForeign)
	}
	return info, nil
}

// openFile opens the file of a key. It looks before, since opening a pipe would wait for its other end.
func openFile(root *os.Root, key string) (*os.File, fs.FileInfo, error) {
	if _, err := lstat(root, key); err != nil {
		return nil, nil, err
	}
	f, err := root.Open(key)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, nil, cmp.Or(err, fs.ErrNotExist)
	}
	return f, info, nil
}

// object gives what is known of a file. The bytes of one of ours that was touched since are summed anew; those of others never are,
// as nobody compares them.
func (s *Store) object(root *os.Root, key string, info fs.FileInfo) (store.Object, error) {
	r, err := readRecord(root, key)
	if err != nil {
		return store.Object{}, err
	}
	o := describe(key, info, r)
	if r != nil && !r.fits(info) {
		fresh, sum, err := sumFile(root, key)
		if err != nil {
			return store.Object{}, err
		}
		o = describe(key, fresh, r)
		o.ETag = sum
	}
	return o, nil
}

// describe makes the object of a file and its record, if it has one.
func describe(key string, info fs.FileInfo, r *record) store.Object {
	o := store.Object{Key: key, Size: info.Size(), Modified: info.ModTime()}
	if r == nil {
		o.ETag = fmt.Sprintf("%x-%x-%x", info.Size(), info.ModTime().UnixNano(), inode(info))
		return o
	}
	o.ETag, o.Header = r.MD5, r.Header
	if r.written.After(o.Modified) {
		o.Modified = r.written // a copy shares the file, and its time, with the original
	}
	return o
}

// inspect gives the file of a key, and its MD5 sum in hex.
func (s *Store) inspect(root *os.Root, key string) (fs.FileInfo, string, error) {
	info, err := lstat(root, key)
	if err != nil {
		return nil, "", err
	}
	if r, err := readRecord(root, key); err == nil && r != nil && r.fits(info) {
		return info, r.MD5, nil
	}
	return sumFile(root, key)
}

func sumFile(root *os.Root, key string) (fs.FileInfo, string, error) {
	f, info, err := openFile(root, key)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	sum := md5.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil, "", err
	}
	return info, hex.EncodeToString(sum.Sum(nil)), nil
}

// List implements store.Store. What comes or goes meanwhile may be listed or not.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		root, err := s.folder(false)
		if errors.Is(err, fs.ErrNotExist) && ctx.Err() == nil {
			return
		}
		if err == nil {
			err = s.walk(ctx, root, ".", prefix, yield)
		}
		if err != nil && !errors.Is(err, errEnough) {
			yield(store.Object{}, s.wrap(prefix, err))
		}
	}
}

// errEnough ends a walk: nobody wants to hear more.
var errEnough = errors.New("enough")

// walk lists the objects of a folder. A folder sorts by its name with a slash, as its keys do.
func (s *Store) walk(ctx context.Context, root *os.Root, dir, prefix string, yield func(store.Object, error) bool) error {
	entries, err := readFolder(root, dir)
	if absent(err) && dir != "." {
		return nil
	}
	if err != nil {
		return err
	}
	for _, key := range keysOf(dir, entries) {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch {
		case strings.HasSuffix(key, "/"):
			if key != records+"/" && (strings.HasPrefix(key, prefix) || strings.HasPrefix(prefix, key)) {
				err = s.walk(ctx, root, strings.TrimSuffix(key, "/"), prefix, yield)
			}
		case strings.HasPrefix(key, prefix):
			err = s.visit(root, key, yield)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keysOf gives what is in a folder in order, folders with a slash at their end, and nothing that is no object.
func keysOf(dir string, entries []fs.DirEntry) []string {
	var keys []string
	for _, e := range entries {
		switch name := path.Join(dir, e.Name()); {
		case e.IsDir():
			keys = append(keys, name+"/")
		case e.Type().IsRegular() && !isTemporary(e.Name()):
			keys = append(keys, name)
		}
	}
	slices.Sort(keys)
	return keys
}

// visit yields one object of a list.
func (s *Store) visit(root *os.Root, key string, yield func(store.Object, error) bool) error {
	info, err := lstat(root, key)
	if err == nil {
		var o store.Object
		if o, err = s.object(root, key, info); err == nil {
			o.Header = store.Header{}
			if !yield(o, nil) {
				return errEnough
			}
		}
	}
	if absent(err) || errors.Is(err, store.ErrForeign) {
		return nil
	}
	return err
}

// readFolder lists a folder, in no order.
func readFolder(root *os.Root, dir string) ([]fs.DirEntry, error) {
	f, err := root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}
