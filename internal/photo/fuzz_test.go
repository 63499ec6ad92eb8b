package photo

import (
	"image"
	"os"
	"slices"
	"testing"
)

// seeds adds every picture of testdata, one with an orientation, and the headers of bombs.
func seeds(f *testing.F) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		f.Fatal(err)
	}
	n := 0
	for _, file := range files {
		if !file.IsDir() {
			f.Add(readFile(f, file.Name()))
			n++
		}
	}
	if n < 15 {
		f.Fatalf("only %d seeds", n)
	}
	f.Add(withExif(readFile(f, "422.jpg"), exif(7)))
	f.Add(webpWithExif(readFile(f, "lossy.webp"), exif(8)))
	f.Add(withProfile(readFile(f, "422.jpg"), profileOf(displayP3)))
	f.Add(pngHeader(65535, 65535, 8))
	f.Add(gifHeader(3, 2))
	f.Add(ftyp("mif1", "heic"))
}

func FuzzInspect(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		info, p := Inspect(data)
		if p != nil {
			sentences(t, p)
			return
		}
		if min(info.Width, info.Height) < 1 || max(info.Width, info.Height) > MaxSide || info.Width*info.Height > MaxMegapixels*1_000_000 {
			t.Errorf("%v passes", info)
		}
		if !slices.Contains([]string{"JPEG", "PNG", "GIF", "WebP"}, info.Format) {
			t.Errorf("format %q", info.Format)
		}
	})
}

func FuzzResize(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		const most = 1 << 18 // pixels: larger ones only slow the fuzzer down
		info, refused := Inspect(data)
		if refused == nil && info.Width*info.Height > most {
			return
		}
		versions, p := shrink(data, []int{7, 30}, 0)
		if p != nil {
			sentences(t, p)
			return
		}
		if refused != nil {
			t.Fatalf("Inspect refuses it: %v", refused)
		}
		var widths []int
		for _, v := range versions {
			checkVersion(t, v)
			widths = append(widths, v.Width)
		}
		if want := Sizes(info.Width, []int{7, 30}); !slices.Equal(widths, want) {
			t.Errorf("widths %v, want %v", widths, want)
		}
	})
}

func FuzzBare(f *testing.F) {
	seeds(f)
	f.Add(encodeJPEG(f, scene(9, 9, image.YCbCrSubsampleRatio420), 50))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !Bare(data) {
			return
		}
		if Bare(withSegment(data, 0xe1, []byte("Exif\x00\x00"))) || Bare(append(data[:len(data):len(data)], 0)) {
			t.Error("still bare with Exif or a trailer")
		}
	})
}
