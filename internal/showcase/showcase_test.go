package showcase

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/message"
	"mingde/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the expected results")

// Each testdata/*.txtar holds entries; each of its files "want DATE", or "want DATE drafts", what the showcase of that day is.
func TestCompile(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			entries := parse(t, archive)
			days := 0
			for i, f := range archive.Files {
				date, ok := strings.CutPrefix(f.Name, "want ")
				if !ok {
					continue
				}
				days++
				date, drafts := strings.CutSuffix(date, " drafts")
				day, ok := calendar.ParseDay(date)
				if !ok {
					t.Fatalf("%s is no date", date)
				}
				got := describe(t, entries, Options{AsOf: day, Drafts: drafts})
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("%s, got:\n%s", date, got)
				}
			}
			if days == 0 {
				t.Error("no file \"want DATE\"")
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func parse(t *testing.T, archive *txtar.Archive) []*entry.Entry {
	t.Helper()
	cfg := config.Default()
	var entries []*entry.Entry
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, entry.Root) {
			continue
		}
		e, _, problems := entry.Parse(f.Name, f.Data, cfg.Location)
		if errors, _ := problem.Count(problems); errors > 0 && !e.Broken {
			t.Fatalf("%s: %v", f.Name, problems)
		}
		entries = append(entries, e)
	}
	return entries
}

func describe(t *testing.T, entries []*entry.Entry, opt Options) string {
	t.Helper()
	cfg := config.Default()
	s, problems := Compile(&cfg, entries, opt)
	var w bytes.Buffer
	for _, it := range s.Items {
		fmt.Fprintf(&w, "%s: %s", it.ID, stateNames[it.State])
		if it.Event() != nil {
			fmt.Fprintf(&w, " %s", phaseNames[it.Phase])
		}
		if len(it.Communities) > 0 {
			fmt.Fprintf(&w, " in %s", ids(it.Communities))
		}
		if len(it.Themes) > 0 {
			fmt.Fprintf(&w, " about %s", ids(it.Themes))
		}
		if len(it.Members) > 0 {
			fmt.Fprintf(&w, " holds %s", ids(it.Members))
		}
		if it.RollFields() != nil && it.Later != nil {
			fmt.Fprintf(&w, " then %s", it.Later.Key())
		}
		if it.Bulletin() != nil {
			fmt.Fprintf(&w, " reports %s", ids(s.BulletinItems(it)))
		}
		fmt.Fprintln(&w)
	}
	fmt.Fprintf(&w, "persons %d\n", s.Persons())
	fmt.Fprintf(&w, "series %s; festivals %s\n", strings.Join(s.SeriesNames(), ","), strings.Join(s.FestivalNames(), ","))
	total := Add(s.Events())
	fmt.Fprintf(&w, "held %d, participants %s, volunteers %d, hours %s\n", total.Events, total.Participants, total.Volunteers, total.Hours)
	for _, line := range total.Lines {
		fmt.Fprintf(&w, "figure %s %s\n", line.Name, line.Sum)
	}
	for _, g := range slices.Concat(s.Series, s.Festivals) {
		fmt.Fprintf(&w, "group %s: %s\n", g.Name, ids(g.Items))
	}
	fmt.Fprintf(&w, "next change %s\n", s.NextChange)
	problem.WriteText(&w, problem.Sort(problems), message.For(message.English).Say)
	return w.String()
}

var (
	stateNames = map[State]string{
		Public: "public", Draft: "draft", Scheduled: "scheduled", Expired: "expired", Withdrawn: "withdrawn",
		Confidential: "confidential", HeldBack: "held back", Unreadable: "unreadable",
		Awaiting: "awaiting", Unlisted: "unlisted", Unnamed: "unnamed", Retracted: "retracted",
	}
	phaseNames = map[Phase]string{Held: "held", Planned: "planned", Cancelled: "cancelled", Postponed: "postponed"}
)

func ids(items []*Item) string {
	var all []string
	for _, it := range items {
		all = append(all, it.Key())
	}
	return strings.Join(all, ",")
}

// The Showcase does not depend on the order of its entries.
func TestCompileAnyOrder(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/states.txtar")
	if err != nil {
		t.Fatal(err)
	}
	entries := parse(t, archive)
	day := calendar.Date(2026, 6, 30)
	want := describe(t, entries, Options{AsOf: day})
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if got := describe(t, entries, Options{AsOf: day}); got != want {
			t.Fatalf("seed %d, got:\n%s", seed, got)
		}
	}
}

// NextChange is exact: from one day to the next nothing that is shown changes before it, and on it something does.
func TestNextChange(t *testing.T) {
	for _, name := range []string{"states", "change"} {
		for _, drafts := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s drafts=%v", name, drafts), func(t *testing.T) {
				archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
				if err != nil {
					t.Fatal(err)
				}
				exact(t, parse(t, archive), drafts)
			})
		}
	}
}

func exact(t *testing.T, entries []*entry.Entry, drafts bool) {
	cfg := config.Default()
	changes := 0
	for d := calendar.Date(2026, 5, 31); d < calendar.Date(2026, 12, 31); d = d.Add(1) {
		s, _ := Compile(&cfg, entries, Options{AsOf: d, Drafts: drafts})
		after, _ := Compile(&cfg, entries, Options{AsOf: d.Add(1), Drafts: drafts})
		today, tomorrow, next := seen(s), seen(after), s.NextChange
		if changed := today != tomorrow; changed != (next == d.Add(1)) {
			t.Errorf("%s: tomorrow differs: %v; next change %s\n%s%s", d, changed, next, today, tomorrow)
		} else if changed {
			changes++
		}
	}
	if changes < 5 {
		t.Errorf("only %d changes: the case is too poor to prove anything", changes)
	}
}

// seen writes down all that readers, or with drafts the office, may notice.
func seen(s *Showcase) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.Persons(), "persons")
	for _, it := range s.Items {
		preview := s.Options.Drafts && (it.State == Draft || it.State == Scheduled)
		switch {
		case it.State == Public, preview:
			fmt.Fprint(&b, it.ID, " ", it.State, it.Phase, it.Stage)
			if f := it.RollFields(); f != nil && f.Notice != nil && f.Notice.Result != nil {
				fmt.Fprint(&b, " result ", s.Options.AsOf > f.Notice.To && s.Options.AsOf >= f.Notice.Result.Date)
			}
			fmt.Fprintln(&b)
		case it.State == Unnamed, it.State == Withdrawn:
			fmt.Fprintln(&b, it.ID, "was withdrawn")
		}
	}
	return b.String()
}

// What is coming begins with the next change, comes in order, and names on each day what the Showcase of that day has.
func TestComing(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/change.txtar")
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	entries := parse(t, archive)
	told := map[Change]int{}
	for d := calendar.Date(2026, 5, 31); d < calendar.Date(2026, 12, 31); d = d.Add(7) {
		s, _ := Compile(&cfg, entries, Options{AsOf: d})
		coming := s.Coming()
		if len(coming) == 0 != s.NextChange.IsZero() || len(coming) > 0 && coming[0].Day != s.NextChange {
			t.Fatalf("%s: next change %s, coming %v", d, s.NextChange, coming)
		}
		for i, c := range coming {
			told[c.What]++
			if i > 0 && c.Day < coming[i-1].Day {
				t.Errorf("%s after %s", c.Day, coming[i-1].Day)
			}
			then, _ := Compile(&cfg, entries, Options{AsOf: c.Day})
			now := then.Find(c.Item.ID)
			if c.What == GoesPublic && now.State == Scheduled || c.What == Expires && now.State == Public || c.What == EventOver && now.Phase == Planned {
				t.Errorf("%s of %s on %s: state %d, phase %d", c.What, c.Item.ID, c.Day, now.State, now.Phase)
			}
		}
	}
	for _, what := range []Change{GoesPublic, Expires, EventOver, WithdrawalTold, NoticeBegins, NoticeEnds} {
		if told[what] == 0 {
			t.Errorf("nothing %s: the case is too poor: %v", what, told)
		}
	}
}
