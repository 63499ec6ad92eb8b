package watch

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// ask sends a request to a server as one that came in at an address of this computer.
func ask(s *server, at, from string, r *http.Request) *httptest.ResponseRecorder {
	here, _ := net.ResolveTCPAddr("tcp", at)
	r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, here))
	r.RemoteAddr = from
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// headers are pairs of names and values.
func request(method, target, host string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	r.Host = host
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

const (
	home  = "127.0.0.1:8321"
	local = "127.0.0.1:50000"
)

func TestGuard(t *testing.T) {
	s := shownServer(t, newFake(), false)
	for _, c := range []struct {
		name, method, target, host string
		headers                    []string
		want                       int
	}{
		{"home", "GET", "/", home, nil, 200},
		{"head", "HEAD", "/", home, nil, 200},
		{"localhost", "GET", "/", "localhost:8321", nil, 200},
		{"below localhost", "GET", "/", "site.LOCALHOST:8321", nil, 200},
		{"the whole loopback", "GET", "/", "127.8.9.1:8321", nil, 200},
		{"IPv6", "GET", "/", "[::1]:8321", nil, 200},
		{"mapped", "GET", "/", "[::ffff:127.0.0.1]:8321", nil, 200},
		{"foreign host", "GET", "/", "example.org:8321", nil, 403},
		{"rebinding", "GET", "/", "127.0.0.1.evil.example:8321", nil, 403},
		{"rebinding by nip.io", "GET", "/", "127.0.0.1.nip.io:8321", nil, 403},
		{"notlocalhost", "GET", "/", "notlocalhost:8321", nil, 403},
		{"localhost in front", "GET", "/", "localhost.evil.example:8321", nil, 403},
		{"decimal", "GET", "/", "2130706433:8321", nil, 403},
		{"network address without --lan", "GET", "/", "192.168.1.5:8321", nil, 403},
		{"any", "GET", "/", "0.0.0.0:8321", nil, 403},
		{"other port", "GET", "/", "127.0.0.1:9999", nil, 403},
		{"no port", "GET", "/", "127.0.0.1", nil, 403},
		{"no host", "GET", "/", "", nil, 403},
		{"own origin", "GET", "/", home, []string{"Origin", "http://127.0.0.1:8321"}, 200},
		{"foreign origin", "GET", "/", home, []string{"Origin", "http://evil.example"}, 403},
		{"other name of us", "GET", "/", home, []string{"Origin", "http://localhost:8321"}, 403},
		{"null origin", "GET", "/", home, []string{"Origin", "null"}, 403},
		{"secure origin", "GET", "/", home, []string{"Origin", "https://127.0.0.1:8321"}, 403},
		{"two origins", "GET", "/", home, []string{"Origin", "http://127.0.0.1:8321", "Origin", "http://evil.example"}, 403},
		{"typed", "GET", "/", home, []string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"}, 200},
		{"own script", "GET", "/_mingde/watch.js", home, []string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Dest", "script"}, 200},
		{"link on another site", "GET", "/", home, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 200},
		{"frame on another site", "GET", "/", home, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, 403},
		{"script of another site", "GET", "/data/site.json", home, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "script"}, 403},
		{"script of another port", "GET", "/", home, []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"}, 403},
		{"events of another site", "GET", "/_mingde/events", home, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"}, 403},
		{"post", "POST", "/", home, nil, 405},
		{"options", "OPTIONS", "/", home, nil, 405},
		{"climbing", "GET", "/../etc/passwd", home, nil, 400},
		{"climbing, escaped", "GET", "/..%2fetc/passwd", home, nil, 400},
		{"climbing, all escaped", "GET", "/%2e%2e/%2e%2e/etc/passwd", home, nil, 400},
		{"climbing in the middle", "GET", "/events/..%2f..%2fsite.toml", home, nil, 400},
		{"climbing below our own", "GET", "/_mingde/..%2f..%2fsite.toml", home, nil, 400},
		{"escaped twice", "GET", "/%252e%252e%252fetc/passwd", home, nil, 404},
		{"backslash", "GET", "/events%5c..%5csite.toml", home, nil, 400},
		{"NUL", "GET", "/index.html%00.jpg", home, nil, 400},
		{"no UTF-8", "GET", "/%ff", home, nil, 400},
		{"a source", "GET", "/site.toml", home, nil, 404},
		{"absolute", "GET", "/%2fetc/passwd", home, nil, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(s, home, local, request(c.method, c.target, c.host, c.headers...))
			if w.Code != c.want {
				t.Errorf("%d, want %d", w.Code, c.want)
			}
			for name, value := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "SAMEORIGIN",
				"Cross-Origin-Opener-Policy": "same-origin",
			} {
				if got := w.Header().Get(name); got != value {
					t.Errorf("%s: %q", name, got)
				}
			}
			if w.Code == 403 && strings.Contains(w.Body.String(), "<") {
				t.Errorf("a refusal tells something: %s", w.Body)
			}
		})
	}
}

func TestGuardOfNetwork(t *testing.T) {
	s := shownServer(t, newFake(), true)
	s.guard.names = []string{"office", "office.local"}
	const here, there = "192.168.1.5:8321", "192.168.1.77:40000"
	in := "/" + s.guard.token
	for _, c := range []struct {
		name, at, from, target, host string
		want                         int
	}{
		{"right token", here, there, in + "/", here, 200},
		{"right token, a page", here, there, in + "/events/", here, 200},
		{"right token, our own", here, there, in + "/_mingde/", here, 200},
		{"token without a slash", here, there, in, here, 302},
		{"no token", here, there, "/", here, 403},
		{"no token, our own", here, there, "/_mingde/watch.js", here, 403},
		{"wrong token", here, there, "/" + strings.Repeat("0", 12) + "/", here, 403},
		{"shorter", here, there, in[:8] + "/", here, 403},
		{"longer", here, there, in + "0/", here, 403},
		{"token elsewhere", here, there, "/events" + in + "/", here, 403},
		{"climbing behind the token", here, there, in + "/..%2fsite.toml", here, 400},
		{"by name", here, there, in + "/", "office:8321", 200},
		{"by local name", here, there, in + "/", "OFFICE.local:8321", 200},
		{"by another name", here, there, in + "/", "evil.example:8321", 403},
		{"address that is not ours", here, there, in + "/", "192.168.1.6:8321", 403},
		{"loopback", home, local, "/", "localhost:8321", 200},
		{"loopback with token", home, local, in + "/", "localhost:8321", 200},
		{"from here to the network address", here, "192.168.1.5:50000", "/", here, 403},
		{"loopback name from elsewhere", here, there, "/", "localhost:8321", 403},
		{"mapped", "[::ffff:192.168.1.5]:8321", "[::ffff:192.168.1.77]:1", in + "/", here, 200},
		{"mapped loopback", "[::ffff:127.0.0.1]:8321", "[::ffff:127.0.0.1]:1", "/", home, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(s, c.at, c.from, request("GET", c.target, c.host))
			if w.Code != c.want {
				t.Errorf("%d, want %d", w.Code, c.want)
			}
			if w.Code == 403 && (strings.Contains(w.Body.String(), "data") || w.Header().Get("Connection") != "close") {
				t.Errorf("%v %s", w.Header(), w.Body)
			}
		})
	}
}

// An absolute link on a page with the token leads to a page with the token; one from elsewhere does not.
func TestLinksKeepToken(t *testing.T) {
	s := shownServer(t, newFake(), true)
	const here, there = "192.168.1.5:8321", "192.168.1.77:40000"
	for from, want := range map[string]int{
		"http://192.168.1.5:8321/" + s.guard.token + "/nothing": 302,
		"http://192.168.1.6:8321/" + s.guard.token + "/nothing": 403,
		"http://192.168.1.5:8321/nothing":                       403,
		"http://192.168.1.5:8321/":                              403,
		"":                                                      403,
		"%":                                                     403,
	} {
		w := ask(s, here, there, request("GET", "/events/", here, "Referer", from))
		if w.Code != want || w.Code == 302 && w.Header().Get("Location") != "/"+s.guard.token+"/events/" {
			t.Errorf("%s: %d %v", from, w.Code, w.Header())
		}
	}
}

func TestTokensDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := newToken()
		if len(token) != 12 || strings.Trim(token, alphabet) != "" || seen[token] {
			t.Fatal(token)
		}
		seen[token] = true
	}
}

// serving starts a server on a free port of the loopback.
func serving(t *testing.T, f *fakeSite) (s *server, address string) {
	t.Helper()
	l, err := endpoint{"127.0.0.1", 0}.listen()
	if err != nil {
		t.Fatal(err)
	}
	s = shownServer(t, f, false)
	hangUp := s.start(l, func() {})
	t.Cleanup(func() {
		if err := hangUp(); err != nil {
			t.Error(err)
		}
	})
	return s, l.Addr().String()
}

// raw sends bytes over a connection and gives the status line of what comes back, "" if nothing does.
func raw(t *testing.T, address string, send func(io.Writer) error) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	go send(c)
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line)
}

func TestRawRequests(t *testing.T) {
	_, address := serving(t, newFake())
	host := "Host: " + address + "\r\n"
	for _, c := range []struct{ name, text, want string }{
		{"plain", "GET / HTTP/1.1\r\n" + host + "\r\n", "HTTP/1.1 200 OK"},
		{"bad escape", "GET /%zz HTTP/1.1\r\n" + host + "\r\n", "HTTP/1.1 400 Bad Request"},
		{"two hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", "HTTP/1.1 400 Bad Request"},
		{"no host", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request: missing required Host header"},
		{"absolute", "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n", "HTTP/1.1 403 Forbidden"},
		{"star", "GET * HTTP/1.1\r\n" + host + "\r\n", "HTTP/1.1 400 Bad Request"},
		{"proxy", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", "HTTP/1.1 405 Method Not Allowed"},
		{"a body that never comes", "GET / HTTP/1.1\r\n" + host + "Content-Length: 10\r\n\r\n", "HTTP/1.1 400 Bad Request"},
		{"large header", "GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 40<<10) + "\r\n\r\n", "HTTP/1.1 431 Request Header Fields Too Large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := raw(t, address, func(w io.Writer) error { _, err := io.WriteString(w, c.text); return err })
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// A request line of 10 MB is refused after a few kilobytes, and held in no memory.
func TestEndlessRequestLine(t *testing.T) {
	_, address := serving(t, newFake())
	part := bytes.Repeat([]byte("x"), 1<<16)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	sent := make(chan int, 1)
	raw(t, address, func(w io.Writer) error {
		n, err := io.WriteString(w, "GET /")
		for n < 10<<20 && err == nil {
			var m int
			m, err = w.Write(part)
			n += m
		}
		sent <- n
		return err
	})
	runtime.ReadMemStats(&after)
	if n := <-sent; n >= 10<<20 {
		t.Errorf("all %d bytes were taken", n)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 2<<20 {
		t.Errorf("%d bytes for one request", grown)
	}
}
