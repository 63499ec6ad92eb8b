package words

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever the text, findings lie in it and do not overlap, edits are valid, and what is mended stays as it is.
func FuzzFind(f *testing.F) {
	for _, line := range append(lines(f, "clean.txt"), lines(f, "wrong.txt")...) {
		f.Add(line)
	}
	f.Add("**布署**，[a](b)\n\n“\n>1) (）·。。。…\x00\x01 ２０xx年９月31日3KM的的的了了")
	f.Add("\xff\xfe20\xe4")
	c := Default()
	f.Fuzz(func(t *testing.T, text string) {
		for _, seen := range []string{text, Markdown(text)} {
			if len(seen) != len(text) {
				t.Fatalf("%d bytes masked to %d", len(text), len(seen))
			}
			check(t, seen, c.Find(seen))
		}
		if !utf8.ValidString(text) {
			return // an editor's file is UTF-8, or it is refused
		}
		for _, mask := range []func(string) string{nil, Markdown} {
			once := c.Fix(text, mask)
			if twice := c.Fix(once, mask); twice != once {
				t.Errorf("%q\nonce  %q\ntwice %q", text, once, twice)
			}
		}
	})
}

// check holds findings to what their type promises.
func check(t *testing.T, text string, found []Finding) {
	t.Helper()
	end := 0
	for _, f := range found {
		if f.Start < 0 || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("%q: %s from %d to %d", text, f.Rule.ID, f.Start, f.End)
		}
		if f.Rule != &RuleASCII && f.Start < end {
			t.Errorf("%q: %s at %d overlaps", text, f.Rule.ID, f.Start)
		}
		if f.Rule != &RuleASCII {
			end = f.End
		}
		if f.Message.Key == "" || f.Severity == 0 {
			t.Errorf("%q: %s says nothing", text, f.Rule.ID)
		}
		for _, e := range f.Edits {
			if e.Start < 0 || e.End < e.Start || e.End > len(text) || text[e.Start:e.End] == e.Text {
				t.Errorf("%q: %s edits %d to %d into %q", text, f.Rule.ID, e.Start, e.End, e.Text)
			}
		}
	}
}

// The matcher finds the same as a search for each term.
func TestMatcherFindsAll(t *testing.T) {
	c := Default()
	text := strings.Join(append(lines(t, "wrong.txt"), lines(t, "clean.txt")...), "\n")
	got := make([]int, len(c.terms))
	c.index.each(newView(text).padded, func(u use, i, j int) {
		if u.kind == wholeTerm {
			got[u.index]++
		}
	})
	all := 0
	for i, one := range c.terms {
		want := 0
		for rest := text; ; want++ {
			at := strings.Index(rest, one.wrong)
			if at < 0 {
				break
			}
			rest = rest[at+1:]
		}
		if all += want; got[i] != want {
			t.Errorf("%s: the matcher finds %d, a search %d", one.wrong, got[i], want)
		}
	}
	if all < 100 {
		t.Errorf("only %d terms in the texts", all)
	}
}

// text of about 800 characters, as an entry has.
func typical(b *testing.B) string {
	return string([]rune(strings.Join(lines(b, "clean.txt"), "\n\n"))[:800])
}

func BenchmarkFind(b *testing.B) {
	text, c := typical(b), Default()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		c.Find(text)
	}
}

func BenchmarkIndex(b *testing.B) {
	text, c := typical(b), Default()
	v := newView(text)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		c.index.each(v.padded, func(use, int, int) {})
	}
}

func BenchmarkMarkdown(b *testing.B) {
	text := typical(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Markdown(text)
	}
}

// BenchmarkNew is what a process pays once: the tables are read, and the index made.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New()
	}
}

// The other end of a mark is looked for so far and no further, so that no text takes for ever.
func TestFarthest(t *testing.T) {
	for _, c := range []struct {
		before, after string
		at            int // what is masked with the rest
	}{{"[", "](a)", 0}, {"[a](", ")", 4}, {"`", "`", 1}} {
		for _, n := range []int{farthest - 8, farthest + 8} {
			text := c.before + strings.Repeat("x", n) + c.after
			if masked := Markdown(text)[c.at] == Hidden; masked != (n < farthest) {
				t.Errorf("%s %d bytes %s: masked %v", c.before, n, c.after, masked)
			}
		}
	}
}

// BenchmarkHardTexts looks at the largest texts that an entry may have, made of what looks far or is found often. A second is too
// much for any.
func BenchmarkHardTexts(b *testing.B) {
	for _, unit := range []string{"[", "](", "`", "\"好", "的的", "（", "，。", "**", "[a](", "布署", "1）", "20x", "好,", "” ", "习近乎"} {
		text := strings.Repeat(unit, 300_000/len(unit))
		b.Run(unit, func(b *testing.B) {
			for b.Loop() {
				Default().Find(Markdown(text))
			}
		})
	}
}
