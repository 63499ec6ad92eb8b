package feed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"mingde/internal/page"
)

const lead = "社区志愿者和邻居们一起读书、修车、下棋，孩子们在院子里认识了二十四种植物；下个月的活动在河边公园举行，欢迎带上家人来参加。"

func benchmark(b *testing.B, t page.Type, view any) {
	var w bytes.Buffer
	if err := Write(&w, t, view); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(w.Len()))
	b.ReportAllocs()
	for b.Loop() {
		w.Reset()
		if err := Write(&w, t, view); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAtom30(b *testing.B) {
	v := &page.AtomView{ID: "tag:example.org,2026:feed.xml", Title: "长宁路街道", Self: "https://example.org/feed.xml", Updated: "2026-06-30T09:30:00+08:00"}
	for i := range 30 {
		v.Entries = append(v.Entries, page.AtomEntry{
			ID: fmt.Sprint("tag:example.org,2026:events/", i), Title: fmt.Sprint("第", i, "期社区读书会"), Link: fmt.Sprint("https://example.org/", i, ".html"),
			Summary: lead, Author: "图书室", Published: "2026-06-29T00:00:00+08:00", Updated: "2026-06-30T09:30:00+08:00", Categories: []string{"阅读", "亲子"},
		})
	}
	benchmark(b, page.Atom, v)
}

func BenchmarkCalendar200(b *testing.B) {
	v := &page.CalendarView{Name: "长宁路街道", Source: "https://example.org/events.ics", Timezone: "Asia/Shanghai", Offset: 28800, Fixed: true}
	for i := range 200 {
		v.Events = append(v.Events, page.CalendarEvent{
			UID: fmt.Sprint("events/", i, "@example.org"), Title: fmt.Sprint("第", i, "期社区读书会"), Summary: lead, Place: "社区活动室",
			URL: fmt.Sprint("https://example.org/", i, ".html"), Start: at(2026, 1, 1+i, 34200), End: at(2026, 1, 1+i, 37800),
			Stamp: "2026-06-30T01:30:00Z", Status: "CONFIRMED", Categories: []string{"阅读", "亲子"},
		})
	}
	benchmark(b, page.Calendar, v)
}

func BenchmarkCSV20000(b *testing.B)  { benchmark(b, page.CSV, bigTable(20_000)) }
func BenchmarkJSON20000(b *testing.B) { benchmark(b, page.JSON, bigTable(20_000)) }

func BenchmarkSitemap50000(b *testing.B) {
	v := &page.SitemapView{}
	for i := range 50_000 {
		v.Addresses = append(v.Addresses, page.SitemapAddress{Location: fmt.Sprint("https://example.org/events/", strings.Repeat("x", i%9), i), Modified: "2026-06-30"})
	}
	benchmark(b, page.Sitemap, v)
}
