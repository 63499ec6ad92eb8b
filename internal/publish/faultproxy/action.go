package faultproxy

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"time"
)

// Action is what happens to a request that is hit by a fault.
type Action func(*Exchange)

// Answer refuses a request, which does not reach the server: an HTTP status and the code of an S3 error, as 503 and "SlowDown"
// or 403 and "AccessDenied". headers are names and values in turn, as "Retry-After", "2".
func Answer(status int, code string, headers ...string) Action {
	return func(x *Exchange) { x.answer(status, code, headers) }
}

// Cut resets the connection before the request reaches the server.
func Cut() Action { return (*Exchange).Cut }

// CutUpload resets the connection after some bytes of the request's body have come; the server sees nothing of it.
func CutUpload(bytes int64) Action {
	return func(x *Exchange) {
		x.read(bytes)
		x.Cut()
	}
}

// Lose passes the request on, waits until the server has done it, and resets the connection instead of replying.
func Lose() Action {
	return func(x *Exchange) {
		x.Forward()
		x.Cut()
	}
}

// Slow takes the request's body at so many bytes in a second, and passes the request on.
func Slow(bytesPerSecond int) Action {
	return func(x *Exchange) {
		x.r.Body = &slow{x.r.Body, bytesPerSecond}
		x.Pass()
	}
}

// slow is a body that comes in pieces, none of which takes longer than a tenth of a second.
type slow struct {
	io.ReadCloser
	bytesPerSecond int
}

func (s *slow) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p[:min(len(p), max(s.bytesPerSecond/10, 1))])
	time.Sleep(time.Duration(n) * time.Second / time.Duration(s.bytesPerSecond))
	return n, err
}

// Stall takes some bytes of the request's body and then does nothing until the client leaves.
func Stall(bytes int64) Action {
	return func(x *Exchange) {
		x.read(bytes)
		<-x.Gone()
	}
}

// StallReply passes the request on, sends some bytes of the reply's body, and then nothing until the client leaves.
func StallReply(bytes int) Action {
	return func(x *Exchange) {
		reply, body := x.Forward()
		if reply == nil {
			x.Cut()
			return
		}
		x.Reply(reply, body, min(bytes, len(body)-1))
	}
}

// Rewrite passes the request on and changes the body of the reply, whose length is set anew.
func Rewrite(change func(body []byte) []byte) Action {
	return func(x *Exchange) {
		reply, body := x.Forward()
		if reply == nil {
			x.Cut()
			return
		}
		body = change(body)
		reply.Header.Set("Content-Length", strconv.Itoa(len(body)))
		x.Reply(reply, body, len(body))
	}
}

// Replace is a Rewrite that replaces all occurrences of a text.
func Replace(old, new string) Action {
	return Rewrite(func(body []byte) []byte { return bytes.ReplaceAll(body, []byte(old), []byte(new)) })
}

// Before does something, for example kill the client, and resets the connection: the request never reaches the server.
func Before(do func()) Action {
	return func(x *Exchange) {
		do()
		x.Cut()
	}
}

// After passes the request on, waits until the server has done it, does something, and resets the connection instead of replying.
func After(do func()) Action {
	return func(x *Exchange) {
		x.Forward()
		do()
		x.Cut()
	}
}

// Meanwhile does something and then passes the request on: what happens in the world between the client's decision and its act.
func Meanwhile(do func()) Action {
	return func(x *Exchange) {
		do()
		x.Pass()
	}
}

// Kill kills a process as kill -9 does, for Before and After. pid is asked when it is needed, so that it may start after Inject.
func Kill(pid func() int) func() {
	return func() {
		if p, err := os.FindProcess(pid()); err == nil {
			p.Kill()
		}
	}
}
