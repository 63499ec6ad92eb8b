//go:build unix

package output

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

const benchFiles = 12_000

var benchData = bytes.Repeat([]byte("6 byte"), 1000)

func benchPaths() (paths []string) {
	for i := range benchFiles {
		paths = append(paths, fmt.Sprintf("events/%03d/p%05d.html", i/120, i))
	}
	return paths
}

func benchBuild(b *testing.B, p place, paths []string, data []byte) {
	w := p.open()
	if err := w.Begin(paths); err != nil {
		b.Fatal(err)
	}
	both(len(paths), func(i int) {
		if _, err := w.Write(paths[i], Page, madeOf(paths[i]), data); err != nil {
			b.Error(err)
		}
	})
	if _, err := w.Finish(nil); err != nil {
		b.Fatal(err)
	}
}

func both(n int, do func(i int)) {
	var wg sync.WaitGroup
	for start := range 2 {
		wg.Go(func() {
			for i := start; i < n; i += 2 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// BenchmarkCold writes 12,000 files of 6 KB from two goroutines into an empty folder.
func BenchmarkCold(b *testing.B) {
	paths := benchPaths()
	for b.Loop() {
		p := newPlace(b)
		benchBuild(b, p, paths, benchData)
		b.StopTimer()
		os.RemoveAll(p.out)
		b.StartTimer()
	}
}

// BenchmarkPlain is what BenchmarkCold is measured against: os.WriteFile into folders that are there.
func BenchmarkPlain(b *testing.B) {
	paths := benchPaths()
	for b.Loop() {
		b.StopTimer()
		out := b.TempDir()
		for _, name := range paths {
			os.MkdirAll(filepath.Join(out, filepath.Dir(name)), 0o755)
		}
		b.StartTimer()
		both(len(paths), func(i int) {
			if err := os.WriteFile(filepath.Join(out, paths[i]), benchData, 0o644); err != nil {
				b.Error(err)
			}
		})
		b.StopTimer()
		os.RemoveAll(out)
		b.StartTimer()
	}
}

// BenchmarkRewrite writes other bytes over all of them.
func BenchmarkRewrite(b *testing.B) {
	p, paths := newPlace(b), benchPaths()
	benchBuild(b, p, paths, benchData)
	for i := 0; b.Loop(); i++ {
		benchBuild(b, p, paths, fmt.Appendf(nil, "%d %s", i, benchData))
	}
}

// BenchmarkKeep keeps all but one.
func BenchmarkKeep(b *testing.B) {
	p, paths := newPlace(b), benchPaths()
	benchBuild(b, p, paths, benchData)
	for i := 0; b.Loop(); i++ {
		w := p.open()
		if err := w.Begin(paths); err != nil {
			b.Fatal(err)
		}
		both(len(paths), func(k int) {
			if k > 0 && standing(w, paths[k], madeOf(paths[k])) {
				keep(w, paths[k])
			} else if _, err := w.Write(paths[k], Page, madeOf(paths[k]), fmt.Append(benchData, i)); err != nil {
				b.Error(err)
			}
		})
		if r, err := w.Finish(nil); err != nil || r.written() > 1 && i > 0 {
			b.Fatal(r, err)
		}
	}
}

// BenchmarkIntact is a build that finds nothing changed.
func BenchmarkIntact(b *testing.B) {
	p, paths := newPlace(b), benchPaths()
	benchBuild(b, p, paths, benchData)
	benchBuild(b, p, paths, benchData) // so that the index is younger than the files
	for b.Loop() {
		if !p.open().Intact() {
			b.Fatal("not intact")
		}
	}
}
