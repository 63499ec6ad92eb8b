package decode

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"mingde/internal/problem"
)

// The names that BurntSushi/toml gives to the locations of the times without zone that TOML knows.
const (
	localDate     = "date-local"
	localDateTime = "datetime-local"
	localTime     = "time-local"
)

// Nearest gives the candidate closest to a mistyped word, for "did you mean", or "" when none is close: about a third
// of the characters may be wrong, at least one, but not all. Of equals it gives the first. Capitals do not count.
func Nearest(word string, candidates []string) string {
	best, folded := "", strings.ToLower(word)
	length := utf8.RuneCountInString(word)
	closest := max(1, (length+2)/3) + 1
	for _, c := range candidates {
		n := levenshtein.ComputeDistance(folded, strings.ToLower(c))
		if n < closest && n < max(length, utf8.RuneCountInString(c)) {
			best, closest = c, n
		}
	}
	return best
}

// NotOneOf makes the problem of a value outside its enumeration, without a line.
func NotOneOf(field, got string, allowed []string) problem.Problem {
	args := problem.Args{"field": field, "got": got, "allowed": strings.Join(allowed, " ")}
	p := RuleInvalidValue.At(problem.Place{Field: field}, args)
	if len(allowed) == 0 {
		p.Hint = problem.Text{}
	}
	if near := Nearest(got, allowed); near != "" {
		args["suggestion"] = near
		p = p.WithHint("rule.invalid-value.near.hint", args)
	}
	return p
}

func outOfRange(field string, x any) problem.Problem {
	args := problem.Args{"field": field, "got": written(x)}
	return RuleInvalidValue.At(problem.Place{}, args).
		WithMessage("rule.invalid-value.range").WithHint("rule.invalid-value.range.hint", args)
}

func unknown(field, name string, t *table) problem.Problem {
	args := problem.Args{"field": field, "known": strings.Join(t.names, " ")}
	p := RuleUnknownField.At(problem.Place{}, args)
	if near := Nearest(name, t.names); near != "" {
		p = p.WithHint("hint.did-you-mean", problem.Args{"suggestion": near})
	}
	return p
}

// wrongType says what was written and what is expected, with the way from one to the other where there is one.
func wrongType(field string, x any, s *shape) problem.Problem {
	key := "rule.wrong-type." + s.kind.String()
	if s.kind == List && s.item.kind == Table {
		key = "rule.wrong-type.tables"
	}
	args := problem.Args{"field": field, "got": written(x)}
	hint, fixed := advice(x, s)
	if fixed != "" {
		args["fixed"] = fixed
	}
	return RuleWrongType.At(problem.Place{}, args).WithMessage(key).WithHint(hint, args)
}

// advice gives the key of a hint and what to write instead, for the mistakes that have one cure.
func advice(x any, s *shape) (hint, fixed string) {
	text, isText := x.(string)
	switch {
	case (s.kind == Text || s.kind == TextOrList) && scalar(x):
		return "rule.wrong-type.add-quotes.hint", strconv.Quote(written(x))
	case s.kind == Bool && isText && (text == "true" || text == "false"),
		s.kind == Integer && isText && isInteger(text),
		s.kind == Number && isText && isNumber(text):
		return "rule.wrong-type.no-quotes.hint", text
	case s.kind == List && s.item.kind == Text && isText:
		return "rule.wrong-type.brackets.hint", "[" + written(x) + "]"
	case s.kind == List && s.item.kind == Table:
		return "rule.wrong-type.tables.hint", ""
	}
	return "rule.wrong-type." + s.kind.String() + ".hint", ""
}

func isInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// scalar tells values that are text as soon as they stand in quotes.
func scalar(x any) bool {
	switch x.(type) {
	case bool, int64, float64, time.Time:
		return true
	}
	return false
}

// maxWritten is how many characters of a value a message repeats.
const maxWritten = 30

// written gives a value as TOML writes it, shortened.
func written(x any) string {
	switch x := x.(type) {
	case string:
		if utf8.RuneCountInString(x) > maxWritten {
			x = string([]rune(x)[:maxWritten]) + "…"
		}
		return `"` + x + `"`
	case bool:
		return strconv.FormatBool(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case time.Time:
		return writtenTime(x)
	case map[string]any:
		return "{…}"
	}
	return "[…]"
}

func writtenTime(t time.Time) string {
	switch t.Location().String() {
	case localDate:
		return t.Format(time.DateOnly)
	case localDateTime:
		return t.Format("2006-01-02T15:04:05")
	case localTime:
		return t.Format(time.TimeOnly)
	}
	return t.Format(time.RFC3339)
}
