//go:build unix

package dir

import (
	"io/fs"
	"syscall"
)

// inode is the number of a file, which another one at its place does not have.
func inode(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino)
	}
	return 0
}
