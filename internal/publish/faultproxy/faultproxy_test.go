package faultproxy_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mingde/internal/publish/faultproxy"
)

// start runs a proxy before a server that counts and echoes.
func start(t *testing.T) (*faultproxy.Proxy, *atomic.Int64) {
	t.Helper()
	var served atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		body, err := io.ReadAll(r.Body)
		if err == nil {
			w.Header().Set("Seen-Host", r.Host)
			w.Write(append(body, " from "+r.URL.EscapedPath()...))
		}
	}))
	t.Cleanup(server.Close)
	p, err := faultproxy.Start(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p, &served
}

// send makes one request; the reply is "" if there was none.
func send(ctx context.Context, method, url, body string) (int, string) {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return 0, ""
	}
	if strings.Contains(url, "copy") {
		r.Header.Set("X-Amz-Copy-Source", "b/k")
	}
	reply, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		return 0, ""
	}
	defer reply.Body.Close()
	got, err := io.ReadAll(reply.Body)
	if err != nil {
		return reply.StatusCode, ""
	}
	return reply.StatusCode, string(got)
}

func TestCounts(t *testing.T) {
	p, _ := start(t)
	for _, r := range [][2]string{
		{"GET", "/b?list-type=2&prefix=x"}, {"GET", "/b/?max-keys=1"}, {"POST", "/b?delete="}, {"PUT", "/b/k%2Bk"}, {"PUT", "/b/copy"},
		{"GET", "/b/k"}, {"HEAD", "/b/k"}, {"PUT", "/b"}, {"GET", "/b?versioning"},
	} {
		if status, _ := send(t.Context(), r[0], p.URL()+r[1], "12345"); status != 200 {
			t.Errorf("%v: %d", r, status)
		}
	}
	counts := p.Counts()
	want := map[string]int{"LIST": 2, "DELETE-MULTI": 1, "PUT": 1, "COPY": 1, "GET": 1, "HEAD": 1, "PUT-bucket": 1, "GET-bucket": 1}
	for kind, n := range want {
		if counts.ByKind[kind] != n {
			t.Errorf("%s: %d, want %d", kind, counts.ByKind[kind], n)
		}
	}
	if counts.Total != 9 || counts.Up != 45 || counts.Down == 0 {
		t.Errorf("%+v", counts)
	}
	if again := p.Counts(); again.Total != 0 || len(again.ByKind) != 0 {
		t.Errorf("reading did not reset: %+v", again)
	}
	if requests := p.Requests(); len(requests) != 9 || requests[3].Path != "/b/k%2Bk" || len(p.Requests()) != 0 {
		t.Errorf("%+v", requests)
	}
}

func TestHostStays(t *testing.T) {
	p, _ := start(t)
	reply, err := http.Get(p.URL() + "/b/k")
	if err != nil {
		t.Fatal(err)
	}
	reply.Body.Close()
	if got := reply.Header.Get("Seen-Host"); "http://"+got != p.URL() {
		t.Errorf("the server saw the host %s", got)
	}
}

func TestNth(t *testing.T) {
	p, served := start(t)
	p.Inject(faultproxy.Fault{Kind: "PUT", Match: `/b/k\?`, Nth: 2, Times: 2, Do: faultproxy.Answer(503, "SlowDown", "Retry-After", "1")})
	var got []int
	for range 4 {
		status, _ := send(t.Context(), "PUT", p.URL()+"/b/k", "x")
		send(t.Context(), "PUT", p.URL()+"/b/other", "x")
		got = append(got, status)
	}
	if got[0] != 200 || got[1] != 503 || got[2] != 503 || got[3] != 200 || served.Load() != 6 {
		t.Errorf("%v, %d reached the server", got, served.Load())
	}
}

func TestActions(t *testing.T) {
	big := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		name   string
		do     faultproxy.Action
		status int
		body   string
		served int64
	}{
		{"answer", faultproxy.Answer(403, "AccessDenied"), 403, "<?xml", 0},
		{"cut", faultproxy.Cut(), 0, "", 0},
		{"cut upload", faultproxy.CutUpload(1 << 10), 0, "", 0},
		{"lose", faultproxy.Lose(), 0, "", 1},
		{"slow", faultproxy.Slow(5 << 20), 200, "xxx", 1},
		{"stall", faultproxy.Stall(1 << 10), 0, "", 0},
		{"stall reply", faultproxy.StallReply(10), 200, "", 1},
		{"rewrite", faultproxy.Rewrite(func(b []byte) []byte { return append([]byte("new "), b...) }), 200, "new xxx", 1},
		{"replace", faultproxy.Replace("xxxx", "y"), 200, "yyy", 1},
		{"before", faultproxy.Before(func() {}), 0, "", 0},
		{"after", faultproxy.After(func() {}), 0, "", 1},
		{"meanwhile", faultproxy.Meanwhile(func() {}), 200, "xxx", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, served := start(t)
			p.Inject(faultproxy.Fault{Do: c.do})
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if !strings.HasPrefix(c.name, "stall") {
				ctx = t.Context()
			}
			status, body := send(ctx, "PUT", p.URL()+"/b/k", big)
			if status != c.status || !strings.HasPrefix(body, c.body) || c.body == "" && body != "" || served.Load() != c.served {
				t.Errorf("status %d, body %.20q, %d reached the server", status, body, served.Load())
			}
			if status, _ := send(t.Context(), "PUT", p.URL()+"/b/k", big); status != 200 {
				t.Errorf("the next one: %d", status)
			}
		})
	}
}

func TestKill(t *testing.T) {
	p, served := start(t)
	victim := exec.Command("sleep", "60")
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	p.Inject(faultproxy.Fault{Do: faultproxy.After(faultproxy.Kill(func() int { return victim.Process.Pid }))})
	send(t.Context(), "GET", p.URL()+"/b/k", "")
	var exit *exec.ExitError
	if err := victim.Wait(); !errors.As(err, &exit) || exit.ExitCode() != -1 || served.Load() != 1 {
		t.Errorf("%v, %d reached the server", err, served.Load())
	}
}

func TestLatency(t *testing.T) {
	p, _ := start(t)
	p.SetLatency(50 * time.Millisecond)
	began := time.Now()
	send(t.Context(), "GET", p.URL()+"/b/k", "")
	if took := time.Since(began); took < 50*time.Millisecond {
		t.Errorf("%v", took)
	}
	p.Heal()
}

// What a client asked for before it left is done when Settle returns.
func TestSettle(t *testing.T) {
	p, served := start(t)
	p.Inject(faultproxy.Fault{Times: -1, Do: faultproxy.Meanwhile(func() { time.Sleep(50 * time.Millisecond) })})
	for range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		send(ctx, "PUT", p.URL()+"/b/k", "x")
		cancel()
	}
	p.Settle()
	if n := served.Load(); n != 5 {
		t.Errorf("%d of 5 have reached the server", n)
	}
}
