package pagetest

import (
	"testing"

	"mingde/internal/page"
)

// A keyboard alone reaches and shows everything, and what it chose is remembered; fingers can hit what they aim at.
func TestKeyboard(t *testing.T) {
	s := shipped(t)
	base := s.serve(t)
	var addresses []string
	for _, kind := range []page.Type{page.Home, page.Event, page.Roll, page.Statistics, page.Hub, page.Bulletin} {
		addresses = append(addresses, base+s.pages(kind)[0])
	}
	var result struct {
		Found  []found
		Counts map[string]int
	}
	for _, f := range Drive(t, "testdata/keyboard.mjs", map[string]any{"addresses": addresses}, &result) {
		t.Error(f)
	}
	for _, f := range result.Found {
		t.Errorf("%s at %d px, %q: %s", f.Address, f.Width, f.Look, f.Fault)
	}
	if len(result.Counts) < len(addresses) {
		t.Errorf("went through %d of %d pages", len(result.Counts), len(addresses))
	}
	t.Logf("tabs: %v", result.Counts)
}
