// Package personal finds the numbers of persons in a text: Chinese identity numbers and mobile phone numbers, however
// they were typed.
//
// It does not know whether a number may stand there: what is public, allowed or private is for others to say.
//
// # What is found
//
// Digits may be full-width, and grouped by single spaces or hyphens of any kind. A letter, or a decimal point with a
// digit behind it, makes a number part of something else. A masked number ("138****1234") is none.
package personal

// Kind says what a number is.
type Kind uint8

// The kinds of numbers.
const (
	Identity Kind = iota + 1 // GB 11643-1999: 18 digits with date of birth and check digit, or the old form of 15
	Mistyped                 // 18 digits with region and date of birth whose check digit is wrong: typed errors leak too
	Mobile                   // of mainland China, 11 digits of an assigned range
)

// Number is one number in a text. Start and End are offsets in bytes.
type Number struct {
	Kind       Kind
	Start, End int
	Digits     string // without separators and the code of the country; a check digit X is a capital
}

// Masked gives the number as a report may print it: its first three and last two characters.
func (n Number) Masked() string {
	mask := []byte(n.Digits)
	for i := 3; i < len(mask)-2; i++ {
		mask[i] = '*'
	}
	return string(mask)
}

// least is how many digits the shortest number has.
const least = 11

// Find gives the numbers of persons in a text of valid UTF-8, in order. It looks at each character about once, at its first
// byte, and allocates only where something is found.
func Find(text []byte) []Number {
	var found []Number
	var space [16]group
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c-'0' <= 9:
		case c < 0xE0 || c >= 0xF0:
			i++
			continue
		case c != 0xEF || !fullWidth(text, i):
			i += 3 // a Chinese character
			continue
		}
		run, end, digits := groups(text, i, space[:0])
		if digits >= least {
			found = judge(text, run, found)
		}
		i = end
	}
	return found
}

// group is digits without anything between them, in a run of groups parted by one space or hyphen each.
type group struct {
	start, end int
	count      int  // digits; a check digit X counts
	after      rune // what parts it from the next group: ' ', '-' or 0
}

// groups reads a run of digits that begins at an offset.
func groups(text []byte, start int, run []group) (all []group, end, digits int) {
	for i := start; ; {
		g := group{start: i}
		for {
			_, size := digit(text, i)
			if size == 0 {
				break
			}
			i += size
			g.count++
		}
		if n := checkLetter(text, i, append(run, g)); n > 0 {
			g.count, i = g.count+1, i+n
		}
		g.end = i
		digits += g.count
		sep, size := separator(text, i)
		if _, next := digit(text, i+size); size > 0 && next > 0 {
			g.after = sep
			run, i = append(run, g), i+size
			continue
		}
		return append(run, g), i, digits
	}
}

// checkLetter reads an X behind 17 digits, or behind these and a separator, as the check digit of an identity number, and
// gives its size with that of the separator.
func checkLetter(text []byte, i int, run []group) int {
	_, skip := separator(text, i)
	n := letterX(text, i)
	if n == 0 && skip > 0 {
		if n = letterX(text, i+skip); n > 0 {
			n += skip
		}
	}
	if n == 0 || letterOrDigit(text, i+n) {
		return 0
	}
	digits := 0
	for j := len(run) - 1; j >= 0 && digits < 17; j-- {
		digits += run[j].count
	}
	if digits != 17 {
		return 0
	}
	return n
}

// digit gives the value of a digit, half-width or full-width (U+FF10 to U+FF19), and its size in bytes; 0 for no digit.
func digit(text []byte, i int) (d byte, size int) {
	if i >= len(text) {
		return 0, 0
	}
	c := text[i]
	if c-'0' <= 9 {
		return c - '0', 1
	}
	if fullWidth(text, i) {
		return text[i+2] - 0x90, 3
	}
	return 0, 0
}

// fullWidth tells whether a full-width digit stands at an offset.
func fullWidth(text []byte, i int) bool {
	return i+2 < len(text) && text[i] == 0xEF && text[i+1] == 0xBC && text[i+2]-0x90 <= 9
}

// letterX gives the size of an X of whatever width and case.
func letterX(text []byte, i int) int {
	switch {
	case i >= len(text):
		return 0
	case text[i] == 'x' || text[i] == 'X':
		return 1
	case i+2 < len(text) && text[i] == 0xEF && (text[i+1] == 0xBC && text[i+2] == 0xB8 || text[i+1] == 0xBD && text[i+2] == 0x98):
		return 3
	}
	return 0
}

// plain gives the digits of groups, without what parts them.
func plain(text []byte, run []group) string {
	b := make([]byte, 0, 18)
	for _, g := range run {
		for i := g.start; i < g.end; {
			if d, size := digit(text, i); size > 0 {
				b, i = append(b, '0'+d), i+size
			} else if n := letterX(text, i); n > 0 {
				b, i = append(b, 'X'), i+n
			} else {
				_, n := separator(text, i)
				i += max(n, 1)
			}
		}
	}
	return string(b)
}
