//go:build unix

package output

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// folder is an open folder. Everything is relative to its descriptor and follows no link, so that nothing leaves the output
// folder; and the kernel looks up one name instead of a path. Measured for 12,000 files of 6 KB on tmpfs, two goroutines,
// create beside + write + rename + stat, against 110 ms of os.WriteFile: 134 ms so, 155–176 ms through os.Root, 181 ms with
// os.OpenFile and os.Rename.
type folder struct {
	fd   int
	path string // for listings only
}

// again repeats a system call that a signal has interrupted.
func again(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func openAt(at int, name string, flags int, mode uint32) (fd int, err error) {
	err = again(func() error {
		fd, err = unix.Openat(at, name, flags|unix.O_CLOEXEC, mode)
		return err
	})
	return fd, err
}

func openTop(path string) (*folder, error) {
	fd, err := openAt(unix.AT_FDCWD, path, unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	return &folder{fd, path}, nil
}

// open gives a folder inside; errNotFolder if something else has that name, a link included.
func (f *folder) open(name string) (*folder, error) {
	fd, err := openAt(f.fd, name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	switch {
	case errors.Is(err, unix.ENOTDIR), errors.Is(err, unix.ELOOP):
		return nil, errNotFolder
	case err != nil:
		return nil, err
	}
	return &folder{fd, f.path + "/" + name}, nil
}

func (f *folder) close() { unix.Close(f.fd) }

// make makes a folder inside; one that is there already is as good.
func (f *folder) make(name string) error {
	err := again(func() error { return unix.Mkdirat(f.fd, name, 0o755) })
	if errors.Is(err, unix.EEXIST) {
		return nil
	}
	return err
}

func (f *folder) stat(name string) (stat, error) {
	var st unix.Stat_t
	if err := again(func() error { return unix.Fstatat(f.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) }); err != nil {
		return stat{}, err
	}
	return statOf(&st), nil
}

func statOf(st *unix.Stat_t) stat {
	s := stat{size: st.Size, modTime: st.Mtim.Nano(), changed: st.Ctim.Nano(), inode: uint64(st.Ino), kind: isOther}
	switch uint32(st.Mode) & unix.S_IFMT {
	case unix.S_IFREG:
		s.kind = isFile
	case unix.S_IFDIR:
		s.kind = isFolder
	}
	return s
}

// read gives the content of a file that is not a link, and is about so many bytes long.
func (f *folder) read(name string, size int64) ([]byte, error) {
	file, err := f.file(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	_, err = data.ReadFrom(file)
	return data.Bytes(), err
}

// file opens a file inside for reading.
func (f *folder) file(name string) (*os.File, error) {
	fd, err := openAt(f.fd, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

// replace writes data to temp, puts it into the place of name, and gives the stat of the result, taken from the open file
// after the rename because that changes the ctime.
func (f *folder) replace(temp, name string, data []byte) (stat, error) {
	fd, err := f.create(temp)
	if err != nil {
		return stat{}, err
	}
	var st unix.Stat_t
	err = writeAll(fd, data)
	if err == nil {
		err = again(func() error { return unix.Renameat(f.fd, temp, f.fd, name) })
	}
	if err != nil {
		unix.Close(fd)
		unix.Unlinkat(f.fd, temp, 0)
		return stat{}, err
	}
	err = unix.Fstat(fd, &st)
	if closed := unix.Close(fd); err == nil && !errors.Is(closed, unix.EINTR) { // after EINTR the descriptor is closed as well
		err = closed
	}
	return statOf(&st), err
}

func (f *folder) create(temp string) (fd int, err error) {
	const flags = unix.O_CREAT | unix.O_EXCL | unix.O_WRONLY
	fd, err = openAt(f.fd, temp, flags, 0o644)
	if errors.Is(err, unix.EEXIST) { // from a build that was killed
		unix.Unlinkat(f.fd, temp, 0)
		fd, err = openAt(f.fd, temp, flags, 0o644)
	}
	return fd, err
}

func writeAll(fd int, data []byte) error {
	for len(data) > 0 {
		n, err := unix.Write(fd, data)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		data = data[max(n, 0):]
	}
	return nil
}

// remove removes a file or a link.
func (f *folder) remove(name string) error {
	return again(func() error { return unix.Unlinkat(f.fd, name, 0) })
}

// removeFolder removes an empty folder; errNotEmpty or errNotFolder if it is not that.
func (f *folder) removeFolder(name string) error {
	err := again(func() error { return unix.Unlinkat(f.fd, name, unix.AT_REMOVEDIR) })
	switch {
	case errors.Is(err, unix.ENOTEMPTY), errors.Is(err, unix.EEXIST):
		return errNotEmpty
	case errors.Is(err, unix.ENOTDIR):
		return errNotFolder
	}
	return err
}

// list gives the names inside, in any order.
func (f *folder) list() ([]fs.DirEntry, error) {
	fd, err := openAt(f.fd, ".", unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), f.path)
	defer file.Close()
	entries, err := file.ReadDir(-1)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	return entries, nil
}
