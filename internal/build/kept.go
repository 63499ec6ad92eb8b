package build

import (
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"mingde/internal/cache"
	"mingde/internal/check"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/layout"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// kept is what a run of the spine has of the one before, where the site stays in memory, and what it leaves to the next.
type kept struct {
	sweeper *source.Sweeper
	folders []string // to list anew; nil: all
	store   *cache.Store
	nowhere bool     // it is a temporary one, because there was no site
	before  *builder // the last run that came to planning; nil at first. Dropped when this run is over
	shown   *builder // the run whose pages are served; nil where none could be

	cfg     *config.Config
	memory  memory          // of this run, when it is over
	heads   []head          // of entries, by the number of their file in the tree
	set     *layout.Set     // the layouts, if nothing is wrong with them
	changes *changes        // since before; nil until somebody asks
	shifted map[string]bool // entries by path whose links stand on other lines than the Showcase says
	// standIn has the entries with errors, by path: their last version without, nil for those that never had one.
	standIn map[string]*entry.Entry
}

// head is an entry as it was parsed, with what is wrong with it.
type head struct {
	entry *entry.Entry
	found []problem.Problem
}

// open gives the cache of the run before, which stays open.
func (k *kept) open(folder, version string) (_ *cache.Store, err error) {
	if k.nowhere && folder != "" {
		k.store.Close() // nothing is shown yet that would need it
		k.store = nil
	}
	if k.store == nil {
		k.nowhere = folder == ""
		k.store, err = cache.Open(folder, version)
	}
	return k.store, err
}

// keep remembers what a file was parsed to. One that could not be read has no text that it would be known by.
func (b *builder) keep(number int, e *entry.Entry, found []problem.Problem) {
	if _, read := b.sources.sumAt(number); b.kept != nil && read {
		b.kept.heads[number] = head{e, found}
	}
}

// same gives the entry of a file whose text is that of the run before.
func (b *builder) same(number int, sum source.Sum, loc *time.Location) (*entry.Entry, []problem.Problem, bool) {
	if b.kept == nil || b.kept.before == nil || b.kept.before.kept.cfg.Location.String() != loc.String() {
		return nil, nil, false
	}
	old := b.was[number]
	if old < 0 || b.memory.Files[old].Sum != sum || b.memory.Means[old] == (source.Sum{}) {
		return nil, nil, false
	}
	h := b.kept.before.kept.heads[old]
	b.means[number] = b.memory.Means[old]
	return h.entry, h.found, h.entry != nil
}

// sameFacts takes over what is known of files that have not changed.
func (b *builder) sameFacts() {
	if b.kept == nil || b.kept.before == nil || b.kept.before.facts == nil {
		return
	}
	if !reflect.DeepEqual(b.facts.pictures.as, b.kept.before.facts.pictures.as) {
		return
	}
	b.kept.before.facts.known.Range(func(path, once any) bool {
		i, ok := b.tree.Number(path.(string))
		if !ok || b.was[i] < 0 {
			return true
		}
		sum, known := b.sources.sumAt(i)
		if known && sum == b.memory.Files[b.was[i]].Sum {
			b.facts.known.Store(path, once)
		}
		return true
	})
}

// sameLayouts gives the layouts of the run before, if nothing was wrong with them and none has changed; else nil.
func (b *builder) sameLayouts() *layout.Set {
	if b.kept == nil || b.kept.before == nil {
		return nil
	}
	for _, c := range b.changes().files {
		if strings.HasPrefix(c.Path, source.Layouts+"/") {
			return nil
		}
	}
	return b.kept.before.kept.set
}

// adopt takes over Showcase, plan and findings of the run before, if nothing has changed since but texts of bodies: no view
// depends on these but the one that shows the body (see [page.Page]). It is refused when one of these texts is wrong, or the place of
// something wrong is not known any more.
func (b *builder) adopt(cfg *config.Config) bool {
	if b.kept == nil {
		return false
	}
	b.kept.cfg = cfg
	before := b.kept.before
	if before == nil || before != b.kept.shown || before.result.Failed {
		return false
	}
	if b.changes().frame || before.result.AsOf != b.asOf(cfg) {
		return false
	}
	b.site, b.set, b.assets, b.facts, b.kept.set = before.site, before.set, before.assets, before.facts, before.kept.set
	edited := b.takeBodies()
	b.problems.compile = before.problems.compile
	b.checked = before.checked.Again(b.subject(), edited)
	b.problems.check = b.checked.Problems()
	b.result.AsOf, b.result.NextChange = before.result.AsOf, before.result.NextChange
	b.result.Entries, b.result.Pages, b.result.Drafts = before.result.Entries, before.result.Pages, before.result.Drafts
	b.result.Withdrawn = before.result.Withdrawn
	if !b.judge() && !slices.ContainsFunc(b.result.Problems, func(p problem.Problem) bool { return b.kept.shifted[p.File] }) {
		return true
	}
	b.kept.shifted = nil
	b.site, b.set, b.facts, b.kept.set = nil, nil, nil, nil
	b.bodies, b.problems.check, b.problems.compile = newBodies(b.store, origin{sources: b.sources}), nil, nil
	return false
}

// takeBodies notes the bodies that have changed, and gives the files.
func (b *builder) takeBodies() map[string]bool {
	before := b.kept.before
	bodies := origin{sources: b.sources, edited: maps.Clone(before.bodies.from.Load().edited)}
	b.kept.shifted = maps.Clone(before.kept.shifted)
	if bodies.edited == nil {
		bodies.edited, b.kept.shifted = map[string][32]byte{}, map[string]bool{}
	}
	edited := map[string]bool{}
	for _, c := range b.changes().files {
		i, _ := b.tree.Number(c.Path)
		bodies.edited[c.Path], edited[c.Path] = b.kept.heads[i].entry.Body, true
		if b.means[i] != b.memory.Means[b.was[i]] {
			b.kept.shifted[c.Path] = true
		}
	}
	b.bodies = newBodies(b.store, bodies)
	return edited
}

// adopted tells whether the pages are those of the run before, but for bodies.
func (b *builder) adopted() bool {
	return b.kept.before != nil && b.site != nil && b.site == b.kept.before.site
}

// standIn makes a site that can be shown while there are errors. What is told, the Result, stays as it is.
//
// The last version of an entry that had none takes its place; a new one is left out. Where that does not help, the
// site that is shown stays as it is; if there is none, every entry with an error is left out. Without a site to show in the end, b.site is
// nil.
func (b *builder) standIn(cfg *config.Config) {
	if !b.result.Failed {
		return
	}
	told := b.result
	defer func() {
		told.Entries, told.Pages, told.Drafts = b.result.Entries, b.result.Pages, b.result.Drafts
		told.Withdrawn = b.result.Withdrawn
		told.AsOf, told.NextChange = b.result.AsOf, b.result.NextChange
		b.result = told
	}()
	b.kept.standIn = map[string]*entry.Entry{}
	b.noteErrors()
	if !slices.ContainsFunc(b.result.Problems, b.stops) {
		return
	}
	for first := true; ; first = false {
		if !first && b.kept.shown != nil || !b.replace(first) {
			b.site = nil
			return
		}
		b.compile(cfg)
		b.result.Problems = check.Judge(b.site.Showcase, slices.Concat(b.problems.compile, b.problems.check))
		if !slices.ContainsFunc(b.result.Problems, b.stops) {
			return
		}
	}
}

// stops tells whether a problem keeps an entry, or the site, from being shown as it is.
func (b *builder) stops(p problem.Problem) bool {
	return p.Severity == problem.Error && !b.held[p.File] && !check.Legible(p.Rule)
}

// noteErrors notes the last good versions of all entries with errors, whether or not they are going to be shown.
func (b *builder) noteErrors() (elsewhere bool) {
	for _, p := range b.result.Problems {
		if !b.stops(p) {
			continue
		}
		if !strings.HasPrefix(p.File, entry.Root) {
			elsewhere = true
		} else if _, noted := b.kept.standIn[p.File]; !noted {
			b.kept.standIn[p.File] = b.lastGood(p.File)
		}
	}
	return elsewhere
}

// replace puts older versions of entries with errors in their places, or leaves them out. It is false where that cannot help.
func (b *builder) replace(older bool) bool {
	if b.noteErrors() {
		return false
	}
	more := false
	versions := map[string]*entry.Entry{}
	for _, p := range b.result.Problems {
		if !b.stops(p) {
			continue
		}
		if e := b.kept.standIn[p.File]; older && e != nil {
			versions[p.File] = e
		} else {
			b.held[p.File], b.kept.standIn[p.File] = true, nil
		}
		more = true
	}
	for i, e := range b.entries {
		if v := versions[e.Path]; v != nil {
			b.entries[i] = v
		}
	}
	return more
}

// lastGood gives the version of an entry that is shown at present, nil for none.
func (b *builder) lastGood(file string) *entry.Entry {
	before := b.kept.before
	if before == nil {
		return nil
	}
	if e, told := before.kept.standIn[file]; told {
		return e
	}
	i, ok := before.tree.Number(file)
	if !ok || before.kept.heads[i].entry == nil || before.kept.heads[i].entry.Broken {
		return nil
	}
	return before.kept.heads[i].entry
}

// textOf gives a file for places in it, and none for an entry that an older version stands in for.
func (b *builder) textOf(file string) ([]byte, error) {
	if b.kept != nil && b.kept.standIn[file] != nil {
		return nil, fs.ErrNotExist
	}
	return b.sources.Read(file)
}
