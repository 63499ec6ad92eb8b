package entry

import "testing"

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
