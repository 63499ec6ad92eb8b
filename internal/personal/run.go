package personal

import "unicode/utf8"

// group is digits of one script without anything between them, in a run of groups.
type group struct {
	start, end int
	count      int    // digits; a check digit X counts
	script     script // of the digits
	after      rune   // what parts it from the next group, see separator; 0 behind the last
}

// turn parts two groups between which nothing stands: the script changes.
const turn = '~'

// groups reads a run of digits that begins at an offset.
func groups(text []byte, start int, run []group) (all []group, end, digits int) {
	for i := start; ; {
		g := readGroup(text, i)
		if n := checkLetter(text, g.end, append(run, g)); n > 0 {
			g.count, g.end = g.count+1, g.end+n
		}
		i = g.end
		digits += g.count
		sep, size := separator(text, i)
		if _, next, _ := digit(text, i+size); next == 0 {
			return append(run, g), i, digits
		}
		g.after = sep
		run, i = append(run, g), i+size
	}
}

// readGroup reads the digits of one script from an offset on.
func readGroup(text []byte, start int) group {
	g := group{start: start, end: start}
	for i := start; ; {
		_, size, s := digit(text, i)
		if size == 0 || g.script != 0 && s != g.script {
			return g
		}
		g.script, g.end = s, i+size
		g.count++
		i = g.end + invisible(text, g.end)
	}
}

// separator gives what parts two groups of digits at an offset, and its size. Its kind is ' ' for blanks, '\n' for the end of a
// line within a paragraph, turn for nothing at all, and else the one mark among the blanks, all hyphens being '-'.
func separator(text []byte, i int) (kind rune, size int) {
	const most = 4 // characters
	start, newlines := i, 0
	kind = turn
	for range most {
		i += invisible(text, i)
		if i >= len(text) {
			return 0, 0
		}
		r, n := rune(text[i]), 1
		if r == '&' || r >= utf8.RuneSelf {
			r, n = character(text, i)
		}
		mark := partingOf(r)
		switch {
		case mark == 0:
			return kind, i - start
		case mark == '\n':
			if newlines++; newlines > 1 {
				return 0, 0 // another paragraph
			}
			kind = '\n'
		case mark != ' ' && kind != turn && kind != ' ' && kind != mark:
			return 0, 0
		case mark != ' ' || kind == turn:
			kind = mark
		}
		i += n
	}
	return kind, i - start
}

// partingOf gives the kind of a character that may stand between the groups of a number; 0 for others.
func partingOf(r rune) rune {
	switch {
	case r == ' ', r == '\t', r == '\r', r == '\u00a0', r == '\u3000', r >= '\u2000' && r <= '\u200a', r == '\u202f':
		return ' '
	case r == '\n':
		return '\n'
	case r == '-', r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '－', r == '﹣', r == '\\':
		return '-'
	case r == '.', r == '·', r == '・', r == '•', r == '．', r == '_', r == '*':
		return '.'
	case r == '(', r == ')', r == '（', r == '）':
		return '('
	}
	return 0
}

// checkLetter reads an X behind 17 digits, or behind these and a separator, as the check digit of an identity number, and
// gives its size with that of the separator.
func checkLetter(text []byte, i int, run []group) int {
	digits := 0
	for j := len(run) - 1; j >= 0 && digits < 17; j-- {
		digits += run[j].count
	}
	if digits != 17 {
		return 0
	}
	kind, skip := separator(text, i)
	if kind == '\n' || kind == '(' {
		return 0
	}
	n := letterX(text, i+skip)
	if n == 0 || letterOrDigit(text, i+skip+n) {
		return 0
	}
	return skip + n
}

// plain gives the digits of groups, without what parts them.
func plain(text []byte, run []group) string {
	b := make([]byte, 0, 18)
	for _, g := range run {
		for i := g.start; i < g.end; {
			if d, size, _ := digit(text, i); size > 0 {
				b, i = append(b, '0'+d), i+size
			} else if n := letterX(text, i); n > 0 {
				b, i = append(b, 'X'), i+n
			} else {
				_, n := character(text, i)
				i += n
			}
		}
	}
	return string(b)
}

// together tells whether groups are written as one number: parted by one mark throughout, over three lines at most, and in few groups but
// where each digit stands alone. The figures of a table, and dates that follow one another, are not.
func together(run []group) bool {
	const mostGroups, mostLines = 7, 3
	parting, lines, single := inner(run, 0, len(run)), 1, true
	for i, g := range run {
		single = single && (g.count == 1 || g.count == 2 && i == len(run)-1) // the last digit and its X
		if i == len(run)-1 {
			break
		}
		switch g.after {
		case '\n':
			lines++
			if g.count < 2 {
				return false
			}
		case turn, '(', parting:
		default:
			return false
		}
	}
	return lines <= mostLines && (single || len(run) <= mostGroups)
}
