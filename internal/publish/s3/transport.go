package s3

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"mingde/internal/publish/store"
)

// defaultStall is how long a request may stand without a byte moving.
const defaultStall = 30 * time.Second

// sendBuffer is how many bytes of a body the system may hold back, so that what it has taken is nearly what has moved.
const sendBuffer = 256 << 10

// What was sent may lie in buffers on the way, of the system and of proxies, and all of it must go through a slow line before the server
// answers. So a request may stand for as long again for each perStall bytes of it, of which at most maxHeld count: 17 KB a second are enough.
const (
	perStall = 512 << 10
	maxHeld  = 1 << 20
)

// errStalled: nothing moved for too long.
var errStalled = errors.New("the connection stands still")

// newHTTPClient makes the client of all requests. It follows no redirections: one tells that the address is wrong.
func newHTTPClient(transport http.RoundTripper, stall time.Duration) *http.Client {
	if transport == nil {
		transport = newTransport()
	}
	return &http.Client{
		Transport:     &watchful{transport, stall},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// newTransport is the usual one, with as many idle connections as requests, and HTTP/1.1, where one that stalls stops no other.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if tcp, ok := conn.(*net.TCPConn); ok {
				tcp.SetWriteBuffer(sendBuffer)
			}
			return conn, err
		},
		MaxIdleConnsPerHost:   128,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   15 * time.Second,
		ExpectContinueTimeout: time.Second,
		DisableCompression:    true,
	}
}

// watchful is a transport that ends a request when nothing has moved for a while, however long the whole may take.
type watchful struct {
	http.RoundTripper
	stall time.Duration
}

// RoundTrip implements http.RoundTripper.
func (w *watchful) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	timer := time.AfterFunc(w.stall, func() { cancel(errStalled) })
	var sent atomic.Int64
	moved := func(int) { timer.Reset(w.stall) }
	sending := func(n int) {
		held := min(sent.Add(int64(n)), maxHeld)
		timer.Reset(w.stall + time.Duration(float64(w.stall)*float64(held)/perStall))
	}
	end := func() {
		timer.Stop()
		cancel(nil)
	}
	r = r.WithContext(permitted(ctx))
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &allowed{&moving{ReadCloser: r.Body, moved: sending}, ctx}
	}
	reply, err := w.RoundTripper.RoundTrip(r)
	if err != nil {
		end()
		return nil, stalled(ctx, err)
	}
	moved(0)
	reply.Body = &moving{ReadCloser: reply.Body, moved: moved, end: end, ctx: ctx}
	return reply, nil
}

// permitted makes a request ask for its permit when all but its last bytes are on their way to the system; if it has none its connection
// is closed, and the server, which has not seen the request whole, does nothing.
func permitted(ctx context.Context) context.Context {
	var conn net.Conn
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(i httptrace.GotConnInfo) { conn = i.Conn },
		WroteHeaders: func() { // into a buffer; those of a request with a body are sent with the body, see allowed
			if store.Permit(ctx) != nil {
				conn.Close()
			}
		},
	})
}

// allowed is the body of a request, which ends with an error as soon as the request has no permit any more.
type allowed struct {
	io.ReadCloser
	ctx context.Context
}

// Read implements io.Reader.
func (a *allowed) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if refused := store.Permit(a.ctx); refused != nil {
		return 0, refused
	}
	return n, err
}

// stalled gives the cause of an error, if it is that nothing moved.
func stalled(ctx context.Context, err error) error {
	if err != nil && err != io.EOF && errors.Is(context.Cause(ctx), errStalled) {
		return errStalled
	}
	return err
}

// moving is a body that tells when bytes move.
type moving struct {
	io.ReadCloser
	moved func(bytes int)
	end   func()          // nil for the body of a request
	ctx   context.Context // nil for the body of a request
}

// Read implements io.Reader.
func (m *moving) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	if n > 0 && (m.ctx == nil || m.ctx.Err() == nil) {
		m.moved(n)
	}
	if m.ctx != nil {
		err = stalled(m.ctx, err)
	}
	return n, err
}

// Close implements io.Closer.
func (m *moving) Close() error {
	err := m.ReadCloser.Close()
	if m.end != nil {
		m.end()
	}
	return err
}

// clock is the time by which requests are signed: that of this computer, and once it was found wrong, that of the server.
type clock struct {
	now func() time.Time

	mu        sync.Mutex
	ahead     time.Duration // of the server's clock
	corrected bool
}

// time gives the time to sign by.
func (c *clock) time() time.Time {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Add(c.ahead)
}

// state gives the correction that is in use.
func (c *clock) state() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}

// correct sets the clock by the server's after a request with the correction used was refused; false if that was done before.
func (c *clock) correct(used time.Duration, server time.Time) bool {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ahead != used {
		return true // somebody else has just done so
	}
	if c.corrected || server.IsZero() {
		return false
	}
	c.ahead, c.corrected = server.Sub(now), true
	return true
}

// signer signs by the clock.
type signer struct {
	*v4.Signer
	clock *clock
}

func newSigner(c *clock) *signer {
	return &signer{v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }), c}
}

// SignHTTP signs a request; the time that the client would sign by is not used.
func (s *signer) SignHTTP(ctx context.Context, c aws.Credentials, r *http.Request, hash, service, region string, _ time.Time, options ...func(*v4.SignerOptions)) error {
	return s.Signer.SignHTTP(ctx, c, r, hash, service, region, s.clock.time(), options...)
}
