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
			w.interrupt(t, n, n == requests)
		})
	}
	t.Run("commit", func(t *testing.T) {
		t.Parallel()
		w.interrupt(t, requests, true)
	})
}

// interrupt does so at a request; at the last, which is the commit, it is too late.
func (w *crossing) interrupt(t *testing.T, n int, late bool) {
	c := w.victim(t, []string{`lease = "10m"`})
	b := c.bucket
	p := c.prepare(t)
	c.proxy.SetLatency(20 * time.Millisecond) // so that there is something under way
	c.proxy.Requests()
	c.proxy.Inject(faultproxy.Fault{Nth: n, Do: faultproxy.Meanwhile(func() {
		syscall.Kill(p.pid(), syscall.SIGINT)
		time.Sleep(300 * time.Millisecond) // on a busy machine the program hears of it as late as that
	})})
	code := p.start(t).code()
	c.proxy.Settle()
	c.proxy.Heal()
	want := interrupted
	if late {
		want = 0
	}
	if code != want {
		t.Fatalf("exit code %d, want %d: %s%s", code, want, &p.stdout, &p.stderr)
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
	c.publish(t, 0, "--if-due") // what is half done is due
	b.mustHold(t, w.new, w.old)
}

// A rollback after a publish that was interrupted brings back what was committed; interrupted itself, it goes on; and what was half done is
// due for a timetable.
func TestRollbackOfInterrupted(t *testing.T) {
	server := s3server.Versitygw(t)
	old, new := clean(t, server, before(t)), clean(t, server, after(t))
	b := newBucket(t, server)
	c := b.computer(t, village(t), "keep = 3")
	c.publish(t, 0)
	c.edit(t, before(t))
	c.publish(t, 0)
	c.edit(t, after(t))
	interrupt := func(at string, args ...string) {
		t.Helper()
		p := c.prepare(t)
		p.Args = append(p.Args[:5:5], append([]string{"publish"}, args...)...)
		c.proxy.Inject(faultproxy.Fault{Kind: at, Match: "events", Do: faultproxy.Meanwhile(func() { syscall.Kill(p.pid(), syscall.SIGINT) })})
		c.proxy.SetLatency(20 * time.Millisecond)
		if code := p.start(t).code(); code != interrupted || !strings.Contains(p.stderr.String(), "same command") {
			t.Fatalf("%q: exit code %d: %s%s", p.Args, code, &p.stdout, &p.stderr)
		}
		c.proxy.Settle()
		c.proxy.Heal()
		c.proxy.SetLatency(0)
	}
	run := func(code int, says string, args ...string) {
		t.Helper()
		p := c.prepare(t)
		p.Args = append(p.Args[:5:5], append([]string{"publish"}, args...)...)
		if got := p.start(t).code(); got != code || !strings.Contains(p.stdout.String()+p.stderr.String(), says) {
			t.Fatalf("%q: exit code %d, want %d and %q: %s%s", p.Args, got, code, says, &p.stdout, &p.stderr)
		}
	}
	interrupt("PUT", "--as-of", "2026-06-30", "--verify", "none")
	interrupt("COPY", "rollback")
	run(guarded, "was going back to generation 2 and is not complete", "--as-of", "2026-06-30", "--if-due")
	run(0, "went back to generation 2 (this is generation 5)", "rollback")
	b.mustHold(t, old, new)
	run(0, "published generation 6", "--as-of", "2026-06-30", "--yes")
	b.mustHold(t, new, old)
}

// A delete that was refused is one thing that is wrong, and due for a timetable.
func TestRefusedDeleteIsDue(t *testing.T) {
	server := s3server.Versitygw(t)
	w := &crossing{server: server, old: clean(t, server, before(t)), new: clean(t, server, after(t))}
	c := w.victim(t, nil)
	c.proxy.Inject(faultproxy.Fault{Match: "^(POST|DELETE) ", Times: -1, Do: faultproxy.Answer(403, "AccessDenied")})
	p := c.publish(t, incompletely)
	if said := p.stderr.String(); strings.Count(said, "published, but") != 1 || !strings.Contains(said, "published, but files that could not be deleted: ") {
		t.Errorf("said: %s", said)
	}
	c.proxy.Heal()
	c.publish(t, 0, "--if-due")
	c.bucket.mustHold(t, w.new, w.old)
}
