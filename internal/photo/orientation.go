package photo

import (
	"bytes"
	"io"
	"strings"

	"github.com/bep/imagemeta"
	"golang.org/x/image/riff"
)

// orientation says how to set stored pixels upright: first mirror them (flipX: left and right, flipY: top and bottom),
// then, if transpose, exchange rows and columns.
type orientation struct {
	transpose, flipX, flipY bool
}

// orientationOf reads the values 1 to 8 of Exif 2.32, 4.6.5 (tag 0x0112: which side of the scene the 0th row and the
// 0th column show); any other value stands for 1.
func orientationOf(value uint16) orientation {
	if value < 1 || value > 8 {
		return orientation{}
	}
	var o orientation
	o.transpose = value >= 5
	switch value {
	case 2, 3, 7, 8:
		o.flipX = true
	}
	switch value {
	case 3, 4, 6, 7:
		o.flipY = true
	}
	return o
}

// readOrientation gives the zero orientation when there is none, and when the metadata is damaged: what cannot be read
// is dropped in any case.
func readOrientation(data []byte, format string) orientation {
	var value uint16
	readTag(data, format, func(tag imagemeta.TagInfo) bool { return tag.Namespace == "IFD0" && tag.Tag == "Orientation" }, func(tag imagemeta.TagInfo) {
		value, _ = tag.Value.(uint16)
	})
	return orientationOf(value)
}

// located tells whether the metadata of a picture say where it was taken.
func located(data []byte, format string) (found bool) {
	readTag(data, format, func(tag imagemeta.TagInfo) bool { return strings.HasPrefix(tag.Tag, "GPSLatitude") }, func(imagemeta.TagInfo) {
		found = true
	})
	return found
}

// readTag looks for the first tag that is wanted. Damaged metadata have none.
func readTag(data []byte, format string, wanted func(imagemeta.TagInfo) bool, use func(imagemeta.TagInfo)) {
	exif, as := data, imagemeta.JPEG
	switch format {
	case "GIF":
		return
	case "PNG":
		as = imagemeta.PNG
	case "WebP":
		// Not by imagemeta.WebP: v1.0.1 loses its way behind a chunk of odd length, whose padding it does not skip.
		exif, as = webpExif(data), imagemeta.TIFF
	}
	if len(exif) == 0 {
		return
	}
	_, _ = imagemeta.Decode(imagemeta.Options{ // an error leaves what was found as it is
		R: bytes.NewReader(exif), ImageFormat: as, Sources: imagemeta.EXIF, ShouldHandleTag: wanted,
		HandleTag: func(tag imagemeta.TagInfo) error {
			use(tag)
			return imagemeta.ErrStopWalking
		},
	})
}

// webpExif gives the body of the EXIF chunk (RFC 9649, 2.7.1.5), which is a TIFF header and its directories; some
// programs put JPEG's prefix before it.
func webpExif(data []byte) []byte {
	_, chunks, err := riff.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	for {
		id, _, body, err := chunks.Next()
		if err != nil {
			return nil
		}
		if id == (riff.FourCC{'E', 'X', 'I', 'F'}) {
			exif, err := io.ReadAll(body)
			if err != nil {
				return nil
			}
			return bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))
		}
	}
}
