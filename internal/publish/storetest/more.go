package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mingde/internal/publish/store"
)

func testCreate(t *testing.T, s store.Store) {
	if err := s.Create(t.Context(), "_pub/log/1.open", store.Bytes([]byte("mine")), page); err != nil {
		t.Fatal(err)
	}
	if o := holds(t, s, "_pub/log/1.open", "mine"); o.Header != page {
		t.Errorf("headers: %+v", o.Header)
	}
	for _, data := range []string{"yours", "mine"} {
		if err := s.Create(t.Context(), "_pub/log/1.open", store.Bytes([]byte(data)), store.Header{}); !errors.Is(err, store.ErrExists) {
			t.Errorf("create again with %q: %v", data, err)
		}
	}
	if o := holds(t, s, "_pub/log/1.open", "mine"); o.Header != page {
		t.Errorf("headers: %+v", o.Header)
	}
	if _, err := s.Delete(t.Context(), []string{"_pub/log/1.open"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), "_pub/log/1.open", store.Bytes([]byte("yours")), page); err != nil {
		t.Errorf("create after delete: %v", err)
	}
	holds(t, s, "_pub/log/1.open", "yours")
	put(t, s, "put", "put")
	if err := s.Create(t.Context(), "put", store.Bytes([]byte("created")), page); !errors.Is(err, store.ErrExists) {
		t.Errorf("create what was put: %v", err)
	}
}

// Creators and rounds of testCreators.
const (
	creators = 8
	rounds   = 25
)

func testCreators(t *testing.T, s store.Store) {
	for round := range rounds {
		key := fmt.Sprintf("_pub/log/%d", round)
		errs := each(creators, func(i int) error {
			return s.Create(t.Context(), key, store.Bytes(fmt.Appendf(nil, "writer %d of round %d", i, round)), page)
		})
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner >= 0:
				t.Errorf("round %d: %d and %d have both won", round, winner, i)
			case err == nil:
				winner = i
			case !errors.Is(err, store.ErrExists):
				t.Errorf("round %d: %v", round, err)
			}
		}
		holds(t, s, key, fmt.Sprintf("writer %d of round %d", winner, round))
	}
}

// testCopyTime waits, since some servers tell times in seconds.
func testCopyTime(t *testing.T, s store.Store) {
	put(t, s, "early", "body")
	time.Sleep(2100 * time.Millisecond)
	put(t, s, "late", "body")
	if err := s.Copy(t.Context(), "early", "copy", page); err != nil {
		t.Fatal(err)
	}
	early, late, copied := holds(t, s, "early", "body"), holds(t, s, "late", "body"), holds(t, s, "copy", "body")
	if !copied.Modified.After(early.Modified) || copied.Modified.Before(late.Modified.Add(-time.Second)) {
		t.Errorf("copied at %v, after %v, as of %v", late.Modified, early.Modified, copied.Modified)
	}
}

func testCopy(t *testing.T, s store.Store) {
	put(t, s, "from", "body")
	kept := store.Header{ContentType: "application/octet-stream", CacheControl: "no-store"}
	if err := s.Copy(t.Context(), "from", "_pub/kept/1", kept); err != nil {
		t.Fatal(err)
	}
	if o := holds(t, s, "_pub/kept/1", "body"); o.Header != kept {
		t.Errorf("headers of the copy: %+v", o.Header)
	}
	if o := holds(t, s, "from", "body"); o.Header != page {
		t.Errorf("headers of the original: %+v", o.Header)
	}
	put(t, s, "from", "new body")
	holds(t, s, "_pub/kept/1", "body")
	if _, err := s.Delete(t.Context(), []string{"from"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Copy(t.Context(), "_pub/kept/1", "from", page); err != nil {
		t.Fatal(err)
	}
	put(t, s, "other", "in the way")
	if err := s.Copy(t.Context(), "from", "other", page); err != nil {
		t.Errorf("copy over another: %v", err)
	}
	if o := holds(t, s, "other", "body"); o.Header != page {
		t.Errorf("headers of the second copy: %+v", o.Header)
	}
}

func testCopySelf(t *testing.T, s store.Store) {
	put(t, s, "page", "body")
	h := store.Header{ContentType: "text/html; charset=utf-8", CacheControl: "max-age=0, s-maxage=300"}
	if err := s.Copy(t.Context(), "page", "page", h); err != nil {
		t.Fatal(err)
	}
	if o := holds(t, s, "page", "body"); o.Header != h {
		t.Errorf("headers: %+v", o.Header)
	}
}

func testList(t *testing.T, s store.Store) {
	want := []string{"a-b", "a.b", "a/1", "a/10", "a/2", "a/b/c", "a0", "b", "b.html", "文/一", "文/乙", "文.html"}
	for _, key := range want {
		if key != "b" {
			put(t, s, key, key)
		}
	}
	put(t, s, "b", "a body of its own")
	slices.Sort(want)
	if got := keys(t, s, ""); !slices.Equal(got, want) {
		t.Errorf("all: %q", got)
	}
	for prefix, n := range map[string]int{"a": 7, "a/": 4, "a/1": 2, "a/b": 1, "a/b/": 1, "b": 2, "文": 3, "文/": 2, "a/3": 0, "c": 0, "a/1/": 0, "a-b/": 0} {
		if got := keys(t, s, prefix); len(got) != n || !slices.IsSorted(got) {
			t.Errorf("below %q: %q", prefix, got)
		}
	}
	for o, err := range s.List(t.Context(), "b") {
		if err != nil {
			t.Fatal(err)
		}
		head, err := s.Head(t.Context(), o.Key)
		if err != nil {
			t.Fatal(err)
		}
		if head.Header = (store.Header{}); !same(o, head) {
			t.Errorf("listed %+v, head %+v", o, head)
		}
	}
}

// many is more than one page of a listing and one request of a deletion hold.
const many = 1105

func testMany(t *testing.T, s store.Store) {
	want := make([]string, many)
	for i := range want {
		want[i] = fmt.Sprintf("%c/%04d", 'a'+rune(i%3), i)
	}
	for _, err := range each(many, func(i int) error { return s.Put(t.Context(), want[i], store.Bytes([]byte(want[i])), page) }) {
		if err != nil {
			t.Fatal(err)
		}
	}
	gone := append(slices.Clone(want), "absent", "c/absent")
	slices.Sort(want)
	if got := keys(t, s, ""); !slices.Equal(got, want) {
		t.Errorf("%d keys are listed, want %d", len(got), many)
	}
	put(t, s, "stays", "stays")
	if refused, err := s.Delete(t.Context(), gone); err != nil || len(refused) > 0 {
		t.Errorf("delete: %d refused, %v", len(refused), err)
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"stays"}) {
		t.Errorf("%d keys are left", len(got))
	}
}

func testListBreak(t *testing.T, s store.Store) {
	for i := range 5 {
		put(t, s, fmt.Sprint(i), "x")
	}
	for o, err := range s.List(t.Context(), "") {
		if err != nil || o.Key > "1" {
			t.Errorf("%+v, %v", o, err)
		}
		if o.Key == "1" {
			break
		}
	}
}

func testDelete(t *testing.T, s store.Store) {
	put(t, s, "a/b/c", "c")
	put(t, s, "a/d", "d")
	if refused, err := s.Delete(t.Context(), nil); err != nil || len(refused) > 0 {
		t.Errorf("nothing: %v, %v", refused, err)
	}
	for _, keys := range [][]string{{"a/b/c", "never/was", "a"}, {"a/b/c"}, {"a/b/c/d"}} {
		if refused, err := s.Delete(t.Context(), keys); err != nil || len(refused) > 0 {
			t.Errorf("%q: %v, %v", keys, refused, err)
		}
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"a/d"}) {
		t.Errorf("left: %q", got)
	}
	if _, err := s.Head(t.Context(), "a/b/c"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("head of what was deleted: %v", err)
	}
}

// refuses checks that neither Put nor Create takes a body, and that the old object and nothing else stays.
func refuses(t *testing.T, s store.Store, body func() store.Body, want error) {
	t.Helper()
	put(t, s, "old", "old")
	if err := s.Put(t.Context(), "old", body(), store.Header{ContentType: "x/y"}); !errors.Is(err, want) || !strings.Contains(err.Error(), "old") {
		t.Errorf("put: %v", err)
	}
	if err := s.Create(t.Context(), "new", body(), page); !errors.Is(err, want) {
		t.Errorf("create: %v", err)
	}
	if o := holds(t, s, "old", "old"); o.Header != page {
		t.Errorf("headers of the old one: %+v", o.Header)
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"old"}) {
		t.Errorf("there is %q", got)
	}
}

func testWrongSum(t *testing.T, s store.Store) {
	right := store.Bytes([]byte("body"))
	for _, b := range []store.Body{
		{Size: 4, MD5: store.Bytes([]byte("ydob")).MD5, Open: right.Open},
		{Size: 5, MD5: right.MD5, Open: right.Open},
		{Size: 3, MD5: right.MD5, Open: right.Open},
		{Size: 3, MD5: store.Bytes([]byte("bod")).MD5, Open: right.Open}, // the beginning of what there is
		{Size: 0, MD5: store.Bytes(nil).MD5, Open: right.Open},
	} {
		refuses(t, s, func() store.Body { return b }, store.ErrChanged)
	}
}

// changing is a body whose file is rewritten after its first bytes have been read.
type changing struct {
	*os.File
	change func()
}

func (c *changing) Read(p []byte) (int, error) {
	n, err := c.File.Read(p[:min(len(p), 1000)])
	if c.change != nil && n > 0 {
		c.change()
		c.change = nil
	}
	return n, err
}

func testChanging(t *testing.T, s store.Store) {
	name := filepath.Join(t.TempDir(), "body")
	write := func(data string) {
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Error(err)
		}
	}
	before := strings.Repeat("before ", 50_000)
	for _, after := range []string{strings.Repeat("after. ", 50_000), "short", before + "and more", ""} {
		refuses(t, s, func() store.Body {
			write(before)
			b := store.Bytes([]byte(before))
			b.Open = func() (io.ReadSeekCloser, error) {
				f, err := os.Open(name)
				return &changing{f, func() { write(after) }}, err
			}
			return b
		}, store.ErrChanged)
	}
}

func testUnreadable(t *testing.T, s store.Store) {
	lost := errors.New("the disk is gone")
	refuses(t, s, func() store.Body {
		b := store.Bytes([]byte("body"))
		b.Open = func() (io.ReadSeekCloser, error) { return nil, lost }
		return b
	}, lost)
}

func testCancelled(t *testing.T, s store.Store) {
	put(t, s, "old", "old")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, get := s.Get(ctx, "old")
	_, head := s.Head(ctx, "old")
	_, del := s.Delete(ctx, []string{"old"})
	var list error
	for _, list = range s.List(ctx, "") {
	}
	for what, err := range map[string]error{
		"get": get, "head": head, "delete": del, "list": list,
		"put":    s.Put(ctx, "old", store.Bytes([]byte("new")), page),
		"create": s.Create(ctx, "new", store.Bytes([]byte("new")), page),
		"copy":   s.Copy(ctx, "old", "new", page),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
	holds(t, s, "old", "old")
	if got := keys(t, s, ""); !slices.Equal(got, []string{"old"}) {
		t.Errorf("there is %q", got)
	}
}

// testAtOnce lets everything happen at the same time to the same few keys; the race detector is the judge.
func testAtOnce(t *testing.T, s store.Store) {
	each(160, func(i int) error {
		key := fmt.Sprintf("k/%d", i%4)
		body := store.Bytes([]byte(strings.Repeat(key, 1000)))
		var err error
		switch i / 4 % 6 {
		case 0, 1:
			err = s.Put(t.Context(), key, body, page)
		case 2:
			err = s.Create(t.Context(), key, body, page)
		case 3:
			err = s.Copy(t.Context(), key, key+".copy", page)
		case 4:
			_, err = s.Delete(t.Context(), []string{key})
		case 5:
			for _, err = range s.List(t.Context(), "k/") {
			}
		}
		if err != nil && !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrKey) {
			t.Errorf("%d: %v", i, err)
		}
		return nil
	})
	for i := range 4 {
		key := fmt.Sprintf("k/%d", i)
		if data, _, err := s.Get(t.Context(), key); err == nil && string(data) != strings.Repeat(key, 1000) {
			t.Errorf("%s holds %.20q (%d bytes)", key, data, len(data))
		}
	}
}
