package words

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func isNumeral(r rune) bool {
	switch r {
	case '〇', '零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万', '亿', '两', '几', '数':
		return true
	}
	return false
}

// approximators stand before a number that is not exact; limits stand before one that is a bound.
var (
	approximators = []string{"大约", "将近", "接近", "超过", "大概", "差不多", "约", "近", "超", "逾"}
	limits        = []string{"不少于", "不低于", "不高于", "不超过", "至少", "最少", "最多", "超过"}
)

// number looks at a number of ASCII digits that begins at i.
func (s *search) number(i int) {
	j := i
	for isDigit(s.r(j)) || in(s.r(j), ".,") && isDigit(s.r(j+1)) {
		j++
	}
	if isLetter(s.r(i-1)) || s.r(i-1) == '-' && isLetter(s.r(i-2)) {
		return
	}
	s.unit(i, j)
	switch s.r(j) {
	case '百', '千', '几':
		s.mixed(i, j)
	case '月', '时', '点':
		s.day(i, j)
	}
	s.weekday(i, j)
	s.mixedDate(i, j)
	s.approximate(i, j)
	s.fold(i, j)
	s.percent(i, j)
	s.clock(i, j)
	s.shortYear(i, j)
	s.zeros(i, j)
	switch before := s.r(i - 1); {
	case before == '之' && s.endsWith(i, "百分之"):
		s.add(&RuleNumeral, "rule.numeral", i-3, j, s.slice(i, j)+"%", true)
	case before == '氏' && s.endsWith(i, "摄氏") && s.r(j) == '度':
		s.add(&RuleUnit, "rule.unit", i-2, j+1, s.slice(i, j)+"摄氏度", true)
	}
	if s.r(j) == '?' && isDigit(s.r(j+1)) && !isDigit(s.r(j+5)) && isHan(s.r(i-1)) {
		s.add(&RuleResidue, "words.broken", i, j+2, "", false)
	}
}

// numeral looks at a number of Chinese numerals that begins at i.
func (s *search) numeral(i int) {
	j := i
	for isNumeral(s.r(j)) {
		j++
	}
	first := s.runes[i]
	if (first == '数' || first == '几') && j > i+1 && in(s.runes[j-1], "十百千万亿") && in(s.r(j), "余多") && !in(s.r(j+1), "年种样元次云") {
		s.add(&RuleNumeral, "rule.numeral", i, j+1, s.slice(i, j), true)
		return
	}
	if j == i+1 && s.r(j) == '、' {
		s.between(i)
	}
	s.approximate(i, j)
	s.fold(i, j)
	s.lunar(i, j)
	s.zeroYear(i, j)
	s.mixedNumeral(i, j)
	s.item(i, j)
}

// lessBy are verbs after which there is no 倍: what is once as much less is nothing.
var lessBy = []string{"下降", "减少", "降低", "缩短", "缩小", "减轻", "下跌"}

// fold tells of something that became several times less.
func (s *search) fold(i, j int) {
	if s.r(j) != '倍' {
		return
	}
	k := i
	if in(s.r(k-1), "了近约") {
		k--
	}
	for _, verb := range lessBy {
		if s.endsWith(k, verb) {
			s.add(&RuleNumeral, "words.fold", k-2, j+1, "", false)
		}
	}
}

// between tells of an approximate number of two digits with a mark between them: 三、四十人.
func (s *search) between(i int) {
	const digits = "一二三四五六七八九"
	a, b := strings.IndexRune(digits, s.runes[i]), strings.IndexRune(digits, s.r(i+2))
	if a < 0 || b != a+len("一") || i == 0 || !isHan(s.r(i-1)) || in(s.r(i-1), "第初周期年月日高") {
		return
	}
	if after := s.r(i + 3); in(after, "十百千") && !in(s.r(i+4), "、") || in(after, "个天次岁名位户") && in(s.r(i-1), "了有的过约共来") {
		s.add(&RuleNumeral, "rule.numeral", i, i+3, s.slice(i, i+1)+s.slice(i+2, i+3), true)
	}
}

// approximate tells of a number from i to j that is said to be inexact twice: 约10余人, 近50人左右, 至少3次以上.
func (s *search) approximate(i, j int) {
	switch s.r(i - 1) {
	case '约', '近', '过', '概', '多', '超', '逾', '于', '少', '为', '达':
	default:
		if r := s.r(j); r != '余' && r != '多' && r != '来' {
			return
		}
	}
	before, approximated := "", false
	for _, a := range approximators {
		if s.endsWith(i, a) {
			before, approximated = a, true
			break
		}
	}
	limited := false
	for _, l := range limits {
		limited = limited || s.endsWith(i, l)
	}
	k := j
	for in(s.r(k), "十百千万亿") {
		k++
	}
	more := in(s.r(k), "余") || s.r(k) == '多' && !in(s.r(k+1), "元个动功媒边方维层数") || s.r(k) == '多' && in(s.r(k+1), "个元") && k > j-1 && s.r(k+2) != '化'
	if s.r(k) == '来' && approximated && in(s.r(k+1), "个人名户位") {
		more = true
	}
	if !approximated && !limited && !more {
		return
	}
	after, end := s.around(k, more)
	from := i - len([]rune(before))
	switch {
	case approximated && more && !s.recent(before, k), approximated && after != "", more && after != "" && after != "以上", limited && (after == "以上" || after == "以下"):
		if limited && !approximated {
			from = i - 2
		}
		s.add(&RuleNumeral, "words.twice-about", from, max(end, k+1), "", false)
	}
}

// around looks behind a number for 左右, 上下, 以上, over its unit of a few characters.
func (s *search) around(k int, more bool) (word string, end int) {
	if more {
		k++
	}
	for n := 0; n <= 4; n++ {
		if !isHan(s.r(k+n)) && s.r(k+n) != '%' {
			return "", 0
		}
		for _, w := range []string{"左右", "上下", "以上", "以下"} {
			if s.has(k+n, w) && !s.has(k+n, "左右手") && !s.has(k+n, "左右两") && !s.has(k+n, "上下楼") && !s.has(k+n, "上下班") && !s.has(k+n, "上下学") && !s.has(k+n, "上下午") {
				return w, k + n + 2
			}
		}
	}
	return "", 0
}

// recent tells 近 as in 近十余年: lately, not nearly.
func (s *search) recent(before string, k int) bool {
	if before != "近" {
		return false
	}
	for n := 0; n < 3; n++ {
		if in(s.r(k+n), "年天日月周") || s.has(k+n, "个月") {
			return true
		}
	}
	return false
}

// mixed tells of digits with 十 百 千 behind them, as in 3千人, and of 20几人.
func (s *search) mixed(i, j int) {
	if in(s.r(i-1), "第年") || strings.ContainsAny(s.slice(i, j), ".,") {
		return
	}
	const counted = "名人元户多余份平个件册次斤亩位棵条处瓶袋箱台辆本盏张把块盆株只盒包套幅场吨米公"
	value, _ := strconv.Atoi(s.slice(i, j))
	switch {
	case j-i <= 2 && in(s.r(j), "百千") && in(s.r(j+1), counted) && value < 100 && !(s.r(j) == '千' && in(s.r(j+1), "米克瓦伏焦帕赫卡")): // 3千米 is a unit
		zeros := map[rune]string{'百': "00", '千': "000"}[s.runes[j]]
		s.add(&RuleNumeral, "rule.numeral", i, j+1, s.slice(i, j)+zeros, true)
	case s.r(j) == '几' && in(s.r(j+1), "名人元户个份件次位天年岁棵条处"):
		right := ""
		if value >= 10 && value < 100 && value%10 == 0 {
			right = strings.TrimPrefix(string([]rune("一二三四五六七八九")[value/10-1]), "一") + "十几"
		}
		key := "rule.numeral"
		if right == "" {
			key += ".open"
		}
		s.add(&RuleNumeral, key, i, j+1, right, right != "")
	}
}

// daysIn are the most days that a month may have.
var daysIn = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// day tells of a day that no month has, a month that no year has, a time that no day has, and of 06月.
func (s *search) day(i, j int) {
	if s.runes[j] == '点' {
		s.point(i, j)
	}
	value, err := strconv.Atoi(s.slice(i, j))
	if err != nil || j-i > 2 {
		return
	}
	switch s.r(j) {
	case '月':
		s.month(i, j, value)
	case '时', '点':
		if m, end := s.digits(j + 1); end > j+1 && end <= j+3 && s.r(end) == '分' && s.r(end+1) != '钟' && (value > 24 && in(s.r(i-1), "午日晚") || m > 59) {
			s.add(&RuleNumeral, "words.no-time", i, end+1, "", false)
		}
	}
}

func (s *search) month(i, j, month int) {
	day, end := s.digits(j + 1)
	dated := end > j+1 && end <= j+3 && in(s.r(end), "日号")
	year := s.year(i)
	switch {
	case in(s.r(j+1), "余多") || s.r(j+1) == '龄' || !dated && year == 0 && !(month > 12 && in(s.r(j+1), "份的")):
		return
	case month == 0 || month > 12:
		s.add(&RuleNumeral, "words.no-day", i, max(j+1, end), "", false)
	case dated && (day == 0 || day > daysIn[month] || day == 29 && month == 2 && year > 0 && (year%4 != 0 || year%100 == 0 && year%400 != 0)):
		s.add(&RuleNumeral, "words.no-day", i, end+1, "", false)
	case s.runes[i] == '0' || dated && s.r(j+1) == '0':
		right, to := strconv.Itoa(month)+"月", j+1
		if dated {
			right, to = right+strconv.Itoa(day), end
		}
		s.add(&RuleNumeral, "rule.numeral", i, to, right, true)
	}
}

// digits reads the number that begins at i.
func (s *search) digits(i int) (value, end int) {
	for end = i; isDigit(s.r(end)) && end < i+4; end++ {
		value = 10*value + int(s.runes[end]-'0')
	}
	return value, end
}

// year gives the year before i; 0 for none.
func (s *search) year(i int) int {
	if s.r(i-1) != '年' || i < 5 {
		return 0
	}
	year, end := s.digits(i - 5)
	if end != i-1 || isDigit(s.r(i-6)) {
		return 0
	}
	return year
}

// units are what stands behind a number for a unit, and how the standard has it; longer ones first.
var units = []struct{ wrong, right string }{
	{"平方公尺", "平方米"}, {"平米", "平方米"}, {"平方", "平方米"}, {"立方", "立方米"}, {"公分", "厘米"}, {"公尺", "米"}, {"公升", "升"}, {"华里", ""}, {"市斤", "斤"}, {"美金", "美元"}, {"人/次", "人次"},
	{"KM", "km"}, {"Km", "km"}, {"KG", "kg"}, {"Kg", "kg"}, {"CM", "cm"}, {"Cm", "cm"}, {"M2", "平方米"}, {"m2", "平方米"}, {"㎡", "平方米"}, {"M3", "立方米"}, {"m3", "立方米"},
	{"M²", "m²"}, {"M³", "m³"}, {"Km²", "km²"}, {"KM²", "km²"}, {"MM", "mm"}, {"Mm", "mm"}, {"ML", "mL"}, {"Ml", "mL"}, {"Mpa", "MPa"}, {"HZ", "Hz"}, {"CC", "mL"}, {"Kpa", "kPa"}, {"KPa", "kPa"}, {"KPA", "kPa"}, {"Kcal", "kcal"}, {"KCAL", "kcal"}, {"KHZ", "kHz"}, {"KHz", "kHz"}, {"KWH", "kW·h"}, {"KWh", "kW·h"}, {"Kwh", "kW·h"}, {"kwh", "kW·h"}, {"KW", "kW"}, {"Kw", "kW"}, {"kw", "kW"}, {"KV", "kV"}, {"Hz.", "Hz"},
}

// wholeUnits are units that begin as one of these, and are right.
var wholeUnits = []string{"平方米", "平方公里", "平方千米", "平方厘米", "平方分米", "平方毫米", "平方英", "平方根", "平方差", "平方多", "立方多", "立方米", "立方厘米", "立方分米", "立方千米", "立方毫米", "立方体", "立方根", "公分制"}

// unitStarts has the places of the units by their first character.
var unitStarts = func() map[rune][]int {
	all := map[rune][]int{}
	for i, u := range units {
		r, _ := utf8.DecodeRuneInString(u.wrong)
		all[r] = append(all[r], i)
	}
	return all
}()

// unit looks at what stands behind a number.
func (s *search) unit(i, j int) {
	k := j
	for {
		switch s.r(k) {
		case '余', '多', '万', '千', '百', '亿', ' ':
			k++
			continue
		}
		break
	}
	switch s.r(k) {
	case '人':
		if s.r(k+1) != '/' {
			return
		}
	case '平', '立', '公', '华', '市', '美', 'K', 'C', 'M', 'm', 'k', '㎡', 'H':
	default:
		return
	}
	if _, right := s.hasAny(k, wholeUnits); right {
		return
	}
	for _, i := range unitStarts[s.r(k)] {
		u := units[i]
		if !s.has(k, u.wrong) {
			continue
		}
		end := k + len([]rune(u.wrong))
		if u.wrong[0] < 0x80 && (isLetter(s.r(end)) || isDigit(s.r(end))) {
			return
		}
		key := "rule.unit"
		if u.right == "" {
			key += ".open"
		}
		s.add(&RuleUnit, key, k, end, u.right, u.right != "")
		return
	}
	if s.has(k, "公里/小时") || s.has(k, "公里每小时") || s.has(k, "km/h") {
		if s.endsWith(i, "时速") || s.endsWith(i, "时速为") || s.endsWith(i, "时速达") || s.endsWith(i, "时速约") {
			s.add(&RuleUnit, "words.twice-speed", i, k+2, "", false)
		}
	}
}
