package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mingde/internal/figure"
)

// topic is what a sentence may give a number of.
type topic uint8

// The topics that a text names in words of its own; others have the name of a line of the ledger.
const (
	noTopic topic = iota
	attendance
	helpers
	service
)

// name is that of the topic in the keys of messages.
func (t topic) name() string {
	return [...]string{noTopic: "line", attendance: "attendance", helpers: "helpers", service: "service"}[t]
}

// claim is a number that a sentence of a text gives of a topic.
type claim struct {
	topic      topic
	whole      bool // the sentence says that it is of all; else it may be of a part
	start, end int
	value      figure.Figure
	sentence   int // where it begins
}

// aside are words of a sentence whose numbers are not those of the event: of another time, of a plan, of those who live there.
var aside = []string{
	"去年", "上年", "上一年", "前年", "往年", "上次", "上期", "上届", "上一", "历届", "历年", "历次", "累计", "以来", "全年", "年度", "计划", "预计", "预定", "预期", "拟邀",
	"拟组织", "报名", "名额", "限额", "限报", "比上", "比去", "相比", "同比", "首日", "次日", "第一天", "第二天", "第三天", "首场", "两场", "三场", "上半场", "下半场", "各场", "场次",
	"第一场", "第二场", "不超过", "不少于", "至少", "最多", "原定", "注册", "登记在册", "现有", "招募", "招收", "吸纳", "拥有", "队伍有", "队有", "队里有", "队内有", "发展",
	"辖区有", "共有居民", "常住", "下一", "下次", "将有",
}

// partly are words behind which a number in the same sentence is of a part, or of each.
var partly = []string{"其中", "每", "平均", "人均", "日均", "另有", "另外", "新增", "座位", "表彰", "培训"}

// claims finds the numbers that a text gives of what an event is counted by. What is told of another year than that of the event, where
// it is known, is of something else.
func claims(text string, year int) (all []claim) {
	for i := 0; i < len(text); {
		start, end := nextNumeral(text, i)
		if end == 0 {
			break
		}
		i = end
		unit, rest := cutAny(text[end:], claimUnits)
		if unit == "" {
			continue
		}
		start = approximated(text, start)
		end = len(text) - len(rest)
		c := claim{start: start, end: end}
		if c.topic, c.whole = topicOf(text[max(0, start-around):start], unit, rest[:min(len(rest), around)]); c.topic == noTopic {
			continue
		}
		from, to := sentenceAround(text, start)
		if isBeside(text[from:to], start-from, year) {
			continue
		}
		c.sentence = from
		value, bad := figure.Parse(text[start:end], "")
		if bad == nil {
			c.value = value
			all = append(all, c)
		}
	}
	return all
}

// around is how many bytes before a number and behind it say what it is of.
const around = 64

// isBeside tells whether a number at an offset of a sentence is of something else than the event as a whole.
func isBeside(sentence string, at, year int) bool {
	if hasAny(sentence, aside) || hasAny(strings.ReplaceAll(sentence[:at], "参与其中", ""), partly) {
		return true
	}
	if strings.Contains(sentence, "上午") && strings.Contains(sentence, "下午") {
		return true // a day in two parts
	}
	for rest := sentence; year > 0; {
		before, after, found := strings.Cut(rest, "年")
		if !found {
			break
		}
		if n := len(before); n >= 4 {
			if y, err := strconv.Atoi(before[n-4:]); err == nil && y > 1900 && y != year {
				return true
			}
		}
		rest = after
	}
	return false
}

// claimUnits are those of persons and hours, a longer one ahead of its own beginning.
var claimUnits = []string{"人次", "人", "名", "位", "个小时", "小时"}

// sentenceAround gives the bounds of the sentence in which an offset lies.
func sentenceAround(text string, at int) (from, to int) {
	for from = at; from > 0 && sentenceEnd(text, from) == 0; from-- {
	}
	for to = at; to < len(text); to++ {
		if sentenceEnd(text, to+1) > 0 {
			return from, to + 1
		}
	}
	return from, to
}

// sentenceEnd tells whether a mark that ends sentences ends at an offset; its size, or 0.
func sentenceEnd(text string, at int) int {
	if text[at-1] == '\n' {
		return 1
	}
	if at >= 3 {
		switch text[at-3 : at] {
		case "。", "！", "？", "；":
			return 3
		}
	}
	return 0
}

// nextNumeral finds the next numeral of a text: digits, or at least two Chinese numerals; with the words for some more behind it. The end
// is 0 for none.
func nextNumeral(text string, i int) (start, end int) {
	for ; i < len(text); i++ {
		b := text[i]
		if b < 0xE0 || i+2 >= len(text) {
			if b < '0' || b > '9' {
				continue
			}
			start = i
		} else {
			start = i
			i += 2 // of a Chinese character
			switch uint32(b)<<16 | uint32(text[i-1])<<8 | uint32(text[i]) {
			case 0xE58D81, 0xE799BE, 0xE58D83: // 十 百 千
				for start >= 3 && strings.Contains("一二两三四五六七八九", text[start-3:start]) {
					start -= 3
				}
			default:
				if b != 0xEF || text[i-1] != 0xBC || text[i] < 0x90 || text[i] > 0x99 { // ０ to ９
					continue
				}
			}
		}
		if _, end = numeralAt(text, start); end > i {
			return start, end
		}
	}
	return i, 0
}

// numeralAt gives the numeral that begins at an offset: digits, or at least two Chinese numerals; with the words for some more behind
// it. The end is 0 for none.
func numeralAt(s string, i int) (start, end int) {
	j, han := i, 0
	for j < len(s) {
		r, size := utf8.DecodeRuneInString(s[j:])
		switch {
		case r >= '0' && r <= '9', r >= '０' && r <= '９':
			han += 2
		case (r == '.' || r == ',') && j > i && j+size < len(s) && s[j+size]-'0' <= 9:
		case isChineseNumeral(r):
			han++
		default:
			size = 0
		}
		if size == 0 {
			break
		}
		j += size
	}
	if j == i {
		return i, 0
	}
	for _, more := range [...]string{"余", "多", "来"} {
		if rest, ok := strings.CutPrefix(s[j:], more); ok {
			if w, after := cutAny(rest, []string{"万", "亿"}); w != "" {
				rest = after
			}
			j, han = len(s)-len(rest), han+1
			break
		}
	}
	if han < 2 && (s[i:j] != "百" && s[i:j] != "千" || hasSuffix(s[:i], []string{"近", "上", "约", "逾", "超"}) == "") {
		return i, 0 // 十, 一: rarely a number of anything
	}
	return i, j
}

func isChineseNumeral(r rune) bool {
	switch r {
	case '〇', '零', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万', '亿':
		return true
	}
	return false
}

// approximated gives where a number begins, the word before it that makes it an approximate one included.
func approximated(s string, start int) int {
	if !approximate.ends(s[:start]) {
		return start
	}
	for _, word := range approximations {
		if strings.HasSuffix(s[:start], word) && (word != "上" || strings.HasPrefix(s[start:], "百") || strings.HasPrefix(s[start:], "千")) {
			return start - len(word)
		}
	}
	return start
}

var (
	approximations = []string{"将近", "接近", "大约", "超过", "近", "约", "超", "逾", "不足", "上"}
	approximate    = edgesLast(approximations)
)

// cutAny cuts the first of some words that a text begins with.
func cutAny(s string, words []string) (word, rest string) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return w, rest
		}
	}
	return "", s
}

// trimJoints cuts all joints from the end of a text.
func trimJoints(s string) string {
	for joined(s) {
		w := hasSuffix(s, joints)
		if w == "" {
			break
		}
		s = s[:len(s)-len(w)]
	}
	return s
}

// What stands around a number of persons or hours.
var (
	joints    = []string{"共计", "总共", "一共", "合计", "总计", "达到", "达", "共", "有", "为", "是", "了", "：", ":", " ", "*"}
	attended  = []string{"参加人数", "参与人数", "到场人数", "到会人数", "到场居民", "到场", "到会", "出席人数", "活动人数", "参加人次", "参与人次", "参加活动的居民", "参加活动的群众", "参与活动的居民", "参与居民", "参加居民", "参与群众", "参加群众", "听众", "观众", "吸引居民", "吸引群众", "吸引", "来了", "迎来"}
	attending = []string{"参加", "参与", "到场", "到会", "出席", "观看", "聆听", "听讲"}
	eager     = []string{"前来", "踊跃", "积极", "共同", "现场", "一起", "热情", "都", "先后"}
	public    = []string{"居民群众", "辖区居民", "社区居民", "小区居民", "居民代表", "居民朋友", "各族群众", "居民", "群众", "市民", "村民", "观众", "听众"}
	ofAll     = []string{"了", "此次", "本次", "这次", "该次", "活动", "当天"}
	volunteer = []string{"志愿服务者", "志愿者"}
	sent      = []string{"共有", "共组织", "共出动", "组织", "出动", "动员", "召集", "集结", "组织了", "出动了", "共", "动员了"}
	serving   = []string{"参加", "参与", "上岗", "到岗", "服务"}
	tasks     = []string{"负责", "守", "在", "维持", "引导", "陪", "站", "分", "和", "与", "及", "、", "带", "为", "给", "轮", "把"}
	together  = []string{"和", "与", "及", "、", "以及", "同"}
	onStage   = []string{"演员", "选手", "嘉宾", "演出"}
	belonging = []string{"家庭", "子女", "家属", "代表", "的", "服务队", "队伍", "协会"}
	toward    = []string{"给", "为", "向", "对", "慰问", "表扬"}
	kinds     = []string{"青年", "党员", "巾帼", "大学生", "学生", "少年", "医护", "医疗", "退役军人", "老年", "银龄", "红领巾", "法律", "科技", "文艺", "在职", "企业", "职工", "专业", "骨干", "新", "优秀", "女性", "男性", "家庭", "理发", "医务", "年轻", "老"}
	lengths   = []string{"服务总时长", "志愿服务时长", "服务时长", "志愿时长"}
)

// edges has the characters that stand at one edge of some words, by a hash of their last two bytes: a text without one at that place has
// none of the words there.
type edges [16]uint64

func (e *edges) add(word string, at int) {
	h := edgeHash(word[at-2], word[at-1])
	e[h/64] |= 1 << (h % 64)
}

func edgeHash(a, b byte) uint32 { return (uint32(a)<<8 | uint32(b)) * 0x9E3779B1 >> 22 }

// ends tells whether a text may end in one of the words.
func (e *edges) ends(text string) bool {
	n := len(text)
	if n < 2 {
		return false
	}
	h := edgeHash(text[n-2], text[n-1])
	return e[h/64]>>(h%64)&1 != 0
}

// begins tells whether a text may begin with one of the words.
func (e *edges) begins(text string) bool {
	if len(text) < 3 {
		return false
	}
	h := edgeHash(text[1], text[2])
	return e[h/64]>>(h%64)&1 != 0
}

func edgesLast(lists ...[]string) *edges {
	var e edges
	for _, word := range slices.Concat(lists...) {
		e.add(word, len(word))
	}
	return &e
}

func edgesFirst(lists ...[]string) *edges {
	var e edges
	for _, word := range slices.Concat(lists...) {
		e.add(word, 3)
	}
	return &e
}

// leading are the edges of words that stand before a number of persons or hours, following of those behind it. Most numbers are of
// something else, and have neither.
var (
	leading   = edgesLast(attended, volunteer, lengths)
	following = edgesFirst(public, eager, attending, volunteer)
	joining   = edgesLast(joints[:len(joints)-3]) // of more than a byte
)

// joined tells whether a text may end in one of the joints.
func joined(text string) bool {
	if text == "" {
		return false
	}
	switch text[len(text)-1] {
	case ':', ' ', '*':
		return true
	}
	return joining.ends(text)
}

// topicOf tells what a number is of, by what stands before it and behind its unit, and whether it is of all.
func topicOf(before, unit, after string) (topic, bool) {
	lead := trimJoints(before)
	if !leading.ends(lead) && !leading.ends(before) && !following.begins(after) {
		return noTopic, false
	}
	if strings.HasSuffix(unit, "小时") {
		if w := hasSuffix(lead, lengths); w != "" {
			return service, true
		}
		return noTopic, false
	}
	if w := hasSuffix(lead, volunteer); w != "" && unit != "人次" {
		head := strings.TrimSuffix(lead, w)
		if hasSuffix(head, kinds) != "" || hasSuffix(head, together) != "" && !strings.HasSuffix(head, "参与") {
			return noTopic, false
		}
		return helpers, hasPrefix(after, tasks) == ""
	}
	for _, lead := range []string{before, lead} {
		if w := hasSuffix(lead, attended); w != "" {
			return attendingNoun(lead, w, after)
		}
	}
	if unit != "人次" {
		if w, rest := cutAny(after, volunteer); w != "" {
			if hasPrefix(rest, together) != "" || hasPrefix(rest, belonging) != "" || hasSuffix(before, together) != "" || hasSuffix(before, toward) != "" {
				return noTopic, false
			}
			return helpers, (hasSuffix(before, sent) != "" || hasPrefix(rest, serving) != "") && hasPrefix(rest, tasks) == ""
		}
	}
	return attendingVerb(before, unit, after)
}

// attendingNoun judges a number behind a word for those who came: 听众112人次, 吸引120余名居民.
func attendingNoun(lead, word, after string) (topic, bool) {
	noun, rest := cutAny(after, public)
	if hasPrefix(rest, together) != "" || hasSuffix(strings.TrimSuffix(lead, word), together) != "" {
		return noTopic, false
	}
	if word == "吸引" || word == "来了" || word == "迎来" {
		if hasPrefix(rest, attending) == "" && hasPrefix(rest, eager) == "" && !endsClause(rest) {
			return noTopic, false // 来了7名医护人员
		}
		return attendance, true
	}
	if (word == "观众" || word == "听众") && hasAny(lead, onStage) {
		return noTopic, false // beside those on the stage
	}
	return attendance, noun != "" || endsClause(rest) || strings.HasPrefix(after, "参")
}

// attendingVerb judges a number before a verb for coming: 120余名居民参加.
func attendingVerb(before, unit, after string) (topic, bool) {
	noun, rest := cutAny(after, public)
	if noun == "" && (unit == "名" || unit == "位") {
		return noTopic, false
	}
	if hasSuffix(before, together) != "" {
		return noTopic, false // together with others
	}
	for w := ""; ; {
		if w, rest = cutAny(rest, eager); w == "" {
			break
		}
	}
	verb, rest := cutAny(rest, attending)
	if verb == "" {
		return noTopic, false
	}
	w, tail := cutAny(rest, ofAll)
	return attendance, endsClause(rest) || w != "" && w != "了" || w == "了" && (endsClause(tail) || hasPrefix(tail, ofAll) != "")
}

// endsClause tells whether a clause is over.
func endsClause(rest string) bool {
	return rest == "" || strings.ContainsRune("，。；！、,;!\n\r ）)", firstRune(rest)) && !strings.HasPrefix(rest, "、")
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func hasSuffix(s string, words []string) string {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return w
		}
	}
	return ""
}

func hasAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

func hasPrefix(s string, words []string) string {
	w, _ := cutAny(s, words)
	return w
}

// agree tells whether two numbers may be of one thing: equal ones, or as near as the words with which they are given allow.
func agree(a, b figure.Figure) bool {
	least, most := reach(a)
	low, high := reach(b)
	return least <= high && low <= most
}

// reach gives between which bounds a number lies by the words with which it is given.
func reach(f figure.Figure) (least, most float64) {
	n := number(f)
	switch {
	case !f.Approximate():
		return n, n
	case f.After == "余" || f.After == "多":
		return n, n + max(0.2*n, place(n))
	case slices.Contains([]string{"超", "超过", "逾"}, f.Before) || f.Suffix == "以上":
		return n, 1.34 * n
	case slices.Contains([]string{"近", "将近", "接近", "不足"}, f.Before):
		return 0.8 * n, n
	case f.Before == "上": // 上千
		return n, 2 * n
	}
	return 0.8 * n, 1.2 * n
}

// place gives the worth of the last counted digit of a number: 300余 is below 400.
func place(n float64) float64 {
	worth := 1.0
	for ; n >= 10 && n == float64(int64(n/10))*10; n /= 10 {
		worth *= 10
	}
	return worth
}

func number(f figure.Figure) float64 {
	n, _ := strconv.ParseFloat(f.Value(), 64)
	return n
}
