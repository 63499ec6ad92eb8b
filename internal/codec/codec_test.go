package codec

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/quick"

	"mingde/internal/figure"
)

type inner struct {
	Name string
	N    int32
	Sum  [4]byte
}

type sample struct {
	Text    string
	Yes     bool
	Small   int8
	Big     int64
	U       uint64
	F       float64
	List    []string
	Structs []inner
	Table   map[string]string
	Nested  map[string]inner
	Pointer *inner
	Inner   inner
}

// What is read is what was written.
func TestRoundTrip(t *testing.T) {
	same := func(s sample) bool {
		record := Append(nil, &s)
		var back sample
		if err := Read(record, &back); err != nil {
			t.Error(err)
			return false
		}
		return reflect.DeepEqual(s, back)
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

// Types with fields of their own write themselves.
func TestFigure(t *testing.T) {
	for _, text := range []string{"300余人次", "近2000平方米", "1.2万元", "45.6%", "180"} {
		f, bad := figure.Parse(text, "")
		if bad != nil {
			t.Fatal(bad)
		}
		list := []figure.Figure{f, {}}
		var back []figure.Figure
		if err := Read(Append(nil, &list), &back); err != nil || !reflect.DeepEqual(list, back) {
			t.Errorf("%s: %v, %v", text, back, err)
		}
	}
}

// Equal maps give equal bytes.
func TestMapsInOrder(t *testing.T) {
	for range 50 {
		a, b := map[string]string{}, map[string]string{}
		keys := rand.Perm(20)
		for _, k := range keys {
			a[string(rune('a'+k))] = "x"
		}
		for k := range 20 {
			b[string(rune('a'+k))] = "x"
		}
		if string(Append(nil, &a)) != string(Append(nil, &b)) {
			t.Fatal("the order of making a map changes its bytes")
		}
	}
}

// Damaged bytes end in an error or in some value, never in a panic or in much memory.
func FuzzRead(f *testing.F) {
	f.Add(Append(nil, &sample{Text: "a", List: []string{"b"}, Table: map[string]string{"c": "d"}, Pointer: &inner{Name: "e"}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, record []byte) {
		var s sample
		if Read(record, &s) != nil {
			return
		}
		var again sample
		if err := Read(Append(nil, &s), &again); err != nil {
			t.Error(err)
		}
		var figures []figure.Figure
		_ = Read(record, &figures)
	})
}
