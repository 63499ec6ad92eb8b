package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"slices"
	"strconv"

	"golang.org/x/image/webp"

	"mingde/internal/problem"
)

// Info is what a picture's header says: its size in pixels as displayed (after orientation) and its format, which is
// "JPEG", "PNG", "GIF" or "WebP" whatever the file is called.
type Info struct {
	Width, Height int
	Format        string
	Located       bool // the metadata say where it was taken; no published version has them
}

// Inspect reads the header alone and tells whether [Resize] would take the picture; what is broken further inside is
// found only there. It allocates next to nothing, whatever size the header claims. The problem has no place yet: whoever
// knows the file sets it.
func Inspect(data []byte) (Info, *problem.Problem) {
	h, p := inspect(data)
	if p != nil {
		return Info{}, p
	}
	info := h.info()
	info.Located = located(data, h.format.name)
	return info, nil
}

// header is a picture that may be decoded: its format, its size as stored and how to turn it upright.
type header struct {
	format        *format
	width, height int
	turn          orientation
	wide          bool // the colours are those of Display P3
}

func (h header) info() Info {
	if h.turn.transpose {
		return Info{Width: h.height, Height: h.width, Format: h.format.name}
	}
	return Info{Width: h.width, Height: h.height, Format: h.format.name}
}

// format is one of the formats that are read.
type format struct {
	name   string
	size   func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	// floor gives the least number of bytes that a whole file of this size can have.
	floor func(data []byte, pixels int) int
}

// formatOf gives nil for what is not read.
func formatOf(data []byte) *format {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return &format{"JPEG", jpeg.DecodeConfig, jpeg.Decode, leastJPEG}
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return &format{"PNG", png.DecodeConfig, png.Decode, leastPNG}
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return &format{"GIF", gif.DecodeConfig, gif.Decode, nil}
	case isWebP(data):
		return &format{"WebP", webp.DecodeConfig, webp.Decode, nil}
	}
	return nil
}

func isWebP(data []byte) bool {
	return len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP"
}

func inspect(data []byte) (header, *problem.Problem) {
	f := formatOf(data)
	if f == nil {
		return header{}, unreadable(data)
	}
	if f.name == "WebP" && isAnimatedWebP(data) {
		return header{}, variant("rule.picture-format.animated", f.name)
	}
	config, err := f.size(bytes.NewReader(data))
	if err != nil {
		return header{}, f.refusal(err)
	}
	h := header{format: f, width: config.Width, height: config.Height}
	if p := h.tooLarge(); p != nil {
		return header{}, p
	}
	if h.width < 1 || h.height < 1 || f.floor != nil && len(data) < f.floor(data, h.width*h.height) {
		return header{}, broken()
	}
	h.turn, h.wide = readOrientation(data, f.name), f.name == "JPEG" && isDisplayP3(data)
	return h, nil
}

// tooLarge must come before anything that allocates by the header's size.
func (h header) tooLarge() *problem.Problem {
	args := problem.Args{
		"width": strconv.Itoa(h.width), "height": strconv.Itoa(h.height),
		"limit": strconv.Itoa(MaxMegapixels), "side": strconv.Itoa(MaxSide),
	}
	p := RulePictureTooLarge.At(problem.Place{}, args)
	if uint64(max(0, h.width))*uint64(max(0, h.height)) > MaxMegapixels*1_000_000 {
		return &p
	}
	if max(h.width, h.height) > MaxSide {
		p = p.WithMessage("rule.picture-too-large.side")
		return &p
	}
	return nil
}

// leastJPEG: every block of 8×8 pixels takes one bit at least (T.81, F.1.2.1: its DC code).
func leastJPEG(_ []byte, pixels int) int { return pixels / (64 * 8) }

// leastPNG: deflate shrinks to 1/1032 at best (zlib's Technical Details). IHDR stands right after the signature.
func leastPNG(data []byte, pixels int) int {
	if len(data) < 26 {
		return math.MaxInt
	}
	channels := [...]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
	depth, kind := int(data[24]), int(data[25])
	if kind >= len(channels) {
		return math.MaxInt
	}
	return pixels / 8 * depth * channels[kind] / 1032
}

// isAnimatedWebP looks at the animation bit of the VP8X chunk, which stands first (RFC 9649, 2.7).
func isAnimatedWebP(data []byte) bool {
	const animation = 1 << 1
	return len(data) > 20 && string(data[12:16]) == "VP8X" && data[20]&animation != 0
}

// refusal puts a decoder's error into our words.
func (f *format) refusal(err error) *problem.Problem {
	if _, ok := errors.AsType[jpeg.UnsupportedError](err); ok {
		return variant("rule.picture-format.variant", f.name)
	}
	if _, ok := errors.AsType[png.UnsupportedError](err); ok {
		return variant("rule.picture-format.variant", f.name)
	}
	return broken()
}

func broken() *problem.Problem {
	p := RulePictureBroken.At(problem.Place{}, nil)
	return &p
}

// variant is the rule picture-format with another sentence and its advice.
func variant(key, format string) *problem.Problem {
	args := problem.Args{"format": format}
	p := RulePictureFormat.At(problem.Place{}, args).WithMessage(key).WithHint(key+".hint", args)
	return &p
}

// unreadable tells what a file is that is none of ours.
func unreadable(data []byte) *problem.Problem {
	if len(data) == 0 {
		p := RulePictureBroken.At(problem.Place{}, nil).WithMessage("rule.picture-broken.empty")
		return &p
	}
	name := foreign(data)
	switch name {
	case "":
		return variant("rule.picture-format.unknown", "")
	case "HEIC", "AVIF":
		p := RulePictureHEIC.At(problem.Place{}, problem.Args{"format": name})
		return &p
	}
	p := RulePictureFormat.At(problem.Place{}, problem.Args{"format": name})
	return &p
}

// foreign names the formats that people hand in for a picture, by their first bytes; "" for anything else.
func foreign(data []byte) string {
	if brand := mediaBrand(data); brand != "" {
		return brand
	}
	for _, m := range [...]struct{ prefix, name string }{
		{"BM", "BMP"}, {"II*\x00", "TIFF"}, {"MM\x00*", "TIFF"}, {"%PDF-", "PDF"}, {"8BPS", "PSD"},
		{"\x00\x00\x01\x00", "ICO"}, {"\xff\x0a", "JPEG XL"}, {"\x00\x00\x00\x0cJXL ", "JPEG XL"},
		{"\x00\x00\x00\x0cjP  ", "JPEG 2000"},
	} {
		if bytes.HasPrefix(data, []byte(m.prefix)) {
			return m.name
		}
	}
	// An SVG may begin with a byte order mark, an XML declaration and comments.
	const svgWithin = 1024
	if bytes.Contains(data[:min(len(data), svgWithin)], []byte("<svg")) {
		return "SVG"
	}
	return ""
}

// mediaBrand reads the brands of an ISO base media file (ISO/IEC 14496-12, 4.3; HEIF: ISO/IEC 23008-12, annex B): "HEIC",
// "AVIF", "MP4" for every other one, "" for another file.
func mediaBrand(data []byte) string {
	if len(data) < 12 || string(data[4:8]) != "ftyp" {
		return ""
	}
	const most = 256 // bytes of the box; real ones have 20 to 60
	end := min(len(data), most, int(binary.BigEndian.Uint32(data)))
	brands := []string{string(data[8:12])}
	for i := 16; i+4 <= end; i += 4 {
		brands = append(brands, string(data[i:i+4]))
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(brands, func(b string) bool { return slices.Contains(names, b) })
	}
	switch {
	case has("avif", "avis"):
		return "AVIF"
	case has("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"):
		return "HEIC"
	}
	return "MP4"
}
