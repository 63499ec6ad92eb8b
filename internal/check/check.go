// Package check is the gate: rules over the entries and the Showcase, whose findings are all known before the first write.
// One file holds one rule or one family of them; the table below lists them.
//
// It does not know what becomes of a page once it is planned: layouts, output and buckets.
package check

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/decode"
	"mingde/internal/document"
	"mingde/internal/entry"
	"mingde/internal/figure"
	"mingde/internal/layout"
	"mingde/internal/markdown"
	"mingde/internal/page"
	"mingde/internal/photo"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// Subject is what the rules look at.
type Subject struct {
	Site    *page.Site
	Picture func(path string) *problem.Problem                           // what is wrong with a picture of the sources; nil: nothing
	File    func(path string) bool                                       // whether there is such a file in the sources
	Body    func(it *showcase.Item, use func(*markdown.Doc) error) error // reads a body back, for its headings and names
	Source  func(path string) ([]byte, error)                            // a file of the sources, for places in it

	// Document gives what was found in an attachment; nil where nobody asks.
	Document func(path string) document.Findings

	// Namings gives the names of [Suspects] that stand in an attachment; nil where nobody asks.
	Namings func(path string) []Naming

	// Sight gives what was seen of the file of an entry; see [Lens] and [Suspects].
	Sight func(path string) Sight

	// Own lists the layouts and static files that the site has of its own, in order.
	Own []string

	// First tells when files first came into the repository of the site; nil where nobody asks.
	First map[string]time.Time

	// Today tells whether the day is today because nobody asked for another.
	Today bool

	names   *names                      // that may stand nowhere
	passed  *names                      // of candidates who were not honoured
	persons *names                      // of all whom the site makes known
	rounds  map[string][]*showcase.Item // the models of each roll by its key, whatever their state
	sights  []Sight                     // by the numbers of the items
}

// report takes a finding.
type report func(problem.Problem)

// family is a set of rules that are looked for together: in one entry, in all of them side by side, or both.
type family struct {
	rules []problem.Rule
	one   func(s *Subject, it *showcase.Item, found report)
	all   func(s *Subject, found report)
}

// ofBodies tells whether what a family finds in all entries side by side depends on their bodies.
func (f family) ofBodies() bool { return f.rules[0].ID == ruleAlike.ID }

// families is the table of what this package checks.
func families() []family {
	return []family{
		{dateRules, dates, nil},
		{valueRules, values, nil},
		{figureRules, figures, nil},
		{linkRules, links, nil},
		{fileRules, files, nil},
		{rollRules, rolls, sameRolls},
		{modelRules, models, sameModels},
		{consentRules, consents, pictured},
		{minorRules, minors, nil},
		{volunteerRules, volunteers, nil},
		{bulletinRules, bulletins, issues},
		{nameRules, withdrawnNames, nil},
		{numberRules, personalNumbers, settingsNumbers},
		{lensRules(), seen, nil},
		{noticeRules, notices, nil},
		{candidateRules, notHonoured, nil},
		{quoteRules, quoted, nil},
		{alikeRules, nil, repeated},
		{hostRules, pressHosts, nil},
		{labelRules, labels, nil},
		{mixedRules, nil, mixed},
		{freshnessRules, nil, freshness},
		{historyRules, backDated, nil},
		{attachmentRules, nil, copied}, // those of entries together with their files
		{allowRules, allows, settings},
	}
}

// Rules lists every rule of the program, of whatever package, by id.
func Rules() []problem.Rule {
	all := slices.Concat(source.Rules, decode.Rules, calendar.Rules, figure.Rules, markdown.Rules, config.Rules, entry.Rules,
		photo.Rules, showcase.Rules, page.Rules, layout.Rules)
	for _, f := range families() {
		all = append(all, f.rules...)
	}
	slices.SortFunc(all, func(a, b problem.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(all, func(a, b problem.Rule) bool { return a.ID == b.ID })
}

// Findings are what the rules found.
type Findings struct {
	subject  *Subject
	each     [][]problem.Problem // by the number of the item
	together [][]problem.Problem // in all of them side by side, by the number of the family
}

// Problems gives the findings in the order of the entries.
func (f *Findings) Problems() []problem.Problem {
	return append(slices.Concat(f.each...), slices.Concat(f.together...)...)
}

// Run checks all entries, on all cores.
func Run(subject *Subject) *Findings {
	own := *subject
	s, items := &own, subject.Site.Showcase.Items
	s.names, s.passed, s.persons, s.rounds = namesOf(items), passedOver(items), personsOf(items), roundsOf(items)
	s.sights = make([]Sight, len(items))
	s.seeAll(items)
	table := families()
	f := &Findings{subject: s, each: make([][]problem.Problem, len(items)), together: make([][]problem.Problem, len(table))}
	var together sync.WaitGroup
	together.Go(func() { // beside the entries one by one: the longest of them takes as long
		for i, t := range table {
			f.lookTogether(i, t)
		}
	})
	f.look(items)
	together.Wait()
	return f
}

// seeAll asks for the sights of all items, on all cores.
func (s *Subject) seeAll(items []*showcase.Item) {
	var all sync.WaitGroup
	for part := range slices.Chunk(items, len(items)/runtime.GOMAXPROCS(0)+1) {
		all.Go(func() {
			for _, it := range part {
				s.sights[it.Number] = s.Sight(it.Path)
			}
		})
	}
	all.Wait()
}

// sight gives what was seen of the file of an item.
func (s *Subject) sight(it *showcase.Item) *Sight { return &s.sights[it.Number] }

// lookTogether looks for what a family finds in all entries side by side.
func (f *Findings) lookTogether(i int, t family) {
	f.together[i] = nil
	if t.all != nil {
		t.all(f.subject, func(p problem.Problem) { f.together[i] = append(f.together[i], p) })
	}
}

// Again gives the findings after nothing has changed but the texts of bodies, those of the files named, with the same Site: it looks at
// these entries, at those whose links lead to headings, and at all bodies side by side where one of them has become unlike what it was.
func (f *Findings) Again(subject *Subject, files map[string]bool) *Findings {
	own := *subject
	s := &own
	s.names, s.passed, s.persons, s.rounds = f.subject.names, f.subject.passed, f.subject.persons, f.subject.rounds
	s.sights = slices.Clone(f.subject.sights)
	again := &Findings{subject: s, each: slices.Clone(f.each), together: slices.Clone(f.together)}
	var items []*showcase.Item
	other := false
	for _, it := range s.Site.Showcase.Items {
		if files[it.Path] {
			s.sights[it.Number] = s.Sight(it.Path)
			other = other || s.sight(it).Likeness != f.subject.sight(it).Likeness
		}
		if files[it.Path] || slices.ContainsFunc(it.Slots, toHeading) {
			items = append(items, it)
		}
	}
	again.look(items)
	for i, t := range families() {
		if other && t.ofBodies() {
			again.lookTogether(i, t)
		}
	}
	return again
}

func toHeading(slot markdown.Slot) bool { return strings.Contains(slot.Dest, "#") }

// look checks items one by one.
func (f *Findings) look(items []*showcase.Item) {
	table := families()
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(items)) {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(items) {
					return
				}
				f.each[items[i].Number] = f.subject.check(items[i], table)
			}
		})
	}
	all.Wait()
}

func (s *Subject) check(it *showcase.Item, table []family) []problem.Problem {
	if it.State == showcase.Unreadable {
		return nil
	}
	var found []problem.Problem
	tell := func(p problem.Problem) { found = append(found, p) }
	for _, f := range table {
		if f.one != nil {
			f.one(s, it, tell)
		}
	}
	return found
}

// suggest adds to a problem what may have been meant.
func suggest(p problem.Problem, word string, known []string) problem.Problem {
	if near := decode.Nearest(word, known); near != "" {
		return p.WithHint("hint.did-you-mean", problem.Args{"suggestion": near})
	}
	return p
}

// Judge gives every problem the severity that site.toml's [rules] and the entries' own state ask for, drops what is
// accepted by `allow` or off, and sorts the rest. Whatever is wrong in a draft that is not built is a warning: nobody's
// publication waits for it.
func Judge(s *showcase.Showcase, problems []problem.Problem) []problem.Problem {
	kept := problems[:0:0]
	problems = hushed(s, problems)
	byPath := map[string]*showcase.Item{} // those of which something is told
	for _, p := range problems {
		byPath[p.File] = nil
	}
	for _, it := range s.Items {
		if _, told := byPath[it.Path]; told {
			byPath[it.Path] = it
		}
	}
	firm, accepted := firmRules(), permitsOf(s, problems)
	for _, p := range problems {
		it := byPath[p.File]
		if !firm[p.Rule] && !basic(p) {
			if severity, ok := s.Config.Rules[p.Rule]; ok {
				p.Severity = severity
			}
			if accepted.find(p) >= 0 {
				continue
			}
		}
		if it != nil && (it.State == showcase.Draft && !s.Options.Drafts || it.State == showcase.Retracted) && p.Severity == problem.Error {
			p.Severity = problem.Warning
		}
		if p.Severity != problem.Off {
			kept = append(kept, p)
		}
	}
	return problem.Sort(kept)
}

// firmRules tells of each rule whether nothing can lower it.
func firmRules() map[string]bool {
	firm := map[string]bool{}
	for _, r := range Rules() {
		firm[r.ID] = r.Firm
	}
	return firm
}

// basic tells an error of the settings or of a layout: without these there is no site, so that [rules] cannot lower it.
func basic(p problem.Problem) bool {
	return p.Severity == problem.Error && (p.File == source.Settings || strings.HasPrefix(p.File, source.Layouts+"/"))
}
