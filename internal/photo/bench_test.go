package photo

import (
	"fmt"
	"image"
	"testing"

	"mingde/internal/problem"
)

// photographs are 12-megapixel JPEGs as a phone takes them, 4:2:0: one of a quiet scene, and one with the noise of a dark one.
func photographs(b *testing.B) map[string][]byte {
	quiet := scene(4000, 3000, image.YCbCrSubsampleRatio420)
	all := map[string][]byte{"quiet": encodeJPEG(b, quiet, 92)}
	for y := range 3000 {
		for x := range 4000 {
			at := quiet.YOffset(x, y)
			quiet.Y[at] = clamp(int(quiet.Y[at]) + grain(x/2, y/2) + 2*grain(y, x))
		}
	}
	all["noisy"] = encodeJPEG(b, quiet, 92)
	return all
}

var published = []int{400, 800, 1600}

func BenchmarkResize(b *testing.B) {
	for name, source := range photographs(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var versions []Version
			for b.Loop() {
				var p *problem.Problem
				if versions, p = shrink(source, published, 0); p != nil {
					b.Fatal(p)
				}
			}
			b.ReportMetric(float64(len(source))/1e6, "MB-source")
			for _, v := range versions {
				b.ReportMetric(float64(len(v.Data))/1e3, fmt.Sprintf("KB-%d", v.Width))
			}
		})
	}
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

func BenchmarkFromP3(b *testing.B) {
	large := planesOf(scene(1600, 1200, image.YCbCrSubsampleRatio420), 1600, 1200)
	for b.Loop() {
		large.fromP3()
	}
}
