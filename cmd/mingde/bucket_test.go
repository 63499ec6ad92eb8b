package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
	"mingde/internal/publish/store"
)

// bucket is a bucket of a real server, which the test looks at directly: not through the proxies of those who publish.
type bucket struct {
	server *s3server.Server
	name   string
	store  *s3.Store
}

func newBucket(t testing.TB, server *s3server.Server) *bucket {
	t.Helper()
	b := &bucket{server: server, name: "b-" + strings.ToLower(rand.Text())}
	server.Bucket(t, b.name)
	var err error
	b.store, err = s3.Open(s3.Config{
		Provider: "minio", Bucket: b.name, Endpoint: server.URL,
		Credentials: func() (s3.Credentials, error) { return s3.NewCredentials(server.ID, server.Secret, "", "test"), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// served is what a visitor gets of an object.
type served struct {
	data   string
	header store.Header
}

// objects is what a bucket holds, by key.
type objects map[string]served

// read gives all that stands in the bucket but our own records.
func (b *bucket) read(t testing.TB) objects {
	t.Helper()
	all := objects{}
	for _, key := range b.keys(t, "") {
		if strings.HasPrefix(key, "_pub/") {
			continue
		}
		data, o, err := b.store.Get(t.Context(), key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
		if err == nil {
			all[key] = served{string(data), o.Header}
		}
	}
	return all
}

// keys lists what stands below a prefix.
func (b *bucket) keys(t testing.TB, prefix string) (keys []string) {
	t.Helper()
	for o, err := range b.store.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}

// begun tells whether the newest generation has an intent and no commit.
func (b *bucket) begun(t testing.TB) bool {
	t.Helper()
	keys := b.keys(t, "_pub/log/")
	last := keys[len(keys)-1]
	return len(b.keys(t, last[:len("_pub/log/00000000")]+".done.")) == 0
}

// broken lists the files that pages and stylesheets refer to and that are not there.
func (o objects) broken() (found []string) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		for _, need := range needs(key, o[key].data) {
			if _, ok := o[need]; !ok {
				found = append(found, key+" needs "+need)
			}
		}
	}
	return found
}

// watch visits the bucket without pause: it reads each page, and then looks for all that the page needs. What it gives ends that, and
// tells how many pages were read.
func (b *bucket) watch(t testing.TB) (stop func() (pages int)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done, n := make(chan struct{}), 0
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			for o, err := range b.store.List(ctx, "") {
				if err == nil && path.Ext(o.Key) == ".html" {
					b.visit(ctx, t, o.Key)
					n++
				}
			}
		}
	}()
	stop = func() int {
		cancel()
		<-done
		return n
	}
	t.Cleanup(func() { stop() })
	return stop
}

// visit reads a page. Where it lacks something it is read again: it may have been replaced, and then what the old one needed may be deleted.
func (b *bucket) visit(ctx context.Context, t testing.TB, key string) {
	data, _, err := b.store.Get(ctx, key)
	if err != nil {
		return // it is gone, or the test is over
	}
	for _, need := range needs(key, string(data)) {
		if _, err := b.store.Head(ctx, need); !errors.Is(err, store.ErrNotFound) {
			continue
		}
		if again, _, err := b.store.Get(ctx, key); err == nil && bytes.Equal(again, data) {
			t.Errorf("%s lacks %s", key, need)
		}
	}
}

// clean gives what a publish of a site into an empty bucket makes.
func clean(t testing.TB, server *s3server.Server, site files) objects {
	t.Helper()
	b := newBucket(t, server)
	b.computer(t, site).publish(t, 0)
	return b.read(t)
}

// mustHold fails the test where a bucket is not exactly what it should be.
func (b *bucket) mustHold(t testing.TB, want objects, former ...objects) {
	t.Helper()
	if found := b.read(t).differences(want, former...); len(found) > 0 {
		t.Errorf("the bucket is not the site:\n%s", strings.Join(found, "\n"))
	}
}

// differences compares a bucket with what a publish into an empty one makes. Of former sites only assets may be left, whose names stand
// for their contents: they stay for pages in somebody's cache.
func (o objects) differences(want objects, former ...objects) (found []string) {
	for key, w := range want {
		if got, ok := o[key]; !ok {
			found = append(found, key+" is missing")
		} else if got != w {
			found = append(found, fmt.Sprintf("%s differs: %d bytes, %+v, want %d bytes, %+v", key, len(got.data), got.header, len(w.data), w.header))
		}
	}
	for key, got := range o {
		_, wanted := want[key]
		stays := strings.Contains(got.header.CacheControl, "immutable") &&
			slices.ContainsFunc(former, func(f objects) bool { return f[key] == got })
		if !wanted && !stays {
			found = append(found, key+" is left over")
		}
	}
	slices.Sort(found)
	return found
}

// needs lists the paths of what a page or a stylesheet cannot be shown without, or offers for download: stylesheets, scripts, pictures, files
// of data. Other pages, feeds and calendars are none of it: they come in the same step or a later one.
func needs(key, data string) []string {
	var links []string
	switch path.Ext(key) {
	case ".css":
		for _, m := range regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`).FindAllStringSubmatch(data, -1) {
			links = append(links, m[1])
		}
	case ".html":
		root, err := html.Parse(strings.NewReader(data))
		if err != nil {
			return []string{err.Error()}
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				switch a.Key {
				case "href", "src", "poster":
					links = append(links, a.Val)
				case "srcset":
					for one := range strings.SplitSeq(a.Val, ",") {
						link, _, _ := strings.Cut(strings.TrimSpace(one), " ")
						links = append(links, link)
					}
				}
			}
		}
	}
	var all []string
	for _, link := range links {
		if p, ok := local(key, link); ok && !slices.Contains([]string{"", ".html", ".xml", ".ics", ".txt"}, path.Ext(p)) {
			all = append(all, p)
		}
	}
	return all
}

// local gives the path of a link that leads to the same site.
func local(from, link string) (string, bool) {
	u, err := url.Parse(link)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return "", false
	}
	return strings.TrimPrefix((&url.URL{Path: "/" + from}).ResolveReference(u).Path, "/"), true
}

// computer is somebody's computer: a folder with a site, which has never been built nor published there, and a way to the bucket of its own.
type computer struct {
	dir      string
	bucket   *bucket
	proxy    *faultproxy.Proxy
	settings string // of [publish]
}

// files is a site by path.
type files map[string]string

// computer sets one up. settings are further lines of [publish].
func (b *bucket) computer(t testing.TB, site files, settings ...string) *computer {
	t.Helper()
	proxy, err := faultproxy.Start(b.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	c := &computer{dir: t.TempDir(), bucket: b, proxy: proxy}
	c.settings = "\n[publish]\n" + strings.Join(append(settings,
		fmt.Sprintf("target = %q", "s3://"+b.name), fmt.Sprintf("endpoint = %q", proxy.URL()), `provider = "minio"`, "max_delete_share = 1.0"), "\n") + "\n"
	c.edit(t, site)
	return c
}

// edit makes the sources of the site these, and no others.
func (c *computer) edit(t testing.TB, site files) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(c.dir, "content")); err != nil {
		t.Fatal(err)
	}
	for name, text := range site {
		if name == "site.toml" {
			text += c.settings
		}
		file := filepath.Join(c.dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// process is a publish that runs.
type process struct {
	*exec.Cmd
	started        chan struct{}
	stdout, stderr bytes.Buffer
}

// prepare makes the command. It sees nothing of the environment of the test but where programs are.
func (c *computer) prepare(t testing.TB, args ...string) *process {
	t.Helper()
	args = append([]string{"-C", c.dir, "--lang", "en", "publish", "--as-of", "2026-06-30", "--verify", "none"}, args...)
	p := &process{Cmd: exec.CommandContext(t.Context(), "mingde", args...), started: make(chan struct{})} // see TestMain
	p.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir, "AWS_ACCESS_KEY_ID=" + c.bucket.server.ID, "AWS_SECRET_ACCESS_KEY=" + c.bucket.server.Secret}
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	return p
}

// start starts it; the test's end kills it.
func (p *process) start(t testing.TB) *process {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	close(p.started)
	return p
}

// pid gives the number of the process as soon as it has one, for faults that are injected before.
func (p *process) pid() int {
	<-p.started
	return p.Process.Pid
}

// code waits for the end, and gives the exit code: −1 if it was killed.
func (p *process) code() int {
	p.Wait()
	return p.ProcessState.ExitCode()
}

// publish runs a publish to its end, which must be of an exit code.
func (c *computer) publish(t testing.TB, code int, args ...string) *process {
	t.Helper()
	p := c.prepare(t, args...).start(t)
	if got := p.code(); got != code {
		t.Fatalf("%v: exit code %d, want %d: %s%s", p.Args, got, code, &p.stdout, &p.stderr)
	}
	return p
}

// outcome is what a publish says that it did, and what it cost.
type outcome struct {
	Generation, Uploaded, Headers, Deleted, Kept int
	Unchanged                                    bool
	requests                                     faultproxy.Counts
}

// report publishes, and counts.
func (c *computer) report(t testing.TB, args ...string) (o outcome) {
	t.Helper()
	c.proxy.Counts()
	p := c.publish(t, 0, append(args, "--json")...)
	o.requests = c.proxy.Counts()
	if err := json.Unmarshal(p.stdout.Bytes(), &o); err != nil {
		t.Fatalf("%v: %s", err, &p.stdout)
	}
	return o
}

// What the tests of publishing rely on: that they see what a page needs, and what does not belong into a bucket.
func TestObjects(t *testing.T) {
	const page = `<link rel="stylesheet" href="../a.css"><img srcset="p-1.jpg 1x, /p-2.jpg 2x"><a href="b.html">b</a><a href="https://x/y.css"></a><a href="d.csv?v#x">`
	o := objects{"x/a.html": {data: page}, "a.css": {data: "p { background: url(f.png) }"}, "p-2.jpg": {}}
	if got, want := o.broken(), []string{"a.css needs f.png", "x/a.html needs x/p-1.jpg", "x/a.html needs x/d.csv"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	asset := served{"", store.Header{CacheControl: "max-age=1, immutable"}}
	former := objects{"old.css": asset, "other.css": asset, "old.html": {}}
	got := objects{"a": {}, "b": {data: "1"}, "old.css": asset, "other.css": {"changed", asset.header}, "old.html": {}, "new.css": asset}
	found := got.differences(objects{"a": {header: asset.header}, "b": {}, "c": {}}, former)
	if len(found) != 6 {
		t.Errorf("%q", found)
	}
}
