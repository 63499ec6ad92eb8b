package photo

import (
	"fmt"
	"image"
	"testing"
)

// A 12-megapixel JPEG as a phone takes it, 4:2:0, to the three default widths.
func BenchmarkResize(b *testing.B) {
	source := encodeJPEG(b, scene(4000, 3000, image.YCbCrSubsampleRatio420), 92)
	b.ReportAllocs()
	for b.Loop() {
		if _, p := Resize(source, []int{400, 800, 1600}, 0); p != nil {
			b.Fatal(p)
		}
	}
	b.ReportMetric(float64(len(source))/1e6, "MB-source")
}

func BenchmarkScale(b *testing.B) {
	source := planesOf(scene(4000, 3000, image.YCbCrSubsampleRatio420), 4000, 3000)
	for _, turn := range []uint16{1, 6} {
		b.Run(fmt.Sprint("orientation ", turn), func(b *testing.B) {
			for b.Loop() {
				source.scaled(1600, 1200, orientationOf(turn))
			}
		})
	}
}

func BenchmarkInspect(b *testing.B) {
	source := withExif(encodeJPEG(b, scene(400, 300, image.YCbCrSubsampleRatio420), 92), exif(6))
	b.ReportAllocs()
	for b.Loop() {
		if _, p := Inspect(source); p != nil {
			b.Fatal(p)
		}
	}
}
