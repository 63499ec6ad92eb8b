package markdown

import (
	"slices"
	"testing"
)

// The words of a link are those that a reader sees; a picture has none, in a link or beside one.
func TestLinkWords(t *testing.T) {
	const body = "见[**www**.gov&amp;.cn`x`](https://a.example/)、![图](a.jpg)、<https://b.example/>、[![图](b.jpg)文字](c.md)。[^1]\n\n[^1]: [注](e.md)\n"
	doc, problems := Parse([]byte(body), "a.md", 1)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := map[string]string{"https://a.example/": "www.gov&.cnx", "a.jpg": "", "https://b.example/": "https://b.example/", "c.md": "文字", "b.jpg": "", "e.md": "注"}
	words := doc.LinkWords()
	if len(words) != len(doc.Slots) {
		t.Fatal(len(words), len(doc.Slots))
	}
	for n, slot := range doc.Slots {
		if words[n] != want[slot.Dest] {
			t.Errorf("%s: %q, want %q", slot.Dest, words[n], want[slot.Dest])
		}
	}
	if got := (&Doc{}).LinkWords(); !slices.Equal(got, []string{}) {
		t.Error(got)
	}
}
