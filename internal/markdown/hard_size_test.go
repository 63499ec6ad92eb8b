//go:build !race

package markdown

// large is the size in bytes of the hard bodies, a sixteenth of the largest entry: one whose time grows with the square of
// its length would not end within the time that a test run has.
const large = 256 << 10
