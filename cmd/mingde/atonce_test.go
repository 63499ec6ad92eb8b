package main

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3server"
)

// intents matches the request by which a publisher begins, home the one by which it puts the home page.
const (
	intents = `^PUT /[^?]*/_pub/log/\d{8}\.open\?`
	home    = `^PUT /[^/]*/index\.html\?`
)

// Two processes publish different sites at the same time. That they truly meet is made so: neither intent reaches the server
// before both are under way, when both have looked and have found nobody. One wins; it is held before its home page until the other
// has ended, and has tried again. Once the winner is done the loser's plain command publishes on top.
func TestTwoProcessesAtOnce(t *testing.T) {
	server := s3server.Versitygw(t)
	sites := []files{before(t), after(t)}
	wants := []objects{clean(t, server, sites[0]), clean(t, server, sites[1]), clean(t, server, village(t))}
	var mu sync.Mutex
	wins := [2]int{}
	t.Run("rounds", func(t *testing.T) {
		for round := range metRounds {
			t.Run(fmt.Sprint(round), func(t *testing.T) {
				t.Parallel()
				b := newBucket(t, server)
				if round%2 == 1 { // else the bucket is empty, and both look whether it can lock
					b.computer(t, village(t)).publish(t, 0)
				}
				winner := race(t, b, sites, wants)
				mu.Lock()
				defer mu.Unlock()
				wins[winner]++
			})
		}
	})
	t.Logf("%d rounds: the one won %d, the other %d", metRounds, wins[0], wins[1])
}

// race lets two publish to a bucket at once, and tells who has won. wants are what their sites are, and what was there before.
func race(t *testing.T, b *bucket, sites []files, wants []objects) (winner int) {
	t.Helper()
	meet, release := meeting(t, 2), make(chan struct{})
	var computers []*computer
	var processes []*process
	ended := make(chan int, 2)
	for i := range 2 {
		c := b.computer(t, sites[i], `lease = "10m"`)
		c.proxy.Inject(faultproxy.Fault{Match: intents, Do: faultproxy.Meanwhile(meet)})
		c.proxy.Inject(faultproxy.Fault{Match: home, Do: faultproxy.Meanwhile(func() { <-release })})
		p := c.prepare(t).start(t)
		computers, processes = append(computers, c), append(processes, p)
		go func() {
			p.Wait()
			ended <- i
		}()
	}
	loser := <-ended
	winner = 1 - loser
	computers[loser].proxy.Heal()
	again := computers[loser].prepare(t).start(t).code()
	close(release)
	<-ended
	won, lost := processes[winner].ProcessState.ExitCode(), processes[loser].ProcessState.ExitCode()
	if won != 0 || lost != busy || again != busy {
		t.Fatalf("exit codes %d, %d, and of a second try %d: %s%s", won, lost, again, &processes[0].stderr, &processes[1].stderr)
	}
	b.mustHold(t, wants[winner], wants[2])
	computers[loser].publish(t, 0)
	b.mustHold(t, wants[loser], wants...)
	return winner
}

// meeting gives a function that returns as soon as it was called n times. Who has waited for a minute says so, and waits no longer.
func meeting(t testing.TB, n int) func() {
	var mu sync.Mutex
	all := make(chan struct{})
	return func() {
		mu.Lock()
		if n--; n == 0 {
			close(all)
		}
		mu.Unlock()
		select {
		case <-all:
		case <-time.After(time.Minute):
			t.Error("the other one did not come")
		}
	}
}
