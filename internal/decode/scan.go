package decode

import (
	"bytes"
	"iter"
)

// span is a range of bytes, without its end.
type span struct{ start, end int }

var byteOrderMark = []byte("\uFEFF")

func trimMark(text []byte) []byte { return bytes.TrimPrefix(text, byteOrderMark) }

// maxDepth is how deep arrays, tables and dotted keys may nest. A parser that recurses needs a bound, and nothing that
// people write comes near it.
const maxDepth = 100

// tooDeep finds where a document nests deeper than maxDepth. It looks closer only at a text that has so many brackets
// or dots at all.
func tooDeep(text []byte) (at int, deep bool) {
	if bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) <= maxDepth && bytes.Count(text, []byte(".")) <= maxDepth {
		return 0, false
	}
	brackets, dots := 0, 0
	for i, c := range structure(text, 0) {
		switch c {
		case '[', '{':
			brackets, dots = brackets+1, 0
		case ']', '}':
			brackets, dots = max(brackets-1, 0), 0
		case '.':
			dots++
		case '=', ',', '\n':
			dots = 0
		}
		if brackets > maxDepth || dots > maxDepth {
			return i, true
		}
	}
	return 0, false
}

// structure gives the bytes of a TOML text from an offset on that stand outside of strings and comments. Up to the
// first mistake of syntax it is exact; after it, a guess.
func structure(text []byte, from int) iter.Seq2[int, byte] {
	return func(yield func(int, byte) bool) {
		for i := from; i < len(text); {
			switch c := text[i]; c {
			case '"', '\'':
				i, _ = skipString(text, i)
			case '#':
				i = lineAt(text, i).end
			default:
				if !yield(i, c) {
					return
				}
				i++
			}
		}
	}
}

// skipString gives the end of the string that begins at i, and whether it is closed.
func skipString(text []byte, i int) (end int, closed bool) {
	quote := text[i]
	if bytes.HasPrefix(text[i:], []byte{quote, quote, quote}) {
		return skipLines(text, i+3, quote)
	}
	for i++; i < len(text) && text[i] != '\n'; i++ {
		switch {
		case text[i] == quote:
			return i + 1, true
		case text[i] == '\\' && quote == '"':
			i++
		}
	}
	return min(i, len(text)), false
}

// skipLines ends a string in three quotes. Up to two more quotes may stand before the closing three.
func skipLines(text []byte, i int, quote byte) (end int, closed bool) {
	for ; i < len(text); i++ {
		if text[i] == '\\' && quote == '"' {
			i++
			continue
		}
		if !bytes.HasPrefix(text[i:], []byte{quote, quote, quote}) {
			continue
		}
		i += 3
		for n := 0; n < 2 && i < len(text) && text[i] == quote; n++ {
			i++
		}
		return i, true
	}
	return len(text), false
}

// skipBrackets gives the end of the array or inline table that begins at i.
func skipBrackets(text []byte, i int) int {
	depth := 0
	for j, c := range structure(text, i) {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth <= 0 {
				return j + 1
			}
		}
	}
	return len(text)
}

// skipFiller gives the first byte from i on that is no blank, comma or comment.
func skipFiller(text []byte, i int) int {
	for i < len(text) {
		switch text[i] {
		case ' ', '\t', '\r', '\n', ',':
			i++
		case '#':
			i = lineAt(text, i).end
		default:
			return i
		}
	}
	return i
}

// lineAt gives the line around an offset, without its line end.
func lineAt(text []byte, i int) span {
	s := span{bytes.LastIndexByte(text[:i], '\n') + 1, len(text)}
	if n := bytes.IndexByte(text[i:], '\n'); n >= 0 {
		s.end = i + n
	}
	if s.end > s.start && text[s.end-1] == '\r' {
		s.end--
	}
	return s
}

// blank overwrites a range with spaces and keeps its line ends, so that all else stays where it is.
func blank(text []byte, s span) []byte {
	out := bytes.Clone(text)
	for i := s.start; i < s.end; i++ {
		if out[i] != '\n' && out[i] != '\r' {
			out[i] = ' '
		}
	}
	return out
}
