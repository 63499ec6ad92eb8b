//go:build long

package photo

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The same by the command of libvips, which decodes JPEG at a half, a quarter or an eighth of its size: one call a width. It needs a
// program that nothing else here needs: go test -tags long -bench Vips.
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
