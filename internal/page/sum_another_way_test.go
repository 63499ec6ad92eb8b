package page

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/figure"
	"mingde/internal/showcase"
	"mingde/internal/sitegen"
)

// expected is a total added up another way: from the entries one by one, with rational numbers.
type expected struct {
	events, volunteers, rolls, honoured, bulletins int
	participants, hours                            rational
}

type rational struct {
	sum    big.Rat
	about  bool
	filled bool
}

func (r *rational) add(f figure.Figure) {
	if f.IsZero() {
		return
	}
	value, ok := new(big.Rat).SetString(f.Value())
	if !ok {
		panic("no number: " + f.Value())
	}
	r.sum.Add(&r.sum, value)
	r.about = r.about || f.Approximate()
	r.filled = true
}

// says writes the number as a page has it.
func (r *rational) says(unit string) string {
	if !r.filled {
		return ""
	}
	digits := r.sum.FloatString(6)
	whole, part, _ := strings.Cut(digits, ".")
	if part = strings.TrimRight(part, "0"); part != "" {
		part = "." + part
	}
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	about := ""
	if r.about {
		about = "约"
	}
	return about + whole + part + unit
}

func (e *expected) says() string {
	return fmt.Sprintf("%d %s %d %s %d %d %d", e.events, e.participants.says("人次"), e.volunteers, e.hours.says("小时"), e.rolls, e.honoured, e.bulletins)
}

func said(r StatRow) string {
	return fmt.Sprintf("%d %s %d %s %d %d %d", r.Events, r.Participants, r.Volunteers, r.Hours, r.Rolls, r.Honoured, r.Bulletins)
}

func told(t Tally) string {
	return said(StatRow{
		Events: t.Events, Participants: t.Participants, Volunteers: t.Volunteers, Hours: t.Hours, Rolls: t.Rolls, Honoured: t.Honoured, Bulletins: t.Bulletins,
	})
}

type totals map[string]*expected

func (t totals) at(key string) *expected {
	if t[key] == nil {
		t[key] = &expected{}
	}
	return t[key]
}

// another adds up a site for the statistics: under the year alone, the year and month, the year and each community, the
// year and each theme, by the day on which an item counts.
func another(s *showcase.Showcase) totals {
	sums := totals{}
	for _, it := range public(s) {
		day := it.Day()
		if r := it.RollFields(); r != nil && it.Stage > showcase.OnNotice && r.Notice != nil {
			day = r.Notice.To + 1
		}
		if f := it.Model(); f != nil && it.Roll.Stage > showcase.OnNotice && f.Outcome == "listed" && it.Roll.RollFields().Notice != nil {
			day = it.Roll.RollFields().Notice.To + 1
		}
		year := fmt.Sprint(day.Year())
		for _, key := range []string{year, year + " month " + fmt.Sprint(day.Month()), "all"} {
			count(sums.at(key), it, "")
		}
		for c := range places(s, it) {
			count(sums.at(year+" community "+c), it, c)
		}
		for t := range topics(it) {
			count(sums.at(year+" theme "+t), it, "")
		}
	}
	return sums
}

// lists adds up a site for the pages that list entries: by their address, by the day of the entries.
func lists(s *showcase.Showcase) totals {
	sums := totals{}
	for _, it := range public(s) {
		pages := func(folder, community string) {
			for _, end := range []string{".html", fmt.Sprintf("/%d.html", it.Day().Year()), fmt.Sprintf("/%d/%02d.html", it.Day().Year(), it.Day().Month())} {
				count(sums.at(folder+end), it, community)
			}
		}
		for t := range topics(it) {
			pages("themes/"+t, "")
		}
		for c := range places(s, it) {
			pages("communities/"+c, c)
			for t := range topics(it) {
				pages("communities/"+c+"/themes/"+t, c)
			}
		}
		f := it.Event()
		if f == nil || it.Phase != showcase.Held {
			continue
		}
		served := map[string]bool{}
		for _, line := range f.Volunteers {
			for _, end := range []string{".html", fmt.Sprintf("/%d.html", it.Day().Year())} {
				e := sums.at("volunteers/" + line.Team + end)
				if !served[line.Team] {
					e.events++
					e.participants.add(f.Participants)
				}
				e.volunteers += line.People
				e.hours.add(line.Hours)
			}
			served[line.Team] = true
		}
	}
	return sums
}

func public(s *showcase.Showcase) []*showcase.Item {
	var all []*showcase.Item
	for _, it := range s.Items {
		if it.State == showcase.Public && it.Kind.Dated() {
			all = append(all, it)
		}
	}
	return all
}

func places(s *showcase.Showcase, it *showcase.Item) map[string]bool {
	communities := map[string]bool{}
	for _, c := range it.Community {
		if c == "*" {
			for _, all := range s.Public[entry.Community] {
				communities[all.Key()] = true
			}
		} else if owner := s.Find("communities/" + c); owner.State == showcase.Public {
			communities[c] = true
		}
	}
	return communities
}

func topics(it *showcase.Item) map[string]bool {
	themes := map[string]bool{}
	for _, t := range it.Themes {
		themes[t.Key()] = true
	}
	return themes
}

// count adds an item as a community does; "" as the whole street does.
func count(e *expected, it *showcase.Item, community string) {
	if f := it.Event(); f != nil && it.Phase == showcase.Held {
		e.events++
		n := f.Participants
		e.participants.add(n)
		for _, line := range f.Volunteers {
			e.volunteers += line.People
			e.hours.add(line.Hours)
		}
	}
	if f := it.RollFields(); f != nil && it.Stage > showcase.OnNotice {
		e.rolls++
		for _, line := range f.Listed {
			if community == "" || line.Community == "" || line.Community == community {
				e.honoured++
			}
		}
	}
	if f := it.Model(); f != nil && it.Roll.Stage > showcase.OnNotice && f.Outcome == "listed" {
		e.honoured++
	}
	if it.Bulletin() != nil {
		e.bulletins++
	}
}

// crowded gives a synthetic site and what the generator leaves out: a round of the whole street with lines of single
// communities, on notice over New Year, and a team with so many services, always beside another, that its years have pages.
func crowded(seed uint64) *txtar.Archive {
	opt := sitegen.Usual(seed, 400)
	opt.Joint = 0.2
	var archive txtar.Archive
	var communities, themes []string
	for name, data := range sitegen.Files(opt) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(data)})
		if slug, ok := strings.CutPrefix(strings.TrimSuffix(name, ".md"), "content/communities/"); ok && !strings.Contains(slug, "/") {
			communities = append(communities, slug)
		}
		if slug, ok := strings.CutPrefix(strings.TrimSuffix(name, ".md"), "content/themes/"); ok && !strings.Contains(slug, "/") {
			themes = append(themes, slug)
		}
	}
	add := func(name, text string, args ...any) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(fmt.Sprintf(text, args...))})
	}
	slices.Sort(communities)
	slices.Sort(themes)
	add("content/rolls/street.md", "+++\ntitle = \"全街道的榜\"\ndate = 2025-12-10\ncommunity = \"*\"\nthemes = [%q]\nhonour = \"street\"\nnumber = 1\nyear = 2025\n"+
		"listed = [{name = \"甲\", community = %q}, {name = \"乙\"}, {name = \"丙\", community = %q}]\n"+
		"notice = {from = 2025-12-22, to = 2026-01-05, basis = \"办法\", acceptance = \"街道\", phone = \"0000-5550100\"}\n+++\n",
		themes[0], communities[0], communities[1])
	for _, team := range []string{"busy", "other"} {
		add("content/volunteers/teams/"+team+".md", "+++\ntitle = \"%s\"\ndate = 2020-01-01\ncommunity = %q\ntype = \"team\"\n+++\n", team, communities[0])
	}
	for i := range latestOnHub + 5 {
		add(fmt.Sprintf("content/events/busy-%02d.md", i), "+++\ntitle = \"清扫\"\ndate = 202%d-03-05\ncommunity = %q\nparticipants = 10\n"+
			"volunteers = [{team = \"teams/busy\", people = 3, hours = 4.5}, {team = \"teams/other\", people = 2, hours = 2}, {team = \"teams/busy\", people = 1, hours = 1}]\n+++\n",
			5+i%2, communities[0])
	}
	return &archive
}

// Every total of the statistics and of lists equals the sum of its entries, added up another way: joint and approximate
// ones included.
func TestTotalsAddUp(t *testing.T) {
	day, _ := calendar.ParseDay(sitegen.AsOf)
	joint, about := false, false
	compared := map[Type]int{}
	for seed := range uint64(5) {
		planned, _ := site(t, crowded(seed), day, false)
		want, again, wanted := another(planned.Showcase), another(planned.Showcase), lists(planned.Showcase)
		compare := func(key string, row StatRow) {
			e := want[key]
			if e == nil {
				t.Errorf("seed %d, %s: %s out of nothing", seed, key, said(row))
				return
			}
			if said(row) != e.says() {
				t.Errorf("seed %d, %s: the page says %s, the entries %s", seed, key, said(row), e.says())
			}
			about = about || strings.Contains(row.Participants, "约")
			delete(want, key)
		}
		list := func(p Page, got Tally) {
			compared[p.Type]++
			if says := wanted.at(p.Path).says(); told(got) != says {
				t.Errorf("seed %d, %s: the page says %s, the entries %s", seed, p.Path, told(got), says)
			}
		}
		for _, p := range planned.Pages {
			switch v := p.View().(type) {
			case *CommunityView:
				list(p, v.Totals)
			case *ThemeView:
				list(p, v.Totals)
			case *CommunityThemeView:
				list(p, v.Figures)
			case *TeamView:
				list(p, v.Totals)
			case *ArchiveView:
				if !strings.HasPrefix(p.Path, "events/") && !strings.HasPrefix(p.Path, "rolls/") {
					list(p, v.Figures)
				}
			case *StatisticsView:
				compare("all", v.All)
				for _, row := range v.Years {
					if says := again.at(strings.TrimSuffix(row.Text, "年")).says(); said(row) != says {
						t.Errorf("seed %d, all years, %s: the page says %s, the entries %s", seed, row.Text, said(row), says)
					}
				}
			case *StatisticsYearView:
				year := strings.TrimSuffix(strings.TrimPrefix(p.Path, "statistics/"), ".html")
				if year == "2026" && v.All.Lists.Honours != "rolls/index.html" {
					t.Errorf("the honours of a year lead to %q", v.All.Lists.Honours)
				}
				compare(year, v.All)
				joint = joint || v.Joint
				for _, row := range v.Months {
					_, month, _ := strings.Cut(strings.TrimSuffix(row.Text, "月"), "年")
					compare(year+" month "+month, row)
				}
				for _, row := range v.Communities {
					key := between(strings.TrimSuffix(row.Href, ".html")+"/", "communities/", "/")
					if row.Lists.Honours != "communities/"+key+".html" {
						t.Errorf("the honours of %s lead to %s", key, row.Lists.Honours)
					}
					compare(year+" community "+key, row)
				}
				for _, row := range v.Themes {
					compare(year+" theme "+between(strings.TrimSuffix(row.Href, ".html")+"/", "themes/", "/"), row)
				}
			}
		}
		for key, e := range want {
			if e.events+e.volunteers+e.rolls+e.honoured+e.bulletins > 0 {
				t.Errorf("seed %d: no row for %s, %s", seed, key, e.says())
			}
		}
		if p := wanted["volunteers/teams/busy/2026.html"]; p == nil || p.events < 10 {
			t.Error("the busy team is not busy")
		}
	}
	if !joint || !about {
		t.Errorf("joint entries %v, approximate sums %v: the sites prove too little", joint, about)
	}
	for _, kind := range []Type{Community, Theme, CommunityTheme, Team, Archive} {
		if compared[kind] < 5 {
			t.Errorf("%d pages of the type %s: the sites prove too little", compared[kind], kind)
		}
	}
}

func between(s, before, after string) string {
	_, rest, _ := strings.Cut(s, before)
	name, _, _ := strings.Cut(rest, after)
	return name
}
