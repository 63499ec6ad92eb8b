//go:build unix

package build

import "syscall"

func setUmask(mask int) int { return syscall.Umask(mask) }
