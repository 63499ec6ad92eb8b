package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestMain lets the test binary be the other process of TestSideBySide.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CACHE_TEST_DIR"); dir != "" {
		neighbour(dir)
		return
	}
	os.Exit(m.Run())
}

func key(i int) Key {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(i))
	return sha256.Sum256(b[:])
}

func value(i int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("value %d,", i)), 1+i%50) }

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir, "v1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t testing.TB, s *Store, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if err := s.Put(Kind(i%3), key(i), value(i)); err != nil {
			t.Fatal(err)
		}
	}
}

func closeStore(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// count gives how many of the values are there; a wrong one is a failure.
func count(t testing.TB, s *Store, n int) (found int) {
	t.Helper()
	for i := range n {
		data, ok := s.Get(Kind(i%3), key(i))
		if ok && !bytes.Equal(data, value(i)) {
			t.Fatalf("value %d is wrong", i)
		}
		if ok {
			found++
		}
	}
	return found
}

func packsOf(t testing.TB, dir string) []string {
	t.Helper()
	names, err := packNames(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		names[i] = filepath.Join(dir, name)
	}
	return names
}

func TestRoundTrip(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "cache")
	s := open(t, dir)
	put(t, s, 0, 500)
	put(t, s, 0, 500)
	if n := count(t, s, 600); n != 500 {
		t.Fatalf("%d values before Close", n)
	}
	if _, ok := s.Get(9, key(1)); ok {
		t.Error("a value is found under another kind")
	}
	size := s.own.size
	closeStore(t, s)

	s = open(t, dir)
	if n := count(t, s, 600); n != 500 {
		t.Fatalf("%d values after Close", n)
	}
	buf := make([]byte, 0, 4096)
	data, ok := s.Read(0, key(0), buf)
	if !ok || &data[0] != &buf[:cap(buf)][recordHead] {
		t.Error("the buffer is not used")
	}
	put(t, s, 0, 500)
	if s.own != nil {
		t.Error("what is there is stored again")
	}
	if err := s.Put(1, key(7000), nil); err != nil {
		t.Fatal(err)
	}
	if data, ok := s.Get(1, key(7000)); !ok || len(data) != 0 {
		t.Error("an empty value is lost")
	}
	if notes := s.Notes(); notes != nil {
		t.Errorf("notes: %q", notes)
	}
	closeStore(t, s)
	if info, _ := os.Stat(packsOf(t, dir)[0]); info.Size() > size+recordHead {
		t.Errorf("the pack has grown from %d to %d", size, info.Size())
	}
}

func TestConcurrent(t *testing.T) {
	s := open(t, t.TempDir())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			put(t, s, 0, 300) // all the same keys
			if n := count(t, s, 300); n != 300 {
				t.Errorf("%d values", n)
			}
		})
	}
	wg.Wait()
	closeStore(t, s)
}

func TestTemporary(t *testing.T) {
	s := open(t, "")
	put(t, s, 0, 10)
	dir := s.dir
	closeStore(t, s)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s stays: %v", dir, err)
	}
}

// Where nothing can be written, values are kept in a temporary file until Close.
func TestUnwritable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := open(t, dir)
	if err := os.Remove(dir); err != nil { // root may write to any folder that exists
		t.Fatal(err)
	}
	put(t, s, 0, 10)
	if n := count(t, s, 10); n != 10 || !strings.Contains(fmt.Sprint(s.Notes()), "temporary") {
		t.Errorf("%d of 10 values, notes %q", n, s.Notes())
	}
	name := s.own.file.Name()
	if err := s.Close(); err == nil {
		t.Error("Close says nothing")
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("%s stays: %v", name, err)
	}
	if err := os.WriteFile(dir, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, "v1"); err == nil {
		t.Error("a file is opened as a cache")
	}
}

func TestOtherVersion(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, 0, 10)
	closeStore(t, s)
	s, err := Open(dir, "v2")
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, 10); n != 0 || len(s.Notes()) != 2 {
		t.Errorf("%d values of another version, notes %q", n, s.Notes())
	}
	closeStore(t, s)
	if left := packsOf(t, dir); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

// A process that never reaches Close loses nothing that was put.
func TestNeverClosed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, 0, 50)
	closeStore(t, s)
	s = open(t, dir)
	put(t, s, 50, 100)
	s.closePacks() // as death does
	s = open(t, dir)
	defer s.Close()
	if n := count(t, s, 100); n != 100 {
		t.Errorf("%d of 100 values, notes %q", n, s.Notes())
	}
}

// Whatever is cut off or flipped, in the index or in a pack: no wrong value, no crash, and the cache works on.
func TestDamage(t *testing.T) {
	master := t.TempDir()
	s := open(t, master)
	put(t, s, 0, 200)
	closeStore(t, s)
	random := rand.New(rand.NewPCG(1, 2))
	for _, file := range []string{indexName, filepath.Base(packsOf(t, master)[0])} {
		data, err := os.ReadFile(filepath.Join(master, file))
		if err != nil {
			t.Fatal(err)
		}
		check := func(name string, damaged []byte) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(master)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file), damaged, 0o644); err != nil {
				t.Fatal(err)
			}
			s := open(t, dir)
			n := count(t, s, 200)
			if file == indexName && n != 200 {
				t.Errorf("%s %s: %d of 200 values found again", file, name, n)
			}
			if !bytes.Equal(damaged, data) && len(s.Notes()) == 0 && file == indexName {
				t.Errorf("%s %s: nothing is told", file, name)
			}
			put(t, s, 0, 200)
			closeStore(t, s)
			s = open(t, dir)
			if n := count(t, s, 200); n != 200 {
				t.Errorf("%s %s: %d of 200 values after mending; notes %q", file, name, n, s.Notes())
			}
			closeStore(t, s)
		}
		for i := range 10 {
			check(fmt.Sprintf("cut at %d/10", i), data[:len(data)*i/10])
		}
		for range 20 {
			at := random.IntN(len(data))
			flipped := slices.Clone(data)
			flipped[at] ^= 1 << random.IntN(8)
			check(fmt.Sprintf("bit of byte %d", at), flipped)
		}
		check("longer", append(slices.Clone(data), make([]byte, 100)...))
	}
}

func TestPackGone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, 0, 20)
	closeStore(t, s)
	os.Remove(packsOf(t, dir)[0])
	s = open(t, dir)
	defer s.Close()
	if n := count(t, s, 20); n != 0 || !strings.Contains(fmt.Sprint(s.Notes()), "20 values are gone") {
		t.Errorf("%d values, notes %q", n, s.Notes())
	}
}

// What nobody asks for goes, what is used stays, and the files shrink with it.
func TestUnused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, 0, 1000)
	closeStore(t, s)
	before, _ := os.Stat(packsOf(t, dir)[0])
	for range 4 {
		s = open(t, dir)
		s.Limit(3, 1<<40)
		if n := count(t, s, 100); n != 100 {
			t.Fatalf("%d of 100 used values", n)
		}
		closeStore(t, s)
	}
	s = open(t, dir)
	if len(s.table) != 100 {
		t.Errorf("%d values, want the 100 that were used", len(s.table))
	}
	after, _ := os.Stat(packsOf(t, dir)[0])
	if after.Size() > before.Size()/5 {
		t.Errorf("the pack has %d of %d bytes", after.Size(), before.Size())
	}
	closeStore(t, s)
	for range 10 { // opens that ask for nothing age nothing
		s = open(t, dir)
		s.Limit(3, 1<<40)
		closeStore(t, s)
	}
	s = open(t, dir)
	defer s.Close()
	if n := count(t, s, 100); n != 100 {
		t.Errorf("%d of 100 values after idle opens", n)
	}
}

func TestSize(t *testing.T) {
	dir := t.TempDir()
	for i := range 10 {
		s := open(t, dir)
		s.Limit(1000, 25_000)
		if err := s.Put(1, key(i), make([]byte, 10_000)); err != nil {
			t.Fatal(err)
		}
		closeStore(t, s)
	}
	s := open(t, dir)
	defer s.Close()
	for i := range 10 {
		if s.Has(1, key(i)) != (i >= 8) {
			t.Errorf("value %d: %v", i, i < 8)
		}
	}
	total := int64(0)
	for _, name := range packsOf(t, dir) {
		info, _ := os.Stat(name)
		total += info.Size()
	}
	if total > 60_000 {
		t.Errorf("the packs have %d bytes", total)
	}
}

// Many small writers do not leave many files.
func TestFewPacks(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		s := open(t, dir)
		put(t, s, i, i+1)
		closeStore(t, s)
	}
	if n := len(packsOf(t, dir)); n > manyPacks+1 {
		t.Errorf("%d packs", n)
	}
	s := open(t, dir)
	defer s.Close()
	if n := count(t, s, 40); n != 40 {
		t.Errorf("%d of 40 values", n)
	}
}

// neighbour puts the values 100 to 199, says so, and waits to be killed.
func neighbour(dir string) {
	s, err := Open(dir, "v1")
	if err != nil {
		panic(err)
	}
	for i := 100; i < 200; i++ {
		if err := s.Put(Kind(i%3), key(i), value(i)); err != nil {
			panic(err)
		}
	}
	fmt.Println("ready")
	os.Stdin.Read(make([]byte, 1))
}

// Two processes work on one cache: each finds what the other has put, neither removes what the other writes, and the
// death of one loses nothing.
func TestSideBySide(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, 0, 100)

	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "CACHE_TEST_DIR="+dir)
	stdin, _ := cmd.StdinPipe()
	stdout, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stdout.Read(make([]byte, 16))
	closeStore(t, s)

	for range manyPacks + 2 { // enough to compact everything that may be
		s = open(t, dir)
		if n := count(t, s, 200); n != 200 {
			t.Errorf("%d of 200 values beside a living writer; notes %q", n, s.Notes())
		}
		s.Limit(1, 1)
		if err := s.Put(7, key(rand.IntN(1<<40)), nil); err != nil {
			t.Fatal(err)
		}
		closeStore(t, s)
	}
	cmd.Process.Kill()
	stdin.Close()
	cmd.Wait()
	s = open(t, dir)
	defer s.Close()
	if n := count(t, s, 200); n != 200 {
		t.Errorf("%d of 200 values after the writer's death; notes %q", n, s.Notes())
	}
}

// Two that close the same cache at the same time leave a cache with everything in it.
func TestCloseTogether(t *testing.T) {
	dir := t.TempDir()
	var stores []*Store
	for i := range 4 {
		s := open(t, dir)
		put(t, s, i*50, i*50+50)
		stores = append(stores, s)
	}
	var wg sync.WaitGroup
	for _, s := range stores {
		wg.Go(func() { closeStore(t, s) })
	}
	wg.Wait()
	s := open(t, dir)
	defer s.Close()
	if n := count(t, s, 200); n != 200 {
		t.Errorf("%d of 200 values; notes %q", n, s.Notes())
	}
}

func TestMemory(t *testing.T) {
	s := open(t, "")
	defer s.Close()
	for _, n := range []int{20_000, 100_000, 230_000} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s.table = map[uint64]place{}
		for i := range n {
			s.table[slot(1, key(i))] = place{}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		each := (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / float64(n)
		t.Logf("%d records: %.0f bytes each", n, each)
		if each > 64 {
			t.Errorf("%d records take %.0f bytes each", n, each)
		}
		s.table = map[uint64]place{}
	}
}

func FuzzIndex(f *testing.F) {
	v := versionSum("v1")
	ix := index{generation: 3, packs: []packState{{"1.pack", 900}, {"2.pack", 0}}, records: []record{
		{1, place{40, 5, 2, 0}}, {2, place{93, 7, 3, 1}},
	}}
	f.Add(ix.encode(v))
	f.Add(index{}.encode(v))
	f.Add([]byte(indexMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		ix, err := decodeIndex(data, v)
		if err == nil && !bytes.Equal(ix.encode(v), data) {
			t.Fatal("decoded and encoded is not the same")
		}
		// With a right checksum the inside is looked at too.
		if len(data) > 4 {
			sealed := append([]byte(indexMagic), v[:]...)
			sealed = append(sealed, data...)
			sealed = binary.LittleEndian.AppendUint32(sealed, crcOf(sealed))
			if ix, err := decodeIndex(sealed, v); err == nil && !bytes.Equal(ix.encode(v), sealed) {
				t.Fatal("decoded and encoded is not the same")
			}
		}
	})
}

func FuzzPack(f *testing.F) {
	two := appendRecord(appendRecord(nil, 1, key(1), value(1)), 2, key(2), value(2))
	f.Add(two)
	f.Add(two[:len(two)-1])
	f.Add(two[recordHead:])
	f.Fuzz(func(t *testing.T, data []byte) {
		var again []byte
		whole := true
		end := scanPack(bytes.NewReader(data), 0, int64(len(data)), func(h head, offset int64) {
			v := data[offset+recordHead:][:h.size]
			whole = whole && h.wholeValue(v) && data[offset+13] == 0 && data[offset+14] == 0 && data[offset+15] == 0
			again = appendRecord(again, h.kind, h.key, v)
		})
		if whole && !bytes.Equal(again, data[:end]) {
			t.Fatal("scanned and written is not the same")
		}
	})
}

// BenchmarkBuild puts 10,000 values of 6 KB from two goroutines, gets them and closes.
func BenchmarkBuild(b *testing.B) {
	data := bytes.Repeat([]byte("6 bytes"), 900)
	keys := make([]Key, 10_000)
	for i := range keys {
		keys[i] = key(i)
	}
	for b.Loop() {
		s := open(b, b.TempDir())
		var wg sync.WaitGroup
		for w := range 2 {
			wg.Go(func() {
				for i := w; i < len(keys); i += 2 {
					if err := s.Put(1, keys[i], data); err != nil {
						b.Error(err)
					}
				}
				var buf []byte
				for i := w; i < len(keys); i += 2 {
					v, ok := s.Read(1, keys[i], buf)
					if !ok {
						b.Error("lost")
					}
					if buf == nil {
						buf = make([]byte, 0, recordHead+len(v))
					}
				}
			})
		}
		wg.Wait()
		closeStore(b, s)
	}
}

// BenchmarkOpen loads the index of 20,000 values.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s := open(b, dir)
	for i := range 20_000 {
		if err := s.Put(1, key(i), nil); err != nil {
			b.Fatal(err)
		}
	}
	closeStore(b, s)
	for b.Loop() {
		s := open(b, dir)
		closeStore(b, s)
	}
}

// BenchmarkScan finds 20,000 values without an index.
func BenchmarkScan(b *testing.B) {
	dir := b.TempDir()
	s := open(b, dir)
	for i := range 20_000 {
		if err := s.Put(1, key(i), make([]byte, 6000)); err != nil {
			b.Fatal(err)
		}
	}
	s.closePacks()
	for b.Loop() {
		s := open(b, dir)
		if len(s.table) != 20_000 {
			b.Fatal(len(s.table))
		}
		s.closePacks()
	}
}
