package publish

import (
	"cmp"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"

	"mingde/internal/parallel"
	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// Level is how much of what stands in the bucket is looked at after a publish.
type Level string

// The levels. Full and Deep also run when nothing is to be published, and what they find is mended.
const (
	None        Level = "none"
	Sample      Level = "sample"  // some of each kind, as a visitor gets them: 6 to 20 requests
	HeadersOnly Level = "headers" // what was uploaded, one request each
	Full        Level = "full"    // all, by a listing: size and MD5
	Deep        Level = "deep"    // all, byte by byte
)

// Levels lists them all.
var Levels = []Level{None, Sample, HeadersOnly, Full, Deep}

// ParseLevel takes the value of --verify.
func ParseLevel(name string) (Level, bool) {
	return Level(name), slices.Contains(Levels, Level(name))
}

// complete tells whether every object is looked at.
func (l Level) complete() bool { return l == Full || l == Deep }

// Drift is an object that is not as it was left.
type Drift struct {
	Path string `json:"path"`
	What string `json:"what"` // missing, changed, headers, kept (a body that must not be there any more)
}

// Text is its sentence.
func (d Drift) Text() problem.Text {
	return text("drift."+d.What, problem.Args{"path": d.Path})
}

// verify looks at what was published, before the commit. What is not as it should be the commit calls pending, so that the
// next run puts it right.
func (t *turn) verify(ctx context.Context) error {
	if t.Verify == None {
		return nil
	}
	if err := t.begin(ctx, Verifying, 0); err != nil {
		return err
	}
	var drift []Drift
	var err error
	switch t.Verify {
	case Sample:
		if t.PublicURL != "" {
			if !t.visited {
				t.faults = t.visit(ctx, sample(t.entries), t.intent.generation)
			}
			t.unseen = len(t.faults) > 0
			return ctx.Err()
		}
		t.unseen = false
		drift, err = t.compare(ctx, sample(t.entries), t.readOne)
	case HeadersOnly:
		drift, err = t.compare(ctx, t.uploaded(), t.headOne)
	default:
		drift, err = t.allOf(ctx)
	}
	if err != nil {
		return err
	}
	for _, d := range drift {
		t.report.Drift = append(t.report.Drift, d)
		t.drifted = append(t.drifted, d.Text())
		t.pending = append(t.pending, d.Path)
	}
	return nil
}

// allOf looks at all that this turn leaves.
func (t *turn) allOf(ctx context.Context) ([]Drift, error) {
	innocent := map[string]bool{} // with a withdrawal none
	if !t.cut {
		var err error
		if innocent, err = t.innocent(ctx, t.standing); err != nil {
			return nil, err
		}
	}
	return t.everything(ctx, t.entries, t.pending, innocent)
}

// uploaded gives the entries that this turn put.
func (t *turn) uploaded() (entries []Entry) {
	for _, a := range t.actions {
		if a.Phase != Deletes {
			entries = append(entries, a.entry)
		}
	}
	return entries
}

// sample takes the home page, the page for unknown addresses, a page of each section, and one object of each header class.
func sample(entries []Entry) (some []Entry) {
	sections, classes := map[string]bool{}, map[Class]bool{}
	for _, e := range entries {
		if !e.alive() || e.Class.Header.Redirect != "" {
			continue
		}
		section := ""
		if strings.HasPrefix(e.Class.Header.ContentType, "text/html") {
			section = path.Dir(e.Path)
			section, _, _ = strings.Cut(section, "/")
		}
		special := e.Path == homePage || e.Path == notFoundPage
		if special || section != "" && !sections[section] || !classes[e.Class] {
			some = append(some, e)
			classes[e.Class] = true
			if !special {
				sections[section] = true
			}
		}
	}
	return some
}

// compare looks at entries, some at a time, with a function that says what is wrong; "" for nothing.
func (p *publisher) compare(ctx context.Context, entries []Entry, look func(context.Context, Entry) (string, error)) ([]Drift, error) {
	found := make([]string, len(entries))
	err := parallel.Each(ctx, p.Workers, len(entries), func(i int) (err error) {
		found[i], err = look(context.WithoutCancel(ctx), entries[i])
		return err
	})
	var drift []Drift
	for i, what := range found {
		if what != "" {
			drift = append(drift, Drift{entries[i].Path, what})
		}
	}
	p.report.Checked += len(entries)
	return drift, err
}

// headOne compares what a store knows of an object.
func (p *publisher) headOne(ctx context.Context, e Entry) (string, error) {
	object, err := p.store.Head(ctx, e.Path)
	if errors.Is(err, store.ErrNotFound) {
		return "missing", nil
	}
	if err != nil {
		return "", err
	}
	same, err := p.is(ctx, object, e)
	switch {
	case err != nil:
		return "", err
	case !same:
		return "changed", nil
	case !sameHeader(object.Header, e.Class.Header):
		return "headers", nil
	}
	return "", nil
}

// readOne compares an object byte by byte.
func (p *publisher) readOne(ctx context.Context, e Entry) (string, error) {
	data, object, err := p.store.Get(ctx, e.Path)
	if errors.Is(err, store.ErrNotFound) {
		return "missing", nil
	}
	if err != nil {
		return "", err
	}
	switch file, bad := decode(e.Class.Encoder, data); {
	case bad != nil || md5.Sum(data) != e.MD5 || sha256.Sum256(file) != e.Sum:
		return "changed", nil
	case !sameHeader(object.Header, e.Class.Header):
		return "headers", nil
	}
	return "", nil
}

// everything lists the bucket and compares it with entries. Keys in pending are known to be wrong. Kept bodies that are
// not innocent must be gone; nil: all are.
func (p *publisher) everything(ctx context.Context, entries []Entry, pending []string, innocent map[string]bool) ([]Drift, error) {
	stands := map[string]store.Object{}
	var drift []Drift
	for object, err := range p.store.List(ctx, "") {
		if err != nil {
			return nil, err
		}
		_, ours := find(entries, object.Key)
		known := slices.Contains(pending, object.Key)
		switch {
		case isBlob(object.Key):
			if innocent != nil && !innocent[object.Key] && !known {
				drift = append(drift, Drift{object.Key, "kept"})
			}
		case strings.HasPrefix(object.Key, control):
		case ours:
			stands[object.Key] = object
		case !known:
			p.report.Foreign = append(p.report.Foreign, object.Key)
		}
	}
	found, err := p.compare(ctx, entries, func(ctx context.Context, e Entry) (string, error) {
		return p.listed(ctx, e, stands[e.Path])
	})
	drift = append(drift, found...)
	slices.SortFunc(drift, func(a, b Drift) int { return cmp.Compare(a.Path, b.Path) })
	return drift, err
}

// listed compares an entry with what a listing tells; without a key it is not there.
func (p *publisher) listed(ctx context.Context, e Entry, object store.Object) (string, error) {
	switch {
	case object.Key == "" && e.alive():
		return "missing", nil
	case object.Key == "":
		return "", nil // somebody was faster with what would be deleted anyway
	case p.Verify == Deep:
		return p.readOne(ctx, e)
	}
	same, err := p.is(ctx, object, e)
	if err == nil && !same {
		return "changed", nil
	}
	return "", err
}

// innocent gives the keys of bodies that may be kept: those of the generations since the last withdrawal. It is nil if
// nothing was ever withdrawn. A generation that was collected in part, because deletes were refused, vouches for nothing.
func (p *publisher) innocent(ctx context.Context, s *standing) (map[string]bool, error) {
	if s.base.cut == 0 {
		return nil, nil
	}
	all := map[string]bool{}
	for _, r := range s.history.commits() {
		if r.generation < s.base.cut {
			break
		}
		keys, err := p.bodies(ctx, []record{r})
		if damaged := (*Damaged)(nil); errors.As(err, &damaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		maps.Copy(all, keys)
	}
	return all, nil
}

// again looks at a site that stands, as far as it is to be looked at. settled is false if something is to be done: what is wrong to be
// put right, or the commit to be told that at the public address all is well by now.
func (p *publisher) again(ctx context.Context, s *standing) (settled bool, err error) {
	if p.Verify.complete() {
		if err := p.drift(ctx, s); err != nil || len(p.report.Drift) > 0 {
			return false, err
		}
	}
	p.unchanged(s.history)
	p.purge(ctx, nil)
	if !s.base.unseen || p.Verify != Sample || p.PublicURL == "" || p.DryRun {
		return true, nil
	}
	faults := p.visit(ctx, sample(s.base.entries), s.base.generation)
	p.visited = true
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case len(faults) > 0:
		return true, &Incomplete{Texts: faults, Public: len(faults)}
	}
	return false, nil
}

// drift looks at everything when there is nothing to publish, and makes what is wrong dirty, so that it is put right.
func (p *publisher) drift(ctx context.Context, s *standing) error {
	innocent, err := p.innocent(ctx, s)
	if err != nil {
		return err
	}
	drift, err := p.everything(ctx, s.base.entries, s.base.pending, innocent)
	if err != nil {
		return err
	}
	p.report.Drift = drift
	for _, d := range drift {
		if d.What == "kept" {
			s.base.pending = append(s.base.pending, d.Path)
			continue
		}
		s.dirty[d.Path] = nil
	}
	return nil
}
