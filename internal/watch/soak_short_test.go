//go:build !long

package watch

import "time"

// How long a site is worked on, and how: entries, operations, and points at which everything is looked at.
const (
	soakEntries    = 20
	soakOperations = 60
	soakPoints     = 4
	soakTime       = 3 * time.Second
)
