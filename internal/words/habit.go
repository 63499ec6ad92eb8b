package words

import "strings"

// percent tells of a range of which only the end has a per cent sign: 5—8%. The number from i to j is its beginning.
func (s *search) percent(i, j int) {
	if !in(s.r(j), "-—–~～至") {
		return
	}
	k := j + 1
	for isDigit(s.r(k)) || s.r(k) == '.' && isDigit(s.r(k+1)) {
		k++
	}
	if k == j+1 || s.r(k) != '%' || in(s.r(i-1), "-—–~～./年月日") {
		return
	}
	s.add(&RuleNumeral, "rule.numeral", i, k+1, s.slice(i, j)+"%"+s.slice(j, k+1), true)
}

// clock tells of a time of day that no clock shows: 晚上7:75, 上午25:00.
func (s *search) clock(i, j int) {
	if s.r(j) != ':' && s.r(j) != '：' || j-i > 2 || !in(s.r(i-1), "午晚上早晨间于至到") {
		return
	}
	hours, _ := s.digits(i)
	minutes, end := s.digits(j + 1)
	if end == j+3 && s.r(end) != ':' && (minutes > 59 || hours > 24) {
		s.add(&RuleNumeral, "words.no-time", i, end, "", false)
	}
}

// shortYear tells of a year without its century: 26年3月.
func (s *search) shortYear(i, j int) {
	if j-i != 2 || s.r(j) != '年' || isHan(s.r(i-1)) && !in(s.r(i-1), "于从自至到在截是") || in(s.r(i-1), "-—–~～.'’") {
		return
	}
	month, end := s.digits(j + 1)
	if end == j+1 || end > j+3 || s.r(end) != '月' || month == 0 || month > 12 || s.r(end+1) == '龄' {
		return
	}
	right := "20"
	if s.r(i) > '4' {
		right = "19"
	}
	s.add(&RuleNumeral, "rule.numeral", i, j+1, right+s.slice(i, j+1), false)
}

// zeros tells of a number of nothing but zeros, which stands for one that is still to come: 0000-00000000.
func (s *search) zeros(i, j int) {
	if s.r(i) != '0' {
		return
	}
	k := i
	for s.r(k) == '0' || s.r(k) == '-' && s.r(k+1) == '0' {
		k++
	}
	if !isDigit(s.r(k)) && !isLetter(s.r(k)) && !in(s.r(k), ".:") && !in(s.r(i-1), ".,:-/") && k-i >= len("00000") && k >= j {
		s.placeholder(i, k)
	}
}

// lunar tells of a date half in digits: 八月15日, 正月初5. The numeral ends at j.
func (s *search) lunar(i, j int) {
	k := j
	switch {
	case s.r(j) == '月' && j-i <= 2 && isNumeral(s.runes[j-1]) && !in(s.runes[i], "百千万亿几数两"):
		k++
	default:
		return
	}
	day, end := s.digits(k)
	if end == k || end > k+2 || s.r(end) != '日' || day > daysIn[0]+31 {
		return
	}
	if month := strings.Index("一 二 三 四 五 六 七 八 九 十 十一十二", s.slice(i, j)); month >= 0 {
		s.add(&RuleNumeral, "rule.numeral.open", i, end+1, "", false)
	}
}

// zeroYear tells of 零 in a year, which is a 〇: 二零二六年.
func (s *search) zeroYear(i, j int) {
	if j-i == 4 && s.r(j) == '年' && in(s.r(i), "一二") && strings.ContainsRune(s.slice(i, j), '零') && !strings.ContainsAny(s.slice(i, j), "十百千万亿两几数") {
		s.add(&RuleNumeral, "rule.numeral", i, j, strings.ReplaceAll(s.slice(i, j), "零", "〇"), true)
	}
}

// letterFor tells of a letter in place of a number: 共有N名党员.
func (s *search) letterFor(i int) {
	if isHan(s.r(i-1)) && in(s.r(i+1), "名人户个次场位件元份") && !in(s.r(i-1), "第型类组区栋座楼室店级班") {
		s.placeholder(i, i+1)
	}
}

// empty tells of brackets with nothing but blanks in them, where a number or a name should stand: （    ）人.
func (s *search) empty(i int) {
	j := i + 1
	for s.r(j) == ' ' || s.r(j) == '　' {
		j++
	}
	if j > i+1 && s.r(j) == '）' && (in(s.r(j+1), places) || in(s.r(j+1), "个位户场件份条项")) {
		s.placeholder(i, j+1)
	}
}

// shout looks at a 。-like mark of feeling: more than three in a row, question marks in place of a number, a question that is none.
func (s *search) shout(i int) {
	r := s.runes[i]
	if s.r(i-1) == r {
		return
	}
	if isStop(s.r(i-1)) && i > 1 && !isStop(s.r(i-2)) {
		s.add(&RulePunctuation, "rule.punctuation", i-1, i+1, string(r), false)
		return
	}
	j := i
	for s.r(j) == r {
		j++
	}
	switch {
	case r == '？' && j-i >= 2 && in(s.r(j), "元名人户个次场年月日号位件"):
		s.placeholder(i, j)
	case j-i > 3:
		s.add(&RulePunctuation, "rule.punctuation", i, j, string(r), true)
	case r == '？' && j == i+1 && s.reported(i):
		s.add(&RulePunctuation, "rule.punctuation", i, i+1, "。", true)
	}
}

// reports are verbs of which a question is the object, and askers are words with which such a question is asked.
var (
	reports = strings.Fields("讨论了 研究了 商量了 商讨了 探讨了 协商了 介绍了 讲解了 讲述了 询问了 了解了 明确了 说明了 解答了 回答了 知道了 明白了 学会了 懂得了 掌握了 交流了 分享了 演示了 思考")
	askers  = strings.Fields("如何 怎样 怎么 是否 哪些 什么 谁 多少 为何 哪里 能否")
)

// reported tells whether the question that ends at i is only told of: 大家讨论了如何停车？
func (s *search) reported(i int) bool {
	from := i
	for from > 0 && i-from < 80 && !in(s.runes[from-1], "。？！；：“”‘’\n") {
		from--
	}
	said := s.slice(from, i)
	if strings.HasSuffix(said, "吗") || strings.HasSuffix(said, "呢") || strings.HasSuffix(said, "没有") || i-from >= 80 {
		return false
	}
	for _, verb := range reports {
		_, question, found := strings.Cut(said, verb)
		if !found {
			continue
		}
		for _, a := range askers {
			if strings.Contains(question, a) {
				return true
			}
		}
	}
	return false
}

// occasions are what is no book or film, and stands behind its name: 《清洁家园》志愿服务活动.
var occasions = strings.Fields("课程 活动 主题活动 志愿服务活动 系列活动 主题系列活动 志愿活动 公益活动 行动 专项行动 比赛 大赛 晚会 联欢会 运动会 称号 荣誉称号 仪式 工程 培训班 主题党日 文艺演出 项目 品牌")

// laws are how the names of what has a name in such marks often end.
var laws = strings.Fields("法 条例 办法 规定 纲要 意见 方案 报告 决定 准则 规划 通知 公约 章程 宪法 法典 守则 制度 指南 手册 标准")

// titled tells of a title's marks around the name of something else; i is the closing one.
func (s *search) titled(i int) {
	s.certified(i)
	if !s.hasOccasion(i + 1) {
		return
	}
	for k := i - 1; k >= 0 && k > i-24; k-- {
		switch s.runes[k] {
		case '《':
			for _, law := range laws {
				if s.endsWith(i, law) && !s.endsWith(i, "方法") && !s.endsWith(i, "做法") && !s.endsWith(i, "书法") {
					return
				}
			}
			s.add(&RulePunctuation, "rule.punctuation", k, i+1, "“"+s.slice(k+1, i)+"”", false)
			return
		case '》', '\n', '。':
			return
		}
	}
}

// hasOccasion tells whether an occasion stands at i, and nothing that makes it the occasion of a book: 《红楼梦》活动中.
func (s *search) hasOccasion(i int) bool {
	_, found := s.hasAny(i, occasions)
	return found
}

// afterQuote tells of a stop behind a quotation that ends with one already: 。”。
func (s *search) afterQuote(i int) {
	if s.r(i-1) == '”' && in(s.r(i-2), "。！？") && in(s.runes[i], "。，") && s.r(i-2) == '。' {
		s.add(&RulePunctuation, "rule.punctuation", i-1, i+1, "”", s.runes[i] == '。')
	}
}

// certificates are papers that are no books.
var certificates = strings.Fields("身份证 居住证 残疾证 残疾人证 优待证 许可证 健康证 合格证 资格证 房产证 产权证 结婚证 离婚证 准生证 学生证 工作证 老年证 驾驶证 行驶证 上岗证 志愿者证 捐赠证 献血证 图书证 借书证 会员证 党员证 营业执照 户口簿 户口本 荣誉证书 毕业证 退伍证 光荣证 预防接种证")

// certified tells of a title's marks around the name of a certificate: 《居住证》.
func (s *search) certified(i int) {
	if !in(s.r(i-1), "证照簿本书") {
		return
	}
	for _, c := range certificates {
		if n := len([]rune(c)); s.endsWith(i, c) && s.r(i-n-1) == '《' {
			s.add(&RulePunctuation, "rule.punctuation", i-n-1, i+1, c, false)
			return
		}
	}
}

// counters are what is counted where a number was left out as dots: 开展活动……场.
var counters = strings.Fields("场， 场。 场次 人次 户， 户。 户家庭 元， 元。 件， 件。 次， 次。 名居民 名党员 名志愿者 名群众 余人 余户 余场 余次 份， 个小区 条建议 条意见")

// dots looks at an ellipsis: one in place of a number, and half of one.
func (s *search) dots(i int) {
	if s.r(i-1) == '…' {
		return
	}
	j := i
	for s.r(j) == '…' {
		j++
	}
	if _, counted := s.hasAny(j, counters); counted && isHan(s.r(i-1)) {
		s.placeholder(i, j)
	} else if j == i+1 && isHan(s.r(i-1)) && (isHan(s.r(j)) || s.r(j) == '。') {
		s.add(&RulePunctuation, "rule.punctuation", i, j, "……", true)
	}
}

// dashes tells of hyphens in place of a dash: 热心人--楼组长.
func (s *search) dashes(i int) {
	if s.r(i-1) == '-' || !isHan(s.r(i-1)) && s.r(i-1) != '”' {
		return
	}
	j := i
	for s.r(j) == '-' {
		j++
	}
	if j-i >= 2 && j-i <= 4 && (isHan(s.r(j)) || s.r(j) == '“') {
		s.add(&RulePunctuation, "rule.punctuation", i, j, "——", true)
	}
}

// square tells of a square bracket around Chinese text that is not closed on its line.
func (s *search) square(i int) {
	if !isHan(s.r(i+1)) || !isHan(s.r(i+2)) || !isHan(s.r(i+3)) {
		return
	}
	for j := i + 1; j < i+longestBracket; j++ {
		switch s.r(j) {
		case ']', '［', '］':
			return
		case '】', '〕':
			s.add(&RuleUnpaired, "rule.unpaired-mark", i, i+1, "", false)
			return
		case '\n', -1:
			s.add(&RuleUnpaired, "rule.unpaired-mark", i, i+1, "", false)
			return
		}
	}
}

// letters tells of a run of one capital letter in place of a name or a number: 书记YYY主持, NN名.
func (s *search) letters(i int, r rune) {
	if isLetter(s.r(i-1)) || isDigit(s.r(i-1)) {
		return
	}
	j := i
	for s.r(j) == r {
		j++
	}
	if isLetter(s.r(j)) || isDigit(s.r(j)) || j-i > 8 {
		return
	}
	if _, counted := s.hasAny(j, []string{"年", "月", "日", "名", "户", "元", "人", "社区", "街道", "小区"}); j-i >= 3 && isHan(s.r(i-1)) && isHan(s.r(j)) || j-i == 2 && counted {
		s.placeholder(i, j)
	}
}

// unfilled tells of a date of which only the units are there: blanks, 年, blanks, 月.
func (s *search) unfilled(i int) {
	if s.r(i-1) == ' ' || s.r(i+1) == '年' && !isHan(s.r(i-1)) {
		return
	}
	j, ok := i, false
	for _, unit := range [...]rune{'年', '月', '日'} {
		k := j
		for s.r(k) == ' ' || s.r(k) == '　' {
			k++
		}
		if k == j || s.r(k) != unit {
			break
		}
		j, ok = k+1, unit != '年'
	}
	if ok {
		s.placeholder(i, j)
	}
}
