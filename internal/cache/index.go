package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The index is indexMagic, the sum of the tool's version, then little endian numbers: generation (4), packs (4), for
// each pack the length of its name (4), the name and how many of its bytes the index covers (8), records (4), for each record
// its slot (8), offset (4), size (4), generation of its last use (4) and pack (2), and at the end the CRC-32C of everything before.
const (
	indexMagic  = "mingde index 1\n\x00"
	indexName   = "index"
	indexRecord = 22
)

type index struct {
	generation uint32
	packs      []packState
	records    []record
}

// packState is a pack as the index knew it.
type packState struct {
	name    string
	covered int64
}

type record struct {
	slot  uint64
	place place
}

var errIndex = errors.New("damaged")

// readIndex gives an empty index and a note if there is none that can be believed.
func readIndex(path string, version [32]byte) (ix index, note string) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return index{}, ""
	}
	if err == nil {
		ix, err = decodeIndex(data, version)
	}
	switch {
	case errors.Is(err, errVersion):
		return index{}, "index: stored by another version, dropped"
	case err != nil:
		return index{}, fmt.Sprintf("index: %v; the packs are read instead", err)
	}
	return ix, ""
}

func (ix index) encode(version [32]byte) []byte {
	b := make([]byte, 0, 64+len(ix.packs)*64+len(ix.records)*indexRecord)
	b = append(b, indexMagic...)
	b = append(b, version[:]...)
	le := binary.LittleEndian
	b = le.AppendUint32(b, ix.generation)
	b = le.AppendUint32(b, uint32(len(ix.packs)))
	for _, p := range ix.packs {
		b = le.AppendUint32(b, uint32(len(p.name)))
		b = append(b, p.name...)
		b = le.AppendUint64(b, uint64(p.covered))
	}
	b = le.AppendUint32(b, uint32(len(ix.records)))
	for _, r := range ix.records {
		b = le.AppendUint64(b, r.slot)
		b = le.AppendUint32(b, r.place.offset)
		b = le.AppendUint32(b, r.place.size)
		b = le.AppendUint32(b, r.place.seen)
		b = le.AppendUint16(b, r.place.pack)
	}
	return le.AppendUint32(b, crcOf(b))
}

// decodeIndex is the inverse of encode. It believes nothing that does not fit, whatever the checksum says.
func decodeIndex(data []byte, version [32]byte) (index, error) {
	rest, ok := bytes.CutPrefix(data, []byte(indexMagic))
	if !ok || len(rest) < sha256.Size+4 {
		return index{}, errIndex
	}
	if !bytes.Equal(rest[:sha256.Size], version[:]) {
		return index{}, errVersion
	}
	body := rest[sha256.Size : len(rest)-4]
	if crcOf(data[:len(data)-4]) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return index{}, errIndex
	}
	d := decoder{rest: body, ok: true}
	ix := index{generation: d.uint32()}
	for n := d.uint32(); n > 0 && d.ok; n-- {
		name := string(d.bytes(int64(d.uint32())))
		ix.packs = append(ix.packs, packState{name, int64(d.uint64())})
		d.ok = d.ok && name == filepath.Base(name) && ix.packs[len(ix.packs)-1].covered >= 0
	}
	n := int64(d.uint32())
	if !d.ok || int64(len(d.rest)) != n*indexRecord {
		return index{}, errIndex
	}
	return ix, ix.decodeRecords(d.rest)
}

func (ix *index) decodeRecords(b []byte) error {
	le := binary.LittleEndian
	ix.records = make([]record, 0, len(b)/indexRecord)
	for ; len(b) > 0; b = b[indexRecord:] {
		r := record{le.Uint64(b), place{le.Uint32(b[8:]), le.Uint32(b[12:]), le.Uint32(b[16:]), le.Uint16(b[20:])}}
		if int(r.place.pack) >= len(ix.packs) {
			return errIndex
		}
		ix.records = append(ix.records, r)
	}
	return nil
}

// decoder takes numbers from bytes; once something is missing, ok is false and everything else zero.
type decoder struct {
	rest []byte
	ok   bool
}

func (d *decoder) bytes(n int64) []byte {
	if !d.ok || n > int64(len(d.rest)) {
		d.ok = false
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) uint32() uint32 {
	if b := d.bytes(4); d.ok {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) uint64() uint64 {
	if b := d.bytes(8); d.ok {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}
