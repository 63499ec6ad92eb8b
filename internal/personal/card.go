package personal

// card reads the number of a bank card that begins with a group.
func card(text []byte, run []group, first int) (n Number, groups int) {
	digits := 0
	for last := first; last < len(run) && digits < 19; last++ {
		digits += run[last].count
		if digits < 13 || digits > 19 || last+1 < len(run) && run[last].after != '\n' && !loose(run[last].after) {
			continue
		}
		part := run[first : last+1]
		start, end := part[0].start, part[len(part)-1].end
		if d := plain(text, part); numeric(d) && together(part) && free(text, start, end) && cardlike(text, start, d, part) {
			return Number{Card, start, end, d}, len(part)
		}
	}
	return Number{}, 0
}

// cardWords stand before the number of a card or an account.
var cardWords = []string{"卡号", "银行卡", "储蓄卡", "借记卡", "信用卡", "社保卡", "工资卡", "账号", "帐号", "账户", "帐户", "开户", "汇款", "转账", "打款", "收款", "银行", "存折"}

// cardlike tells whether digits are those of a card: of a range of cards with a right check digit, and said to be one or grouped
// like one. The cards of China's banks begin with 62 and have 16 or 19 digits, which is enough where nothing else is said; where a
// card is spoken of, a typed error in one is told as well.
func cardlike(text []byte, start int, d string, part []group) bool {
	said := labelled(text, start, cardWords...)
	if !issued(d) {
		return false
	}
	if !luhn(d) {
		return len(part) == 1 && d[:2] == "62" && (len(d) == 16 || len(d) == 19) && labelled(text, start, "银行卡", "卡号", "储蓄卡", "借记卡")
	}
	if said || inFours(part) {
		return true
	}
	return d[:2] == "62" && (len(d) == 16 || len(d) == 19) && !labelled(text, start, others...)
}

// inFours tells whether digits are grouped as on a card.
func inFours(part []group) bool {
	if len(part) < 4 {
		return false
	}
	for i, g := range part {
		if g.count != 4 && i < len(part)-1 || g.count > 4 {
			return false
		}
	}
	return true
}

// issued tells whether digits begin as those of cards do, and are as many: UnionPay, Visa, Mastercard, American Express, JCB, Diners
// Club, and the cards that China's banks gave out before UnionPay (95588 and others).
func issued(d string) bool {
	n := len(d)
	switch two := d[:2]; {
	case two == "62":
		return n >= 16
	case d[0] == '4', two >= "51" && two <= "55", two == "35", two == "60", two == "65", two >= "22" && two <= "27":
		return n == 16 || n == 19
	case two == "34", two == "37":
		return n == 15
	case two == "36", two == "38":
		return n == 14
	case d[:4] == "9558", d[:4] == "9400", d[:4] == "9111":
		return n == 19 || n == 16
	}
	return false
}

// luhn checks the last digit of a card.
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			v *= 2
			v -= v / 10 * 9
		}
		sum += v
	}
	return sum%10 == 0
}
