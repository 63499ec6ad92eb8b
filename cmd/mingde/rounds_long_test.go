//go:build long

package main

var sweptKeeps = []int{0, 3} // generations that are kept, in the sweep

const (
	sweptBack        = 1  // at each such request the old site is published again as well
	metRounds        = 40 // of two who publish at once
	interruptedStep  = 1  // of the requests at which somebody is interrupted, and stopped
	zombieStep       = 1
	zombieRounds     = 3
	largeFiles       = 10_000 // of the site whose requests are counted
	visitedPublishes = 100
)
