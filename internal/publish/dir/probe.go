package dir

import (
	"context"
	"crypto/rand"
	"errors"

	"mingde/internal/publish/store"
)

// Probe implements store.Prober: it looks whether files can be written, and whether the disk lets one of two creators win.
func (s *Store) Probe(ctx context.Context) (store.Capabilities, error) {
	key := store.ProbePrefix + rand.Text()
	h := store.Header{ContentType: "text/plain; charset=utf-8", CacheControl: "no-store"}
	if err := s.Create(ctx, key, store.Bytes([]byte("1")), h); err != nil {
		return store.Capabilities{}, err
	}
	second := s.Create(ctx, key, store.Bytes([]byte("2")), h)
	wrong := store.Bytes([]byte("3"))
	wrong.MD5[0]++
	changed := s.Put(ctx, key, wrong, h)
	data, o, err := s.Get(ctx, key)
	if err != nil {
		return store.Capabilities{}, err
	}
	refused, err := s.Delete(ctx, []string{key})
	for _, r := range refused {
		err = errors.Join(err, r.Err)
	}
	return store.Capabilities{
		CreateOnly:  errors.Is(second, store.ErrExists) && string(data) == "1",
		MD5:         errors.Is(changed, store.ErrChanged) && string(data) == "1",
		Headers:     o.Header == h,
		Delete:      true,
		MultiDelete: true,
	}, err
}
