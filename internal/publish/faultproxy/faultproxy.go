// Package faultproxy stands between a client of S3 and a server: it counts and records what passes, and makes requests fail in
// the ways in which networks and servers do. It does not know what the requests are for.
//
// Signatures stay valid, because they cover method, path, query, body and the signed headers, Host among them, and none of these
// is changed: the client signs the address of the proxy, and the server checks against the Host it is sent. Addressing must be by path.
//
// A [Fault] says which requests are hit and by which [Action]. Times of faults are counted from Inject, over matching requests only:
//
//	p, err := faultproxy.Start(server)
//	p.Inject(faultproxy.Fault{Kind: "PUT", Nth: 3, Do: faultproxy.Lose()})           // the third PUT is done, its reply is lost
//	p.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Answer(503, "SlowDown")})    // from now on everything is refused
//	p.Inject(faultproxy.Fault{Nth: 7, Do: faultproxy.After(kill)})                   // the client dies after its seventh request is done
//	counts := p.Counts()                                                             // and counting begins anew
package faultproxy

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Proxy is one proxy in front of one server. All methods are safe for concurrent use.
type Proxy struct {
	target    *url.URL
	transport *http.Transport
	server    *httptest.Server
	closing   context.Context // ended by Close, so that stalled requests end
	close     context.CancelFunc

	mu       sync.Mutex
	left     *sync.Cond // told when a connection ends
	open     map[net.Conn]bool
	faults   []*armed
	latency  time.Duration
	counts   Counts
	requests []Request
}

// Counts is what has passed since the counters were last read, faults included.
type Counts struct {
	Total    int
	ByKind   map[string]int // see Request.Kind
	Up, Down int64          // bytes of bodies: of requests as announced, of replies as sent
}

// Request is a request as it came.
type Request struct {
	// Kind is LIST, DELETE-MULTI, COPY, GET-bucket (and so on) for what else concerns a whole bucket, otherwise the method.
	Kind        string
	Method      string
	Path, Query string // as they were sent, escapes and all
	Header      http.Header
	Length      int64 // of the body, in bytes; −1 if not announced
}

// Fault is what happens to some of the requests.
type Fault struct {
	Kind  string // "" for any
	Match string // a regular expression over "METHOD path?query"; "" for any
	Nth   int    // of the matching requests, the first that is hit; 0 for the very first
	Times int    // how many in a row are hit; 0 for one, negative for all
	Do    Action
}

// armed is a fault and how many requests have matched it.
type armed struct {
	Fault
	match *regexp.Regexp
	seen  int
}

// Start runs a proxy in front of a server, given by its address "http://host:port", on a free port of this computer.
func Start(target string) (*Proxy, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	p := &Proxy{target: u, transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}}
	p.closing, p.close = context.WithCancel(context.Background())
	p.left, p.open = sync.NewCond(&p.mu), map[net.Conn]bool{}
	p.server = httptest.NewUnstartedServer(p)
	p.server.Config.ConnState = p.connection
	p.server.Start()
	return p, nil
}

// connection takes down which connections there are. One that an action has cut is over, as the action has done all it does.
func (p *Proxy) connection(c net.Conn, state http.ConnState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch state {
	case http.StateNew:
		p.open[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(p.open, c)
		p.left.Broadcast()
	}
}

// Settle waits until all clients have left and the server has done what they asked for: what stands there then is what a client
// that was killed has left behind. A client that stays makes it wait for ever.
func (p *Proxy) Settle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.open) > 0 {
		p.left.Wait()
	}
}

// URL is the address of the proxy.
func (p *Proxy) URL() string { return p.server.URL }

// Close ends the proxy, and all requests with it.
func (p *Proxy) Close() {
	p.close()
	p.server.CloseClientConnections()
	p.server.Close()
	p.transport.CloseIdleConnections()
}

// Inject adds a fault. Of several that hit the same request the first injected one happens; all count it.
func (p *Proxy) Inject(f Fault) {
	a := &armed{Fault: f, match: regexp.MustCompile(f.Match)}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, a)
}

// Heal removes all faults and the latency.
func (p *Proxy) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults, p.latency = nil, 0
}

// SetLatency makes every request wait before it is passed on.
func (p *Proxy) SetLatency(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latency = d
}

// Counts reads the counters and sets them to zero.
func (p *Proxy) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	counts := p.counts
	p.counts = Counts{}
	return counts
}

// Requests gives the requests since it was last called, in the order in which they came.
func (p *Proxy) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	requests := p.requests
	p.requests = nil
	return requests
}

// ServeHTTP takes one request.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &Exchange{Request: describe(r), proxy: p, w: w, r: r}
	do, latency := p.count(x.Request)
	if latency > 0 {
		select {
		case <-time.After(latency):
		case <-x.Gone():
			return
		}
	}
	do(x)
}

// count takes a request down and finds what shall happen to it.
func (p *Proxy) count(r Request) (do Action, latency time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, r)
	if p.counts.ByKind == nil {
		p.counts.ByKind = map[string]int{}
	}
	p.counts.Total++
	p.counts.ByKind[r.Kind]++
	p.counts.Up += max(r.Length, 0)
	for _, f := range p.faults {
		if f.hits(r) && do == nil {
			do = f.Do
		}
	}
	if do == nil {
		do = func(x *Exchange) { x.Pass() }
	}
	return do, p.latency
}

// hits counts a request if it matches, and tells whether it is one that is hit.
func (f *armed) hits(r Request) bool {
	if f.Kind != "" && f.Kind != r.Kind || !f.match.MatchString(r.Method+" "+r.Path+"?"+r.Query) {
		return false
	}
	f.seen++
	first := max(f.Nth, 1)
	return f.seen >= first && (f.Times < 0 || f.seen < first+max(f.Times, 1))
}

// describe reads what is counted and recorded of a request.
func describe(r *http.Request) Request {
	return Request{
		Kind: kind(r), Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: r.Header.Clone(), Length: r.ContentLength,
	}
}

func kind(r *http.Request) string {
	query := r.URL.Query()
	_, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.Method == http.MethodPost && query.Has("delete"):
		return "DELETE-MULTI"
	case r.Header.Get("X-Amz-Copy-Source") != "":
		return "COPY"
	case key != "":
		return r.Method
	case r.Method == http.MethodGet && (query.Has("list-type") || query.Has("prefix") || query.Has("delimiter") ||
		query.Has("max-keys") || query.Has("encoding-type")):
		return "LIST"
	}
	return r.Method + "-bucket"
}

// Exchange is one request in the hands of an Action.
type Exchange struct {
	Request Request

	proxy *Proxy
	w     http.ResponseWriter
	r     *http.Request
}

// Gone is closed when the client has left or the proxy ends.
func (x *Exchange) Gone() <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		select {
		case <-x.r.Context().Done():
		case <-x.proxy.closing.Done():
		}
	}()
	return gone
}

// Forward sends the request to the server and gives its reply, with the body read; nil if there is none.
func (x *Exchange) Forward() (*http.Response, []byte) {
	out := x.r.Clone(x.proxy.closing)
	out.RequestURI = ""
	out.URL.Scheme, out.URL.Host = x.proxy.target.Scheme, x.proxy.target.Host
	out.Host = x.r.Host
	out.Header.Del("Connection")
	reply, err := x.proxy.transport.RoundTrip(out)
	if err != nil {
		return nil, nil
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return nil, nil
	}
	return reply, body
}

// Pass sends the request to the server and its reply to the client.
func (x *Exchange) Pass() {
	reply, body := x.Forward()
	if reply == nil {
		x.Cut()
		return
	}
	x.Reply(reply, body, len(body))
}

// Reply sends a reply to the client, of its body only the first bytes; if these are not all, the client waits for the rest.
func (x *Exchange) Reply(reply *http.Response, body []byte, first int) {
	for name, values := range reply.Header {
		x.w.Header()[name] = values
	}
	x.w.WriteHeader(reply.StatusCode)
	n, _ := x.w.Write(body[:min(first, len(body))])
	x.proxy.mu.Lock()
	x.proxy.counts.Down += int64(n)
	x.proxy.mu.Unlock()
	if first < len(body) {
		http.NewResponseController(x.w).Flush()
		<-x.Gone()
	}
}

// Cut ends the connection without a reply, as a reset.
func (x *Exchange) Cut() {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// read takes n bytes of the request's body, or what there is.
func (x *Exchange) read(n int64) {
	io.Copy(io.Discard, io.LimitReader(x.r.Body, n))
}

// answer is an error as S3 words it. The body of the request is taken first: a client that still sends could miss the reply.
func (x *Exchange) answer(status int, code string, headers []string) {
	io.Copy(io.Discard, x.r.Body)
	var body bytes.Buffer
	body.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	body.WriteString("<Error><Code>" + code + "</Code><Message>fault " + code + "</Message><RequestId>fault</RequestId></Error>")
	for i := 0; i+1 < len(headers); i += 2 {
		x.w.Header().Set(headers[i], headers[i+1])
	}
	x.w.Header().Set("Content-Type", "application/xml")
	x.w.WriteHeader(status)
	if x.r.Method != http.MethodHead {
		x.w.Write(body.Bytes())
	}
}
