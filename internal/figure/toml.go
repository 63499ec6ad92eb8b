package figure

import (
	"strconv"
	"strings"
	"time"

	"mingde/internal/problem"
)

// RuleInvalidFigure is broken by a text that is no figure.
var RuleInvalidFigure = problem.Rule{ID: "invalid-figure", Severity: problem.Error}

// Rules lists the rules of this package.
var Rules = []problem.Rule{RuleInvalidFigure}

// Parse reads a figure in the notation that the package describes. A figure without unit gets defaultUnit, which may be
// "". The problem has no place yet.
func Parse(s, defaultUnit string) (Figure, *problem.Problem) {
	f, m := parse(s)
	if m != noMistake {
		return Figure{}, m.problem(s)
	}
	return f.WithUnit(defaultUnit), nil
}

// FromTOML takes a decoded TOML value: a text, or a bare number, which has no unit yet (see [Figure.WithUnit]).
func (f *Figure) FromTOML(v any, _ *time.Location) *problem.Problem {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case int64:
		s = strconv.FormatInt(v, 10)
	case float64:
		s = strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return &problem.Problem{
			Rule: "wrong-type", Severity: problem.Error,
			Message: problem.Text{Key: "figure.not-a-figure"},
			Hint:    problem.Text{Key: "figure.not-a-figure.hint"},
		}
	}
	g, p := Parse(s, "")
	if p != nil {
		return p
	}
	*f = g
	return nil
}

// problem says in words what is wrong with the figure s.
func (m mistake) problem(s string) *problem.Problem {
	args := problem.Args{"value": shorten(s)}
	p := RuleInvalidFigure.At(problem.Place{}, args).
		WithMessage("figure."+string(m)).
		WithHint("figure."+string(m)+".hint", args)
	return &p
}

// shorten keeps a long text from filling the report: 24 characters are enough to find it by.
func shorten(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 24 {
		return string(r[:24]) + "…"
	}
	return strings.TrimSpace(s)
}
