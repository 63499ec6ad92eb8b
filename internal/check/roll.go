package check

import (
	"slices"
	"strconv"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of rolls.
var (
	ruleUnknownHonour   = problem.Rule{ID: "unknown-honour", Severity: problem.Error}
	ruleUnknownCategory = problem.Rule{ID: "unknown-category", Severity: problem.Error}
	ruleSameRoll        = problem.Rule{ID: "duplicate-roll", Severity: problem.Error}
	rulePresent         = problem.Rule{ID: "present-exceeds-eligible", Severity: problem.Error}
	ruleNoticeBackwards = problem.Rule{ID: "notice-backwards", Severity: problem.Error}
	ruleNoticeMeeting   = problem.Rule{ID: "notice-before-meeting", Severity: problem.Error}
	ruleNoticeDate      = problem.Rule{ID: "notice-before-date", Severity: problem.Error}
	ruleNoticeShort     = problem.Rule{ID: "notice-too-short", Severity: problem.Error}
	ruleCalendar        = problem.Rule{ID: "calendar-unknown", Severity: problem.Warning}
	ruleResultEarly     = problem.Rule{ID: "result-before-notice-ends", Severity: problem.Error}
)

var rollRules = []problem.Rule{
	ruleUnknownHonour, ruleUnknownCategory, ruleSameRoll, rulePresent, ruleNoticeBackwards, ruleNoticeMeeting, ruleNoticeDate, ruleNoticeShort,
	ruleCalendar, ruleResultEarly,
}

// rolls checks one roll.
func rolls(s *Subject, it *showcase.Item, found report) {
	f := it.RollFields()
	if f == nil {
		return
	}
	honours := s.Site.Showcase.Config.Honours
	if f.Honour != "" && honour(honours, f.Honour) == nil {
		var known []string
		for _, h := range honours {
			known = append(known, h.Slug)
		}
		found(suggest(ruleUnknownHonour.At(it.At("honour"), problem.Args{"honour": f.Honour}), f.Honour, known))
	}
	for i, line := range f.Listed {
		category(it, decode.Item("listed", i)+".category", line.Category, honour(honours, f.Honour), found)
	}
	notNegative(it, "number", f.Number, found)
	notNegative(it, "year", f.Year, found)
	meeting(it, f.Meeting, found)
	if f.Notice != nil {
		noticeDays(s, it, f, found)
	}
}

// honour finds an honour of the settings; nil if there is none of that slug.
func honour(honours []config.Honour, slug string) *config.Honour {
	i := slices.IndexFunc(honours, func(h config.Honour) bool { return h.Slug == slug })
	if i < 0 {
		return nil
	}
	return &honours[i]
}

// category refuses a category that an honour does not have; an honour without categories has any.
func category(it *showcase.Item, field, name string, h *config.Honour, found report) {
	if name == "" || h == nil || len(h.Categories) == 0 || slices.Contains(h.Categories, name) {
		return
	}
	args := problem.Args{"category": name, "honour": h.Name, "known": strings.Join(h.Categories, " ")}
	found(suggest(ruleUnknownCategory.At(it.At(field), args), name, h.Categories))
}

func meeting(it *showcase.Item, m *entry.Meeting, found report) {
	if m == nil {
		return
	}
	notNegative(it, "meeting.eligible", m.Eligible, found)
	notNegative(it, "meeting.present", m.Present, found)
	if m.Present > m.Eligible {
		found(rulePresent.At(it.At("meeting.present"), problem.Args{"present": strconv.Itoa(m.Present), "eligible": strconv.Itoa(m.Eligible)}))
	}
}

// noticeDays checks the days of a public notice. A day that is missing or wrong is told elsewhere.
func noticeDays(s *Subject, it *showcase.Item, f *entry.RollFields, found report) {
	n := f.Notice
	if n.From.IsZero() || n.To.IsZero() {
		return
	}
	days := problem.Args{"from": n.From.String(), "to": n.To.String(), "date": it.Day().String()}
	if it.Day() > n.From {
		found(ruleNoticeDate.At(it.At("date"), days))
	}
	if m := f.Meeting; m != nil && n.From < m.Date {
		found(ruleNoticeMeeting.At(it.At("notice.from"), problem.Args{"from": n.From.String(), "meeting": m.Date.String()}))
	}
	if r := n.Result; r != nil && !r.Date.IsZero() && r.Date < n.To {
		found(ruleResultEarly.At(it.At("notice.result.date"), problem.Args{"date": r.Date.String(), "to": n.To.String()}))
	}
	if n.To < n.From {
		found(ruleNoticeBackwards.At(it.At("notice.to"), days))
		return
	}
	s.term(it, n, found)
}

// term holds a notice to the working days that it must run. Without a table of holidays these cannot be counted.
func (s *Subject) term(it *showcase.Item, n *entry.Notice, found report) {
	workdays, least := s.Site.Showcase.Workdays(), s.Site.Showcase.Config.Notice.MinWorkingDays
	days, known := workdays.Count(n.From, n.To)
	if !known {
		found(ruleCalendar.At(it.At("notice.from"), problem.Args{"year": unknownYear(workdays, n)}))
		return
	}
	if days < least {
		found(ruleNoticeShort.At(it.At("notice.to"), problem.Args{
			"from": n.From.String(), "to": n.To.String(), "days": strconv.Itoa(days), "least": strconv.Itoa(least),
			"until": workdays.Nth(n.From, least).String(),
		}))
	}
}

// unknownYear gives the first year of a notice whose holidays are not known.
func unknownYear(workdays calendar.Workdays, n *entry.Notice) string {
	for year := n.From.Year(); year < n.To.Year(); year++ {
		if _, known := workdays.IsWorkday(calendar.Date(year, 12, 31)); !known {
			return strconv.Itoa(year)
		}
	}
	return strconv.Itoa(n.To.Year())
}

// sameRolls refuses two rolls of one number, in one year of an honour and its communities.
func sameRolls(s *Subject, found report) {
	first := map[string]*showcase.Item{}
	for _, it := range s.Site.Showcase.Items {
		f := it.RollFields()
		if f == nil || it.State == showcase.Unreadable || f.Honour == "" || f.Number == 0 || f.Year == 0 {
			continue
		}
		key := strings.Join([]string{f.Honour, strconv.Itoa(f.Year), strconv.Itoa(f.Number), communitiesKey(it)}, "\x00")
		if other := first[key]; other != nil {
			found(ruleSameRoll.At(it.At("number"), problem.Args{"number": strconv.Itoa(f.Number), "year": strconv.Itoa(f.Year), "file": other.Path}))
			continue
		}
		first[key] = it
	}
}

// communitiesKey gives the communities of an entry as one key, whatever their order.
func communitiesKey(it *showcase.Item) string {
	return strings.Join(slices.Sorted(slices.Values(it.Community)), "\x00")
}
