//go:build !long

package publish

// moreHarms are tried only where there is time for them.
func moreHarms() []harm { return nil }
