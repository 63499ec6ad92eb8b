package build

import (
	"fmt"
	"sync/atomic"

	"mingde/internal/cache"
	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/showcase"
)

// The kinds of what the cache keeps.
const (
	cachedBody cache.Kind = iota + 1
	cachedPhoto
)

// bodies spills bodies to the cache as they are parsed and reads them back one by one, so that they are never all in
// memory. The key is the sum of the body's text: parsing depends on nothing else but the program's version, which is the
// cache's.
type bodies struct {
	store *cache.Store
	lost  atomic.Pointer[error]
}

func (b *bodies) spill(e *entry.Entry, doc *markdown.Doc) error {
	doc.Text = "" // nobody reads it back
	if err := b.store.Put(cachedBody, e.Body, doc.Encode(nil)); err != nil {
		return fmt.Errorf("%s: %w", e.Path, err)
	}
	return nil
}

// load reads a body back without its plain text.
func (b *bodies) load(it *showcase.Item) (*markdown.Doc, error) {
	data, ok := b.store.Get(cachedBody, it.Body)
	if !ok {
		return nil, b.fail(fmt.Errorf("%s: its body is gone from the cache", it.Path))
	}
	doc, err := markdown.DecodeHTML(data)
	if err != nil {
		return nil, b.fail(fmt.Errorf("%s: its body in the cache is damaged: %w", it.Path, err))
	}
	return &doc, nil
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
