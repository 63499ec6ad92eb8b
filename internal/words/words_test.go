package words

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mingde/internal/message"
	"mingde/internal/problem"
)

// lines reads a file of testdata, without comments.
func lines(t testing.TB, name string) (all []string) {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(src)) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// Clean texts have no error, and fewer than one warning in 2,000 characters.
func TestPrecision(t *testing.T) {
	paragraphs := lines(t, "clean.txt")
	if len(paragraphs) < 200 {
		t.Errorf("%d clean paragraphs, want 200", len(paragraphs))
	}
	characters, warnings := 0, 0
	for _, p := range paragraphs {
		characters += utf8.RuneCountInString(p)
		for _, f := range Default().Find(p) {
			if f.Severity == problem.Error {
				t.Errorf("false error %s: %q in %s", f.Rule.ID, p[f.Start:f.End], p)
				continue
			}
			warnings++
			t.Logf("warning %s: %q in %s", f.Rule.ID, p[f.Start:f.End], p)
		}
	}
	t.Logf("precision: %d paragraphs, %d characters, %d warnings", len(paragraphs), characters, warnings)
	if warnings*2000 >= characters {
		t.Errorf("%d warnings in %d characters, want fewer than one in 2,000", warnings, characters)
	}
}

// Of the wrong sentences, 95 % of the severe ones and 85 % of the others are found, each by the rule that it breaks.
func TestRecall(t *testing.T) {
	type tally struct{ found, all int }
	by := map[bool]*tally{true: {}, false: {}}
	for _, line := range lines(t, "wrong.txt") {
		id, sentence, _ := strings.Cut(line, "\t")
		rule := classes[id]
		if rule == nil {
			t.Fatalf("no rule %q", id)
		}
		n := by[rule.Severity == problem.Error]
		n.all++
		found := Default().Find(sentence)
		if slices.ContainsFunc(found, func(f Finding) bool { return f.Rule.ID == id }) {
			n.found++
			continue
		}
		t.Logf("missed %s: %s", id, sentence)
	}
	severe, others := by[true], by[false]
	t.Logf("recall: severe %d of %d, others %d of %d", severe.found, severe.all, others.found, others.all)
	if severe.all+others.all < 150 {
		t.Errorf("%d wrong sentences, want 150", severe.all+others.all)
	}
	if severe.found*100 < severe.all*95 || others.found*100 < others.all*85 {
		t.Error("recall is too low")
	}
}

// The showcase that the repository ships is clean.
func TestShippedShowcase(t *testing.T) {
	characters, warnings := 0, 0
	err := filepath.WalkDir("../../content", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, body, _ := strings.Cut(strings.TrimPrefix(string(src), "+++\n"), "+++\n")
		characters += utf8.RuneCountInString(body)
		for _, f := range Default().Find(Markdown(body)) {
			warnings++
			if f.Severity == problem.Error || warnings > 20 {
				t.Errorf("%s: %s: %q", path, f.Rule.ID, body[f.Start:f.End])
			} else {
				t.Logf("%s: %s: %q", path, f.Rule.ID, body[f.Start:f.End])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("shipped showcase: %d characters, %d warnings", characters, warnings)
	if warnings*2000 >= characters {
		t.Errorf("%d warnings in %d characters", warnings, characters)
	}
}

// Every entry of a table is found in its own examples, and not where its context makes it right.
func TestTables(t *testing.T) {
	c := Default()
	for _, one := range written(t).terms {
		for _, text := range one.examples() {
			if !covered(c.Find(text), text, one.wrong) {
				t.Errorf("%s: not found in %q", one.wrong, text)
			}
		}
		for _, text := range slices.Concat(one.unless, one.silent) {
			for _, f := range c.Find(text) {
				if f.Rule == one.rule && text[f.Start:f.End] == one.wrong {
					t.Errorf("%s: found in %q", one.wrong, text)
				}
			}
		}
	}
}

// examples are texts that an entry must be found in: its own, or where it has no context the wrong words alone.
func (t term) examples() []string {
	if len(t.fires) > 0 {
		return slices.DeleteFunc(slices.Clone(t.fires), func(s string) bool { return !strings.Contains(s, t.wrong) })
	}
	before, after := "", ""
	if len(t.before) > 0 {
		before = t.before[0]
	}
	if len(t.after) > 0 {
		after = t.after[0]
	}
	if len(t.then) > 0 {
		after += "日本" + t.then[0]
	}
	return []string{before + t.wrong + after}
}

// covered tells whether a finding covers a wrong word of a text, or what it is part of.
func covered(found []Finding, text, wrong string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool {
		part := text[f.Start:f.End]
		return strings.Contains(part, wrong) || strings.Contains(wrong, part)
	})
}

// A right word is not wrong itself, so that what is mended stays mended.
func TestRightWordsAreRight(t *testing.T) {
	c := Default()
	for _, one := range c.terms {
		for _, f := range c.Find(one.right) {
			if len(f.Edits) > 0 {
				t.Errorf("%s → %s: %s finds %q", one.wrong, one.right, f.Rule.ID, one.right[f.Start:f.End])
			}
		}
	}
	for _, f := range c.fixed {
		for _, g := range c.Find(f.phrase) {
			t.Errorf("%s: %s finds %q", f.phrase, g.Rule.ID, f.phrase[g.Start:g.End])
		}
		for _, also := range f.also {
			for _, g := range c.Find(also) {
				t.Errorf("%s, which is right beside %s: %s finds %q", also, f.phrase, g.Rule.ID, also[g.Start:g.End])
			}
		}
	}
}

func TestParticles(t *testing.T) {
	g := written(t).grammar
	for _, text := range g.Fires {
		if !slices.ContainsFunc(Default().Find(text), func(f Finding) bool { return f.Rule == &RuleParticle }) {
			t.Errorf("not found in %s", text)
		}
	}
	for _, text := range g.Silent {
		for _, f := range Default().Find(text) {
			t.Errorf("%s: found %q in %s", f.Rule.ID, text[f.Start:f.End], text)
		}
	}
}

// What every finding says is in the catalogue.
func TestFindingsSpeak(t *testing.T) {
	for _, line := range lines(t, "wrong.txt") {
		_, sentence, _ := strings.Cut(line, "\t")
		for _, f := range Default().Find(sentence) {
			for _, lang := range message.Languages {
				cat := message.For(lang)
				if !cat.Has(f.Message.Key) || !cat.Has(f.Hint.Key) {
					t.Errorf("%s: no sentence %s or %s", lang, f.Message.Key, f.Hint.Key)
				}
				if f.Rule.Basis != "" && !cat.Has(f.Rule.Basis) {
					t.Errorf("%s: no sentence %s", lang, f.Rule.Basis)
				}
			}
		}
	}
}
