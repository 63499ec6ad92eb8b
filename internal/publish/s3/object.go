package s3

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"mingde/internal/publish/store"
)

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key string) (data []byte, o store.Object, err error) {
	full, err := s.key(key)
	if err != nil {
		return nil, o, err
	}
	_, err = s.try(ctx, key, func(ctx context.Context) error {
		out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.config.Bucket, Key: &full})
		if err != nil {
			return err
		}
		defer out.Body.Close()
		if data, err = io.ReadAll(out.Body); err != nil {
			return err
		}
		o = store.Object{
			Key: key, Size: int64(len(data)), ETag: etag(out.ETag), Modified: aws.ToTime(out.LastModified),
			Header: headerOf(out.ContentType, out.CacheControl, out.ContentEncoding, out.WebsiteRedirectLocation),
		}
		return nil
	})
	if err != nil {
		return nil, store.Object{}, s.failed("s3:GetObject", key, err)
	}
	return data, o, nil
}

// Head implements store.Store.
func (s *Store) Head(ctx context.Context, key string) (o store.Object, err error) {
	full, err := s.key(key)
	if err != nil {
		return o, err
	}
	_, err = s.try(ctx, key, func(ctx context.Context) error {
		out, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.config.Bucket, Key: &full})
		if err != nil {
			return err
		}
		o = store.Object{
			Key: key, Size: aws.ToInt64(out.ContentLength), ETag: etag(out.ETag), Modified: aws.ToTime(out.LastModified),
			Header: headerOf(out.ContentType, out.CacheControl, out.ContentEncoding, out.WebsiteRedirectLocation),
		}
		return nil
	})
	return o, s.failed("s3:GetObject", key, err)
}

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, key string, body store.Body, h store.Header) error {
	if _, err := s.key(key); err != nil {
		return err
	}
	_, err := s.put(ctx, key, body, h)
	return s.failed("s3:PutObject", key, err)
}

// Create implements store.Store. If the object exists after an attempt that was not answered, it may be ours: then it holds our bytes.
func (s *Store) Create(ctx context.Context, key string, body store.Body, h store.Header) error {
	if _, err := s.key(key); err != nil {
		return err
	}
	maybe, err := s.put(ctx, key, body, h, s.profile.create)
	err = s.failed("s3:PutObject", key, err)
	if !maybe || !errors.Is(err, store.ErrExists) {
		return err
	}
	ours, readErr := s.holds(ctx, key, body)
	switch {
	case readErr != nil:
		return readErr
	case ours:
		return nil
	}
	return err
}

// holds tells whether an object has the bytes of a body.
func (s *Store) holds(ctx context.Context, key string, body store.Body) (bool, error) {
	stored, _, err := s.Get(ctx, key)
	if err != nil {
		return false, err
	}
	return int64(len(stored)) == body.Size && md5.Sum(stored) == body.MD5, nil
}

// put stores a body, with further headers.
func (s *Store) put(ctx context.Context, key string, body store.Body, h store.Header, further ...header) (maybe bool, err error) {
	sum := base64.StdEncoding.EncodeToString(body.MD5[:])
	return s.try(ctx, key, func(ctx context.Context) error {
		c, err := open(body)
		if err != nil {
			return err
		}
		defer c.Close()
		_, err = s.client.PutObject(ctx, s.putInput(s.prefix+key, c, body.Size, sum, h), adding(further))
		if failed := c.failure(); failed != nil {
			return failed
		}
		return err
	})
}

func (s *Store) putInput(full string, body io.Reader, size int64, sum string, h store.Header) *s3.PutObjectInput {
	return &s3.PutObjectInput{
		Bucket: &s.config.Bucket, Key: &full, Body: body, ContentLength: &size, ContentMD5: &sum,
		ContentType: optional(h.ContentType), CacheControl: optional(h.CacheControl), ContentEncoding: optional(h.ContentEncoding),
		WebsiteRedirectLocation: s.redirect(h),
	}
}

// Copy implements store.Store.
func (s *Store) Copy(ctx context.Context, from, to string, h store.Header) error {
	source, err := s.key(from)
	if err != nil {
		return err
	}
	full, err := s.key(to)
	if err != nil {
		return err
	}
	_, err = s.try(ctx, to, func(ctx context.Context) error {
		_, err := s.client.CopyObject(ctx, &s3.CopyObjectInput{
			Bucket: &s.config.Bucket, Key: &full, CopySource: aws.String(escape(s.config.Bucket + "/" + source)),
			MetadataDirective: types.MetadataDirectiveReplace,
			ContentType:       optional(h.ContentType), CacheControl: optional(h.CacheControl), ContentEncoding: optional(h.ContentEncoding),
			WebsiteRedirectLocation: s.redirect(h),
		})
		return err
	})
	return s.failed("s3:GetObject and s3:PutObject", from+" → "+to, err)
}

// redirect gives the redirection of a header, where the provider has it.
func (s *Store) redirect(h store.Header) *string {
	if !s.profile.redirect {
		return nil
	}
	return optional(h.Redirect)
}

// adding lets a request have further headers, which are signed as the others are.
func adding(headers []header) func(*s3.Options) {
	return func(o *s3.Options) {
		for _, h := range headers {
			o.APIOptions = append(o.APIOptions, smithyhttp.AddHeaderValue(h.name, h.value))
		}
	}
}

// optional is nil for "".
func optional(value string) *string {
	if value == "" {
		return nil
	}
	return &value
}

func headerOf(contentType, cacheControl, encoding, redirect *string) store.Header {
	return store.Header{
		ContentType: aws.ToString(contentType), CacheControl: aws.ToString(cacheControl),
		ContentEncoding: aws.ToString(encoding), Redirect: aws.ToString(redirect),
	}
}

// etag gives an ETag without quotes; OSS writes sums in capitals.
func etag(quoted *string) string {
	tag := strings.Trim(aws.ToString(quoted), `"`)
	if sum, err := hex.DecodeString(tag); err == nil && len(sum) == md5.Size {
		return strings.ToLower(tag)
	}
	return tag
}

// escape writes a source of a copy as it stands in a header: all but letters, digits and -._~/ in hex. A plus must not stay, since some
// servers read it as a space.
func escape(source string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(source) {
		switch c := source[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	return b.String()
}

// bodyError is a failure of what is to be sent, not of sending it.
type bodyError struct{ error }

func (e *bodyError) Unwrap() error { return e.error }

// checked is a body on its way: it is compared with its size and sum, and its last bytes are withheld if they do not fit, so that the
// server gets a request that is cut off and stores nothing. The client may read it several times, and close it while
// it still reads.
type checked struct {
	want store.Body

	mu     sync.Mutex
	from   io.ReadSeekCloser
	sum    hash.Hash
	at     int64
	failed error
}

// open opens a body. An empty one is never read by the client: it is checked here.
func open(body store.Body) (*checked, error) {
	from, err := body.Open()
	if err != nil {
		return nil, &bodyError{err}
	}
	c := &checked{want: body, from: from, sum: md5.New()}
	if body.Size == 0 && !c.complete() {
		from.Close()
		return nil, &bodyError{store.ErrChanged}
	}
	return c, nil
}

// Read implements io.Reader.
func (c *checked) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed != nil {
		return 0, c.failed
	}
	if c.at >= c.want.Size {
		return 0, io.EOF
	}
	n, err := c.from.Read(p[:min(int64(len(p)), c.want.Size-c.at)])
	c.sum.Write(p[:n])
	c.at += int64(n)
	switch {
	case err != nil && err != io.EOF:
		c.failed = &bodyError{err}
	case c.at == c.want.Size && !c.complete(), c.at < c.want.Size && err == io.EOF:
		c.failed = &bodyError{store.ErrChanged}
	}
	if c.failed != nil {
		return 0, c.failed
	}
	return n, nil
}

// complete tells, at the end, whether the sum is right and nothing follows.
func (c *checked) complete() bool {
	if !bytes.Equal(c.sum.Sum(nil), c.want.MD5[:]) {
		return false
	}
	n, err := io.ReadFull(c.from, make([]byte, 1))
	return n == 0 && err == io.EOF
}

// Seek implements io.Seeker as far as clients need it: they look where the end is, which is where it was said to be, and go
// back to the start.
func (c *checked) Seek(offset int64, whence int) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case whence == io.SeekCurrent && offset == 0:
	case whence == io.SeekEnd && offset == 0:
		c.at = c.want.Size
	case whence == io.SeekStart && offset == 0:
		if _, err := c.from.Seek(0, io.SeekStart); err != nil {
			return 0, err
		}
		c.sum.Reset()
		c.at = 0
	case whence == io.SeekStart && offset == c.at:
	default:
		return 0, errors.New("a body can be read from its start only")
	}
	return c.at, nil
}

// Close implements io.Closer.
func (c *checked) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed == nil {
		c.failed = &bodyError{io.ErrClosedPipe}
	}
	return c.from.Close()
}

// failure gives what was wrong with the body, if something was.
func (c *checked) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}
