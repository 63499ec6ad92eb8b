package metadata

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"io"
	"strings"
)

// jpeg reads the segments before the pixels (ITU-T T.81, B.1.1.4): Exif and XMP in APP1, IPTC in APP13, comments.
func (r *reader) jpeg(data []byte) {
	const app1, app13, comment, sos, eoi = 0xe1, 0xed, 0xfe, 0xda, 0xd9
	var extension, photoshop []byte
	for data = data[2:]; len(data) >= 4 && data[0] == 0xff; {
		marker := data[1]
		if marker == 0xff { // filling
			data = data[1:]
			continue
		}
		if marker == sos || marker == eoi {
			break
		}
		size := 2 + int(binary.BigEndian.Uint16(data[2:]))
		if size < 4 || size > len(data) {
			break
		}
		body := data[4:size]
		data = data[size:]
		switch {
		case marker == app1 && bytes.HasPrefix(body, []byte("Exif\x00")) && len(body) > 6:
			r.tiff(body[6:])
		case marker == app1 && bytes.HasPrefix(body, []byte("http://ns.adobe.com/xap/1.0/\x00")):
			r.xmp(body[29:])
		case marker == app1 && bytes.HasPrefix(body, []byte("http://ns.adobe.com/xmp/extension/\x00")) && len(body) > 75 && len(extension) < maxPacket:
			extension = append(extension, body[75:]...) // behind its name: a sum of 32 characters, length and offset
		case marker == app13:
			if more, ok := bytes.CutPrefix(body, []byte("Photoshop 3.0\x00")); ok && len(photoshop) < maxPacket {
				photoshop = append(photoshop, more...)
			}
		case marker == comment:
			r.add(Caption, plain(body))
		}
	}
	r.xmp(extension)
	r.resources(photoshop)
}

// resources reads the image resources of Photoshop (Adobe Photoshop File Formats): "8BIM", id, name, size, data; each padded to even.
func (r *reader) resources(data []byte) {
	const iptc, xmp = 0x0404, 0x0424
	for len(data) >= 12 && string(data[:4]) == "8BIM" {
		id := binary.BigEndian.Uint16(data[4:])
		name := 1 + int(data[6])
		name += name % 2
		if len(data) < 6+name+4 {
			return
		}
		data = data[6+name:]
		size := int64(binary.BigEndian.Uint32(data))
		data = data[4:]
		if size > int64(len(data)) {
			return
		}
		switch id {
		case iptc:
			r.iptc(data[:size])
		case xmp:
			r.xmp(data[:size])
		}
		data = data[min(size+size%2, int64(len(data))):]
	}
}

// iptcTexts are the data sets of record 2 (IPTC-IIM 4.2) that hold texts.
var iptcTexts = map[byte]Field{
	5: Caption, 25: Caption, 40: Caption, 105: Caption, 120: Caption, // object name, keywords, instructions, headline, caption
	80: Creator, 110: Creator, 115: Creator, 116: Creator, 118: Creator, 122: Creator, // by-line, credit, source, copyright, contact, writer
}

// iptc reads data sets: 0x1C, record, number, size, value.
func (r *reader) iptc(data []byte) {
	for len(data) >= 5 && data[0] == 0x1c {
		record, number, size := data[1], data[2], int(binary.BigEndian.Uint16(data[3:]))
		data = data[5:]
		if size > len(data) { // also the long form, of more than 32767 bytes
			return
		}
		if f := iptcTexts[number]; record == 2 && f != 0 {
			r.add(f, plain(data[:size]))
		}
		data = data[size:]
	}
}

// pngTexts are the keywords of PNG (third edition, 11.3.3.1) and of programs for who made a picture; others are captions.
var pngTexts = map[string]Field{"author": Creator, "artist": Creator, "copyright": Creator, "creator": Creator, "photographer": Creator}

// noCaption are keywords of what is written by programs for themselves.
var noCaption = []string{"software", "creation time", "date:", "exif:", "icc:", "png:", "signature", "mxfile", "parameters", "workflow", "prompt", "thumb::", "jpeg:", "version"}

// png reads the chunks with texts, with Exif, and those by which ImageMagick keeps other formats.
func (r *reader) png(data []byte) {
	for data = data[8:]; len(data) >= 12; {
		size := int64(binary.BigEndian.Uint32(data))
		if size+12 > int64(len(data)) {
			return
		}
		kind, body := string(data[4:8]), data[8:8+size]
		data = data[size+12:]
		switch kind {
		case "eXIf":
			r.tiff(body)
		case "tEXt", "zTXt", "iTXt":
			r.pngText(kind, body)
		case "IEND":
			return
		}
	}
}

// pngText reads a keyword and its text: as it is, compressed, or in UTF-8 with a language.
func (r *reader) pngText(kind string, body []byte) {
	key, text, ok := bytes.Cut(body, []byte{0})
	if !ok {
		return
	}
	switch {
	case kind == "zTXt" && len(text) > 0:
		text = r.unfold(text[1:])
	case kind == "iTXt" && len(text) >= 2:
		packed := text[0] == 1
		parts := bytes.SplitN(text[2:], []byte{0}, 3) // the language, the keyword in it, the text
		if len(parts) < 3 {
			return
		}
		if text = parts[2]; packed {
			text = r.unfold(text)
		}
	}
	keyword := strings.ToLower(string(key))
	switch field := pngTexts[keyword]; {
	case keyword == "xml:com.adobe.xmp":
		r.xmp(text)
	case strings.HasPrefix(keyword, "raw profile type "):
		r.rawProfile(strings.TrimPrefix(keyword, "raw profile type "), text)
	case field != 0:
		r.add(field, plain(text))
	case !containsAny(keyword, noCaption):
		r.add(Caption, plain(text))
	}
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// rawProfile reads what ImageMagick writes for formats that PNG had no chunk for: a name, the size, and the bytes in hexadecimal.
func (r *reader) rawProfile(kind string, text []byte) {
	fields := bytes.Fields(text)
	if len(fields) < 3 {
		return
	}
	digits := bytes.Join(fields[2:], nil)
	data := make([]byte, hex.DecodedLen(len(digits)))
	n, _ := hex.Decode(data, digits)
	data = data[:n]
	switch kind {
	case "exif", "app1":
		if more, ok := bytes.CutPrefix(data, []byte("Exif\x00\x00")); ok {
			r.tiff(more)
			return
		}
		_, packet, _ := bytes.Cut(data, []byte{0})
		r.xmp(packet)
	case "xmp":
		r.xmp(data)
	case "iptc", "8bim":
		if bytes.HasPrefix(data, []byte("8BIM")) {
			r.resources(data)
		} else {
			r.iptc(data)
		}
	}
}

// unfold inflates a text as far as the limits go.
func (r *reader) unfold(packed []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(z, int64(min(maxPacket, r.left)))) // as much as there is
	r.left -= len(text)
	return text
}

// webp reads the chunks of a RIFF container (RFC 9649, 2.7.1.5), each padded to even.
func (r *reader) webp(data []byte) {
	for data = data[12:]; len(data) >= 8; {
		id, size := string(data[:4]), int64(binary.LittleEndian.Uint32(data[4:]))
		data = data[8:]
		if size > int64(len(data)) {
			return
		}
		switch body := data[:size]; id {
		case "EXIF":
			r.tiff(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
		case "XMP ":
			r.xmp(body)
		}
		data = data[min(size+size%2, int64(len(data))):]
	}
}

// gif reads comments (GIF89a, 24), and XMP, which lies in the open.
func (r *reader) gif(data []byte) {
	r.embedded(data)
	if len(data) < 13 {
		return
	}
	const table = 0x80
	at := 13
	if data[10]&table != 0 {
		at += 3 << (data[10]&7 + 1)
	}
	for at < len(data) {
		switch data[at] {
		case 0x21: // an extension: its label, then blocks
			if at+2 > len(data) {
				return
			}
			label := byte(0)
			if at+1 < len(data) {
				label = data[at+1]
			}
			var text []byte
			text, at = blocks(data, at+2, label == 0xfe)
			if label == 0xfe {
				r.add(Caption, plain(text))
			}
		case 0x2c: // a picture: ten bytes, its table, the size of codes, then blocks
			if at+10 > len(data) {
				return
			}
			flags := data[at+9]
			at += 11
			if flags&table != 0 {
				at += 3 << (flags&7 + 1)
			}
			_, at = blocks(data, at, false)
		default:
			return
		}
	}
}

// blocks passes over blocks up to an empty one, and gives their bytes where they are kept.
func blocks(data []byte, at int, keep bool) (text []byte, end int) {
	for at < len(data) && data[at] != 0 {
		next := at + 1 + int(data[at])
		if keep && len(text) < maxText {
			text = append(text, data[at+1:min(next, len(data))]...)
		}
		at = next
	}
	return text, at + 1
}
