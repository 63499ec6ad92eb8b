package entry

import (
	"fmt"
	"strings"
	"testing"
)

// Numbers of persons are found wherever they stand, with line, column and field. Those here are examples of GB 11643-1999.
func TestNumbers(t *testing.T) {
	src := strings.Join([]string{
		"+++",
		`title = "值班" # 13800000000`,
		"date = 2026-06-18 # 13800000001",
		`photos = [{file = "a.jpg", alt = "一"}, {file = "b.jpg", alt = "找13800000002"}]`,
		`reviewed_by = "11010519491231002X"`,
		"+++",
		"",
		"电话：13800000003。",
		"",
		"110105 19491231 002x",
	}, "\n")
	want := "138******00 2:16-27 comment\n138******01 3:21-32 comment\n138******02 4:65-76 photos[1].alt\n" +
		"110*************2X 5:16-34 reviewed_by\n138******03 8:4-15\n110*************2X 10:1-21\n"
	for name, text := range map[string]string{"as it is": src, "with CRLF": strings.ReplaceAll(src, "\n", "\r\n"), "with a mark": "\uFEFF" + src} {
		e, _, _ := Parse("content/events/x.md", []byte(text), shanghai)
		var got strings.Builder
		for _, n := range e.Numbers {
			fmt.Fprintf(&got, "%s %d:%d-%d", n.Masked(), n.Line, n.Column, n.EndColumn)
			if n.Comment {
				got.WriteString(" comment")
			}
			if n.Field != "" {
				got.WriteString(" " + n.Field)
			}
			got.WriteString("\n")
		}
		if got.String() != want {
			t.Errorf("%s: got\n%swant\n%s", name, got.String(), want)
		}
	}
	if e, _, _ := Parse("content/events/x.md", []byte("+++\ntitle = \"电话0851-5550100\"\n+++\n12345\n"), shanghai); e.Numbers != nil {
		t.Errorf("found %v", e.Numbers)
	}
}

func TestFieldName(t *testing.T) {
	for field, want := range map[string]string{"": "", "title": "title", "volunteers[2].team": "volunteers.team", "a[1][2].b[3]": "a.b", "consent.reference": "consent.reference", "a[": "a"} {
		if got := FieldName(field); got != want {
			t.Errorf("%q: %q", field, got)
		}
	}
}
