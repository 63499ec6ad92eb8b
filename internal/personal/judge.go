package personal

import "time"

// judge finds the numbers in a run of groups.
func judge(text []byte, run []group, found []Number) []Number {
	for i := 0; i < len(run); {
		n, taken := identity(text, run, i)
		if taken == 0 {
			n, taken = mobile(text, run, i)
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
		if !alone(text, start, end) {
			continue
		}
		if kind := identityKind(text, start, plain(text, part), len(part)); kind != 0 {
			return Number{kind, start, end, plain(text, part)}, len(part)
		}
	}
	return Number{}, 0
}

// identityKind judges the digits of what may be an identity number. A number in groups must have a right check digit, or
// else be grouped as people do, since numbers of a list may stand side by side.
func identityKind(text []byte, start int, digits string, groups int) Kind {
	switch {
	case len(digits) == 15:
		// registration numbers of companies had 15 digits, too
		if groups == 1 && old(digits) && !labelled(text, start, "注册", "执照", "许可", "登记", "备案", "信用", "编号", "税", "账", "帐", "卡号", "订单", "流水", "统一", "IMEI") {
			return Identity
		}
	case !wellFormed(digits) || labelled(text, start, "信用代码"):
	case checkDigit(digits) == digits[17]:
		return Identity
	case groups == 1 && digits[17] != 'X':
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

// forms are the ways in which people group the digits of a mobile number.
var forms = [][]int{{11}, {3, 4, 4}, {3, 8}, {7, 4}, {4, 3, 4}}

// mobile reads a mobile number that begins with a group, after the code of the country or without it.
func mobile(text []byte, run []group, first int) (n Number, groups int) {
	if n, ok := joined(text, run, first); ok {
		return n, 1
	}
	code := 0
	if c := run[first]; (c.count == 2 || c.count == 4) && countryCode(plain(text, run[first:first+1])) {
		code = 1
	}
	for _, form := range forms {
		begin, end := first+code, first+code+len(form)
		if end > len(run) || !grouped(run, begin, form) || !bounded(run, first, begin, end) {
			continue
		}
		start, stop := run[first].start, run[end-1].end
		if digits := plain(text, run[begin:end]); assigned(digits) && free(text, start, stop) {
			return Number{Mobile, start, stop, digits}, end - first
		}
	}
	return Number{}, 0
}

// joined reads one group that is the code of the country and a mobile number without anything between.
func joined(text []byte, run []group, i int) (Number, bool) {
	g := run[i]
	if g.count != 13 && g.count != 15 || !bounded(run, i, i, i+1) {
		return Number{}, false
	}
	digits := plain(text, run[i:i+1])
	code := digits[:g.count-11]
	// without a sign before it, 86 may begin any number
	signed := code == "0086" || g.start > 0 && text[g.start-1] == '+' || labelled(text, g.start, "电话", "手机", "联系", "Tel", "tel", "＋")
	if !countryCode(code) || !signed || !assigned(digits[len(code):]) || !free(text, g.start, g.end) {
		return Number{}, false
	}
	return Number{Mobile, g.start, g.end, digits[len(code):]}, true
}

func countryCode(digits string) bool { return digits == "86" || digits == "0086" }

// free tells whether a number is nothing else than a mobile number.
func free(text []byte, start, end int) bool {
	return alone(text, start, end) && !money(text, start, end) && !inURL(text, start)
}

// grouped tells whether groups have as many digits as a form says, all parted alike.
func grouped(run []group, begin int, form []int) bool {
	for i, count := range form {
		if run[begin+i].count != count || i > 0 && i < len(form)-1 && run[begin+i].after != run[begin].after {
			return false
		}
	}
	return true
}

// bounded tells whether groups are no part of a longer number: nothing is tied to them by a hyphen, and groups that are
// parted by spaces have no further group beside them but another such number.
func bounded(run []group, first, begin, end int) bool {
	before, after := rune(0), run[end-1].after
	if first > 0 {
		before = run[first-1].after
	}
	if before == '-' || after == '-' {
		return false
	}
	if end-begin == 1 || run[begin].after == '-' {
		return true
	}
	alike := func(i int) bool {
		return i >= 0 && i+end-begin <= len(run) && run[i].count == run[begin].count && run[i+end-begin-1].count == run[end-1].count
	}
	return (before == 0 || alike(begin-(end-begin))) && (after == 0 || alike(end))
}

// assigned tells whether 11 digits are of a range that is assigned to mobile phones. Ranges of things (14 digits and more
// in all) are no phones.
func assigned(d string) bool {
	if len(d) != 11 || d[0] != '1' || !numeric(d) {
		return false
	}
	switch d[1] {
	case '3', '8':
		return true
	case '4':
		return d[2] == '5' || d[2] == '7' || d[2] == '9'
	case '5':
		return d[2] != '4'
	case '6':
		return d[2] == '2' || d[2] == '5' || d[2] == '6' || d[2] == '7'
	case '7':
		return d[2] != '4' || d[3] == '0' || d[3] == '9' || d[3] == '1' && d[4] <= '2'
	case '9':
		return d[2] != '4'
	}
	return false
}
