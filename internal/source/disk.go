package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"
)

// maxFolders is how many folders a Tree keeps open, so that a read costs one look-up of a name instead of one for each
// part of the path; files of further folders are opened from the site's folder.
const maxFolders = 128

// disk reads files below the site's folder and nowhere else.
type disk struct {
	root *os.Root
	real map[string]string // path of the Tree → path on the disk, where they differ: a followed link, a name that is not NFC

	mu      sync.Mutex
	folders map[string]*os.Root
}

func (d *disk) open(name string) (*os.File, error) {
	if real, ok := d.real[name]; ok {
		name = real
	}
	folder, base := path.Split(name)
	root, err := d.folder(path.Clean(folder))
	if err != nil {
		return nil, err
	}
	if root == d.root {
		base = name
	}
	return root.OpenFile(base, openFlags, 0)
}

// folder gives the folder as a root, or the site's own root when too many are open.
func (d *disk) folder(name string) (*os.Root, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, ok := d.folders[name]; ok {
		return r, nil
	}
	if name == "." || len(d.folders) >= maxFolders {
		return d.root, nil
	}
	r, err := d.root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	d.folders[name] = r
	return r, nil
}

// read gives the whole content; size is what the sweep saw, and only a guess by now.
func (d *disk) read(name string, size int64) ([]byte, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buf := make([]byte, 0, size+1) // one more byte, so that the last Read meets the end without growing
	for {
		n, err := f.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, io.EOF) {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

func (d *disk) close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	errs := []error{d.root.Close()}
	for _, r := range d.folders {
		errs = append(errs, r.Close())
	}
	clear(d.folders)
	return errors.Join(errs...)
}

// reason is what the system said, without the operation and the path that Go puts before it.
func reason(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}
