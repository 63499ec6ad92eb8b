package photo

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"math"
	"sync"
)

// isDisplayP3 tells whether a JPEG carries the ICC profile of Display P3 (SMPTE EG 432-1 with the curve of sRGB), in which many
// phones take their photos. It is known by its colorants; a profile in several segments is longer than any of these.
func isDisplayP3(data []byte) bool {
	const markerICC = markerAPP + 2
	rest, ok := bytes.CutPrefix(data, []byte{0xff, markerSOI})
	for ok && len(rest) > 1 && rest[0] == 0xff && rest[1] != markerSOS {
		marker := rest[1]
		var body []byte
		if body, rest, ok = segment(rest); !ok || marker != markerICC {
			continue
		}
		if profile, single := bytes.CutPrefix(body, []byte("ICC_PROFILE\x00\x01\x01")); single {
			return hasColorants(profile)
		}
	}
	return false
}

// displayP3 are the colorants of Display P3 in the connection space of ICC (D50), as X, Y and Z.
var displayP3 = map[string][3]float64{
	"rXYZ": {0.51512, 0.24120, -0.00105}, "gXYZ": {0.29198, 0.69225, 0.04189}, "bXYZ": {0.15710, 0.06657, 0.78407},
}

// hasColorants looks into the table of tags (ICC.1:2022, 7.3), which stands behind the header of 128 bytes: signature,
// offset and size of each. A colorant is an XYZType (10.31): eight bytes, and three numbers with 16 fractional bits.
func hasColorants(profile []byte) bool {
	const header, entry, most, tolerance = 128, 12, 64, 0.003
	if len(profile) < header+4 {
		return false
	}
	table, found := profile[header+4:], 0
	for range min(most, binary.BigEndian.Uint32(profile[header:])) {
		if len(table) < entry {
			return false
		}
		want, wanted := displayP3[string(table[:4])]
		at := int64(binary.BigEndian.Uint32(table[4:])) + 8
		table = table[entry:]
		if !wanted {
			continue
		}
		if at+12 > int64(len(profile)) {
			return false
		}
		for i, v := range want {
			if got := float64(int32(binary.BigEndian.Uint32(profile[at+4*int64(i):]))) / 65536; math.Abs(got-v) > tolerance {
				return false
			}
		}
		found++
	}
	return found == len(displayP3)
}

// Linear light has 16 bits; the way back goes through a table of as many bits as make every step smaller than one of eight bits.
const lightBits, backBits = 16, 13

// curves are the curve of sRGB, which is that of Display P3, as tables: samples to light, and light to samples.
var curves = sync.OnceValue(func() (c struct {
	light [256]int32
	back  [1 << backBits]uint8
}) {
	for i := range c.light {
		v := float64(i) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		c.light[i] = int32(math.Round(v * (1<<lightBits - 1)))
	}
	for i := range c.back {
		v := (float64(i) + 0.5) / (1 << backBits)
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		c.back[i] = uint8(math.Round(v * 255))
	}
	return c
})

// toSRGB converts light of Display P3 to that of sRGB, in 1/4096. Each row adds up to 4096: grey stays as it is.
var toSRGB = [3][3]int32{{5017, -921, 0}, {-172, 4268, 0}, {-80, -322, 4498}}

// fromP3 gives a 4:2:0 picture of Display P3 in sRGB; what lies outside becomes the nearest that a component can hold.
func (p picture) fromP3() picture {
	if len(p.planes) == 1 {
		return p
	}
	out := picture{width: p.width, height: p.height, planes: []plane{newPlane(p.width, p.height, 1), newPlane(p.width, p.height, 2), newPlane(p.width, p.height, 2)}}
	convert, chroma := converter(), p.planes[1].stride
	for i, cb := range p.planes[1].pix {
		cr := p.planes[2].pix[i]
		var blue, red, n int
		for y := 2 * (i / chroma); y < min(2*(i/chroma)+2, p.height); y++ {
			for x := 2 * (i % chroma); x < min(2*(i%chroma)+2, p.width); x++ {
				at := y*p.planes[0].stride + x
				luma, b, r := color.RGBToYCbCr(convert(color.YCbCrToRGB(p.planes[0].pix[at], cb, cr)))
				out.planes[0].pix[at] = luma
				blue, red, n = blue+int(b), red+int(r), n+1
			}
		}
		out.planes[1].pix[i], out.planes[2].pix[i] = byte((2*blue+n)/(2*n)), byte((2*red+n)/(2*n))
	}
	return out
}

// converter gives the conversion of one pixel.
func converter() func(r, g, b uint8) (uint8, uint8, uint8) {
	c := curves()
	light, back := &c.light, &c.back
	component := func(row *[3]int32, r, g, b int32) uint8 {
		v := (int64(row[0])*int64(r) + int64(row[1])*int64(g) + int64(row[2])*int64(b)) >> 12
		return back[min(max(v, 0), 1<<lightBits-1)>>(lightBits-backBits)]
	}
	return func(r, g, b uint8) (uint8, uint8, uint8) {
		x, y, z := light[r], light[g], light[b]
		return component(&toSRGB[0], x, y, z), component(&toSRGB[1], x, y, z), component(&toSRGB[2], x, y, z)
	}
}
