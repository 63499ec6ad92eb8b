package watch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
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

// Where a port is taken, the next free one is used, and said so. Other programs take and free ports meanwhile, so the test
// holds one port only, and which one is used instead it asks.
func TestPortTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	opt, _, errs := options(message.English)
	opt.Addr = taken.Addr().String()
	address, end := running(t, opt, fakes(newFake(), newNotifier()))
	if err := end(); err != nil {
		t.Error(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	used, _ := strconv.Atoi(u.Port())
	if port := portOf(taken); used <= port || used > port+nextPorts {
		t.Errorf("%s instead of port %d", address, port)
	}
	if want := fmt.Sprintf("port %d is taken (perhaps by another preview); using %d\n", portOf(taken), used); !strings.HasPrefix(errs.String(), want) {
		t.Errorf("told %q", errs)
	}
}

// A folder that is no site is no place for a preview; one with content alone has mistakes that can be told.
func TestNoSiteHere(t *testing.T) {
	opt, _, _ := options(message.English)
	opt.Build.Root = t.TempDir()
	var wrong *UsageError
	if err := Run(t.Context(), opt); !errors.As(err, &wrong) || wrong.Key != "watch.no-site-here" {
		t.Error(err)
	}
	if err := os.Mkdir(filepath.Join(opt.Build.Root, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	if !looksLikeSite(opt.Build.Root) {
		t.Error("a folder with content is no site")
	}
}
