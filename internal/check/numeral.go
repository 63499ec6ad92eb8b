package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/figure"
)

// numeral is a number as it stands in a text: digits, or Chinese numerals.
type numeral struct{ start, end int }

// numeralsIn finds the numbers of a text; they are added to a list.
func numeralsIn(text string, all []numeral) []numeral {
	for i := 0; i < len(text); {
		start, end := nextNumeral(text, i)
		if end == 0 {
			break
		}
		all = append(all, numeral{start, end})
		i = end
	}
	return all
}

// nextNumeral finds the next numeral of a text: digits, or at least two Chinese numerals; with the words for some more behind it. The end
// is 0 for none.
func nextNumeral(text string, i int) (start, end int) {
	for ; i < len(text); i++ {
		b := text[i]
		if b < 0xE0 || i+2 >= len(text) {
			if b < '0' || b > '9' {
				continue
			}
			start = i
		} else {
			start = i
			i += 2 // of a Chinese character
			switch uint32(b)<<16 | uint32(text[i-1])<<8 | uint32(text[i]) {
			case 0xE58D81, 0xE799BE, 0xE58D83: // 十 百 千
				for start >= 3 && strings.Contains("一二两三四五六七八九", text[start-3:start]) {
					start -= 3
				}
			default:
				if b != 0xEF || text[i-1] != 0xBC || text[i] < 0x90 || text[i] > 0x99 { // ０ to ９
					continue
				}
			}
		}
		if _, end = numeralAt(text, start); end > i {
			return start, end
		}
	}
	return i, 0
}

// numeralAt gives the numeral that begins at an offset: digits, or at least two Chinese numerals; with the words for some more behind
// it. The end is 0 for none.
func numeralAt(s string, i int) (start, end int) {
	j, han := i, 0
	for j < len(s) {
		r, size := utf8.DecodeRuneInString(s[j:])
		switch {
		case r >= '0' && r <= '9', r >= '０' && r <= '９':
			han += 2
		case (r == '.' || r == ',') && j > i && j+size < len(s) && s[j+size]-'0' <= 9:
		case isChineseNumeral(r):
			han++
		default:
			size = 0
		}
		if size == 0 {
			break
		}
		j += size
	}
	if j == i {
		return i, 0
	}
	for _, more := range [...]string{"余", "多", "来"} {
		if rest, ok := strings.CutPrefix(s[j:], more); ok {
			if w, after := cutAny(rest, []string{"万", "亿"}); w != "" {
				rest = after
			}
			j, han = len(s)-len(rest), han+1
			break
		}
	}
	if han < 2 && (s[i:j] != "百" && s[i:j] != "千" || hasSuffix(s[:i], []string{"近", "上", "约", "逾", "超"}) == "") {
		return i, 0 // 十, 一: rarely a number of anything
	}
	return i, j
}

func isChineseNumeral(r rune) bool {
	switch r {
	case '〇', '零', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万', '亿':
		return true
	}
	return false
}

// approximated gives where a number begins, the word before it that makes it an approximate one included.
func approximated(s string, start int) int {
	if !approximate.ends(s[:start]) {
		return start
	}
	for _, word := range approximations {
		if strings.HasSuffix(s[:start], word) && (word != "上" || strings.HasPrefix(s[start:], "百") || strings.HasPrefix(s[start:], "千")) {
			return start - len(word)
		}
	}
	return start
}

var (
	approximations = []string{"将近", "接近", "大约", "超过", "近", "约", "超", "逾", "不足", "上"}
	approximate    = edgesLast(approximations)
)

// agree tells whether two numbers may be of one thing: equal ones, or as near as the words with which they are given allow.
func agree(a, b figure.Figure) bool {
	least, most := reach(a)
	low, high := reach(b)
	return least <= high && low <= most
}

// reach gives between which bounds a number lies by the words with which it is given.
func reach(f figure.Figure) (least, most float64) {
	n := number(f)
	switch {
	case !f.Approximate():
		return n, n
	case f.After == "余" || f.After == "多":
		return n, n + max(0.15*n, place(n))
	case slices.Contains([]string{"超", "超过", "逾"}, f.Before) || f.Suffix == "以上":
		return n, 1.34 * n
	case slices.Contains([]string{"近", "将近", "接近", "不足"}, f.Before):
		return 0.8 * n, n
	case f.Before == "上": // 上千
		return n, 2 * n
	}
	return 0.85 * n, 1.15 * n
}

// place gives the worth of the last counted digit of a number: 300余 is below 400.
func place(n float64) float64 {
	worth := 1.0
	for ; n >= 10 && n == float64(int64(n/10))*10; n /= 10 {
		worth *= 10
	}
	return worth
}

func number(f figure.Figure) float64 { return f.Float() }
