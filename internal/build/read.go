package build

import (
	"context"
	"crypto/sha256"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mingde/internal/cache"
	"mingde/internal/check"
	"mingde/internal/entry"
	"mingde/internal/parallel"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// read is the parallel stage that reads and parses every entry. Bodies are spilled as soon as they are parsed.
func (b *builder) read(ctx context.Context, loc *time.Location) error {
	defer b.phase("read")()
	var files []int // by their number in the tree
	for i, f := range b.tree.Files("") {
		if !strings.HasPrefix(f.Path, entry.Root) {
			continue
		}
		if filepath.Ext(f.Path) == entry.Extension {
			files = append(files, i)
		} else if p, ok := entry.Misnamed(f.Path); ok {
			b.problems.early = append(b.problems.early, p)
		}
	}
	entries := make([]*entry.Entry, len(files))
	found := make([][]problem.Problem, len(files))
	parse := func(some []int) error {
		return parallel.Each(ctx, b.Workers, len(some), func(k int) error {
			var err error
			i := some[k]
			entries[i], found[i], err = b.parse(files[i], loc)
			b.keep(files[i], entries[i], found[i])
			return err
		})
	}
	before := make(chan *seen, 1)
	go func() { before <- b.seenBefore() }()
	// persons first: whose name may stand nowhere is looked for in the others while their texts are at hand
	persons, others := b.parted(files)
	err := parse(persons)
	if err == nil {
		b.sights.suspects = check.SuspectsOf(entries)
		err = parse(others)
	}
	if err == nil {
		err = b.sights.rest(ctx, b.Workers)
	}
	b.memory.seen = <-before
	if err == nil {
		err = b.seeAgain(ctx, files, entries)
	}
	b.entries = slices.DeleteFunc(append(entries, b.refused()...), func(e *entry.Entry) bool { return e == nil })
	b.problems.parse = slices.Concat(found...)
	return err
}

// parted gives the places in a list of files of those that may be persons, and of the others.
func (b *builder) parted(files []int) (persons, others []int) {
	for i, number := range files {
		if isPerson(b.sources.files[number].Path) {
			persons = append(persons, i)
		} else {
			others = append(others, i)
		}
	}
	return persons, others
}

// refused are the entries whose files the sweep did not take, so that what leads to them is no second error.
func (b *builder) refused() []*entry.Entry {
	var all []*entry.Entry
	for _, p := range b.problems.early {
		if strings.HasPrefix(p.File, entry.Root) && filepath.Ext(p.File) == entry.Extension && p.Rule != source.RuleNameClash.ID {
			all = append(all, entry.Unread(p.File))
		}
	}
	return all
}

// parse gives the entry of a file: from the cache where the same text was parsed before, else by parsing it. A file whose
// stat is as the last run knew it is not even read.
func (b *builder) parse(number int, loc *time.Location) (*entry.Entry, []problem.Problem, error) {
	path := b.sources.files[number].Path
	if sum, ok := b.sources.sumAt(number); ok {
		if e, found, ok := b.recall(number, path, sum, loc); ok {
			return e, found, nil
		}
	}
	data, sum, err := b.sources.take(number)
	if err != nil {
		return entry.Unread(path), []problem.Problem{source.Unreadable(path, err)}, nil
	}
	if e, found, ok := b.recall(number, path, sum, loc); ok {
		return e, found, nil
	}
	e, doc, found := entry.Parse(path, data, loc)
	if e == nil {
		return nil, found, nil
	}
	b.sights.see(number, e, data, doc)
	if doc != nil {
		err := b.bodies.spill(e, doc)
		doc.Recycle()
		if err != nil {
			return nil, nil, err
		}
	}
	record := e.Encode(nil, found)
	b.mean(number, sum, record)
	return e, found, b.store.Put(cachedHead, headKey(path, sum, loc), record)
}

// mean notes what the site takes from an entry besides its body.
func (b *builder) mean(number int, sum source.Sum, record []byte) {
	if old := b.was[number]; old >= 0 && b.memory.Files[old].Sum == sum && b.memory.Means[old] != (source.Sum{}) {
		b.means[number] = b.memory.Means[old]
		return
	}
	b.means[number] = sha256.Sum256(entry.HeadOf(record))
}

// headKey is what an entry depends on: its path, its text, the timezone of its times; and the program's version, which is
// the cache's.
func headKey(path string, sum source.Sum, loc *time.Location) cache.Key {
	var space [256]byte
	key := append(append(space[:0], path...), 0)
	key = append(append(key, loc.String()...), 0)
	return sha256.Sum256(append(key, sum[:]...))
}

// recall gives the entry of a text that was parsed before: from memory, or from the cache.
func (b *builder) recall(number int, path string, sum source.Sum, loc *time.Location) (*entry.Entry, []problem.Problem, bool) {
	if e, found, ok := b.same(number, sum, loc); ok {
		return e, found, true
	}
	return b.head(number, path, sum, loc)
}

// head takes an entry from the cache, if its body is there as well.
func (b *builder) head(number int, path string, sum source.Sum, loc *time.Location) (*entry.Entry, []problem.Problem, bool) {
	if b.Clean {
		return nil, nil, false
	}
	record, ok := b.store.Get(cachedHead, headKey(path, sum, loc))
	if !ok {
		return nil, nil, false
	}
	e, found, err := entry.Decode(path, record)
	if err != nil || !e.Broken && !e.Blank && !b.store.Has(cachedBody, e.Body) {
		return nil, nil, false
	}
	b.mean(number, sum, record)
	return e, found, true
}
