package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"os"
	"runtime"
	"strings"
	"testing"

	"mingde/internal/message"
	"mingde/internal/problem"
)

// sentences checks that a problem speaks both languages, with every argument filled in.
func sentences(t testing.TB, p *problem.Problem) {
	t.Helper()
	for _, lang := range message.Languages {
		c := message.For(lang)
		for _, words := range []problem.Text{p.Message, p.Hint} {
			if !c.Has(words.Key) {
				t.Errorf("%s: no sentence %q", lang, words.Key)
			} else if s := c.Say(words); strings.Contains(s, "<no value>") {
				t.Errorf("%s: %q lacks an argument: %s", lang, words.Key, s)
			}
		}
	}
}

func TestEveryRuleSpeaks(t *testing.T) {
	for _, r := range Rules {
		for _, lang := range message.Languages {
			for _, key := range []string{"", ".hint", ".about"} {
				if !message.For(lang).Has("rule." + r.ID + key) {
					t.Errorf("%s: no sentence rule.%s%s", lang, r.ID, key)
				}
			}
		}
	}
}

// ftyp is the first box of an ISO base media file.
func ftyp(major string, compatible ...string) []byte {
	body := "ftyp" + major + "\x00\x00\x00\x00" + strings.Join(compatible, "")
	return append(binary.BigEndian.AppendUint32(nil, uint32(4+len(body))), body...)
}

func TestRefusals(t *testing.T) {
	jpegFile := readFile(t, "420.jpg")
	for _, c := range []struct {
		name, key, format string
		data              []byte
	}{
		{"HEIC of an iPhone", "rule.picture-heic", "HEIC", ftyp("heic", "mif1", "heic")},
		{"HEIF", "rule.picture-heic", "HEIC", ftyp("mif1", "heix")},
		{"brand cut off", "rule.picture-heic", "HEIC", ftyp("heic")[:12]},
		{"AVIF", "rule.picture-heic", "AVIF", ftyp("avif", "mif1", "miaf")},
		{"AVIF by a compatible brand", "rule.picture-heic", "AVIF", ftyp("mif1", "miaf", "avif")},
		{"video", "rule.picture-format", "MP4", ftyp("isom", "mp42")},
		{"SVG", "rule.picture-format", "SVG", []byte("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- x --><svg width=\"9\"/>")},
		{"BMP", "rule.picture-format", "BMP", []byte("BM\x36\x00\x00\x00")},
		{"TIFF", "rule.picture-format", "TIFF", []byte("II*\x00\x08\x00\x00\x00")},
		{"PDF", "rule.picture-format", "PDF", []byte("%PDF-1.7\n")},
		{"web page", "rule.picture-format.unknown", "", []byte("<!doctype html><title>403</title>")},
		{"one byte", "rule.picture-format.unknown", "", []byte{0xff}},
		{"animated WebP", "rule.picture-format.animated", "WebP", readFile(t, "animated.webp")},
		{"arithmetic coding", "rule.picture-format.variant", "JPEG", readFile(t, "arithmetic.jpg")},
		{"empty", "rule.picture-broken.empty", "", nil},
		{"start of a JPEG", "rule.picture-broken", "", jpegFile[:40]},
		{"start of a PNG", "rule.picture-broken", "", []byte("\x89PNG\r\n\x1a\n\x00\x00")},
		{"WebP without chunks", "rule.picture-broken", "", []byte("RIFF\x04\x00\x00\x00WEBP")},
		{"JPEG without width", "rule.picture-broken", "", patchedJPEG(t, 0, 21)},
		{"JPEG without height", "rule.picture-broken", "", patchedJPEG(t, 33, 0)},
		{"GIF without a canvas", "rule.picture-broken", "", gifHeader(0, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			info, p := Inspect(c.data)
			if p == nil {
				t.Fatalf("taken for %v", info)
			}
			if p.Message.Key != c.key || p.Message.Args["format"] != c.format {
				t.Errorf("%s %v, want %s %q", p.Message.Key, p.Message.Args, c.key, c.format)
			}
			if !strings.HasPrefix(p.Message.Key, "rule."+p.Rule) || p.Severity != problem.Error {
				t.Errorf("rule %s, severity %s, sentence %s", p.Rule, p.Severity, p.Message.Key)
			}
			sentences(t, p)
			if _, q := shrink(c.data, []int{400}, 0); q == nil || q.Message.Key != c.key {
				t.Errorf("Resize says %v", q)
			}
		})
	}
}

// patchedJPEG claims another size than it has.
func patchedJPEG(t testing.TB, width, height uint16) []byte {
	data := bytes.Clone(readFile(t, "420.jpg"))
	sof := bytes.Index(data, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(data[sof+5:], height)
	binary.BigEndian.PutUint16(data[sof+7:], width)
	return data
}

// pngHeader is a PNG of true colour that ends behind its header.
func pngHeader(width, height uint32, depth byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, width), height)
	b = append(b, depth, 2, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
	return append(b, "\x00\x00\x10\x00IDAT\x78\x9c"...)
}

func gifHeader(width, height uint16) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), width)
	b = binary.LittleEndian.AppendUint16(b, height)
	return append(b, 0, 0, 0)
}

// webpHeader is an extended WebP that ends behind its VP8X chunk.
func webpHeader(width, height uint32) []byte {
	b := []byte("RIFF\xff\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00")
	b = append(b, byte(width-1), byte((width-1)>>8), byte((width-1)>>16))
	return append(b, byte(height-1), byte((height-1)>>8), byte((height-1)>>16))
}

// allocated gives the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestBombsAreRefusedWithoutAllocating(t *testing.T) {
	const tooLarge, side, broken = "rule.picture-too-large", "rule.picture-too-large.side", "rule.picture-broken"
	for _, c := range []struct {
		name, key string
		data      []byte
	}{
		{"PNG 65535×65535", tooLarge, pngHeader(65535, 65535, 8)},
		{"PNG 1000000×1000000", tooLarge, pngHeader(1e6, 1e6, 8)},
		{"PNG beyond what the decoder counts", "rule.picture-format.variant", pngHeader(1<<31-1, 1<<31-1, 8)},
		{"PNG 60.01 megapixels", tooLarge, pngHeader(10001, 6000, 8)},
		{"PNG 70000×2", side, pngHeader(70000, 2, 8)},
		{"PNG of 60 megapixels in 50 bytes", broken, pngHeader(10000, 6000, 8)},
		{"PNG of 60 megapixels, 16 bits", broken, pngHeader(10000, 6000, 16)},
		{"JPEG 65535×65535", tooLarge, patchedJPEG(t, 65535, 65535)},
		{"JPEG of 60 megapixels in 600 bytes", broken, patchedJPEG(t, 10000, 6000)},
		{"GIF 65535×65535", tooLarge, gifHeader(65535, 65535)},
		{"WebP 16384×16384", tooLarge, webpHeader(16384, 16384)},
		{"WebP 70000×2", side, webpHeader(70000, 2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, f := range map[string]func() *problem.Problem{
				"Inspect": func() *problem.Problem { _, p := Inspect(c.data); return p },
				"Resize":  func() *problem.Problem { _, p := shrink(c.data, []int{400}, 0); return p },
			} {
				var p *problem.Problem
				if n := allocated(func() { p = f() }); n > 1<<18 {
					t.Errorf("%s allocates %d bytes", name, n)
				}
				if p == nil || p.Message.Key != c.key {
					t.Fatalf("%s: %v, want %s", name, p, c.key)
				}
				sentences(t, p)
			}
		})
	}
}

func TestTheLargestPictureIsAllowed(t *testing.T) {
	// As many bytes as the format needs at least: nothing is decoded here.
	data := append(pngHeader(10000, 6000, 8), make([]byte, 200_000)...)
	if info, p := Inspect(data); p != nil || info != (Info{10000, 6000, "PNG", false}) {
		t.Errorf("60 megapixels: %v, %v", info, p)
	}
}

// A plain picture compresses best of all: the check against bombs must let it pass.
func TestPlainPicturesAreNoBombs(t *testing.T) {
	for _, name := range []string{"444.jpg", "grey.jpg"} {
		m := planesOf(decodeJPEG(t, readFile(t, name)), 33, 21)
		for _, p := range m.planes {
			clear(p.pix)
		}
		plain := picture{3000, 2000, nil}
		for i := range m.planes {
			plain.planes = append(plain.planes, newPlane(3000, 2000, min(2, 1+i)))
		}
		data := encodeJPEG(t, plain.image(), 1)
		if _, p := Inspect(data); p != nil {
			t.Errorf("plain %s in %d bytes: %v", name, len(data), p)
		}
	}
}

func TestTruncatedFiles(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if f.IsDir() {
			continue
		}
		data := readFile(t, f.Name())
		for n := 0; n < len(data); n += 10 {
			_, _ = Inspect(data[:n])
			versions, p := shrink(data[:n], []int{20}, 0)
			switch {
			case p != nil:
				sentences(t, p)
			case strings.HasSuffix(f.Name(), ".jpg"):
				t.Errorf("%s: %d of %d bytes make a picture", f.Name(), n, len(data))
			default: // what stands behind the pixels may be missing
				checkVersion(t, versions[0])
			}
		}
	}
}

func TestOnlyPixelsSurvive(t *testing.T) {
	source := encodeJPEG(t, scene(120, 90, image.YCbCrSubsampleRatio420), 90)
	for _, c := range []struct {
		name   string
		marker byte
		body   string
	}{
		{"Exif", 0xe1, "Exif\x00\x00" + string(exif(1))},
		{"XMP", 0xe1, "http://ns.adobe.com/xap/1.0/\x00<x>" + gpsMarker + "</x>"},
		{"profile", 0xe2, "ICC_PROFILE\x00\x01\x01" + gpsMarker},
		{"IPTC", 0xed, "Photoshop 3.0\x008BIM" + gpsMarker},
		{"comment", 0xfe, gpsMarker},
	} {
		full := append(withSegment(source, c.marker, []byte(c.body)), "trailer "+gpsMarker...)
		if Bare(full) || Bare(full[:len(full)-8-len(gpsMarker)]) {
			t.Errorf("%s: the source passes for bare", c.name)
		}
		for _, v := range resize(t, full, 50, 100) {
			if bytes.Contains(v.Data, []byte(gpsMarker)) || bytes.Contains(v.Data, []byte("Exif")) {
				t.Errorf("%s survives", c.name)
			}
		}
	}
}
