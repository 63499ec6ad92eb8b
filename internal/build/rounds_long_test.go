//go:build long

package build

// How many random sites, and edits of each, the incremental property runs over in a long run.
const rounds, steps = 20, 300
