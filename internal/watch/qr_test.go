package watch

import (
	"strings"
	"testing"

	qr "github.com/piglig/go-qr"
)

// What a camera sees in the picture and on the terminal is the address.
func TestCode(t *testing.T) {
	p := newPhoneAt("http://192.168.1.5:8321/0123456789ab/")
	lines := strings.Split(strings.TrimSuffix(p.blocks(), "\n"), "\n")
	for y := -quiet; y < p.code.Size()+quiet; y++ {
		line, coloured := strings.CutPrefix(lines[(y+quiet)/2], whiteOnBlack)
		if !coloured || !strings.HasSuffix(line, ownColours) {
			t.Fatalf("a line in the terminal's own colours: %q", line)
		}
		row := []rune(line)
		for x := -quiet; x < p.code.Size()+quiet; x++ {
			ink := row[x+quiet]
			light := ink == '█' || ink == '▀' && (y+quiet)%2 == 0 || ink == '▄' && (y+quiet)%2 == 1
			if light != p.light(x, y) {
				t.Fatalf("%d,%d: %c", x, y, ink)
			}
		}
	}
	picture, err := p.code.ToImage(qr.NewQrCodeImgConfig(8, quiet))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := qr.Decode(picture); err != nil || text != p.address {
		t.Errorf("%q %v", text, err)
	}
	if !strings.HasPrefix(string(p.png), "\x89PNG") {
		t.Errorf("%q", p.png[:8])
	}
}
