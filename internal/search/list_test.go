package search

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// What is read is what was written, however long the gaps are.
func TestLists(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, spread := range []int{1, 2, 5, 60, 70, 1_600, 2_000, 45_000, 3_000_000} {
		for range 50 {
			var want []place
			at := r.IntN(spread)
			for range 1 + r.IntN(40) {
				want = append(want, place{int32(at), r.IntN(4) == 0})
				at += 1 + r.IntN(spread)
			}
			text := appendList(nil, want)
			got, rest, ok := readList(nil, append(text, "志愿0"...))
			if !ok || !slices.Equal(got, want) || string(rest) != "志愿0" {
				t.Fatalf("%v became %q, read as %v %q %v", want, text, got, rest, ok)
			}
			if bytes.ContainsAny(text, "\"\\ ~") {
				t.Fatalf("%q", text)
			}
		}
	}
	for _, n := range []uint32{0, 63, 64, 64 + 25*64 - 1, 64 + 25*64, 64 + 25*64 + 625*64 - 1, 64 + 25*64 + 625*64, 20_000_000} {
		text := appendNumber(nil, n)
		if got, size := readNumber(text); got != n || size != len(text) {
			t.Errorf("%d became %q, read as %d of %d", n, text, got, size)
		}
	}
}

// Postings that nobody has written are an error, never a panic; what is merged once is merged for ever.
func FuzzMerge(f *testing.F) {
	f.Add([]byte("~abc 0!0志愿#9愿者0$1"))
	f.Add([]byte("~ 0"))
	f.Add([]byte("志"))
	f.Fuzz(func(t *testing.T, text []byte) {
		moved := []int32{3, -1, 4, 5}
		once, err := Merge(nil, Part{Text: text, Moved: moved})
		if err != nil {
			return
		}
		again, err := Merge(nil, Part{Text: once})
		if err != nil || !bytes.Equal(once, again) {
			t.Fatalf("%q became %q, then %q: %v", text, once, again, err)
		}
	})
}

// Whatever a body holds, its postings are whole: they can be read and merged, and nothing in them ends the text of a script.
func FuzzBody(f *testing.F) {
	f.Add([]byte("<p>志愿<em>者</em>&amp;A5座</p>\x00i\x00a𠮷\x00/"))
	f.Add([]byte("<&\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		p := NewPiece(2)
		p.Begin(0)
		p.Names([]string{string(body)})
		p.Body(body)
		for _, text := range p.Texts() {
			again, err := Merge(nil, Part{Text: text, Moved: []int32{0}})
			if err != nil || !bytes.Equal(text, again) {
				t.Fatalf("%q became %q: %v", text, again, err)
			}
			if bytes.ContainsAny(text, "\"\\\n\r\u2028\u2029\x00") {
				t.Fatalf("%q", text)
			}
		}
	})
}
