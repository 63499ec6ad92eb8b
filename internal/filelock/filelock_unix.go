//go:build unix

package filelock

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Lock takes the lock of a file without waiting; closing the file, or the death of the process, gives it back.
func Lock(f *os.File) error {
	for {
		switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return ErrBusy
		default:
			return ErrLockless
		}
	}
}

// Unlock gives the lock back at once: closing alone leaves it to a copy of the file that a process just being started still has.
func Unlock(f *os.File) { unix.Flock(int(f.Fd()), unix.LOCK_UN) }
