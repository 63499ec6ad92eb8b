package publish

import (
	"bytes"
	"compress/gzip"
	"io"
)

// gzipEncoder names what makes the compressed bytes. The version of the library is no part of it: it may make others of
// the same file, and nobody wants ten thousand files sent anew for that.
const gzipEncoder = "gzip-1"

// minCompressed is the smallest file worth compressing, bytes.
const minCompressed = 1024

// encode gives what is stored of a file's bytes.
func encode(encoder string, data []byte) []byte {
	if encoder == "" {
		return data
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

// decode gives a file's bytes of what is stored.
func decode(encoder string, data []byte) ([]byte, error) {
	if encoder == "" {
		return data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, errDamaged
	}
	return io.ReadAll(io.LimitReader(z, maxDocument))
}
