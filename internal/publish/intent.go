package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"
)

const (
	intentKind = "mingde intent 1"
	commitKind = "mingde commit 1"
)

// owner is a random number by which a publisher knows its own records. It tells nobody who or where that is.
type owner [16]byte

func (o owner) String() string { return hex.EncodeToString(o[:]) }

// intent is what a publisher writes before it changes anything: what shall stand afterwards, and which keys it will touch.
// With the full manifest that it names it is all that is known of a generation, but for deletes that were refused. A full
// manifest is written in the same way: as the intent of its generation against nothing.
type intent struct {
	generation int
	base       int // the generation that it changes; 0 for none
	root       Root
	owner      owner
	lease      time.Duration
	tool       string  // program and version
	time       int64   // seconds since 1970, by the publisher's clock
	against    version // the full manifest that changed and removed are against; zero: nothing
	changed    []Entry
	removed    []string // paths of the manifest that are gone
	touched    []string // keys that this generation writes or deletes, whatever they hold now
	withdrawn  []mark
	cut        int  // the last generation that withdrew something: nothing before it is ever shown again; 0: none did
	back       int  // the generation that a rollback brought back; 0 for a publish
	left       Root // what stood before that rollback
	probed     bool // the store was seen to create only where nothing is
}

// version names a full manifest.
type version struct {
	generation int
	root       Root
}

// mark stands for something that was withdrawn, without telling what.
type mark [8]byte

func (m mark) String() string { return hex.EncodeToString(m[:]) }

// marksOf gives the marks of addresses, in order.
func marksOf(withdrawn []string) []mark {
	marks := make([]mark, 0, len(withdrawn))
	for _, address := range withdrawn {
		sum := sha256.Sum256([]byte("withdrawn\x00" + address))
		marks = append(marks, mark(sum[:]))
	}
	slices.SortFunc(marks, compareMarks)
	return slices.Compact(marks)
}

func compareMarks(a, b mark) int { return slices.Compare(a[:], b[:]) }

// newMarks tells whether some of marks are not in known.
func newMarks(marks, known []mark) bool {
	return slices.ContainsFunc(marks, func(m mark) bool { return !slices.Contains(known, m) })
}

// encode gives the bytes that are stored.
func (in *intent) encode() []byte {
	l := newLines(intentKind)
	l.add("generation", strconv.Itoa(in.generation), strconv.Itoa(in.base))
	l.add("root", in.root.String())
	l.add("owner", in.owner.String())
	l.add("lease", strconv.FormatInt(in.lease.Milliseconds(), 10))
	l.add("tool", in.tool, strconv.FormatInt(in.time, 10))
	if in.against.generation > 0 {
		l.add("against", strconv.Itoa(in.against.generation), in.against.root.String())
	}
	if in.probed {
		l.add("probed")
	}
	if in.cut > 0 {
		l.add("cut", strconv.Itoa(in.cut))
	}
	if in.back > 0 {
		l.add("back", strconv.Itoa(in.back), in.left.String())
	}
	for _, m := range in.withdrawn {
		l.add("withdrawn", m.String())
	}
	for _, e := range in.changed {
		l.entry(e)
	}
	for _, path := range in.removed {
		l.add("-", path)
	}
	for _, key := range in.touched {
		l.add("t", key)
	}
	_, packed := l.pack()
	return packed
}

// intentFields says how many fields the lines of an intent have, and whether each must be there, once, in this order.
var intentFields = []struct {
	name   string
	fields int
	must   bool
}{
	{"generation", 3, true},
	{"root", 2, true},
	{"owner", 2, true},
	{"lease", 2, true},
	{"tool", 3, true},
	{"against", 3, false},
	{"probed", 1, false},
	{"cut", 2, false},
	{"back", 3, false},
}

// decodeIntent is the inverse of encode; errDamaged for anything else.
func decodeIntent(generation int, packed []byte) (*intent, error) {
	r, _, err := unpack(intentKind, packed)
	if err != nil {
		return nil, err
	}
	in := &intent{}
	rest := r.lines
	for _, field := range intentFields {
		switch {
		case len(rest) > 0 && rest[0][0] == field.name && len(rest[0]) == field.fields:
			in.set(r, rest[0])
			rest = rest[1:]
		case field.must:
			return nil, errDamaged
		}
	}
	for _, line := range rest {
		in.list(r, line)
	}
	ordered := slices.IsSortedFunc(in.withdrawn, compareMarks) && slices.IsSorted(in.removed) && slices.IsSorted(in.touched) && inOrder(in.changed)
	if r.failed || !ordered || in.generation != generation || in.base >= generation || in.cut > generation || in.back >= generation || in.against.generation >= generation {
		return nil, errDamaged
	}
	return in, nil
}

// set takes one of the lines at the beginning.
func (in *intent) set(r *reader, line []string) {
	switch line[0] {
	case "generation":
		in.generation, in.base = int(r.number(line[1])), int(r.number(line[2]))
	case "root":
		r.hex(in.root[:], line[1])
	case "owner":
		r.hex(in.owner[:], line[1])
	case "lease":
		in.lease = time.Duration(min(r.number(line[1]), int64(maxLease/time.Millisecond))) * time.Millisecond
	case "tool":
		in.tool, in.time = line[1], r.number(line[2])
	case "against":
		in.against.generation = int(r.number(line[1]))
		r.hex(in.against.root[:], line[2])
	case "probed":
		in.probed = true
	case "cut":
		in.cut = int(r.number(line[1]))
	case "back":
		in.back = int(r.number(line[1]))
		r.hex(in.left[:], line[2])
	}
}

// list takes one of the lines that there may be many of.
func (in *intent) list(r *reader, line []string) {
	switch {
	case line[0] == "h":
		r.class(line)
	case line[0] == "e":
		in.changed = append(in.changed, r.entry(line))
	case len(line) != 2:
		r.fail()
	case line[0] == "-":
		in.removed = append(in.removed, r.path(line[1]))
	case line[0] == "t":
		in.touched = append(in.touched, r.path(line[1]))
	case line[0] == "withdrawn":
		var m mark
		r.hex(m[:], line[1])
		in.withdrawn = append(in.withdrawn, m)
	default:
		r.fail()
	}
}

// commit is what a publisher writes at the end: with it, what the intent announced stands.
type commit struct {
	owner   owner
	unseen  bool     // at the public address something was not as it should be: the next run looks again
	pending []string // keys that could not be deleted: of the site, or of kept bodies
}

func (c *commit) encode() []byte {
	l := newLines(commitKind)
	l.add("owner", c.owner.String())
	if c.unseen {
		l.add("unseen")
	}
	for _, key := range c.pending {
		l.add("p", key)
	}
	_, packed := l.pack()
	return packed
}

func decodeCommit(packed []byte) (*commit, error) {
	r, _, err := unpack(commitKind, packed)
	if err != nil {
		return nil, err
	}
	c := &commit{}
	for i, line := range r.lines {
		switch {
		case i == 0 && line[0] == "owner" && len(line) == 2:
			r.hex(c.owner[:], line[1])
		case i == 1 && line[0] == "unseen" && len(line) == 1:
			c.unseen = true
		case i > 0 && line[0] == "p" && len(line) == 2:
			if !isBlob(line[1]) {
				r.path(line[1])
			}
			c.pending = append(c.pending, line[1])
		default:
			r.fail()
		}
	}
	if r.failed || !slices.IsSorted(c.pending) {
		return nil, errDamaged
	}
	return c, nil
}
