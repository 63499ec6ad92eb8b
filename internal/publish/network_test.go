package publish

import (
	"strings"
	"sync"
	"testing"
	"time"

	"mingde/internal/publish/s3server"
)

// network is what a bad network does to a publish, byte by byte; how it must end is said as for other harms.
type network struct {
	name string
	// when it becomes bad: at the beginning of this phase; "" from the start.
	phase  string
	harm   func(t *trial, n *s3server.Network)
	once   bool // it is good again after the first failure
	change func(r *trial)
	want   outcome
}

// large makes a file of the new site large, so that a request for it can break off in its middle.
func larger(name string, bytes int) func(*trial) {
	return func(r *trial) {
		if strings.HasPrefix(name, "assets/") {
			name = r.site.asset("large", ".png", strings.Repeat("0123456789abcdef", bytes/16))
		} else {
			r.site[name] += "<p>" + strings.Repeat("0123456789abcdef", bytes/16)
		}
		r.site.write(r.T, r.opt.Dir)
		r.opt.Site = r.site.index()
	}
}

// toxic is one of toxiproxy's.
func toxic(kind, stream string, attributes map[string]int) func(*trial, *s3server.Network) {
	return func(r *trial, n *s3server.Network) { n.Harm(r.T, kind, stream, attributes) }
}

func networks() []network {
	limit := toxic("limit_data", "upstream", map[string]int{"bytes": 600_000})
	newAsset, oldPage := larger("assets/", 2<<20), larger("events/1.html", 2<<20)
	short := func(r *trial) { r.config.Stall, r.config.Retries.Attempts = time.Second, 2 }
	stalled := func(phase, object string) outcome {
		return stops(phase, object, "连接停住不动了；请检查网络，再发布一次", "stands still; look at the network, and publish again")
	}
	return []network{
		{name: "good"},
		{name: "breaks off in the middle of a new object, once", change: newAsset, harm: limit, once: true},
		{name: "breaks off in the middle of a new object, always", change: newAsset, harm: limit, want: noAnswerFor("assets", "/assets/large.")},
		{name: "breaks off in the middle of an old object, once", change: oldPage, harm: limit, once: true},
		{name: "breaks off in the middle of an old object, always", change: oldPage, harm: limit, want: noAnswerFor("pages", "/events/1.html")},
		{name: "breaks off in the middle of an answer", harm: toxic("limit_data", "downstream", map[string]int{"bytes": 400}), want: noAnswerFor(beforeAll, "/")},
		{name: "reset, once", phase: "pages", harm: toxic("reset_peer", "downstream", map[string]int{"timeout": 0}), once: true},
		{name: "reset before the pages, for ever", phase: "pages", harm: toxic("reset_peer", "downstream", map[string]int{"timeout": 0}), want: noAnswerFor("pages", "/events/")},
		{name: "reset before the deletes, for ever", phase: "deletes", harm: toxic("reset_peer", "upstream", map[string]int{"timeout": 0}), want: noAnswerFor("deletes", "/")},
		{name: "stands still, once", phase: "pages", change: short, harm: toxic("timeout", "downstream", map[string]int{"timeout": 0}), once: true},
		{name: "stands still, for ever", phase: "home", change: short, harm: toxic("timeout", "upstream", map[string]int{"timeout": 0}), want: stalled("home", "/index.html")},
		{name: "slow but alive", change: larger("assets/", 60_000), harm: slow},
		{name: "in slices", change: larger("assets/", 100_000), harm: func(r *trial, n *s3server.Network) {
			n.Harm(r.T, "slicer", "upstream", map[string]int{"average_size": 200, "size_variation": 100, "delay": 100})
			n.Harm(r.T, "slicer", "downstream", map[string]int{"average_size": 20, "size_variation": 10, "delay": 100})
		}},
	}
}

// slow is half a second to the server, and 20 KB a second.
func slow(r *trial, n *s3server.Network) {
	n.Harm(r.T, "latency", "downstream", map[string]int{"latency": 500})
	n.Harm(r.T, "bandwidth", "upstream", map[string]int{"rate": 20})
}

// What a bad network does ends as the faults of TestFaults do. In particular what breaks off in the middle is never stored, not even in part, and
// what is slow and alive is no failure; and what was sent again is not counted twice.
func TestNetworks(t *testing.T) {
	server := s3server.Versitygw(t)
	for _, c := range append(networks(), moreNetworks()...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := s3server.Toxiproxy(t, server)
			r := newTrial(t, server)
			r.config.Endpoint, r.config.Stall = n.URL, 0
			if c.change != nil {
				c.change(r)
			}
			var once sync.Once
			r.config.Retrying = func(error, time.Duration) {
				if c.once {
					once.Do(func() { n.Heal(t) })
				}
			}
			var sent int64
			r.opt.Events = func(e Event) {
				if e.Bytes < sent || e.Bytes > e.Total {
					t.Errorf("%d bytes are sent of %d, and %d before", e.Bytes, e.Total, sent)
				}
				sent = e.Bytes
				if c.harm != nil && e.Phase.String() == c.phase && e.Path == "" {
					c.harm(r, n)
				}
			}
			if c.harm != nil && c.phase == "" {
				c.harm(r, n)
			}
			end := r.look()
			r.run(c.want)
			end()
			once.Do(func() {
				if c.once {
					t.Error("nothing failed, and nothing was tried again")
				}
			})
			if object := c.want.about; strings.HasPrefix(object, "/assets/large.") {
				for key := range server.Objects(t, r.bucket) {
					if strings.Contains(key, "/large.") {
						t.Errorf("%s is there", key)
					}
				}
			}
			n.Heal(t)
			r.config.Endpoint, r.config.Retrying, r.opt.Events = r.proxy.URL(), nil, nil
			r.again()
		})
	}
}

// look looks at the bucket all the time, until end is called.
func (r *trial) look() (end func()) {
	done := make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() {
		for {
			r.unbroken()
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	return func() {
		close(done)
		looking.Wait()
	}
}
