//go:build !long

package build

// How many random sites, and edits of each, the incremental property runs over.
const rounds, steps = 20, 15
