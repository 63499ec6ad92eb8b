package parallel

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

// Everything is done once; after an error, or when ctx ends, nothing more is begun.
func TestEach(t *testing.T) {
	const n = 1000
	done := make([]atomic.Int32, n)
	if err := Each(t.Context(), 4, n, func(i int) error { done[i].Add(1); return nil }); err != nil {
		t.Fatal(err)
	}
	for i := range done {
		if done[i].Load() != 1 {
			t.Fatalf("%d was done %d times", i, done[i].Load())
		}
	}
	var begun atomic.Int32
	wrong := errors.New("wrong")
	err := Each(t.Context(), 4, n, func(i int) error {
		if begun.Add(1); i == 10 {
			return wrong
		}
		return nil
	})
	if !errors.Is(err, wrong) || begun.Load() == n {
		t.Errorf("%v after %d", err, begun.Load())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	begun.Store(0)
	if err := Each(ctx, 4, n, func(int) error { begun.Add(1); return nil }); !errors.Is(err, context.Canceled) || begun.Load() > 0 {
		t.Errorf("%v after %d", err, begun.Load())
	}
	if err := Each(ctx, 4, 0, nil); err != nil {
		t.Error(err)
	}
}
