package dir

import "io/fs"

// inode is the number of a file; a listing of Windows does not tell it.
func inode(fs.FileInfo) uint64 { return 0 }
