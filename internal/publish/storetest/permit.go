package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mingde/internal/publish/store"
)

// granting gives a context whose permit is given so many times and then never again. As with a lease, the context ends when it is refused.
func granting(t *testing.T, times int) (ctx context.Context, asked func() int) {
	t.Helper()
	n := make(chan int, 1)
	n <- 0
	late := errors.New("too late")
	ctx, cancel := context.WithCancelCause(t.Context())
	t.Cleanup(func() { cancel(nil) })
	permit := func() error {
		done := <-n
		n <- done + 1
		if done < times {
			return nil
		}
		cancel(late)
		return late
	}
	return store.WithPermit(ctx, permit), func() int {
		done := <-n
		n <- done
		return done
	}
}

// mostAsked is more often than any request asks that changes one object.
const mostAsked = 40

// permitted is a request that changes one object, and needs a permit.
type permitted struct {
	name, key     string
	before, after string // what it holds; "" for nothing
	request       func(ctx context.Context) error
}

// again is how a page's headers are changed by a copy onto itself.
var again = store.Header{ContentType: page.ContentType, CacheControl: "no-store"}

// testPermit makes each request that changes something with a permit that ends after one question, after two… until it gets through.
func testPermit(t *testing.T, s store.Store) {
	data := store.Bytes([]byte("new"))
	put(t, s, "source", "source")
	for _, p := range []permitted{
		{"put", "put", "old", "new", func(ctx context.Context) error { return s.Put(ctx, "put", data, page) }},
		{"put anew", "put2", "", "new", func(ctx context.Context) error { return s.Put(ctx, "put2", data, page) }},
		{"create", "create", "", "new", func(ctx context.Context) error {
			err := s.Create(ctx, "create", data, page)
			if errors.Is(err, store.ErrExists) { // the attempt before was done, and did not know it
				return nil
			}
			return err
		}},
		{"copy", "copy", "old", "source", func(ctx context.Context) error { return s.Copy(ctx, "source", "copy", page) }},
		{"copy anew", "copy2", "", "source", func(ctx context.Context) error { return s.Copy(ctx, "source", "copy2", page) }},
		{"copy onto itself", "self", "self", "self", func(ctx context.Context) error { return s.Copy(ctx, "self", "self", again) }},
		{"delete", "gone", "old", "", func(ctx context.Context) error {
			refused, err := s.Delete(ctx, []string{"gone"})
			return errors.Join(err, anyOf(refused))
		}},
	} {
		if p.before != "" {
			put(t, s, p.key, p.before)
		}
		p.grow(t, s)
	}
	permitMany(t, s)
}

// grow makes the request with a permit that ends later each time. What it did not get through with is whole, and without any permit nothing has
// happened.
func (p *permitted) grow(t *testing.T, s store.Store) {
	t.Helper()
	for times := range mostAsked {
		ctx, asked := granting(t, times)
		err := p.request(ctx)
		if times == 0 && (asked() == 0 || err == nil) {
			t.Fatalf("%s: nobody asked for a permit", p.name)
		}
		if err == nil {
			return
		}
		switch data, o, got := s.Get(t.Context(), p.key); {
		case got != nil && !errors.Is(got, store.ErrNotFound):
			t.Errorf("%s, permitted %d times: %v", p.name, times, got)
		case times == 0 && (string(data) != p.before || o.Header.CacheControl == again.CacheControl):
			t.Errorf("%s: changed without a permit: %q", p.name, data)
		case string(data) != p.before && string(data) != p.after:
			t.Errorf("%s, permitted %d times: %q", p.name, times, data)
		}
	}
	t.Errorf("%s: does not get through", p.name)
}

// anyOf gives the first refusal.
func anyOf(refused []store.Refused) error {
	if len(refused) == 0 {
		return nil
	}
	return refused[0].Err
}

// permitMany deletes many, and loses its permit before and on the way: that is an error, and what is not deleted is not called deleted.
func permitMany(t *testing.T, s store.Store) {
	want := make([]string, many)
	for i := range want {
		want[i] = fmt.Sprintf("many/%04d", i)
	}
	for _, err := range each(many, func(i int) error { return s.Put(t.Context(), want[i], store.Bytes([]byte("x")), page) }) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, times := range []int{0, 1, 50} {
		ctx, _ := granting(t, times)
		refused, err := s.Delete(ctx, want)
		left := keys(t, s, "many/")
		if times == 0 && (err == nil || len(left) != many) {
			t.Errorf("without a permit %d of %d are left: %v", len(left), many, err)
		}
		if err == nil && len(left) > len(refused) {
			t.Errorf("permitted %d times, %d are left, and no error", times, len(left))
		}
		if slices.ContainsFunc(refused, func(r store.Refused) bool { return strings.Contains(fmt.Sprint(r.Err), "too late") }) {
			t.Errorf("permitted %d times, and the store is said to refuse it: %v", times, refused[0].Err)
		}
	}
}
