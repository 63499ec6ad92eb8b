package words

import "strings"

// weekday tells of a day of the week in digits: 星期5下午. What is counted in weeks has no such part of the day behind it.
func (s *search) weekday(i, j int) {
	if s.r(i-1) != '期' || j != i+1 || s.r(i-2) != '星' || !in(s.runes[i], "123456") {
		return
	}
	if next := s.r(j); isMark(next) || in(next, "上下早晚中至到和的") && !in(s.r(j+1), "个次天小") {
		s.add(&RuleNumeral, "rule.numeral", i, j, string([]rune("一二三四五六")[s.runes[i]-'1']), true)
	}
}

// mixedDate tells of digits in a date of which the year is in Chinese numerals: 二〇二六年5月, 二十世纪90年代.
func (s *search) mixedDate(i, j int) {
	switch {
	case s.r(i-1) == '年' && (s.r(j) == '月') && j-i <= 2 && isNumeral(s.r(i-2)) && isNumeral(s.r(i-5)) && !isNumeral(s.r(i-6)) && in(s.r(i-5), "一二"):
		s.add(&RuleNumeral, "rule.numeral.open", i-5, j+1, "", false)
	case s.r(j) == '年' && s.r(j+1) == '代' && s.r(i-1) == '纪' && s.r(i-2) == '世' && isNumeral(s.r(i-3)):
		s.add(&RuleNumeral, "rule.numeral.open", i-3, j+2, "", false)
	}
}

// mixedNumeral tells of Chinese numerals in a date that began in digits: 2026年五月, 5月十二日, 20世纪九十年代.
func (s *search) mixedNumeral(i, j int) {
	if before := s.r(i - 1); j-i > 3 || before != '年' && before != '月' && before != '纪' {
		return
	}
	value, ok := smallNumber(s.runes[i:j])
	if !ok {
		return
	}
	wrong := false
	switch next := s.r(j); {
	case next == '月' && s.r(i-1) == '年':
		_, day := smallNumber(s.runes[j+1 : min(j+2, len(s.runes))])
		wrong = isDigit(s.r(i-2)) && isDigit(s.r(i-5)) && !day && s.r(j+1) != '初'
	case (next == '日' || next == '号') && s.r(i-1) == '月':
		wrong = isDigit(s.r(i - 2))
	case next == '年' && s.r(j+1) == '代' && s.r(i-1) == '纪' && s.r(i-2) == '世':
		wrong = isDigit(s.r(i - 3))
	}
	if wrong {
		s.add(&RuleNumeral, "rule.numeral", i, j, value, true)
	}
}

// smallNumber reads a Chinese numeral below one hundred.
func smallNumber(numeral []rune) (value string, ok bool) {
	const digits = "〇一二三四五六七八九"
	n, last := 0, 0
	for _, r := range numeral {
		d := strings.IndexRune(digits, r) / len("〇")
		switch {
		case r == '十' && n == 0:
			n, last = 10*max(1, last), 0
		case d > 0 && strings.ContainsRune(digits, r) && last == 0:
			last = d
		default:
			return "", false
		}
	}
	n += last
	if n >= 10 {
		return string([]rune{rune('0' + n/10), rune('0' + n%10)}), true
	}
	return string(rune('0' + n)), n > 0
}

// pointed are units with which a number has a decimal point; 3点5分 is a time.
var pointed = []string{"公里", "千米", "米", "万", "亿", "倍", "吨", "公斤", "千克", "平方", "元", "个百分点", "亩", "公顷"}

// point tells of 点 in place of a decimal point: 3点5公里.
func (s *search) point(i, j int) {
	k := j + 1
	for isDigit(s.r(k)) {
		k++
	}
	if _, unit := s.hasAny(k, pointed); unit && k > j+1 {
		s.add(&RuleNumeral, "rule.numeral", i, k, s.slice(i, j)+"."+s.slice(j+1, k), true)
	}
}

// duties are what items of a plan begin with.
var duties = strings.Fields("提高 加强 坚持 认真 强化 做好 严格 必须 深化 完善 健全 加大 提升 推进 开展 建立 明确 统一 广泛 落实 抓好 抓实 压实 突出 注重 聚焦 活动 总体 指导 工作 组织 主要 基本 报名 参赛 评选 时间 要")

// item tells of the number of an item with a comma behind it, at the beginning of a line: 一，提高认识.
func (s *search) item(i, j int) {
	if j != i+1 || s.r(j) != '，' || s.r(i-1) != -1 && s.r(i-1) != '\n' && s.r(i-1) != '　' || in(s.runes[i], "百千万亿几数两") {
		return
	}
	if _, duty := s.hasAny(j+1, duties); duty {
		s.add(&RulePunctuation, "rule.punctuation", j, j+1, "、", true)
	}
}
