// Package ossfake plays Alibaba OSS and Tencent COS for tests, which cannot be had on one's own computer: a bucket in memory behind TLS,
// with the rules in which they differ from S3, as far as they are documented or were seen. It takes requests by what they look like and
// checks no signature, only that every header of a vendor is signed.
//
// What it refuses, a client must never send: path style, bodies in chunks or with a trailer, If-Match and If-None-Match with a PUT, checksums
// other than Content-MD5, a deletion of many objects without it, headers of websites of S3, and for COS the second version of listing.
package ossfake

import (
	"context"
	"crypto/md5"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is a server with one bucket. All methods are safe for concurrent use.
type Server struct {
	vendor, bucket string
	server         *httptest.Server

	mu        sync.Mutex
	objects   map[string]object
	versioned bool
	noMulti   bool
	requests  []*http.Request
	refused   []string
}

type object struct {
	data     []byte
	header   http.Header
	modified time.Time
}

// Start runs a server that is "oss" or "cos", until Close.
func Start(vendor, bucket string) *Server {
	s := &Server{vendor: vendor, bucket: bucket, objects: map[string]object{}}
	s.server = httptest.NewTLSServer(s)
	return s
}

// Close ends the server.
func (s *Server) Close() { s.server.Close() }

// Transport sends all requests, whatever host they are for, to the server, over TLS.
func (s *Server) Transport() *http.Transport {
	roots := x509.NewCertPool()
	roots.AddCert(s.server.Certificate())
	return &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, s.server.Listener.Addr().String())
		},
		TLSClientConfig:     &tls.Config{RootCAs: roots, ServerName: "example.com"}, // which the certificate is for
		MaxIdleConnsPerHost: 64,
		DisableCompression:  true,
	}
}

// SetVersioned keeps versions from now on. Then the header against overwriting has no effect, as OSS documents.
func (s *Server) SetVersioned() { s.set(func() { s.versioned = true }) }

// SetNoMulti answers 501 to deletions of many objects from now on.
func (s *Server) SetNoMulti() { s.set(func() { s.noMulti = true }) }

func (s *Server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// Requests gives the requests since it was last called; their bodies are gone.
func (s *Server) Requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := s.requests
	s.requests = nil
	return requests
}

// Refused gives what was refused because it must never be sent, since it was last called.
func (s *Server) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	refused := s.refused
	s.refused = nil
	return refused
}

// fault is an answer that is no success.
type fault struct {
	status int
	code   string
	never  bool // a client must never send this
}

// ServeHTTP takes one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	w.Header().Set("X-Oss-Request-Id", "fake")
	f := s.rules(r, body)
	if f == nil {
		f = s.act(w, r, body)
	}
	if f == nil {
		return
	}
	if f.never {
		s.refused = append(s.refused, fmt.Sprintf("%s: %s %s %v", f.code, r.Method, r.URL, r.Header))
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(f.status)
	if r.Method != http.MethodHead {
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>fake %s</Message></Error>", f.code, s.vendor)
	}
}

// rules are what is checked before anything is done.
func (s *Server) rules(r *http.Request, body []byte) *fault {
	query, h := r.URL.Query(), r.Header
	switch {
	case !strings.HasPrefix(r.Host, s.bucket+"."):
		return &fault{403, map[string]string{"oss": "SecondLevelDomainForbidden", "cos": "PathStyleDomainForbidden"}[s.vendor], true}
	case h.Get("Authorization") == "":
		return s.anonymous(r)
	case len(r.TransferEncoding) > 0, strings.Contains(h.Get("Content-Encoding"), "aws-chunked"), h.Get("X-Amz-Trailer") != "",
		strings.HasPrefix(h.Get("X-Amz-Content-Sha256"), "STREAMING-"):
		return &fault{501, "NotImplemented", true}
	case r.Method == http.MethodPut && (h.Get("If-Match") != "" || h.Get("If-None-Match") != ""):
		return &fault{501, "NotImplemented", true}
	case hasPrefix(h, "X-Amz-Checksum-"), hasPrefix(h, "X-Amz-Sdk-Checksum"), hasPrefix(h, "X-Amz-Website"):
		return &fault{400, "InvalidArgument", true}
	case !s.vendorHeadersSigned(h):
		return &fault{403, "SignatureDoesNotMatch", true}
	case s.vendor == "cos" && query.Has("list-type"):
		return &fault{400, "InvalidArgument", true}
	case query.Has("delete") && h.Get("Content-Md5") == "":
		return &fault{400, "MissingArgument", true}
	case h.Get("Content-Md5") != "" && h.Get("Content-Md5") != sumOf(body):
		return &fault{400, "BadDigest", false}
	}
	return nil
}

// anonymous is a bucket whose objects anybody may read but for _pub/.
func (s *Server) anonymous(r *http.Request) *fault {
	if r.Method == http.MethodGet && r.URL.Path != "/" && !strings.HasPrefix(r.URL.Path, "/_pub/") {
		return nil
	}
	return &fault{403, "AccessDenied", false}
}

func hasPrefix(h http.Header, prefix string) bool {
	for name := range h {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func (s *Server) vendorHeadersSigned(h http.Header) bool {
	for name := range h {
		name = strings.ToLower(name)
		vendor := strings.HasPrefix(name, "x-oss-") || strings.HasPrefix(name, "x-cos-")
		if vendor && (!strings.HasPrefix(name, "x-"+s.vendor) || !strings.Contains(h.Get("Authorization"), name)) {
			return false
		}
	}
	return true
}

func sumOf(body []byte) string {
	sum := md5.Sum(body)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// act does what a request asks.
func (s *Server) act(w http.ResponseWriter, r *http.Request, body []byte) *fault {
	key := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case r.Method == http.MethodPost && r.URL.Query().Has("delete"):
		return s.deleteMany(w, body)
	case r.Method == http.MethodGet && key == "" && r.URL.Query().Has("versioning"):
		status := ""
		if s.versioned {
			status = "<Status>Enabled</Status>"
		}
		fmt.Fprintf(w, "<VersioningConfiguration>%s</VersioningConfiguration>", status)
		return nil
	case r.Method == http.MethodGet && key == "":
		return s.list(w, r.URL.Query())
	case r.Method == http.MethodPut && r.Header.Get("X-Amz-Copy-Source") != "":
		return s.copy(w, r, key)
	case r.Method == http.MethodPut && key != "":
		return s.put(w, r, key, body)
	case r.Method == http.MethodGet, r.Method == http.MethodHead:
		return s.get(w, key)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return &fault{405, "MethodNotAllowed", true}
}

func (s *Server) put(w http.ResponseWriter, r *http.Request, key string, body []byte) *fault {
	if _, exists := s.objects[key]; exists && r.Header.Get("X-"+s.vendor+"-Forbid-Overwrite") == "true" && !s.versioned {
		return &fault{409, "FileAlreadyExists", false}
	}
	s.objects[key] = object{body, kept(r.Header), time.Now().UTC()}
	w.Header().Set("ETag", etag(body))
	return nil
}

// kept are the headers that are stored with an object.
func kept(h http.Header) http.Header {
	k := http.Header{"Content-Type": {"application/octet-stream"}}
	for _, name := range []string{"Content-Type", "Cache-Control", "Content-Encoding", "Content-Language", "Content-Disposition"} {
		if v := h.Get(name); v != "" {
			k.Set(name, v)
		}
	}
	return k
}

func etag(body []byte) string {
	sum := md5.Sum(body)
	return `"` + strings.ToUpper(hex.EncodeToString(sum[:])) + `"` // as OSS writes it
}

func (s *Server) get(w http.ResponseWriter, key string) *fault {
	o, exists := s.objects[key]
	if !exists {
		return &fault{404, "NoSuchKey", false}
	}
	maps.Copy(w.Header(), o.header)
	w.Header().Set("ETag", etag(o.data))
	w.Header().Set("Last-Modified", o.modified.Format(http.TimeFormat))
	w.Header().Set("Content-Length", strconv.Itoa(len(o.data)))
	w.Header().Set("X-"+s.vendor+"-Force-Download", "true")
	w.Write(o.data)
	return nil
}

func (s *Server) copy(w http.ResponseWriter, r *http.Request, key string) *fault {
	source, err := url.QueryUnescape(r.Header.Get("X-Amz-Copy-Source")) // a plus is a space to it
	o, exists := s.objects[strings.TrimPrefix(source, s.bucket+"/")]
	if err != nil || !exists {
		return &fault{404, "NoSuchKey", false}
	}
	if r.Header.Get("X-Amz-Metadata-Directive") == "REPLACE" {
		o.header = kept(r.Header)
	}
	o.modified = time.Now().UTC()
	s.objects[key] = o
	fmt.Fprintf(w, "<CopyObjectResult><ETag>%s</ETag><LastModified>%s</LastModified></CopyObjectResult>", etag(o.data), o.modified.Format(time.RFC3339))
	return nil
}

// listing is a page of a listing, of either version.
type listing struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	KeyCount              int    `xml:",omitempty"`
	Contents              []struct {
		Key, LastModified, ETag string
		Size                    int
	}
}

func (s *Server) list(w http.ResponseWriter, query url.Values) *fault {
	after := query.Get("marker")
	if token, err := hex.DecodeString(query.Get("continuation-token")); err == nil && len(token) > 0 {
		after = string(token)
	}
	l := listing{}
	for _, key := range slices.Sorted(maps.Keys(s.objects)) {
		if !strings.HasPrefix(key, query.Get("prefix")) || key <= after {
			continue
		}
		if len(l.Contents) == 1000 {
			l.IsTruncated = true
			break
		}
		o := s.objects[key]
		l.Contents = append(l.Contents, struct {
			Key, LastModified, ETag string
			Size                    int
		}{key, o.modified.Format(time.RFC3339Nano), etag(o.data), len(o.data)})
	}
	if l.IsTruncated && query.Has("list-type") {
		l.NextContinuationToken = hex.EncodeToString([]byte(l.Contents[999].Key))
	}
	if query.Has("list-type") {
		l.KeyCount = len(l.Contents)
	}
	xml.NewEncoder(w).Encode(l)
	return nil
}

func (s *Server) deleteMany(w http.ResponseWriter, body []byte) *fault {
	if s.noMulti {
		return &fault{501, "NotImplemented", false}
	}
	var asked struct {
		Object []struct{ Key string }
	}
	if err := xml.Unmarshal(body, &asked); err != nil || len(asked.Object) > 1000 {
		return &fault{400, "MalformedXML", true}
	}
	for _, o := range asked.Object {
		delete(s.objects, o.Key)
	}
	fmt.Fprint(w, "<DeleteResult></DeleteResult>")
	return nil
}
