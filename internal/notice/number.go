package notice

import (
	"slices"
	"strings"
	"unicode/utf8"
)

func digit(c byte) bool { return '0' <= c && c <= '9' }

// digitsAt reads a number in digits, all of them.
func digitsAt(text string, i int) (n, end int) {
	end = i
	for end < len(text) && digit(text[end]) {
		n, end = min(10*n+int(text[end]-'0'), 1_000_000), end+1
	}
	return n, end
}

// numeral gives the value of a character of Chinese numbers; -1 for another.
func numeral(r rune) int {
	switch r {
	case '〇', '零':
		return 0
	case '一':
		return 1
	case '二', '两':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	case '十':
		return 10
	case '廿':
		return 20
	case '卅':
		return 30
	}
	return -1
}

// numberAt reads a number below a hundred, in digits or in Chinese; end == i where there is none.
func numberAt(text string, i int) (n, end int) {
	if i < len(text) && digit(text[i]) {
		if n, end = digitsAt(text, i); end-i > 2 {
			return 0, i
		}
		return n, end
	}
	end = i
	for range 3 {
		r, size := utf8.DecodeRuneInString(text[end:])
		d := numeral(r)
		switch {
		case d < 0:
			return n, end
		case d == 10:
			n = 10 * max(n, 1)
		default:
			n += d
		}
		end += size
	}
	return n, end
}

// roundIn reads which round a sentence names, if only one: 2026年第一榜.
func roundIn(text string) (year, number int) {
	rounds := 0
	for from := 0; ; {
		i := strings.Index(text[from:], "第")
		if i < 0 {
			break
		}
		i += from
		from = i + len("第")
		n, end := numberAt(text, from)
		if end == from || !strings.HasPrefix(text[end:], "榜") {
			continue
		}
		rounds++
		number, year = n, 0
		if written := strings.TrimSuffix(strings.TrimSuffix(text[:i], "度"), "年"); len(written) < i && len(written) >= 4 {
			year, _ = digitsAt(written, len(written)-4)
		}
	}
	if rounds != 1 {
		return 0, 0
	}
	return year, number
}

// phonesIn finds the phones in a text: those of a place, of seven or eight digits, with or without the code of the area; mobiles; 400-….
func phonesIn(text string) (all []span) {
	for i := 0; i < len(text); {
		if !digit(text[i]) {
			i++
			continue
		}
		end, groups := i, []int{}
		for {
			_, j := digitsAt(text, end)
			groups, end = append(groups, j-end), j
			next := skip(text, skip(text, end, ")"), "-")
			if next == end || next >= len(text) || !digit(text[next]) {
				break
			}
			end = next
		}
		if isPhone(text[i], groups) {
			all = append(all, span{i, end})
		}
		i = end
	}
	return all
}

// isPhone tells whether a number that is written in groups of so many digits is a phone.
func isPhone(first byte, groups []int) bool {
	total := 0
	for _, n := range groups {
		total += n
	}
	switch {
	case len(groups) == 1:
		return first != '0' && (total == 7 || total == 8 || first == '1' && total == 11) || first == '0' && 10 <= total && total <= 12
	case first == '0':
		return len(groups) == 2 && (groups[0] == 3 || groups[0] == 4) && (groups[1] == 7 || groups[1] == 8)
	}
	return total == 10 && groups[0] == 3 && slices.Max(groups) <= 4
}
