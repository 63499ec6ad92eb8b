package page

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
)

// Where there are too many names for one page, each letter and each number of strokes has its own, and nobody is lost.
func TestManyNames(t *testing.T) {
	var archive txtar.Archive
	add := func(name, text string) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	add("content/communities/a.md", "+++\ntitle = \"甲社区\"\n+++\n")
	add("content/rolls/1.md", "+++\ntitle = \"第一榜\"\ndate = 2026-01-01\ncommunity = \"a\"\nhonour = \"good\"\nnumber = 1\nyear = 2026\n+++\n")
	surnames := []rune("单仇曾解王李张刘陈杨")
	total := namesOnIndex + 37
	for i := range total {
		add(fmt.Sprintf("content/models/1/%04d.md", i), fmt.Sprintf("+++\ntitle = \"%c%c\"\ndate = 2026-01-02\ncommunity = \"a\"\nroll = \"1\"\ncategory = \"助人为乐\"\nsubject = \"person\"\n"+
			"consent = {name = true, story = true, date = 2026-01-01, reference = \"柜\"}\n+++\n", surnames[i%len(surnames)], rune('一'+i%80)))
	}
	planned, _ := site(t, &archive, calendar.Date(2026, 6, 30), false)
	found := map[string]int{}
	for _, p := range planned.Pages {
		switch v := p.View().(type) {
		case *NamesView:
			kind := strings.Split(p.Path, "/")[1]
			found[kind] += len(v.Names)
		case *PeopleView:
			if v.Total != total || len(v.Pinyin) == 0 || v.Pinyin[0].Href == "" || len(v.Pinyin[0].Names) > 0 {
				t.Errorf("the index: %d in all, %+v", v.Total, v.Pinyin)
			}
			for _, g := range v.Pinyin {
				if strings.Contains("SQZX", g.Title) && g.N < total/10 {
					t.Errorf("%d names under %s", g.N, g.Title)
				}
			}
		}
	}
	if found["pinyin"] != total || found["strokes"] != total {
		t.Errorf("%v names on the pages, want %d each", found, total)
	}
}
