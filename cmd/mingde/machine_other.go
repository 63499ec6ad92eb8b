//go:build !windows

package main

// Where errors have the names of Unix there are no others.
var diskFull, readOnly, tooMany []error
