package entry

import (
	"path"
	"runtime"
	"slices"
	"testing"

	"mingde/internal/sitegen"
)

// source is one file of a generated site.
type source struct {
	path string
	text []byte
}

// usual gives the entries of a site as an office has it, in order.
func usual(b *testing.B, entries int) (all []source, bytes int64) {
	for name, text := range sitegen.Files(sitegen.Usual(1, entries)) {
		if path.Ext(name) == Extension {
			all = append(all, source{name, []byte(text)})
			bytes += int64(len(text))
		}
	}
	if len(all) < entries {
		b.Fatalf("%d entries", len(all))
	}
	slices.SortFunc(all, func(x, y source) int {
		if x.path < y.path {
			return -1
		}
		return 1
	})
	return all, bytes
}

// BenchmarkParse parses the entries of a usual site one after the other; an operation is one entry.
func BenchmarkParse(b *testing.B) {
	all, bytes := usual(b, 1000)
	b.SetBytes(bytes / int64(len(all)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s := all[i%len(all)]
		Parse(s.path, s.text, shanghai)
		i++
	}
}

// BenchmarkRetained tells how much memory an entry holds for as long as the build lasts: beside the time, what a site of
// 100,000 entries costs.
func BenchmarkRetained(b *testing.B) {
	all, _ := usual(b, 5000)
	entries := make([]*Entry, len(all))
	var held int64
	for b.Loop() {
		clear(entries)
		before := heap()
		for i, s := range all {
			entries[i], _, _ = Parse(s.path, s.text, shanghai)
		}
		held = heap() - before
	}
	b.ReportMetric(float64(held)/float64(len(all)), "B/entry")
	b.ReportMetric(0, "ns/op")
	runtime.KeepAlive(entries)
}

// heap gives the bytes of everything that is still held.
func heap() int64 {
	for range 3 { // what a sync.Pool holds goes with the second collection
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
