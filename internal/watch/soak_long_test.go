//go:build long

package watch

import "time"

// How long a site is worked on, and how: entries, operations, and points at which everything is looked at.
const (
	soakEntries    = 300
	soakOperations = 2000
	soakPoints     = 40
	soakTime       = 9 * time.Minute // the points take the tenth
)
