package layout

import (
	"errors"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
	"unicode/utf8"

	"mingde/internal/problem"
)

// The rules of layouts.
var (
	RuleBroken = problem.Rule{ID: "layout-broken", Severity: problem.Error}
	RuleUnused = problem.Rule{ID: "layout-unused", Severity: problem.Warning}
)

// Rules lists all rules of this package.
var Rules = []problem.Rule{RuleBroken, RuleUnused}

// at gives the place of a byte of a file.
func (src *source) at(pos parse.Pos) problem.Place {
	before := src.text[:min(int(pos), len(src.text))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return problem.Place{File: Folder + src.name, Line: line, Column: column}
}

// meaning is what words of the parser mean; their group is the argument "name".
type meaning struct {
	words   *regexp.Regexp
	message string
}

// syntax says what the parser's words mean. The first that matches counts. It is compiled when somebody asks first.
var syntax = sync.OnceValue(func() []meaning {
	return []meaning{
		{regexp.MustCompile(`^function "(.*)" not defined`), "function"},
		{regexp.MustCompile(`^undefined variable "(.*)"`), "variable"},
		{regexp.MustCompile(`^multiple definition of template "(.*)"`), "defined"},
		{regexp.MustCompile(`^bad character U\+\w+ '(.+)'`), "character"},
		{regexp.MustCompile(`^unexpected EOF`), "unclosed"},
		{regexp.MustCompile(`^unclosed (?:action|comment|left paren)`), "action"},
		{regexp.MustCompile(`^comment ends before closing delimiter`), "action"},
		{regexp.MustCompile(`^unterminated (?:quoted string|raw quoted string|character constant)`), "quoted"},
		{regexp.MustCompile(`^unexpected (\{\{(?:end|else|break|continue)\}?\}?)`), "stray"},
		{regexp.MustCompile(`^unexpected "?(.+?)"? in `), "unexpected"},
		{regexp.MustCompile(`^missing value for (\w+)`), "value"},
	}
})

// parserPlace is what text/template puts before its words: a template, a line.
var parserPlace = regexp.MustCompile(`^template: (?:[^:]+:(\d+): )?(?:template: )?`)

// broken makes a problem of an error of the parser.
func (src *source) broken(err error) problem.Problem {
	place := problem.Place{File: Folder + src.name}
	words := err.Error()
	if m := parserPlace.FindStringSubmatch(words); m != nil {
		place.Line, _ = strconv.Atoi(m[1])
		words = words[len(m[0]):]
	}
	for _, s := range syntax() {
		if m := s.words.FindStringSubmatch(words); m != nil {
			args := problem.Args{"name": m[len(m)-1]}
			return RuleBroken.At(place, args).WithMessage("rule.layout-broken." + s.message)
		}
	}
	return RuleBroken.At(place, problem.Args{"words": words})
}

// Failure makes a problem of an error of [Set.Render]: where in which layout the page could not be made. Where one layout
// fails inside of another, it is the place in the inner one. An error that no layout is to blame for is none.
func Failure(err error) (problem.Problem, bool) {
	var inmost *execError
	for e := (*execError)(nil); errors.As(err, &e); err = e.cause {
		inmost = e
	}
	if inmost == nil {
		return problem.Problem{}, false
	}
	return RuleBroken.At(inmost.place, problem.Args{"words": inmost.words}), true
}

// surroundings says what the codes of html/template mean.
var surroundings = map[template.ErrorCode]string{
	template.ErrAmbigContext:      "ambiguous",
	template.ErrBadHTML:           "html",
	template.ErrBranchEnd:         "branch",
	template.ErrEndContext:        "ends",
	template.ErrOutputContext:     "branch",
	template.ErrPartialCharset:    "html",
	template.ErrPartialEscape:     "html",
	template.ErrRangeLoopReentry:  "branch",
	template.ErrSlashAmbig:        "ambiguous",
	template.ErrPredefinedEscaper: "escaper",
}

// errorPlace is where html/template found something: a template's file, line, and byte of the line.
var errorPlace = regexp.MustCompile(`^([^:]+):(\d+)(?::(\d+))?$`)

// unsound makes a problem of an error of the escaper. from is the file to blame when the error names none.
func (r *reach) unsound(err error, from *source) problem.Problem {
	var e *template.Error
	if !errors.As(err, &e) {
		return from.broken(err)
	}
	key := surroundings[e.ErrorCode]
	place, known := r.place(e)
	if !known {
		place = problem.Place{File: Folder + from.name}
		if e.ErrorCode == template.ErrBranchEnd {
			key = "ends" // of the wrapper, which is whole: the template inside is not
		}
	}
	p := RuleBroken.At(place, problem.Args{"words": e.Description})
	if key != "" {
		p = p.WithMessage("rule.layout-broken." + key)
	}
	return p
}

// place finds where the escaper was: at a node; else, for text, where the words that it quotes stand, if they stand once.
func (r *reach) place(e *template.Error) (problem.Place, bool) {
	files := map[string]*source{}
	for _, d := range r.reached {
		files[d.in.name] = d.in
	}
	if e.Node != nil {
		where, _ := (*parse.Tree)(nil).ErrorContext(e.Node)
		m := errorPlace.FindStringSubmatch(where)
		if m == nil || files[m[1]] == nil {
			return problem.Place{}, false
		}
		return files[m[1]].at(e.Node.Position()), true
	}
	quoted := lastQuoted.FindString(e.Description)
	words, err := strconv.Unquote(quoted)
	if err != nil || words == "" {
		return problem.Place{}, false
	}
	var found []problem.Place
	for _, src := range files {
		if i := strings.Index(src.text, words); i >= 0 {
			found = append(found, src.at(parse.Pos(i)))
			if strings.Contains(src.text[i+1:], words) {
				return problem.Place{}, false
			}
		}
	}
	if len(found) != 1 {
		return problem.Place{}, false
	}
	return found[0], true
}

// lastQuoted finds the text at which the escaper stumbled: it ends its words.
var lastQuoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"$`)
