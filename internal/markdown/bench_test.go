package markdown

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// ordinary is a body as entries have it: paragraphs, headings, emphasis, a list, a table, links and pictures.
func ordinary(size int) []byte {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "## 第%d项：清扫楼道\n\n上午九点，志愿者在文化广场集合，按楼栋分成三组清理杂物，%d名居民主动加入。**大家分工明确**，一直忙到中午。"+
			"“楼道宽了，心里也亮了。”住在三楼的老人说。活动的经过见[报道](/events/2026/06/%d.md \"报道\")，照片如下。\n\n![志愿者清扫楼道](photos/%d.jpg)\n\n", i+1, i+20, i, i)
		b.WriteString("- 清走堆放的杂物二十余袋，擦洗扶手和窗台\n- 更换损坏的灯泡，提醒居民不在楼道充电\n- 登记需要修理的信箱和门锁\n\n")
		if i%2 == 1 {
			b.WriteString("| 楼栋 | 人数 | 袋数 |\n|---|---:|---:|\n| 一栋 | 12 | 8 |\n| 二栋 | 9 | 7 |\n\n")
		}
	}
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	for _, size := range []int{4 << 10, 32 << 10} {
		src := ordinary(size)
		b.Run(fmt.Sprintf("%dk", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(src, "content/events/2026/06/x.md", 12)
			}
		})
	}
}

// BenchmarkGoldmark is what [BenchmarkParse] is measured against.
func BenchmarkGoldmark(b *testing.B) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	for _, size := range []int{4 << 10, 32 << 10} {
		src := ordinary(size)
		b.Run(fmt.Sprintf("%dk", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				if err := md.Convert(src, &out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFill(b *testing.B) {
	doc, _ := Parse(ordinary(4<<10), "x.md", 1)
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = doc.Fill(out[:0], func(dst []byte, n int) []byte { return append(dst, `<a href="x">`...) })
	}
}

func BenchmarkEncode(b *testing.B) {
	doc, _ := Parse(ordinary(4<<10), "x.md", 1)
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = doc.Encode(out[:0])
	}
}

func BenchmarkDecodeHTML(b *testing.B) {
	doc, _ := Parse(ordinary(4<<10), "x.md", 1)
	data := doc.Encode(nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeHTML(data); err != nil {
			b.Fatal(err)
		}
	}
}
