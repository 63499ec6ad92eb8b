//go:build long

package build_test

// How many entries the sites have to which one is added, in a long run.
var sizes = []int{2000, 10_000}
