package preview_test

import (
	"testing"

	"mingde/internal/pagetest"
)

// What the script does when the server tells it something, in Chromium.
func TestScript(t *testing.T) {
	o := newOffice(t)
	var wrong []string
	faults := pagetest.Drive(t, "testdata/steps.mjs", map[string]string{"url": o.URL}, &wrong)
	for _, w := range append(wrong, faults...) {
		t.Error(w)
	}
}
