package watch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"mingde/internal/build"
	"mingde/internal/message"
)

// fakes opens a fake site.
func fakes(f *fakeSite, n *fakeNotifier) opening {
	return func(build.Options) (site, notifier, error) { return f, n, nil }
}

// A preview ends at once and without an error, whatever is open.
func TestRunEnds(t *testing.T) {
	opt, _, errs := options(message.English)
	f, n := newFake(), newNotifier()
	address, end := running(t, opt, fakes(f, n))
	resp, err := http.Get(address)
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	for range 5 {
		stream, err := http.Get(address + "_mingde/events?page=index.html&content=c1&assets=a1")
		if err != nil || stream.StatusCode != 200 {
			t.Fatal(stream, err)
		}
		defer stream.Body.Close()
	}
	half, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	fmt.Fprint(half, "GET / HT")
	began := time.Now()
	if err := end(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v", took)
	}
	if !f.closed || !n.closed || errs.String() != "a note\n" {
		t.Errorf("site closed: %v, notifier closed: %v, told %q", f.closed, n.closed, errs)
	}
}

func TestRunFails(t *testing.T) {
	opt, _, _ := options(message.English)
	gone := errors.New("no such folder")
	err := run(t.Context(), opt, func(build.Options) (site, notifier, error) { return nil, nil, gone })
	if !errors.Is(err, gone) {
		t.Error(err)
	}
	f, n := newFake(), newNotifier()
	f.fail = gone
	err = run(t.Context(), opt, fakes(f, n))
	if !errors.Is(err, gone) || !f.closed || !n.closed {
		t.Error(err, f.closed, n.closed)
	}
}

func TestPortTaken(t *testing.T) {
	var taken []net.Listener
	var port int
	for len(taken) < 3 { // three in a row, of which the last is free
		l, err := endpoint{"127.0.0.1", 0}.listen()
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		port = portOf(l)
		taken = []net.Listener{l}
		for i := 1; i < 3; i++ {
			next, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+i)))
			if err != nil {
				break
			}
			defer next.Close()
			taken = append(taken, next)
		}
	}
	taken[2].Close()
	opt, _, errs := options(message.English)
	opt.Addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	address, end := running(t, opt, fakes(newFake(), newNotifier()))
	if err := end(); err != nil {
		t.Error(err)
	}
	if want := fmt.Sprintf("http://127.0.0.1:%d/", port+2); address != want {
		t.Errorf("%s, want %s", address, want)
	}
	if want := fmt.Sprintf("another program has port %d; using %d\n", port, port+2); !strings.HasPrefix(errs.String(), want) {
		t.Errorf("told %q", errs)
	}
}
