package personal

import "bytes"

// birth reads a date of birth that begins with a group: a whole day, with a word that says what it is. A year, or a year and a month, is
// what every notice of a candidate gives.
func birth(text []byte, run []group, first int) (Number, bool) {
	g := run[first]
	if g.count != 4 && g.count != 8 || !ofBirth(text, g) {
		return Number{}, false
	}
	day, end := day(text, g)
	if day == "" || !date(day) || day < "19" || day >= "21" {
		return Number{}, false
	}
	if !bornBefore(text, g.start) && !bornAfter(text[end:]) || day < oldest || historic(text, g.start) {
		return Number{}, false
	}
	return Number{Birth, g.start, end, day}, true
}

// oldest is a year of birth of nobody who lives.
const oldest = "1906"

// historic tells whether the sentence before a date is of a person, or of something, that belongs to history.
func historic(text []byte, start int) bool {
	part := clause(text, start, 30*3, "。", "；", "！")
	for _, word := range []string{
		"雷锋", "焦裕禄", "毛泽东", "周恩来", "刘少奇", "朱德", "邓小平", "陈云", "习仲勋", "孙中山", "鲁迅", "黄继光", "董存瑞", "邱少云", "刘胡兰", "王进喜", "钱学森", "邓稼先", "袁隆平", "李四光", "华罗庚", "时传祥", "王杰", "欧阳海", "张思德", "杨靖宇", "赵一曼", "江竹筠",
		"孔繁森", "谷文昌", "杨善洲", "方志敏", "瞿秋白", "李大钊", "聂耳", "冼星海", "巴金", "冰心", "老舍", "烈士",
	} {
		if bytes.Contains(part, []byte(word)) {
			return true
		}
	}
	return false
}

// ofBirth tells whether any word around a number speaks of birth: most dates are of something else.
func ofBirth(text []byte, g group) bool {
	const most = 45 // bytes
	near := text[max(0, g.start-most):min(len(text), g.end+most)]
	return bytes.Contains(near, []byte("生")) || bytes.Contains(near, []byte("irth")) || bytes.Contains(near, []byte("born"))
}

// day reads a date as eight digits: 19520304, 1952年3月4日, 1952-03-04, 1952.3.4, 一九五二年三月四日.
func day(text []byte, g group) (digits string, end int) {
	year := plain(text, []group{g})
	if g.count == 8 {
		return year, g.end
	}
	month, i := part(text, g.end, "年", "-", "/", ".", "－", "．")
	date, j := part(text, i, "月", "-", "/", ".", "－", "．")
	if month == "" || date == "" {
		return "", 0
	}
	if k := j + blanks(text, j); startsWithAny(text[k:], "日", "号") {
		j = k + len("日")
	}
	return year + month + date, j
}

// part reads one of some marks and a number of one or two digits behind it.
func part(text []byte, i int, marks ...string) (two string, end int) {
	i += blanks(text, i)
	for _, mark := range marks {
		if !startsWithAny(text[min(i, len(text)):], mark) {
			continue
		}
		i += len(mark)
		i += blanks(text, i)
		n, size := small(text, i)
		if n > 0 {
			return string([]byte{byte('0' + n/10), byte('0' + n%10)}), i + size
		}
		return "", 0
	}
	return "", 0
}

func blanks(text []byte, i int) int {
	start := i
	for i < len(text) && text[i] == ' ' {
		i++
	}
	return i - start
}

// small reads a number from 1 to 39, in digits or in Chinese: 二十八.
func small(text []byte, i int) (n, size int) {
	start, ten := i, false
	for range 3 {
		d, width, s := digit(text, i)
		switch {
		case width > 0 && s == han && ten:
			n += int(d)
		case width > 0:
			n = n*10 + int(d)
		case startsWithAny(text[min(i, len(text)):], "十") && !ten:
			n, ten, width = max(n, 1)*10, true, len("十")
		default:
			return n, i - start
		}
		i += width
	}
	return n, i - start
}

// bornBefore tells whether a word before a date says that it is one of birth.
func bornBefore(text []byte, start int) bool {
	part := clause(text, start, 15*3, "。", "；", "！")
	part = bytes.TrimRight(part, " :：,，|\t（(\"'=于是为*")
	for _, calendar := range []string{"公历", "农历", "阳历", "阴历", "（", "("} {
		part = bytes.TrimSuffix(part, []byte(calendar))
	}
	part = bytes.TrimRight(part, " :：|\t（(于是为*")
	if endsWithAny(part, "出生", "出生日期", "出生年月", "出生年月日", "出生时间", "birthday", "birth", "born") {
		return true
	}
	if endsWithAny(part, "诞生") {
		return endsWithAny(part, "他诞生", "她诞生", "孩子诞生", "宝宝诞生", "婴儿诞生")
	}
	if endsWithAny(part, "生日") {
		return !endsWithAny(part, "党的生日", "祖国生日", "祖国的生日", "国家生日", "政治生日", "集体生日", "新中国生日", "母亲生日")
	}
	// 生于: the character before it belongs to no other word, such as 发生于
	return endsWithAny(part, "生") && endsWithAny(bytes.TrimRight(text[:start], " "), "生于") && !endsWithAny(part, "发生", "产生", "学生", "诞生", "新生", "先生", "医生")
}

// bornAfter tells whether a word behind a date says so.
func bornAfter(text []byte) bool {
	text = bytes.TrimLeft(text, " ")
	if startsWithAny(text, "出生", "（生日", "生日") {
		return !startsWithAny(text, "出生登记", "出生医学", "出生人口", "生日会", "生日活动", "生日宴", "出生缺陷", "出生证")
	}
	return startsWithAny(text, "生，", "生。", "生、", "生于", "生人", "生）", "生)", "生；", "生 ")
}
