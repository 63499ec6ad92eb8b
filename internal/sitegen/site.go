package sitegen

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// AsOf is the day on which the states of the entries are meant to be looked at.
const AsOf = "2026-06-30"

// Private is part of every field that is for the office alone. No output may hold it.
const Private = "private-7f3c"

var asOf = time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)

// Options say what a site is like. Shares are from 0 to 1, of the events.
type Options struct {
	Seed        uint64
	Entries     int     // events, models, volunteer persons and bulletins together
	Communities int     // at least 1
	Themes      int     // at least 1
	Years       int     // at least 1: the time before AsOf over which the entries are spread
	Joint       float64 // held by several communities, or the whole street
	Series      float64 // part of a series
	Aliases     float64 // with an old address
	Figures     float64 // with lines in the ledger
	Photos      float64 // with pictures beside it
	BodyFactor  int     // 1: bodies of 3 to 5 KB; 8: eight times as long
}

// Usual gives the options of a site as an office has it after five years.
func Usual(seed uint64, entries int) Options {
	return Options{
		Seed: seed, Entries: entries, Communities: min(max(entries/100, 4), 100), Themes: 20, Years: 5,
		Joint: 0.03, Series: 0.05, Aliases: 0.02, Figures: 0.1, Photos: 0.02, BodyFactor: 1,
	}
}

// normal raises what is too small to make a site.
func (o Options) normal() Options {
	o.Communities, o.Themes = max(o.Communities, 1), max(o.Themes, 1)
	o.Years, o.BodyFactor = max(o.Years, 1), max(o.BodyFactor, 1)
	return o
}

// Site is a site in memory: the entries as fields and seeds, from which their text is made when it is asked for. It is
// not safe for use by several goroutines.
type Site struct {
	opt      Options
	settings settings
	entries  map[string]*entry   // by id
	order    map[string][]string // kind's folder → ids in the order in which they came
	blobs    map[string]uint64   // path of a picture or attachment → seed of its bytes
	runs     map[string]*run     // numbering of bulletins
	rounds   map[string]int      // honour, community and year → rolls so far
	count    int                 // entries ever made; makes names and slugs unique
	names    int                 // names of persons ever given
}

// New makes a site.
func New(opt Options) *Site {
	s := &Site{
		opt: opt.normal(), settings: settings{}, entries: map[string]*entry{}, order: map[string][]string{},
		blobs: map[string]uint64{}, runs: map[string]*run{}, rounds: map[string]int{},
	}
	g := gen{s, rand.New(rand.NewPCG(opt.Seed, 0x6d696e676465))}
	g.places()
	g.history()
	return s
}

// Files gives a site as a map from slash-separated path to content.
func Files(opt Options) map[string]string { return New(opt).Files() }

// Write writes a site into a folder, see [Site.Write].
func Write(dir string, opt Options) error { return New(opt).Write(dir) }

// Files gives the site as a map from slash-separated path to content.
func (s *Site) Files() map[string]string {
	files := make(map[string]string, len(s.entries)+len(s.blobs)+1)
	for _, name := range s.paths() {
		files[name] = s.content(name)
	}
	return files
}

// paths lists all files, in order.
func (s *Site) paths() []string {
	names := make([]string, 0, len(s.entries)+len(s.blobs)+1)
	names = append(names, "site.toml")
	for id := range s.entries {
		names = append(names, entryPath(id))
	}
	names = slices.AppendSeq(names, maps.Keys(s.blobs))
	slices.Sort(names)
	return names
}

// content makes the content of one file.
func (s *Site) content(name string) string {
	if name == "site.toml" {
		return s.settings.text()
	}
	if seed, ok := s.blobs[name]; ok {
		return blob(name, seed)
	}
	return s.entries[strings.TrimSuffix(strings.TrimPrefix(name, "content/"), ".md")].text(s.opt)
}

// Write makes a folder hold the site: files are written where their bytes differ, and what lies below content/ and is
// not of the site is removed. All else in the folder is left alone, so that a build may stand there.
func (s *Site) Write(dir string) error {
	wanted := map[string]bool{}
	for _, name := range s.paths() {
		wanted[name] = true
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(s.content(name))); err != nil {
			return err
		}
	}
	content := filepath.Join(dir, "content")
	return filepath.WalkDir(content, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || wanted[filepath.ToSlash(name)] {
			return err
		}
		return os.Remove(path)
	})
}

func writeFile(path string, data []byte) error {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, data) {
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
	}
	return os.WriteFile(path, data, 0o644)
}

// gen is a site and the dice with which it is made or changed.
type gen struct {
	*Site
	r *rand.Rand
}

// chance is true with a probability.
func (g gen) chance(p float64) bool { return g.r.Float64() < p }

// pick takes one of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// one takes the id of an entry of a kind, without the kind's folder.
func (g gen) one(folder string) string {
	return strings.TrimPrefix(pick(g.r, g.order[folder]), folder+"/")
}

// some takes n different ids as [gen.one] does, or fewer.
func (g gen) some(folder string, n int) []string {
	ids := few(g.r, g.order[folder], n)
	for i, id := range ids {
		ids[i] = strings.TrimPrefix(id, folder+"/")
	}
	return ids
}

// few takes n different ones of a list, or at least one.
func few(r *rand.Rand, from []string, n int) []string {
	taken := make([]string, 0, n)
	for range 3 * n {
		if one := pick(r, from); len(taken) < n && !slices.Contains(taken, one) {
			taken = append(taken, one)
		}
	}
	return taken
}

// between gives a day from the first to the last, both included.
func (g gen) between(first, last time.Time) time.Time {
	days := int(last.Sub(first).Hours() / 24)
	return first.AddDate(0, 0, g.r.IntN(max(days, 0)+1))
}

// next counts the entries; its number is in a slug so that no two are the same.
func (s *Site) next() int {
	s.count++
	return s.count
}

// add puts an entry into the site.
func (s *Site) add(id string, e *entry) {
	if s.entries[id] != nil {
		panic(fmt.Sprintf("sitegen: %s stands twice", id))
	}
	s.entries[id] = e
	folder, _, _ := strings.Cut(id, "/")
	s.order[folder] = append(s.order[folder], id)
}

func entryPath(id string) string { return "content/" + id + ".md" }
