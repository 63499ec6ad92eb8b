package watch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

func TestAddresses(t *testing.T) {
	ip, connected := inNetwork()
	own := ip.String()
	if !connected {
		own = "127.0.0.1" // in no network there is none to name
	}
	for _, c := range []struct {
		address string
		lan     bool
		want    string // or the key of the mistake
	}{
		{"", false, "127.0.0.1 8321"},
		{"127.0.0.1:9000", false, "127.0.0.1 9000"},
		{"localhost:9000", false, "localhost 9000"},
		{"[::1]:9000", false, "::1 9000"},
		{"127.0.0.1:0", false, "127.0.0.1 0"},
		{":8321", false, "watch.address-lan"},
		{"0.0.0.0:8321", false, "watch.address-lan"},
		{"[::]:8321", false, "watch.address-lan"},
		{"192.168.1.5:8321", false, "watch.address-lan"},
		{"example.org:8321", false, "watch.address-lan"},
		{"", true, " 8321"},
		{":9000", true, " 9000"},
		{"0.0.0.0:9000", true, " 9000"},
		{"127.0.0.1:9000", true, " 9000"},
		{own + ":9000", true, strings.TrimPrefix(own, "127.0.0.1") + " 9000"},
		{"192.0.2.1:9000", true, "watch.address-foreign"}, // RFC 5737: nobody's address
		{"office:9000", true, "watch.address-foreign"},
		{"8321", false, "watch.address"},
		{"127.0.0.1", false, "watch.address"},
		{"127.0.0.1:", false, "watch.address"},
		{"127.0.0.1:http", false, "watch.address"},
		{"127.0.0.1:65536", false, "watch.address"},
		{"127.0.0.1:-1", true, "watch.address"},
	} {
		e, err := parseAddress(c.address, c.lan)
		got := fmt.Sprint(e.host, " ", e.port)
		var wrong *UsageError
		if errors.As(err, &wrong) {
			got = wrong.Key
		}
		if got != c.want {
			t.Errorf("%q, %v: %q, want %q", c.address, c.lan, got, c.want)
		}
	}
}

// Another failure than a taken port is told as it is, and no other port is tried.
func TestListenFails(t *testing.T) {
	_, err := endpoint{"127.0.0.1.invalid", 8321}.listen()
	var unknown *net.DNSError
	if !errors.As(err, &unknown) {
		t.Error(err)
	}
	if taken(syscall.EACCES) {
		t.Error("a port that is not allowed is not taken")
	}
}

// Others in the network take up so many connections and no more; this computer always gets through.
func TestCrowd(t *testing.T) {
	var c crowd
	conn := func(from string) (*end, *bool) {
		closed := false
		return &end{Conn: &closing{closed: &closed}, remote: tcp(from)}, &closed
	}
	var open []*end
	for range maxForeign {
		one, closed := conn("192.168.1.77:1000")
		if c.watch(one, http.StateNew); *closed {
			t.Fatal("hung up too early")
		}
		open = append(open, one)
	}
	one, closed := conn("192.168.1.78:1000")
	if c.watch(one, http.StateNew); !*closed {
		t.Error("one too many")
	}
	c.watch(one, http.StateClosed)
	if here, closed := conn(local); *closed {
		t.Error("the editor is shut out")
	} else {
		c.watch(here, http.StateNew)
	}
	c.watch(open[0], http.StateClosed)
	again, closed := conn("192.168.1.78:1000")
	if c.watch(again, http.StateNew); *closed {
		t.Error("a place that is free is not given")
	}
}

// closing notes that it was closed.
type closing struct {
	net.Conn
	closed *bool
}

func (c *closing) Close() error { *c.closed = true; return nil }
