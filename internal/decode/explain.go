package decode

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"mingde/internal/problem"
)

// fault is an error of BurntSushi/toml about a text. Its own words are for programmers, and its columns are bytes.
type fault struct {
	text    []byte
	message string
	span         // where the parser was
	got     rune // the character at which it gave up: the last of span
	gotAt   span
}

// explain puts an error of the parser into plain words.
func explain(text []byte, err error) mistake {
	var pe toml.ParseError
	if !errors.As(err, &pe) {
		return syntaxMistake(lineAt(text, 0), "rule.toml-syntax", problem.Args{"detail": err.Error()}, beyond)
	}
	f := fault{text: text, message: pe.Message}
	f.start = min(max(pe.Position.Start, 0), len(text))
	f.end = min(max(f.start+pe.Position.Len, f.start), len(text))
	size := 0
	f.got, size = utf8.DecodeLastRune(text[:f.end])
	f.gotAt = span{f.end - size, f.end}
	for _, try := range []func(fault) (mistake, bool){
		fault.date, fault.duplicate, fault.openString, fault.number, fault.word, fault.character, fault.known,
	} {
		if m, ok := try(f); ok {
			return m
		}
	}
	return syntaxMistake(f.span, "rule.toml-syntax", problem.Args{"detail": f.message}, beyond)
}

func syntaxMistake(at span, key string, args problem.Args, r repair) mistake {
	return mistake{at, RuleSyntax.At(problem.Place{}, args).WithMessage(key).WithHint(key+".hint", args), r}
}

// dateShape matches what people mean as a date: 2026-06-30, 2026/6/30, 2026.6.30, 2026年6月30日; a time may follow.
var dateShape = regexp.MustCompile(
	`(\d{4}) *[-./年] *(\d{1,2}) *[-./月] *(\d{1,2})(?: *[日号])?(?:[Tt ] *[0-9:.]+(?:[Zz]|[+-]\d\d:\d\d)?)?`)

// date explains a date that no calendar has, or that is not written as TOML has it.
func (f fault) date() (mistake, bool) {
	line := lineAt(f.text, f.start)
	row := f.text[line.start:line.end]
	for _, g := range dateShape.FindAllSubmatchIndex(row, -1) {
		at := span{line.start + g[0], line.start + g[1]}
		if at.start > f.end || at.end < f.start || !beginsValue(f.text[:at.start]) {
			continue
		}
		key, args := dateMistake(string(row[g[0]:g[1]]), string(row[g[2]:g[3]]), string(row[g[4]:g[5]]), string(row[g[6]:g[7]]))
		p := RuleInvalidDate.At(problem.Place{}, args).WithMessage(key).WithHint(key+".hint", args)
		return mistake{at, p, aDate}, true
	}
	return mistake{}, false
}

func beginsValue(before []byte) bool {
	before = []byte(strings.TrimRight(string(before), " \t\r\n"))
	return len(before) > 0 && strings.IndexByte("=[,", before[len(before)-1]) >= 0
}

func dateMistake(written, year, month, day string) (key string, args problem.Args) {
	iso := fmt.Sprintf("%s-%02s-%02s", year, month, day)
	args = problem.Args{"got": written, "suggestion": iso}
	switch _, err := time.Parse(time.DateOnly, iso); {
	case err != nil:
		return "rule.invalid-date", args
	case strings.HasPrefix(written, iso):
		return "rule.invalid-date.time", args
	}
	return "rule.invalid-date.form", args
}

var alreadyDefined = regexp.MustCompile(`^Key '(.*)' (?:has already been defined|was already created)`)

func (f fault) duplicate() (mistake, bool) {
	g := alreadyDefined.FindStringSubmatch(f.message)
	if g == nil {
		return mistake{}, false
	}
	return mistake{f.span, RuleDuplicateField.At(problem.Place{}, problem.Args{"field": g[1]}), aPair}, true
}

// openString explains a string without its closing quote. It points to the end of the line, or to the three quotes
// that open a string of several lines.
func (f fault) openString() (mistake, bool) {
	long := strings.HasPrefix(f.message, `unexpected EOF; expected '"""'`) || strings.HasPrefix(f.message, `unexpected EOF; expected "'''"`)
	if long {
		at := openLines(f.text)
		return syntaxMistake(span{at, min(at+3, len(f.text))}, "rule.toml-syntax.open-lines", nil, beyond), true
	}
	if f.message != "strings cannot contain newlines" && !strings.HasPrefix(f.message, "unexpected EOF; expected '\"'") &&
		!strings.HasPrefix(f.message, `unexpected EOF; expected "'"`) {
		return mistake{}, false
	}
	line := lineAt(f.text, f.start)
	row := strings.TrimRight(string(f.text[line.start:line.end]), " \t\r")
	last, size := utf8.DecodeLastRuneInString(row)
	end := line.start + len(row)
	key := "rule.toml-syntax.open-string"
	if ascii[last] == `"` || ascii[last] == "'" {
		key = "rule.toml-syntax.closing-quote"
	}
	return syntaxMistake(span{end - size, end}, key, problem.Args{"got": string(last)}, aLine), true
}

// openLines finds the string of several lines that nobody closes.
func openLines(text []byte) int {
	for i := 0; i < len(text); {
		switch text[i] {
		case '"', '\'':
			end, closed := skipString(text, i)
			if !closed && end == len(text) {
				return i
			}
			i = end
		case '#':
			i = lineAt(text, i).end
		default:
			i++
		}
	}
	return max(len(text)-1, 0)
}

// number explains figures that are meant as text: telephone numbers, months, hours.
func (f fault) number() (mistake, bool) {
	if !strings.HasPrefix(f.message, "invalid datetime") && !strings.HasPrefix(f.message, "Invalid ") &&
		!strings.Contains(f.message, "out of range") {
		return mistake{}, false
	}
	written := strings.TrimSpace(string(f.text[f.start:f.end]))
	return syntaxMistake(span{f.start, f.start + len(written)}, "rule.toml-syntax.number",
		problem.Args{"got": written, "quoted": strconv.Quote(written)}, aLine), true
}

var unquotedWord = regexp.MustCompile(`^expected value but found "(.+)" instead$`)

// word explains text without quotes, and the many ways of saying yes and no.
func (f fault) word() (mistake, bool) {
	g := unquotedWord.FindStringSubmatch(f.message)
	if g == nil {
		return mistake{}, false
	}
	key, args := "rule.toml-syntax.word", problem.Args{"got": g[1]}
	switch strings.ToLower(g[1]) {
	case "true", "yes", "on", "是":
		key, args["suggestion"] = "rule.toml-syntax.bool", "true"
	case "false", "no", "off", "否":
		key, args["suggestion"] = "rule.toml-syntax.bool", "false"
	}
	return syntaxMistake(f.span, key, args, aLine), true
}

// ascii gives the sign that TOML knows for one from a Chinese keyboard; see also [narrow].
var ascii = map[rune]string{
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '＂': `"`, '「': `"`, '」': `"`, '『': `"`, '』': `"`,
	'‘': "'", '’': "'", '＇': "'", '、': ",", '【': "[", '】': "]", '〔': "[", '〕': "]", '。': ".",
}

// narrow also knows the full-width forms of all of ASCII.
func narrow(r rune) string {
	if s, ok := ascii[r]; ok {
		return s
	}
	if r >= '！' && r <= '～' {
		return string(r - '！' + '!')
	}
	return ""
}

// expecting begins every message about a character that the parser did not expect.
var expecting = regexp.MustCompile(`^(?:expected|unexpected)\b`)

// character explains signs of a Chinese keyboard, and blanks that only look like one.
func (f fault) character() (mistake, bool) {
	if !expecting.MatchString(f.message) {
		return mistake{}, false
	}
	switch f.got {
	case '\u3000', '\u00a0', '\u200b', '\ufeff', '\u2002', '\u2003':
		return syntaxMistake(f.gotAt, "rule.toml-syntax.blank", problem.Args{"code": fmt.Sprintf("U+%04X", f.got)}, aLine), true
	}
	if f.got > unicode.MaxASCII && unicode.IsLetter(f.got) && strings.HasPrefix(f.message, "expected '.' or '='") {
		return syntaxMistake(f.gotAt, "rule.toml-syntax.key", problem.Args{"got": string(f.got)}, aLine), true
	}
	if want := narrow(f.got); want != "" {
		return syntaxMistake(f.gotAt, "rule.toml-syntax.sign", problem.Args{"got": string(f.got), "want": want}, aLine), true
	}
	return mistake{}, false
}

// sayings are the parser's messages, by how they begin, and what we say instead.
var sayings = []struct {
	begins string
	key    string
	repair repair
}{
	{"expected a top-level item to end", "rule.toml-syntax.after-value", aLine},
	{`expected value but found '\n'`, "rule.toml-syntax.no-value", aLine},
	{"unexpected EOF; expected value", "rule.toml-syntax.no-value", aLine},
	{"expected '.' or '=', but got ':'", "rule.toml-syntax.colon", aLine},
	{"expected '.' or '=', but got", "rule.toml-syntax.no-equals", beyond},
	{"unexpected '=': key name appears blank", "rule.toml-syntax.no-key", beyond},
	{"expected a comma (',') or array terminator", "rule.toml-syntax.list", aLine},
	{"expected a comma or an inline table terminator", "rule.toml-syntax.braces", aLine},
	{"expected '.' or ']' to end table name", "rule.toml-syntax.header", beyond},
	{"expected end of table array name", "rule.toml-syntax.header", beyond},
	{"unexpected end of table name", "rule.toml-syntax.header", beyond},
	{"invalid escape", "rule.toml-syntax.backslash", aLine},
	{"expected two hexadecimal digits after", "rule.toml-syntax.backslash", aLine},
	{"expected four hexadecimal digits after", "rule.toml-syntax.backslash", aLine},
	{"expected eight hexadecimal digits after", "rule.toml-syntax.backslash", aLine},
}

func (f fault) known() (mistake, bool) {
	for _, s := range sayings {
		if !strings.HasPrefix(f.message, s.begins) {
			continue
		}
		at, args := f.gotAt, problem.Args{"got": strings.TrimSpace(string(f.got))}
		if f.got == '\n' || f.got == '\r' || f.start == len(f.text) {
			at = lineAt(f.text, at.start)
		}
		return syntaxMistake(at, s.key, args, s.repair), true
	}
	return mistake{}, false
}
