// Package parallel does many things of one kind, some at a time. It does not know what they are.
package parallel

import (
	"context"
	"sync"
	"sync/atomic"
)

// Each calls do for 0…n−1, in this order, by so many workers at once. After the first error, which it gives, or when ctx ends, nothing more
// is begun, and what is under way comes to its end.
func Each(ctx context.Context, workers, n int, do func(i int) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	for range min(workers, n) {
		all.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				err := ctx.Err()
				if err == nil {
					err = do(i)
				}
				if err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
