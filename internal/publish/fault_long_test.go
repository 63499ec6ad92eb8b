//go:build long

package publish

func moreHarms() []harm { return nil }
