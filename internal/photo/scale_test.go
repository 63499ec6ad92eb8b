package photo

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/image/draw"
)

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// noise fills every sample with a random value, those outside the picture (a decoder leaves some) with poison that no
// mean may contain.
func noise(r *rand.Rand, width, height int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	const margin = 16
	m := image.NewYCbCr(image.Rect(0, 0, width+margin, height+margin), ratio)
	m.Rect = image.Rect(0, 0, width, height)
	for _, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
		for i := range plane {
			plane[i] = 255
		}
	}
	for y := range height {
		for x := range width {
			m.Y[m.YOffset(x, y)] = byte(r.IntN(200))
			m.Cb[m.COffset(x, y)], m.Cr[m.COffset(x, y)] = byte(r.IntN(200)), byte(r.IntN(200))
		}
	}
	return m
}

// naive is the definition of the scaler: spread a plane to one value a pixel, turn those upright, and take the mean of
// what lies below each target sample.
func naive(p picture, from plane, width, height int, turn orientation, step int) []byte {
	w, h := p.width, p.height
	if turn.transpose {
		w, h = h, w
	}
	at := func(x, y int) int64 {
		if turn.transpose {
			x, y = y, x
		}
		if turn.flipX {
			x = p.width - 1 - x
		}
		if turn.flipY {
			y = p.height - 1 - y
		}
		return int64(from.pix[y/from.stepY*from.stride+x/from.stepX])
	}
	// cover is the length of pixel k (t units) that lies in [a·s, b·s).
	cover := func(k, a, b, s, t int) int64 { return int64(max(0, min((k+1)*t, b*s)-max(k*t, a*s))) }
	var out []byte
	for y := 0; y < height; y += step {
		for x := 0; x < width; x += step {
			x2, y2 := min(x+step, width), min(y+step, height)
			var sum int64
			for v := range h {
				for u := range w {
					sum += at(u, v) * cover(u, x, x2, w, width) * cover(v, y, y2, h, height)
				}
			}
			area := int64(x2-x) * int64(w) * int64(y2-y) * int64(h)
			out = append(out, byte((sum+area/2)/area))
		}
	}
	return out
}

func TestScalerIsTheExactMean(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		w, h := 1+r.IntN(24), 1+r.IntN(24)
		ratio, value := ratios[r.IntN(len(ratios))], uint16(1+r.IntN(8))
		source, turn := planesOf(noise(r, w, h, ratio), w, h), orientationOf(value)
		width, height := w, h
		if turn.transpose {
			width, height = h, w
		}
		width, height = 1+r.IntN(width), 1+r.IntN(height)
		got := source.scaled(width, height, turn)
		for i, plane := range got.planes {
			step := min(2, 1+i)
			if want := naive(source, source.planes[i], width, height, turn, step); !slices.Equal(plane.pix, want) {
				t.Fatalf("%d×%d %v, orientation %d, to %d×%d: plane %d is\n%v, want\n%v",
					w, h, ratio, value, width, height, i, plane.pix, want)
			}
		}
	}
}

func TestScalerTakesTheLargestSums(t *testing.T) {
	for _, size := range []image.Point{{MaxSide, 3}, {3, MaxSide}, {MaxSide, 90}} {
		m := image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio444)
		for i := range m.Y {
			m.Y[i] = 255
		}
		m.Cb, m.Cr = m.Y, m.Y
		for _, to := range []image.Point{{1, 1}, {2, 2}, size} {
			got := planesOf(m, size.X, size.Y).scaled(min(to.X, size.X), min(to.Y, size.Y), orientation{})
			for i, plane := range got.planes {
				if slices.Min(plane.pix) != 255 {
					t.Errorf("%v to %v: plane %d: white becomes %d", size, to, i, slices.Min(plane.pix))
				}
			}
		}
	}
}

// Against a filter of known quality, on a photo with noise, edges and fine texture.
func TestScalerIsCloseToCatmullRom(t *testing.T) {
	const limit = 1.5 // mean difference of luma, of 255
	m := scene(2000, 1500, image.YCbCrSubsampleRatio420)
	grey := &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: m.Rect}
	current := planesOf(m, 2000, 1500)
	for _, width := range []int{1600, 800, 400} {
		height := width * 3 / 4
		current = current.scaled(width, height, orientation{})
		want := image.NewGray(image.Rect(0, 0, width, height))
		draw.CatmullRom.Scale(want, want.Rect, grey, grey.Rect, draw.Src, nil)
		var sum int
		for i, v := range current.planes[0].pix {
			d := int(v) - int(want.Pix[i])
			sum += max(d, -d)
		}
		mean := float64(sum) / float64(len(want.Pix))
		t.Logf("width %d: mean |ΔY| %.2f", width, mean)
		if mean > limit {
			t.Errorf("width %d: mean |ΔY| %.2f, more than %.2f", width, mean, limit)
		}
	}
}
