package build_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/sitegen"
	"mingde/layouts"
	"mingde/static"
)

// most is how many files one new entry of a community may write, beside those of the search; mostSearched how many of these.
const (
	most         = 40
	mostSearched = 20
)

// A new entry writes a handful of files, however many there are already, and renders no others.
func TestFewFiles(t *testing.T) {
	t.Parallel()
	for _, entries := range sizes {
		t.Run(fmt.Sprint(entries), func(t *testing.T) {
			s := newCity(t, entries)
			for _, c := range s.additions(t) {
				t.Run(c.name, func(t *testing.T) { s.add(t, c) })
			}
		})
	}
}

// city is a generated site, built.
type city struct {
	town
	late addition // an issue that is not there yet
}

// addition is a new file, and its text.
type addition struct{ name, file, text string }

// newCity generates a site, but for the last issue of some series.
func newCity(t *testing.T, entries int) *city {
	t.Helper()
	day, ok := calendar.ParseDay(sitegen.AsOf)
	if !ok {
		t.Fatal(sitegen.AsOf)
	}
	s := &city{town: town{files: sitegen.Files(sitegen.Usual(1, entries)), opt: build.Options{
		Root: t.TempDir(), Out: filepath.Join(t.TempDir(), "public"), AsOf: day, Layouts: layouts.FS, Static: static.FS, Version: "test",
	}}}
	issue := s.pick(t, "bulletins/", `month = "`+sitegen.AsOf[:len("2026-06")]+`"`)
	s.late = addition{"bulletin", issue, dateLine.ReplaceAllString(s.files[issue], "\ndate = "+sitegen.AsOf)}
	delete(s.files, issue)
	arrange(t, s.opt.Root, nil, s.files)
	s.build(t, s.opt)
	return s
}

var dateLine = regexp.MustCompile(`\ndate = \S+`)

// pick gives the first file below a folder that is public today and has all of some lines.
func (s *city) pick(t *testing.T, folder string, lines ...string) string {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		head, _, _ := strings.Cut(strings.TrimPrefix(s.files[name], "+++"), "\n+++")
		lacks := func(line string) bool { return !strings.Contains(head, line) }
		hidden := func(field string) bool { return strings.Contains(head, "\n"+field+" = ") }
		if strings.HasPrefix(name, "content/"+folder) && !slices.ContainsFunc(lines, lacks) && !slices.ContainsFunc([]string{"draft", "expires", "withdrawn"}, hidden) {
			return name
		}
	}
	t.Fatalf("nothing in %s has %q", folder, lines)
	return ""
}

// additions are what is published in the course of a week, in the community of a round that is on notice – the first of
// each generated site is – and with all that leads elsewhere: two themes, a team, a series, a festival.
func (s *city) additions(t *testing.T) []addition {
	t.Helper()
	key := func(folder, file string) string {
		return strings.TrimSuffix(strings.TrimPrefix(file, "content/"+folder), ".md")
	}
	roll := s.pick(t, "rolls/", "notice = {from = 2026-06-28")
	owner := regexp.MustCompile(`community = ".*"`).FindString(s.files[roll])
	themes := []string{}
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if strings.HasPrefix(name, "content/themes/") && len(themes) < 2 {
			themes = append(themes, key("themes/", name))
		}
	}
	team := key("volunteers/", s.pick(t, "volunteers/teams/", owner))
	series := regexp.MustCompile(`\nseries = .*`).FindString(s.files[s.pick(t, "events/", "\nseries = ", owner)])
	common := fmt.Sprintf("date = %s\n%s\nthemes = [%q, %q]", sitegen.AsOf, owner, themes[0], themes[1])
	agreed := "consent = {name = true, photo = true, story = true, hours = true, date = 2026-06-01, reference = \"柜\"}"
	write := func(name, file, title, format string, args ...any) addition {
		own := fmt.Sprintf(format, args...)
		return addition{name, "content/" + file + ".md", fmt.Sprintf("+++\ntitle = %q\n%s\n%s\n+++\n\n新来的一条。\n", title, common, own)}
	}
	return []addition{
		write("event", "events/2026/06/xin", "新的活动",
			"start = 2026-06-29T09:00:00%s\nfestival = \"端午\"\nparticipants = 30\nvolunteers = [{team = %q, people = 3, hours = 6}]", series, team),
		write("announced", "events/2026/06/yugao", "新的预告", "start = 2026-07-09T09:00:00%s", series),
		write("model", "models/xin/01", "新候选",
			"roll = %q\ncategory = \"助人为乐\"\nsubject = \"person\"\n%s", key("rolls/", roll), agreed),
		write("person", "volunteers/people/xin", "新队员",
			"type = \"person\"\nteam = %q\nrecords = [{date = 2026-06-28, hours = 2}]\n"+
				"certified = {hours = 120, star = 1, by = \"志愿服务中心\", date = 2026-06-29}\n%s", team, agreed),
		write("team", "volunteers/teams/xin", "新的服务队", "type = \"team\"\nmembers = 12"),
		write("station", "volunteers/stations/xin", "新的服务站", "type = \"station\"\naddress = \"一号楼\""),
		s.late,
	}
}

// add adds an entry, counts what is written, and takes it away again.
func (s *city) add(t *testing.T, c addition) {
	more := maps.Clone(s.files)
	more[c.file] = c.text
	arrange(t, s.opt.Root, s.files, more)
	r, reasons := s.build(t, s.opt)
	arrange(t, s.opt.Root, more, s.files)
	s.build(t, s.opt)

	address := strings.TrimSuffix(strings.TrimPrefix(c.file, "content/"), ".md") + ".html"
	if reasons[address] != build.New {
		t.Errorf("%s was not rendered as new: %q", address, reasons[address])
	}
	written := sumOf(r.Written)
	if n := written - r.Written[output.Search]; n > most || r.Rendered != written {
		t.Errorf("%d files written beside the search, at most %d are right; %d of %d rendered pages changed: %q",
			n, most, written, r.Rendered, slices.Sorted(maps.Keys(reasons)))
	}
	if n := r.Written[output.Search]; n > mostSearched || n == 0 {
		t.Errorf("%d files of the search written, at most %d are right", n, mostSearched)
	}
	t.Logf("%d files", written)
}
