package output

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// folder is an open folder; os.Root lets nothing leave it.
type folder struct{ root *os.Root }

func openTop(path string) (*folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &folder{root}, nil
}

// open gives a folder inside; errNotFolder if something else has that name, a link or junction included.
func (f *folder) open(name string) (*folder, error) {
	info, err := f.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, errNotFolder
	}
	root, err := f.root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &folder{root}, nil
}

func (f *folder) close() { f.root.Close() }

// make makes a folder inside; one that is there already is as good.
func (f *folder) make(name string) error {
	err := f.root.Mkdir(name, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func (f *folder) stat(name string) (stat, error) {
	info, err := f.root.Lstat(name)
	if err != nil {
		return stat{}, err
	}
	return statOf(info), nil
}

func statOf(info fs.FileInfo) stat {
	s := stat{size: info.Size(), modTime: info.ModTime().UnixNano(), kind: isOther}
	switch {
	case info.Mode().IsRegular():
		s.kind = isFile
	case info.IsDir():
		s.kind = isFolder
	}
	return s
}

// read gives the content of a file.
func (f *folder) read(name string, _ int64) ([]byte, error) { return f.root.ReadFile(name) }

// file opens a file inside for reading.
func (f *folder) file(name string) (*os.File, error) { return f.root.Open(name) }

// replace writes data to temp and puts it into the place of name. The stat is taken before: an open file cannot be renamed,
// and a rename does not change the time of modification.
func (f *folder) replace(temp, name string, data []byte) (stat, error) {
	if err := f.root.WriteFile(temp, data, 0o644); err != nil {
		f.root.Remove(temp)
		return stat{}, err
	}
	info, err := f.root.Lstat(temp)
	if err == nil {
		err = patiently(func() error { return f.root.Rename(temp, name) })
	}
	if err != nil {
		f.root.Remove(temp)
		return stat{}, err
	}
	return statOf(info), nil
}

// patiently tries for about a second while a virus scanner or a viewer holds the file.
func patiently(do func() error) error {
	err := do()
	for wait := time.Millisecond; wait < time.Second; wait *= 2 {
		if !errors.Is(err, windows.ERROR_SHARING_VIOLATION) && !errors.Is(err, windows.ERROR_ACCESS_DENIED) {
			return err
		}
		time.Sleep(wait)
		err = do()
	}
	return err
}

// remove removes a file or a link.
func (f *folder) remove(name string) error {
	return patiently(func() error { return f.root.Remove(name) })
}

// removeFolder removes an empty folder; errNotEmpty or errNotFolder if it is not that.
func (f *folder) removeFolder(name string) error {
	if s, err := f.stat(name); err != nil {
		return err
	} else if s.kind != isFolder {
		return errNotFolder
	}
	err := f.root.Remove(name)
	if errors.Is(err, windows.ERROR_DIR_NOT_EMPTY) {
		return errNotEmpty
	}
	return err
}

// list gives the names inside, in any order.
func (f *folder) list() ([]fs.DirEntry, error) {
	file, err := f.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return file.ReadDir(-1)
}
