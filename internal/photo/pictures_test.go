package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"
)

// scene is a synthetic photo: soft light, edges, a fine texture and coloured discs. It needs no random numbers.
func scene(width, height int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, width, height), ratio)
	for y := range height {
		for x := range width {
			c := sceneAt(float64(x)/float64(width), float64(y)/float64(height))
			c.Y = clamp(int(c.Y) + grain(x, y))
			m.Y[m.YOffset(x, y)], m.Cb[m.COffset(x, y)], m.Cr[m.COffset(x, y)] = c.Y, c.Cb, c.Cr
		}
	}
	return m
}

// grain is the noise of a sensor, -7 to 7.
func grain(x, y int) int {
	h := uint32(x)*2654435761 ^ uint32(y)*2246822519
	h = (h ^ h>>15) * 2654435769
	return int(h>>16)%8 - int(h>>24)%8
}

func sceneAt(x, y float64) color.YCbCr {
	luma := 90 + 80*x + 40*math.Sin(9*y) + 14*math.Sin(500*x)*math.Sin(400*y)
	cb, cr := 128+50*math.Sin(5*x+y), 128+50*math.Cos(4*y-x)
	for i := range 6 {
		cx, cy := math.Mod(float64(i)*0.37+0.2, 1), math.Mod(float64(i)*0.61+0.3, 1)
		if d := math.Hypot(x-cx, y-cy); d < 0.08 {
			luma, cb, cr = 40+30*float64(i), 128+20*float64(i-3), 128-25*float64(i-3)
		}
	}
	if math.Mod(x*7, 1) < 0.04 {
		luma -= 60
	}
	return color.YCbCr{Y: clamp(int(luma)), Cb: clamp(int(cb)), Cr: clamp(int(cr))}
}

func encodeJPEG(t testing.TB, m image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gpsMarker is found in no output.
const gpsMarker = "GPS-30.6667N-104.05E"

// exif is a TIFF header with an orientation, a description, and a GPS directory with a latitude reference.
func exif(orientation uint16) []byte { return exifIn(binary.BigEndian, orientation) }

func exifIn(order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}, orientation uint16) []byte {
	mark := "MM"
	if order.Uint16([]byte{1, 0}) == 1 {
		mark = "II"
	}
	const description, gps = 50, 80 // offsets behind the first directory
	entry := func(b []byte, tag, kind uint16, count, value uint32) []byte {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(b, count)
		if kind == 3 {
			return order.AppendUint16(order.AppendUint16(b, uint16(value)), 0)
		}
		return order.AppendUint32(b, value)
	}
	b := order.AppendUint16([]byte(mark), 42)
	b = order.AppendUint16(order.AppendUint32(b, 8), 3)
	b = entry(b, 0x010e, 2, uint32(len(gpsMarker)+1), description)
	b = entry(b, 0x0112, 3, 1, uint32(orientation))
	b = entry(b, 0x8825, 4, 1, gps)
	b = order.AppendUint32(b, 0)
	b = append(b, gpsMarker...)
	b = append(b, make([]byte, gps-len(b))...)
	b = order.AppendUint16(b, 1)
	b = append(entry(b, 0x0001, 2, 2, 0)[:len(b)+8], "N\x00\x00\x00"...)
	return order.AppendUint32(b, 0)
}

// withExif puts an APP1 segment behind the SOI of a JPEG.
func withExif(source, tiff []byte) []byte {
	return withSegment(source, 0xe1, append([]byte("Exif\x00\x00"), tiff...))
}

func withSegment(source []byte, marker byte, body []byte) []byte {
	out := append([]byte{0xff, 0xd8, 0xff, marker}, 0, 0)
	binary.BigEndian.PutUint16(out[4:], uint16(len(body)+2))
	return append(append(out, body...), source[2:]...)
}
