package markdown

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// The binary form of a Doc, little-endian:
//
//	magic    4 bytes
//	sums     2 × uint32, CRC-32C of head and text
//	lengths  2 × uint32, bytes of head and text
//	head     HTML, slots, headings, summary
//	text     the plain text, last, so that who only renders never looks at it
//
// In head, numbers are uvarints, strings are preceded by their length in bytes.
const (
	magic      = "mdb1"
	headerSize = len(magic) + 4*4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errDamaged is what Decode gives for bytes that Encode has not written.
var errDamaged = errors.New("damaged")

// Encode appends the binary form of d to dst. [Decode] reads it back.
func (d *Doc) Encode(dst []byte) []byte {
	start := len(dst)
	dst = append(append(dst, magic...), make([]byte, headerSize-len(magic))...)
	dst = d.encodeHead(dst)
	textFrom := len(dst)
	dst = append(dst, d.Text...)
	seal(dst[start:], dst[start+headerSize:textFrom], dst[textFrom:])
	return dst
}

// seal writes sums and lengths into a header.
func seal(header, head, text []byte) {
	fields := header[len(magic):headerSize]
	binary.LittleEndian.PutUint32(fields, crc32.Checksum(head, castagnoli))
	binary.LittleEndian.PutUint32(fields[4:], crc32.Checksum(text, castagnoli))
	binary.LittleEndian.PutUint32(fields[8:], uint32(len(head)))
	binary.LittleEndian.PutUint32(fields[12:], uint32(len(text)))
}

func (d *Doc) encodeHead(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(d.HTML)))
	dst = append(dst, d.HTML...)
	dst = binary.AppendUvarint(dst, uint64(len(d.Slots)))
	for _, s := range d.Slots {
		dst = append(dst, kindByte(s))
		dst = appendString(appendString(appendString(dst, s.Dest), s.Title), s.Alt)
		dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(s.Line)), uint64(s.Column))
	}
	dst = binary.AppendUvarint(dst, uint64(len(d.Headings)))
	for _, h := range d.Headings {
		dst = appendString(appendString(append(dst, byte(h.Level)), h.ID), h.Text)
	}
	return appendString(dst, d.Summary)
}

const blockBit = 0x80

func kindByte(s Slot) byte {
	b := byte(s.Kind)
	if s.Block {
		b |= blockBit
	}
	return b
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// Decode reads the binary form of a Doc. Its HTML is a part of b, which must not change any more. Bytes that Encode has
// not written give an error, never a panic.
func Decode(b []byte) (Doc, error) {
	d, text, err := decode(b)
	if err != nil {
		return Doc{}, err
	}
	if crc32.Checksum(text, castagnoli) != binary.LittleEndian.Uint32(b[len(magic)+4:]) {
		return Doc{}, fmt.Errorf("body: text: %w", errDamaged)
	}
	d.Text = string(text)
	return d, nil
}

// DecodeHTML is [Decode] without Text, which is neither copied nor checked: what rendering a page needs.
func DecodeHTML(b []byte) (Doc, error) {
	d, _, err := decode(b)
	return d, err
}

// decode reads and checks the head, and gives the bytes of the text.
func decode(b []byte) (Doc, []byte, error) {
	if len(b) < headerSize || string(b[:len(magic)]) != magic {
		return Doc{}, nil, fmt.Errorf("body: header: %w", errDamaged)
	}
	header := b[len(magic):headerSize]
	headSize := uint64(binary.LittleEndian.Uint32(header[8:]))
	textSize := uint64(binary.LittleEndian.Uint32(header[12:]))
	if uint64(len(b)) != uint64(headerSize)+headSize+textSize {
		return Doc{}, nil, fmt.Errorf("body: length: %w", errDamaged)
	}
	head, text := b[headerSize:uint64(headerSize)+headSize], b[uint64(headerSize)+headSize:]
	if crc32.Checksum(head, castagnoli) != binary.LittleEndian.Uint32(header) {
		return Doc{}, nil, fmt.Errorf("body: head: %w", errDamaged)
	}
	d, ok := decodeHead(head)
	if !ok {
		return Doc{}, nil, fmt.Errorf("body: head: %w", errDamaged)
	}
	return d, text, nil
}

func decodeHead(head []byte) (d Doc, ok bool) {
	r := decoder{head: head}
	d.HTML = r.bytes()
	r.rest, r.from = string(head[r.at:]), r.at
	if n := r.count(); n > 0 {
		d.Slots = make([]Slot, 0, n)
		for range n {
			d.Slots = append(d.Slots, r.slot())
		}
	}
	if n := r.count(); n > 0 {
		d.Headings = make([]Heading, 0, n)
		for range n {
			d.Headings = append(d.Headings, Heading{Level: int(r.byte()), ID: r.string(), Text: r.string()})
		}
	}
	d.Summary = r.string()
	return d, !r.bad && r.at == len(head) && marksMatch(d.HTML, d.Slots)
}

// decoder reads the head. After the first mistake everything that it gives is zero.
type decoder struct {
	head []byte
	at   int // read so far
	bad  bool

	// All strings are parts of one, rest, the copy of head after the HTML, which begins at from.
	rest string
	from int
}

func (r *decoder) fail() {
	r.at, r.bad = len(r.head), true
}

func (r *decoder) number() uint64 {
	v, n := binary.Uvarint(r.head[r.at:])
	if n <= 0 {
		r.fail()
		return 0
	}
	r.at += n
	return v
}

// count reads the number of things or bytes that follow. Each thing takes a byte at least, so that damage cannot claim
// much memory.
func (r *decoder) count() int {
	v := r.number()
	if v > uint64(len(r.head)-r.at) {
		r.fail()
		return 0
	}
	return int(v)
}

func (r *decoder) bytes() []byte {
	n := r.count()
	if n == 0 {
		return nil
	}
	r.at += n
	return r.head[r.at-n : r.at : r.at]
}

func (r *decoder) string() string {
	n := len(r.bytes())
	return r.rest[r.at-r.from-n : r.at-r.from]
}

func (r *decoder) byte() byte {
	if r.at == len(r.head) {
		r.fail()
		return 0
	}
	r.at++
	return r.head[r.at-1]
}

func (r *decoder) slot() Slot {
	kind := r.byte()
	return Slot{
		Kind: SlotKind(kind &^ blockBit), Block: kind&blockBit != 0,
		Dest: r.string(), Title: r.string(), Alt: r.string(),
		Line: int(r.number() & numberMask), Column: int(r.number() & numberMask),
	}
}

// numberMask keeps damaged numbers within the int of any machine.
const numberMask = 1<<31 - 1
