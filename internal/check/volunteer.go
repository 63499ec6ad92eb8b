package check

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/figure"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of volunteers.
var (
	ruleRecordHours = problem.Rule{ID: "record-hours", Severity: problem.Error}
	ruleRecordDay   = problem.Rule{ID: "record-outside-event", Severity: problem.Error}
	ruleStar        = problem.Rule{ID: "unknown-star", Severity: problem.Error}
	ruleStarHours   = problem.Rule{ID: "star-hours", Severity: problem.Error}
	ruleChecklist   = problem.Rule{ID: "unknown-checklist-item", Severity: problem.Error}
	ruleNotATeam    = problem.Rule{ID: "not-a-team", Severity: problem.Error}
	ruleOtherType   = problem.Rule{ID: "field-not-for-type", Severity: problem.Error}
)

var volunteerRules = []problem.Rule{ruleRecordHours, ruleRecordDay, ruleStar, ruleStarHours, ruleChecklist, ruleNotATeam, ruleOtherType}

// volunteers checks one team, station or person.
func volunteers(s *Subject, it *showcase.Item, found report) {
	f := it.Volunteer()
	if f == nil {
		return
	}
	ofType(it, f, found)
	s.wantsTeam(it, "team", f.Team, found)
	for i, r := range f.Records {
		s.record(it, decode.Item("records", i), r, found)
	}
	if f.Certified != nil {
		s.certified(it, f.Certified, found)
	}
	known := s.Site.Showcase.Config.Volunteers.Checklist
	for _, item := range slices.Sorted(maps.Keys(f.Checklist)) {
		if !slices.Contains(known, item) {
			args := problem.Args{"item": item, "known": strings.Join(known, " ")}
			found(suggest(ruleChecklist.At(it.At(decode.Join("checklist", item)), args), item, known))
		}
	}
}

// typeFields says which types of volunteers have a field, of those that not all have; set tells whether it is given.
var typeFields = []struct {
	field string
	types string
	set   func(*entry.VolunteerFields) bool
}{
	{"founded", "team", func(f *entry.VolunteerFields) bool { return !f.Founded.IsZero() }},
	{"contact", "team", func(f *entry.VolunteerFields) bool { return f.Contact != "" }},
	{"phone", "team station", func(f *entry.VolunteerFields) bool { return f.Phone != "" }},
	{"members", "team", func(f *entry.VolunteerFields) bool { return !f.Members.IsZero() }},
	{"fields", "team", func(f *entry.VolunteerFields) bool { return len(f.Fields) > 0 }},
	{"address", "station", func(f *entry.VolunteerFields) bool { return f.Address != "" }},
	{"hours", "station", func(f *entry.VolunteerFields) bool { return f.Hours != "" }},
	{"checklist", "station", func(f *entry.VolunteerFields) bool { return len(f.Checklist) > 0 }},
	{"team", "person", func(f *entry.VolunteerFields) bool { return f.Team != "" }},
	{"records", "person", func(f *entry.VolunteerFields) bool { return len(f.Records) > 0 }},
	{"certified", "person", func(f *entry.VolunteerFields) bool { return f.Certified != nil }},
	{"consent", "person", func(f *entry.VolunteerFields) bool { return f.Consent != nil }},
	{"minor", "person", func(f *entry.VolunteerFields) bool { return f.Minor }},
}

// ofType refuses fields that only another type of volunteers has.
func ofType(it *showcase.Item, f *entry.VolunteerFields, found report) {
	if !slices.Contains([]string{"team", "station", "person"}, f.Type) {
		return // told elsewhere
	}
	for _, row := range typeFields {
		if row.set(f) && !slices.Contains(strings.Fields(row.types), f.Type) {
			found(ruleOtherType.At(it.At(row.field), problem.Args{"field": row.field, "type": f.Type, "types": row.types}))
		}
	}
}

// wantsTeam refuses a station or a person where a team is meant.
func (s *Subject) wantsTeam(it *showcase.Item, field, key string, found report) {
	if key == "" {
		return
	}
	other := s.Site.Showcase.Find(entry.Volunteer.Folder() + "/" + key)
	if other == nil || other.State == showcase.Unreadable {
		return // told elsewhere
	}
	if kind := other.Volunteer().Type; kind == "station" || kind == "person" {
		found(ruleNotATeam.At(it.At(field), problem.Args{"file": other.Path, "type": kind}))
	}
}

// record checks one service: as long as a day can be, and on a day of its event.
func (s *Subject) record(it *showcase.Item, at string, r entry.Record, found report) {
	unit(it, at+".hours", r.Hours, hours, found)
	if !r.Hours.IsZero() && r.Hours.Unit == hours && !within(r.Hours, 24) {
		found(ruleRecordHours.At(it.At(at+".hours"), problem.Args{"hours": r.Hours.String()}))
	}
	if r.Event == "" || r.Date.IsZero() {
		return
	}
	event := s.Site.Showcase.Find(entry.Event.Folder() + "/" + r.Event)
	if event == nil || event.State == showcase.Unreadable {
		return
	}
	f := event.Event()
	first, last := f.Start.Day, max(f.Start.Day, f.End.Day)
	if !first.IsZero() && (r.Date < first || r.Date > last) {
		args := problem.Args{"date": r.Date.String(), "first": first.String(), "last": last.String(), "file": event.Path}
		found(ruleRecordDay.At(it.At(at+".date"), args))
	}
}

// within tells whether a figure is more than nothing and no more than a number.
func within(f figure.Figure, most int) bool {
	var sum figure.Sum
	sum.Add(f)
	return sum.Value() != "0" && (!sum.AtLeast(most) || sum.Value() == strconv.Itoa(most))
}

// certified checks a star against the table of hours. A star is certified, never computed: hours beyond it are no mistake.
func (s *Subject) certified(it *showcase.Item, c *entry.Certified, found report) {
	table := s.Site.Showcase.Config.Volunteers.StarHours
	unit(it, "certified.hours", c.Hours, hours, found)
	if today := s.Site.Showcase.Options.AsOf; it.State != showcase.Scheduled && c.Date > today {
		found(ruleFuture.At(it.At("certified.date"), problem.Args{"field": "certified.date", "date": c.Date.String(), "today": today.String()}))
	}
	if c.Star < 1 || c.Star > len(table) {
		found(ruleStar.At(it.At("certified.star"), problem.Args{"star": strconv.Itoa(c.Star), "most": strconv.Itoa(len(table))}))
		return
	}
	var sum figure.Sum
	if least := table[c.Star-1]; sum.Add(c.Hours) && !sum.AtLeast(least) {
		args := problem.Args{"hours": c.Hours.String(), "star": strconv.Itoa(c.Star), "least": strconv.Itoa(least)}
		found(ruleStarHours.At(it.At("certified.hours"), args))
	}
}
