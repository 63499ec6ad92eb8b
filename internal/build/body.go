package build

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"mingde/internal/cache"
	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/page"
	"mingde/internal/showcase"
)

// The kinds of what the cache keeps.
const (
	cachedBody cache.Kind = iota + 1
	cachedPhoto
	cachedHead
	cachedSize
	cachedShard
	cachedScan
)

// bodies spills bodies to the cache as they are parsed and reads them back one by one, so that they are never all in
// memory. The key is the sum of the body's text: parsing depends on nothing else but the program's version, which is the
// cache's.
type bodies struct {
	store *cache.Store
	from  atomic.Pointer[origin]
	lost  atomic.Pointer[error]
}

// origin is where bodies come from. In a site in memory another takes its place while somebody reads.
type origin struct {
	sources *sources
	edited  map[string][32]byte // sums of bodies by path that were edited since the Showcase was made; nil in a single build
}

func newBodies(store *cache.Store, from origin) *bodies {
	b := &bodies{store: store}
	b.from.Store(&from)
	return b
}

// spaces are buffers for one body, as it is kept.
var spaces = sync.Pool{New: func() any { return new([]byte) }}

func (b *bodies) spill(e *entry.Entry, doc *markdown.Doc) error {
	space := spaces.Get().(*[]byte)
	defer spaces.Put(space)
	doc.Text = "" // nobody reads it back
	*space = doc.Encode((*space)[:0])
	if err := b.store.Put(cachedBody, e.Body, *space); err != nil {
		return fmt.Errorf("%s: %w", e.Path, err)
	}
	return nil
}

// of is page.Inputs.Body.
func (b *bodies) of(it *showcase.Item) ([32]byte, page.ReadBody) {
	if it.Blank {
		return it.Body, nil
	}
	return b.sum(it.Entry), func(use func(*markdown.Doc) error) error { return b.read(it, use) }
}

func (b *bodies) sum(e *entry.Entry) [32]byte {
	if sum, ok := b.from.Load().edited[e.Path]; ok {
		return sum
	}
	return e.Body
}

// read reads a body back without its plain text, and hands it to use, which must not keep it. What the cache has lost, or
// damaged, is parsed again.
func (b *bodies) read(it *showcase.Item, use func(*markdown.Doc) error) error {
	return b.readOf(it.Entry, use)
}

func (b *bodies) readOf(e *entry.Entry, use func(*markdown.Doc) error) error {
	space := spaces.Get().(*[]byte)
	defer spaces.Put(space)
	if data, ok := b.store.Read(cachedBody, b.sum(e), *space); ok {
		if cap(data) > cap(*space) {
			*space = data
		}
		if doc, err := markdown.DecodeHTML(data); err == nil {
			return use(&doc)
		}
	}
	doc, err := b.again(e)
	if err != nil {
		return b.fail(err)
	}
	return use(doc)
}

// old reads back the body of a sum, which may be none of the present, and hands it to use. It is false where it is lost.
func (b *bodies) old(sum [32]byte, use func(*markdown.Doc)) bool {
	space := spaces.Get().(*[]byte)
	defer spaces.Put(space)
	data, ok := b.store.Read(cachedBody, sum, *space)
	if !ok {
		return false
	}
	doc, err := markdown.DecodeHTML(data)
	if err == nil {
		use(&doc)
	}
	return err == nil
}

// again parses a body from its source once more.
func (b *bodies) again(of *entry.Entry) (*markdown.Doc, error) {
	data, err := b.from.Load().sources.Read(of.Path)
	if err != nil {
		return nil, err
	}
	e, doc, _ := entry.Parse(of.Path, data, time.UTC)
	if doc == nil || e.Body != b.sum(of) {
		return nil, fmt.Errorf("%s: %w", of.Path, errChanged)
	}
	return doc, nil
}

func (b *bodies) fail(err error) error {
	b.lost.CompareAndSwap(nil, &err)
	return err
}

// failure is the first body that could not be read back.
func (b *bodies) failure() error {
	if err := b.lost.Load(); err != nil {
		return *err
	}
	return nil
}
