package figure

import (
	"math"
	"math/rand/v2"
	"testing"
)

func sum(t *testing.T, texts ...string) Sum {
	t.Helper()
	var s Sum
	for _, text := range texts {
		f, p := Parse(text, "")
		if p != nil {
			t.Fatalf("%s: %s", text, p.Message.Key)
		}
		s.Add(f)
	}
	return s
}

func TestSum(t *testing.T) {
	for _, c := range []struct {
		parts          []string
		printed, exact string
	}{
		{nil, "0", "0"},
		{[]string{"180人次", "20人次"}, "200人次", "200"},
		{[]string{"180人次", "300余人次"}, "约480人次", "480"},
		{[]string{"1.2万人次", "300余人次"}, "约12,300人次", "12300"},
		{[]string{"9999元"}, "9999元", "9999"},
		{[]string{"9999元", "1元"}, "10,000元", "10000"},
		{[]string{"0.1小时", "0.2小时"}, "0.3小时", "0.3"},
		{[]string{"1,234,567.5元"}, "1,234,567.5元", "1234567.5"},
		{[]string{"达300人", "5人"}, "305人", "305"},
		{[]string{"300㎡", "20平方"}, "320平方米", "320"},
	} {
		s := sum(t, c.parts...)
		if s.String() != c.printed || s.Value() != c.exact || s.Parts() != len(c.parts) {
			t.Errorf("%v: %s, %s, %d parts; want %s, %s", c.parts, s, s.Value(), s.Parts(), c.printed, c.exact)
		}
	}
}

func TestSumKeepsToOneUnit(t *testing.T) {
	s := sum(t, "180人次")
	other, _ := Parse("20人", "")
	if s.Add(other) || s.Add(Figure{}) || s.String() != "180人次" || s.Parts() != 1 {
		t.Errorf("a sum of 人次 took something else: %s", s)
	}
	if (Sum{}) != sum(t) || !sum(t).IsZero() || s.IsZero() {
		t.Error("the sum of nothing is not the zero Sum")
	}
}

// The order of the parts does not matter, and no number of them overflows.
func TestSumsCommute(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	parts := make([]Figure, 1000)
	for i := range parts {
		parts[i] = Figure{micro: r.Int64N(math.MaxInt64), text: "x", Unit: "元"}
		if i%7 == 0 {
			parts[i].After = "余"
		}
	}
	var a, b Sum
	for i := range parts {
		a.Add(parts[i])
		b.Add(parts[len(parts)-1-i])
	}
	if a != b {
		t.Errorf("%s forwards, %s backwards", a, b)
	}
	if full := sum(t, "9万亿", "9万亿", "9万亿"); full.Value() != "27000000000000" {
		t.Errorf("three times 9万亿 is %s", full.Value())
	}
}

func BenchmarkSum(b *testing.B) {
	f, _ := Parse("300余人次", "")
	for b.Loop() {
		var s Sum
		for range 1000 {
			s.Add(f)
		}
		if s.Value() != "300000" {
			b.Fatal(s)
		}
	}
}
