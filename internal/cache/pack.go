package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"

	"mingde/internal/filelock"
)

// A pack file begins with packMagic and the sum of the tool's version; records follow one another without gaps:
//
//	 0  4  CRC-32C of the bytes 4 to 47
//	 4  4  CRC-32C of the value
//	 8  4  size of the value in bytes, little endian like all numbers
//	12  1  kind
//	13  3  zero
//	16 32  key
//	48     the value
const (
	packMagic  = "mingde pack 1\n\x00\x00"
	packHead   = int64(len(packMagic)) + sha256.Size
	recordHead = 48

	packSuffix = ".pack"
	maxPack    = 1 << 30 // bytes; offsets are kept in 32 bits
	maxPacks   = 1 << 12
)

var (
	errVersion = errors.New("of another version")
	errPack    = errors.New("not a pack file")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func crcOf(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

func versionSum(version string) [32]byte { return sha256.Sum256([]byte(version)) }

// pack is an open pack file. Its size grows as records are reserved; everything else is fixed.
type pack struct {
	name      string
	file      *os.File
	size      int64 // bytes, those reserved included
	covered   int64 // bytes that the index need not have looked at again
	mine      bool  // written by this process
	temporary bool  // outside of the cache's folder, removed by Close
}

func openPack(path string, version [32]byte) (*pack, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	size, err := checkPack(f, version)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &pack{name: filepath.Base(path), file: f, size: size}, nil
}

func checkPack(f *os.File, version [32]byte) (size int64, err error) {
	var begin [packHead]byte
	if _, err := f.ReadAt(begin[:], 0); err != nil {
		return 0, errPack
	}
	rest, ok := bytes.CutPrefix(begin[:], []byte(packMagic))
	switch {
	case !ok:
		return 0, errPack
	case !bytes.Equal(rest, version[:]):
		return 0, errVersion
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// createPack makes a pack with a name of its own and holds its lock until it is closed.
func createPack(dir string, version [32]byte) (*pack, error) {
	f, err := os.CreateTemp(dir, "*"+packSuffix)
	if err != nil {
		return nil, err
	}
	if err := filelock.Lock(f); err != nil && !errors.Is(err, filelock.ErrLockless) {
		f.Close()
		return nil, err
	}
	if _, err := f.WriteAt(append([]byte(packMagic), version[:]...), 0); err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, err
	}
	return &pack{name: filepath.Base(f.Name()), file: f, size: packHead, mine: true}, nil
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// write puts a record in its reserved place with one system call.
func (p *pack) write(offset int64, kind Kind, key Key, data []byte) error {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	*buf = appendRecord((*buf)[:0], kind, key, data)
	_, err := p.file.WriteAt(*buf, offset)
	return err
}

func appendRecord(b []byte, kind Kind, key Key, data []byte) []byte {
	var h [recordHead]byte
	binary.LittleEndian.PutUint32(h[4:], crcOf(data))
	binary.LittleEndian.PutUint32(h[8:], uint32(len(data)))
	h[12] = byte(kind)
	copy(h[16:], key[:])
	binary.LittleEndian.PutUint32(h[0:], crcOf(h[4:]))
	return append(append(b, h[:]...), data...)
}

// head is the head of a record.
type head struct {
	kind Kind
	key  Key
	size uint32
	crc  uint32
}

// decodeHead reads the head of a record; false if it is not whole.
func decodeHead(b []byte) (head, bool) {
	if len(b) < recordHead || crcOf(b[4:recordHead]) != binary.LittleEndian.Uint32(b) {
		return head{}, false
	}
	return head{
		kind: Kind(b[12]), key: Key(b[16:recordHead]),
		size: binary.LittleEndian.Uint32(b[8:]), crc: binary.LittleEndian.Uint32(b[4:]),
	}, true
}

func (h head) wholeValue(value []byte) bool {
	return len(value) == int(h.size) && crcOf(value) == h.crc
}

// scanPack hands over the heads of the records between two offsets, and gives the offset at which it met something that
// is none: the end, a record that was being written, or damage. Values are not read; Get checks them.
func scanPack(r io.ReaderAt, from, size int64, each func(h head, offset int64)) (end int64) {
	var b [recordHead]byte
	for from+recordHead <= size {
		if _, err := r.ReadAt(b[:], from); err != nil {
			break
		}
		h, ok := decodeHead(b[:])
		next := from + recordHead + int64(h.size)
		if !ok || next > size || from > maxPack {
			break
		}
		each(h, from)
		from = next
	}
	return from
}
