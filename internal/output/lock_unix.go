//go:build unix

package output

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// errBusy: another process holds the lock. errLockless: this disk has no locks.
var (
	errBusy     = errors.New("in use by another process")
	errLockless = errors.New("no locks here")
)

// lock takes the lock of a file without waiting; closing the file, or the death of the process, gives it back.
func lock(f *os.File) error {
	for {
		switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return errBusy
		default:
			return errLockless
		}
	}
}
