//go:build unix

package source

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openFlags: without O_NONBLOCK a file that has become a named pipe since the sweep would hold the build for ever.
const openFlags = os.O_RDONLY | syscall.O_NONBLOCK

// stats gives the entries of an open folder, in any order, without what vanishes meanwhile. One fstatat for each name
// and nothing else: with ReadDir the sweep of 10,000 files takes half as long again.
func stats(f *os.File) ([]entry, error) {
	names, err := f.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	entries := make([]entry, 0, len(names))
	folder := int(f.Fd())
	for _, name := range names {
		e, err := statAt(folder, name)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func statAt(folder int, name string) (entry, error) {
	var st unix.Stat_t
	for {
		err := unix.Fstatat(folder, name, &st, unix.AT_SYMLINK_NOFOLLOW)
		if err == nil {
			break
		}
		if !errors.Is(err, unix.EINTR) {
			return entry{}, err
		}
	}
	return entry{
		name: name, kind: kindOf(uint32(st.Mode)), size: st.Size,
		modTime: st.Mtim.Nano(), changed: st.Ctim.Nano(), inode: uint64(st.Ino),
	}, nil
}

func kindOf(mode uint32) kind {
	switch mode & unix.S_IFMT {
	case unix.S_IFREG:
		return isFile
	case unix.S_IFDIR:
		return isFolder
	case unix.S_IFLNK:
		return isLink
	}
	return isOther
}
