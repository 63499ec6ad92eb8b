package notify

import "golang.org/x/sys/unix"

// foreignKinds are file systems whose files others may change without this kernel's knowledge.
var foreignKinds = map[string]bool{
	"nfs": true, "smbfs": true, "afpfs": true, "webdav": true, "osxfuse": true, "macfuse": true, "fusefs": true, "virtiofs": true,
}

// foreign tells whether a folder lies on a file system that does not notify of all changes.
func foreign(path string) bool {
	var st unix.Statfs_t
	return unix.Statfs(path, &st) == nil && foreignKinds[unix.ByteSliceToString(st.Fstypename[:])]
}
