//go:build race

package markdown

// large is smaller under the race detector, which looks for something else and takes thirty times as long.
const large = 16 << 10
