package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
)

// sources makes an archive of files, each name followed by the lines of its front matter.
type sources struct{ txtar.Archive }

func (s *sources) add(name, text string, args ...any) {
	data := "+++\n" + fmt.Sprintf(text, args...) + "\n+++\n"
	s.Files = append(s.Files, txtar.File{Name: "content/" + name + ".md", Data: []byte(data)})
}

func (s *sources) model(id, name, rest string) {
	s.add("models/"+id, "title = %q\ncommunity = \"a\"\nconsent = {name = true, date = 2026-01-01, reference = \"柜\"}\n%s", name, rest)
}

// views makes all views of a site, by address.
func (s *sources) views(t *testing.T, asOf calendar.Day, drafts bool) map[string]any {
	t.Helper()
	planned, _ := site(t, &s.Archive, asOf, drafts)
	all := map[string]any{}
	for _, p := range planned.Pages {
		all[p.Path] = p.View()
	}
	return all
}

func town() *sources {
	s := &sources{}
	s.add("communities/a", "title = \"甲社区\"")
	return s
}

var today = calendar.Date(2026, 6, 30)

// A full part of a month stays as it is when the month grows; the newest part tells of them all.
func TestFullPartsStay(t *testing.T) {
	s := town()
	grow := func(n int) {
		for i := range n {
			s.add(fmt.Sprintf("events/%06d", len(s.Files)), "title = \"活动\"\ndate = 2026-05-%02d\ncommunity = \"a\"\nparticipants = %d", 1+len(s.Files)/20, i+1)
		}
	}
	grow(2*PartSize + 30)
	before := s.views(t, today, false)
	grow(20)
	after := s.views(t, today, false)
	for _, part := range []string{"events/2026/05/1.html", "events/2026/05/2.html"} {
		if before[part] == nil || SumOf(before[part]) != SumOf(after[part]) {
			t.Errorf("%s changed", part)
		}
	}
	parts := func(address string) string {
		var all []string
		for _, p := range after[address].(*MonthView).Parts {
			all = append(all, strings.TrimPrefix(p.Href, "events/2026/05/"))
		}
		return strings.Join(all, " ")
	}
	grow(3 * PartSize)
	after = s.views(t, today, false)
	for address, want := range map[string]string{
		"1.html": "1.html 2.html index.html", "3.html": "2.html 3.html 4.html index.html", "5.html": "4.html 5.html index.html",
		"index.html": "1.html 2.html 3.html 4.html 5.html index.html",
	} {
		if got := parts("events/2026/05/" + address); got != want {
			t.Errorf("%s leads to %s, want %s", address, got, want)
		}
	}
	if v := after["events/2026/05/index.html"].(*MonthView); v.Total != 5*PartSize+50 || v.Figures.Events != v.Total {
		t.Errorf("the newest part counts %d, %+v", v.Total, v.Figures)
	}
	if v := after["events/2026/05/1.html"].(*MonthView); v.Total != 0 || v.Figures.Events != 0 {
		t.Errorf("a full part counts %d, %+v", v.Total, v.Figures)
	}
}

// hall is a site with three listed rounds and one whose notice has just ended.
func hall() *sources {
	s := town()
	for i := range 3 {
		s.add(fmt.Sprintf("rolls/%d", i+1), "title = \"第%d榜\"\ndate = 2026-0%d-01\ncommunity = \"a\"\nhonour = \"good\"\nnumber = %d\nyear = 2026\nlisted = [{name = \"丁某\", category = \"助人\"}]",
			i+1, i+1, i+1)
	}
	s.add("rolls/4", "title = \"公示的榜\"\ndate = 2026-05-01\ncommunity = \"a\"\nhonour = \"other\"\nnumber = 1\nyear = 2026\n"+
		"notice = {from = 2026-06-01, to = 2026-06-30, basis = \"办法\", acceptance = \"街道\", phone = \"0000\", result = {date = 2026-06-20, outcome = \"no-objection\"}}")
	for i := range 9 {
		s.model(fmt.Sprintf("1/%02d", i), fmt.Sprintf("王%c", rune('一'+i)), fmt.Sprintf("date = 2026-01-%02d\nroll = \"1\"\ncategory = \"事\"\nsubject = \"person\"", i+2))
	}
	return s
}

// Nobody's page changes when somebody else is added later; a name that sounds like an older one takes no address from it.
func TestOldPagesStay(t *testing.T) {
	s := hall()
	before := s.views(t, today, false)
	if n := len(before["models/1/08.html"].(*ModelView).Fellows); n != earlierMost {
		t.Errorf("%d fellows", n)
	}
	s.model("1/zz", "赵一", "date = 2026-01-20\nroll = \"1\"\ncategory = \"事\"\nsubject = \"person\"")
	s.model("1/zy", "赵二", "date = 2026-01-21\nroll = \"1\"\ncategory = \"世\"\nsubject = \"person\"") // sorts before 事
	s.add("rolls/5", "title = \"再后的榜\"\ndate = 2026-06-01\ncommunity = \"a\"\nhonour = \"good\"\nnumber = 9\nyear = 2026")
	after := s.views(t, today, false)
	for _, address := range []string{"models/1/08.html", "models/1/00.html", "rolls/2.html"} {
		if before[address] == nil || SumOf(before[address]) != SumOf(after[address]) {
			t.Errorf("%s changed", address)
		}
	}
	for address, heading := range map[string]string{"rolls/category/shi.html": "事", "rolls/category/shi-2.html": "世"} {
		v, ok := after[address].(*HonourListView)
		if !ok || v.Heading != heading {
			t.Errorf("%s is %+v, want %s", address, v, heading)
		}
	}
}

func TestRoundsInOrder(t *testing.T) {
	views := hall().views(t, today, false)
	if later := views["rolls/1.html"].(*RollView).Later.Href; later != "rolls/2.html" {
		t.Errorf("after the first round comes %q", later)
	}
	if v := views["rolls/4.html"].(*RollView); v.Notice == nil || v.Notice.Result != nil {
		t.Errorf("the result of a notice that is not over: %+v", v.Notice)
	}
	if v := hall().views(t, today.Add(1), false)["rolls/4.html"].(*RollView); v.Notice.Result == nil {
		t.Error("no result of a notice that is over")
	}
	planned, _ := site(t, &hall().Archive, today, false)
	var wall, page *Honour
	for _, p := range planned.Pages {
		switch v := p.View().(type) {
		case *RollsView:
			wall = v.Listed[0].Models[0]
		case *RollView:
			if p.Path == "rolls/3.html" {
				page = v.Groups[0].People[0]
			}
		}
	}
	if wall == nil || wall != page || wall.Text != "丁某" {
		t.Errorf("one line of a roll is two people: %p %p", wall, page)
	}
}

// Without an entry of their year, the totals of a community have no list of that year to lead to.
func TestHonoursCountWhereListed(t *testing.T) {
	s := town()
	s.add("themes/t", "title = \"主题\"")
	s.add("rolls/1", "title = \"跨年的榜\"\ndate = 2025-12-01\ncommunity = \"a\"\nthemes = [\"t\"]\nhonour = \"good\"\nnumber = 1\nyear = 2025\n"+
		"listed = [{name = \"丁某\"}]\nnotice = {from = 2025-12-20, to = 2026-01-05, basis = \"办法\", acceptance = \"街道\", phone = \"0000\"}")
	views := s.views(t, today, false)
	if views["statistics/2025.html"] != nil {
		t.Error("a round counts before it is listed")
	}
	v, ok := views["statistics/2026.html"].(*StatisticsYearView)
	if !ok || v.All.Honoured != 1 || len(v.Months) != 1 || v.Months[0].Text != "2026年1月" {
		t.Fatalf("2026: %+v", v)
	}
	want := StatLists{Honours: "communities/a.html"}
	if row := v.Communities[0]; row.Lists != want || row.Href != "communities/a.html" {
		t.Errorf("the community leads to %+v %s", row.Lists, row.Href)
	}
	if row := v.Themes[0]; row.Lists != (StatLists{Honours: "rolls/index.html"}) {
		t.Errorf("the theme leads to %+v", row.Lists)
	}
	if row := v.Months[0]; row.Lists != (StatLists{Honours: "rolls/index.html"}) || row.Href != "" {
		t.Errorf("the month leads to %+v %q", row.Lists, row.Href)
	}
}

// What was withdrawn before anybody saw it shows nothing, to the office neither.
func TestWithdrawnDraftsShowNothing(t *testing.T) {
	s := town()
	for name, rest := range map[string]string{"draft": "date = 2026-06-01\ndraft = true", "scheduled": "date = 2026-07-01", "gone": "date = 2026-06-01"} {
		s.add("events/"+name, "title = \"撤下的\"\ncommunity = \"a\"\naliases = [\"old/%s.html\"]\nwithdrawn = {date = 2026-06-02, by = \"街道\"}\n%s", name, rest)
	}
	for _, drafts := range []bool{false, true} {
		views := s.views(t, today, drafts)
		for _, name := range []string{"draft", "scheduled"} {
			if views["events/"+name+".html"] != nil || views["old/"+name+".html"] != nil {
				t.Errorf("with drafts %v, %s has a page", drafts, name)
			}
		}
		if _, ok := views["events/gone.html"].(*WithdrawnView); !ok {
			t.Errorf("with drafts %v, no page says that an entry was withdrawn", drafts)
		}
	}
}

// Only the first page of the press log counts the years.
func TestMediaYears(t *testing.T) {
	s := town()
	for year := 2022; year <= 2026; year++ {
		s.add(fmt.Sprintf("events/%d", year), "title = \"活动\"\ndate = %d-03-01\ncommunity = \"a\"\nmedia = [{outlet = \"日报\", date = %d-03-02, title = \"报道\"}]", year, year)
	}
	views := s.views(t, today, false)
	if v := views["media/index.html"].(*MediaView); len(v.Years) != 5 || v.Years[4].N != 1 || v.Years[4].Href != "media/2022.html" || len(v.Rows) != 5 {
		t.Errorf("the first page: %+v", v.Years)
	}
	v := views["media/2024.html"].(*MediaView)
	if others := []Link{{"2025年", "media/2025.html"}, {"2023年", "media/2023.html"}}; len(v.Years) != 0 || !slices.Equal(v.Others, others) {
		t.Errorf("a year: %+v %+v", v.Years, v.Others)
	}
	if len(v.Rows) != 1 || v.Rows[0].Date.Year() != 2024 {
		t.Errorf("the reports of a year: %+v", v.Rows)
	}
}
