// Package personal finds the data of persons in a text that have a form of their own: Chinese identity numbers, mobile
// phone numbers, bank cards, dwellings, dates of birth and private mailboxes, however they were typed.
//
// Names have no form of their own: they are read out of a sentence by a lexicon, where a word speaks of need or of a minor, and told only
// where the sentence says it of them (see [InNeed], [Minors] and [Listed]).
//
// It does not know whether they may stand there: what is public, allowed or private is for others to say.
//
// # What is found
//
// Digits may be full-width, Chinese (一三八), circled, mathematical or HTML entities, with invisible characters anywhere, and grouped
// by blanks, hyphens, dots, brackets or the end of a line. A letter, or a decimal point with a digit behind it, makes a number part of
// something else. A masked number ("138****1234") is none.
package personal

import (
	"regexp"
	"strings"
	"sync"
)

// Kind says what was found.
type Kind uint8

// The kinds of personal data.
const (
	Identity Kind = iota + 1 // GB 11643-1999: 18 digits with date of birth and check digit, or the old form of 15
	Mistyped                 // 18 digits with region and date of birth whose check digit is wrong: typed errors leak too
	Mobile                   // of mainland China, 11 digits of an assigned range
	Card                     // of a bank: 13 to 19 digits of a known range with a right check digit (Luhn)
	Dwelling                 // an address beyond the street: building and room, or a house number where it is said that somebody lives there
	Birth                    // a whole date of birth
	Mailbox                  // the e-mail address of a person at a provider for everybody
)

// Number is one finding in a text. Start and End are offsets in bytes.
type Number struct {
	Kind       Kind
	Start, End int
	Digits     string // of numbers the digits alone, without the code of the country, a check digit X as a capital; else what stands there
}

// Masked gives what was found as a report may print it: of a number its first three and last two characters, of an address no
// number, of a date the year, of a mailbox its first letter.
func (n Number) Masked() string {
	switch n.Kind {
	case Dwelling:
		return hideDigits(n.Digits)
	case Birth:
		return n.Digits[:4] + "-**-**"
	case Mailbox:
		local, host, _ := strings.Cut(n.Digits, "@")
		return local[:1] + "***@" + host
	}
	mask := []byte(n.Digits)
	for i := 3; i < len(mask)-2; i++ {
		mask[i] = '*'
	}
	return string(mask)
}

func hideDigits(address string) string {
	var b strings.Builder
	text := []byte(address)
	for i := 0; i < len(text); {
		if _, size, _ := digit(text, i); size > 0 {
			b.WriteByte('*')
			i += size
			continue
		}
		if startsWithAny(text[i:], "十") {
			b.WriteByte('*')
			i += len("十")
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// least is how many digits the shortest number has.
const least = 11

// Find gives the personal data in a text of valid UTF-8, in order and apart. It looks at each character about once, at its first
// byte, and allocates only where something is found.
func Find(text []byte) []Number {
	var found []Number
	var space [16]group
	for i := 0; i < len(text); {
		c := text[i]
		if chinese(text, i) {
			if !digits.at(text, i) {
				i += 3
				continue
			}
		} else if size := plainSize[c]; size > 0 {
			i += int(size)
			continue
		}
		if n := brief(text, i); n > 0 {
			i += n
			continue
		}
		if c == '@' {
			i++
			if n, ok := mailbox(text, i-1); ok {
				found, i = add(found, n), n.End
			}
			continue
		}
		if _, size, _ := digit(text, i); size == 0 {
			i += width(c)
			continue
		}
		run, end, digits := groups(text, i, space[:0])
		before := len(found)
		found = inRun(text, run, digits, found)
		i = end
		if len(found) > before {
			i = max(i, found[len(found)-1].End)
		}
	}
	return found
}

// brief gives the size of a number that begins at an offset and of which nothing more need be asked, as of most: a short one, right
// before a Chinese character that goes on with neither a date nor an address; 0 for others.
func brief(text []byte, start int) int {
	count, end := 0, start
	if chinese(text, start) {
		count, end = 1, start+3
	} else {
		for end < len(text) && text[end]-'0' <= 9 {
			end++
		}
		count = end - start
	}
	if count == 0 || count == 8 || count >= least || !chinese(text, end) || goesOn.at(text, end) {
		return 0
	}
	if (count == 3 || count == 4) && housing(text, group{start: start, end: end, count: count}) {
		return 0
	}
	return end - start
}

// goesOn are the characters that go on with a number: a digit, the year of a date, and what is numbered in an address.
var goesOn = func() *characters { return charactersOf(digitCharacters + "年室房号户组幢栋弄") }()

// inRun finds what is in a run of digits, or around it.
func inRun(text []byte, run []group, digits int, found []Number) []Number {
	before := len(found)
	if digits >= least {
		found = judge(text, run, found)
	}
	if len(found) == before && digits >= 17 {
		found = glued(text, run[0].start, found)
	}
	if len(found) == before && digits > 18 {
		found = embedded(text, run, digits, found)
	}
	if len(found) == before {
		found = context(text, run, found)
	}
	return found
}

// plainSize gives the sizes of characters that begin no digit and no mailbox, by their first bytes; 0 for others.
var plainSize = func() (table [256]uint8) {
	for c := range table {
		switch {
		case c >= '0' && c <= '9', c == '@', c == '&', c == 0xE2, c == 0xE3, c == 0xEF, c == 0xF0:
		default:
			table[c] = uint8(width(byte(c)))
		}
	}
	return table
}()

// width gives the size of a character by its first byte, 1 for what is none.
func width(c byte) int {
	switch {
	case c < 0xC0:
		return 1
	case c < 0xE0:
		return 2
	case c < 0xF0:
		return 3
	}
	return 4
}

// add appends a finding; what it overlaps with is part of it, but for a number that is the name of a mailbox.
func add(found []Number, n Number) []Number {
	for len(found) > 0 && found[len(found)-1].End > n.Start {
		if found[len(found)-1].Start < n.Start || n.Kind == Mailbox {
			return found
		}
		found = found[:len(found)-1]
	}
	return append(found, n)
}

// context finds what is known by the words around digits: dwellings and dates of birth.
func context(text []byte, run []group, found []Number) []Number {
	for i := range run {
		n, ok := birth(text, run, i)
		if !ok {
			n, ok = dwelling(text, run[i])
		}
		if ok {
			found = add(found, n)
		}
	}
	return found
}

// lazily gives a regular expression that is compiled when it is asked for first: most texts ask for none, and each run of the program would
// pay for all.
func lazily(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
