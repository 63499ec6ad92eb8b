package check

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
	"unsafe"

	"mingde/internal/config"
	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/notice"
	"mingde/internal/personal"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
	"mingde/internal/words"
)

// Lens is what the texts of files are looked at through: the tables of words, and the words for hardship. What it shows of a file
// depends on these and on the file alone, whatever the day and the other entries, so that it may be kept as long as they stay the same.
type Lens struct {
	words    func() *words.Checker // made when a text is looked at for the first time: most builds look at none
	hardship []string              // beside the built-in ones
	sum      [sha256.Size]byte
}

// NewLens makes the lens that the settings ask for. Read gives a file that lies beside site.toml. A table in which something is wrong
// is left out, and the problems tell what.
func NewLens(cfg *config.Config, read func(file string) ([]byte, error)) (*Lens, []problem.Problem) {
	var tables []words.Table
	var problems []problem.Problem
	h := sha256.New()
	for i, file := range cfg.Words.Files {
		src, err := read(file)
		if err != nil {
			at := problem.Place{File: source.Settings, Field: decode.Item("words.files", i)}
			problems = append(problems, words.RuleTable.At(at, problem.Args{"file": file}).WithMessage("words.absent").WithHint("words.absent.hint", nil))
			continue
		}
		table, found := words.Parse(file, src)
		problems = append(problems, found...)
		if len(found) == 0 {
			tables = append(tables, table)
			fmt.Fprintf(h, "%d\n%s", len(src), src)
		}
	}
	fmt.Fprintf(h, "%q", cfg.Privacy.HardshipWords)
	l := &Lens{words: words.Default, hardship: cfg.Privacy.HardshipWords}
	if len(tables) > 0 {
		l.words = sync.OnceValue(func() *words.Checker { return words.New(tables...) })
	}
	h.Sum(l.sum[:0])
	return l, problems
}

// Sum is that of all on which depends what the lens shows.
func (l *Lens) Sum() [sha256.Size]byte { return l.sum }

// Look sees what is wrong with the texts of one file, from which the entry was parsed, and what others are compared with. What is seen may
// have parts of src, which must not be changed any more.
func (l *Lens) Look(e *entry.Entry, src []byte) Seen {
	if e.Broken {
		return Seen{}
	}
	s := sight{lens: l, entry: e, src: src}
	text := unsafe.String(unsafe.SliceData(src), len(src))
	body, firstLine := entry.BodyText(src)
	s.body, s.firstLine = text[len(text)-len(body):], firstLine
	hard, pupil := personal.Signs(text)
	if hard || len(l.hardship) > 0 {
		s.hardship()
	}
	if pupil {
		s.pupils()
	}
	s.wrongWords()
	s.contradictions()
	s.passages()
	if notice.Mentioned(text) {
		s.notices()
	}
	if e.Roll() != nil {
		s.candidates()
	}
	return Seen{Found: s.found, Said: s.said, Needs: s.needs, Candidates: s.rows, Likeness: s.likeness(), Quotes: s.quotes()}
}

// sight is one look at one file.
type sight struct {
	lens      *Lens
	entry     *entry.Entry
	src       []byte
	body      string
	firstLine int // of the body
	found     []problem.Problem
	said      []Said
	rows      [][]Candidate
	needs     []Need
	fields    *decode.Index // of the front matter, once somebody has asked
}

// texts visits all texts: the fields, then the body.
func (s *sight) texts(visit func(text string, place func(offset, size int) problem.Place)) {
	texts(s.entry, func(at *step, text string) {
		visit(text, func(int, int) problem.Place { return s.entry.At(at.String()) })
	})
	if !s.entry.Blank {
		visit(s.body, func(offset, size int) problem.Place { return placeIn(s.entry.Path, s.body, s.firstLine, offset, size) })
	}
}

// lensRules are those of what a lens shows.
func lensRules() []problem.Rule {
	return slices.Concat(words.Rules, hardshipRules, pupilRules, []problem.Rule{ruleDiffers})
}

// seen tells what the lens shows of an entry's file. Of what nobody will see nothing is told.
func seen(s *Subject, it *showcase.Item, found report) {
	if it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	known := s.knownInNeed(it)
	for _, p := range s.sight(it).Found {
		better := func(k problem.Problem) bool {
			return k.Rule == p.Rule && k.Place == p.Place && p.Severity != problem.Error
		}
		if p.Rule == ruleHardship.ID && (it.State == showcase.Unnamed || slices.ContainsFunc(known, better)) {
			continue
		}
		known = slices.DeleteFunc(known, func(k problem.Problem) bool { return k.Rule == p.Rule && k.Place == p.Place })
		found(p)
	}
	if it.State != showcase.Unnamed {
		for _, p := range known {
			found(p)
		}
	}
}

// Sight is what was seen of one file: what a lens shows, and which of the names of [Suspects] stand in it.
type Sight struct {
	Seen
	Names []string
}

// Seen is what a lens shows of one file.
type Seen struct {
	Found      []problem.Problem
	Needs      []Need
	Said       []Said        // of public notices
	Candidates [][]Candidate // of a roll
	Likeness   string        // of the body; see likenessOf
	Quotes     []Quote       // of a bulletin
}

// IsZero tells whether there is nothing to remember.
func (s *Seen) IsZero() bool {
	return len(s.Found)+len(s.Needs)+len(s.Said)+len(s.Candidates)+len(s.Likeness)+len(s.Quotes) == 0
}
