package build

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// record is what the index remembers of a build beside its files: what it was made from, and what it told.
type record struct {
	Version    string
	Options    string            // those that change the site
	Sources    [sha256.Size]byte // the memory of the sources that it was made from
	AsOf       int32             // a calendar.Day
	NextChange int32
	Entries    int
	Drafts     int
	Pages      int
	HeldBack   []string
	Problems   []problem.Problem
}

// choices are the options that change what is built, as one string.
func (b *builder) choices() string {
	return fmt.Sprintf("drafts=%v hold-back=%v base-url=%s", b.Drafts, b.HoldBack, b.BaseURL)
}

// meta is the record of this build.
func (b *builder) meta() []byte {
	r := b.result
	data, err := json.Marshal(record{
		Version: b.Version, Options: b.choices(), Sources: b.memory.identity, AsOf: int32(r.AsOf), NextChange: int32(r.NextChange),
		Entries: r.Entries, Drafts: r.Drafts, Pages: r.Pages, HeldBack: r.HeldBack, Problems: r.Problems,
	})
	if err != nil {
		panic("build: " + err.Error()) // plain values
	}
	return data
}

// stands tells whether the output folder holds, untouched, what this build would make: the same sources, program,
// options and day. Then the result is what was told before, and nothing else is done. On another day the site may well be
// the same, but not what is told of it: an exception ends, a date comes near, a notice is over. So it is checked again.
func (b *builder) stands() (bool, error) {
	if b.Clean || len(b.problems.early) > 0 || !b.untouched() {
		return false, nil
	}
	w, err := output.Open(b.out, b.cacheDir())
	if err != nil {
		return false, err
	}
	defer w.Abort()
	var r record
	previous := w.Previous()
	if previous.Unfinished || json.Unmarshal(previous.Meta, &r) != nil || r.Version != b.Version || r.Options != b.choices() || r.Sources != b.memory.identity {
		return false, nil
	}
	cfg, ok := b.settings()
	if !ok {
		b.problems.early = nil
		return false, nil
	}
	day := b.asOf(cfg)
	if day != calendar.Day(r.AsOf) || !w.Intact() {
		b.problems.early = nil // the settings are read once more
		return false, nil
	}
	b.result = Result{
		AsOf: day, NextChange: calendar.Day(r.NextChange), Entries: r.Entries, Drafts: r.Drafts, Pages: r.Pages, Reused: r.Pages, Reasons: map[Reason]int{Reused: r.Pages}, Written: map[output.Class]int{},
		HeldBack: r.HeldBack, Problems: r.Problems, Notes: w.Notes(), Phases: b.result.Phases,
	}
	return true, nil
}

// untouched tells whether the sources are those of the memory: the same files, and each that was read has the same content.
// One whose stat proves nothing is read.
func (b *builder) untouched() bool {
	files := b.tree.Files("")
	if len(files) != len(b.memory.Files) {
		return false
	}
	for i, f := range files {
		known := b.memory.Files[i]
		if known.Path != f.Path || known.Embedded != f.Embedded {
			return false
		}
		if f.Embedded || known.Sum == (source.Sum{}) {
			continue // the program's own, which has its version; or a file that nothing depends on
		}
		if sum, err := b.sources.sumOf(f.Path); err != nil || sum != known.Sum {
			return false
		}
	}
	return true
}
