//go:build race && !long

package build

// Under the race detector a few sites are enough to let all goroutines meet; the others run without it.
const rounds, steps = 4, 15
