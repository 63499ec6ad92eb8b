package watch

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// guard decides which requests get in: the only place that does. What it lets through comes from this computer, or with
// the token from its network, and from nobody else's page; it asks for an address of the site and nothing else.
//
// The dangers are another site's page in the editor's browser (a script, a frame, or a name that is made to point here:
// DNS rebinding), and with --lan everybody in the network.
type guard struct {
	token string // of --lan; "" without it
	names []string
}

// refusal is why a request does not get in: a status, and the key of a sentence that tells nothing of the site.
type refusal struct {
	status int
	key    string
}

// The refusals.
var (
	badMethod   = refusal{http.StatusMethodNotAllowed, "watch.refused-method"}
	badRequest  = refusal{http.StatusBadRequest, "watch.refused-request"}
	strangeHost = refusal{http.StatusForbidden, "watch.refused-host"}
	strangePage = refusal{http.StatusForbidden, "watch.refused-origin"}
	noToken     = refusal{http.StatusForbidden, "watch.refused-token"}
	astray      = refusal{http.StatusFound, ""} // it has lost its token on the way, and gets it back
)

// admit gives the path that a request asks for, without a slash before it and without the token, or the refusal; of one that
// is astray both.
func (g *guard) admit(r *http.Request) (path string, no refusal, ok bool) {
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return "", badMethod, false
	case r.ContentLength != 0 || len(r.TransferEncoding) > 0:
		return "", badRequest, false
	case !g.ourHost(r):
		return "", strangeHost, false
	case !ownPage(r):
		return "", strangePage, false
	}
	address, plain := plainPath(r.URL.Path)
	if !plain {
		return "", badRequest, false
	}
	rest, held := g.strip(address)
	switch {
	case held || atThisComputer(r):
		return rest, refusal{}, true
	case g.linked(r):
		return address, astray, false
	}
	return "", noToken, false
}

// linked tells whether a request follows a link of a page that was served with the token. The site's 404.html has absolute
// links, which lose it.
func (g *guard) linked(r *http.Request) bool {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return false
	}
	_, held := g.strip(strings.TrimPrefix(from.Path, "/"))
	return held
}

// ourHost tells whether a request calls this server by a name that nobody else can make point here: one of the loopback,
// with --lan the very address at which the request came in, or the computer's own name; always with our port.
func (g *guard) ourHost(r *http.Request) bool {
	here, ok := localAddress(r)
	host, port := splitHost(r.Host)
	if !ok || port != strconv.Itoa(int(here.Port())) {
		return false
	}
	if loopbackName(host) {
		return true
	}
	if g.token == "" {
		return false
	}
	for _, name := range g.names {
		if strings.EqualFold(host, name) {
			return true
		}
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap() == here.Addr()
}

// ownPage tells whether a request comes from a page of this server, or from somebody who types or follows a link: no
// other site's scripts, pictures and frames.
func ownPage(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		if !strings.EqualFold(origin, "http://"+r.Host) {
			return false
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}

// plainPath gives a decoded path without the slash before it. A path that climbs, or that some system could read in
// another way than we do, is none.
func plainPath(path string) (address string, ok bool) {
	address, ok = strings.CutPrefix(path, "/")
	return address, ok && plain(address)
}

func plain(address string) bool {
	if strings.ContainsAny(address, "\\\x00") || !utf8.ValidString(address) {
		return false
	}
	for part := range strings.SplitSeq(address, "/") {
		if part == ".." {
			return false
		}
	}
	return true
}

// strip takes the token off an address, and tells whether it was there.
func (g *guard) strip(address string) (rest string, held bool) {
	first, rest, _ := strings.Cut(address, "/")
	if g.token != "" && subtle.ConstantTimeCompare([]byte(first), []byte(g.token)) == 1 {
		return rest, true
	}
	return address, false
}

// bare tells whether a path is the token without a slash, from where relative links would lead out of it.
func (g *guard) bare(path string) bool { return g.token != "" && path == "/"+g.token }

// atThisComputer tells whether whoever asks sits at this computer and says so: both ends are the loopback.
func atThisComputer(r *http.Request) bool {
	host, _ := splitHost(r.Host)
	return fromLoopback(r.RemoteAddr) && loopbackName(host)
}

func fromLoopback(address string) bool {
	from, err := netip.ParseAddrPort(address)
	return err == nil && from.Addr().Unmap().IsLoopback()
}

// loopbackName tells whether a host is one that never leaves this computer: RFC 6761, 6.3, and the loopback addresses.
func loopbackName(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// splitHost takes a Host header apart; without a port it is that of http.
func splitHost(value string) (host, port string) {
	if host, port, err := net.SplitHostPort(value); err == nil {
		return host, port
	}
	return strings.TrimSuffix(strings.TrimPrefix(value, "["), "]"), "80"
}

// localAddress is the address of this computer at which a request came in.
func localAddress(r *http.Request) (netip.AddrPort, bool) {
	a, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}, false
	}
	ip := a.AddrPort().Addr().Unmap().WithZone("")
	return netip.AddrPortFrom(ip, a.AddrPort().Port()), true
}

// alphabet is that of Crockford's base 32: no letter looks like a digit.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// newToken makes a word of 60 random bits.
func newToken() string {
	var seed [8]byte
	rand.Read(seed[:]) // never fails
	bits := binary.LittleEndian.Uint64(seed[:])
	token := make([]byte, 12)
	for i := range token {
		token[i] = alphabet[bits>>(5*i)&31]
	}
	return string(token)
}

// secure puts on every answer what keeps other sites' pages from using it, whatever the browser.
func secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Frame-Options", "SAMEORIGIN")
}

// lastWords is how long a refused request may go on sending what nobody reads.
const lastWords = time.Second

// turnAway answers a refused request with one plain sentence, and hangs up.
func (s *server) turnAway(w http.ResponseWriter, r *http.Request, no refusal) {
	if r.ContentLength != 0 {
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(lastWords))
	}
	h := w.Header()
	h.Set("Connection", "close")
	if no == badMethod {
		h.Set("Allow", "GET, HEAD")
	}
	write(w, r, answer{status: no.status, kind: "text/plain; charset=utf-8", data: []byte(s.say.Words(no.key, nil) + "\n")})
}

// base is the way from an address as it was asked for to the root of the server: "../../" from "events/2026/x.html".
func base(address string) string { return strings.Repeat("../", strings.Count(address, "/")) }

// escaped writes a relative address into a header.
func escaped(address string) string { return (&url.URL{Path: address}).String() }
