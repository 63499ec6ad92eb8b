package showcase

import (
	"slices"
	"strconv"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/problem"
)

// The rules of references.
var (
	RuleUnknownReference = problem.Rule{ID: "unknown-reference", Severity: problem.Error}
	RuleLinkHidden       = problem.Rule{ID: "link-hidden", Severity: problem.Warning}
)

// Rules lists the rules of this package.
var Rules = []problem.Rule{RuleUnknownReference, RuleLinkHidden}

// WholeStreet is what `community` holds for an entry of the whole street.
const WholeStreet = "*"

// field names a field of an entry, or the index-th element of a list below it ("volunteers[2].team"); the name is put
// together only for a problem.
type field struct {
	list  string
	index int // -1: no list
	below string
}

func (f field) String() string {
	if f.index < 0 {
		return f.list
	}
	return f.list + "[" + strconv.Itoa(f.index) + "]" + f.below
}

// items is the field of a bulletin that names entries by their whole id, their kind included.
const items = "items"

// references calls visit for each field of an entry that names another entry of a kind by its key; items have the id.
func references(e *entry.Entry, visit func(f field, kind entry.Kind, key string)) {
	for i, c := range e.Community {
		if c != WholeStreet {
			visit(field{"community", i, ""}, entry.Community, c)
		}
	}
	for i, t := range e.Themes {
		visit(field{"themes", i, ""}, entry.Theme, t)
	}
	if f := e.Event(); f != nil {
		for i := range f.Volunteers {
			visit(field{"volunteers", i, ".team"}, entry.Volunteer, f.Volunteers[i].Team)
		}
	}
	if f := e.Roll(); f != nil {
		for i := range f.Listed {
			visit(field{"listed", i, ".community"}, entry.Community, f.Listed[i].Community)
		}
	}
	if f := e.Model(); f != nil {
		visit(field{"roll", -1, ""}, entry.Roll, f.Roll)
	}
	if f := e.Volunteer(); f != nil {
		visit(field{"team", -1, ""}, entry.Volunteer, f.Team)
		for i := range f.Records {
			visit(field{"records", i, ".event"}, entry.Event, f.Records[i].Event)
		}
	}
	if f := e.Bulletin(); f != nil {
		for i, id := range f.Items {
			folder, _, _ := strings.Cut(id, "/")
			kind, _ := entry.KindOfFolder(folder)
			visit(field{items, i, ""}, kind, id)
		}
	}
}

// resolve links every item to its public communities and themes, and reports references that lead nowhere or to what is
// not public today. The latter is never an error: no calendar date and no withdrawal may break a build.
func (s *Showcase) resolve() []problem.Problem {
	var problems []problem.Problem
	street := s.Public[entry.Community]
	for _, it := range s.Items {
		references(it.Entry, func(f field, kind entry.Kind, key string) {
			if key == "" {
				return // absent, or reported as missing where it is required
			}
			target := s.byKey[kind][key]
			if f.list == items {
				target = s.reportable(key)
			}
			switch {
			case target == nil:
				problems = append(problems, s.unknown(it, f, kind, key))
			case target.State != Public:
				if !target.State.Hushed() && it.State == Public {
					problems = append(problems, RuleLinkHidden.At(it.At(f.String()), problem.Args{"file": target.Path}))
				}
			case kind == entry.Community && f.list == "community" && !slices.Contains(it.Communities, target):
				it.Communities = append(it.Communities, target)
			case kind == entry.Theme && f.list == "themes" && !slices.Contains(it.Themes, target):
				it.Themes = append(it.Themes, target)
			}
		})
		if slices.Contains(it.Community, WholeStreet) {
			it.Street, it.Communities = true, street
		}
	}
	return problems
}

// reportable finds what a bulletin may report, an entry of a dated kind; nil where there is none of the id.
func (s *Showcase) reportable(id string) *Item {
	if it := s.Find(id); it != nil && it.Kind.Dated() {
		return it
	}
	return nil
}

// unknown reports a reference to nothing, with what may have been meant. What asked for secrecy is not suggested.
func (s *Showcase) unknown(it *Item, f field, kind entry.Kind, key string) problem.Problem {
	full := f.list == items
	name := func(other *Item) string {
		if full {
			return other.ID
		}
		return other.Key()
	}
	folder := entry.Root
	if !full {
		folder += kind.Folder() + "/"
	}
	p := RuleUnknownReference.At(it.At(f.String()), problem.Args{"id": key, "folder": folder})
	var known []string
	for _, other := range s.Items {
		if other.State != Confidential && (full && other.Kind.Dated() || other.Kind == kind && !full) {
			known = append(known, name(other))
		}
	}
	if near := decode.Nearest(key, known); near != "" {
		return p.WithHint("hint.did-you-mean", problem.Args{"suggestion": near})
	}
	return p
}
