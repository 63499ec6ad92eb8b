//go:build !long

package main

var sweptKeeps = []int{0} // generations that are kept, in the sweep

const (
	sweptBack        = 4 // at each such request the old site is published again as well
	visitedPublishes = 8
)
