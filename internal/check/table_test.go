package check

import (
	"slices"
	"strings"
	"testing"
)

// The names of tables, with the place of each in the body.
func TestGrids(t *testing.T) {
	const body = "## 公示名单\n\n| 序号 | 姓名 | 类别 |\n|---|:-:|---|\n| 1 | **谌家骏** | 助人为乐 |\n| 2 | 王　芳 | a\\|b |\n| 3 | 李某 | x |\n| | 合计 | 3 |\n\n姓名 | 票\n--- | ---\n缪秋云 | 3\n\n| 项目 | 钱 |\n|---|---|\n| 张三 | 1 |\n\n姓名 | 不是表\n"
	all := grids(body)
	var got []string
	for _, g := range all {
		got = append(got, g.words())
		for _, c := range g.fullNames() {
			got = append(got, c.text+"="+body[c.start:c.end])
		}
	}
	want := []string{"## 公示名单 序号 姓名 类别", "谌家骏=谌家骏", "王芳=王　芳", "## 公示名单 姓名 票", "缪秋云=缪秋云"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := grids(strings.Repeat("| 姓名 |\n", 3)); got != nil {
		t.Error(got)
	}
}

// Whatever a body is, its cells lie within it.
func FuzzGrids(f *testing.F) {
	f.Add("| 姓名 |\n|-|\n| 李桂英 |\n")
	f.Add("姓名|a\n-|-\n\\||\n|\n")
	f.Fuzz(func(t *testing.T, body string) {
		for _, g := range grids(body) {
			for _, c := range g.fullNames() {
				if c.start < 0 || c.end < c.start || c.end > len(body) {
					t.Fatal(c)
				}
				g.state(c, nil)
			}
		}
	})
}
