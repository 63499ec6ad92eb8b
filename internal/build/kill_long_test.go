//go:build long

package build

// How large the site is whose builds are killed in a long run, and how many builds of each sort are.
const killEntries, killMoments = 10_000, 50
