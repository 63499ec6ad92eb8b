//go:build long

package pagetest

import (
	"testing"

	"mingde/internal/sitegen"
)

// Ten thousand entries are as near as some hundreds.
func TestReachOfTenThousand(t *testing.T) {
	s, err := written("ten-thousand", sitegen.Files(sitegen.Usual(7, 10000)))
	if err != nil {
		t.Fatal(err)
	}
	reach(t, s)
}
