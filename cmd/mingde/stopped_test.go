//go:build unix

package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3server"
)

// A publisher is stopped, as a computer that sleeps, at one of its requests; the server has done what was under way. Another
// one waits for the end of its lease, without being told to take over, and publishes another site. When the first one goes on it must see
// that it is too late, and say so, and the bucket stays the site of the other.
func TestZombieProcess(t *testing.T) {
	server := s3server.Versitygw(t)
	w := &crossing{server: server, old: clean(t, server, before(t)), new: clean(t, server, after(t))}
	other := clean(t, server, village(t))
	requests := w.victim(t, nil).report(t).requests.Total
	for n := 1; n <= requests; n += zombieStep {
		for round := range zombieRounds {
			t.Run(fmt.Sprint(n, " ", round), func(t *testing.T) {
				t.Parallel()
				w.zombie(t, n, other)
			})
		}
	}
}

func (w *crossing) zombie(t *testing.T, n int, want objects) {
	c := w.victim(t, []string{`lease = "3s"`})
	b := c.bucket
	p := c.prepare(t)
	stopped := make(chan struct{})
	c.proxy.Inject(faultproxy.Fault{Nth: n, Do: faultproxy.Meanwhile(func() {
		syscall.Kill(p.pid(), syscall.SIGSTOP)
		close(stopped)
	})})
	p.start(t)
	<-stopped
	successor := b.computer(t, village(t))
	successor.publish(t, 0, "--wait", "1m")
	committed := len(b.keys(t, "_pub/log/00000002.done.")) > 0 && len(b.keys(t, "_pub/log/00000003.done.")) > 0 // before it was stopped
	syscall.Kill(p.Process.Pid, syscall.SIGCONT)
	code := p.code()
	c.proxy.Settle()
	said := code == busy || strings.Contains(p.stderr.String(), "generation 2 was given up")
	t.Logf("exit code %d", code)
	if code == 0 && !committed || code != 0 && !said {
		t.Errorf("exit code %d: %s%s", code, &p.stdout, &p.stderr)
	}
	b.mustHold(t, want, w.old, w.new)
	if again := successor.report(t); !again.Unchanged {
		t.Errorf("not settled: %+v", again)
	}
}

// Ctrl-C in the middle: what is under way is finished, how to go on is said, and the same command goes on from there at once,
// however long the lease is.
func TestInterruptedPublish(t *testing.T) {
	server := s3server.Versitygw(t)
	w := &crossing{server: server, old: clean(t, server, before(t)), new: clean(t, server, after(t))}
	requests := w.victim(t, nil).report(t).requests.Total
	for n := 1; n <= requests; n += interruptedStep {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w.interrupt(t, n)
		})
	}
}

func (w *crossing) interrupt(t *testing.T, n int) {
	c := w.victim(t, []string{`lease = "10m"`})
	b := c.bucket
	p := c.prepare(t)
	c.proxy.SetLatency(20 * time.Millisecond) // so that there is something under way
	c.proxy.Requests()
	c.proxy.Inject(faultproxy.Fault{Nth: n, Do: faultproxy.Meanwhile(func() { syscall.Kill(p.pid(), syscall.SIGINT) })})
	code := p.start(t).code()
	c.proxy.Settle()
	c.proxy.Heal()
	if code != interrupted {
		t.Fatalf("exit code %d: %s%s", code, &p.stdout, &p.stderr)
	}
	stands := b.read(t)
	if missing := stands.broken(); len(missing) > 0 {
		t.Errorf("broken: %v", missing)
	}
	for _, r := range c.proxy.Requests() {
		key := strings.TrimPrefix(r.Path, "/"+b.name+"/")
		if want, ok := w.new[key]; r.Kind == "PUT" && ok && stands[key] != want {
			t.Errorf("%s was not finished", key)
		}
	}
	if begun := b.begun(t); begun != strings.Contains(p.stderr.String(), "same command") {
		t.Errorf("begun %v, and said is: %s", begun, &p.stderr)
	}
	c.publish(t, 0)
	b.mustHold(t, w.new, w.old)
}
