// Package storetest is the suite that every store.Store must pass. It does not know how a store is made: whoever runs it gives
// it empty ones.
//
// Each test is a function in the table of Run; a new one is written for what every store must do, and named after it.
package storetest

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mingde/internal/publish/store"
)

// tests are all tests of the suite.
var tests = []struct {
	name string
	run  func(*testing.T, store.Store)
}{
	{"what is put is there", testPut},
	{"headers", testHeaders},
	{"empty bodies", testEmpty},
	{"large bodies", testLarge},
	{"odd keys", testOddKeys},
	{"keys that are none", testBadKeys},
	{"what is not there", testAbsent},
	{"readers see the old or the new", testOverwrite},
	{"create", testCreate},
	{"one creator of many", testCreators},
	{"copy", testCopy},
	{"a copy is new", testCopyTime},
	{"copy onto itself", testCopySelf},
	{"list by prefix and in order", testList},
	{"list and delete many", testMany},
	{"list stops when told", testListBreak},
	{"delete", testDelete},
	{"a wrong sum", testWrongSum},
	{"a body that changes", testChanging},
	{"a body that cannot be read", testUnreadable},
	{"a cancelled context", testCancelled},
	{"no permit", testPermit},
	{"all at once", testAtOnce},
}

// Run runs the suite. open gives an empty store each time that it is called; it may end the test.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// page is the header that most tests use.
var page = store.Header{ContentType: "text/html; charset=utf-8", CacheControl: "public, max-age=0, must-revalidate"}

// put stores bytes and ends the test if it cannot.
func put(t *testing.T, s store.Store, key, data string) {
	t.Helper()
	if err := s.Put(t.Context(), key, store.Bytes([]byte(data)), page); err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
}

// holds checks the bytes at a key, and that Get and Head agree on the rest.
func holds(t *testing.T, s store.Store, key, want string) store.Object {
	t.Helper()
	data, o, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	if string(data) != want {
		t.Errorf("%s holds %.40q (%d bytes), want %.40q (%d bytes)", key, data, len(data), want, len(want))
	}
	if o.Key != key || o.Size != int64(len(want)) {
		t.Errorf("get %s: object %+v", key, o)
	}
	head, err := s.Head(t.Context(), key)
	if err != nil {
		t.Fatalf("head %s: %v", key, err)
	}
	if !same(head, o) {
		t.Errorf("head %s: %+v, get: %+v", key, head, o)
	}
	return o
}

// same compares two objects but for fractions of a second.
func same(a, b store.Object) bool {
	return a.Key == b.Key && a.Size == b.Size && a.ETag == b.ETag && a.Header == b.Header &&
		a.Modified.Sub(b.Modified).Abs() <= time.Second
}

// keys lists the keys below a prefix.
func keys(t *testing.T, s store.Store, prefix string) (found []string) {
	t.Helper()
	for o, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("list %q: %v", prefix, err)
		}
		found = append(found, o.Key)
	}
	return found
}

// each runs a function for 0…n−1, many at once, and gives the errors.
func each(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var running sync.WaitGroup
	slots := make(chan struct{}, 32)
	for i := range n {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			errs[i] = do(i)
		})
	}
	running.Wait()
	return errs
}

func testPut(t *testing.T, s store.Store) {
	before := time.Now().Add(-2 * time.Minute)
	put(t, s, "a/index.html", "one")
	one := holds(t, s, "a/index.html", "one")
	if one.Header != page {
		t.Errorf("headers: %+v", one.Header)
	}
	if one.Modified.Before(before) || one.Modified.After(time.Now().Add(2*time.Minute)) {
		t.Errorf("modified %v", one.Modified)
	}
	if sum := md5.Sum([]byte("one")); len(one.ETag) == 32 && one.ETag != hex.EncodeToString(sum[:]) {
		t.Errorf("the ETag %s looks like an MD5 sum, but is not that of the body", one.ETag)
	}
	put(t, s, "a/index.html", "two")
	if two := holds(t, s, "a/index.html", "two"); two.ETag == one.ETag || two.ETag == "" {
		t.Errorf("the ETag is %q before and %q after a change of the same size", one.ETag, two.ETag)
	}
}

func testHeaders(t *testing.T, s store.Store) {
	for i, h := range []store.Header{
		{ContentType: "text/css; charset=utf-8", CacheControl: "public, max-age=31536000, immutable"},
		{ContentType: "application/json", CacheControl: "no-store", ContentEncoding: "gzip"},
		{ContentType: "image/jpeg", CacheControl: "max-age=86400"},
	} {
		key := fmt.Sprintf("h%d", i)
		if err := s.Put(t.Context(), key, store.Bytes([]byte(key)), h); err != nil {
			t.Fatal(err)
		}
		if o := holds(t, s, key, key); o.Header != h {
			t.Errorf("put %+v, got %+v", h, o.Header)
		}
	}
	h := page
	h.Redirect = "/new/%E5%9C%B0%E5%9D%80/"
	if err := s.Put(t.Context(), "moved", store.Bytes([]byte("moved")), h); err != nil {
		t.Fatal(err)
	}
	o := holds(t, s, "moved", "moved")
	if o.Header.Redirect != "" && o.Header.Redirect != h.Redirect {
		t.Errorf("redirects to %q", o.Header.Redirect)
	}
	put(t, s, "moved", "moved")
	if o := holds(t, s, "moved", "moved"); o.Header != page {
		t.Errorf("a header survives an overwrite: %+v", o.Header)
	}
}

func testEmpty(t *testing.T, s store.Store) {
	put(t, s, "empty", "")
	holds(t, s, "empty", "")
	if err := s.Create(t.Context(), "empty2", store.Bytes(nil), page); err != nil {
		t.Fatal(err)
	}
	holds(t, s, "empty2", "")
	if err := s.Copy(t.Context(), "empty", "empty3", page); err != nil {
		t.Fatal(err)
	}
	holds(t, s, "empty3", "")
	put(t, s, "empty", "no more")
	put(t, s, "empty", "")
	holds(t, s, "empty", "")
}

func testLarge(t *testing.T, s store.Store) {
	large := string(bytes.Repeat([]byte("大きな0123456789"), 300_000)) // 5.7 MB
	put(t, s, "large", large)
	holds(t, s, "large", large)
}

// oddKeys are keys that clients, servers and proxies like to get wrong.
var oddKeys = []string{
	"a b", "a+b", "a%b", "a%20b", "a%2Fb", "a&b", "a'b", `a"b`, "a<b>", "a=b", "a?b", "a#b", "a;b", "a:b", "a@b", "a,b", "a!b", "a$b", "a*b",
	"a(b)", "a[b]", "a{b}", "a|b", "a^b", "a`b", "a~b", "-a", "活动/春游 2026.html", "é", "e\u0301", "👪/👩‍👧", ".well-known/x", "a..b", "..a",
}

func testOddKeys(t *testing.T, s store.Store) {
	want := slices.Clone(oddKeys)
	for _, key := range want {
		put(t, s, key, "at "+key)
	}
	slices.Sort(want)
	if got := keys(t, s, ""); !slices.Equal(got, want) {
		t.Errorf("list:\n%q, want\n%q", got, want)
	}
	for _, key := range want {
		holds(t, s, key, "at "+key)
		if err := s.Copy(t.Context(), key, "copies/"+key, page); err != nil {
			t.Errorf("copy: %v", err)
			continue
		}
		holds(t, s, "copies/"+key, "at "+key)
		if got := keys(t, s, key); !slices.Contains(got, key) {
			t.Errorf("list %q: %q", key, got)
		}
	}
	if refused, err := s.Delete(t.Context(), want); err != nil || len(refused) > 0 {
		t.Errorf("delete: %v, %v", refused, err)
	}
	if got := keys(t, s, ""); len(got) != len(want) {
		t.Errorf("after deleting all but the copies: %q", got)
	}
}

func testBadKeys(t *testing.T, s store.Store) {
	put(t, s, "a", "a")
	for _, key := range []string{"", "/a", "a/", "x//b", "../a", "x/../a", "./a", "x\\b", "x\x00b", "x\nb", "\xff"} {
		if err := s.Put(t.Context(), key, store.Bytes(nil), page); !errors.Is(err, store.ErrKey) {
			t.Errorf("put %q: %v", key, err)
		}
		if err := s.Create(t.Context(), key, store.Bytes(nil), page); !errors.Is(err, store.ErrKey) {
			t.Errorf("create %q: %v", key, err)
		}
		if err := s.Copy(t.Context(), "a", key, page); !errors.Is(err, store.ErrKey) {
			t.Errorf("copy to %q: %v", key, err)
		}
		if _, err := s.Delete(t.Context(), []string{key}); !errors.Is(err, store.ErrKey) {
			t.Errorf("delete %q: %v", key, err)
		}
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"a"}) {
		t.Errorf("there is %q", got)
	}
}

func testAbsent(t *testing.T, s store.Store) {
	if _, _, err := s.Get(t.Context(), "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("get: %v", err)
	}
	if _, err := s.Head(t.Context(), "none/a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("head: %v", err)
	}
	if err := s.Copy(t.Context(), "none", "other", page); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("copy: %v", err)
	}
	if got := keys(t, s, ""); len(got) > 0 {
		t.Errorf("an empty store holds %q", got)
	}
	put(t, s, "folder/a", "a")
	if _, _, err := s.Get(t.Context(), "folder"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("get a folder: %v", err)
	}
	if got := keys(t, s, "none/"); len(got) > 0 {
		t.Errorf("below none/: %q", got)
	}
}

// testOverwrite reads all the time while two contents of different length take turns.
func testOverwrite(t *testing.T, s store.Store) {
	contents := []string{string(bytes.Repeat([]byte("a"), 300_000)), string(bytes.Repeat([]byte("b"), 200_000))}
	put(t, s, "page", contents[0])
	done := make(chan struct{})
	var reading sync.WaitGroup
	for range 2 {
		reading.Go(func() {
			for seen := 0; ; seen++ {
				data, o, err := s.Get(t.Context(), "page")
				if err != nil || !slices.Contains(contents, string(data)) || o.Size != int64(len(data)) {
					t.Errorf("a reader got %.20q (%d bytes, said to be %d): %v", data, len(data), o.Size, err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i := range 30 {
		put(t, s, "page", contents[(i+1)%2])
	}
	close(done)
	reading.Wait()
	if got := keys(t, s, ""); !slices.Equal(got, []string{"page"}) {
		t.Errorf("afterwards there is %q", got)
	}
}
