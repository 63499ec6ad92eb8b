package markdown

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"mingde/internal/problem"
)

// blankLink finds what was meant to be a link or picture, but has a blank in its destination: CommonMark takes it for
// text, and the public page shows the brackets. A title in quotes may follow a blank.
var blankLink = regexp.MustCompile(`\]\(([^()<>\n"']*[^()<>\s"'][ \t　]+[^()<>\s"'][^()<>\n"']*)\)`)

// blankLinks reports them. They are looked for in the source, where a code block may hold one on purpose; that is rare
// enough to ask for an acceptance.
func blankLinks(src []byte, file string, firstLine int) []problem.Problem {
	if !bytes.Contains(src, []byte("](")) {
		return nil
	}
	var problems []problem.Problem
	for _, m := range blankLink.FindAllSubmatchIndex(src, -1) {
		before := src[:m[2]]
		begin := bytes.LastIndexByte(before, '\n') + 1
		name := string(src[m[2]:m[3]])
		at := problem.Place{File: file, Line: firstLine + bytes.Count(before, []byte("\n")), Column: utf8.RuneCount(before[begin:]) + 1}
		problems = append(problems, RuleBlankLink.At(at, problem.Args{"name": name}))
	}
	return problems
}
