package entry

import (
	"reflect"
	"strings"
	"testing"

	"mingde/internal/sitegen"
)

// An entry that was kept is the entry that was parsed, in every field, and so are its problems.
func TestEncodeDecode(t *testing.T) {
	files := sitegen.Files(sitegen.Usual(3, 400))
	files["content/events/bad.md"] = "+++\ntitel = \"x\"\ndate = 2026-02-30\n+++\n<b>\n\n![](a.jpg)\n"
	files["content/events/open.md"] = "+++\ntitle = \"x\"\n"
	kinds := map[Kind]bool{}
	for name, text := range files {
		if !strings.HasPrefix(name, Root) || !strings.HasSuffix(name, Extension) {
			continue
		}
		e, _, problems := Parse(name, []byte(text), shanghai)
		record := e.Encode(nil, problems)
		back, found, err := Decode(name, record)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(e, back) {
			t.Errorf("%s: %+v, want %+v", name, back, e)
		}
		if !reflect.DeepEqual(problems, found) {
			t.Errorf("%s: %v, want %v", name, found, problems)
		}
		kinds[e.Kind] = true
		if _, _, err := Decode(name, record[:len(record)-1]); err == nil {
			t.Errorf("%s: a truncated record is believed", name)
		}
	}
	if len(kinds) != len(Kinds()) {
		t.Errorf("only %d kinds", len(kinds))
	}
}

func FuzzDecode(f *testing.F) {
	e, _, problems := Parse("content/events/x.md", []byte("+++\ntitle = \"x\"\ndate = 2026-06-01\ncommunity = \"a\"\nparticipants = \"300余人\"\n+++\n[a](b.md)\n"), shanghai)
	f.Add("content/events/x.md", e.Encode(nil, problems))
	f.Fuzz(func(t *testing.T, file string, record []byte) {
		_, _, _ = Decode(file, record)
	})
}

func BenchmarkDecode(b *testing.B) {
	files := sitegen.Files(sitegen.Usual(3, 50))
	for name, text := range files {
		if strings.HasPrefix(name, "content/events/") {
			e, _, problems := Parse(name, []byte(text), shanghai)
			record := e.Encode(nil, problems)
			b.Run("parse", func(b *testing.B) {
				for b.Loop() {
					Parse(name, []byte(text), shanghai)
				}
			})
			b.Run("decode", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, _, err := Decode(name, record); err != nil {
						b.Fatal(err)
					}
				}
			})
			return
		}
	}
}
