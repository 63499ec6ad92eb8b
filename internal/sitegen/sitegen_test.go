package sitegen

import (
	"fmt"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSameOptionsSameBytes(t *testing.T) {
	a, b := Files(Usual(1, 300)), Files(Usual(1, 300))
	if !maps.Equal(a, b) {
		t.Error("two sites with the same seed differ")
	}
	if maps.Equal(a, Files(Usual(2, 300))) {
		t.Error("another seed gives the same site")
	}
}

func TestSitesAreValid(t *testing.T) {
	for _, opt := range []Options{{}, {Entries: 1}, Usual(3, 20), Usual(4, 1000), {Seed: 5, Entries: 400, Communities: 1, Themes: 1, Years: 1, Joint: 1, Series: 1, Aliases: 1, Figures: 1, Photos: 1, BodyFactor: 2}} {
		if faults := faults(Files(opt)); len(faults) > 0 {
			t.Errorf("%+v: %d faults, first %q", opt, len(faults), faults[:min(5, len(faults))])
		}
	}
}

func TestEntriesAreCounted(t *testing.T) {
	files := Files(Usual(6, 1000))
	count := map[string]int{}
	for name := range files {
		for _, folder := range []string{"events", "models", "volunteers/people", "bulletins", "rolls", "communities", "themes", "volunteers/teams"} {
			if strings.HasPrefix(name, "content/"+folder+"/") && strings.HasSuffix(name, ".md") {
				count[folder]++
			}
		}
	}
	if sum := count["events"] + count["models"] + count["volunteers/people"] + count["bulletins"]; sum != 1000 {
		t.Errorf("%d entries: %v", sum, count)
	}
	for folder, atLeast := range map[string]int{"events": 600, "models": 100, "volunteers/people": 50, "bulletins": 50, "rolls": 20, "communities": 10, "themes": 20, "volunteers/teams": 10} {
		if count[folder] < atLeast {
			t.Errorf("%s: %d, want at least %d", folder, count[folder], atLeast)
		}
	}
}

// Tests of states rest on there being some of each.
func TestEveryStateIsThere(t *testing.T) {
	all := strings.Join(slices.Collect(maps.Values(Files(Usual(7, 3000)))), "\n")
	for _, line := range []string{
		"\ndraft = true\n", "\nexpires = ", "\nwithdrawn = {", `address = "gone"`, "\nstatus = \"cancelled\"", "\nstatus = \"postponed\"",
		"\ncommunity = \"*\"\n", "\ncommunity = [", "\nseries = ", "\nfestival = ", "\nfigures = ", `of = "`, "\naliases = ", "\ncover = ", "\nmedia = ",
		"\nupdated = ", "\noutcome = \"nominee\"", "\noutcome = \"not-listed\"", "\nconfidential = true", "\nminor = true", "\ndeceased = true",
		"\ncareer = ", "\ncertified = ", "event = \"", "\nitems = ", "\nlisted = ", "\nindicators = [\"" + Private, Private + "监护人", "period = ",
		"\ntype = \"station\"", "\nsubject = \"family\"", "\ndate = 2026-07-", "](/events/", "|---|", "~~",
	} {
		if !strings.Contains(all, line) {
			t.Errorf("no entry has %q", line)
		}
	}
}

func TestBodiesAreAsLongAsAsked(t *testing.T) {
	for factor, want := range map[int][2]int{1: {3000, 5000}, 8: {8 * 3000, 8 * 5000}} {
		opt := Usual(8, 400)
		opt.BodyFactor = factor
		var sizes []int
		for name, text := range Files(opt) {
			if strings.HasPrefix(name, "content/events/") && strings.HasSuffix(name, ".md") {
				_, body, _ := strings.Cut(text, "\n+++\n\n")
				sizes = append(sizes, len(body))
			}
		}
		slices.Sort(sizes)
		low, middle, high := sizes[len(sizes)/10], sizes[len(sizes)/2], sizes[len(sizes)*9/10]
		t.Logf("factor %d: 10 %% below %d bytes, half below %d, 10 %% above %d", factor, low, middle, high)
		if low < want[0] || high > want[1] {
			t.Errorf("factor %d: nine bodies in ten have %d to %d bytes, want %v", factor, low, high, want)
		}
	}
}

func TestNamesAreUnique(t *testing.T) {
	s, seen := New(Options{}), map[string]bool{}
	for range 200_000 {
		name := s.name()
		if seen[name] || !utf8.ValidString(name) {
			t.Fatalf("%s stands twice", name)
		}
		seen[name] = true
	}
}

// One edit after another: each leaves a valid site, and each kind of edit finds its place.
func TestEditsKeepSitesValid(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	s := New(Usual(9, 200))
	for _, edit := range Edits() {
		before, what := s.Files(), ""
		for range 50 {
			if what = edit.Apply(s, r); what != "" {
				break
			}
		}
		after := s.Files()
		if what == "" || !strings.HasPrefix(what, edit.Name+" ") {
			t.Errorf("%s found no place: %q", edit.Name, what)
		}
		if faults := faults(after); len(faults) > 0 {
			t.Fatalf("%s: %q", what, faults[:min(5, len(faults))])
		}
		// the dice of three may fall on what stands there already
		if maps.Equal(before, after) && !slices.Contains([]string{"themes", "outcome", "community"}, edit.Name) {
			t.Errorf("%s changed nothing", what)
		}
	}
}

func TestManyEditsKeepSitesValid(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 10))
		s := New(Usual(seed, 60))
		var log []string
		for i := range 400 {
			log = append(log, s.Mutate(r))
			if i%20 != 19 {
				continue
			}
			if faults := faults(s.Files()); len(faults) > 0 {
				t.Fatalf("seed %d, edit %d: %q\nafter %q", seed, i, faults[:min(5, len(faults))], log[i-19:])
			}
		}
	}
}

func TestEditsAreDeterministic(t *testing.T) {
	run := func() (log []string, files map[string]string) {
		r, s := rand.New(rand.NewPCG(11, 11)), New(Usual(11, 100))
		for range 200 {
			log = append(log, s.Mutate(r))
		}
		return log, s.Files()
	}
	logA, filesA := run()
	logB, filesB := run()
	if !slices.Equal(logA, logB) || !maps.Equal(filesA, filesB) {
		t.Error("the same dice gave other edits")
	}
}

func TestWriteMakesTheFolderHoldTheSite(t *testing.T) {
	dir := t.TempDir()
	output := filepath.Join(dir, "public", "index.html")
	if err := errorsOf(os.MkdirAll(filepath.Dir(output), 0o755), os.WriteFile(output, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	opt := Usual(12, 80)
	opt.Photos = 0.5
	s, r := New(opt), rand.New(rand.NewPCG(12, 12))
	for range 30 {
		if err := s.Write(dir); err != nil {
			t.Fatal(err)
		}
		got := read(t, dir)
		if _, ok := got["public/index.html"]; !ok {
			t.Fatal("what is not of the site was removed")
		}
		delete(got, "public/index.html")
		if want := s.Files(); !maps.Equal(got, want) {
			t.Fatalf("the folder holds %d files, the site %d, or their bytes differ", len(got), len(want))
		}
		for range 10 {
			s.Mutate(r)
		}
	}
}

func TestWriteLeavesEqualFilesAlone(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, Usual(13, 10)); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(dir, "site.toml")
	before, err := os.Stat(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := errorsOf(os.Chmod(settings, 0o444), Write(dir, Usual(13, 10))); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(settings); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("site.toml was written again: %v", err)
	}
}

func TestPicturesAreJPEG(t *testing.T) {
	opt := Usual(14, 50)
	opt.Photos = 1
	pictures := 0
	for name, data := range Files(opt) {
		if strings.HasSuffix(name, ".jpg") {
			pictures++
			if _, err := jpeg.Decode(strings.NewReader(data)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if pictures < 60 {
		t.Errorf("%d pictures", pictures)
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// read reads all files below a folder.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		data, err := root.ReadFile(name)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func BenchmarkFiles(b *testing.B) {
	for _, entries := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(entries), func(b *testing.B) {
			for b.Loop() {
				Files(Usual(1, entries))
			}
		})
	}
}

func BenchmarkMutate(b *testing.B) {
	s, r := New(Usual(1, 10_000)), rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		s.Mutate(r)
	}
}
