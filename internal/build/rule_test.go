package build_test

import (
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingde/internal/check"
	"mingde/internal/message"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the reports in testdata")

// goldens reads testdata/rules: for each rule a site that breaks it, by id.
func goldens(t *testing.T) map[string]*site {
	t.Helper()
	files, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no goldens", err)
	}
	all := map[string]*site{}
	for _, file := range files {
		all[strings.TrimSuffix(filepath.Base(file), ".txtar")] = readSite(t, file)
	}
	return all
}

// Every rule has a site that breaks it and nothing else, and says so in both languages; there is no other such site.
func TestRules(t *testing.T) {
	all := goldens(t)
	for _, r := range check.Rules() {
		s := all[r.ID]
		if s == nil {
			t.Errorf("no testdata/rules/%s.txtar: nothing shows what the rule finds", r.ID)
			continue
		}
		delete(all, r.ID)
		t.Run(r.ID, func(t *testing.T) {
			problems := put(t, s).check(t).Problems
			s.compare(t, map[string]string{"zh": say(t, message.Chinese, problems), "en": say(t, message.English, problems)})
			broken := map[string]bool{}
			for _, p := range problems {
				broken[p.Rule] = true
				advised(t, p)
			}
			for _, id := range append(s.also(), r.ID) {
				if !broken[id] {
					t.Errorf("%s is not broken", id)
				}
				delete(broken, id)
			}
			for id := range broken {
				t.Errorf("%s is broken as well", id)
			}
		})
	}
	for id := range all {
		t.Errorf("testdata/rules/%s.txtar is of no rule", id)
	}
}

// advised holds a problem to say what is wrong and what to do, in one line each and without holes.
func advised(t *testing.T, p problem.Problem) {
	t.Helper()
	for _, lang := range message.Languages {
		c := message.For(lang)
		for _, text := range []problem.Text{p.Message, p.Hint} {
			words := c.Say(text)
			if !c.Has(text.Key) || words == "" || strings.Contains(words, "no value") || strings.Contains(words, "\n") {
				t.Errorf("%s: %s: %q says %q", lang, p.Rule, text.Key, words)
			}
		}
	}
}

// Every rule is described in one line, and has a sentence and an advice, in both languages.
func TestRulesSpeak(t *testing.T) {
	for _, lang := range message.Languages {
		c := message.For(lang)
		for _, r := range check.Rules() {
			for _, key := range []string{"rule." + r.ID, "rule." + r.ID + ".about", "rule." + r.ID + ".hint"} {
				if !c.Has(key) {
					t.Errorf("%s: nothing under %s", lang, key)
				}
			}
			if about := c.Words("rule."+r.ID+".about", nil); strings.ContainsAny(about, "\n{}") {
				t.Errorf("%s: %s.about is no plain line: %q", lang, r.ID, about)
			}
		}
	}
	for _, r := range check.Rules() {
		if r.Severity == problem.Off || r.Severity == 0 {
			t.Errorf("%s is never told", r.ID)
		}
	}
	if !slices.IsSortedFunc(check.Rules(), func(a, b problem.Rule) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the table is not in the order of its ids")
	}
}
