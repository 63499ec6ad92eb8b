package pagetest

import (
	"testing"

	"mingde/internal/page"
)

// found is a fault that steps met on a page.
type found struct {
	Address string
	Width   int
	Look    string
	Fault   string
}

// Axe finds nothing on any type of page in any look that a reader may choose – light, dark, high contrast, letters of 30 px –
// on a phone and on a wide screen, and nothing is wider than the window, not even with the largest letters on the narrowest phone.
func TestLooks(t *testing.T) {
	look(t, shipped(t), true)
	s := names(t)
	cut := s.pages(page.Names)
	if len(cut) == 0 {
		t.Fatal("no page of type names")
	}
	look(t, s, true, s.pages(page.People)[0], cut[0])
}

// The same with what no ordinary site has.
func TestLooksOfTheUnusual(t *testing.T) {
	look(t, edge(t), false)
	look(t, empty(t), false)
}

// look opens pages of a site, one of each type unless others are asked for.
func look(t *testing.T, s site, axe bool, addresses ...string) {
	t.Helper()
	if len(addresses) == 0 {
		addresses = s.each()
	}
	base := s.serve(t)
	full := make([]string, len(addresses))
	for i, address := range addresses {
		full[i] = base + address
	}
	var result struct {
		Found  []found
		Checks int
	}
	faults := Drive(t, "testdata/looks.mjs", map[string]any{"addresses": full, "axe": axe}, &result)
	for _, f := range result.Found {
		t.Errorf("%s at %d px, %s: %s", f.Address[len(base):], f.Width, f.Look, f.Fault)
	}
	for _, f := range faults {
		t.Error(f)
	}
	t.Logf("%d pages, %d runs of axe", len(addresses), result.Checks)
}
