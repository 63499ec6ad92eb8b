package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// upright lists the colours of the corners (top left, top right, bottom left, bottom right) of a displayed picture whose
// stored corners are red, green, blue, light. Exif 2.32 names for each value the sides that the stored 0th row and
// 0th column show: 1 top left, 2 top right, 3 bottom right, 4 bottom left, 5 left top, 6 right top, 7 right bottom,
// 8 left bottom.
var upright = map[uint16][4]color.RGBA{
	0: {red, green, blue, light}, // not in the standard: as if there were none
	1: {red, green, blue, light},
	2: {green, red, light, blue},
	3: {light, blue, green, red},
	4: {blue, light, red, green},
	5: {red, blue, green, light},
	6: {blue, red, light, green},
	7: {light, green, blue, red},
	8: {green, light, red, blue},
	9: {red, green, blue, light},
}

func TestEveryOrientation(t *testing.T) {
	jpegFile, webpFile := readFile(t, "444.jpg"), readFile(t, "lossless.webp")
	var pngFile bytes.Buffer
	if err := png.Encode(&pngFile, decodeJPEG(t, jpegFile)); err != nil {
		t.Fatal(err)
	}
	for value, want := range upright {
		for name, source := range map[string][]byte{
			"JPEG, big-endian":    withExif(jpegFile, exifIn(binary.BigEndian, value)),
			"JPEG, little-endian": withExif(jpegFile, exifIn(binary.LittleEndian, value)),
			"PNG":                 pngWithExif(pngFile.Bytes(), exif(value)),
			"WebP":                webpWithExif(webpFile, exif(value)),
			"WebP, prefixed":      webpWithExif(webpFile, append([]byte("Exif\x00\x00"), exif(value)...)),
		} {
			info, p := Inspect(source)
			if p != nil {
				t.Fatalf("%s, orientation %d: %v", name, value, p)
			}
			size := image.Pt(33, 21)
			if value >= 5 && value <= 8 {
				size = image.Pt(21, 33)
			}
			if info.Width != size.X || info.Height != size.Y {
				t.Errorf("%s, orientation %d: Inspect says %d×%d", name, value, info.Width, info.Height)
			}
			for _, v := range resize(t, source, 15, size.X) {
				t.Logf("%s, orientation %d, width %d", name, value, v.Width)
				checkCorners(t, decodeJPEG(t, v.Data), want[:]...)
			}
		}
	}
}

func TestDamagedExifIsNoReasonToRefuse(t *testing.T) {
	whole := exif(6)
	for cut := range whole {
		source := withExif(readFile(t, "420.jpg"), whole[:cut])
		if _, p := shrink(source, []int{10}, 0); p != nil {
			t.Errorf("Exif cut at %d: %v", cut, p)
		}
	}
	// A directory that names itself as the next one.
	loop := exif(6)
	binary.BigEndian.PutUint32(loop[8+2+3*12:], 8)
	if info, p := Inspect(withExif(readFile(t, "420.jpg"), loop)); p != nil || info.Width != 21 {
		t.Errorf("directory in a circle: %v, %v", info, p)
	}
}

func pngWithExif(source, tiff []byte) []byte {
	const behindIHDR = 8 + 25
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(tiff)))
	chunk = append(append(chunk, "eXIf"...), tiff...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(append(bytes.Clone(source[:behindIHDR]), chunk...), source[behindIHDR:]...)
}

// webpWithExif wraps a simple WebP of 33×21 into an extended one (RFC 9649, 2.7), with a chunk of odd length in between.
func webpWithExif(source, tiff []byte) []byte {
	const exifBit = 1 << 3
	chunk := func(b []byte, id string, body []byte) []byte {
		b = binary.LittleEndian.AppendUint32(append(b, id...), uint32(len(body)))
		b = append(b, body...)
		return append(b, make([]byte, len(body)%2)...)
	}
	body := chunk([]byte("WEBP"), "VP8X", []byte{exifBit, 0, 0, 0, 32, 0, 0, 20, 0, 0})
	body = append(body, source[12:]...)
	body = chunk(body, "ODD ", []byte("abc"))
	body = chunk(body, "EXIF", tiff)
	return chunk(nil, "RIFF", body)
}

// The place where a picture was taken is seen, and none is made up.
func TestLocated(t *testing.T) {
	source := encodeJPEG(t, scene(64, 48, image.YCbCrSubsampleRatio420), 90)
	for _, c := range []struct {
		name string
		data []byte
		want bool
	}{
		{"no metadata", source, false},
		{"a place", withExif(source, exif(6)), true},
		{"a place, little-endian", withExif(source, exifIn(binary.LittleEndian, 1)), true},
		{"damaged", withExif(source, exif(6)[:20]), false},
		{"PNG", readFile(t, "interlaced16.png"), false},
	} {
		info, p := Inspect(c.data)
		if p != nil || info.Located != c.want {
			t.Errorf("%s: %v, %v", c.name, info.Located, p)
		}
	}
}
