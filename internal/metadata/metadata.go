// Package metadata reads what a picture says of itself beside its pixels, for whoever must know before it is published as it is: who took
// it, what its caption says, whom it shows, whether it tells where it was taken. It reads Exif, XMP and IPTC, the texts of PNG, and the
// comments of JPEG and GIF, in JPEG, PNG, WebP, GIF, TIFF, HEIC and AVIF; of a video the place alone.
//
// It does not decode pixels, and does not know what may be public. What is damaged has no metadata from there on.
package metadata

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Field says what a text is of.
type Field uint8

// The fields.
const (
	Creator Field = iota + 1 // who made it, or has the rights
	Caption                  // title, description, keywords, comments
	Person                   // whom it shows: names of regions
)

// Text is one text of the metadata.
type Text struct {
	Field Field
	Value string
}

// Info is what a picture says of itself.
type Info struct {
	Located bool   // it says where it was taken
	Texts   []Text // in the order of the file, each once
}

// The limits of what is read: a picture may hold megabytes of metadata, and compressed ones of more.
const (
	maxTexts  = 300
	maxText   = 16 << 10 // bytes of one
	maxPacket = 2 << 20  // bytes of one packet, unfolded
	maxWhole  = 8 << 20  // bytes of all that are compressed
)

// Is tells whether data begin as one of the formats that are read.
func Is(data []byte) bool { return formatOf(data) != nil }

// Read reads the metadata of a picture or a video; another file has none.
func Read(data []byte) Info {
	r := reader{left: maxWhole}
	if read := formatOf(data); read != nil {
		read(&r, data)
	}
	return r.info
}

// XMP reads a packet of XMP, as documents have it as well.
func XMP(packet []byte) Info {
	r := reader{left: maxWhole}
	r.xmp(packet)
	return r.info
}

func formatOf(data []byte) func(*reader, []byte) {
	begins := func(s string) bool { return bytes.HasPrefix(data, []byte(s)) }
	switch {
	case begins("\xff\xd8\xff"):
		return (*reader).jpeg
	case begins("\x89PNG\r\n\x1a\n"):
		return (*reader).png
	case begins("GIF87a"), begins("GIF89a"):
		return (*reader).gif
	case begins("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return (*reader).webp
	case begins("II*\x00"), begins("MM\x00*"):
		return (*reader).tiff
	case len(data) >= 12 && string(data[4:8]) == "ftyp":
		return (*reader).media
	}
	return nil
}

// reader gathers what is found.
type reader struct {
	info Info
	left int // bytes that may still be unfolded
}

// add adds a text, without what is around it.
func (r *reader) add(f Field, text string) {
	text = strings.TrimFunc(text, func(c rune) bool { return unicode.IsSpace(c) || c == 0 || c == '\uFEFF' })
	if len(text) > maxText {
		text = text[:maxText]
		for !utf8.ValidString(text[max(0, len(text)-utf8.UTFMax):]) && len(text) > maxText-utf8.UTFMax {
			text = text[:len(text)-1]
		}
	}
	if t := (Text{f, strings.ToValidUTF8(text, "")}); t.Value != "" && len(r.info.Texts) < maxTexts && !slices.Contains(r.info.Texts, t) {
		r.info.Texts = append(r.info.Texts, t)
	}
}

// plain decodes a text of which nobody says how it is written: UTF-8, else GB18030, in which Chinese Windows writes.
func plain(data []byte) string {
	data = data[:min(len(data), maxPacket)]
	if utf8.Valid(data) {
		return string(data)
	}
	text, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(data) // what is no character becomes U+FFFD
	return string(text)
}

// media reads an ISO base media file: HEIC and AVIF keep Exif and XMP as items, which are found by how they begin; videos keep the place
// in an atom of their own (QuickTime File Format, user data), or in the metadata of Apple.
func (r *reader) media(data []byte) {
	for _, mark := range []string{"Exif\x00\x00MM\x00*", "Exif\x00\x00II*\x00"} {
		if i := bytes.Index(data, []byte(mark)); i >= 0 {
			r.tiff(data[i+len("Exif\x00\x00"):])
		}
	}
	r.embedded(data)
	atom := []byte("\xa9xyz")
	for rest := data; !r.info.Located; {
		i := bytes.Index(rest, atom)
		if i < 0 {
			break
		}
		rest = rest[i+len(atom):] // then come the length and the language, two bytes each
		r.info.Located = len(rest) > 6 && (rest[4] == '+' || rest[4] == '-') && rest[5]-'0' <= 9
	}
	r.info.Located = r.info.Located || bytes.Contains(data, []byte("com.apple.quicktime.location.ISO6709"))
}

// embedded reads packets of XMP that lie in a file in the open.
func (r *reader) embedded(data []byte) {
	begin, end := []byte("<x:xmpmeta"), []byte("</x:xmpmeta>")
	for range 8 {
		i := bytes.Index(data, begin)
		if i < 0 {
			return
		}
		data = data[i:]
		size := bytes.Index(data, end)
		if size < 0 {
			return
		}
		r.xmp(data[:size+len(end)])
		data = data[size:]
	}
}
