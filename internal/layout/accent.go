package layout

import (
	"fmt"
	"math"
	"strconv"
)

// The grounds on which the accent stands as text: --ground of static/site.css by day and by night.
var (
	dayGround   = colour{0xfc, 0xfa, 0xf5}
	nightGround = colour{0x19, 0x16, 0x13}
)

// enough is the contrast that the accent must have on its ground: WCAG 2.2, success criterion 1.4.6 (AAA).
const enough = 7

// Accent gives the lines that make a colour, "#rrggbb", the accent of the site when they are put at the end of the
// stylesheet. The colour is darkened by day and lightened by night, as little as it takes to be read with ease; false
// means that it is no colour.
func Accent(rrggbb string) ([]byte, bool) {
	c, ok := parseColour(rrggbb)
	if !ok {
		return nil, false
	}
	day := c.towards(colour{}, dayGround)
	night := c.towards(colour{0xff, 0xff, 0xff}, nightGround)
	return fmt.Appendf(nil, "\n:root { --accent: %s; --accent-night: %s; }\n", day, night), true
}

// colour is red, green and blue of sRGB.
type colour [3]uint8

func parseColour(s string) (colour, bool) {
	if len(s) != 7 || s[0] != '#' {
		return colour{}, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 24)
	return colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil
}

func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// towards mixes c with another colour, in steps of a hundredth, until it has enough contrast on a ground.
func (c colour) towards(other, ground colour) colour {
	mixed := c
	for share := 1; share <= 100 && contrast(mixed, ground) < enough; share++ {
		for i := range mixed {
			mixed[i] = uint8((int(c[i])*(100-share) + int(other[i])*share) / 100)
		}
	}
	return mixed
}

// contrast is the contrast ratio of WCAG 2.2, 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	linear := func(v uint8) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}
