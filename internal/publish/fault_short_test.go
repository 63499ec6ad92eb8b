//go:build !long

package publish

// moreHarms and moreNetworks are tried only where there is time for them.
func moreHarms() []harm       { return nil }
func moreNetworks() []network { return nil }
