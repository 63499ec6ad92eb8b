//go:build long

package publish

import (
	"fmt"
	"testing"
	"time"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3server"
)

// actions are all that can happen to a request, and whether a publish gets through if it happens once.
var actions = []struct {
	name    string
	do      faultproxy.Action
	through bool
}{
	{"503", faultproxy.Answer(503, "SlowDown"), true},
	{"500", faultproxy.Answer(500, "InternalError"), true},
	{"403", faultproxy.Answer(403, "AccessDenied"), false},
	{"400 ExpiredToken", faultproxy.Answer(400, "ExpiredToken"), false},
	{"400 BadDigest", faultproxy.Answer(400, "BadDigest"), true},
	{"403 RequestTimeTooSkewed", skewed, true},
	{"507", faultproxy.Answer(507, "XMinioStorageFull"), false},
	{"reset", faultproxy.Cut(), true},
	{"reset in mid-upload", faultproxy.CutUpload(10), true},
	{"lost reply", faultproxy.Lose(), true},
	{"stall", faultproxy.Stall(5), true},
	{"stalled reply", faultproxy.StallReply(5), true},
}

// kinds are all kinds of requests of a publish.
var kinds = []string{"LIST", "GET", "HEAD", "PUT", "COPY", "DELETE-MULTI"}

// moreHarms are all faults at all requests: once, from then on for ever, and from then on for that kind of request alone.
func moreHarms() (all []harm) {
	const requests = 32 // more than a publish has
	for _, a := range actions {
		open := outcome{open: true}
		for n := 1; n <= requests; n++ {
			once := open
			if a.through {
				once = outcome{}
			}
			all = append(all,
				harm{name: fmt.Sprintf("%s, once, at %d", a.name, n), faults: fault("", "", n, 1, a.do), change: alone, want: once},
				harm{name: fmt.Sprintf("%s, from %d on", a.name, n), faults: fault("", "", n, forever, a.do), change: alone, want: open},
				harm{name: fmt.Sprintf("%s, three times, at %d", a.name, n), faults: fault("", "", n, 3, a.do), change: together, want: open},
			)
		}
		for _, kind := range kinds {
			for n := 1; n <= 4; n++ {
				all = append(all, harm{name: fmt.Sprintf("%s, %s from %d on", a.name, kind, n), faults: fault(kind, "", n, forever, a.do), change: together, want: open})
			}
		}
	}
	return all
}

// alone makes requests one after another, so that their numbers are the same each time.
func alone(r *trial) {
	r.opt.Workers = 1
	r.config.Stall = 300 * time.Millisecond
}

func together(r *trial) { r.config.Stall = 300 * time.Millisecond }

// moreNetworks are slower ones: the largest file takes much longer than a connection may stand still.
func moreNetworks() []network {
	return []network{
		{name: "slow but alive, for longer than anything may stand still", change: larger("assets/", 1_000_000), harm: slow},
		{name: "slow but alive, a page that stands", change: larger("events/1.html", 1_000_000), harm: slow},
	}
}

// A publish that was broken off at any request is gone on with while the next fault comes, at any request.
func TestFaultsOneAfterAnother(t *testing.T) {
	server := s3server.Versitygw(t)
	for first := 3; first < 32; first += 2 {
		for second := 1; second < 40; second += 3 {
			t.Run(fmt.Sprintf("%d, %d", first, second), func(t *testing.T) {
				t.Parallel()
				r := newTrial(t, server)
				alone(r)
				for i, n := range []int{first, second} {
					a := actions[(first*7+second*3+i)%8]
					r.proxy.Inject(fault("", "", n, forever, a.do)[0])
					r.watch()
					r.run(outcome{open: true})
					r.proxy.Heal()
					r.old = server.Objects(t, r.bucket)
				}
				r.again()
			})
		}
	}
}
