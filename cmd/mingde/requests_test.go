package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3server"
)

// What the command costs over HTTP, by what passes the proxy: one request if nothing has changed; else one to read the log, one for the
// intent, one for each object, one for all deletes, one for the commit. Where this computer remembers nothing the present state is
// one or two requests more, and each body that is kept is one. Before the first publish it is tried whether the bucket can lock; that is counted
// by itself.
func TestRequestsOfProcess(t *testing.T) {
	server := s3server.Versitygw(t)
	for _, keep := range []int{0, 3} {
		site := large(t, largeFiles-withoutPages)
		c := newBucket(t, server).computer(t, site, fmt.Sprint("keep = ", keep))
		step := func(what string, want, changed, deleted int) {
			t.Helper()
			o := c.report(t)
			t.Logf("keep %d, %s: %d requests %v, %d bytes up, %d down", keep, what, o.requests.Total, o.requests.ByKind, o.requests.Up, o.requests.Down)
			kept := (changed + deleted) * min(keep, 1)
			if o.requests.Total != want+kept || o.Uploaded != changed || o.Deleted != deleted || o.Kept != kept {
				t.Errorf("keep %d, %s: %+v, want %d requests", keep, what, o, want+kept)
			}
		}
		rewrite := func(pages int, words string) {
			for i := range pages {
				site[name(i)] = text(i, words)
			}
			c.edit(t, site)
		}
		c.proxy.Requests()
		first := c.report(t)
		tries := triesOfLock(c.proxy.Requests())
		looks := first.requests.ByKind["LIST"] - 1 // a publish that lasts looks again from time to time whether it is alone
		t.Logf("keep %d, first: %d requests, of which %d try the lock, and %d look again", keep, first.requests.Total, tries, looks)
		if first.Uploaded != largeFiles || first.requests.Total-tries-looks != largeFiles+4 {
			t.Errorf("keep %d, first: %+v, of which %d try the lock", keep, first, tries)
		}
		step("nothing changed", 1, 0, 0)
		rewrite(5, "一")
		forget(t, c)
		step("five changed, nothing remembered", 9, 5, 0)
		rewrite(5, "二")
		step("five changed", 8, 5, 0)
		rewrite(5, "三")
		forget(t, c)
		step("five changed, nothing remembered, after a difference", 10, 5, 0)
		rewrite(2, "四")
		delete(site, name(7))
		delete(site, name(8))
		c.edit(t, site) // the home page and two maps of the site change with them
		step("five changed and two deleted", 9, 5, 2)
		forget(t, c)
		step("nothing changed, nothing remembered", 1, 0, 0)
	}
}

// withoutPages is how many files the site of large is without any pages.
const withoutPages = 33

// triesOfLock counts the requests by which it was tried whether a bucket can lock: they have a folder of their own, and their objects are
// deleted by one request, which in a first publish is the only one of its kind.
func triesOfLock(requests []faultproxy.Request) (n int) {
	for _, r := range requests {
		if strings.Contains(r.Path, "/_pub/probe/") || r.Kind == "DELETE-MULTI" {
			n++
		}
	}
	return n
}

// forget makes a computer one that has never published.
func forget(t testing.TB, c *computer) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(c.dir, ".mingde", "publish")); err != nil {
		t.Fatal(err)
	}
}
