//go:build !long

package publish

// histories is how many random histories are tried.
const histories = 25
