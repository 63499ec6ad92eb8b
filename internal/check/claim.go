package check

import (
	"strconv"
	"strings"

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
	eligible // to a meeting
	present  // at it
	inFavour // of who was voted on
	against
	abstained
)

// name is that of the topic in the keys of messages.
func (t topic) name() string {
	return [...]string{
		noTopic: "line", attendance: "attendance", helpers: "helpers", service: "service",
		eligible: "eligible", present: "present", inFavour: "votes", against: "votes", abstained: "votes",
	}[t]
}

// claim is a number that a sentence of a text gives of a topic.
type claim struct {
	topic      topic
	whole      bool   // the sentence says that it is of all; else it may be of a part
	loose      bool   // it may be of others than those who came: 惠及居民150人
	object     string // what they took part in, where the sentence tells
	start, end int
	value      figure.Figure
	sentence   int // where it begins
}

// aside are words of a sentence whose numbers are not those of the event: of another time, of a plan, of those who live there.
var aside = newWordset([]string{
	"去年", "上年", "上一年", "前年", "往年", "上次", "上期", "上届", "上一", "历届", "历年", "历次", "累计", "以来", "全年", "年度", "计划", "预计", "预定", "预期", "拟邀",
	"拟组织", "报名", "名额", "限额", "限报", "比上", "比去", "相比", "同比", "首日", "次日", "第一天", "第二天", "第三天", "首场", "两场", "三场", "上半场", "下半场", "各场", "场次",
	"第一场", "第二场", "不超过", "不少于", "至少", "最多", "原定", "注册", "登记在册", "现有", "招募", "招收", "吸纳", "拥有", "队伍有", "队有", "队里有", "队内有", "发展",
	"辖区有", "共有居民", "常住", "下一", "下次", "将有",
})

// partly are words behind which a number in the same sentence is of a part, or of each.
var partly = newWordset([]string{"其中", "每", "平均", "人均", "日均", "另有", "另外", "新增", "座位", "表彰", "培训"})

// claims finds the numbers that a text gives of what an event is counted by. What is told of another year than that of the event, where
// it is known, is of something else.
func claims(text string, year int) []claim {
	var few [64]numeral
	return claimsAt(text, numeralsIn(text, few[:0]), year)
}

// claimsAt finds them among the numbers of a text.
func claimsAt(text string, numerals []numeral, year int) (all []claim) {
	for _, n := range numerals {
		unit, rest := countedIn(text[n.end:])
		if unit == "" {
			continue
		}
		start := approximated(text, n.start)
		end := len(text) - len(rest)
		c := claim{start: start, end: end}
		c.topicOf(text[max(0, start-around):start], unit, rest[:min(len(rest), around)])
		if c.topic == noTopic {
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
	if aside.in(sentence) || partly.in(strings.ReplaceAll(sentence[:at], "参与其中", "")) {
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

// countedIn cuts a unit of persons, votes or hours that a text begins with.
func countedIn(text string) (unit, rest string) {
	if len(text) < 3 {
		return "", text
	}
	switch text[:3] {
	case "人":
		if strings.HasPrefix(text, "人次") {
			return text[:6], text[6:]
		}
		fallthrough
	case "名", "位", "票":
		return text[:3], text[3:]
	case "个", "小":
		return cutAny(text, []string{"个小时", "小时"})
	}
	return "", text
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
	attended  = []string{"参加人数", "参与人数", "到场人数", "到会人数", "到场居民", "到场", "到会", "出席人数", "活动人数", "现场人数", "参加人次", "参与人次", "参加活动的居民", "参加活动的群众", "参与活动的居民", "参与居民", "参加居民", "参与群众", "参加群众", "到场群众", "参加活动的", "参与活动的", "参加活动", "参与活动", "参加者", "参与者", "参加的", "参与的", "到场的", "听众", "观众", "吸引居民", "吸引群众", "吸引", "来了居民", "来了群众", "来了", "迎来", "现场", "参与", "参加"}
	reached   = []string{"惠及", "覆盖", "服务", "接待", "受益"}
	attending = []string{"参加", "参与", "到场", "到会", "出席", "观看", "聆听", "听讲", "受益", "受惠"}
	eager     = []string{"到现场", "来到现场", "前来", "踊跃", "积极", "共同", "现场", "一起", "热情", "都", "先后"}
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
	lengths   = []string{"服务总时长", "服务时长", "志愿时长", "服务时间共", "服务", "奉献"}
	guests    = []string{"老年人", "老人", "老年朋友", "青少年", "学生", "学员", "儿童", "小朋友", "孩子", "家长", "党员群众", "干部群众", "党员干部", "党员", "妇女", "职工", "参与者", "选手"}

	eligibles   = []string{"应到会", "应到", "应参会", "应到代表", "应到会代表", "应到居民代表", "应到村民代表", "应到党员", "应到人数", "应到会人数", "应参会人数"}
	presents    = []string{"实到会", "实到", "实际到会", "实际参会", "实到代表", "实到会代表", "实到居民代表", "实到村民代表", "实到党员", "实到人数", "实到会人数", "到会", "到会代表", "到会人数"}
	inFavours   = []string{"赞成票", "赞成", "同意票", "同意"}
	againsts    = []string{"反对票", "反对", "不同意票", "不同意", "不赞成"}
	abstentions = []string{"弃权票", "弃权"}
)

// meetings are the words before the numbers of a meeting, a longer one ahead of what it ends in.
var meetings = []struct {
	topic topic
	words []string
}{{eligible, eligibles}, {present, presents}, {against, againsts}, {inFavour, inFavours}, {abstained, abstentions}}

// leading are the edges of words that stand before a number of persons or hours, following of those behind it. Most numbers are of
// something else, and have neither.
var (
	leading   = edgesLast(attended, volunteer, lengths, reached, public, eligibles, presents, inFavours, againsts, abstentions)
	following = edgesFirst(public, guests, eager, attending, volunteer)
	came      = edgesLast(attended)
	met       = edgesLast(reached, public)
	metBy     = edgesLast(eligibles, presents, inFavours, againsts, abstentions)
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
func (c *claim) topicOf(before, unit, after string) {
	lead := trimJoints(before)
	if !leading.ends(lead) && !leading.ends(before) && !following.begins(after) {
		return
	}
	if strings.HasSuffix(unit, "小时") {
		c.served(lead, after)
		return
	}
	if metBy.ends(lead) {
		for _, m := range meetings {
			if hasSuffix(lead, m.words) != "" && (m.topic < inFavour || unit == "票" || unit == "人") {
				c.topic, c.whole = m.topic, true
				return
			}
		}
	}
	if unit == "票" {
		return
	}
	if w := hasSuffix(lead, volunteer); w != "" && unit != "人次" {
		head := strings.TrimSuffix(lead, w)
		if hasSuffix(head, kinds) == "" && (hasSuffix(head, together) == "" || strings.HasSuffix(head, "参与")) {
			c.topic, c.whole = helpers, hasPrefix(after, tasks) == ""
		}
		return
	}
	for _, lead := range [...]string{before, lead} {
		if !came.ends(lead) {
			continue
		}
		if w := hasSuffix(lead, attended); w != "" {
			if _, rest := cutAny(after, public); w == "现场" && !endsClause(rest) {
				continue // 现场有150名居民参加
			}
			c.attendingNoun(lead, w, unit, after)
			return
		}
	}
	if met.ends(lead) && c.attendingPublic(lead, after) {
		return
	}
	if !following.begins(after) {
		return
	}
	if unit != "人次" {
		if w, rest := cutAny(after, volunteer); w != "" {
			if hasPrefix(rest, together) == "" && hasPrefix(rest, belonging) == "" && hasSuffix(before, together) == "" && hasSuffix(before, toward) == "" {
				c.topic, c.whole = helpers, (hasSuffix(before, sent) != "" || hasPrefix(rest, serving) != "") && hasPrefix(rest, tasks) == ""
			}
			return
		}
	}
	c.attendingVerb(before, lead, unit, after)
}

// served judges a number of hours: 服务时长72小时, 18名志愿者服务36小时.
func (c *claim) served(lead, after string) {
	switch w := hasSuffix(lead, lengths); w {
	case "":
	case "服务", "奉献":
		head := strings.TrimSuffix(lead, w)
		if endsClause(after) && hasSuffix(head, []string{"连续", "昼夜", "全天", "坚持", "提供"}) == "" {
			c.topic = service
		}
	default:
		c.topic, c.whole = service, true
	}
}

// attendingNoun judges a number behind a word for those who came: 听众112人次, 吸引120余名居民.
func (c *claim) attendingNoun(lead, word, unit, after string) {
	noun, rest := cutAny(after, public)
	head := strings.TrimSuffix(lead, word)
	if hasPrefix(rest, together) != "" || hasSuffix(head, together) != "" {
		return
	}
	switch word {
	case "吸引", "来了", "迎来":
		if hasPrefix(rest, attending) == "" && hasPrefix(rest, eager) == "" && !endsClause(rest) {
			return // 来了7名医护人员
		}
		c.topic, c.whole = attendance, true
		return
	case "现场", "参加", "参与", "参加活动", "参与活动":
		if (unit == "名" || unit == "位") && noun == "" || !endsClause(rest) {
			return // 参加3名同学的婚礼
		}
		c.topic, c.whole = attendance, hasSuffix(trimJoints(head), ofAll) != "" || head == ""
		return
	case "观众", "听众":
		if hasAny(lead, onStage) {
			return // beside those on the stage
		}
	}
	c.topic, c.whole = attendance, noun != "" || endsClause(rest) || strings.HasPrefix(after, "参")
}

// attendingPublic judges a number behind a word for the public, which is led to by one for coming or being reached: 吸引辖区居民150人,
// 惠及群众150余人次.
func (c *claim) attendingPublic(lead, after string) bool {
	head := lead
	if w := hasSuffix(lead, public); w != "" {
		head = strings.TrimSuffix(strings.TrimSuffix(lead, w), "辖区")
	}
	head = trimJoints(head)
	w := hasSuffix(head, reached)
	switch {
	case w != "":
		_, rest := cutAny(after, public)
		if !endsClause(rest) || strings.HasSuffix(head, "志愿服务") || hasSuffix(strings.TrimSuffix(head, w), []string{"上门", "单独", "可", "能"}) != "" {
			return false
		}
		c.loose = true
	case head == lead || hasSuffix(head, []string{"吸引", "来", "迎来", "组织", "参加", "参与"}) == "" || !endsClause(after) && hasPrefix(after, attending) == "" && hasPrefix(after, eager) == "":
		return false
	}
	c.topic = attendance
	c.whole = !c.loose && !strings.HasSuffix(head, "组织")
	return true
}

// attendingVerb judges a number before a verb for coming: 120余名居民参加.
func (c *claim) attendingVerb(before, lead, unit, after string) {
	noun, rest := cutAny(after, public)
	some := hasSuffix(lead, guests) != "" && unit != "人次"
	if noun == "" {
		if noun, rest = cutAny(after, guests); noun != "" {
			some = true // who may be all that came, or one group of them
		}
	}
	if noun == "" && (unit == "名" || unit == "位") {
		return
	}
	if hasSuffix(before, together) != "" {
		return // together with others
	}
	for w := ""; ; {
		if w, rest = cutAny(rest, eager); w == "" {
			break
		}
	}
	verb, rest := cutAny(rest, attending)
	if verb == "" {
		return
	}
	w, tail := cutAny(rest, ofAll)
	c.topic, c.loose = attendance, strings.HasPrefix(verb, "受")
	c.whole = !some && (endsClause(rest) || w != "" && w != "了" || w == "了" && (endsClause(tail) || hasPrefix(tail, ofAll) != ""))
	if !c.whole && !some && hasSuffix(before, allOf) != "" {
		c.object, _, _ = strings.Cut(rest, "。")
	}
}

// allOf are words before a number of all.
var allOf = []string{"共计", "共有", "总共", "一共", "共", "合计", "总计"}
