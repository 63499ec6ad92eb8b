package page

import (
	"fmt"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/sitegen"
)

// BenchmarkPlan plans a site of 1,000 and of 10,000 entries, and makes the views and sums of all its pages, as a build
// does that cannot know what has changed.
func BenchmarkPlan(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		var archive txtar.Archive
		for name, text := range sitegen.Files(sitegen.Usual(7, n)) {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
		}
		day, _ := calendar.ParseDay(sitegen.AsOf)
		planned, _ := site(b, &archive, day, false)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Plan(planned.Showcase, planned.in)
			}
		})
		b.Run(fmt.Sprintf("views-%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fresh, _ := Plan(planned.Showcase, planned.in)
				for _, p := range fresh.Pages {
					SumOf(p.View())
				}
			}
		})
	}
}
