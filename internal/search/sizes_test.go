//go:build !long

package search

// entriesOfQuality is how many entries the site has on which the quality is measured.
const entriesOfQuality = 1_000

// entriesOfBrowser is how many has the one that is searched in a browser.
const entriesOfBrowser = 400
