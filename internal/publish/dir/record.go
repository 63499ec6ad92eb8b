package dir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"mingde/internal/publish/store"
)

// record is what is kept of an object. With one, the file at the key is ours.
type record struct {
	Key    string       `json:"key"`
	MD5    string       `json:"md5"` // in hex; of the bytes as long as the file looks like this:
	Size   int64        `json:"size"`
	Mtime  int64        `json:"mtime"` // ns since 1970
	Inode  uint64       `json:"inode"` // 0 where the system tells none
	Header store.Header `json:"header"`

	written time.Time // the record itself, by the clock of the disk: when the object was put, created or copied
}

// recordOf describes a file that was written for a key.
func recordOf(key, md5 string, info fs.FileInfo, h store.Header) record {
	h.Redirect = ""
	return record{Key: key, MD5: md5, Size: info.Size(), Mtime: info.ModTime().UnixNano(), Inode: inode(info), Header: h}
}

// fits tells whether a file still looks as it did when the record was made.
func (r *record) fits(info fs.FileInfo) bool {
	return r.Size == info.Size() && r.Mtime == info.ModTime().UnixNano() && r.Inode == inode(info)
}

// recordName is where the record of a key stands: a name of fixed length, which every disk has, and none of which is a
// folder to another.
func recordName(key string) string {
	sum := sha256.Sum256([]byte(key))
	name := hex.EncodeToString(sum[:16])
	return path.Join(records, name[:2], name[2:])
}

// readRecord gives the record of a key; nil if there is none. One that cannot be read still says whose the file is.
func readRecord(root *os.Root, key string) (*record, error) {
	f, err := root.Open(recordName(key))
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	r := record{}
	if json.Unmarshal(data, &r) != nil {
		r = record{}
	}
	r.written = info.ModTime()
	return &r, nil
}

// writeRecord puts a record into its place. With claim it leaves one that is there, and tells whether it is the new one.
func (s *Store) writeRecord(ctx context.Context, root *os.Root, r record, claim bool) (written bool, err error) {
	data, err := json.Marshal(r)
	if err != nil {
		return false, err
	}
	name := recordName(r.Key)
	err = s.beside(ctx, root, name, func(temporary string, f *os.File) error {
		if _, err := f.Write(data); err != nil {
			return err
		}
		if claim {
			return s.linkNew(ctx, root, temporary, name)
		}
		return rename(ctx, root, temporary, name)
	})
	if claim && errors.Is(err, store.ErrExists) {
		return false, nil
	}
	return err == nil, err
}

// owner looks at what stands at a key before it is written: the file and its record, each nil if there is none. The error
// is ErrForeign or ErrKey if it is nothing that may be replaced.
func (s *Store) owner(root *os.Root, key string) (fs.FileInfo, *record, error) {
	info, err := root.Lstat(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return nil, nil, fmt.Errorf("%w: a folder has that name", store.ErrKey)
	}
	r, err := readRecord(root, key)
	if err != nil {
		return nil, nil, err
	}
	if r == nil {
		return info, nil, foreign(root, key)
	}
	return info, r, nil
}

// mayReplace is owner for whoever is about to write bytes of that size and sum. A file without a record that has these bytes already is taken
// for ours: somebody has copied the site there, or the records were lost.
func (s *Store) mayReplace(root *os.Root, key string, size int64, sum string) error {
	info, _, err := s.owner(root, key)
	if !errors.Is(err, store.ErrForeign) || info == nil || !info.Mode().IsRegular() || info.Size() != size {
		return err
	}
	if _, stands, failed := sumFile(root, key); failed != nil || stands != sum {
		return err
	}
	return nil
}

// foreign says why what stands at a key is not ours. On a disk that is blind to case, or to the forms of Unicode, it may be under
// another name.
func foreign(root *os.Root, key string) error {
	if entries, err := readFolder(root, path.Dir(key)); err == nil {
		for _, e := range entries {
			if e.Name() == path.Base(key) {
				return fmt.Errorf("%w: mingde has not put it there. Move it away, or publish into an empty folder", store.ErrForeign)
			}
		}
	}
	return fmt.Errorf("%w: this disk takes it for another that differs by upper and lower case only", store.ErrKey)
}
