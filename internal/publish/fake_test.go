package publish

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"mingde/internal/publish/store"
)

// bucket is a store in memory: what all its clients see.
type bucket struct {
	mu      sync.Mutex
	objects map[string]*stored
	after   func() // is told after every change, with the lock held
}

type stored struct {
	data     []byte
	header   store.Header
	modified time.Time
}

func newBucket() *bucket { return &bucket{objects: map[string]*stored{}} }

// clone gives a bucket with the same objects.
func (b *bucket) clone() *bucket {
	c := newBucket()
	for key, o := range b.objects {
		copied := *o
		c.objects[key] = &copied
	}
	return c
}

// client is one user of a bucket, with its requests counted, and its faults.
type client struct {
	*bucket
	mu     sync.Mutex
	counts map[string]int
	n      int
	paging int
	// fault is asked at every request, by its number from 1: it may fail it before or after it is done, or make it wait.
	fault func(n int, kind, key string) (before, after error)
	delay func(kind, key string)      // is asked before and after every request
	lose  func(kind, key string) bool // whether the reply of a Create is lost, and the request tried again
	deny  func(key string) bool       // which deletes are refused
	noMD5 bool                        // ETags are no MD5 sums
}

func (b *bucket) client() *client { return &client{bucket: b, counts: map[string]int{}, paging: 1000} }

func (c *client) total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func (c *client) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n, c.counts = 0, map[string]int{}
}

// request counts one request and does it.
func (c *client) request(ctx context.Context, kind, key string, do func() error) error {
	c.mu.Lock()
	c.n++
	n := c.n
	c.counts[kind]++
	c.mu.Unlock()
	if c.delay != nil {
		c.delay(kind, key)
		defer c.delay(kind, key)
	}
	var before, after error
	if c.fault != nil {
		before, after = c.fault(n, kind, key)
	}
	if err := cmp.Or(before, context.Cause(ctx)); err != nil {
		return fmt.Errorf("%s %s: %w", kind, key, err)
	}
	c.bucket.mu.Lock()
	err := do()
	if c.after != nil && kind != "GET" && kind != "HEAD" && kind != "LIST" {
		c.after()
	}
	c.bucket.mu.Unlock()
	if after != nil {
		return fmt.Errorf("%s %s: %w", kind, key, after)
	}
	return err
}

func (c *client) object(key string) store.Object {
	o := c.objects[key]
	sum := md5.Sum(o.data)
	tag := hex.EncodeToString(sum[:])
	if c.noMD5 {
		tag = fmt.Sprint(len(o.data), "-", o.modified.UnixNano())
	}
	return store.Object{Key: key, Size: int64(len(o.data)), ETag: tag, Modified: o.modified, Header: o.header}
}

func (c *client) Get(ctx context.Context, key string) (data []byte, object store.Object, err error) {
	err = c.request(ctx, "GET", key, func() error {
		if c.objects[key] == nil {
			return store.ErrNotFound
		}
		data, object = bytes.Clone(c.objects[key].data), c.object(key)
		return nil
	})
	return data, object, err
}

func (c *client) Head(ctx context.Context, key string) (object store.Object, err error) {
	err = c.request(ctx, "HEAD", key, func() error {
		if c.objects[key] == nil {
			return store.ErrNotFound
		}
		object = c.object(key)
		return nil
	})
	return object, err
}

func (c *client) Put(ctx context.Context, key string, body store.Body, h store.Header) error {
	return c.request(ctx, "PUT", key, func() error { return c.store(key, body, h) })
}

func (c *client) Create(ctx context.Context, key string, body store.Body, h store.Header) error {
	create := func() error {
		if c.objects[key] != nil {
			return store.ErrExists
		}
		return c.store(key, body, h)
	}
	err := c.request(ctx, "PUT", key, create)
	if err == nil && c.lose != nil && c.lose("CREATE", key) {
		return c.request(ctx, "PUT", key, create)
	}
	return err
}

func (c *client) store(key string, body store.Body, h store.Header) error {
	r, err := body.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if int64(len(data)) != body.Size || md5.Sum(data) != body.MD5 {
		return store.ErrChanged
	}
	c.objects[key] = &stored{data, h, time.Now().Truncate(time.Second)}
	return nil
}

func (c *client) Copy(ctx context.Context, from, to string, h store.Header) error {
	return c.request(ctx, "COPY", to, func() error {
		o := c.objects[from]
		if o == nil {
			return store.ErrNotFound
		}
		modified := time.Now().Truncate(time.Second)
		if c.noMD5 { // such a store may make a link
			modified = o.modified
		}
		c.objects[to] = &stored{o.data, h, modified}
		return nil
	})
}

func (c *client) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		for last, more := "", true; more; {
			var page []store.Object
			err := c.request(ctx, "LIST", prefix, func() error {
				var keys []string
				for key := range c.objects {
					if strings.HasPrefix(key, prefix) && key > last {
						keys = append(keys, key)
					}
				}
				slices.Sort(keys)
				more = len(keys) > c.paging
				for _, key := range keys[:min(len(keys), c.paging)] {
					object := c.object(key)
					object.Header = store.Header{}
					page = append(page, object)
					last = key
				}
				return nil
			})
			if err != nil {
				yield(store.Object{}, err)
				return
			}
			for _, object := range page {
				if !yield(object, nil) {
					return
				}
			}
		}
	}
}

func (c *client) Delete(ctx context.Context, keys []string) (refused []store.Refused, err error) {
	for batch := range slices.Chunk(keys, 1000) {
		err := c.request(ctx, "DELETE", batch[0], func() error {
			for _, key := range batch {
				if c.deny != nil && c.deny(key) {
					refused = append(refused, store.Refused{Key: key, Err: store.ErrDenied})
					continue
				}
				delete(c.objects, key)
			}
			return nil
		})
		if err != nil {
			return refused, err
		}
	}
	return refused, nil
}

// errKilled is what a dead process would see, if it saw anything.
var errKilled = errors.New("killed")

// killAt makes a client die before or after its n-th request.
func (c *client) killAt(at int, after bool) {
	c.fault = func(n int, kind, key string) (error, error) {
		switch {
		case n > at || n == at && !after:
			return errKilled, nil
		case n == at:
			return nil, errKilled
		}
		return nil, nil
	}
}

// visible gives the objects that visitors get.
func (b *bucket) visible() map[string]string {
	all := map[string]string{}
	for key, o := range b.objects {
		if !strings.HasPrefix(key, control) {
			all[key] = string(o.data)
		}
	}
	return all
}

// living gives those that the site lists, without the dead.
func (b *bucket) keys(prefix string) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(b.objects)) {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	return keys
}
