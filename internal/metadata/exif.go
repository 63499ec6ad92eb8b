package metadata

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Tags of Exif 2.32 and TIFF 6.0 that hold texts, with what these are of; those of Windows (XP…) are in UTF-16.
var exifTexts = map[uint16]Field{
	0x010d: Caption, // DocumentName
	0x010e: Caption, // ImageDescription
	0x013b: Creator, // Artist
	0x8298: Creator, // Copyright
	0x9286: Caption, // UserComment
	0x9c9b: Caption, // XPTitle
	0x9c9c: Caption, // XPComment
	0x9c9d: Creator, // XPAuthor
	0x9c9e: Caption, // XPKeywords
	0x9c9f: Caption, // XPSubject
	0xa430: Creator, // CameraOwnerName
}

// Tags that lead to more.
const (
	tagXMP  = 0x02bc
	tagIPTC = 0x83bb
	tagExif = 0x8769
	tagGPS  = 0x8825

	tagUserComment = 0x9286
	tagLatitude    = 0x0002 // of the GPS directory
	tagLongitude   = 0x0004
)

// exif is a TIFF structure.
type exif struct {
	*reader
	data  []byte
	order binary.ByteOrder
	seen  map[uint32]bool // the directories that were read
}

// tiff reads a TIFF structure (TIFF 6.0, section 2), which Exif is.
func (r *reader) tiff(data []byte) {
	if len(data) < 8 {
		return
	}
	e := exif{reader: r, data: data, order: binary.BigEndian, seen: map[uint32]bool{}}
	if data[0] == 'I' {
		e.order = binary.LittleEndian
	}
	for at := e.order.Uint32(data[4:]); at != 0; {
		at = e.directory(at, false)
	}
}

// directory reads the entries of a directory, and gives where the next one is; 0 for none.
func (e *exif) directory(at uint32, gps bool) uint32 {
	const most, size, entries = 16, 12, 1000 // directories, bytes of an entry, entries
	if e.seen[at] || len(e.seen) >= most || int64(at)+2 > int64(len(e.data)) {
		return 0
	}
	e.seen[at] = true
	rest := e.data[at:]
	n := int(e.order.Uint16(rest))
	rest = rest[2:]
	for i := 0; i < n && i < entries && len(rest) >= size; i++ {
		e.entry(rest[:size], gps)
		rest = rest[size:]
	}
	if n > entries || len(rest) < 4 {
		return 0
	}
	return e.order.Uint32(rest)
}

// entry reads one entry: tag, type, count, and the value or where it is.
func (e *exif) entry(b []byte, gps bool) {
	tag, value := e.order.Uint16(b), e.value(b)
	switch {
	case gps:
		if tag == tagLatitude || tag == tagLongitude {
			// cameras without a fix write zeros
			e.info.Located = e.info.Located || len(bytes.Trim(value, "\x00")) > 0 && !e.zero(value)
		}
	case tag == tagExif || tag == tagGPS:
		e.directory(e.order.Uint32(b[8:]), tag == tagGPS)
	case tag == tagXMP:
		e.xmp(value)
	case tag == tagIPTC:
		e.iptc(value)
	case exifTexts[tag] != 0:
		e.add(exifTexts[tag], e.text(tag, value))
	}
}

// zero tells whether all of some rationals are 0: their numerators.
func (e *exif) zero(rationals []byte) bool {
	for len(rationals) >= 8 {
		if e.order.Uint32(rationals) != 0 {
			return false
		}
		rationals = rationals[8:]
	}
	return true
}

// value gives the bytes of an entry's value; nil where there are none.
func (e *exif) value(b []byte) []byte {
	sizes := [...]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1} // 129 is UTF-8, of Exif 3.0
	kind := int(e.order.Uint16(b[2:]))
	if kind >= len(sizes) || sizes[kind] == 0 {
		return nil
	}
	size := sizes[kind] * uint64(e.order.Uint32(b[4:]))
	if size <= 4 {
		return b[8 : 8+size]
	}
	at := uint64(e.order.Uint32(b[8:]))
	if at+size > uint64(len(e.data)) || size > maxPacket {
		return nil
	}
	return e.data[at : at+size]
}

// text decodes a text by its tag.
func (e *exif) text(tag uint16, value []byte) string {
	switch {
	case tag >= 0x9c9b && tag <= 0x9c9f:
		return wide(value, binary.LittleEndian)
	case tag == tagUserComment && len(value) >= 8: // the first eight bytes name the characters
		code, rest := string(value[:8]), value[8:]
		if strings.HasPrefix(code, "UNICODE") {
			return wide(rest, e.order)
		}
		return plain(bytes.TrimRight(rest, "\x00 "))
	}
	value, _, _ = bytes.Cut(value, []byte{0})
	return plain(value)
}

// wide decodes UTF-16.
func wide(value []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(value)/2)
	for ; len(value) >= 2; value = value[2:] {
		units = append(units, order.Uint16(value))
	}
	return string(utf16.Decode(units))
}
