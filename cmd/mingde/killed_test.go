package main

import (
	"fmt"
	"testing"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3server"
)

// The command is killed by kill -9 at each of its requests: before the server has seen it, and after the server has done it and before the
// reply. At no moment does a page lack what it needs. Nobody goes on without being told to as long as the lease lasts; who is told to, on
// another computer that remembers nothing, brings the bucket to what is wanted: the new site, or the old one again.
func TestKilledProcess(t *testing.T) {
	server := s3server.Versitygw(t)
	w := &crossing{server: server, old: clean(t, server, before(t)), new: clean(t, server, after(t))}
	for _, keep := range sweptKeeps {
		settings := []string{fmt.Sprint("keep = ", keep), `lease = "10m"`}
		victim := w.victim(t, settings)
		requests := victim.report(t).requests.Total
		t.Logf("keep %d: %d requests", keep, requests)
		for n := 1; n <= requests; n++ {
			for _, late := range []bool{false, true} {
				back := n%sweptBack == 0
				t.Run(fmt.Sprintf("keep %d, request %d, late %v", keep, n, late), func(t *testing.T) {
					t.Parallel()
					w.killed(t, settings, n, late, false)
					if back {
						w.killed(t, settings, n, late, true)
					}
				})
			}
		}
	}
}

// Without being told to, another computer goes on when the lease of the one that was killed is over.
func TestKilledProcessLeaseEnds(t *testing.T) {
	server := s3server.Versitygw(t)
	w := &crossing{server: server, old: clean(t, server, before(t)), new: clean(t, server, after(t))}
	for _, n := range []int{4, 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			victim := w.victim(t, []string{`lease = "3s"`})
			victim.kill(t, n, true)
			other := victim.bucket.computer(t, after(t))
			other.publish(t, busy)
			other.publish(t, 0, "--wait", "1m")
			victim.bucket.mustHold(t, w.new, w.old)
		})
	}
}

// crossing is the way from one site to another, and what clean publishes of both make.
type crossing struct {
	server   *s3server.Server
	old, new objects
}

// victim gives a computer that has published the old site, and is about to publish the new one.
func (w *crossing) victim(t testing.TB, settings []string) *computer {
	t.Helper()
	c := newBucket(t, w.server).computer(t, before(t), settings...)
	c.publish(t, 0)
	c.edit(t, after(t))
	return c
}

// kill publishes and kills the process at its n-th request, and waits until all it has asked for is done.
func (c *computer) kill(t testing.TB, n int, late bool) {
	t.Helper()
	p := c.prepare(t)
	do := faultproxy.Before
	if late {
		do = faultproxy.After
	}
	c.proxy.Inject(faultproxy.Fault{Nth: n, Do: do(faultproxy.Kill(p.pid))})
	if code := p.start(t).code(); code != -1 {
		t.Fatalf("exit code %d, not killed: %s%s", code, &p.stdout, &p.stderr)
	}
	c.proxy.Settle()
	c.proxy.Heal()
}

// killed kills the publish of the new site, and publishes it from elsewhere, or the old one again.
func (w *crossing) killed(t *testing.T, settings []string, n int, late, back bool) {
	victim := w.victim(t, settings)
	b := victim.bucket
	victim.kill(t, n, late)
	if missing := b.read(t).broken(); len(missing) > 0 {
		t.Errorf("broken: %v", missing)
	}
	site, want, former := after(t), w.new, w.old
	if back {
		site, want, former = before(t), w.old, w.new
	}
	other := b.computer(t, site, settings...)
	if b.begun(t) {
		other.publish(t, busy)
		other.publish(t, 0, "--takeover")
	} else {
		other.publish(t, 0)
	}
	b.mustHold(t, want, former)
	if again := other.report(t); !again.Unchanged || again.requests.Total != 1 {
		t.Errorf("not settled: %+v", again)
	}
}

// While publishes go on, to and fro, a visitor never meets a page that lacks what it needs.
func TestVisitedMeanwhile(t *testing.T) {
	server := s3server.Versitygw(t)
	old, new := clean(t, server, before(t)), clean(t, server, after(t))
	b := newBucket(t, server)
	sites, wants := []files{before(t), after(t)}, []objects{old, new}
	computers := []*computer{b.computer(t, sites[0]), b.computer(t, sites[1])}
	stop := b.watch(t)
	for i := range visitedPublishes {
		computers[i%2].publish(t, 0)
		b.mustHold(t, wants[i%2], old, new)
	}
	t.Logf("%d pages read meanwhile", stop())
}
