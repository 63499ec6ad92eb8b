package build_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mingde/internal/build"
	"mingde/internal/check"
	"mingde/internal/message"
	"mingde/internal/problem"
)

// testdata/gate holds sites on which several rules, the settings and the options work together; "done" is how the build
// ended.
func TestGate(t *testing.T) {
	files, err := filepath.Glob("testdata/gate/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no sites", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			s := readSite(t, file)
			result := put(t, s).check(t)
			for _, p := range result.Problems {
				advised(t, p)
			}
			s.compare(t, map[string]string{
				"zh": say(t, message.Chinese, result.Problems), "en": say(t, message.English, result.Problems), "done": done(result),
			})
		})
	}
}

func done(r build.Result) string {
	errors, warnings := problem.Count(r.Problems)
	text := fmt.Sprintf("failed %v, %d errors, %d warnings, %d entries\n", r.Failed, errors, warnings, r.Entries)
	for _, file := range r.HeldBack {
		text += "held back " + file + "\n"
	}
	return text
}

// What site.toml's [rules] says of a rule becomes of all its findings, and of no other's. It changes nothing of a firm
// rule, nor of an error of the settings or of a layout.
func TestRulesLowered(t *testing.T) {
	table := map[string]problem.Rule{}
	for _, r := range check.Rules() {
		table[r.ID] = r
	}
	for id, s := range goldens(t) {
		if s.has("without", "site.toml") {
			continue // nothing can say so
		}
		before := put(t, s).check(t).Problems
		for _, severity := range []problem.Severity{problem.Error, problem.Warning, problem.Off} {
			d := put(t, s)
			must(t, d.change("site.toml", func(text []byte) ([]byte, error) {
				return fmt.Appendf(text, "\n[rules]\n%s = %q\n", id, severity), nil
			}))
			var want []problem.Problem
			for _, p := range before {
				basic := p.Severity == problem.Error && (p.File == "site.toml" || strings.HasPrefix(p.File, "layouts/"))
				if p.Rule == id && !table[id].Firm && !basic {
					p.Severity = severity
				}
				if p.Severity != problem.Off {
					want = append(want, p)
				}
			}
			got := d.check(t)
			if a, b := say(t, message.English, got.Problems), say(t, message.English, want); a != b {
				t.Errorf("%s = %q: got\n%s\nwant\n%s", id, severity, a, b)
			}
			if errors, _ := problem.Count(want); got.Failed != (errors > 0) {
				t.Errorf("%s = %q: failed %v with %d errors", id, severity, got.Failed, errors)
			}
		}
	}
}

// What several faulty files break, one run finds: all that each of them breaks alone, in one order, whatever the number
// of cores, with the cache of the run before and without.
func TestAllAtOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	all := goldens(t)
	alone := map[string][]problem.Problem{}
	for id, s := range all {
		if !s.has("without") && !s.has("vanish") && !s.has("today") { // of other sites nothing else could be told, or not twice
			alone[id] = put(t, s).check(t).Problems
		}
	}
	ids := slices.Sorted(maps.Keys(alone))
	random := rand.New(rand.NewPCG(2026, 6))
	for round := range 31 {
		share := random.Float64()
		if round == 0 {
			share = 1
		}
		var chosen []*site
		var want []problem.Problem
		var names []string
		taken := map[string]bool{}
		for _, i := range random.Perm(len(ids)) {
			s := all[ids[i]]
			if random.Float64() >= share || taken[s.whole()] {
				continue
			}
			taken[s.whole()] = s.whole() != ""
			chosen, names, want = append(chosen, s), append(names, ids[i]), append(want, alone[ids[i]]...)
		}
		expected := say(t, message.English, problem.Sort(want))
		d := put(t, chosen...)
		for _, cores := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(cores)
			for _, cached := range []bool{true, false} {
				if !cached {
					must(t, os.RemoveAll(d.path(".mingde")))
				}
				if got := say(t, message.English, d.check(t).Problems); got != expected {
					t.Fatalf("round %d, %d cores, cached %v, %v: %s", round, cores, cached, names, difference(got, expected))
				}
			}
		}
	}
}

// difference tells the lines of one report that are not in the other.
func difference(got, want string) string {
	var b strings.Builder
	for _, side := range []struct{ sign, own, other string }{{"+", got, want}, {"-", want, got}} {
		other := strings.Split(side.other, "\n")
		for line := range strings.SplitSeq(side.own, "\n") {
			if !slices.Contains(other, line) {
				b.WriteString("\n" + side.sign + " " + line)
			}
		}
	}
	if b.Len() == 0 {
		return "in another order"
	}
	return b.String()
}

// What must not be shown is told by every build, also by one that finds nothing changed.
func TestWithdrawnAreTold(t *testing.T) {
	d := put(t, readSite(t, "testdata/gate/agreed.txtar"))
	want := []string{"bulletins/agreed-2", "models/agreed#hours", "volunteers/agreed-1", "volunteers/agreed-2#hours", "volunteers/agreed-2#photo"}
	told, err := build.Withdrawn(context.Background(), d.opt)
	if must(t, err); !told.Known || len(told.Unread) > 0 || !slices.Equal(told.Names, want) {
		t.Errorf("%+v", told)
	}
	for range 2 {
		result, err := build.Run(context.Background(), d.opt)
		must(t, err)
		if result.Failed || !slices.Equal(result.Withdrawn, want) {
			t.Errorf("failed %v, withdrawn %v", result.Failed, result.Withdrawn)
		}
	}
}

// With --hold-back the build goes on without the faulty entry: no byte of the site tells of it.
func TestHeldBack(t *testing.T) {
	s := readSite(t, "testdata/gate/hold_back.txtar")
	d := put(t, s)
	result, err := build.Run(context.Background(), d.opt)
	must(t, err)
	if result.Failed || len(result.HeldBack) == 0 {
		t.Fatalf("failed %v, held back %v", result.Failed, result.HeldBack)
	}
	out := os.DirFS(d.path("public"))
	for _, address := range []string{"events/good.html", "events/withdrawn.html", "index.html"} {
		if _, err := fs.Stat(out, address); err != nil {
			t.Error(err)
		}
	}
	told := false
	must(t, fs.WalkDir(out, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(out, path)
		told = told || strings.Contains(string(data), "看得见")
		if strings.Contains(path, "faulty") || strings.Contains(string(data), "看不见") {
			t.Errorf("%s tells of an entry that was held back", path)
		}
		return err
	}))
	if !told {
		t.Error("nothing tells of the entry without mistakes")
	}
}

// What is stale is told of today alone, and of today by every build, also by one that finds nothing else changed.
func TestStaleToday(t *testing.T) {
	d := put(t, readSite(t, "testdata/rules/not-updated.txtar"))
	for i, asked := range []bool{false, false, true, true, false} {
		d.opt.AsOf, d.opt.Now = 0, noon
		if asked {
			d.opt.AsOf = today
		}
		result, err := build.Run(context.Background(), d.opt)
		must(t, err)
		if told := strings.Contains(say(t, message.English, result.Problems), "not-updated"); told == asked || result.Failed {
			t.Errorf("build %d: asked for the day %v, told %v, failed %v", i, asked, told, result.Failed)
		}
	}
}
