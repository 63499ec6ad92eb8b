package photo

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
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

// The same by the command of libvips, which decodes JPEG at a half, a quarter or an eighth of its size: one call a width.
func BenchmarkVips(b *testing.B) {
	if _, err := exec.LookPath("vipsthumbnail"); err != nil {
		b.Fatalf("%v (of the package libvips-tools)", err)
	}
	for name, source := range photographs(b) {
		b.Run(name, func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "a.jpg")
			if err := os.WriteFile(file, source, 0o600); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				for _, width := range published {
					out := fmt.Sprintf("%d.jpg[Q=80,strip]", width)
					if said, err := exec.Command("vipsthumbnail", file, "--size", fmt.Sprintf("%dx", width), "-o", out).CombinedOutput(); err != nil {
						b.Fatalf("%v: %s", err, said)
					}
				}
			}
			for _, width := range published {
				if made, err := os.Stat(filepath.Join(filepath.Dir(file), fmt.Sprintf("%d.jpg", width))); err == nil {
					b.ReportMetric(float64(made.Size())/1e3, fmt.Sprintf("KB-%d", width))
				}
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
