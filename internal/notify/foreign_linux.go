package notify

import "golang.org/x/sys/unix"

// foreignKinds are file systems whose files others may change without this kernel's knowledge.
var foreignKinds = map[uint32]bool{
	unix.NFS_SUPER_MAGIC:   true,
	unix.SMB_SUPER_MAGIC:   true,
	unix.SMB2_SUPER_MAGIC:  true,
	unix.CIFS_SUPER_MAGIC:  true,
	unix.NCP_SUPER_MAGIC:   true,
	unix.V9FS_MAGIC:        true, // WSL 2, virtual machines
	unix.FUSE_SUPER_MAGIC:  true, // sshfs, virtiofs, the mounts of Docker Desktop
	unix.CEPH_SUPER_MAGIC:  true,
	unix.AFS_SUPER_MAGIC:   true,
	unix.AFS_FS_MAGIC:      true,
	unix.CODA_SUPER_MAGIC:  true,
	unix.OCFS2_SUPER_MAGIC: true,
	0x01161970:             true, // GFS2
	0x0bd00bd0:             true, // Lustre
	0x19830326:             true, // BeeGFS
	0x20030528:             true, // OrangeFS
	0x47504653:             true, // GPFS
	0x786f4256:             true, // vboxsf, the shared folders of VirtualBox
	0x7c7c6673:             true, // prl_fs, those of Parallels
	0xbacbacbc:             true, // vmhgfs, those of VMware
}

// foreign tells whether a folder lies on a file system that does not notify of all changes.
func foreign(path string) bool {
	var st unix.Statfs_t
	return unix.Statfs(path, &st) == nil && foreignKinds[uint32(st.Type)]
}
