package s3_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
	"mingde/internal/publish/store"
)

// faulty gives a new bucket behind a proxy that passes everything on until faults are injected.
func faulty(t *testing.T, server *s3server.Server, change func(*s3.Config)) (*s3.Store, *faultproxy.Proxy) {
	t.Helper()
	proxy, err := faultproxy.Start(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	c := config(t, server, proxy.URL())
	if change != nil {
		change(&c)
	}
	return open(t, c), proxy
}

var html = store.Header{ContentType: "text/html; charset=utf-8", CacheControl: "no-cache"}

func body(text string) store.Body { return store.Bytes([]byte(text)) }

// counted compares the requests since the last call with the wanted ones, as "PUT 2 GET 1" in the order of the alphabet.
func counted(t *testing.T, p *faultproxy.Proxy, want string) {
	t.Helper()
	var got []string
	for kind, n := range p.Counts().ByKind {
		got = append(got, fmt.Sprintf("%s %d", kind, n))
	}
	slices.Sort(got)
	if text := strings.Join(got, " "); text != want {
		t.Errorf("requests: %q, want %q", text, want)
	}
}

// holds checks what is stored, past the proxy.
func holds(t *testing.T, s *s3.Store, key, want string) {
	t.Helper()
	if data, _, err := s.Get(t.Context(), key); err != nil || string(data) != want {
		t.Errorf("%s holds %.20q (%d bytes), %v", key, data, len(data), err)
	}
}

// TestFaults is one server with a bucket for each case.
func TestFaults(t *testing.T) {
	server := s3server.Versitygw(t)
	for name, run := range map[string]func(*testing.T, *s3server.Server){
		"requests":          testRequests,
		"busy":              testBusy,
		"busy for ever":     testBusyForEver,
		"retry after":       testRetryAfter,
		"reset":             testReset,
		"lost reply":        testLostReply,
		"lost create":       testLostCreate,
		"create, then lost": testLostToAnother,
		"no permit":         testPermit,
		"stall":             testStall,
		"slow but moving":   testSlow,
		"held on the way":   testHeld,
		"denied":            testDenied,
		"denied deletes":    testDeniedDeletes,
		"deletes by key":    testDeleteErrors,
		"listings":          testListings,
		"clock":             testClock,
		"expired":           testExpired,
		"hurt on the way":   testHurt,
		"no bucket":         testNoBucket,
		"answers":           testAnswers,
		"no server":         testNoServer,
		"probe":             testProbe,
		"website":           testWebsite,
		"prefix":            testPrefix,
		"time":              testTime,
		"no right":          testNoRight,
		"versions":          testVersions,
		"no versions":       testNoVersions,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, server)
		})
	}
}

// Each act costs what it must, and every request has the headers that it must have.
func testRequests(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	ctx := t.Context()
	check := func(what string, err error, want string) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		counted(t, proxy, want)
	}
	check("put", s.Put(ctx, "a b", body("body"), html), "PUT 1")
	check("create", s.Create(ctx, "log", body("mine"), html), "PUT 1")
	check("copy", s.Copy(ctx, "a b", "c", html), "COPY 1")
	_, _, err := s.Get(ctx, "a b")
	check("get", err, "GET 1")
	_, err = s.Head(ctx, "a b")
	check("head", err, "HEAD 1")
	for _, err := range s.List(ctx, "") {
		check("list", err, "LIST 1")
		break
	}
	_, err = s.Delete(ctx, []string{"c", "d"})
	check("delete", err, "DELETE-MULTI 1")
	requests := proxy.Requests()
	put, create, multi := requests[0], requests[1], requests[6]
	for _, r := range requests {
		for name := range r.Header {
			if strings.HasPrefix(name, "X-Amz-Checksum") || strings.HasPrefix(name, "X-Amz-Sdk-Checksum") || name == "X-Amz-Trailer" || name == "Expect" {
				t.Errorf("%s has %s", r.Method, name)
			}
		}
		if encoding := r.Header.Get("Content-Encoding"); encoding != "" {
			t.Errorf("%s is encoded as %s", r.Method, encoding)
		}
	}
	if put.Header.Get("Content-Md5") != "hBotaJrYa9FhFEdFPCLG/A==" || put.Length != 4 || put.Path[strings.LastIndex(put.Path, "/"):] != "/a%20b" || put.Header.Get("If-None-Match") != "" {
		t.Errorf("put: %+v", put)
	}
	if create.Header.Get("If-None-Match") != "*" || !strings.Contains(create.Header.Get("Authorization"), "if-none-match") {
		t.Errorf("create: %+v", create)
	}
	if multi.Header.Get("Content-Md5") == "" {
		t.Errorf("multi-delete: %+v", multi)
	}
	if _, err := s.Head(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	counted(t, proxy, "HEAD 1")
	if err := s.Create(ctx, "log", body("yours"), html); !errors.Is(err, store.ErrExists) {
		t.Error(err)
	}
	counted(t, proxy, "PUT 1")
}

// A burst of 503 makes requests fewer at a time, and costs nothing else.
func testBusy(t *testing.T, server *s3server.Server) {
	var waits atomic.Int64
	s, proxy := faulty(t, server, func(c *s3.Config) {
		c.Limiter = s3.NewLimiter(16)
		c.Retrying = func(err error, wait time.Duration) {
			if wait <= 0 || !strings.Contains(err.Error(), "/page-") || !strings.Contains(err.Error(), "SlowDown") {
				t.Errorf("%v, %v", err, wait)
			}
			waits.Add(1)
		}
	})
	proxy.Inject(faultproxy.Fault{Nth: 5, Times: 20, Do: faultproxy.Answer(503, "SlowDown")})
	var putting sync.WaitGroup
	for i := range 40 {
		putting.Go(func() {
			if err := s.Put(t.Context(), fmt.Sprintf("page-%d", i), body("x"), html); err != nil {
				t.Error(err)
			}
		})
	}
	putting.Wait()
	counted(t, proxy, "PUT 60")
	if waits.Load() != 20 {
		t.Errorf("%d waits", waits.Load())
	}
	if width := s.Limiter().Width(); width >= 16 || width < 1 {
		t.Errorf("the width is %d", width)
	}
}

func testBusyForEver(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Retries.Attempts, c.Retries.Budget = 4, 10 })
	proxy.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Answer(503, "SlowDown")})
	err := s.Put(t.Context(), "page", body("x"), html)
	if err == nil || !strings.Contains(err.Error(), "/page: the server is busy: publish again later (503 SlowDown: fault SlowDown), 4 times") {
		t.Error(err)
	}
	counted(t, proxy, "PUT 4")
	for range 5 {
		err = s.Put(t.Context(), "page", body("x"), html)
	}
	if err == nil || !strings.HasSuffix(err.Error(), ", 1 times") {
		t.Errorf("without a budget: %v", err)
	}
	if n := proxy.Counts().Total; n != 5+7 {
		t.Errorf("%d requests, want one each and the 7 retries that were left", n)
	}
	proxy.Heal()
	if err := s.Put(t.Context(), "page", body("x"), html); err != nil {
		t.Error(err)
	}
	if width := s.Limiter().Width(); width > 2 {
		t.Errorf("the width is %d", width)
	}
}

func testRetryAfter(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	proxy.Inject(faultproxy.Fault{Do: faultproxy.Answer(503, "SlowDown", "Retry-After", "1")})
	began := time.Now()
	if err := s.Put(t.Context(), "a", body("x"), html); err != nil || time.Since(began) < time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	proxy.Inject(faultproxy.Fault{Do: faultproxy.Answer(503, "SlowDown", "Retry-After", "3600")})
	if err := s.Put(t.Context(), "a", body("x"), html); err == nil || !strings.Contains(err.Error(), "busy") {
		t.Error(err)
	}
	counted(t, proxy, "PUT 3")
}

func testReset(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	large := strings.Repeat("0123456789", 400_000)
	proxy.Inject(faultproxy.Fault{Times: 2, Do: faultproxy.CutUpload(1 << 20)})
	if err := s.Put(t.Context(), "large", body(large), html); err != nil {
		t.Error(err)
	}
	counted(t, proxy, "PUT 3")
	holds(t, s, "large", large)
	proxy.Inject(faultproxy.Fault{Kind: "GET", Do: faultproxy.StallReply(1000)})
	proxy.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Cut()})
	if err := s.Put(t.Context(), "large", body("new"), html); err == nil || !strings.Contains(err.Error(), "no answer from 127.0.0.1") {
		t.Error(err)
	}
	proxy.Heal()
	holds(t, s, "large", large)
}

func testLostReply(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	proxy.Inject(faultproxy.Fault{Do: faultproxy.Lose()})
	if err := s.Put(t.Context(), "a", body("x"), html); err != nil {
		t.Error(err)
	}
	counted(t, proxy, "PUT 2")
	proxy.Inject(faultproxy.Fault{Kind: "COPY", Do: faultproxy.Lose()})
	if err := s.Copy(t.Context(), "a", "b", html); err != nil {
		t.Error(err)
	}
	proxy.Inject(faultproxy.Fault{Kind: "DELETE-MULTI", Do: faultproxy.Lose()})
	if refused, err := s.Delete(t.Context(), []string{"a"}); err != nil || len(refused) > 0 {
		t.Error(refused, err)
	}
	holds(t, s, "b", "x")
}

// The reply to a creation is lost: what is there is ours, and that is told by its bytes.
func testLostCreate(t *testing.T, server *s3server.Server) {
	for _, do := range []faultproxy.Action{faultproxy.Lose(), faultproxy.After(func() {}),
		func(x *faultproxy.Exchange) { x.Forward(); faultproxy.Answer(500, "InternalError")(x) }} {
		s, proxy := faulty(t, server, nil)
		proxy.Inject(faultproxy.Fault{Do: do})
		if err := s.Create(t.Context(), "log", body("mine"), html); err != nil {
			t.Error(err)
		}
		counted(t, proxy, "GET 1 PUT 2")
		holds(t, s, "log", "mine")
	}
}

// The first attempt is lost before it arrives, and somebody else is quicker than the second.
func testLostToAnother(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	proxy.Inject(faultproxy.Fault{Do: faultproxy.Cut()})
	other := make(chan error, 1)
	proxy.Inject(faultproxy.Fault{Kind: "PUT", Nth: 2, Do: faultproxy.Meanwhile(func() {
		go func() { other <- s.Create(t.Context(), "log", body("their"), html) }()
		if err := <-other; err != nil {
			t.Error(err)
		}
	})})
	if err := s.Create(t.Context(), "log", body("mine"), html); !errors.Is(err, store.ErrExists) {
		t.Errorf("%v", err)
	}
	holds(t, s, "log", "their")
}

func testStall(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Stall, c.Retries.Attempts = 3*time.Second, 2 })
	large := strings.Repeat("0123456789", 400_000)
	proxy.Inject(faultproxy.Fault{Do: faultproxy.Stall(1 << 20)})
	if err := s.Put(t.Context(), "large", body(large), html); err != nil {
		t.Error(err)
	}
	counted(t, proxy, "PUT 2")
	proxy.Inject(faultproxy.Fault{Kind: "GET", Do: faultproxy.StallReply(1 << 20)})
	holds(t, s, "large", large)
	counted(t, proxy, "GET 2")
	proxy.Inject(faultproxy.Fault{Kind: "HEAD", Times: -1, Do: faultproxy.Stall(0)})
	began := time.Now()
	if _, err := s.Head(t.Context(), "large"); err == nil || !strings.Contains(err.Error(), "the connection stands still") || time.Since(began) > 20*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := s.Head(ctx, "large"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled meanwhile: %v", err)
	}
}

// What was sent lies in a buffer on the way for longer than nothing may move at the end of a small request, and arrives.
func testHeld(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Stall, c.Retries.Attempts = 2*time.Second, 1 })
	proxy.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Meanwhile(func() { time.Sleep(2600 * time.Millisecond) })})
	if err := s.Put(t.Context(), "large", body(strings.Repeat("0123456789", 100_000)), html); err != nil {
		t.Error(err)
	}
	if err := s.Put(t.Context(), "small", body("x"), html); err == nil || !strings.Contains(err.Error(), "the connection stands still") {
		t.Error(err)
	}
}

// slowReader gives a little at a time.
type slowReader struct {
	io.ReadSeekCloser
	wait time.Duration
}

func (r *slowReader) Read(p []byte) (int, error) {
	time.Sleep(r.wait)
	return r.ReadSeekCloser.Read(p[:min(len(p), 100)])
}

// What takes much longer than the limit for standing still, but moves, is no failure.
func testSlow(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Stall, c.Retries.Attempts = 2*time.Second, 1 })
	text := strings.Repeat("x", 4000)
	b := body(text)
	inner, opened := b.Open, 0
	b.Open = func() (io.ReadSeekCloser, error) {
		opened++
		r, err := inner()
		return &slowReader{r, 80 * time.Millisecond}, err
	}
	began := time.Now()
	if err := s.Put(t.Context(), "slow", b, html); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took < 3*time.Second || opened != 1 {
		t.Errorf("took %v, opened %d times", took, opened)
	}
	counted(t, proxy, "PUT 1")
}

func testDenied(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	proxy.Inject(faultproxy.Fault{Kind: "PUT", Do: faultproxy.Answer(403, "AccessDenied")})
	err := s.Put(t.Context(), "a/page.html", body("x"), html)
	if !errors.Is(err, store.ErrDenied) {
		t.Fatal(err)
	}
	for _, part := range []string{"minio://b-", "/a/page.html: access denied (403 AccessDenied: fault AccessDenied): allow te**** (test) s3:PutObject on b-"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v lacks %q", err, part)
		}
	}
	counted(t, proxy, "PUT 1")
	proxy.Inject(faultproxy.Fault{Kind: "LIST", Do: faultproxy.Answer(403, "AccessDenied")})
	for _, err := range s.List(t.Context(), "_pub/log/") {
		if !errors.Is(err, store.ErrDenied) || !strings.Contains(err.Error(), "s3:ListBucket on b-") {
			t.Error(err)
		}
	}
	proxy.Inject(faultproxy.Fault{Kind: "HEAD", Do: faultproxy.Answer(403, "AccessDenied")})
	if _, err := s.Head(t.Context(), "a"); !errors.Is(err, store.ErrDenied) {
		t.Error(err)
	}
	wrong := config(t, server, server.URL)
	for id, want := range map[string]string{"test": "the secret does not belong to the key te****", "nobody": "the server does not know the key nob****"} {
		wrong.Credentials = func() (s3.Credentials, error) { return s3.NewCredentials(id, "not-the-secret", "", "test"), nil }
		if err := open(t, wrong).Put(t.Context(), "a", body("x"), html); !errors.Is(err, store.ErrDenied) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "not-the-secret") {
			t.Error(err)
		}
	}
}

// Nobody may delete: all are refused, after one request for all and one for the first.
func testDeniedDeletes(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	if err := s.Put(t.Context(), "a", body("x"), html); err != nil {
		t.Fatal(err)
	}
	proxy.Inject(faultproxy.Fault{Match: "^(DELETE|POST)", Times: -1, Do: faultproxy.Answer(403, "AccessDenied")})
	proxy.Counts()
	refused, err := s.Delete(t.Context(), []string{"a", "b", "c"})
	if err != nil || len(refused) != 3 || !errors.Is(refused[2].Err, store.ErrDenied) || refused[2].Key != "c" {
		t.Errorf("%v, %v", refused, err)
	}
	counted(t, proxy, "DELETE 1 DELETE-MULTI 1")
	proxy.Heal()
	proxy.Inject(faultproxy.Fault{Match: "^POST", Times: -1, Do: faultproxy.Answer(403, "AccessDenied")})
	if refused, err := s.Delete(t.Context(), []string{"a", "b", "c"}); err != nil || len(refused) > 0 {
		t.Errorf("%v, %v", refused, err)
	}
	counted(t, proxy, "DELETE 3 DELETE-MULTI 1")
}

// errorsFor makes the server say of keys that they could not be deleted.
func errorsFor(code string, keys ...string) faultproxy.Action {
	return faultproxy.Rewrite(func([]byte) []byte {
		var b bytes.Buffer
		b.WriteString("<DeleteResult>")
		for _, key := range keys {
			fmt.Fprintf(&b, "<Error><Key>%s</Key><Code>%s</Code><Message>no</Message></Error>", key, code)
		}
		b.WriteString("</DeleteResult>")
		return b.Bytes()
	})
}

func testDeleteErrors(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Prefix = "site" })
	proxy.Inject(faultproxy.Fault{Do: errorsFor("AccessDenied", "site/b")})
	refused, err := s.Delete(t.Context(), []string{"a", "b", "c"})
	if err != nil || len(refused) != 1 || refused[0].Key != "b" || !errors.Is(refused[0].Err, store.ErrDenied) || !strings.Contains(refused[0].Err.Error(), "s3:DeleteObject") {
		t.Errorf("%v, %v", refused, err)
	}
	counted(t, proxy, "DELETE-MULTI 1")
	proxy.Inject(faultproxy.Fault{Do: errorsFor("SlowDown", "site/b", "site/c")})
	proxy.Inject(faultproxy.Fault{Nth: 2, Do: errorsFor("InternalError", "site/c")})
	if refused, err := s.Delete(t.Context(), []string{"a", "b", "c"}); err != nil || len(refused) > 0 {
		t.Errorf("%v, %v", refused, err)
	}
	if requests := proxy.Requests()[1:]; len(requests) != 3 || requests[0].Length <= requests[1].Length || requests[1].Length <= requests[2].Length {
		t.Errorf("what is done is asked for again")
	}
	proxy.Inject(faultproxy.Fault{Times: -1, Do: errorsFor("InternalError", "site/c")})
	if refused, err := s.Delete(t.Context(), []string{"a", "c"}); err != nil || len(refused) != 1 || refused[0].Key != "c" {
		t.Errorf("%v, %v", refused, err)
	}
	proxy.Heal()
	proxy.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Answer(500, "InternalError")})
	if _, err := s.Delete(t.Context(), []string{"a", "c"}); err == nil {
		t.Error("nothing was answered, and no error is given")
	}
}

// A listing that is incomplete is an error, however it is incomplete, and never a shorter listing.
func testListings(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	const total = 1005
	var putting sync.WaitGroup
	for i := range total {
		putting.Go(func() {
			if err := s.Put(t.Context(), fmt.Sprintf("k%04d", i), body(""), html); err != nil {
				t.Error(err)
			}
		})
	}
	putting.Wait()
	var first []byte
	keep := faultproxy.Rewrite(func(body []byte) []byte {
		first = body
		return body
	})
	count := func() (n int, err error) {
		for _, err := range s.List(t.Context(), "k") {
			if err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}
	proxy.Inject(faultproxy.Fault{Kind: "LIST", Do: keep})
	if n, err := count(); n != total || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	for name, c := range map[string]struct {
		fault faultproxy.Fault
		want  string // of the error; "" for none
	}{
		"500 on the second page":    {faultproxy.Fault{Nth: 2, Do: faultproxy.Answer(500, "InternalError")}, ""},
		"cut off in the middle":     {faultproxy.Fault{Nth: 2, Do: faultproxy.Rewrite(func(b []byte) []byte { return b[:len(b)/2] })}, ""},
		"500 for ever":              {faultproxy.Fault{Nth: 2, Times: -1, Do: faultproxy.Answer(500, "InternalError")}, "500 InternalError"},
		"cut off for ever":          {faultproxy.Fault{Nth: 2, Times: -1, Do: faultproxy.Rewrite(func(b []byte) []byte { return b[:len(b)/2] })}, "the answer cannot be read"},
		"no token":                  {faultproxy.Fault{Do: faultproxy.Replace("NextContinuationToken", "Nothing")}, "does not say where it goes on"},
		"the first page once more":  {faultproxy.Fault{Nth: 2, Do: faultproxy.Rewrite(func([]byte) []byte { return first })}, "comes after"},
		"fewer than said":           {faultproxy.Fault{Do: faultproxy.Rewrite(withoutOne)}, "has 999 objects and says 1000"},
		"not what was asked for":    {faultproxy.Fault{Do: faultproxy.Replace("<Key>k0500", "<Key>x0500")}, "was not asked for"},
		"the first page repeatedly": {faultproxy.Fault{Times: -1, Do: faultproxy.Rewrite(func([]byte) []byte { return first })}, "comes after"},
	} {
		proxy.Inject(faultproxy.Fault{Kind: "LIST", Match: c.fault.Match, Nth: c.fault.Nth, Times: c.fault.Times, Do: c.fault.Do})
		n, err := count()
		switch {
		case c.want == "" && (n != total || err != nil):
			t.Errorf("%s: %d, %v", name, n, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %d, %v", name, n, err)
		}
		proxy.Heal()
	}
}

// withoutOne takes one object out of a page.
func withoutOne(page []byte) []byte {
	from := bytes.Index(page, []byte("<Contents>"))
	to := bytes.Index(page, []byte("</Contents>")) + len("</Contents>")
	return slices.Concat(page[:from], page[to:])
}

// The clock of this computer is an hour wrong: the server says so, and what it says is the time from then on.
func testClock(t *testing.T, server *s3server.Server) {
	for _, wrong := range []time.Duration{time.Hour, -time.Hour} {
		s, proxy := faulty(t, server, func(c *s3.Config) { c.Now = func() time.Time { return time.Now().Add(wrong) } })
		if err := s.Put(t.Context(), "a", body("x"), html); err != nil {
			t.Errorf("%v: %v", wrong, err)
		}
		counted(t, proxy, "PUT 2")
		if err := s.Put(t.Context(), "b", body("x"), html); err != nil {
			t.Error(err)
		}
		counted(t, proxy, "PUT 1")
	}
	s, proxy := faulty(t, server, nil)
	proxy.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Answer(403, "RequestTimeTooSkewed", "Date", time.Now().UTC().Format(http.TimeFormat))})
	err := s.Put(t.Context(), "a", body("x"), html)
	if !errors.Is(err, store.ErrClock) || !strings.Contains(err.Error(), "the clock of this computer is wrong") {
		t.Error(err)
	}
	counted(t, proxy, "PUT 2")
}

// Temporary credentials end while they are used: new ones are asked for once.
func testExpired(t *testing.T, server *s3server.Server) {
	asked := 0
	fresh := false
	s, proxy := faulty(t, server, func(c *s3.Config) {
		c.Credentials = func() (s3.Credentials, error) {
			asked++
			if fresh {
				return s3.NewCredentials(server.ID, server.Secret, "", "new"), nil
			}
			return s3.NewCredentials("old-key", "old-secret", "", "old"), nil
		}
	})
	proxy.Inject(faultproxy.Fault{Times: 2, Do: faultproxy.Answer(400, "ExpiredToken")})
	if err := s.Put(t.Context(), "a", body("x"), html); !errors.Is(err, store.ErrDenied) || !strings.Contains(err.Error(), "have expired: get new ones") {
		t.Error(err)
	}
	fresh = true
	if err := s.Put(t.Context(), "a", body("x"), html); err != nil {
		t.Error(err)
	}
	counted(t, proxy, "PUT 3")
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

// The body is what it shall be, and still the server finds it is not: something on the way has hurt it, perhaps only once.
func testHurt(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	proxy.Inject(faultproxy.Fault{Do: faultproxy.Answer(400, "BadDigest")})
	if err := s.Put(t.Context(), "a", body("x"), html); err != nil {
		t.Error(err)
	}
	proxy.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Answer(400, "BadDigest")})
	if err := s.Put(t.Context(), "a", body("y"), html); err == nil || !strings.Contains(err.Error(), "something on the way changes it") {
		t.Error(err)
	}
}

func testNoBucket(t *testing.T, server *s3server.Server) {
	c := config(t, server, server.URL)
	c.Bucket = "nothing-of-that-name"
	s := open(t, c)
	_, _, err := s.Get(t.Context(), "a")
	if err == nil || errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), "there is no bucket nothing-of-that-name at 127.0.0.1") {
		t.Error(err)
	}
	for _, err := range s.List(t.Context(), "") {
		if err == nil || !strings.Contains(err.Error(), "there is no bucket") {
			t.Error(err)
		}
	}
}

// What servers answer, what it means to a publisher, and what its reader is told to do.
func testAnswers(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Retries.Attempts = 2 })
	for _, c := range []struct {
		status int
		code   string
		header []string
		kind   error
		want   string
	}{
		{301, "PermanentRedirect", []string{"X-Amz-Bucket-Region", "eu-west-1"}, nil, "its region is eu-west-1: mend region and endpoint"},
		{307, "TemporaryRedirect", []string{"Location", "http://127.0.0.1:1/"}, nil, "mend region and endpoint"},
		{400, "AuthorizationHeaderMalformed", nil, nil, "mend region and endpoint"},
		{400, "EntityTooLarge", nil, nil, "the server answers 400 EntityTooLarge"},
		{400, "KeyTooLongError", nil, store.ErrKey, "not a key that can be used"},
		{409, "ObjectParentIsFile", nil, store.ErrKey, "a file and a folder cannot have one name"},
		{409, "FileAlreadyExists", nil, store.ErrExists, "the object exists already"},
		{412, "PreconditionFailed", nil, store.ErrExists, "the object exists already"},
		{409, "OperationAborted", nil, nil, "the server answers 409 OperationAborted: fault OperationAborted, 2 times"},
		{403, "AccessDenied", nil, store.ErrDenied, "s3:PutObject"},
		{401, "Unauthorized", nil, store.ErrDenied, "s3:PutObject"},
		{501, "NotImplemented", nil, nil, "is that what it is?"},
		{500, "InternalError", nil, nil, ", 2 times"},
		{429, "TooManyRequests", nil, nil, "the server is busy: publish again later"},
		{507, "XMinioStorageFull", nil, nil, "507 XMinioStorageFull"},
	} {
		proxy.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Answer(c.status, c.code, c.header...)})
		err := s.Put(t.Context(), "文/page.html", body("x"), html)
		if err == nil || !strings.Contains(err.Error(), c.want) || c.kind != nil && !errors.Is(err, c.kind) || !strings.Contains(err.Error(), "/文/page.html: ") {
			t.Errorf("%d %s: %v", c.status, c.code, err)
		}
		for _, kind := range []error{store.ErrNotFound, store.ErrExists, store.ErrDenied, store.ErrKey, store.ErrClock, store.ErrChanged} {
			if errors.Is(err, kind) && kind != c.kind {
				t.Errorf("%d %s is taken for %v", c.status, c.code, kind)
			}
		}
		proxy.Heal()
	}
}

func testNoServer(t *testing.T, server *s3server.Server) {
	c := config(t, server, "http://127.0.0.1:1")
	c.Retries.Attempts = 3
	if err := open(t, c).Put(t.Context(), "a", body("x"), html); err == nil || !strings.Contains(err.Error(), "no answer from 127.0.0.1:1: dial tcp") || !strings.Contains(err.Error(), ", 3 times") {
		t.Error(err)
	}
	c.Endpoint = "http://nothing.invalid"
	if err := open(t, c).Put(t.Context(), "a", body("x"), html); err == nil || !strings.Contains(err.Error(), "there is no host nothing.invalid") {
		t.Error(err)
	}
}

func testProbe(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Prefix = "/site/2026/" })
	got, err := s.Probe(t.Context())
	if want := (store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Redirects: true, Delete: true, MultiDelete: true}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	counted(t, proxy, "DELETE-MULTI 1 HEAD 1 PUT 3")
	for o := range s.List(t.Context(), "") {
		t.Errorf("left: %s", o.Key)
	}
	var _ store.Prober = s
}

// Headers as a browser gets them.
func testWebsite(t *testing.T, server *s3server.Server) {
	c := config(t, server, server.URL)
	s := open(t, c)
	setPolicy(t, server, c.Bucket, `{"Version": "2012-10-17", "Statement": [`+public+`]}`)
	for key, h := range map[string]store.Header{
		"活动/index.html":   {ContentType: "text/html; charset=utf-8", CacheControl: "public, max-age=0, must-revalidate"},
		"app.0123abcd.js": {ContentType: "text/javascript; charset=utf-8", CacheControl: "public, max-age=31536000, immutable"},
		"data.json":       {ContentType: "application/json", ContentEncoding: "gzip", CacheControl: "max-age=600"},
	} {
		if err := s.Put(t.Context(), key, body(key), h); err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/"+c.Bucket+"/"+key, nil)
		if err != nil {
			t.Fatal(err)
		}
		reply, err := (&http.Transport{DisableCompression: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(reply.Body)
		reply.Body.Close()
		got := store.Header{ContentType: reply.Header.Get("Content-Type"), CacheControl: reply.Header.Get("Cache-Control"), ContentEncoding: reply.Header.Get("Content-Encoding")}
		if string(data) != key || err != nil || got != h || reply.Header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %d %q %+v, %v", key, reply.StatusCode, data, reply.Header, err)
		}
	}
	got, err := s.Anonymous(t.Context(), "活动/index.html")
	if want := (s3.Exposure{Read: true, Control: false}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Anonymous(t.Context(), "none"); err != nil || got.Read {
		t.Errorf("%+v, %v", got, err)
	}
}

func testPrefix(t *testing.T, server *s3server.Server) {
	c := config(t, server, server.URL)
	all := open(t, c)
	c.Prefix = "/a/文 件/"
	s := open(t, c)
	for _, err := range []error{
		all.Put(t.Context(), "a/文 件2/x", body("theirs"), html), all.Put(t.Context(), "b", body("theirs"), html),
		s.Put(t.Context(), "x", body("ours"), html), s.Create(t.Context(), "y/z", body("ours"), html), s.Copy(t.Context(), "x", "c", html),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for o, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, o.Key)
	}
	if !slices.Equal(got, []string{"c", "x", "y/z"}) {
		t.Errorf("%q", got)
	}
	if refused, err := s.Delete(t.Context(), append(got, "b", "../b2")); err == nil {
		t.Errorf("a key that leaves the prefix: %v, %v", refused, err)
	}
	if refused, err := s.Delete(t.Context(), append(got, "b")); err != nil || len(refused) > 0 {
		t.Errorf("%v, %v", refused, err)
	}
	holds(t, all, "b", "theirs")
	holds(t, all, "a/文 件2/x", "theirs")
}

// The way to the server takes 40 ms: 32 requests at a time hide it.
func testTime(t *testing.T, server *s3server.Server) {
	const files, latency = 640, 40 * time.Millisecond
	s, proxy := faulty(t, server, nil)
	proxy.SetLatency(latency)
	began := time.Now()
	var putting sync.WaitGroup
	for i := range files {
		putting.Go(func() {
			if err := s.Put(t.Context(), fmt.Sprint(i), body("x"), html); err != nil {
				t.Error(err)
			}
		})
	}
	putting.Wait()
	floor := files / 32 * latency
	t.Logf("%d files in %v, the floor is %v", files, time.Since(began), floor)
	if took := time.Since(began); took > 10*floor {
		t.Errorf("took %v, more than ten times the floor of %v", took, floor)
	}
	counted(t, proxy, fmt.Sprintf("PUT %d", files))
}

// Who may not write any more when a request is about to go out does not write: nothing reaches the server, or nothing whole.
func testPermit(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, func(c *s3.Config) { c.Retries.Attempts = 2 })
	if err := s.Put(t.Context(), "a", body("old"), html); err != nil {
		t.Fatal(err)
	}
	proxy.Requests()
	late := errors.New("too late")
	for name, request := range map[string]func(context.Context) error{
		"put":    func(ctx context.Context) error { return s.Put(ctx, "a", body("new"), html) },
		"large":  func(ctx context.Context) error { return s.Put(ctx, "a", body(strings.Repeat("new", 1<<18)), html) },
		"create": func(ctx context.Context) error { return s.Create(ctx, "b", body("new"), html) },
		"copy":   func(ctx context.Context) error { return s.Copy(ctx, "a", "b", html) },
		"delete": func(ctx context.Context) error { _, err := s.Delete(ctx, []string{"a"}); return err },
		"many":   func(ctx context.Context) error { _, err := s.Delete(ctx, []string{"a", "b"}); return err },
	} {
		bodies := map[string]int64{"copy": 1, "large": 4}
		for granted := range cmp.Or(bodies[name], 2) {
			ctx, cancel := context.WithCancelCause(t.Context())
			var asked atomic.Int64
			err := request(store.WithPermit(ctx, func() error {
				if asked.Add(1) <= granted {
					return nil
				}
				cancel(late)
				return late
			}))
			cancel(nil)
			if err == nil {
				t.Errorf("%s, permitted %d times: done", name, granted)
			}
			holds(t, s, "a", "old")
			if _, err := s.Head(t.Context(), "b"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s, permitted %d times: b: %v", name, granted, err)
			}
			writes := 0
			for _, r := range proxy.Requests() {
				if r.Method != "GET" && r.Method != "HEAD" {
					writes++
				}
			}
			if writes > 0 && granted == 0 { // else the proxy may have seen a beginning, which the server never does
				t.Errorf("%s: %d requests", name, writes)
			}
		}
	}
}
