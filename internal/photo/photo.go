// Package photo turns a picture (JPEG, PNG, the first frame of a GIF, still WebP) into re-encoded JPEGs of given widths:
// upright, on white, without any metadata. It does not know entries, files or the disk: bytes come in and bytes go out.
//
// No original is ever published. A photo from a phone carries the place and time at which it was taken, the device, often
// a thumbnail of what was cut away; none of that survives, because only pixels pass from the decoder to the encoder. The
// orientation written by the camera (Exif 2.32, tag 0x0112) is applied before it is dropped.
//
// Colour profiles are dropped as well: a JPEG of Display P3, as phones take them, is converted to sRGB; whatever else is taken for
// sRGB as it is.
package photo

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"runtime"
	"slices"

	"mingde/internal/problem"
)

// The rules of pictures.
var (
	// RulePictureHEIC: HEIC or AVIF, the camera formats that have no decoder in this program and none in old browsers.
	RulePictureHEIC = problem.Rule{ID: "picture-heic", Severity: problem.Error}
	// RulePictureTooLarge: more than [MaxMegapixels], or a side longer than [MaxSide].
	RulePictureTooLarge = problem.Rule{ID: "picture-too-large", Severity: problem.Error}
	// RulePictureBroken: empty, cut off, or with contents that contradict its header.
	RulePictureBroken = problem.Rule{ID: "picture-broken", Severity: problem.Error}
	// RulePictureFormat: not a JPEG, PNG, GIF or WebP, or one of a variant that is not read.
	RulePictureFormat = problem.Rule{ID: "picture-format", Severity: problem.Error}
)

// Rules lists every rule of this package.
var Rules = []problem.Rule{RulePictureHEIC, RulePictureTooLarge, RulePictureBroken, RulePictureFormat}

const (
	// MaxMegapixels is the largest picture that is decoded, in millions of pixels. Decoding takes 1.5 to 8 bytes a pixel.
	MaxMegapixels = 60
	// MaxSide is the longest side in pixels: JPEG's own limit (ITU-T T.81, B.2.2: 16 bits).
	MaxSide = 65535
	// DefaultQuality of the JPEGs, on the scale of 1 to 100 of the Independent JPEG Group.
	DefaultQuality = 80
)

// Thumbnails up to smallWidth pixels lose smallLoss points of quality: on lists there are many of them, and their artefacts
// are hidden by the dense pixels of phones, which show them at half their size. One of more than smallBytes, on which lists
// reckon, loses smallStep more and again, mostLoss at most.
const (
	smallWidth = 400
	smallBytes = 10 << 10
	smallLoss  = 12
	smallStep  = 8
	mostLoss   = 52
)

// Version is one size of a picture: pixels as displayed, and a baseline JPEG.
type Version struct {
	Width, Height int
	Data          []byte
}

// EncoderVersion names everything but the source and the parameters that decides the bytes of a [Version]: this package's
// own scheme and the Go release, whose JPEG decoder and encoder change their output now and then. It belongs in every key
// under which a Version is stored.
func EncoderVersion() string { return "photo/3 " + runtime.Version() }

// Sizes gives the widths to make of a picture that is width pixels wide, in ascending order without repetitions: those of
// wanted that need no upscaling and, when that leaves some out, the picture's own width if it is wider than the largest of
// them by a quarter at least: what a messenger has shrunk to 1280 pixels is not halved once more. What [Sizes] gives is
// given again when it, or a part of it, is wanted. None for a width or wanted that are not positive.
func Sizes(width int, wanted []int) []int {
	all := slices.Compact(slices.Sorted(slices.Values(wanted)))
	all = slices.DeleteFunc(all, func(w int) bool { return w < 1 })
	if width < 1 || len(all) == 0 {
		return nil
	}
	n, _ := slices.BinarySearch(all, width+1)
	fitting := all[:n:n]
	if n < len(all) && (n == 0 || muchWider(width, fitting[n-1])) {
		fitting = append(fitting, width)
	}
	return fitting
}

// muchWider tells whether a width is worth a version beside another.
func muchWider(width, than int) bool { return 4*width >= 5*than }

// Resize decodes a picture once and encodes it in the widths that [Sizes] allows, in ascending order; for the height of each
// see [Info.HeightAt]. A quality of 0 means [DefaultQuality]; thumbnails up to 400 pixels of
// larger pictures are encoded twelve points lower. A greyscale picture stays one, all others become YCbCr 4:2:0. The bytes of a version depend on the picture,
// its width and the quality, not on what other widths are asked for. The error is that of ctx, which is asked while the picture
// is decoded.
func Resize(ctx context.Context, data []byte, widths []int, quality int) ([]Version, *problem.Problem, error) {
	head, p := inspect(data)
	if p != nil {
		return nil, p, nil
	}
	source, p := head.decode(reader{ctx, bytes.NewReader(data)})
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if p != nil {
		return nil, p, nil
	}
	info := head.info()
	levels := levels{info: info, source: source, turn: head.turn, made: map[int]picture{}}
	sizes := Sizes(info.Width, widths)
	versions := make([]Version, len(sizes))
	var buffer bytes.Buffer
	for i, width := range sizes {
		level := levels.at(width)
		if head.wide {
			level = level.fromP3()
		}
		if err := encode(&buffer, level.image(), info.qualities(width, quality)); err != nil {
			return nil, broken(), nil
		}
		versions[i] = Version{Width: width, Height: level.height, Data: bytes.Clone(buffer.Bytes())}
	}
	return versions, nil, nil
}

// encode writes a picture in the first quality in which it is small enough, else in the last.
func encode(b *bytes.Buffer, m image.Image, qualities []int) error {
	for _, quality := range qualities {
		b.Reset()
		if err := jpeg.Encode(b, m, &jpeg.Options{Quality: quality}); err != nil {
			return err
		}
		if b.Len() <= smallBytes {
			break
		}
	}
	return nil
}

// reader reads until its context ends: a large picture takes seconds to decode.
type reader struct {
	ctx  context.Context
	from io.Reader
}

// Read is that of [io.Reader].
func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

// levels are the widths in which a picture has been made upright.
type levels struct {
	info   Info
	source picture
	turn   orientation
	made   map[int]picture
}

// at makes the picture at a width from the one twice as wide, as long as that is at most half as wide as the source: the
// usual widths share nearly all their work, and yet each is made in a way that depends on nothing but itself. An area
// average of area averages is one.
func (l *levels) at(width int) picture {
	if p, ok := l.made[width]; ok {
		return p
	}
	from, turn := l.source, l.turn
	if 4*width <= l.info.Width {
		from, turn = l.at(2*width), orientation{}
	}
	p := from.scaled(width, l.info.HeightAt(width), turn)
	l.made[width] = p
	return p
}

// HeightAt gives the height of the version of a width, which is no more than the picture's: the proportion, halves rounded
// up, at least 1.
func (i Info) HeightAt(width int) int {
	return max(1, int((2*int64(width)*int64(i.Height)+int64(i.Width))/(2*int64(i.Width))))
}

// qualities gives those in which the version of a width is tried, from the best down.
func (i Info) qualities(width, quality int) []int {
	if quality < 1 {
		quality = DefaultQuality
	}
	if width > smallWidth || !muchWider(i.Width, width) {
		return []int{quality}
	}
	var all []int
	for loss := smallLoss; loss <= mostLoss; loss += smallStep {
		all = append(all, max(1, quality-loss))
	}
	return all
}

// image hands the planes to the encoder as they are.
func (p picture) image() image.Image {
	rect := image.Rect(0, 0, p.width, p.height)
	luma := p.planes[0]
	if len(p.planes) == 1 {
		return &image.Gray{Pix: luma.pix, Stride: luma.stride, Rect: rect}
	}
	cb, cr := p.planes[1], p.planes[2]
	return &image.YCbCr{
		Y: luma.pix, Cb: cb.pix, Cr: cr.pix,
		YStride: luma.stride, CStride: cb.stride,
		SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: rect,
	}
}
