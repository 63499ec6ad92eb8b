package dir

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"mingde/internal/publish/store"
)

// A site of ten thousand pages of 8 KiB, each in a folder of its own: put, put again, listed.
func BenchmarkSite(b *testing.B) {
	const pages = 10_000
	page := store.Bytes([]byte(strings.Repeat("12345678", 1024)))
	all := func(b *testing.B, s *Store) {
		var running sync.WaitGroup
		next := make(chan int)
		for range 8 {
			running.Go(func() {
				for i := range next {
					if err := s.Put(b.Context(), fmt.Sprintf("events/%d/index.html", i), page, header); err != nil {
						b.Error(err)
					}
				}
			})
		}
		for i := range pages {
			next <- i
		}
		close(next)
		running.Wait()
	}
	var s *Store
	b.Run("first", func(b *testing.B) {
		for range b.N {
			s = Open(b.TempDir())
			all(b, s)
		}
	})
	s = Open(b.TempDir())
	all(b, s)
	b.Run("again", func(b *testing.B) {
		for range b.N {
			all(b, s)
		}
	})
	b.Run("list", func(b *testing.B) {
		for range b.N {
			n := 0
			for _, err := range s.List(b.Context(), "") {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != pages {
				b.Fatalf("%d objects", n)
			}
		}
	})
}
