package figure

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// mistake names what keeps a text from being a figure: the key of the sentence that says so, without "figure.".
type mistake string

const (
	noMistake  mistake = ""
	empty      mistake = "empty"
	tooLong    mistake = "too-long"
	noNumber   mistake = "no-number"
	aRange     mistake = "range"
	indefinite mistake = "indefinite"
	negative   mistake = "negative"
	ambiguous  mistake = "ambiguous"
	badNumeral mistake = "bad-numeral"
	badCommas  mistake = "bad-commas"
	tooPrecise mistake = "too-precise"
	tooLarge   mistake = "too-large"
	badUnit    mistake = "bad-unit"
	badSuffix  mistake = "bad-suffix"
	needsPlace mistake = "needs-place"
)

const (
	maxText     = 64 // code points of a whole figure
	maxUnit     = 12 // code points of a unit; more is a sentence
	maxDecimals = 6  // as many as micros has zeros
)

// The characters of numerals.
const (
	chineseDigits = "〇零一二两三四五六七八九"
	numeralRunes  = ".,0123456789" + chineseDigits + places
)

// befores lists the words before a number, a longer one ahead of its own beginning.
var befores = []string{"将近", "接近", "近", "大约", "约", "达到", "达", "超过", "超", "逾", "不足", "上"}

// afters lists the words behind a number that mean "and some more"; suffixes those behind the unit.
var (
	afters   = []string{"余", "多", "来"}
	suffixes = []string{"以上", "左右"}
)

// numeralRune is the class of one character of a numeral, in a regular expression.
const numeralRune = `[\d` + chineseDigits + places + `]`

// Regular expressions are dear, so that each is asked only of a text that has one of its signs at all.
const (
	rangeSigns      = "-‐‑‒–—―~〜∼至到"
	indefiniteSigns = "几若数"
	minusSigns      = "-–—−负"
	unitSigns       = "%‰℃°²³/·" // beside letters
)

var (
	anyRange      = regexp.MustCompile(numeralRune + `\D{0,3}[` + rangeSigns + `]` + numeralRune) // 3-5, 三至五, 300人~500人
	twoNumerals   = regexp.MustCompile(`[一二两三四五六七八九]{2}`)                                         // 三五十
	anyIndefinite = regexp.MustCompile(`几|若干|^\D{0,2}数[十百千万亿]`)
	spacedDigits  = regexp.MustCompile(`(\d)\s+(\d)`)
)

// unlikeSuffixes stand behind a unit, but are no suffixes.
var unlikeSuffixes = []string{"以上", "以下", "以内", "左右", "上下", "之间", "+"}

// parse reads a figure whose unit, if any, is written.
func parse(s string) (Figure, mistake) {
	if v, ok := plain(s); ok { // a few digits and nothing else
		return Figure{text: s, micro: v * micros}, noMistake
	}
	s, m := normalise(s)
	if m != noMistake {
		return Figure{}, m
	}
	var f Figure
	f.Before, s = cutPrefix(s, befores)
	f.Suffix, s = cutSuffix(s, suffixes)
	numeral, s := cutNumeral(s)
	switch {
	case numeral == "":
		return Figure{}, noNumber
	case f.Before == "上" && !strings.ContainsRune(places, firstRune(numeral)):
		return Figure{}, needsPlace
	}
	f.After, s = cutPrefix(s, afters)
	var more string // the 万 of 二十多万
	if f.After != "" {
		more, s = cutPrefix(s, []string{"万亿", "万", "亿"})
	}
	f.text = numeral + f.After + more
	if f.micro, m = evaluate(numeral + more); m != noMistake {
		return Figure{}, m
	}
	if f.Unit, m = canonical(s); m != noMistake {
		return Figure{}, m
	}
	return f, noMistake
}

// normalise narrows full-width characters, drops blanks and refuses what is no figure at first sight. A blank between
// digits groups thousands, as GB/T 15835 allows, and becomes a comma.
func normalise(s string) (string, mistake) {
	if utf8.RuneCountInString(s) > maxText {
		return "", tooLong
	}
	s = strings.TrimSpace(s)
	if strings.ContainsFunc(s, func(r rune) bool { return r == '\u3000' || r >= '\uff00' }) {
		s = width.Fold.String(s) // which is dear, and changes no other characters
	}
	if strings.ContainsFunc(s, unicode.IsSpace) {
		s = spacedDigits.ReplaceAllString(s, "$1,$2")
		s = strings.Join(strings.Fields(s), "")
	}
	switch {
	case s == "":
		return "", empty
	case strings.ContainsRune(minusSigns, firstRune(s)):
		return "", negative
	case strings.ContainsAny(s, indefiniteSigns) && anyIndefinite.MatchString(s):
		return "", indefinite
	case strings.ContainsAny(s, rangeSigns) && anyRange.MatchString(s),
		strings.ContainsAny(s, chineseDigits) && twoNumerals.MatchString(s):
		return "", aRange
	}
	return s, noMistake
}

// cutNumeral cuts the numeral at the beginning of s off. 千 that belongs to a unit (5千克) is not part of it.
func cutNumeral(s string) (numeral, rest string) {
	last := ' '
	for i, r := range s {
		if !strings.ContainsRune(numeralRunes, r) || beginsUnit(last, s[i:]) {
			return s[:i], s[i:]
		}
		last = r
	}
	return s, ""
}

// beginsUnit tells whether s, behind the character last, begins with a unit that looks like a numeral. Behind a Chinese
// digit 千 is a numeral: 三千米 are 3000 metres, which is the same length.
func beginsUnit(last rune, s string) bool {
	if last == ' ' || strings.ContainsRune(chineseDigits, last) {
		return false
	}
	u, _ := cutPrefix(s, numeralUnits)
	return u != ""
}

func cutPrefix(s string, words []string) (word, rest string) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return w, rest
		}
	}
	return "", s
}

func cutSuffix(s string, words []string) (word, rest string) {
	for _, w := range words {
		if rest, ok := strings.CutSuffix(s, w); ok {
			return w, rest
		}
	}
	return "", s
}

// firstRune gives the first character, U+FFFD if there is none.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
