package photo

import (
	"bytes"
	"encoding/binary"
)

// Markers of ITU-T T.81, table B.1: the byte that follows 0xFF.
const (
	markerDHT = 0xc4
	markerJPG = 0xc8
	markerDAC = 0xcc
	markerRST = 0xd0 // to 0xd7
	markerSOI = 0xd8
	markerEOI = 0xd9
	markerSOS = 0xda
	markerDQT = 0xdb
	markerDRI = 0xdd
	markerAPP = 0xe0 // to 0xef
)

// Bare tells whether data is one JPEG, from SOI to EOI with nothing behind it, that holds only what decoding needs: no
// comment and no application segment but a JFIF header without a thumbnail. Nothing else can carry Exif, XMP, IPTC, a
// profile or a place. It is the check on what is published; for anything but a JPEG it is false.
func Bare(data []byte) bool {
	rest, ok := bytes.CutPrefix(data, []byte{0xff, markerSOI})
	for ok {
		if len(rest) < 2 || rest[0] != 0xff {
			return false
		}
		marker := rest[1]
		if marker == markerEOI {
			return len(rest) == 2
		}
		var body []byte
		body, rest, ok = segment(rest)
		if !ok || !technical(marker, body) {
			return false
		}
		if marker == markerSOS {
			rest = afterScan(rest)
		}
	}
	return false
}

// segment splits off a marker, its length (which counts itself) and its body.
func segment(data []byte) (body, rest []byte, ok bool) {
	if len(data) < 4 {
		return nil, nil, false
	}
	end := 2 + int(binary.BigEndian.Uint16(data[2:]))
	if end < 4 || end > len(data) {
		return nil, nil, false
	}
	return data[4:end], data[end:], true
}

// technical tells whether a segment belongs to the pixels: frame, tables, restart interval, scan, plain JFIF header.
func technical(marker byte, body []byte) bool {
	switch {
	case marker == markerDHT, marker == markerDQT, marker == markerDRI, marker == markerSOS:
		return true
	case marker >= 0xc0 && marker <= 0xcf:
		return marker != markerJPG && marker != markerDAC
	case marker == markerAPP:
		// JFIF 1.02: identifier 5, version 2, units 1, densities 4, thumbnail's width and height 2 bytes.
		return len(body) == 14 && bytes.HasPrefix(body, []byte("JFIF\x00")) && body[12] == 0 && body[13] == 0
	}
	return false
}

// afterScan skips entropy-coded data: up to the next marker that is neither a stuffed 0xFF nor a restart.
func afterScan(data []byte) []byte {
	for {
		i := bytes.IndexByte(data, 0xff)
		if i < 0 || i+1 >= len(data) {
			return nil
		}
		if next := data[i+1]; next != 0 && (next < markerRST || next >= markerSOI) {
			return data[i:]
		}
		data = data[i+2:]
	}
}
