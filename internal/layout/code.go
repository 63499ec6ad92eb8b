package layout

import (
	"strconv"

	qr "github.com/piglig/go-qr"

	"mingde/internal/page"
)

// pattern is the mask of the codes, (row + column) mod 3 (ISO/IEC 18004, 7.8.2). To weigh all eight against each other takes most of the time that
// a page takes, and every reader reads each of them.
const pattern = 3

// quiet is the margin of a QR code, in modules (ISO/IEC 18004, 9.1).
const quiet = 4

// appendCode writes the page's address as a QR code, with the address below it, for paper; nothing where the address is not known. The
// dark modules of a row that touch are one piece.
func appendCode(b []byte, f page.Frame) []byte {
	if f.Canonical == "" || f.NoIndex {
		return b
	}
	segments, err := qr.MakeSegments(f.Canonical)
	if err != nil {
		return b
	}
	code, err := qr.EncodeSegments(segments, qr.Medium, 1, 40, pattern, true)
	if err != nil { // too long for any code
		return b
	}
	size := code.Size()
	b = append(b, `<figure class="code"><svg viewBox="0 0 `...)
	b = strconv.AppendInt(b, int64(size+2*quiet), 10)
	b = append(strconv.AppendInt(append(b, ' '), int64(size+2*quiet), 10), `" role="img" aria-label="本页二维码" shape-rendering="crispEdges"><path d="`...)
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for x < size && code.Module(x, y) {
				x++
			}
			if x > from {
				b = appendRun(b, from+quiet, y+quiet, x-from)
			}
		}
	}
	b = append(b, `"/></svg><figcaption>`...)
	return append(appendEscaped(b, f.Canonical), "</figcaption></figure>\n"...)
}

// appendRun draws dark modules side by side.
func appendRun(b []byte, x, y, wide int) []byte {
	b = strconv.AppendInt(append(b, 'M'), int64(x), 10)
	b = strconv.AppendInt(append(b, ' '), int64(y), 10)
	b = strconv.AppendInt(append(b, 'h'), int64(wide), 10)
	b = strconv.AppendInt(append(b, "v1h-"...), int64(wide), 10)
	return append(b, 'z')
}
