package layout

import (
	"bytes"
	"strings"
	"testing"

	"mingde/internal/page"
)

func BenchmarkParse(b *testing.B) {
	files := defaults(b)
	for b.Loop() {
		if s, _ := Parse(files); s == nil {
			b.Fatal("broken")
		}
	}
}

func benchmarkRender(b *testing.B, t page.Type, view any) {
	s := compiledFor(b, parsed(b), t, view)
	var w bytes.Buffer
	if err := s.Render(&w, t, view); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(w.Len()))
	b.ReportAllocs()
	for b.Loop() {
		w.Reset()
		if err := s.Render(&w, t, view); err != nil {
			b.Fatal(err)
		}
	}
}

var text4K = body(strings.Repeat("<p>上午九点，志愿者在广场集合。</p>\n", 4096/50))

// An event as most are: text of 4 KB, two themes of facts, no pictures.
func BenchmarkEvent(b *testing.B) {
	v := eventFixture("../../../")
	v.Photos, v.Attachments, v.Media, v.Figures, v.Cover = nil, nil, nil, nil, nil
	v.Festival, v.Updated, v.Volunteers = page.Link{}, 0, v.Volunteers[:1]
	v.Body = text4K
	benchmarkRender(b, page.Event, v)
}

func BenchmarkEventFull(b *testing.B) {
	v := eventFixture("../../../")
	v.Body = text4K
	benchmarkRender(b, page.Event, v)
}

func BenchmarkMonth100(b *testing.B) {
	benchmarkRender(b, page.Month, fixtures()[page.Month][0])
}

func BenchmarkHub(b *testing.B) {
	benchmarkRender(b, page.Hub, fixtures()[page.Hub][0])
}

func BenchmarkHonourList60(b *testing.B) {
	benchmarkRender(b, page.HonourList, fixtures()[page.HonourList][0])
}

func BenchmarkRoll60(b *testing.B) {
	v := roll("listed", 60)
	benchmarkRender(b, page.Roll, rollView{v, text4K})
}

func BenchmarkCommunity(b *testing.B) {
	benchmarkRender(b, page.Community, fixtures()[page.Community][0])
}

func BenchmarkFirst(b *testing.B) {
	s := parsed(b)
	c := cardOf(2, "held")
	b.Run("card", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.card.execute(c); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("row", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.row.execute(c); err != nil {
				b.Fatal(err)
			}
		}
	})
}
