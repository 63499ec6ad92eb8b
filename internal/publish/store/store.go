// Package store says what a bucket must be able to do for a site to be published into it. It is implemented by publish/dir for
// a folder and by publish/s3 for S3 and what speaks its dialect; publish/storetest is the suite that each must pass.
//
// A Store knows keys, bytes and headers; it does not know what a site is, nor in which order things must come.
package store

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"io"
	"iter"
	"time"

	"mingde/internal/problem"
)

// Store is a bucket, or the part of one below a prefix. Keys are slash-separated, relative to that prefix, and never begin with a slash.
// All methods are safe for concurrent use. Failures that may pass by themselves were tried again before they are returned; an error names
// the key.
type Store interface {
	// Get gives an object whole. Without such an object the error is ErrNotFound.
	Get(ctx context.Context, key string) ([]byte, Object, error)
	// Head gives what is known of an object. Without such an object the error is ErrNotFound.
	Head(ctx context.Context, key string) (Object, error)
	// Put stores an object, in the place of what was there. Whoever reads meanwhile gets the old one or the new one, whole.
	// It fails, and leaves the old one, if what arrives is not the body by its MD5 sum.
	Put(ctx context.Context, key string, body Body, h Header) error
	// Create is Put where nothing is; else the error is ErrExists. Of several at the same time exactly one succeeds: see Probe
	// of the implementations. Where a reply was lost, the store reads what is there and takes its own bytes for success: what
	// must have one owner must differ by owner. After any other error it may have been stored all the same.
	Create(ctx context.Context, key string, body Body, h Header) error
	// Copy stores what is at one key at another, or at the same one, with other headers; the bytes do not travel. A copy at another key
	// is as old as the copying. Without such an object the error is ErrNotFound.
	Copy(ctx context.Context, from, to string, h Header) error
	// List gives the objects whose keys begin with prefix, by key. An error ends it: what came before it is not all there is.
	List(ctx context.Context, prefix string) iter.Seq2[Object, error]
	// Delete removes objects. One that is not there is removed. The refused ones come with their reasons; an error says that some
	// may not even have been tried.
	Delete(ctx context.Context, keys []string) ([]Refused, error)
}

// Object is what a store knows of an object. List leaves Header empty.
type Object struct {
	Key      string
	Size     int64     // bytes
	ETag     string    // without quotes; the MD5 sum in hex where the store tells it, else something that changes with the content
	Modified time.Time // by the store's clock
	Header   Header
}

// Header is what a store tells a browser with an object.
type Header struct {
	ContentType     string
	CacheControl    string
	ContentEncoding string
	Redirect        string // where a website answers with a redirection instead of the body, percent-encoded; "" for none. Stores without it ignore it
}

// Body is what is put. Open may be called several times: a request that failed is tried again.
type Body struct {
	Size int64
	MD5  [md5.Size]byte
	Open func() (io.ReadSeekCloser, error)
}

// Bytes makes a Body of bytes in memory.
func Bytes(data []byte) Body {
	return Body{
		Size: int64(len(data)), MD5: md5.Sum(data),
		Open: func() (io.ReadSeekCloser, error) { return closer{bytes.NewReader(data)}, nil },
	}
}

type closer struct{ *bytes.Reader }

func (closer) Close() error { return nil }

// Refused is an object that could not be deleted, and why.
type Refused struct {
	Key string
	Err error
}

// Failure is an error that has words for people: what happened to which object, and what to do. Its Reason has no key if there are none.
type Failure interface {
	error
	Reason() problem.Text
}

// The failures that a publisher decides by.
var (
	ErrNotFound = errors.New("there is no such object")
	ErrExists   = errors.New("the object exists already")
	ErrDenied   = errors.New("access denied")
	ErrChanged  = errors.New("the body is not what it was said to be") // by MD5 or size: the file changed while it was sent
	ErrClock    = errors.New("the clock of this computer is wrong")
)
