package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"sync"

	"mingde/internal/cache"
	"mingde/internal/markdown"
	"mingde/internal/page"
	"mingde/internal/parallel"
	"mingde/internal/search"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// searching makes the postings of the search: those of the last run are brought up to date, which costs what has changed, and what
// they were is a hint, which costs time when it is lost. The texts of postings lie in the cache by their sums.
//
// Nothing is done before somebody asks for a file: a build as it begins to write, a preview when a page of it is searched.
type searching struct {
	store   *cache.Store
	file    string // where the state lies between two runs
	version string
	workers int

	mu     sync.Mutex
	site   *page.Site
	bodies *bodies
	state  searchState
	fresh  bool // the state is that of the site
	heads  bool // nothing but bodies has changed since
	loaded bool // the state of an earlier run has been read, or is not wanted
}

// searchState is what the postings were made from, and their sums.
type searchState struct {
	Version string
	Frame   source.Sum // of the build: while it is the same, all heads are
	Parts   []searchPart
}

// searchPart is a segment.
type searchPart struct {
	Level   int
	Entries []search.Entry
	Sums    [][32]byte // of the texts of postings, one a file
}

func (s *searchState) part(level int) *searchPart {
	i := slices.IndexFunc(s.Parts, func(p searchPart) bool { return p.Level == level })
	if i < 0 {
		return nil
	}
	return &s.Parts[i]
}

// newSearching is the search of a run.
func (b *builder) newSearching() *searching {
	return &searching{store: b.store, file: filepath.Join(b.cacheDir(), "search"), version: b.Version, workers: b.Workers, loaded: b.Clean}
}

// show says whose search it is.
func (s *searching) show(site *page.Site, bodies *bodies) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.site, s.bodies, s.fresh, s.heads = site, bodies, false, false
}

// bodiesChanged says that texts of bodies are others, and nothing else is.
func (s *searching) bodiesChanged() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fresh = false
}

// inherit takes over the state of another site: what is like in both need not be made again.
func (s *searching) inherit(from *searching) {
	from.mu.Lock()
	state, loaded := from.state, from.loaded
	from.mu.Unlock()
	s.state, s.loaded = state, loaded
}

// sum is page.Inputs.Shard. What cannot be made has none, and file tells why.
func (s *searching) sum(level, number int) (sum [32]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.renew() != nil {
		return sum
	}
	return s.state.part(level).Sums[number]
}

// shard gives a file of postings.
func (s *searching) shard(v *page.SearchShardView) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range 2 {
		if err := s.renew(); err != nil {
			return nil, err
		}
		if text, ok := s.store.Get(cachedShard, v.Sum); ok {
			return search.Shard(nil, v.Name, v.Order, text), nil
		}
		s.state, s.fresh, s.heads = searchState{}, false, false // the cache has lost it: from the beginning
	}
	return nil, errLostShard
}

// errLostShard is told where the cache keeps nothing.
var errLostShard = errors.New("the cache loses what is put into it")

// renew is update for a preview.
func (s *searching) renew() error {
	changed, err := s.update(context.Background(), source.Sum{})
	if changed {
		s.state.saveTo(s.file)
	}
	return err
}

// refresh is update for a build, in which nothing but bodies has changed while its frame is that of the state. What it gives
// is to be called, and may be while the build goes on.
func (s *searching) refresh(ctx context.Context, frame source.Sum) (save func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed, err := s.update(ctx, frame)
	if state := s.state; changed {
		return func() { state.saveTo(s.file) }, err
	}
	return func() {}, err
}

// update makes the state that of the site, and tells whether it is another than that of the file.
func (s *searching) update(ctx context.Context, frame source.Sum) (changed bool, err error) {
	if s.fresh {
		return false, nil
	}
	if !s.loaded {
		s.load()
	}
	sameHeads := s.heads || frame != source.Sum{} && frame == s.state.Frame
	now := searchState{Version: s.version, Frame: frame}
	changed = !sameHeads
	for _, g := range s.site.Search() {
		old := s.state.part(g.Level)
		entries, err := s.entries(ctx, g, old, sameHeads)
		if err != nil {
			return false, err
		}
		part := searchPart{Level: g.Level, Entries: entries}
		if part.Sums, err = s.segment(ctx, g, entries, old); err != nil {
			return false, err
		}
		changed = changed || old == nil || !slices.Equal(old.Entries, entries)
		now.Parts = append(now.Parts, part)
	}
	s.state, s.fresh, s.heads = now, true, true
	return changed, nil
}

// holds tells whether the cache seems to have texts of postings, and keeps them there.
func (s *searching) holds(sums [][32]byte) bool {
	all := true
	for _, sum := range sums {
		all = s.store.Has(cachedShard, sum) && all
	}
	return all
}

// entries sums up the entries of a segment.
func (s *searching) entries(ctx context.Context, g page.SearchSegment, old *searchPart, sameHeads bool) ([]search.Entry, error) {
	if sameHeads && old != nil && len(old.Entries) == len(g.Items) {
		all := slices.Clone(old.Entries)
		for i, it := range g.Items {
			all[i].Body = s.bodies.sum(it.Entry)
		}
		return all, nil
	}
	all := make([]search.Entry, len(g.Items))
	const some = 64
	err := parallel.Each(ctx, s.workers, (len(all)+some-1)/some, func(k int) error {
		var text []byte
		for i := k * some; i < min((k+1)*some, len(all)); i++ {
			it := g.Items[i]
			id := sha256.Sum256([]byte(it.ID))
			all[i] = search.Entry{ID: [16]byte(id[:16]), Body: s.bodies.sum(it.Entry)}
			t := s.site.SearchText(it)
			text = appendTexts(appendTexts(appendTexts(text[:0], t.Names), t.Words), t.Filters)
			head := sha256.Sum256(text)
			all[i].Head = [16]byte(head[:16])
		}
		return nil
	})
	return all, err
}

func appendTexts(dst []byte, texts []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(texts)))
	for _, t := range texts {
		dst = append(binary.AppendUvarint(dst, uint64(len(t))), t...)
	}
	return dst
}

// manyFresh is the share of fresh entries, one in so many, from which a segment is made anew.
const manyFresh = 4

// segment gives the sums of the postings of a segment that is not what it was.
func (s *searching) segment(ctx context.Context, g page.SearchSegment, entries []search.Entry, old *searchPart) ([][32]byte, error) {
	if old == nil || len(old.Sums) != g.Shards || !s.holds(old.Sums) {
		return s.whole(ctx, g)
	}
	if slices.Equal(old.Entries, entries) {
		return old.Sums, nil
	}
	a := search.Align(old.Entries, entries)
	if len(a.Fresh)*manyFresh > len(entries) {
		return s.whole(ctx, g)
	}
	sums, err := s.patch(ctx, g, a, entries, old)
	if errors.Is(err, errNoOld) {
		return s.whole(ctx, g)
	}
	return sums, err
}

// atOnce is how many entries are gathered in one piece: their postings take a few megabytes until they are written up.
const atOnce = 512

// whole makes a segment from nothing.
func (s *searching) whole(ctx context.Context, g page.SearchSegment) ([][32]byte, error) {
	pieces := make([][][]byte, (len(g.Items)+atOnce-1)/atOnce)
	idle := sync.Pool{New: func() any { return search.NewPiece(g.Shards) }}
	err := parallel.Each(ctx, s.workers, len(pieces), func(k int) (err error) {
		p := idle.Get().(*search.Piece)
		defer idle.Put(p)
		for i := k * atOnce; i < min((k+1)*atOnce, len(g.Items)) && err == nil; i++ {
			err = s.gather(p, i, g.Items[i])
		}
		pieces[k] = p.Texts()
		p.Reset()
		return err
	})
	if err != nil {
		return nil, err
	}
	sums := make([][32]byte, g.Shards)
	err = parallel.Each(ctx, s.workers, g.Shards, func(n int) (err error) {
		parts := make([]search.Part, len(pieces))
		for i := range pieces {
			parts[i].Text = pieces[i][n]
		}
		sums[n], err = s.merge(parts...)
		return err
	})
	return sums, err
}

// merge puts the postings of a file into the cache, and gives their sum.
func (s *searching) merge(parts ...search.Part) ([32]byte, error) {
	space := spaces.Get().(*[]byte)
	defer spaces.Put(space)
	text, err := search.Merge((*space)[:0], parts...)
	if err != nil {
		return [32]byte{}, err
	}
	*space = text
	sum := sha256.Sum256(text)
	return sum, s.store.Put(cachedShard, sum, text)
}

// gather adds the texts of an entry to a piece.
func (s *searching) gather(p *search.Piece, at int, it *showcase.Item) error {
	s.gatherHead(p, at, it)
	if it.Blank {
		return nil
	}
	return s.bodies.read(it, func(doc *markdown.Doc) error {
		p.Body(doc.HTML)
		return nil
	})
}

func (s *searching) gatherHead(p *search.Piece, at int, it *showcase.Item) {
	t := s.site.SearchText(it)
	p.Begin(at)
	p.Names(t.Names)
	p.Words(t.Words)
	p.Filters(t.Filters)
}

// errNoOld is told where the postings of a segment cannot be made from those that were.
var errNoOld = errors.New("the old postings are lost")

// patch makes the postings of a segment from those that were.
func (s *searching) patch(ctx context.Context, g page.SearchSegment, a search.Alignment, entries []search.Entry, old *searchPart) ([][32]byte, error) {
	p := search.NewPiece(g.Shards)
	for _, at := range a.Fresh {
		if err := s.gather(p, at, g.Items[at]); err != nil {
			return nil, err
		}
	}
	fresh := p.Texts()
	sums := slices.Clone(old.Sums)
	touched := s.touched(g, a, entries, old, fresh)
	err := parallel.Each(ctx, s.workers, len(touched), func(k int) (err error) {
		n := touched[k]
		text, ok := s.store.Get(cachedShard, old.Sums[n])
		if !ok {
			return errNoOld
		}
		if sums[n], err = s.merge(search.Part{Text: text, Moved: a.Moved}, search.Part{Text: fresh[n]}); errors.Is(err, search.ErrDamaged) {
			err = errNoOld
		}
		return err
	})
	return sums, err
}

// touched tells which files of a segment its fresh entries change: all of them, unless nothing has changed but bodies that are
// known still.
func (s *searching) touched(g page.SearchSegment, a search.Alignment, entries []search.Entry, old *searchPart, fresh [][]byte) (some []int) {
	before := s.before(g, a, entries, old)
	for n := range g.Shards {
		if before == nil || !bytes.Equal(before[n], fresh[n]) {
			some = append(some, n)
		}
	}
	return some
}

// before gives the postings of what the fresh entries of a segment were; nil where they are not known.
func (s *searching) before(g page.SearchSegment, a search.Alignment, entries []search.Entry, old *searchPart) [][]byte {
	if !a.Still {
		return nil
	}
	p := search.NewPiece(g.Shards)
	for _, at := range a.Fresh {
		if entries[at].Head != old.Entries[at].Head {
			return nil
		}
		s.gatherHead(p, at, g.Items[at])
		if !s.bodies.old(old.Entries[at].Body, func(doc *markdown.Doc) { p.Body(doc.HTML) }) {
			return nil
		}
	}
	return p.Texts()
}

// load reads the state of the run before. One that is missing, damaged or of another program is none.
func (s *searching) load() {
	s.loaded = true
	var state searchState
	if unseal(s.file, &state) && state.Version == s.version {
		s.state = state
	}
}

// saveTo writes the state down. A failure costs the next run time.
func (s searchState) saveTo(file string) {
	size := 0
	for _, p := range s.Parts {
		size += len(p.Entries)*64 + len(p.Sums)*32
	}
	_ = seal(file, size, &s)
}
