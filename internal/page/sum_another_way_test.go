package page

import (
	"fmt"
	"math/big"
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

// another adds up a site: under the year alone, the year and month, the year and each community, the year and each theme.
func another(s *showcase.Showcase) map[string]*expected {
	totals := map[string]*expected{}
	at := func(key string) *expected {
		if totals[key] == nil {
			totals[key] = &expected{}
		}
		return totals[key]
	}
	for _, it := range s.Items {
		if it.State != showcase.Public || !it.Kind.Dated() {
			continue
		}
		year := fmt.Sprint(it.Day().Year())
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
		keys := []string{year, year + " month " + fmt.Sprint(it.Day().Month()), "all"}
		for c := range communities {
			keys = append(keys, year+" community "+c)
		}
		themes := map[string]bool{}
		for _, t := range it.Themes {
			themes[t.Key()] = true
		}
		for t := range themes {
			keys = append(keys, year+" theme "+t)
		}
		for _, key := range keys {
			count(at(key), it, key)
		}
	}
	return totals
}

func count(e *expected, it *showcase.Item, key string) {
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
			_, community, ok := strings.Cut(key, " community ")
			if !ok || line.Community == "" || line.Community == community {
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

// Every total of the statistics equals the sum of its entries, added up another way: joint and approximate ones included.
func TestTotalsAddUp(t *testing.T) {
	day, _ := calendar.ParseDay(sitegen.AsOf)
	joint, about := false, false
	for seed := range uint64(5) {
		opt := sitegen.Usual(seed, 400)
		opt.Joint = 0.2
		var archive txtar.Archive
		for name, data := range sitegen.Files(opt) {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(data)})
		}
		planned, _ := site(t, &archive, day, false)
		want := another(planned.Showcase)
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
		for _, p := range planned.Pages {
			switch v := p.View().(type) {
			case *StatisticsView:
				compare("all", v.All)
			case *StatisticsYearView:
				year := strings.TrimSuffix(strings.TrimPrefix(p.Path, "statistics/"), ".html")
				compare(year, v.All)
				joint = joint || v.Joint
				for _, row := range v.Months {
					_, month, _ := strings.Cut(strings.TrimSuffix(row.Text, "月"), "年")
					compare(year+" month "+month, row)
				}
				for _, row := range v.Communities {
					compare(year+" community "+between(row.Href, "communities/", "/"), row)
				}
				for _, row := range v.Themes {
					compare(year+" theme "+between(row.Href, "themes/", "/"), row)
				}
			}
		}
		for key, e := range want {
			if e.events+e.volunteers+e.rolls+e.honoured+e.bulletins > 0 {
				t.Errorf("seed %d: no row for %s, %s", seed, key, e.says())
			}
		}
	}
	if !joint || !about {
		t.Errorf("joint entries %v, approximate sums %v: the sites prove too little", joint, about)
	}
}

func between(s, before, after string) string {
	_, rest, _ := strings.Cut(s, before)
	name, _, _ := strings.Cut(rest, after)
	return name
}
