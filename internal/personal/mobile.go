package personal

// forms are the ways in which people group the digits of a mobile number.
var forms = [][]int{{11}, {3, 4, 4}, {3, 8}, {7, 4}, {4, 3, 4}, {4, 4, 3}, {3, 3, 5}, {5, 6}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}

// mobile reads a mobile number that begins with a group, after the code of the country or without it.
func mobile(text []byte, run []group, first int) (n Number, groups int) {
	if d, _, _ := digit(text, run[first].start); d != 1 && d != 8 && d != 0 {
		return Number{}, 0
	}
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
		if len(form) == 2 && far(text, run[begin:end]) && !labelled(text, start, phoneWords...) {
			continue
		}
		if digits := plain(text, run[begin:end]); assigned(digits) && free(text, start, stop) && !numbered(text, start) {
			return Number{Mobile, start, stop, digits}, end - first
		}
	}
	return ragged(text, run, first)
}

// ragged reads a mobile number that is grouped in no usual way, where a word says that it is one.
func ragged(text []byte, run []group, first int) (Number, int) {
	if d, _, _ := digit(text, run[first].start); d != 1 || first > 0 && !loose(run[first-1].after) {
		return Number{}, 0
	}
	digits := 0
	for end := first; end < len(run) && digits < 11; end++ {
		digits += run[end].count
		part := run[first : end+1]
		if digits != 11 || len(part) > 1 && part[len(part)-1].after != 0 && !loose(part[len(part)-1].after) {
			continue
		}
		start, stop := part[0].start, part[len(part)-1].end
		if d := plain(text, part); labelled(text, start, phoneWords...) && assigned(d) && free(text, start, stop) {
			return Number{Mobile, start, stop, d}, len(part)
		}
	}
	return Number{}, 0
}

// phoneWords stand before the number of a phone.
var phoneWords = []string{"电话", "手机", "联系", "致电", "拨打", "微信", "Tel", "tel", "TEL", "＋"}

// joined reads one group that is the code of the country and a mobile number without anything between.
func joined(text []byte, run []group, i int) (Number, bool) {
	g := run[i]
	if g.count != 13 && g.count != 15 || !bounded(run, i, i, i+1) {
		return Number{}, false
	}
	digits := plain(text, run[i:i+1])
	code := digits[:g.count-11]
	// without a sign before it, 86 may begin any number
	signed := code == "0086" || g.start > 0 && text[g.start-1] == '+' || labelled(text, g.start, phoneWords...)
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

// grouped tells whether groups have as many digits as a form says, all parted alike. The end of a line, and a change of script, may
// stand for any other parting. Dots and brackets part two halves of a decimal or a product as well.
func grouped(run []group, begin int, form []int) bool {
	if len(run) < begin+len(form) {
		return false
	}
	parting := inner(run, begin, begin+len(form))
	if (parting == '.' || parting == '(') && len(form) < 3 {
		return false
	}
	for i, count := range form {
		g := run[begin+i]
		if g.count != count || i < len(form)-1 && g.after != parting && !loose(g.after) {
			return false
		}
	}
	return true
}

// far tells whether two halves are rather two figures: they stand in two columns, or the second begins a line with a date or a time.
func far(text []byte, halves []group) bool {
	const most = 3 // bytes, of the widest blank
	if halves[0].after == '\n' {
		return startsWithAny(text[halves[1].end:], "年", "月", "/", ":", "-", ".", "：")
	}
	return halves[1].start-halves[0].end > most
}

func loose(parting rune) bool { return parting == '\n' || parting == turn || parting == '(' }

// inner gives what parts some groups; 0 where these are a single one.
func inner(run []group, begin, end int) (parting rune) {
	for _, g := range run[begin : end-1] {
		if parting = g.after; !loose(parting) {
			return parting
		}
	}
	return parting
}

// bounded tells whether groups are no part of a longer number: nothing is tied to them by a hyphen, and what parts them
// parts them from no further group but another such number.
func bounded(run []group, first, begin, end int) bool {
	before, after := rune(0), run[end-1].after
	if first > 0 {
		before = run[first-1].after
	}
	if before == '-' || after == '-' {
		return false
	}
	parting := inner(run, begin, end)
	alike := func(i int) bool {
		return i >= 0 && i+end-begin <= len(run) && run[i].count == run[begin].count && run[i+end-begin-1].count == run[end-1].count
	}
	return (before == 0 || before != parting || alike(begin-(end-begin))) && (after == 0 || after != parting || alike(end))
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
