package main

import "syscall"

// The error codes of Windows that the names of Unix do not cover.
var (
	diskFull = []error{syscall.Errno(112), syscall.Errno(39)} // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
	readOnly = []error{syscall.Errno(19)}                     // ERROR_WRITE_PROTECT
	tooMany  = []error{syscall.Errno(4)}                      // ERROR_TOO_MANY_OPEN_FILES
)
