package publish

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"mingde/internal/publish/store"
)

// example is an intent with everything in it.
func example() *intent {
	html := Class{store.Header{ContentType: "text/html; charset=utf-8", CacheControl: cacheAsk}, ""}
	moved := Class{store.Header{ContentType: "text/html; charset=utf-8", CacheControl: cacheAsk, ContentEncoding: "gzip", Redirect: "/新.html"}, gzipEncoder}
	return &intent{
		generation: 43, base: 42, root: Root{1, 2}, owner: owner{3}, lease: 90 * time.Second, tool: "mingde v1.2", time: 1_790_000_000,
		against: version{32, Root{9}},
		changed: []Entry{
			{Path: "a.html", Size: 1, Sum: [32]byte{4}, MD5: [16]byte{5}, Class: html},
			{Path: "events/国庆 节.html", Size: 1 << 40, Class: moved},
			{Path: "z.css", Class: html, Dead: Death{1_790_000_001, 46}},
		},
		removed: []string{"b", "c/d"}, touched: []string{"a.html", "b"}, withdrawn: []mark{{1}, {2}}, cut: 40, back: 39, left: Root{8}, probed: true,
	}
}

func TestIntent(t *testing.T) {
	in := example()
	packed := in.encode()
	got, err := decodeIntent(43, packed)
	if err != nil || !reflect.DeepEqual(got, in) {
		t.Fatalf("%v\n%+v\n%+v", err, got, in)
	}
	if _, err := decodeIntent(44, packed); err == nil {
		t.Error("an intent under another number is accepted")
	}
	c := &commit{owner: owner{7}, pending: []string{"_pub/blob/0a", "a.html"}}
	gotC, err := decodeCommit(c.encode())
	if err != nil || !reflect.DeepEqual(gotC, c) {
		t.Fatalf("%v %+v", err, gotC)
	}
}

// unzip gives the lines of a document, and zip makes one of lines.
func unzip(t *testing.T, packed []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(z); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zip(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.Bytes()
}

// What is not exactly an intent is none.
func TestIntentDamaged(t *testing.T) {
	packed := example().encode()
	text := unzip(t, packed)
	if _, err := decodeIntent(43, zip(text)); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{
		{"mingde intent 1", "mingde intent 2"}, {"generation\t43", "generation\t043"}, {"generation\t43\t42", "generation\t43\t43"},
		{"root\t01", "root\tFF"}, {"lease\t90000", "lease\t-1"}, {"a.html\t1\t", "../a.html\t1\t"}, {"a.html\t1\t", "_pub/a\t1\t"},
		{"t\tb\n", "t\tb\nt\tb\x00\n"}, {"-\tb\n-\tc/d\n", "-\tc/d\n-\tb\n"}, {"withdrawn\t01", "withdrawn\t0z"}, {"against\t32", "against\t99"},
		{"probed\n", ""}, {"end\t", "end\t1"}, {"tool\tmingde v1.2", "tool"}, {"\t0\n", "\t7\n"}, {"cut\t40", "cut\t50"},
	} {
		damaged := strings.Replace(text, c[0], c[1], 1)
		if damaged == text {
			t.Errorf("%q is not in the text", c[0])
		}
		if _, err := decodeIntent(43, zip(damaged)); err == nil {
			t.Errorf("%q instead of %q is accepted", c[1], c[0])
		}
	}
	for i := range packed {
		if _, err := decodeIntent(43, packed[:i]); err == nil {
			t.Errorf("%d of %d bytes are accepted", i, len(packed))
		}
	}
}

// Whatever the parsers accept they would write again, and they never crash.
func FuzzIntent(f *testing.F) {
	text := func(packed []byte) string {
		z, _ := gzip.NewReader(bytes.NewReader(packed))
		var b bytes.Buffer
		b.ReadFrom(z)
		return b.String()
	}
	f.Add(text(example().encode()))
	f.Add(text((&commit{owner: owner{7}, pending: []string{"_pub/blob/0a", "a.html"}}).encode()))
	f.Add("mingde intent 1\nend\t0\n")
	f.Fuzz(func(t *testing.T, text string) {
		if in, err := decodeIntent(43, zip(text)); err == nil {
			again, err := decodeIntent(43, in.encode())
			if err != nil || !reflect.DeepEqual(again, in) {
				t.Errorf("%v\n%+v\n%+v", err, in, again)
			}
		}
		if c, err := decodeCommit(zip(text)); err == nil {
			again, err := decodeCommit(c.encode())
			if err != nil || !reflect.DeepEqual(again, c) {
				t.Errorf("%v\n%+v\n%+v", err, c, again)
			}
		}
	})
}

// FuzzLog: any names may lie in the log.
func FuzzLog(f *testing.F) {
	f.Add("00000043.open\n00000043.hb1\n00000043.done.00112233445566778899aabbccddeeff.full.pending")
	f.Add("00000000.open\n1.open\n00000001.\n99999999999999999999.open\n00000002.hb0\n00000002.done.zz")
	f.Fuzz(func(t *testing.T, names string) {
		var objects []store.Object
		for name := range strings.SplitSeq(names, "\n") {
			objects = append(objects, store.Object{Key: logPrefix + name, Modified: time.Unix(1, 0)})
		}
		h := readLog(objects)
		for _, r := range h.commits() {
			for _, key := range r.keys {
				if !strings.HasPrefix(key, fmt.Sprintf("%s%08d.", logPrefix, r.generation)) {
					t.Errorf("%s counts for %d", key, r.generation)
				}
			}
		}
		h.unfinished()
		if h.next() < 1 {
			t.Error(h.next())
		}
	})
}

// A damaged or lying object is an error with its key, and nothing is written.
func TestDamaged(t *testing.T) {
	start := newBucket()
	w := before()
	opt := w.options(t, start.client())
	mustRun(t, opt)
	w.page("events/0.html", "changed")
	mustRun(t, w.options(t, start.client()))
	c := start.client()
	c.killAt(5, false)
	Run(context.Background(), after().options(t, c))
	rng := rand.New(rand.NewPCG(1, 1))
	read := []string{manifestKey(version{1, before().root()}), intentKey(2), intentKey(3)}
	for _, key := range read {
		for round := range 40 {
			b := start.clone()
			data := bytes.Clone(b.objects[key].data)
			switch i := rng.IntN(len(data)); {
			case round == 0:
				delete(b.objects, key)
			case round == 1:
				data = start.objects[read[(round+rng.IntN(2))%len(read)]].data
				if bytes.Equal(data, b.objects[key].data) {
					continue
				}
			case round%2 == 0:
				data = data[:i]
			default:
				data[max(10, i)] ^= 1 << rng.IntN(8) // beyond the header of gzip, which says nothing
			}
			if o := b.objects[key]; o != nil {
				o.data = data
			}
			wrote := false
			b.after = func() { wrote = true }
			opt := after().options(t, b.client())
			opt.Takeover = true
			_, err := Run(context.Background(), opt)
			var damaged *Damaged
			if err != nil && wrote {
				t.Errorf("%s is damaged, and something was written", key)
			}
			if errors.As(err, &damaged) && damaged.Key == key || round == 0 && err != nil {
				continue
			}
			if err == nil && bytes.Equal([]byte(unzipOrNot(data)), []byte(unzipOrNot(start.objects[key].data))) {
				continue // the damage was in what says nothing
			}
			t.Errorf("%s, round %d: %v", key, round, err)
		}
	}
}

func unzipOrNot(data []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return "not"
	}
	var b bytes.Buffer
	b.ReadFrom(z)
	return b.String()
}

// Ten thousand files and five changes: what goes over the line beside the files.
func TestSizes(t *testing.T) {
	rng := rand.NewChaCha8([32]byte{1})
	var entries []Entry
	for i := range 10_000 {
		e := Entry{Path: fmt.Sprintf("events/2026/06/%05d.html", i), Size: 2000, Class: classOf(example().file(), "", "")}
		rng.Read(e.Sum[:])
		rng.Read(e.MD5[:])
		entries = append(entries, e)
	}
	full := &intent{generation: 1, changed: entries}
	if n := len(full.encode()); n > 600_000 {
		t.Errorf("the full manifest has %d bytes", n)
	}
	few := &intent{generation: 2, changed: entries[:5], touched: []string{"a", "b", "c", "d", "e"}, against: version{1, Root{}}}
	if n := len(few.encode()); n > 1000 {
		t.Errorf("an intent of five changes has %d bytes", n)
	}
	t.Log(len(full.encode()), len(few.encode()))
}
