package notice

import (
	"strings"
	"unicode/utf8"
)

// mention is a date, a range of dates or a length, wherever it belongs to.
type mention struct {
	span
	kind     Kind // Period, Length, or Day for a single date
	from, to Date
	bare     bool // a day without its month
	n        int
	unit     Unit
	least    bool
}

// mentions finds them in a part of the text, in order and apart from each other.
func (t *folded) mentions(s span) (all []mention) {
	text := t.text[s.start:s.end]
	for i := 0; i < len(text); {
		m, ok := mention{}, false
		if startsNumber(text, i) {
			m, ok = mentionAt(text, i)
		}
		if !ok {
			i += width(text, i)
			continue
		}
		i = m.end
		m.start, m.end = s.start+m.start, s.start+m.end
		all = append(all, m)
	}
	return all
}

// width is that of the character at an offset, or of all digits there: what stands in a longer number is none of its own.
func width(text string, i int) int {
	end := i
	for end < len(text) && (digit(text[end]) || end > i && text[end] == '.' && end+1 < len(text) && digit(text[end+1])) {
		end++
	}
	if end > i {
		return end - i
	}
	_, size := utf8.DecodeRuneInString(text[i:])
	return size
}

// years are words for a year that is not written.
var years = []string{"今年", "本年", "去年", "明年", "次年", "翌年", "同年", "当年"}

// startsNumber tells whether a number or such a word may begin at an offset.
func startsNumber(text string, i int) bool {
	if digit(text[i]) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return numeral(r) >= 0 || strings.ContainsRune("今本去明次翌同当", r) && begins(text[i:], years...)
}

// mentionAt reads what begins at an offset, the longest first.
func mentionAt(text string, i int) (m mention, ok bool) {
	first, end, ok := dateAt(text, i)
	if ok {
		m = mention{span: span{i, end}, kind: Day, from: first.Date, bare: first.Month == 0}
		if until, end, ok := rangeAt(text, end, first); ok {
			m.kind, m.to, m.end = Period, until, end
			return m, true
		}
		ok = first.whole && (!m.bare || first.timed)
	}
	if length, isLength := lengthAt(text, i); isLength && !ok {
		return length, true
	}
	return m, ok || m.bare && first.whole
}

// written is a date with how it is written.
type written struct {
	Date
	whole bool // it can stand alone: 6月18日, and not 6月18 or 6.18
	timed bool // a day of the week or a time stands behind it
	mark  byte // between the numbers of a date without words; 0
}

// dateAt reads a date: 2026年6月18日, 六月十八日, 2026-06-18, 6.18, 18日.
func dateAt(text string, i int) (d written, end int, ok bool) {
	if d, end, ok := markedAt(text, i); ok {
		return d, end, ok
	}
	year, j := yearAt(text, i)
	n, k := numberAt(text, j)
	switch {
	case k == j:
		return d, i, false
	case strings.HasPrefix(text[k:], "月"):
		day, end := numberAt(text, k+len("月"))
		d.Date = Date{Year: year, Month: n, Day: day}
		end = d.dayWord(text, end)
		return d, end, d.plausible()
	case j > i: // a year with no month behind it
		return d, i, false
	}
	d.Day = n
	end = d.dayWord(text, k)
	d.timed = end > skip(text, k, "日", "号")
	return d, end, d.whole && 1 <= n && n <= 31
}

// markedAt reads a date whose numbers stand between marks; without a year it cannot stand alone.
func markedAt(text string, i int) (d written, end int, ok bool) {
	var parts []int
	end = i
	for len(parts) < 3 {
		n, j := digitsAt(text, end)
		if j == end || len(parts) == 0 && j-end != 4 && j-end > 2 || len(parts) > 0 && j-end > 2 {
			return d, i, false
		}
		parts, end = append(parts, n), j
		if len(parts) == 2 && parts[0] < 1000 {
			break
		}
		if len(parts) == 3 {
			break
		}
		if end >= len(text) || !strings.ContainsRune("-./", rune(text[end])) || d.mark != 0 && text[end] != d.mark {
			return d, i, false
		}
		d.mark = text[end]
		end++
	}
	if len(parts) == 3 {
		d.Date = Date{Year: parts[0], Month: parts[1], Day: parts[2]}
	} else if d.mark == '-' {
		return d, i, false // 5-10
	} else {
		d.Date = Date{Month: parts[0], Day: parts[1]}
	}
	end = d.dayWord(text, end)
	d.whole = len(parts) == 3
	return d, end, d.plausible() && !(end < len(text) && digit(text[end]))
}

// rangeAt reads the last day of a range whose first ends at an offset.
func rangeAt(text string, i int, first written) (to Date, end int, ok bool) {
	i = skip(text, i, "起", "开始", "始")
	i = skip(text, i, ",")
	j := skip(text, i, "持续到", "一直到", "起至", "至", "到", "---", "--", "-", "~~", "~")
	if j == i {
		return to, i, false
	}
	last, end, ok := dateAt(text, j)
	if !ok {
		n, k := digitsAt(text, j)
		if k == j || first.mark == 0 || !first.whole || k < len(text) && digit(text[k]) {
			return to, i, false
		}
		last.Day, last.whole, end = n, true, k // 2026-06-18至24
	}
	if last.Month == 0 {
		last.Month = first.Month
	}
	switch {
	case !last.whole && first.mark == 0, !first.whole && first.mark == 0 && !last.whole, first.mark == 0 && last.mark != 0 && !last.whole:
		return to, i, false
	case first.Month == 0 && (last.Month != 0 || last.Day <= first.Day):
		return to, i, false
	}
	return last.Date, end, last.Month == 0 || last.plausible()
}

// yearAt reads a year, or a word for one, for which it gives 0.
func yearAt(text string, i int) (year, end int) {
	if j := skip(text, i, years...); j > i {
		return 0, j
	}
	n, j := digitsAt(text, i)
	if j-i != 4 {
		n, j = 0, i
		for range 4 {
			r, size := utf8.DecodeRuneInString(text[j:])
			d := numeral(r)
			if d < 0 || d > 9 {
				return 0, i
			}
			n, j = 10*n+d, j+size
		}
	}
	if k := skip(text, j, "年"); k > j {
		return n, k
	}
	return 0, i
}

// dayWord passes over what stands behind a day: the word itself, the day of the week and the time.
func (d *written) dayWord(text string, i int) (end int) {
	end = skip(text, i, "日", "号")
	d.whole = end > i
	d.Weekday, end = weekdayAt(text, end)
	return clockAt(text, end)
}

func weekdayAt(text string, i int) (weekday, end int) {
	j := skip(text, i, "(")
	k := skip(text, j, "星期", "周", "礼拜")
	if k == j && j == i {
		return 0, i
	}
	r, size := utf8.DecodeRuneInString(text[k:])
	switch weekday = numeral(r); {
	case strings.ContainsRune("日天末", r):
		weekday = 7
	case weekday < 1 || weekday > 6:
		return 0, i
	}
	k += size
	if j == i {
		return weekday, k
	}
	closing := strings.IndexByte(text[k:], ')')
	if closing < 0 || closing > len("上午九时三十分") {
		return 0, i
	}
	return weekday, k + closing + 1
}

func clockAt(text string, i int) int {
	j := skip(text, i, "上午", "下午", "早上", "晚上", "晚")
	_, k := numberAt(text, j)
	if k == j {
		return i
	}
	if l := skip(text, k, "时", "点"); l > k {
		_, m := numberAt(text, l)
		if m > l {
			return skip(text, m, "分")
		}
		return skip(text, l, "半", "整")
	}
	if l := skip(text, k, ":"); l > k {
		if _, m := digitsAt(text, l); m == l+2 {
			return m
		}
	}
	return i
}

// skip passes over the first of some words that stands at an offset.
func skip(text string, i int, words ...string) int {
	for _, w := range words {
		if strings.HasPrefix(text[i:], w) {
			return i + len(w)
		}
	}
	return i
}

// lengthUnits are the words for units of a length.
var lengthUnits = []struct {
	word string
	unit Unit
}{{"工作日", WorkingDays}, {"自然日", Days}, {"日历日", Days}, {"日历天", Days}, {"天", Days}, {"日", Days}, {"周", Weeks}, {"星期", Weeks}}

// Words before a length.
var (
	leastWords = []string{"不少于", "不得少于", "不低于", "不得低于", "不短于", "至少", "最少"}
	allWords   = []string{"为期", "共计", "一共", "共"}
)

// notLengths stand before a number of days that is not how long something takes, or only a part of it.
var notLengths = []string{"第", "月", "前", "最后", "头", "每", "后", "隔", "逐", "晚", "早", "多", "少", "长", "短", "剩", "还有", "已过", "又过", "过了", "同", "当", "某", "这", "那"}

// lengthAt reads a length whose number stands at an offset; the words before it belong to it.
func lengthAt(text string, i int) (m mention, ok bool) {
	n, j := numberAt(text, i)
	if j == i || n == 0 || ends(text[:i], notLengths...) {
		return m, false
	}
	j = skip(text, j, "个")
	for _, u := range lengthUnits {
		if end := skip(text, j, u.word); end > j {
			m = mention{span: span{i, skip(text, end, "整")}, kind: Length, n: n, unit: u.unit}
			break
		}
	}
	if m.end == 0 {
		return m, false
	}
	if end := skip(text, m.end, "以上"); end > m.end {
		m.end, m.least = end, true
	}
	m.start = before(text, m.start, allWords)
	if start := before(text, m.start, leastWords); start < m.start {
		m.start, m.least = start, true
	}
	return m, true
}

// before gives where a word begins that stands before an offset, the longest of several; else the offset.
func before(text string, i int, words []string) int {
	start := i
	for _, w := range words {
		if strings.HasSuffix(text[:i], w) {
			start = min(start, i-len(w))
		}
	}
	return start
}

// plausible tells whether there may be such a date.
func (d Date) plausible() bool { return 1 <= d.Month && d.Month <= 12 && 1 <= d.Day && d.Day <= 31 }
