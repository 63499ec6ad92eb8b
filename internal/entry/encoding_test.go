package entry

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

func TestEncoding(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		rule         string
		line, column int
	}{
		{"UTF-8", "title = \"街道\"\n", "", 0, 0},
		{"byte order mark", "\ufefftitle = \"街道\"\n", "", 0, 0},
		{"GBK", "# x\ntitle = \"\xbd\xd6\xb5\xc0\"\n", RuleEncoding.ID, 2, 10},
		{"UTF-16", "\xff\xfet\x00i\x00", RuleEncoding.ID, 1, 1},
	} {
		p := Encoding("site.toml", []byte(c.text))
		switch {
		case p == nil && c.rule != "":
			t.Errorf("%s: nothing was found", c.name)
		case p != nil && (p.Rule != c.rule || p.File != "site.toml" || p.Line != c.line || p.Column != c.column):
			t.Errorf("%s: %+v", c.name, *p)
		}
	}
}

// The quick look at a file sees what a look at each character sees.
func TestPlainText(t *testing.T) {
	for b := range 1 << 16 {
		for _, third := range []byte{'a', 0x7F, 0x80, 0xBF, 0xC2, 0xE4} {
			text := []byte{'a', byte(b >> 8), byte(b), third, 0x80}
			for ; len(text) > 0; text = text[:len(text)-1] {
				want := utf8.Valid(text) && bytes.IndexFunc(text, control) < 0
				if plainText(text) != want {
					t.Fatalf("%x: %t", text, !want)
				}
			}
		}
	}
}
