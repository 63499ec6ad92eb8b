//go:build !long

package build_test

// How many entries the sites have to which one is added.
var sizes = []int{2000}
