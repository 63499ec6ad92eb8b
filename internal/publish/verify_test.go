package publish

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mingde/internal/message"
	"mingde/internal/problem"
)

// public serves a bucket as a website does.
func (b *bucket) public(change func(w http.ResponseWriter, r *http.Request) bool) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := strings.TrimPrefix(r.URL.Path, "/")
		if key == "" {
			key = homePage
		}
		b.mu.Lock()
		o := b.objects[key]
		b.mu.Unlock()
		if change(w, r) {
			return
		}
		if r.Method != http.MethodGet || strings.HasPrefix(key, control) {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		if o == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", o.header.ContentType)
		w.Header().Set("Cache-Control", o.header.CacheControl)
		if o.header.ContentEncoding != "" {
			w.Header().Set("Content-Encoding", o.header.ContentEncoding)
		}
		w.Write(o.data)
	}))
}

// A sample is read as visitors read it; each fault has its sentence.
func TestVisit(t *testing.T) {
	for want, change := range map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"": func(http.ResponseWriter, *http.Request) bool { return false },
		"visit.status": func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/index.html" {
				w.WriteHeader(http.StatusForbidden)
			}
			return r.URL.Path == "/index.html"
		},
		"visit.bytes": func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/feed.xml" {
				w.Write([]byte("an old feed"))
			}
			return r.URL.Path == "/feed.xml"
		},
		"visit.download": func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("x-oss-force-download", "true")
			return false
		},
		"visit.control": func(w http.ResponseWriter, r *http.Request) bool {
			return strings.HasPrefix(r.URL.Path, "/_pub/")
		},
		"visit.listing": func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.RawQuery != "" {
				w.Write([]byte(`<?xml version="1.0"?><ListBucketResult>`))
			}
			return r.URL.RawQuery != ""
		},
	} {
		b := newBucket()
		server := b.public(change)
		opt := before().options(t, b.client())
		opt.Verify, opt.PublicURL = Sample, server.URL
		_, err := Run(context.Background(), opt)
		server.Close()
		var incomplete *Incomplete
		if want == "" {
			if err != nil {
				t.Errorf("%v", err)
			}
			continue
		}
		if !errors.As(err, &incomplete) || !slices.ContainsFunc(incomplete.Texts, func(t problem.Text) bool { return t.Key == "publish."+want }) || !message.For(message.Chinese).Has("publish."+want) {
			t.Errorf("%s: %v %v", want, err, incomplete)
		}
		b.holds(t, before())
	}
}

// Compressed text is read by whoever can decompress it, and its headers say so.
func TestCompressed(t *testing.T) {
	b := newBucket()
	server := b.public(func(http.ResponseWriter, *http.Request) bool { return false })
	defer server.Close()
	w := before()
	w.page("events/long.html", strings.Repeat("文明实践。", 1000))
	opt := w.options(t, b.client())
	opt.Verify, opt.PublicURL, opt.Compress, opt.Keep = Sample, server.URL, "gzip", 3
	mustRun(t, opt)
	o := b.objects["events/long.html"]
	if o.header.ContentEncoding != "gzip" || len(o.data) > 1000 {
		t.Errorf("%v, %d bytes", o.header, len(o.data))
	}
	opt.Compress, opt.Verify = "", Deep
	if report := mustRun(t, opt); report.Uploaded != 1 {
		t.Errorf("%+v", report)
	}
	b.holds(t, w)
	if _, err := Rollback(context.Background(), Options{Store: b.client(), Verify: Deep, Keep: 3}, 0); err != nil {
		t.Error(err)
	}
}

// What somebody else changed, deleted or brought in is found, named and mended, as far as it is ours.
func TestDrift(t *testing.T) {
	for _, c := range []struct {
		level Level
		want  string
	}{
		{None, ""}, {Sample, ""}, {HeadersOnly, ""},
		{Full, "missing events/1.html, changed events/2.html"},
		{Deep, "missing events/1.html, changed events/2.html, headers events/3.html"},
	} {
		b := newBucket()
		cl := b.client()
		mustRun(t, before().options(t, cl))
		delete(b.objects, "events/1.html")
		b.objects["events/2.html"].data = []byte("graffiti")
		b.objects["events/3.html"].header.CacheControl = "no-cache"
		b.objects["theirs.html"] = &stored{data: []byte("theirs")}
		opt := before().options(t, cl)
		opt.Verify = c.level
		report := mustRun(t, opt)
		var found []string
		for _, d := range report.Drift {
			found = append(found, d.What+" "+d.Path)
			if !message.For(message.Chinese).Has(d.Text().Key) {
				t.Errorf("%s has no words", d.Text().Key)
			}
		}
		if got := strings.Join(found, ", "); got != c.want || report.Unchanged != (c.want == "") {
			t.Errorf("%s: %s, %+v", c.level, got, report)
		}
		if c.want == "" {
			continue
		}
		if !slices.Contains(report.Foreign, "theirs.html") || b.objects["theirs.html"] == nil {
			t.Errorf("%s: foreign %v", c.level, report.Foreign)
		}
		delete(b.objects, "theirs.html")
		if c.level == Deep {
			b.holds(t, before())
		}
	}
}

// What is wrong after a publish the commit calls pending, and the next run puts right.
func TestVerifyFails(t *testing.T) {
	b := newBucket()
	c := b.client()
	mustRun(t, before().options(t, c))
	for _, level := range []Level{Sample, HeadersOnly, Full, Deep} {
		b := b.clone()
		c := b.client()
		c.fault = func(n int, kind, key string) (error, error) {
			if kind == "LIST" || kind == "HEAD" || kind == "GET" {
				if o := b.objects["index.html"]; o != nil {
					o.data = []byte("broken")
				}
			}
			return nil, nil
		}
		opt := after().options(t, c)
		opt.Verify = level
		var incomplete *Incomplete
		if _, err := Run(context.Background(), opt); !errors.As(err, &incomplete) || !slices.Equal(incomplete.Pending, []string{"index.html"}) {
			t.Errorf("%s: %v", level, err)
		}
		c.fault = nil
		if report := mustRun(t, opt); report.Uploaded != 1 {
			t.Errorf("%s: %+v", level, report)
		}
		b.holds(t, after())
	}
}

// What stands in front of a store may name kinds in its own way, and have copies used for a shorter time, not a longer one.
func TestHeadersOfServers(t *testing.T) {
	for _, c := range []struct {
		got, want string
		same      bool
	}{
		{"text/html; charset=utf-8", "text/html; charset=utf-8", true},
		{"text/html;charset=UTF-8", "text/html; charset=utf-8", true},
		{"text/html", "text/html; charset=utf-8", false},
		{"text/html; charset=gbk", "text/html; charset=utf-8", false},
		{"text/xml", "application/atom+xml; charset=utf-8", true},
		{"text/xml; charset=gbk", "application/xml; charset=utf-8", false},
		{"application/javascript; charset=utf-8", "text/javascript; charset=utf-8", true},
		{"application/octet-stream", "text/calendar; charset=utf-8", false},
		{"image/svg+xml; charset=utf-8", "application/xml; charset=utf-8", false},
		{"", "image/jpeg", false},
	} {
		if sameType(c.got, c.want) != c.same {
			t.Errorf("%q for %q: %v", c.got, c.want, !c.same)
		}
	}
	for _, c := range []struct {
		got, want string
		fresh     bool
	}{
		{cacheForever, cacheForever, true},
		{cacheAsk, cacheForever, true},
		{"no-cache", cacheAsk, true},
		{"no-store", cacheBrief, true},
		{"max-age=0", cacheAsk, true},
		{"public, max-age=60", cacheAsk, false},
		{cacheForever, cacheAsk, false},
		{"public", cacheAsk, false},
		{"", cacheForever, false},
		{"max-age=x", cacheBrief, false},
	} {
		if freshEnough(c.got, c.want) != c.fresh {
			t.Errorf("%q for %q: %v", c.got, c.want, !c.fresh)
		}
	}
}

// An address that does not answer is one finding, for which it is asked once; one that stops answering, once more by each of those who are at it.
func TestVisitUnreachable(t *testing.T) {
	for _, c := range []struct {
		good int64 // so many requests are answered before
		most int64
	}{{0, 1}, {1, 9}} {
		var asked atomic.Int64
		b := newBucket()
		server := b.public(func(_ http.ResponseWriter, r *http.Request) bool {
			if asked.Add(1) <= c.good {
				return false
			}
			<-r.Context().Done()
			return true
		})
		opt := before().options(t, b.client())
		opt.Verify, opt.PublicURL, opt.Client, opt.Workers = Sample, server.URL, &http.Client{Timeout: 100 * time.Millisecond}, 32
		_, err := Run(context.Background(), opt)
		var incomplete *Incomplete
		if !errors.As(err, &incomplete) || incomplete.Public != 1 || incomplete.Undeleted+incomplete.Found > 0 || incomplete.Texts[0].Key != "publish.visit.silent-more" {
			t.Errorf("%+v, %v", incomplete, err)
		}
		if n := asked.Load(); n > c.most {
			t.Errorf("asked %d times", n)
		}
		server.CloseClientConnections()
		server.Close()
	}
}

// What was wrong at the public address is in the commit, and stays there until somebody has looked and found it right; that alone is no new
// generation to go back from.
func TestUnseen(t *testing.T) {
	b := newBucket()
	broken := true
	server := b.public(func(w http.ResponseWriter, r *http.Request) bool {
		if broken {
			w.WriteHeader(http.StatusForbidden)
		}
		return broken
	})
	defer server.Close()
	opt := before().options(t, b.client())
	opt.Verify, opt.PublicURL = Sample, server.URL
	var incomplete *Incomplete
	for range 2 {
		if report, err := Run(context.Background(), opt); !errors.As(err, &incomplete) || incomplete.Public == 0 || report.Generation != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	}
	for _, level := range []Level{None, Full} { // they do not look there
		opt.Verify = level
		if report := mustRun(t, opt); !report.Unchanged || report.Generation != 1 {
			t.Errorf("%+v", report)
		}
	}
	broken, opt.Verify = false, Sample
	if report := mustRun(t, opt); !report.Unchanged || report.Generation != 2 {
		t.Errorf("%+v", report)
	}
	if status, err := Status(context.Background(), opt); err != nil || status.Unseen {
		t.Errorf("%+v, %v", status, err)
	}
	b.holds(t, before())
}
