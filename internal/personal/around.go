package personal

import "bytes"

// letterOrDigit tells whether an ASCII letter or a digit that is no Chinese character stands at an offset.
func letterOrDigit(text []byte, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	_, size, s := digit(text, i)
	return size > 0 && s == latin || (text[i]|0x20)-'a' < 26
}

// alone tells whether a number is no part of something longer: a word with letters, or a decimal fraction.
func alone(text []byte, start, end int) bool {
	if letterOrDigit(text, start-1) && !phoneWord(text, start) || letterOrDigit(text, end) || startsWithAny(text[end:], "十", "百", "千", "万", "亿", "点") {
		return false
	}
	number := func(i int) bool { return i >= 0 && i < len(text) && text[i]-'0' <= 9 }
	dot := func(i int) bool { return i >= 0 && i < len(text) && text[i] == '.' }
	return !(dot(start-1) && number(start-2)) && !(dot(end) && number(end+1))
}

// item tells whether what stands before a number is no whole part of a decimal but the number of an item: 1. or 12.
func item(text []byte, start int) bool {
	i := start - 1
	if i < 1 || text[i] != '.' {
		return false
	}
	for i > 0 && text[i-1]-'0' <= 9 {
		i--
	}
	return start-1-i <= 2 && text[i] != '0' && !(i > 0 && (text[i-1] == '.' || letterOrDigit(text, i-1)))
}

// numbered tells whether the word right before a number says that it is one of a paper or a thing: 订单号, 票据编号.
func numbered(text []byte, start int) bool {
	part := bytes.TrimRight(clause(text, start, 12*3), " :：#NnOo.№为是")
	return endsWithAny(part, "单号", "编号", "流水号", "发票号码", "发票号", "发票代码", "票据号", "票号", "批号", "序列号", "合同号", "条码", "表号", "卡号", "户号", "学号", "编码", "代码", "设备号", "校验码", "验证码", "取件码", "案号", "注册号", "订单", "账号", "帐号")
}

// phoneWord tells whether the letters before a number say that it is one: Tel13800000000.
func phoneWord(text []byte, start int) bool {
	i := start
	for i > 0 && (text[i-1]|0x20)-'a' < 26 {
		i--
	}
	switch string(bytes.ToLower(text[i:start])) {
	case "tel", "phone", "mobile", "mob", "call", "wx", "vx", "wechat", "id":
		return true
	}
	return false
}

// money tells whether an amount stands there: a currency sign before it, or a unit behind it. 元旦 and 元宵 are festivals.
func money(text []byte, start, end int) bool {
	before, after := bytes.TrimRight(text[:start], " "), bytes.TrimLeft(text[end:], " ")
	if endsWithAny(before, "¥", "￥", "$", "RMB") {
		return true
	}
	if startsWithAny(after, "次") {
		return !startsWithAny(after, "次数", "次日", "次卡")
	}
	return startsWithAny(after, "元", "人次", "%", "％") && !startsWithAny(after, "元旦", "元宵")
}

func startsWithAny(text []byte, words ...string) bool {
	for _, w := range words {
		if len(text) >= len(w) && string(text[:len(w)]) == w {
			return true
		}
	}
	return false
}

func endsWithAny(text []byte, words ...string) bool {
	for _, w := range words {
		if len(text) >= len(w) && string(text[len(text)-len(w):]) == w {
			return true
		}
	}
	return false
}

// labelled tells whether one of some words stands within a dozen characters before an offset, on the same line and
// without a full stop between.
func labelled(text []byte, start int, words ...string) bool {
	const most = 12 * 3 // bytes
	part := clause(text, start, most, "。", "；", "，")
	for _, word := range words {
		if bytes.Contains(part, []byte(word)) {
			return true
		}
	}
	return false
}

// clause gives what stands before an offset, at most so many bytes, on the same line and behind all of some marks.
func clause(text []byte, start, most int, marks ...string) []byte {
	part := text[max(0, start-most):start]
	if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
		part = part[i:]
	}
	for _, mark := range marks {
		if i := bytes.LastIndex(part, []byte(mark)); i >= 0 {
			part = part[i+len(mark):]
		}
	}
	return part
}

// inURL tells whether an offset lies within a web address: its numbers are those of pages.
func inURL(text []byte, start int) bool {
	const most = 200 // bytes
	i := start
	for i > 0 && start-i < most && text[i-1] > ' ' && text[i-1] < 0x80 && bytes.IndexByte([]byte("\"'()<>"), text[i-1]) < 0 {
		i--
	}
	return bytes.Contains(text[i:start], []byte("://"))
}
