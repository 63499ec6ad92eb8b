package personal

import (
	"bytes"
	"unicode/utf8"
)

// dwelling reads an address beyond the street around one of its numbers: a room of a building (3栋2单元501室, 望棠路2号501室) that is
// no public one, or a number of a house where a word says that somebody lives there.
func dwelling(text []byte, g group) (Number, bool) {
	if g.count > 4 || !housing(text, g) {
		return Number{}, false
	}
	if start, end, ok := room(text, g); ok && !public(text, start, end) {
		return Number{Dwelling, start, end, string(text[start:end])}, true
	}
	end := g.end
	switch after := text[g.end:]; {
	case startsWithAny(after, "号楼", "号院", "号线"):
		return Number{}, false
	case startsWithAny(after, "号", "组", "幢", "栋", "弄"):
		_, n := utf8.DecodeRune(after)
		end += n
	default:
		return Number{}, false
	}
	start, form := home(text, g.start)
	if start < 0 || !form && !startsWithAny(text[g.end:], "号") || startsWithAny(text[end:], "公交", "地铁", "线") {
		return Number{}, false
	}
	return Number{Dwelling, start, end, string(text[start:end])}, true
}

// housing tells whether a number may be part of an address: a look at one character on each side, since most are not.
func housing(text []byte, g group) bool {
	switch r, _ := utf8.DecodeRune(text[g.end:]); r {
	case '室', '房', '号', '户', '组', '幢', '栋', '弄':
		return true
	}
	if g.count < 3 {
		return false
	}
	i := g.start
	for i > 0 && (text[i-1] == ' ' || text[i-1] == '-') {
		i--
	}
	switch r, _ := utf8.DecodeLastRune(text[:i]); r {
	case '元', '栋', '幢', '座', '楼', '层':
		return true
	}
	return false
}

// counters follow a number that counts something, and is no room.
var counters = []string{
	"人", "元", "余", "多", "名", "个", "次", "米", "年", "份", "栋", "幢", "户居", "户家", "户困", "户，", "户。", "户的", "户共", "平", "㎡", "月", "日", "天", "分", "时", "点", "岁", "株", "棵", "盏", "辆", "台", "套", "件", "条", "层",
	"楼", "%", "％", "万", "单元", "米", "处", "间", "场", "期", "组", "家", "位", "级", "块", "号楼", "座", "公", "千", "百", "十",
}

// room tells whether the number of a room stands there, and gives the address from its building on.
func room(text []byte, g group) (start, end int, ok bool) {
	after := text[g.end:]
	end = g.end
	said := true
	switch {
	case startsWithAny(after, "室内", "室外", "户型", "室温"):
		return 0, 0, false
	case startsWithAny(after, "室", "房", "号房", "号室"), g.count >= 3 && startsWithAny(after, "号") && !startsWithAny(after, counters...), g.count >= 3 && oneHousehold(text, g):
		_, n := utf8.DecodeRune(after)
		end += n
	case g.count < 3 || startsWithAny(after, "户") || startsWithAny(after, counters...) || letterOrDigit(text, g.end):
		return 0, 0, false
	default:
		said = false
	}
	start, building, house := backward(text, g.start)
	before := bytes.TrimRight(text[:g.start], " -")
	if !said && !(building && endsWithAny(before, "单元", "栋", "幢", "座", "号楼", "楼", "层")) {
		return 0, 0, false
	}
	return start, end, building || house && said && g.count >= 3
}

// oneHousehold tells whether the number before 户 is that of one: behind a number of a building, others count households.
func oneHousehold(text []byte, g group) bool {
	return startsWithAny(text[g.end:], "户") && !startsWithAny(text[g.end:], counters...) && endsWithAny(text[:g.start], "单元", "-")
}

// parts are the words of which an address within a street is made; those of the first row say that a building is meant.
var parts = []struct {
	word     string
	building bool
}{
	{"单元", true}, {"号楼", true}, {"栋", true}, {"幢", true}, {"座", true}, {"弄", true}, {"门", true}, {"#", true},
	{"号院", false}, {"号", false}, {"院", false}, {"楼", false}, {"层", false}, {"第", false}, {"期", false}, {"区", false}, {"十", false}, {"-", false}, {" ", false}, {"－", false}, {"组", false},
	{"东", false}, {"西", false}, {"南", false}, {"北", false}, {"甲", false}, {"乙", false}, {"附", false},
}

// backward reads the parts of an address before an offset, and tells whether there is a building among them, or the number of a
// house. It begins with a number or a letter.
func backward(text []byte, end int) (start int, building, house bool) {
	const most = 60 // bytes
	i := end
	start = end
	mark := false
reading:
	for i > 0 && end-i < most {
		if n := numberBefore(text, i); n > 0 {
			i -= n
			start = i
			building = building || mark
			mark = false
			continue
		}
		for _, p := range parts {
			if endsWithAny(text[:i], p.word) {
				i -= len(p.word)
				mark = p.building || mark
				house = house || p.word == "号"
				continue reading
			}
		}
		break
	}
	return start, building, house
}

// numberBefore gives the size of a digit or a single capital letter that ends at an offset.
func numberBefore(text []byte, end int) int {
	c := text[end-1]
	if c-'0' <= 9 {
		return 1
	}
	if c-'A' < 26 && (end < 2 || (text[end-2]|0x20)-'a' >= 26) {
		return 1
	}
	r, n := utf8.DecodeLastRune(text[:end])
	if _, ok := hanDigit(r); ok {
		return n
	}
	if _, ok := value(r); ok {
		return n
	}
	if r == '十' {
		return n
	}
	return 0
}

// places are public ones: words that say so before or behind a room.
var places = []string{
	"活动室", "服务中心", "服务站", "居委会", "办公", "会议室", "服务点", "党群", "阅览室", "日间照料", "卫生", "驿站", "物业", "书屋", "食堂", "地点", "集合", "报名处", "值班室", "调解室", "图书", "中心", "教室", "展厅", "大厅", "工作站",
	"工作室", "学校", "站点", "养老", "公司", "门店", "警务", "支部", "业委会", "设在", "位于", "协会", "窗口", "厅", "联系地址", "来访地址", "来信地址", "单位地址", "邮寄地址", "受理地址",
}

// privacies say that somebody lives there, whatever public place is spoken of before them.
var privacies = []string{"住", "家", "到", "走进", "来到", "上门", "入户", "看望", "慰问", "户籍", "居民", "老人", "业主", "女士", "先生", "大爷", "奶奶", "独居", "租户"}

// public tells whether a room is a public one: the nearest word before it says so, or a word right behind it.
func public(text []byte, start, end int) bool {
	before := clause(text, start, 20*3, "。", "；", "！", "\n")
	last := func(words []string) int {
		at := -1
		for _, w := range words {
			at = max(at, bytes.LastIndex(before, []byte(w)))
		}
		return at
	}
	if p := last(places); p >= 0 && p > last(privacies) {
		return true
	}
	after := text[end:min(len(text), end+11*3)]
	if i := bytes.IndexAny(after, "。，；！\n,"); i >= 0 {
		after = after[:i]
	}
	for _, w := range places {
		if i := bytes.Index(after, []byte(w)); i >= 0 && !startsWithAny(after, "的") {
			return true
		}
	}
	return false
}

// homes say that somebody lives at what follows: labels of a form, and words of a sentence.
var (
	homeLabels = []string{"家庭住址", "家庭地址", "居住地址", "现住址", "现住地址", "户籍地址", "户籍所在地", "户籍地", "常住地址", "居住地", "住址", "收货地址"}
	homeWords  = []string{"家住", "住在", "现住", "居住在", "租住在", "居住于", "家在"}
)

// ofHome tells whether a text may have any of these words: most numbers stand behind none.
func ofHome(text []byte) bool {
	return bytes.Contains(text, []byte("住")) || bytes.Contains(text, []byte("址")) || bytes.Contains(text, []byte("籍")) || bytes.Contains(text, []byte("家在"))
}

// home finds the word that says so in the clause before a number, and gives where the address begins; −1 for none.
func home(text []byte, end int) (start int, form bool) {
	const most = 26 * 3 // bytes
	if !ofHome(text[max(0, end-most):end]) {
		return -1, false
	}
	part := clause(text, end, most, "。", "；", "！", "\n")
	at := func(words []string) int {
		for _, w := range words {
			if i := bytes.LastIndex(part, []byte(w)); i >= 0 {
				return end - len(part) + i + len(w)
			}
		}
		return -1
	}
	if start = at(homeLabels); start >= 0 {
		form = true
	} else if start = at(homeWords); start < 0 || bytes.Contains(text[start:end], []byte("，")) {
		return -1, false
	}
	for start < end {
		r, n := utf8.DecodeRune(text[start:])
		if !bytes.ContainsRune([]byte(" :：|=\"*"), r) {
			break
		}
		start += n
	}
	return start, form
}
