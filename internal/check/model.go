package check

import (
	"slices"
	"strconv"
	"strings"

	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of models.
var (
	ruleUnknownWay   = problem.Rule{ID: "unknown-nomination", Severity: problem.Error}
	ruleUnknownLevel = problem.Rule{ID: "unknown-level", Severity: problem.Error}
	ruleVotes        = problem.Rule{ID: "too-many-votes", Severity: problem.Error}
	ruleNoMeeting    = problem.Rule{ID: "votes-without-meeting", Severity: problem.Error}
	ruleSameModel    = problem.Rule{ID: "duplicate-honour", Severity: problem.Warning}
	rulePerson       = problem.Rule{ID: "person-differs", Severity: problem.Warning}
)

var modelRules = []problem.Rule{ruleUnknownWay, ruleUnknownLevel, ruleVotes, ruleNoMeeting, ruleSameModel, rulePerson}

// models checks one model against its roll and the settings.
func models(s *Subject, it *showcase.Item, found report) {
	f := it.Model()
	if f == nil {
		return
	}
	ways := s.Site.Showcase.Config.Nomination.Ways
	if f.NominatedBy != "" && len(ways) > 0 && !slices.Contains(ways, f.NominatedBy) {
		args := problem.Args{"way": f.NominatedBy, "known": strings.Join(ways, " ")}
		found(suggest(ruleUnknownWay.At(it.At("nominated_by"), args), f.NominatedBy, ways))
	}
	roll := s.Site.Showcase.Find(entry.Roll.Folder() + "/" + f.Roll)
	if roll == nil || roll.State == showcase.Unreadable {
		return
	}
	if h := honour(s.Site.Showcase.Config.Honours, roll.RollFields().Honour); h != nil {
		category(it, "category", f.Category, h, found)
		if len(h.Levels) > 0 && !slices.Contains(h.Levels, f.Level) {
			args := problem.Args{"level": f.Level, "honour": h.Name, "known": strings.Join(h.Levels, " ")}
			found(ruleUnknownLevel.At(it.At("level"), args))
		}
	}
	if f.Votes != nil {
		votes(it, f.Votes, roll.RollFields().Meeting, found)
	}
}

// votes holds the votes for a model to what the meeting of its roll could give.
func votes(it *showcase.Item, v *entry.Votes, m *entry.Meeting, found report) {
	for _, count := range []struct {
		field string
		n     int
	}{{"votes.for", v.For}, {"votes.against", v.Against}, {"votes.abstain", v.Abstain}} {
		notNegative(it, count.field, count.n, found)
	}
	if m == nil {
		found(ruleNoMeeting.At(it.At("votes"), problem.Args{"roll": it.Model().Roll}))
		return
	}
	if all := v.For + v.Against + v.Abstain; all > m.Present {
		found(ruleVotes.At(it.At("votes"), problem.Args{"votes": strconv.Itoa(all), "present": strconv.Itoa(m.Present)}))
	}
}

// sameModels tells of one honoured twice for the same in one roll, and of a person who has several names. What asked for
// secrecy is compared with nothing.
func sameModels(s *Subject, found report) {
	honours, persons := map[string]*showcase.Item{}, map[string]*showcase.Item{}
	for _, it := range s.Site.Showcase.Items {
		f := it.Model()
		if f == nil || it.State == showcase.Unreadable || it.State == showcase.Confidential || it.Title == "" {
			continue
		}
		key := strings.Join([]string{f.Roll, f.Category, it.Title}, "\x00")
		if other := honours[key]; other != nil {
			found(ruleSameModel.At(it.At("title"), problem.Args{"file": other.Path}))
		} else {
			honours[key] = it
		}
		if f.Person == "" {
			continue
		}
		if other := persons[f.Person]; other == nil {
			persons[f.Person] = it
		} else if other.Title != it.Title {
			found(rulePerson.At(it.At("person"), problem.Args{"person": f.Person, "file": other.Path}))
		}
	}
}
