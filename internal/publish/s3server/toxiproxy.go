package s3server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// toxiproxy is where the Makefile puts it, below the top of the repository.
const toxiproxy = "bin/tools/toxiproxy-2.5.0"

// Network is toxiproxy between a client and a server: a network that is slow, breaks off or stands still. It knows bytes and no
// requests, so signatures stay valid: the client signs the address of the network, and the server checks against the Host it is sent.
type Network struct {
	URL string // in the place of the server's

	api string
}

// Toxiproxy puts a network before a server, until the test ends. It does no harm until it is told to.
func Toxiproxy(t testing.TB, server *Server) *Network {
	t.Helper()
	top, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(top, filepath.FromSlash(toxiproxy))
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("%v: run make tools", err)
	}
	api, listen := freeAddress(t), freeAddress(t)
	host, port, _ := strings.Cut(api, ":")
	run(t, exec.Command(program, "-host", host, "-port", port), api)
	n := &Network{URL: "http://" + listen, api: "http://" + api}
	n.post(t, "/proxies", map[string]any{"name": "s3", "listen": listen, "upstream": strings.TrimPrefix(server.URL, "http://"), "enabled": true})
	return n
}

// Harm adds a toxic, as toxiproxy calls them: to what is sent to the server ("upstream") or to what comes from it ("downstream").
func (n *Network) Harm(t testing.TB, kind, stream string, attributes map[string]int) {
	t.Helper()
	n.post(t, "/proxies/s3/toxics", map[string]any{"name": kind + "-" + stream, "type": kind, "stream": stream, "toxicity": 1, "attributes": attributes})
}

// Heal removes all toxics.
func (n *Network) Heal(t testing.TB) {
	t.Helper()
	n.post(t, "/reset", nil)
}

func (n *Network) post(t testing.TB, path string, what any) {
	t.Helper()
	data, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.Post(n.api+path, "application/json", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if answer, _ := io.ReadAll(reply.Body); reply.StatusCode >= 300 {
		t.Fatalf("toxiproxy: %s %s: %s %s", path, data, reply.Status, answer)
	}
}
