// Package s3server runs servers of S3 for tests, real ones. It does not know what is tested.
//
// Versitygw is the one for everyday: users, policies, versions, websites, up at once; `make tools` installs it. Ceph is an old
// one, which speaks S3 as it was before checksums and conditions; `make ceph` installs it and runs the tests that need it. Toxiproxy is a bad
// network before either; `make tools` installs it as well. Where one of them is not installed, tests fail.
package s3server

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary is where the Makefile puts versitygw, below the top of the repository.
const binary = "bin/tools/versitygw-1.8.0"

// Server is a running server. Buckets are addressed by path.
type Server struct {
	URL        string // "http://127.0.0.1:port"
	ID, Secret string // of its root user
	Website    string // of versitygw: host and port that serve a bucket as the website of the host name bucket.Domain

	program string
	data    string // a folder in which each folder is a bucket
}

// Domain is the one below which websites are.
const Domain = "site.local"

// Versitygw runs versitygw until the test ends.
func Versitygw(t testing.TB) *Server {
	t.Helper()
	top, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(top, filepath.FromSlash(binary))
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("%v: run make tools", err)
	}
	dir := t.TempDir()
	s := &Server{ID: "test", Secret: "testsecret", data: filepath.Join(dir, "data"), program: program}
	for _, name := range []string{"data", "versions", "iam"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	address := freeAddress(t)
	s.URL, s.Website = "http://"+address, freeAddress(t)
	c := exec.Command(program, "--quiet", "--keep-alive", "--port", address, "--iam-dir", filepath.Join(dir, "iam"),
		"--website", s.Website, "--website-domain", Domain,
		"posix", "--versioning-dir", filepath.Join(dir, "versions"), s.data)
	c.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+s.ID, "ROOT_SECRET_KEY="+s.Secret)
	run(t, c, address)
	return s
}

// run starts a server, ends it with the test, and waits until it answers at an address.
func run(t testing.TB, c *exec.Cmd, address string) {
	t.Helper()
	var said strings.Builder
	c.Stdout, c.Stderr = &said, &said
	dieWithParent(c)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		c.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		c.Process.Kill()
		<-ended
	})
	for began := time.Now(); ; {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended: %s", c.Path, said.String())
		case <-time.After(10 * time.Millisecond):
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("%s does not answer: %v", c.Path, err)
		}
	}
}

// User makes a user of versitygw who may do what policies allow.
func (s *Server) User(t testing.TB, id, secret string) {
	t.Helper()
	c := exec.Command(s.program, "admin", "--access", s.ID, "--secret", s.Secret, "--endpoint-url", s.URL,
		"create-user", "--access", id, "--secret", secret, "--role", "user")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// freeAddress finds a port that nobody listens at.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// repository finds the top of the repository above the working folder.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", os.ErrNotExist
		}
		dir = filepath.Dir(dir)
	}
}
