//go:build unix

package notify

import (
	"os"
	"syscall"
)

// identify tells which folder has a path now; the zero identity if there is none.
func identify(path string) identity {
	info, err := os.Stat(path)
	if err != nil {
		return identity{}
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return identity{}
	}
	return identity{device: uint64(st.Dev), inode: uint64(st.Ino)}
}
