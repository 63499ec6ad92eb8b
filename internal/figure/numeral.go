package figure

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// places are the numerals that multiply what stands before them, from the highest.
const places = "亿万千百十"

// zeros gives the zeros of the number that a place stands for.
var zeros = map[rune]int{'亿': 8, '万': 4, '千': 3, '百': 2, '十': 1}

// arabic is a number in digits without leading zeros; thousands are grouped throughout or not at all.
var arabic = regexp.MustCompile(`^(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?$`)

// evaluate gives the value of a numeral in millionths.
func evaluate(s string) (int64, mistake) { return split(s, places, true) }

// split evaluates a numeral at the last of the highest place in it: what stands before is multiplied, what stands behind
// is added and must be smaller than the place. alone says that nothing stands before s, so that a bare 百 means 一百.
func split(s, places string, alone bool) (int64, mistake) {
	if places == "" {
		return coefficient(s)
	}
	place := firstRune(places)
	lower := places[utf8.RuneLen(place):]
	i := strings.LastIndex(s, string(place))
	if i < 0 {
		return split(s, lower, alone)
	}
	left, right := s[:i], s[i+utf8.RuneLen(place):]
	if right != "" && strings.Contains(s, ".") {
		return 0, badNumeral // 1.2万3千
	}
	l, m := multiplier(left, place, lower, alone)
	if m != noMistake {
		return 0, m
	}
	unit := pow10(zeros[place])
	product, ok := times(l, unit)
	if !ok {
		return 0, tooLarge
	}
	r, m := remainder(right, place, lower)
	if m != noMistake {
		return 0, m
	}
	sum, ok := plus(product, r)
	if !ok {
		return 0, tooLarge
	}
	return sum, noMistake
}

// multiplier evaluates what stands before a place. Nothing means one at the beginning of a numeral, and before 十 anywhere.
func multiplier(left string, place rune, lower string, alone bool) (int64, mistake) {
	if left == "" && (alone || place == '十') {
		return micros, noMistake
	}
	l, m := split(left, lower, alone)
	if m == noMistake && l == 0 {
		return 0, badNumeral // 零百
	}
	return l, m
}

// remainder evaluates what stands behind a place. 零 is written where places were skipped, and nowhere else; a number
// without 零 and without a place of its own (三百二, 3万5) is ambiguous unless it fills all the places (十二, 3万5000).
func remainder(right string, place rune, lower string) (int64, mistake) {
	if right == "" {
		return 0, noMistake
	}
	limit := pow10(zeros[place]) * micros
	rest, skipped := cutZero(right)
	if skipped {
		limit /= 10
	} else if !strings.ContainsAny(right, places) && utf8.RuneCountInString(right) != zeros[place] {
		return 0, ambiguous
	}
	r, m := split(rest, lower, false)
	switch {
	case m != noMistake:
		return 0, m
	case r >= limit || skipped && r == 0:
		return 0, badNumeral
	}
	return r, noMistake
}

func cutZero(s string) (rest string, ok bool) {
	zero, rest := cutPrefix(s, []string{"零", "〇"})
	return rest, zero != ""
}

// coefficient evaluates one Chinese digit, or a number in digits.
func coefficient(s string) (int64, mistake) {
	if v, ok := digits[s]; ok {
		return v * micros, noMistake
	}
	if v, ok := plain(s); ok {
		return v * micros, noMistake
	}
	g := arabic.FindStringSubmatch(s)
	switch {
	case g == nil && strings.Contains(s, ","):
		return 0, badCommas
	case g == nil:
		return 0, badNumeral
	case len(g[1]) > maxDecimals:
		return 0, tooPrecise
	}
	micro := strings.ReplaceAll(strings.ReplaceAll(s, ",", ""), ".", "") + strings.Repeat("0", maxDecimals-len(g[1]))
	v, err := strconv.ParseInt(micro, 10, 64)
	if err != nil {
		return 0, tooLarge
	}
	return v, noMistake
}

// plain evaluates what most figures are: a few digits and nothing else.
func plain(s string) (v int64, ok bool) {
	const most = 12 // so that no product with micros overflows
	if len(s) > most || s != "0" && strings.HasPrefix(s, "0") {
		return 0, false
	}
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return 0, false
		}
		v = 10*v + int64(s[i]-'0')
	}
	return v, s != ""
}

// digits gives the values of the Chinese digits.
var digits = map[string]int64{
	"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
