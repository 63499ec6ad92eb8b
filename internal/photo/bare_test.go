package photo

import (
	"image"
	"testing"
)

func TestBare(t *testing.T) {
	own := encodeJPEG(t, scene(64, 48, image.YCbCrSubsampleRatio420), 100)
	jfif := []byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
	thumbnail := append([]byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01"), 1, 2, 3)
	if !Bare(own) {
		t.Fatal("Go's own encoder is not bare")
	}
	for _, c := range []struct {
		name string
		data []byte
		want bool
	}{
		{"JFIF", withSegment(own, 0xe0, jfif), true},
		{"several scans", readFile(t, "progressive.jpg"), true},
		{"restarts", readFile(t, "restart.jpg"), true},
		{"several segments, one of them a comment", withSegment(withSegment(own, 0xfe, []byte("x")), 0xe0, jfif), false},
		{"empty comment", withSegment(own, 0xfe, nil), false},
		{"JFIF with a thumbnail", withSegment(own, 0xe0, thumbnail), false},
		{"JFIF with a thumbnail and no pixels", withSegment(own, 0xe0, thumbnail[:14]), false},
		{"JFXX", withSegment(own, 0xe0, []byte("JFXX\x00\x10")), false},
		{"Adobe", withSegment(own, 0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")), false},
		{"APP15", withSegment(own, 0xef, nil), false},
		{"trailer", append(own[:len(own):len(own)], 0), false},
		{"no end", own[:len(own)-2], false},
		{"PNG", pngHeader(3, 3, 8), false},
		{"WebP", readFile(t, "lossy.webp"), false},
		{"two bytes", own[:2], false},
		{"nothing", nil, false},
		{"length zero", []byte{0xff, 0xd8, 0xff, 0xdb, 0, 0, 0xff, 0xd9}, false},
	} {
		if got := Bare(c.data); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for n := range own {
		if Bare(own[:n]) {
			t.Errorf("%d of %d bytes pass", n, len(own))
		}
	}
}
