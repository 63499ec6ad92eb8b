package sitegen_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/check"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/sitegen"
)

// The program agrees that sites are valid, new ones and edited ones: it reads them, compiles them, and the gate finds no errors.
func TestProgramFindsNoErrors(t *testing.T) {
	s, r := sitegen.New(sitegen.Usual(1, 1500)), rand.New(rand.NewPCG(1, 1))
	mustBeValid(t, s.Files())
	for range 300 {
		s.Mutate(r)
	}
	mustBeValid(t, s.Files())
}

func mustBeValid(t *testing.T, files map[string]string) {
	t.Helper()
	cfg, found := config.Load([]byte(files["site.toml"]), "site.toml")
	var entries []*entry.Entry
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(name, ".md") {
			e, _, problems := entry.Parse(name, []byte(files[name]), time.UTC)
			entries, found = append(entries, e), append(found, problems...)
		}
	}
	asOf, ok := calendar.ParseDay(sitegen.AsOf)
	if !ok {
		t.Fatalf("%s is no day", sitegen.AsOf)
	}
	sc, problems := showcase.Compile(&cfg, entries, showcase.Options{AsOf: asOf})
	for _, p := range check.Judge(sc, append(found, problems...)) {
		if p.Severity == problem.Error {
			t.Errorf("%s: %s %v", p.File, p.Rule, p.Message)
		}
	}
}
