package build

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/parallel"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// record is what the index remembers of a build beside its files: what it was made from, and what it told.
type record struct {
	Version    string
	Options    string     // those that change the site
	Sources    source.Sum // identity of the memory of the sources that it was made from
	Frame      source.Sum // all that its pages were made from but the texts of bodies
	AsOf       int32      // a calendar.Day
	Today      bool       // nobody asked for that day: what is stale was told
	NextChange int32
	Entries    int
	Drafts     int
	Pages      int
	HeldBack   []string
	Withdrawn  []string
	Moved      map[string]string
	Problems   []problem.Problem
}

// choices are the options that change what is built, as one string.
func (b *builder) choices() string {
	return fmt.Sprintf("drafts=%v hold-back=%v base-url=%s", b.Drafts, b.HoldBack, b.BaseURL)
}

// meta is the record of this build.
func (b *builder) meta(frame source.Sum) []byte {
	r := b.result
	data, err := json.Marshal(record{
		Version: b.Version, Options: b.choices(), Sources: b.learned.identity, Frame: frame, AsOf: int32(r.AsOf), Today: b.AsOf.IsZero(), NextChange: int32(r.NextChange),
		Entries: r.Entries, Drafts: r.Drafts, Pages: r.Pages, HeldBack: r.HeldBack,
		Withdrawn: r.Withdrawn, Moved: r.Moved, Problems: r.Problems,
	})
	if err != nil {
		panic("build: " + err.Error()) // plain values
	}
	return data
}

// frame sums up all that views are made from but the texts of bodies: the pages that two builds with one frame make differ
// in nothing but bodies, and each body stands in one page (see [page.Page]). What a layout is, and the program, is in the
// sources and the record.
func (b *builder) frame() source.Sum {
	key := fmt.Appendf(nil, "%x\n%s\n%s\n%s\n", b.learned.frame, b.Version, b.choices(), b.result.AsOf)
	for _, file := range slices.Sorted(maps.Keys(b.held)) {
		key = append(append(key, file...), 0)
	}
	return sha256.Sum256(key)
}

// standing is the output folder as a build finds it. What is asked of it is done on another core, and get waits for it.
type standing struct {
	done   chan struct{}
	writer *output.Writer
	err    error
}

// open begins to read the records of the folder out.
func (s *standing) open(out, cache string) {
	s.begin(func() {
		if s.writer, s.err = output.Open(out, cache); s.err == nil {
			s.err = s.writer.Adopt(recognise)
		}
	})
}

// look begins to look at its files, unless they are not to be believed, and at what else is in its folders: one after
// another, since the other core has its own work.
func (s *standing) look(believed bool) {
	if s.done == nil {
		return // nothing is going to be written
	}
	w, err := s.get()
	if err != nil {
		return
	}
	s.begin(func() {
		if believed {
			w.Survey(1)
		}
		w.Browse(1)
	})
}

func (s *standing) begin(do func()) {
	s.done = make(chan struct{})
	go func() {
		defer close(s.done)
		do()
	}()
}

// get gives what was found.
func (s *standing) get() (*output.Writer, error) {
	<-s.done
	return s.writer, s.err
}

func (s *standing) close() {
	if s.done == nil {
		return
	}
	if w, _ := s.get(); w != nil {
		w.Abort()
	}
}

// stands tells whether the output folder holds, untouched, what this build would make: the same sources, program,
// options and day. Then the result is what was told before, and nothing else is done. On another day the site may well be
// the same, but not what is told of it: an exception ends, a date comes near, a notice is over. So it is checked again.
func (b *builder) stands(ctx context.Context) (bool, error) {
	if b.Clean || len(b.problems.early) > 0 {
		return false, nil
	}
	same, err := b.untouched(ctx)
	if !same || err != nil {
		return false, err
	}
	w, err := b.standing.get()
	if err != nil {
		return false, err
	}
	r, ok := b.recorded(w)
	if !ok || r.Sources != b.memory.identity() {
		return false, nil
	}
	cfg, ok := b.settings()
	if !ok {
		b.problems.early = nil
		return false, nil
	}
	day := b.asOf(cfg)
	if w.Survey(b.Workers); day != calendar.Day(r.AsOf) || r.Today != b.AsOf.IsZero() || !w.Intact() {
		b.problems.early = nil // the settings are read once more
		return false, nil
	}
	b.result = Result{
		AsOf: day, NextChange: calendar.Day(r.NextChange), Entries: r.Entries, Drafts: r.Drafts, Pages: r.Pages, Reused: r.Pages,
		Reasons: map[Reason]int{Reused: r.Pages}, Written: map[output.Class]int{},
		HeldBack: r.HeldBack, Publish: cfg.Publish, Withdrawn: r.Withdrawn, Moved: r.Moved, Problems: r.Problems, Notes: w.Notes(), Phases: b.result.Phases,
	}
	if b.reread { // the stat data is new, in a copy of the site for example: it need not be read again
		b.memorise()
	}
	return true, w.Refresh()
}

// recorded gives the record of the build that made what stands in the folder, if it was this program with these options.
func (b *builder) recorded(w *output.Writer) (r record, ok bool) {
	previous := w.Previous()
	return r, !previous.Unfinished && json.Unmarshal(previous.Meta, &r) == nil && r.Version == b.Version && r.Options == b.choices()
}

// untouched tells whether the sources are those of the memory: the same files, and each that was read has the same content.
// Those whose stat proves nothing are read.
func (b *builder) untouched(ctx context.Context) (bool, error) {
	files := b.tree.Files("")
	if len(files) != len(b.memory.Files) {
		return false, nil
	}
	var doubtful []int
	for i, f := range files {
		known := &b.memory.Files[i]
		if known.Path != f.Path || known.Embedded != f.Embedded {
			return false, nil
		}
		if f.Embedded || known.Sum == (source.Sum{}) {
			continue // the program's own, which has its version; or a file that nothing depends on
		}
		if f.Sum != known.Sum {
			doubtful = append(doubtful, i)
		}
	}
	b.reread = len(doubtful) > 0
	var changed atomic.Bool
	err := parallel.Each(ctx, b.Workers, len(doubtful), func(k int) error {
		i := doubtful[k]
		if changed.Load() {
			return nil
		}
		if sum, err := b.sources.sumOf(files[i].Path); err != nil || sum != b.memory.Files[i].Sum {
			changed.Store(true)
		}
		return nil
	})
	return !changed.Load(), err
}
