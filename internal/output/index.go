package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// The index is indexMagic, then, with lengths and counts as varints: the folder's absolute path, the meta data, the number of
// files, and for each file its path, class (1 byte), size, Sum, PageSum, ModTime, Changed and Inode (8 bytes each, little
// endian); at the end the SHA-256 of everything before. A strong sum, because files are deleted on the word of an index.
const indexMagic = "mingde output 2\n"

var (
	errDamaged = errors.New("damaged")
	errForeign = errors.New("of another folder")
)

func encodeIndex(out string, site Site) []byte {
	b := make([]byte, 0, 256+len(site.Meta)+len(site.Files)*176)
	b = append(b, indexMagic...)
	b = appendBytes(b, out)
	b = appendBytes(b, site.Meta)
	b = binary.AppendUvarint(b, uint64(len(site.Files)))
	for _, f := range site.Files {
		b = appendBytes(b, f.Path)
		b = append(b, byte(f.Class))
		b = binary.AppendUvarint(b, uint64(f.Size))
		b = append(b, f.Sum[:]...)
		b = append(b, f.PageSum[:]...)
		b = binary.LittleEndian.AppendUint64(b, uint64(f.ModTime))
		b = binary.LittleEndian.AppendUint64(b, uint64(f.Changed))
		b = binary.LittleEndian.AppendUint64(b, f.Inode)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

func appendBytes[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decodeIndex is the inverse of encodeIndex for the folder out. It gives only sites whose paths are in order and lead nowhere
// outside the folder, whatever the sum says. It keeps data, which nobody may change any more.
func decodeIndex(data []byte, out string) (Site, error) {
	if len(data) < len(indexMagic)+sha256.Size || !bytes.HasPrefix(data, []byte(indexMagic)) {
		return Site{}, errDamaged
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return Site{}, errDamaged
	}
	d := decoder{rest: unsafe.String(unsafe.SliceData(body), len(body))[len(indexMagic):]} // all paths are parts of it
	if folder := d.string(); !d.failed && folder != out {
		return Site{}, errForeign
	}
	site := Site{Meta: []byte(d.string())}
	n := d.uvarint()
	if d.failed || n > uint64(len(d.rest)) {
		return Site{}, errDamaged
	}
	site.Files = make([]File, 0, n)
	last := ""
	for range n {
		f := d.file()
		if d.failed || f.Path <= last || !validPath(f.Path) || f.Class > Photo || f.Size < 0 {
			return Site{}, errDamaged
		}
		site.Files = append(site.Files, f)
		last = f.Path
	}
	if d.rest != "" {
		return Site{}, errDamaged
	}
	return site, nil
}

// decoder takes values from a string; after a failure it gives zeros.
type decoder struct {
	rest   string
	failed bool
}

func (d *decoder) file() File {
	f := File{Path: d.string()}
	if class := d.take(1); !d.failed {
		f.Class = Class(class[0])
	}
	f.Size = int64(d.uvarint())
	copy(f.Sum[:], d.take(sha256.Size))
	copy(f.PageSum[:], d.take(uint64(len(f.PageSum))))
	f.ModTime, f.Changed, f.Inode = int64(d.uint64()), int64(d.uint64()), d.uint64()
	return f
}

func (d *decoder) take(n uint64) string {
	if d.failed || n > uint64(len(d.rest)) {
		d.failed = true
		return ""
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

func (d *decoder) string() string { return d.take(d.uvarint()) }

func (d *decoder) uint64() (n uint64) {
	s := d.take(8)
	for i := len(s) - 1; i >= 0; i-- {
		n = n<<8 | uint64(s[i])
	}
	return n
}

// uvarint takes a number in its shortest form.
func (d *decoder) uvarint() uint64 {
	var b [binary.MaxVarintLen64]byte
	k := copy(b[:], d.rest)
	n, size := binary.Uvarint(b[:k])
	if size <= 0 || size > 1 && b[size-1] == 0 {
		d.failed = true
		return 0
	}
	d.take(uint64(size))
	return n
}

// validPath tells whether a path names a file inside the folder on every system: slash-separated, clean, relative,
// UTF-8 without control characters, and without \ and : which mean something else on Windows.
func validPath(path string) bool {
	if plainPath(path) {
		return true
	}
	if !utf8.ValidString(path) {
		return false
	}
	for part := range strings.SplitSeq(path, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return !strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' || r == ':' })
}

// plainPath tells whether a path is valid at a glance: an index has a hundred thousand of them. Its parts begin with a
// letter, a digit or _ and hold nothing else but . and -.
func plainPath(path string) bool {
	first := true // of a part
	for i := range len(path) {
		switch c := path[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', 'A' <= c && c <= 'Z', c == '_':
			first = false
		case first, c != '/' && c != '.' && c != '-':
			return false
		case c == '/':
			first = true
		}
	}
	return !first
}
