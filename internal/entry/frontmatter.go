package entry

import (
	"bytes"
	"unicode/utf8"

	"mingde/internal/problem"
)

// The rules of one file's shape.
var (
	RuleMisplaced     = problem.Rule{ID: "misplaced-entry", Severity: problem.Error, Firm: true}
	RuleUnknownFolder = problem.Rule{ID: "unknown-folder", Severity: problem.Error, Firm: true}
	RuleNotFlat       = problem.Rule{ID: "nested-entry", Severity: problem.Error}
	RuleEncoding      = problem.Rule{ID: "not-utf8", Severity: problem.Error, Firm: true}
	RuleExtension     = problem.Rule{ID: "entry-extension", Severity: problem.Error, Firm: true}
	RuleControl       = problem.Rule{ID: "control-character", Severity: problem.Error, Firm: true}
	RuleNoFront       = problem.Rule{ID: "front-matter-missing", Severity: problem.Error, Firm: true}
	RuleOpenFront     = problem.Rule{ID: "front-matter-open", Severity: problem.Error, Firm: true}
)

// Rules lists the rules of this package.
var Rules = []problem.Rule{
	RuleMisplaced, RuleUnknownFolder, RuleNotFlat, RuleEncoding, RuleExtension, RuleControl, RuleNoFront, RuleOpenFront,
}

// fence is the line that opens and closes the front matter.
const fence = "+++"

var byteOrderMark = []byte("\uFEFF")

// split cuts a file into its front matter (which begins on line 2) and its body (which begins on firstLine). A byte order
// mark and CRLF are accepted.
func split(file string, src []byte) (front, body []byte, firstLine int, bad *problem.Problem) {
	src = bytes.TrimPrefix(src, byteOrderMark)
	first, rest := line(src)
	if string(first) != fence {
		p := RuleNoFront.At(problem.Place{File: file, Line: 1, Column: 1}, nil)
		if string(first) == "---" {
			p = p.WithHint("entry.yaml.hint", nil)
		}
		return nil, nil, 0, &p
	}
	front = rest
	for n := 2; len(rest) > 0; n++ {
		start := len(front) - len(rest)
		var text []byte
		if text, rest = line(rest); string(text) == fence {
			return front[:start], rest, n + 1, nil
		}
	}
	p := RuleOpenFront.At(problem.Place{File: file, Line: 1, Column: 1}, nil)
	return nil, nil, 0, &p
}

// line cuts off the first line, without its end and trailing blanks.
func line(src []byte) (first, rest []byte) {
	first, rest, _ = bytes.Cut(src, []byte("\n"))
	return bytes.TrimRight(first, " \t\r"), rest
}

// encoding refuses what is not UTF-8 text and tells where: a file saved as GBK or UTF-16 looks fine to its author.
func encoding(file string, src []byte) *problem.Problem {
	if plainText(src) {
		return nil
	}
	rule, at := RuleControl, bytes.IndexFunc(src, control)
	if !utf8.Valid(src) { // whatever else stands before it
		for rule, at = RuleEncoding, 0; ; {
			r, size := utf8.DecodeRune(src[at:])
			if r == utf8.RuneError && size <= 1 {
				break
			}
			at += size
		}
	}
	line, column := position(src, at)
	p := rule.At(problem.Place{File: file, Line: line, Column: column}, nil)
	return &p
}

// plainText tells whether a file is UTF-8 without [control] characters. Every byte of every entry goes through here, and
// nearly all are ASCII or parts of Chinese characters: these are judged without being decoded.
func plainText(src []byte) bool {
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c < utf8.RuneSelf:
			if asciiControl[c] {
				return false
			}
			i++
		case c > 0xE0 && c < 0xF0 && c != 0xED && i+2 < len(src) && src[i+1]&0xC0 == 0x80 && src[i+2]&0xC0 == 0x80:
			i += 3 // of three bytes that begin so, no more can be wrong
		default:
			r, size := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && size == 1 || control(r) {
				return false
			}
			i += size
		}
	}
	return true
}

// asciiControl is [control] of the first 128 characters.
var asciiControl = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = control(rune(c))
	}
	return t
}()

// position gives the line and the column, in code points, of an offset; a byte order mark does not count.
func position(src []byte, offset int) (line, column int) {
	before := src[:offset]
	begin := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(bytes.TrimPrefix(before[begin:], byteOrderMark)) + 1
}

// control tells characters that no editor shows and no page may carry.
func control(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0
}

// BodyText gives the body of a file as it is written, and the line on which it begins; nil where there is none.
func BodyText(src []byte) (body []byte, firstLine int) {
	_, body, firstLine, _ = split("", src)
	return body, firstLine
}

// FrontMatter gives the front matter of a file, which begins on its second line; nil where there is none.
func FrontMatter(src []byte) []byte {
	front, _, _, _ := split("", src)
	return front
}
