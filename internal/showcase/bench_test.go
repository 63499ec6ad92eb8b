package showcase

import (
	"fmt"
	"strings"
	"testing"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/sitegen"
)

// BenchmarkCompile puts a site of 1,000 and of 10,000 entries together.
func BenchmarkCompile(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		cfg := config.Default()
		var entries []*entry.Entry
		for name, text := range sitegen.Files(sitegen.Usual(7, n)) {
			if strings.HasPrefix(name, entry.Root) && strings.HasSuffix(name, entry.Extension) {
				e, _, _ := entry.Parse(name, []byte(text), cfg.Location)
				entries = append(entries, e)
			}
		}
		day, _ := calendar.ParseDay(sitegen.AsOf)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compile(&cfg, entries, Options{AsOf: day})
			}
		})
	}
}
