package photo

import (
	"image"
	"image/color"
	"image/draw"
	"io"

	"mingde/internal/problem"
)

// picture is a decoded picture in the colour space of JPEG (JFIF: BT.601, full range): luma alone when it is grey, else
// luma, Cb and Cr.
type picture struct {
	width, height int
	planes        []plane
}

// plane is one component, eight bits a sample. A sample covers stepX × stepY pixels of the picture; those of the last
// column and row may cover fewer.
type plane struct {
	pix          []byte
	stride       int
	stepX, stepY int
}

func newPlane(width, height, step int) plane {
	stride := ceilDiv(width, step)
	return plane{pix: make([]byte, stride*ceilDiv(height, step)), stride: stride, stepX: step, stepY: step}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// decode gives the pixels as stored, not yet turned.
func (h header) decode(data io.Reader) (picture, *problem.Problem) {
	img, err := h.format.decode(data)
	if err != nil {
		return picture{}, h.format.refusal(err)
	}
	canvas := image.Rect(0, 0, h.width, h.height)
	// A frame of a GIF may cover a part of its canvas; anything else must be what its header announced.
	if !img.Bounds().In(canvas) || h.format.name != "GIF" && img.Bounds() != canvas {
		return picture{}, broken()
	}
	if h.format.name == "WebP" {
		widenVideoRange(img)
	}
	return planesOf(img, h.width, h.height), nil
}

// planesOf takes the planes of a picture of bounds (0,0)-(width,height) as they are where it has any, without copying;
// other colour models are converted, and what is transparent or not covered becomes white.
func planesOf(img image.Image, width, height int) picture {
	p := picture{width: width, height: height}
	switch m := img.(type) {
	case *image.Gray:
		p.planes = []plane{{m.Pix, m.Stride, 1, 1}}
	case *image.YCbCr:
		stepX, stepY := steps(m.SubsampleRatio)
		p.planes = []plane{{m.Y, m.YStride, 1, 1}, {m.Cb, m.CStride, stepX, stepY}, {m.Cr, m.CStride, stepX, stepY}}
	default:
		p.convert(img)
	}
	return p
}

// steps gives the pixels that a chroma sample covers.
func steps(ratio image.YCbCrSubsampleRatio) (x, y int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// convert goes row by row, so that a 16-bit picture does not stand in memory a second time as RGBA.
func (p *picture) convert(img image.Image) {
	y, cb, cr := newPlane(p.width, p.height, 1), newPlane(p.width, p.height, 1), newPlane(p.width, p.height, 1)
	row := image.NewRGBA(image.Rect(0, 0, p.width, 1))
	for line := range p.height {
		draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, img, image.Pt(0, line), draw.Over)
		for x := range p.width {
			at, rgba := line*p.width+x, row.Pix[4*x:4*x+3]
			y.pix[at], cb.pix[at], cr.pix[at] = color.RGBToYCbCr(rgba[0], rgba[1], rgba[2])
		}
	}
	p.planes = []plane{y, cb, cr}
}

// widenVideoRange stretches the samples of lossy WebP, which lie in the range of video (RFC 6386, 9.2 with BT.601: luma
// 16 to 235, chroma 16 to 240) and which the decoder hands out as they are, to the full range that JPEG uses.
func widenVideoRange(img image.Image) {
	var m *image.YCbCr
	switch i := img.(type) {
	case *image.YCbCr:
		m = i
	case *image.NYCbCrA:
		m = &i.YCbCr
	default:
		return
	}
	var luma, chroma [256]byte
	for v := range 256 {
		luma[v] = clamp(rounded((v-16)*255, 219))
		chroma[v] = clamp(128 + rounded((v-128)*255, 224))
	}
	for _, c := range [...]struct {
		pix   []byte
		table *[256]byte
	}{{m.Y, &luma}, {m.Cb, &chroma}, {m.Cr, &chroma}} {
		for i, v := range c.pix {
			c.pix[i] = c.table[v]
		}
	}
}

// rounded gives a/b to the nearest integer, halves away from zero; b is positive.
func rounded(a, b int) int {
	if a < 0 {
		return -rounded(-a, b)
	}
	return (2*a + b) / (2 * b)
}

func clamp(v int) byte { return byte(min(max(v, 0), 255)) }
