package publish

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"mingde/internal/publish/store"
)

// others makes a site that differs from before in pages and assets, by a name.
func others(name string) website {
	w := before()
	css := w.asset("theme-"+name, ".css", "body { content: '"+name+"' }")
	for i := range 6 {
		w.page(fmt.Sprintf("events/%d.html", i), name, css)
	}
	w.page("events/"+name+".html", name, css)
	w.page("index.html", "home of "+name, css, "events/"+name+".html")
	return w
}

// slow makes every request of a client take a random time, before and after it is done.
func (c *client) slow(rng *rand.Rand, most time.Duration) {
	var mu sync.Mutex
	c.delay = func(string, string) {
		mu.Lock()
		d := time.Duration(rng.Int64N(int64(most)))
		mu.Unlock()
		time.Sleep(d)
	}
}

// root is that of a site of which nothing is withdrawn.
func (w website) root(withdrawn ...string) Root {
	return rootOf((&publisher{Options: Options{Site: w.index()}}).wanted(), marksOf(withdrawn))
}

// last gives which of some sites the last commit is of.
func (b *bucket) last(t *testing.T, sites ...website) website {
	t.Helper()
	h, err := listLog(context.Background(), b.client())
	if err != nil {
		t.Fatal(err)
	}
	head, _ := h.head()
	for _, w := range sites {
		if w.root() == head.root {
			return w
		}
	}
	t.Fatal("the last commit is of no site")
	return nil
}

// Two publishers at once: one wins, the other says that it is busy, or comes later and wins as well.
func TestTwoAtOnce(t *testing.T) {
	outcomes := map[string]int{}
	for seed := range uint64(40) {
		for _, wait := range []time.Duration{0, 10 * time.Minute} {
			synctest.Test(t, func(t *testing.T) { outcomes[race(t, seed, wait)]++ })
		}
	}
	t.Log(outcomes)
}

func race(t *testing.T, seed uint64, wait time.Duration) string {
	rng := rand.New(rand.NewPCG(seed, uint64(wait)))
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	watch(t, b)
	sites := []website{others("x"), others("y")}
	errs := make([]error, 2)
	var all sync.WaitGroup
	for i, w := range sites {
		c := b.client()
		c.slow(rand.New(rand.NewPCG(seed, uint64(i))), 500*time.Millisecond)
		opt := w.options(t, c)
		opt.Workers, opt.Wait = 4, wait
		start := time.Duration(rng.Int64N(int64(6 * time.Second)))
		all.Go(func() {
			time.Sleep(start)
			_, errs[i] = Run(context.Background(), opt)
		})
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ErrBusy) || wait > 0:
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	if won == 0 {
		t.Errorf("seed %d: nobody won", seed)
	}
	b.holds(t, b.last(t, sites...))
	return fmt.Sprintf("wait %v: %d won", wait, won)
}

// A publisher that dies leaves its intent: until its lease is over others are busy, then a plain run takes over.
func TestLeaseEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBucket()
		mustRun(t, before().options(t, b.client()))
		c := b.client()
		c.killAt(7, false)
		if _, err := Run(context.Background(), others("x").options(t, c)); !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Second)
		opt := others("y").options(t, b.client())
		var busy *Busy
		if _, err := Run(context.Background(), opt); !errors.As(err, &busy) || busy.Generation != 2 || busy.Remaining > 21*time.Second || busy.Remaining < 15*time.Second {
			t.Fatalf("%v", err)
		}
		time.Sleep(busy.Remaining + time.Second)
		report := mustRun(t, opt)
		if fmt.Sprint(report.TookOver) != "[2]" || report.Generation != 3 {
			t.Errorf("%+v", report)
		}
		b.holds(t, others("y"))
	})
}

// Whoever waits takes over as soon as the lease is over, and not before.
func TestWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBucket()
		c := b.client()
		c.killAt(7, false)
		Run(context.Background(), before().options(t, c))
		began := time.Now()
		opt := others("y").options(t, b.client())
		opt.Wait = time.Hour
		mustRun(t, opt)
		if took := time.Since(began); took < 119*time.Second || took > 130*time.Second {
			t.Errorf("waited %v", took)
		}
		b.holds(t, others("y"))
		opt = others("x").options(t, b.client())
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		c = b.client()
		c.killAt(7, false)
		Run(context.Background(), others("z").options(t, c))
		opt.Wait = time.Hour
		if _, err := Run(ctx, opt); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting cannot be interrupted: %v", err)
		}
	})
}

// A large file takes longer than the lease: signs of life keep others away, and the publisher comes to its end.
func TestHeartbeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBucket()
		mustRun(t, before().options(t, b.client()))
		c := b.client()
		c.delay = func(kind, key string) {
			if strings.HasPrefix(key, "assets/theme") {
				time.Sleep(5 * time.Minute)
			}
		}
		var all sync.WaitGroup
		all.Go(func() { mustRun(t, others("x").options(t, c)) })
		for range 10 {
			time.Sleep(50 * time.Second)
			if _, err := Run(context.Background(), others("y").options(t, b.client())); !errors.Is(err, ErrBusy) {
				t.Errorf("after %v: %v", 50*time.Second, err)
			}
		}
		all.Wait()
		b.holds(t, others("x"))
	})
}

// A publisher that cannot give signs of life stops before its lease is over, and writes nothing afterwards.
func TestStopsItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBucket()
		mustRun(t, before().options(t, b.client()))
		c := b.client()
		began := time.Now()
		var lastWrite time.Duration
		c.fault = func(n int, kind, key string) (error, error) {
			if strings.Contains(key, ".hb") {
				return errors.New("unreachable"), nil
			}
			if kind != "LIST" && kind != "GET" {
				lastWrite = time.Since(began)
			}
			return nil, nil
		}
		c.delay = func(kind, key string) { time.Sleep(10 * time.Second) }
		_, err := Run(context.Background(), others("x").options(t, c))
		var stopped *Stopped
		if !errors.Is(err, ErrLost) || !errors.As(err, &stopped) {
			t.Fatalf("%v", err)
		}
		if lastWrite > 110*time.Second {
			t.Errorf("still writing after %v", lastWrite)
		}
	})
}

// A publisher is stopped at any request, wakes long after its lease, when another has published, and changes nothing any more.
func TestZombie(t *testing.T) {
	for at := 2; at < 22; at++ { // a listing that came late is no harm
		for _, keep := range []int{0, 3} {
			synctest.Test(t, func(t *testing.T) { zombie(t, at, keep) })
		}
	}
}

func zombie(t *testing.T, at, keep int) {
	b := newBucket()
	first := before().options(t, b.client())
	first.Keep = keep
	mustRun(t, first)
	watch(t, b)
	wake := make(chan struct{})
	c := b.client()
	var asleep atomic.Bool
	c.fault = func(n int, kind, key string) (error, error) {
		if n >= at {
			asleep.Store(true)
			<-wake
		}
		return nil, nil
	}
	done := make(chan error, 1)
	go func() {
		opt := others("x").options(t, c)
		opt.Keep = keep
		_, err := Run(context.Background(), opt)
		done <- err
	}()
	time.Sleep(5 * time.Minute)
	opt := others("y").options(t, b.client())
	opt.Keep = keep
	mustRun(t, opt)
	close(wake)
	if err := <-done; asleep.Load() && err == nil {
		t.Errorf("stopped at %d: it published all the same", at)
	}
	if asleep.Load() {
		b.holds(t, others("y"))
	}
}

// On one computer one process publishes to a target at a time; others may look.
func TestOneComputer(t *testing.T) {
	synctest.Test(t, oneComputer)
}

func oneComputer(t *testing.T) {
	b := newBucket()
	opt := before().options(t, b.client())
	opt.State = t.TempDir()
	other, err := openLocal(opt.State, opt.Target)
	if err != nil {
		t.Fatal(err)
	}
	var busy *Busy
	if _, err := Run(context.Background(), opt); !errors.As(err, &busy) || !busy.Here {
		t.Errorf("%v", err)
	}
	if _, err := Status(context.Background(), opt); err != nil {
		t.Error(err)
	}
	dry := opt
	dry.DryRun = true
	mustRun(t, dry)
	time.AfterFunc(50*time.Second, other.close)
	opt.Wait = time.Minute
	mustRun(t, opt)
	b.holds(t, before())
}

// A reply is lost, and the store finds its own object when it tries again.
func TestLostReplies(t *testing.T) {
	b := newBucket()
	c := b.client()
	c.lose = func(kind, key string) bool { return true }
	opt := before().options(t, c)
	mustRun(t, opt)
	b.holds(t, before())
	if report := mustRun(t, before().options(t, b.client())); !report.Unchanged {
		t.Errorf("%+v", report)
	}
}

var _ store.Store = (*client)(nil)
