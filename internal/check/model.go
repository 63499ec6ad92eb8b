package check

import (
	"slices"
	"strconv"
	"strings"

	"mingde/internal/decode"
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
	if f := it.CommunityFields(); f != nil {
		for i, h := range f.Honours {
			if slices.Contains(f.Honours[:i], h) {
				found(told(ruleSameModel.At(it.At(decode.Item("honours", i)), nil), "check.honour-again"))
			}
		}
	}
	s.listedTwice(it, found)
	f := it.Model()
	if f == nil {
		return
	}
	for i, step := range f.Career {
		same := func(other entry.CareerStep) bool {
			return other.Date == step.Date && other.Level == step.Level && other.Title == step.Title && other.GrantedBy == step.GrantedBy
		}
		if slices.ContainsFunc(f.Career[:i], same) {
			found(told(ruleSameModel.At(it.At(decode.Item("career", i)), nil), "check.honour-again"))
		}
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

// listedTwice tells of a name that stands in the list of a roll twice, or has a page in its round as well: both would be counted. Of one
// name there may be two in two categories or communities.
func (s *Subject) listedTwice(it *showcase.Item, found report) {
	f := it.RollFields()
	if f == nil || it.State.TakenBack() {
		return
	}
	for i, line := range f.Listed {
		at := it.At(decode.Item("listed", i) + ".name")
		again := func(other entry.Honoree) bool {
			return other.Name == line.Name && alikeOrNone(other.Community, line.Community)
		}
		if slices.ContainsFunc(f.Listed[:i], again) {
			found(told(ruleSameModel.At(at, nil), "check.honour-listed-twice"))
			continue
		}
		for _, m := range s.rounds[it.Key()] {
			if m.Title == line.Name && m.State == showcase.Public && m.Model().Outcome != "not-listed" {
				found(told(ruleSameModel.At(at, problem.Args{"file": m.Path}), "check.honour-listed-and-model"))
				break
			}
		}
	}
}

func alikeOrNone(a, b string) bool { return a == b || a == "" || b == "" }

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
		category := f.Category
		if f.Subject == "person" {
			category = "" // nobody is honoured for two things in one round
		}
		key := strings.Join([]string{f.Roll, category, it.Title}, "\x00")
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
