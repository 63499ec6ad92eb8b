package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The garbage collector's default lets the heap double, but begins at 4 MiB: a build of a street's site would be collected
// forty times, most of them for nothing. So a heap below heapFloor is left alone, which no machine that has a browser
// open feels; and a large one grows by less than the default, because its memory is felt.
const (
	heapFloor = 112 << 20 // bytes
	heapGrow  = 50        // percent
)

// initialHeap is the heap, in bytes, at which the runtime collects first with a percentage of 100.
const initialHeap = 4 << 20

// tuneCollector sets the collector up, unless the environment has.
func tuneCollector(getenv func(string) string) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(heapFloor * 100 / initialHeap)
	afterCollection(func(live uint64) {
		debug.SetGCPercent(max(heapGrow, int(heapFloor*100/max(live, 1))-100))
	})
}

// afterCollection calls do after each collection, with the bytes that are still in use.
func afterCollection(do func(live uint64)) {
	type token struct{ _ *byte } // a pointer keeps it from sharing a block with others
	runtime.SetFinalizer(&token{}, func(*token) {
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		if metrics.Read(sample); sample[0].Value.Kind() == metrics.KindUint64 {
			do(sample[0].Value.Uint64())
		}
		afterCollection(do)
	})
}
