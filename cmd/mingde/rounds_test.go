//go:build !long

package main

var sweptKeeps = []int{0} // generations that are kept, in the sweep

const (
	sweptBack        = 4 // at each such request the old site is published again as well
	metRounds        = 6 // of two who publish at once
	interruptedStep  = 8 // of the requests at which somebody is interrupted, and stopped
	zombieStep       = 11
	zombieRounds     = 1
	largeFiles       = 300 // of the site whose requests are counted
	visitedPublishes = 8
)
