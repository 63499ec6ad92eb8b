package filelock

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Lock takes the lock of a file without waiting; closing the file, or the death of the process, gives it back. Windows
// forbids others to read what is locked, so the lock is on one byte far behind the end.
func Lock(f *os.File) error {
	at := windows.Overlapped{Offset: 0xfffffffe, OffsetHigh: 0x7fffffff}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return ErrBusy
	}
	return ErrLockless
}

// Unlock gives the lock back; closing does so as well.
func Unlock(f *os.File) {
	at := windows.Overlapped{Offset: 0xfffffffe, OffsetHigh: 0x7fffffff}
	windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at)
}
