// Package decode reads a TOML document into a Go struct that is declared with tags, and finds all of its mistakes at
// once, each with line and column: bad syntax, unknown, missing and repeated fields, wrong types, values outside their
// enumeration. It does not know what any field means, nor which file it reads.
//
// The declaration of the struct is the table of fields, for the decoder as for JSON Schema ([Fields]):
//
//	type Photo struct {
//		File  string   `toml:"file" required:"true"`
//		Alt   string   `toml:"alt" required:"true"`
//		Shape string   `toml:"shape" enum:"wide tall"`
//	}
//
// A field without the tag toml is not part of the document; an embedded struct is flattened. A field may be a string, a
// bool, an integer, a float64, [Strings], a [Value], a struct, a pointer to any of these (nil when the document has
// none), a slice of them (an array; of structs: an array of tables, of either notation) or a map of them by string. An
// enum of a list or a map is for each of its items. What stands in the struct before is the default of a field that the
// document does not have.
package decode

import (
	"time"

	"mingde/internal/problem"
)

// The rules of the notation.
var (
	RuleSyntax         = problem.Rule{ID: "toml-syntax", Severity: problem.Error, Firm: true}
	RuleInvalidDate    = problem.Rule{ID: "invalid-date", Severity: problem.Error, Firm: true}
	RuleDuplicateField = problem.Rule{ID: "duplicate-field", Severity: problem.Error, Firm: true}
	RuleUnknownField   = problem.Rule{ID: "unknown-field", Severity: problem.Error}
	RuleWrongType      = problem.Rule{ID: "wrong-type", Severity: problem.Error, Firm: true}
	RuleInvalidValue   = problem.Rule{ID: "invalid-value", Severity: problem.Error, Firm: true}
	RuleMissingField   = problem.Rule{ID: "missing-field", Severity: problem.Error, Firm: true}
)

// Rules lists the rules of this package.
var Rules = []problem.Rule{
	RuleSyntax, RuleInvalidDate, RuleDuplicateField, RuleUnknownField, RuleWrongType, RuleInvalidValue, RuleMissingField,
}

// Value is a field type with a notation of its own, such as a date or a figure. A pointer to it has the method.
type Value interface {
	// FromTOML takes what BurntSushi/toml made of the value: a string, bool, int64, float64, time.Time, []any,
	// []map[string]any or map[string]any. A time without zone is in a location named "date-local",
	// "datetime-local" or "time-local"; loc is the site's. nil means that the value is fine. Of a problem only
	// Rule, Severity, Message, Hint and Basis count: its place is added here.
	FromTOML(v any, loc *time.Location) *problem.Problem
}

// Strings is a list of strings that may also be written as one string: "a" or ["a", "b"].
type Strings []string

// Options says where the document stands.
type Options struct {
	File      string         // for the places of problems
	FirstLine int            // the line of the file on which the document begins, from 1; 0 is taken as 1
	Location  *time.Location // handed to every Value; nil is UTC
}

// TOML reads the document text into the struct that into points to, and gives all mistakes, sorted. Fields with a
// mistake keep what they had. CRLF and a byte order mark are accepted; that the text is UTF-8 is for the caller to see
// to. Of a document whose syntax is broken beyond a line, only the mistakes of syntax are told.
func TOML(text []byte, into any, opt Options) []problem.Problem {
	if opt.FirstLine == 0 {
		opt.FirstLine = 1
	}
	if opt.Location == nil {
		opt.Location = time.UTC
	}
	text = trimMark(text)
	src := parse(text)
	d := decoder{loc: opt.Location, lenient: src.repaired, partial: src.partial}
	if src.tree != nil {
		d.document(src.tree, into)
	}
	if len(src.mistakes)+len(d.findings) == 0 {
		return nil
	}
	return place(text, src, d.findings, opt)
}

// place gives every mistake its line and column. Only here is the index of positions made: most documents have none.
func place(text []byte, src source, findings []finding, opt Options) []problem.Problem {
	x := positions(text, src.text, opt.FirstLine)
	ps := make([]problem.Problem, 0, len(src.mistakes)+len(findings))
	for _, m := range src.mistakes {
		p := m.problem
		p.Place = x.at(m.at)
		p.File = opt.File
		ps = append(ps, p)
	}
	for _, f := range findings {
		p := f.problem
		if f.atKey {
			p.Place = x.KeyPlace(opt.File, f.field)
		} else {
			p.Place = x.Place(opt.File, f.field)
		}
		ps = append(ps, p)
	}
	return problem.Sort(ps)
}
