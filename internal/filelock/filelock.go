// Package filelock takes the lock of a file without waiting, between processes. It does not know what the file is for.
package filelock

import "errors"

// ErrBusy: another process holds the lock.
var ErrBusy = errors.New("in use by another process")

// ErrLockless: this disk has no locks.
var ErrLockless = errors.New("no locks here")
