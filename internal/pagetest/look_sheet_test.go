//go:build look

package pagetest

import (
	"testing"

	"mingde/internal/page"
)

// TestSheets redoes the pictures of the README: the main pages of the shipped showcase on a phone and on a wide screen.
func TestSheets(t *testing.T) {
	s := shipped(t)
	base := s.serve(t)
	var addresses []string
	for _, kind := range []page.Type{page.Home, page.Event, page.Roll, page.Bulletin, page.Statistics, page.Community} {
		addresses = append(addresses, base+s.pages(kind)[0])
	}
	for _, sheet := range []struct {
		to            string
		n             int
		width, height int
		scale         float64
	}{
		{"testdata/look/phone.jpg", 6, 360, 740, 0.55},
		{"testdata/look/desk.jpg", 4, 1280, 900, 0.28},
	} {
		Drive(t, "testdata/look.mjs", map[string]any{
			"addresses": addresses[:sheet.n], "width": sheet.width, "height": sheet.height, "scale": sheet.scale, "to": sheet.to,
		}, nil)
	}
}
