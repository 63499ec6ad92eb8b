package watch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"mingde/internal/problem"
)

// Address is where the server listens when nobody says otherwise.
const Address = "127.0.0.1:8321"

// nextPorts is how many ports after a taken one are tried.
const nextPorts = 20

// UsageError is a mistake in the options: the command's, not the content's.
type UsageError struct{ problem.Text }

// Error gives the key of the sentence.
func (e *UsageError) Error() string { return e.Key }

// endpoint is a parsed Options.Addr.
type endpoint struct {
	host string // "" for all interfaces
	port int
}

// parseAddress reads Options.Addr. Without --lan only the loopback will do. With it all interfaces are meant, unless one
// address of this computer in its network is named: then that one alone.
func parseAddress(address string, lan bool) (endpoint, error) {
	if address == "" {
		address = Address
	}
	host, text, err := net.SplitHostPort(address)
	port, numeric := strconv.ParseUint(text, 10, 16)
	if err != nil || numeric != nil {
		return endpoint{}, &UsageError{problem.Text{Key: "watch.address", Args: problem.Args{"value": address}}}
	}
	switch ip, err := netip.ParseAddr(host); {
	case loopbackName(host) && !lan:
		return endpoint{host, int(port)}, nil
	case !lan:
		return endpoint{}, &UsageError{problem.Text{Key: "watch.address-lan", Args: problem.Args{"value": address}}}
	case host == "" || loopbackName(host) || err == nil && ip.IsUnspecified():
		return endpoint{"", int(port)}, nil
	case err == nil && ours(ip):
		return endpoint{host, int(port)}, nil
	}
	return endpoint{}, &UsageError{problem.Text{Key: "watch.address-foreign", Args: problem.Args{"value": host}}}
}

// ours tells whether an address is one of this computer's.
func ours(ip netip.Addr) bool {
	all, err := net.InterfaceAddrs()
	return err == nil && slices.ContainsFunc(all, func(a net.Addr) bool {
		p, err := netip.ParsePrefix(a.String())
		return err == nil && p.Addr().Unmap() == ip.Unmap().WithZone("")
	})
}

// alone tells whether only one address of the network is served: the loopback is not, and everybody needs the token.
func (e endpoint) alone() bool { return e.host != "" && !loopbackName(e.host) }

// listen opens the port, or the next free one.
func (e endpoint) listen() (net.Listener, error) {
	var first error
	for port := e.port; port <= min(e.port+nextPorts, 65535); port++ {
		l, err := net.Listen("tcp", net.JoinHostPort(e.host, strconv.Itoa(port)))
		if err == nil {
			return l, nil
		}
		if !taken(err) {
			return nil, fmt.Errorf("watch: %w", err)
		}
		if first == nil {
			first = err
		}
	}
	return nil, fmt.Errorf("watch: %w", first)
}

// taken tells whether somebody else has a port. Windows has its own numbers: WSAEADDRINUSE, and WSAEACCES for the ports
// that it keeps for itself.
func taken(err error) bool {
	const windowsInUse, windowsReserved = syscall.Errno(10048), syscall.Errno(10013)
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windowsInUse) || errors.Is(err, windowsReserved)
}

// portOf is the port of a listener.
func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// names are those of this computer, as others in its network may call it.
func names() []string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		return nil
	}
	short, _, _ := strings.Cut(name, ".")
	return []string{name, short, short + ".local"}
}

// inNetwork finds the address of this computer in its network: that of the way out of it, else the first private one. No
// packet is sent for it.
func inNetwork() (netip.Addr, bool) {
	if c, err := net.Dial("udp4", "192.0.2.1:9"); err == nil { // RFC 5737: nobody's address
		defer c.Close()
		return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(), true
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return netip.Addr{}, false
	}
	for _, one := range all {
		if p, err := netip.ParsePrefix(one.String()); err == nil && p.Addr().IsPrivate() {
			return p.Addr(), true
		}
	}
	return netip.Addr{}, false
}

// maxForeign is how many connections from other computers there may be at a time.
const maxForeign = 256

// crowd holds others in the network to a number of connections; the editor at this computer always gets through.
type crowd struct{ open atomic.Int64 }

// watch is a [http.Server]'s ConnState.
func (c *crowd) watch(conn net.Conn, state http.ConnState) {
	if fromLoopback(conn.RemoteAddr().String()) {
		return
	}
	switch state {
	case http.StateNew:
		if c.open.Add(1) > maxForeign {
			conn.Close()
		}
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	}
}
