package search

import (
	"strings"
	"testing"
)

// What the test of the page in a browser needs, which lies in another package since it builds a site.
var (
	NewTown = newTown
	TermsOf = termsOf
	ShardOf = shardOf
)

// EntriesOfBrowser is how many the site has that is searched in a browser.
const EntriesOfBrowser = entriesOfBrowser

// Count counts the entries that a query finds among those that filters such as "k=event" let through.
func (w *town) Count(t testing.TB, query string, filters ...string) (n int) {
	found := w.find(t, query)
	for i, g := range w.site.Search() {
		for _, f := range filters {
			own := make([]bool, len(g.Items))
			for _, at := range lookUp(t, w.files[i], "~"+f+" ") {
				own[at] = found[i][at]
			}
			found[i] = own
		}
		for _, hit := range found[i] {
			if hit {
				n++
			}
		}
	}
	return n
}

// Titles gives the titles of public entries in whose titles a text stands, with their addresses.
func (w *town) Titles(text string) map[string]string {
	all := map[string]string{}
	for _, g := range w.site.Search() {
		for _, it := range g.Items {
			if strings.Contains(it.Title, text) {
				all[it.Title] = it.Address()
			}
		}
	}
	return all
}
