package words

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mingde/internal/problem"
)

// A site's own table adds terms, changes those of the program and takes them away.
func TestOwnTable(t *testing.T) {
	own, problems := Parse("words.toml", []byte(`
disable = ["帐号", "再接再厉"]

[[group]]
class = "wrong-word"
pairs = ["望堂社区 望棠社区"]

[[group]]
class = "wrong-word"
severity = "error"
pairs = ["布署 部署"]

[[group.term]]
wrong = "小{花|草}园"
right = "{}圃"
unless = ["幼小{}园"]

[[group.term]]
wrong = "{甲|乙}组{一|二}号"
right = "{}班{}号"
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c := New(own)
	for text, want := range map[string]string{
		"望堂社区的帐号": "望堂社区 warning", "布署工作": "布署 error", "再接再励": "", "小花园和幼小草园": "小花园 error", "甲组二号": "甲组二号 error", "坐谈会": "坐谈会 warning",
	} {
		var got []string
		for _, f := range c.Find(text) {
			got = append(got, text[f.Start:f.End]+" "+f.Severity.String())
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if found := Default().Find("帐号"); len(found) != 1 {
		t.Error("a site's table changes the program's own")
	}
}

// Mistakes in a table are told with their lines.
func TestTableMistakes(t *testing.T) {
	_, problems := Parse("words.toml", []byte(`disable = [" "]

[[group]]
class = "wrong-word"
pairs = ["布署 部署", "字", "对的 对的", "布署 布暑"]
fixed = ["短"]

[[group]]
class = "no-such-class"

[[group]]
class = "unit"

[[group.term]]
wrong = "平米"
unless = ["方米"]
`))
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%d %s", p.Line, p.Message.Key))
	}
	slices.Sort(got)
	want := []string{"1 words.empty", "14 words.unless", "5 words.empty", "5 words.repeated", "5 words.same", "6 words.short", "9 words.class"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	_, problems = Parse("words.toml", []byte("[[group]]\nclass = \"unit\"\nwrongs = []\n"))
	if len(problems) != 1 || problems[0].Rule != "unknown-field" || problems[0].Line != 3 {
		t.Errorf("an unknown field: %v", problems)
	}
}

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"**社区**的[公约](/pages/a.md#的的)，见`按装`。", ""},
		{"**社区在街道的领导下开展工作。", "**"},
		{"## 布署\n\n- 坐谈会\n- 第二项\n", "布署 坐谈会"},
		{"```\n按装\n```\n按装路灯。", "按装"},
		{"| 项目 | 数量 |\n|---|---|\n| 路灯 | 3 |\n", ""},
		{"见 https://example.cn/xx/20xx 的说明。", ""},
		{"![两位老人](a.jpg)在下棋[^1]。\n\n[^1]: 照片，社区供图。\n", ""},
		{"1. 第一项\n2. 第二项，\n\n> 引用的话。\n", ""},
		{"20__年共有____人。", "20__ ____"},
		{"面积是 5 \\* 3 米，*重点*。", ""},
	} {
		masked := Markdown(c.text)
		if len(masked) != len(c.text) {
			t.Fatalf("%q: %d bytes masked to %d", c.text, len(c.text), len(masked))
		}
		var got []string
		for _, f := range Default().Find(masked) {
			got = append(got, c.text[f.Start:f.End])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: found %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFix(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"社区布署工作,居民(共３０人)积极的参加活动。。", "社区部署工作，居民（共30人）积极地参加活动。"},
		{"清理河道3KM，共1200平米。", "清理河道3km，共1200平方米。"},
		{"发言者说：\"好\",大家笑了。。。。", "发言者说：“好”，大家笑了……"},
		{"[布署](/a,b.md)，**按装**路灯", "[部署](/a,b.md)，**安装**路灯"},
		{"2026年06月08日，满意率百分之95。", "2026年6月8日，满意率95%。"},
	} {
		if got := Default().Fix(c.text, Markdown); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
}

// Two findings never overlap, and an error goes before a warning.
func TestSettle(t *testing.T) {
	text := "习进平总书记的的讲话"
	found := Default().Find(text)
	if len(found) != 2 || found[0].Severity != problem.Error || text[found[1].Start:found[1].End] != "的的" {
		t.Errorf("%v", found)
	}
}
