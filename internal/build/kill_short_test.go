//go:build !long

package build

// How large the site is whose builds are killed, and how many builds of each sort are.
const killEntries, killMoments = 400, 6
