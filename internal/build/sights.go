package build

import (
	"context"
	"slices"
	"sort"
	"strings"
	"sync"

	"mingde/internal/check"
	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/parallel"
	"mingde/internal/source"
)

// sights are what the gate saw of the files of entries, each by itself, by their number in the tree. A file is looked at where its text
// is at hand, when it is parsed; what is known of one that has not changed is remembered.
type sights struct {
	lens     *check.Lens     // nil where nothing is checked
	suspects *check.Suspects // nil until all persons are read
	all      []sight
	row      *row
}

// row has the files that wait to be looked at, fewer than inARow.
type row struct {
	mu      sync.Mutex
	waiting []waiting
}

// add makes a file wait. It gives all that wait where they are enough.
func (r *row) add(w waiting) (full []waiting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waiting = append(r.waiting, w); len(r.waiting) == inARow {
		full, r.waiting = r.waiting, nil
	}
	return full
}

// waiting is a file that was parsed and not yet looked at.
type waiting struct {
	number int
	entry  *entry.Entry
	src    []byte
}

// inARow is how many files are looked at in a row: the tables of words, which are larger than the text, and come and go with whatever
// else is done for a file, then stay in the cache of the processor. It makes a look half as long.
const inARow = 64

type sight struct {
	check.Sight
	seen, named bool // whether the two parts of it are known
}

// sighted is the sight of a file of a memory.
type sighted struct {
	File int
	check.Sight
}

// see looks at a file that was parsed just now, or soon: some wait until there are enough for a row, or until [sights.rest] is called. The
// source must not be changed any more.
func (s *sights) see(number int, e *entry.Entry, src []byte, doc *markdown.Doc) {
	if s.lens == nil {
		return
	}
	if s.suspects != nil {
		at := &s.all[number]
		at.Names, at.named = s.suspects.In(e, doc), true
	}
	for _, w := range s.row.add(waiting{number, e, src}) {
		s.look(w)
	}
}

func (s *sights) look(w waiting) {
	at := &s.all[w.number]
	at.Seen, at.seen = s.lens.Look(w.entry, w.src), true
}

// rest looks at what still waits, by so many workers.
func (s *sights) rest(ctx context.Context, workers int) error {
	left := s.row.waiting
	s.row.waiting = nil
	return parallel.Each(ctx, workers, len(left), func(i int) error {
		s.look(left[i])
		return nil
	})
}

// isPerson tells whether a file may be an entry of a person.
func isPerson(path string) bool {
	return strings.HasPrefix(path, entry.Root+entry.Model.Folder()+"/") || strings.HasPrefix(path, entry.Root+entry.Volunteer.Folder()+"/")
}

// seeAgain looks at the files that were not parsed, or not with all names known: entries[i] is that of the file of a number. What was
// seen by the run before is believed where the file and all else on which it depends are the same.
func (b *builder) seeAgain(ctx context.Context, files []int, entries []*entry.Entry) error {
	if b.sights.lens == nil {
		return nil
	}
	before := b.memory.seen
	sameLens := before.Lens == b.sights.lens.Sum()
	sameNames := before.Suspects == b.sights.suspects.Sum()
	var left []int
	for i, number := range files {
		at, e := &b.sights.all[number], entries[i]
		if e == nil || e.Broken {
			at.seen, at.named = true, true
			continue
		}
		if old, ok := b.sawBefore(number); ok {
			if !at.seen && sameLens {
				at.Seen, at.seen = old.Seen, true
			}
			if !at.named && sameNames {
				at.Names, at.named = old.Names, true
			}
		}
		if !at.seen || !at.named {
			left = append(left, i)
		}
	}
	return parallel.Each(ctx, b.Workers, len(left), func(i int) error { return b.look(files[left[i]], entries[left[i]]) })
}

// sawBefore gives what the run before has seen of a file that is the same.
func (b *builder) sawBefore(number int) (check.Sight, bool) {
	old := b.was[number]
	if old < 0 || b.memory.Means[old] == (source.Sum{}) {
		return check.Sight{}, false
	}
	if sum, ok := b.sources.sumAt(number); !ok || sum != b.memory.Files[old].Sum {
		return check.Sight{}, false
	}
	all := b.memory.seen.Sights
	i := sort.Search(len(all), func(i int) bool { return all[i].File >= old })
	if i == len(all) || all[i].File != old {
		return check.Sight{}, true // nothing was to be seen
	}
	return all[i].Sight, true
}

// look sees what is not yet known of a file, from its text and from its body as it was parsed.
func (b *builder) look(number int, e *entry.Entry) error {
	at := &b.sights.all[number]
	if !at.seen {
		src, err := b.sources.again(e.Path)
		if err != nil {
			return err
		}
		at.Seen, at.seen = b.sights.lens.Look(e, src), true
	}
	if at.named {
		return nil
	}
	at.named = true
	if e.Blank {
		at.Names = b.sights.suspects.In(e, nil)
		return nil
	}
	return b.bodies.readOf(e, func(doc *markdown.Doc) error {
		at.Names = b.sights.suspects.In(e, doc)
		return nil
	})
}

// sightOf gives what was seen of a file. Of an entry that an older version stands in for nothing is told: that one was found to be good.
func (b *builder) sightOf(file string) check.Sight {
	if b.kept != nil && b.kept.standIn[file] != nil {
		return check.Sight{}
	}
	number, ok := b.tree.Number(file)
	if !ok {
		return check.Sight{}
	}
	return b.sights.all[number].Sight
}

// forMemory lists what is worth remembering.
func (s *sights) forMemory() (all []sighted) {
	for i, at := range s.all {
		if !at.Seen.IsZero() || len(at.Names) > 0 {
			at.Found = slices.Clip(at.Found)
			all = append(all, sighted{i, at.Sight})
		}
	}
	return all
}
