package decode

import (
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// frontMatter is of the usual length of an event's.
const frontMatter = `title = "社区邻里节开幕"
summary = "居民在广场上办起百家宴"
date = 2026-06-30
draft = false
community = ["east", "west"]
themes = ["neighbours", "culture"]
source = "社区居委会"
start = 2026-06-28T08:30:00
place = "文化广场"
host = "社区党委"
edition = 5
photos = [{file = "a.jpg", alt = "百家宴现场", caption = "傍晚"}, {file = "b.jpg", alt = "合唱"}]
volunteers = [{team = "teams/east", people = 24, hours = 48.5}]
figures = [{name = "参加人次", value = 300}]
media = [{outlet = "日报", date = 2026-07-01, title = "百家宴"}]
`

type typical struct {
	Title      string      `toml:"title" required:"true"`
	Summary    string      `toml:"summary"`
	Date       date        `toml:"date" required:"true"`
	Draft      bool        `toml:"draft"`
	Community  Strings     `toml:"community" required:"true"`
	Themes     []string    `toml:"themes"`
	Source     string      `toml:"source"`
	Start      moment      `toml:"start"`
	Place      string      `toml:"place"`
	Host       string      `toml:"host"`
	Edition    int         `toml:"edition"`
	Photos     []picture   `toml:"photos"`
	Volunteers []volunteer `toml:"volunteers"`
	Figures    []struct {
		Name  string `toml:"name"`
		Value int    `toml:"value"`
	} `toml:"figures"`
	Media []struct {
		Outlet string `toml:"outlet"`
		Date   date   `toml:"date"`
		Title  string `toml:"title"`
	} `toml:"media"`
}

type picture struct {
	File    string `toml:"file" required:"true"`
	Alt     string `toml:"alt" required:"true"`
	Caption string `toml:"caption"`
}

func BenchmarkTOML(b *testing.B) {
	text := []byte(frontMatter)
	b.ReportAllocs()
	for b.Loop() {
		var into typical
		if ps := TOML(text, &into, Options{}); len(ps) > 0 {
			b.Fatal(ps)
		}
	}
}

// BenchmarkPlain is the parser alone, into the same fields.
func BenchmarkPlain(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var into plain
		if _, err := toml.Decode(frontMatter, &into); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProblem is a document with one mistake: then the index of positions is made.
func BenchmarkProblem(b *testing.B) {
	text := []byte(frontMatter + "levle = \"市\"\n")
	b.ReportAllocs()
	for b.Loop() {
		var into typical
		if ps := TOML(text, &into, Options{}); len(ps) != 1 {
			b.Fatal(ps)
		}
	}
}

type plain struct {
	Title      string      `toml:"title"`
	Summary    string      `toml:"summary"`
	Date       time.Time   `toml:"date"`
	Draft      bool        `toml:"draft"`
	Community  []string    `toml:"community"`
	Themes     []string    `toml:"themes"`
	Source     string      `toml:"source"`
	Start      time.Time   `toml:"start"`
	Place      string      `toml:"place"`
	Host       string      `toml:"host"`
	Edition    int         `toml:"edition"`
	Photos     []picture   `toml:"photos"`
	Volunteers []volunteer `toml:"volunteers"`
	Figures    []struct {
		Name  string `toml:"name"`
		Value int    `toml:"value"`
	} `toml:"figures"`
	Media []struct {
		Outlet string    `toml:"outlet"`
		Date   time.Time `toml:"date"`
		Title  string    `toml:"title"`
	} `toml:"media"`
}
