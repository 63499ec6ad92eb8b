package entry

import (
	"bytes"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/personal"
	"mingde/internal/problem"
)

// Number is a number of a person in a file of the sources. Place has lines and columns; Field is the field of the front
// matter in which it stands.
type Number struct {
	personal.Number
	problem.Place
	Comment bool // it stands in the front matter, but in no field
}

// NumbersIn finds the numbers of persons in a file, of which some part is TOML that begins on the line firstLine. That
// costs a look at each byte; places are counted only where something is found.
func NumbersIn(file string, src, toml []byte, firstLine int) []Number {
	found := personal.Find(src)
	if len(found) == 0 {
		return nil
	}
	index := decode.Positions(toml, firstLine)
	after := firstLine + bytes.Count(toml, []byte("\n")) // the line behind the TOML, unless it is the last of the file
	if !bytes.HasSuffix(toml, []byte("\n")) {
		after++
	}
	all := make([]Number, len(found))
	for i, n := range found {
		at := problem.Place{File: file}
		at.Line, at.Column = position(src, n.Start)
		at.EndLine, at.EndColumn = position(src, n.End)
		inside := at.Line >= firstLine && at.Line < after
		if inside {
			at.Field = fieldAt(index, at)
		}
		all[i] = Number{n, at, inside && at.Field == ""}
	}
	return all
}

// fieldAt gives the innermost field whose value, or else whose name, covers the beginning of a place; "" if none does.
func fieldAt(index decode.Index, at problem.Place) string {
	best := ""
	for _, field := range index.Fields() {
		for _, find := range []func(string) (problem.Place, bool){index.Value, index.Key} {
			if span, ok := find(field); ok && covers(span, at) && len(field) > len(best) {
				best = field
			}
		}
	}
	return best
}

func covers(span, at problem.Place) bool {
	begins := span.Line < at.Line || span.Line == at.Line && span.Column <= at.Column
	return begins && (at.Line < span.EndLine || at.Line == span.EndLine && at.Column < span.EndColumn)
}

// FieldName gives a field's path without the numbers of list items: "volunteers[2].team" → "volunteers.team".
func FieldName(field string) string {
	var b strings.Builder
	for field != "" {
		before, rest, found := strings.Cut(field, "[")
		b.WriteString(before)
		if !found {
			break
		}
		_, field, _ = strings.Cut(rest, "]")
	}
	return b.String()
}
