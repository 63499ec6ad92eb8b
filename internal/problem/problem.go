// Package problem holds what is wrong with the content as a value: place, rule, severity, message, hint and the law or
// rule that it rests on. It sorts problems and prints them as text, JSON and SARIF.
//
// It does not know what a rule checks, nor any language: words are keys with arguments, and whoever prints hands in a
// [Say] that turns them into a sentence.
package problem

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Severity says what a problem does to a build.
type Severity uint8

// An Error stops the build before the first write; a Warning is told; Off is not even told.
const (
	Error Severity = iota + 1
	Warning
	Off
)

// String gives the name used in site.toml, JSON and SARIF: "error", "warning", "off".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "off"
}

// Rule is one thing that content can get wrong. The ID is public: site.toml, `allow` and every report name it. The
// sentence to tell is found under the key "rule.<ID>", the advice under "rule.<ID>.hint".
type Rule struct {
	ID       string
	Severity Severity // the default; [rules] in site.toml may change it
	Basis    string   // key of the law or standard that it rests on; "" if none
	Firm     bool     // neither [rules] nor `allow` can lower it: what it finds cannot be read at all
}

// Place is where a problem stands. File is slash-separated and relative to the site's folder. Line and Column count
// from 1, columns in Unicode code points; 0 means "the whole file". Field names a front matter field when the line is
// not known yet ("volunteers[2].team"); the spine resolves it to a line before anything is printed.
type Place struct {
	File               string
	Field              string
	Line, Column       int
	EndLine, EndColumn int
}

// Args are the named arguments of a sentence.
type Args map[string]string

// Text is a sentence not yet in any language. The zero Text is silence.
type Text struct {
	Key  string
	Args Args
}

// Say puts a Text into words.
type Say func(Text) string

// Problem is one finding.
type Problem struct {
	Place
	Rule     string
	Severity Severity
	Message  Text
	Hint     Text
	Basis    string // key of the basis; "" if none
	Edits    []Edit // that mend it, where there is but one way to do so
}

// Edit replaces a part of a line of the problem's file. Old is what stands there, so that nothing else is ever replaced.
type Edit struct {
	Start        int // in bytes from the beginning of the file
	Line, Column int // of Start, as in a Place
	Old, New     string
}

// Accepted is a problem that an entry accepts on purpose, and why.
type Accepted struct {
	Problem
	Reason string
}

// At makes a problem of rule r at a place, with its default severity and the rule's own message and hint.
func (r Rule) At(p Place, args Args) Problem {
	return Problem{
		Place: p, Rule: r.ID, Severity: r.Severity,
		Message: Text{Key: "rule." + r.ID, Args: args},
		Hint:    Text{Key: "rule." + r.ID + ".hint", Args: args},
		Basis:   r.Basis,
	}
}

// WithMessage gives p another sentence than its rule's own.
func (p Problem) WithMessage(key string) Problem {
	p.Message.Key = key
	return p
}

// WithHint gives p another advice than its rule's own.
func (p Problem) WithHint(key string, args Args) Problem {
	p.Hint = Text{Key: key, Args: args}
	return p
}

// Sort puts problems into the one order in which they are reported: by file, line, column, rule and message, without
// repetitions.
func Sort(ps []Problem) []Problem {
	slices.SortFunc(ps, compare)
	return slices.CompactFunc(ps, func(a, b Problem) bool { return compare(a, b) == 0 })
}

func compare(a, b Problem) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Field, b.Field),
		cmp.Compare(a.Rule, b.Rule),
		a.Message.compare(b.Message),
	)
}

func (t Text) compare(u Text) int {
	return cmp.Or(cmp.Compare(t.Key, u.Key), cmp.Compare(t.Args.String(), u.Args.String()))
}

// String lists the arguments in order of their names; two Args with the same content give the same string.
func (a Args) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a)) {
		b.WriteString(name + "=" + a[name] + "\x00")
	}
	return b.String()
}

// Count gives the number of errors and of warnings.
func Count(ps []Problem) (errors, warnings int) {
	for _, p := range ps {
		switch p.Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		}
	}
	return errors, warnings
}
