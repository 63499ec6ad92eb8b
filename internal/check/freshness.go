package check

import (
	"strconv"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// ruleStale tells of a part of the site in which nothing new has appeared for too long.
var ruleStale = problem.Rule{ID: "not-updated", Severity: problem.Warning, Basis: basisInspection}

var freshnessRules = []problem.Rule{ruleStale}

// freshness tells of stale parts of the site of today. Of a day that somebody asked for nothing is told: what is new then is nobody's
// business now.
func freshness(s *Subject, found report) {
	if !s.Today {
		return
	}
	show := s.Site.Showcase
	cfg := show.Config
	stale := func(field, name string, days int, latest calendar.Day) {
		if age := int(show.Options.AsOf - latest); days > 0 && age > days {
			p := ruleStale.At(problem.Place{File: source.Settings, Field: field}, problem.Args{
				"name": name, "date": latest.String(), "age": strconv.Itoa(age), "days": strconv.Itoa(days),
			})
			if name == "" {
				p = p.WithMessage("check.home-not-updated")
			}
			found(p)
		}
	}
	if latest, any := newest(show.Dated()); any {
		stale("freshness.home", "", cfg.Freshness.Home, latest)
	}
	for i, c := range cfg.Columns {
		for _, kind := range entry.Kinds() {
			latest, any := newest(show.Public[kind])
			if kind == entry.Volunteer {
				latest = max(latest, lastService(show.Public[kind]))
			}
			if kind.String() != c.Kind || !kind.Dated() || !any {
				continue
			}
			field, days := decode.Item("columns", i)+".update_days", c.UpdateDays
			if set := settingOf(kind, cfg.Freshness); set.field != "" && (days == set.days || days == 0 && kind == entry.Roll) {
				field, days = set.field, set.days
			}
			stale(field, c.Name, days, latest)
		}
	}
}

// setting is a line of [freshness].
type setting struct {
	field string
	days  int
}

// settingOf gives the line of [freshness] that is of a column.
func settingOf(kind entry.Kind, f config.Freshness) setting {
	switch kind {
	case entry.Event:
		return setting{"freshness.events", f.Events}
	case entry.Bulletin:
		return setting{"freshness.bulletins", f.Bulletins}
	case entry.Roll:
		return setting{"freshness.notices", f.Notices}
	}
	return setting{}
}

// newest gives the day of the first of some items, newest first.
func newest(items []*showcase.Item) (calendar.Day, bool) {
	if len(items) == 0 {
		return 0, false
	}
	return items[0].Day(), true
}

// lastService gives the day of the last event in which a team served: the pages of volunteers show it.
func lastService(teams []*showcase.Item) (last calendar.Day) {
	for _, it := range teams {
		if len(it.Services) > 0 {
			last = max(last, it.Services[0].Event.Day())
		}
	}
	return last
}
