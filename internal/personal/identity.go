package personal

import (
	"bytes"
	"slices"
	"time"
)

// judge finds the numbers in a run of groups.
func judge(text []byte, run []group, found []Number) []Number {
	for i := 0; i < len(run); {
		n, taken := identity(text, run, i)
		if taken == 0 {
			n, taken = mobile(text, run, i)
		}
		if taken == 0 {
			n, taken = card(text, run, i)
		}
		if taken > 0 {
			found = append(found, n)
		}
		i += max(taken, 1)
	}
	return found
}

// identity reads an identity number that begins with a group, and tells of how many groups it is; 0: there is none.
func identity(text []byte, run []group, first int) (n Number, groups int) {
	digits := 0
	for last := first; last < len(run) && digits < 18; last++ {
		digits += run[last].count
		if digits != 15 && digits != 18 {
			continue
		}
		part := run[first : last+1]
		start, end := part[0].start, part[len(part)-1].end
		if !alone(text, start, end) && !(digits == 18 && (item(text, start) && !letterOrDigit(text, end) || lettered(text, part))) {
			continue
		}
		if !together(part) {
			continue
		}
		if digits == 15 && len(part) > 1 && !bounded(run, first, first, last+1) {
			continue // some of 18
		}
		if kind := identityKind(text, start, plain(text, part), part); kind != 0 {
			return Number{kind, start, end, plain(text, part)}, len(part)
		}
	}
	return Number{}, 0
}

// lettered tells whether a number with a right check digit stands behind a few letters, SFZ or No, or before a surplus x: these are no part
// of it.
func lettered(text []byte, part []group) bool {
	const most = 8 // letters
	start, end := part[0].start, part[len(part)-1].end
	letter := func(i int) bool { return i >= 0 && i < len(text) && (text[i]|0x20)-'a' < 26 }
	i := start
	for letter(i-1) && start-i <= most {
		i--
	}
	if n := letterX(text, end); n > 0 {
		end += n
	}
	d := plain(text, part)
	if i == start-1 || i > 0 && text[i-1] == '.' {
		return false
	}
	return start-i <= most && !letterOrDigit(text, i-1) && !letterOrDigit(text, end) && wellFormed(d) && checkDigit(d) == d[17] && !inURL(text, start)
}

// glued finds identity numbers that stand together with others, or with mobile numbers, and nothing between. All of the digits must be such.
func glued(text []byte, start int, found []Number) []Number {
	end := start
	for end < len(text) && (text[end]-'0' <= 9 || text[end]|0x20 == 'x') {
		end++
	}
	if letterOrDigit(text, end) || end-start < 29 || end-start > 200 {
		return found
	}
	all := bytes.ToUpper(text[start:end])
	before, identities := len(found), 0
	for i := 0; i < len(all); {
		switch {
		case i+18 <= len(all) && wellFormed(string(all[i:i+18])) && checkDigit(string(all[i:i+18])) == all[i+17]:
			found = append(found, Number{Identity, start + i, start + i + 18, string(all[i : i+18])})
			identities++
			i += 18
		case i+11 <= len(all) && assigned(string(all[i:i+11])):
			found = append(found, Number{Mobile, start + i, start + i + 11, string(all[i : i+11])})
			i += 11
		default:
			return found[:before]
		}
	}
	if identities == 0 {
		return found[:before]
	}
	return found
}

// embedded finds an identity number in Chinese digits among other Chinese digits: 周一…一楼. Its check digit alone tells where it begins.
func embedded(text []byte, run []group, digits int, found []Number) []Number {
	const most = 24 // digits
	if digits > most || !slices.ContainsFunc(run, func(g group) bool { return g.script == han }) {
		return found
	}
	var ends [most + 1]int // offsets
	var all [most]byte
	n := 0
	for _, g := range run {
		for i := g.start; i < g.end && n < digits; {
			d, size, _ := digit(text, i)
			if size == 0 {
				return found
			}
			all[n], ends[n] = '0'+d, i
			n, i = n+1, i+size
			ends[n] = i
			i += invisible(text, i)
		}
	}
	for from := 0; from+18 <= n; from++ {
		if d := string(all[from : from+18]); wellFormed(d) && checkDigit(d) == d[17] {
			return append(found, Number{Identity, ends[from], ends[from+18], d})
		}
	}
	return found
}

// others are words for numbers of 15 to 19 digits that are no person's.
var others = []string{
	"注册", "执照", "许可", "登记", "备案", "信用", "编号", "税", "账", "帐", "卡号", "订单", "流水", "统一", "IMEI", "发票", "票据", "单号", "批号", "条码", "序列", "设备", "合同", "编码",
}

// identityKind judges the digits of what may be an identity number. A number in groups must have a right check digit, or
// else be grouped as people do, since numbers of a list may stand side by side.
func identityKind(text []byte, start int, digits string, part []group) Kind {
	said := func() bool { return labelled(text, start, "身份证", "证件", "公民身份") }
	switch {
	case len(digits) == 15:
		// registration numbers of companies had 15 digits, too
		if old(digits) && (said() || len(part) == 1 && !labelled(text, start, others...)) {
			return Identity
		}
	case !wellFormed(digits) || labelled(text, start, "信用代码"):
	case checkDigit(digits) == digits[17]:
		return Identity
	case numbered(text, start) && !said():
	case len(part) == 1 || grouped(part, 0, []int{6, 8, 4}) || said():
		return Mistyped
	}
	return 0
}

// wellFormed tells whether 18 digits have a region, a date of birth and an X nowhere but at the end.
func wellFormed(digits string) bool {
	if !numeric(digits[:17]) || !region(digits) {
		return false
	}
	return digits[6:10] >= "1800" && digits[6:10] < "2100" && date(digits[6:14])
}

// old tells whether 15 digits have a region and a date of birth of the 20th century (GB 11643-1989).
func old(digits string) bool {
	return numeric(digits) && region(digits) && date("19"+digits[6:12])
}

// date tells whether eight digits are a day that there is.
func date(digits string) bool {
	_, err := time.Parse("20060102", digits)
	return err == nil
}

func numeric(digits string) bool {
	for i := range len(digits) {
		if digits[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// region tells whether the first two digits are those of a province (GB/T 2260), and the next ones some place of it.
func region(digits string) bool {
	switch digits[0] {
	case '1', '5':
		return digits[1] >= '0' && digits[1] <= '5' && digits[:2] != "10" && digits[:2] != "55"
	case '2':
		return digits[1] >= '1' && digits[1] <= '3'
	case '3':
		return digits[1] >= '1' && digits[1] <= '7'
	case '4', '6':
		return digits[1] >= '1' && digits[1] <= '6' && digits[:2] != "66"
	case '7':
		return digits[1] == '1'
	case '8':
		return digits[1] >= '1' && digits[1] <= '3'
	case '9':
		return digits[1] == '1'
	}
	return false
}

// checkDigit computes the last digit from the 17 before it: ISO 7064 MOD 11-2.
func checkDigit(digits string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}
