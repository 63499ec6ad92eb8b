package notice

import (
	"slices"
	"strings"
)

// objects are things with the word in their name that are no notice of honours: a board, accounts.
var objects = []string{"公示栏", "公示牌", "公示板", "公示墙", "公示屏", "公示窗", "公示亭", "公示橱", "公示点", "公示页", "公示网", "公示系统", "公示平台", "公示材料"}

// otherNotices stand before the word where something else is made known.
var otherNotices = []string{"居务", "村务", "财务", "党务", "政务", "收支", "账目", "账", "费用", "经费", "价格", "收费", "责任", "河长", "物业", "低保", "救助", "补贴", "补助", "星级", "时长", "时数", "资金", "采购", "招标", "成交", "预算", "决算", "捐款", "善款", "整改", "食谱", "工资", "岗位"}

// over follow the word where what is told comes after the notice.
var over = []string{"期满", "满", "结束", "期结束", "后", "之后", "以后", "期后", "完毕", "无异议", "没有异议", "通过", "前", "之前", "期过", "截止后", "过", "期间的", "期的", "期内", "的第"}

// other are things done in a round besides, or at the time of a notice: the dates beside them are theirs.
var other = []string{
	"提名", "推荐", "自荐", "推选", "报名", "申报", "投票", "表决", "评选会", "评议", "评审", "核实", "走访", "答复", "回复", "办结", "上榜", "张榜", "揭榜", "颁奖", "表彰", "复查", "复核", "初评", "终评", "会议", "开会",
	"活动", "报送", "征集", "授予", "公布", "发布", "举行", "举办", "召开", "放假", "休息", "调休", "假期", "印发", "施行", "培训", "服务", "值班", "收到", "成立", "命名", "命题", "打分", "考察", "审核", "考核", "入户", "讲座", "开放", "出生", "去世", "通过", "盖章", "签字", "反馈", "补充", "实行", "执行",
}

// earlier name another round than the one of the text, or days that were given up.
var earlier = []string{
	"上一榜", "上一轮", "上一届", "上一次", "上次", "上期", "上一期", "上一批", "上届", "上轮", "去年", "前年", "往年", "历年", "以往", "此前", "前一榜", "前一轮", "前几", "头一榜", "第一次公示", "首次公示", "首轮公示",
	"再次公示", "二次公示", "另行公示", "补充公示", "重新公示", "延期公示", "原定", "原计划", "原公示", "下一榜", "下一轮", "下次", "下一届", "另一榜", "别的榜", "其他榜", "其它榜",
}

// this names the round of the text itself.
var this = []string{"本榜", "本次", "这次", "此次", "这一次", "这一榜", "这一轮", "本轮", "本届", "本期", "这回", "今年"}

// headings over a text that tells the days of a notice and nothing else.
var headings = []string{"公示时间", "公示期", "公示期限", "公示日期", "公示起止时间", "公示起止", "公示起止日期"}

func contains(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

func begins(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(text, w) })
}

func ends(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(text, w) })
}

// claims finds what a sentence says of the notice.
func (t *folded) claims(s sentence) []Claim {
	text := t.text[s.start:s.end]
	labelled := slices.Contains(headings, strings.Trim(s.heading, ":0123456789.、一二三四五六七八九十()"))
	if !strings.Contains(text, Word) && !labelled {
		return t.contacts(s)
	}
	if contains(text, earlier) || contains(s.heading, earlier) || contains(t.text[s.before.start:s.before.end], earlier) && !contains(text, this) {
		return nil
	}
	all := t.contacts(s)
	r := reading{t: t, sentence: s, labelled: labelled}
	for _, m := range t.mentions(s.span) {
		if c, ok := r.claim(m); ok {
			r.known = r.known || c.Kind == Period || c.Kind == Begin
			all = append(all, c)
		}
	}
	t.context(s, all)
	return all
}

// context notes which round a sentence names, and to which roll it leads.
func (t *folded) context(s sentence, all []Claim) {
	if len(all) == 0 {
		return
	}
	text := t.text[s.start:s.end]
	year, nth := roundIn(text)
	to := ""
	for _, l := range t.links {
		if s.start <= l.at && l.at <= s.end && strings.Contains(l.dest, "rolls/") {
			to = l.dest
		}
	}
	for i := range all {
		all[i].Year, all[i].Number = year, nth
		all[i].Link = to
	}
}

// reading is the reading of one sentence.
type reading struct {
	t *folded
	sentence
	labelled bool // the heading over it says of what its days are
	known    bool // days of the notice were read in it
}

// clause is a part of a sentence between commas, without the mention in it.
type clause struct{ before, pre, post string }

// separators end a clause.
const separators = ",、"

// around gives the clause of a mention.
func (r *reading) around(m mention) clause {
	text := r.t.text
	start, end := r.start, r.end
	if i := strings.LastIndexAny(text[r.start:m.start], separators); i >= 0 {
		start = r.start + i
		for text[start] >= 0x80 && start+1 < m.start && text[start+1]&0xC0 == 0x80 {
			start++
		}
		start++
	}
	if i := strings.IndexAny(text[m.end:r.end], separators); i >= 0 {
		end = m.end + i
	}
	return clause{text[r.start:start], text[start:m.start], text[m.end:end]}
}

// claim tells what a mention says of the notice, if anything.
func (r *reading) claim(m mention) (c Claim, ok bool) {
	c = Claim{Kind: m.kind, Start: m.start, End: m.end, From: m.from, To: m.to, N: m.n, Unit: m.unit, Least: m.least}
	around := r.around(m)
	switch m.kind {
	case Period:
		direct := strings.HasPrefix(around.post, Word) && !begins(around.post, objects...) && !begins(around.post, "公示过") && !contains(around.pre, rules)
		ok = direct || r.labelled && r.first(m) || near(around) || r.goesOn(around) || r.leads(m, around)
	case Length:
		ok = r.length(m, around)
		if m.unit == Days && !ok && !m.least { // 5日 may be a date, too
			if day := (Date{Day: m.n}); strings.HasSuffix(r.t.text[m.start:m.end], "日") && m.n <= 31 {
				c = Claim{Start: m.start, End: m.end, From: day}
				c.Kind, ok = r.single(mention{span: m.span, from: day, bare: true}, around)
			}
		}
	default:
		c.Kind, ok = r.single(m, around)
	}
	return c, ok
}

// first tells whether nothing but a label stands before a mention in its sentence.
func (r *reading) first(m mention) bool {
	return strings.Trim(r.t.text[r.start:m.start], "自从:于为-是#") == ""
}

// near tells whether of all things done that a clause names the notice is the nearest to the mention.
func near(c clause) bool {
	own, others := nearest(c)
	return own >= 0 && (others < 0 || own <= others)
}

// nearest gives how far off in a clause the notice is, and how far the nearest of what is done besides; -1: it is not there.
func nearest(c clause) (own, others int) {
	own, others = -1, -1
	less := func(of *int, n int) {
		if *of < 0 || n < *of {
			*of = n
		}
	}
	each := func(text string, distance func(i int, word string) int) {
		for from := 0; ; {
			i := strings.Index(text[from:], Word)
			if i < 0 {
				break
			}
			i += from
			from = i + len(Word)
			switch {
			case ends(text[:i], otherNotices...):
				less(&others, distance(i, Word))
			case begins(text[i:], objects...):
			case begins(text[from:], over...):
				less(&others, distance(i, Word))
			default:
				less(&own, distance(i, Word))
			}
		}
		for _, word := range other {
			for from := 0; ; {
				i := strings.Index(text[from:], word)
				if i < 0 {
					break
				}
				i += from
				from = i + len(word)
				if !begins(text[from:], "之日", "日起") {
					less(&others, distance(i, word))
				}
			}
		}
	}
	each(c.pre, func(i int, word string) int { return len(c.pre) - i - len(word) })
	each(c.post, func(i int, _ string) int { return i })
	return own, others
}

// goesOn tells whether a clause without the word says more of the notice of which the clauses before it speak: 公示期为5个工作日,即….
func (r *reading) goesOn(c clause) bool {
	if own, others := nearest(c); own >= 0 || others >= 0 {
		return false
	}
	if begins(c.pre, "即", "时间", "期限", "起止", "日期", "为期", "具体") {
		return r.spokenOf(c)
	}
	if r.known || strings.Trim(c.pre, "(:自从") != "" || c.post != "" && !begins(c.post, goingOn...) {
		return false
	}
	return r.spokenOf(c)
}

// goingOn are words behind the days of the notice in a clause that does not name it.
var goingOn = []string{"止", "为止", "结束", "接受", "听取", "征求", "贴", "张贴", "在公告栏", "期间", "(", ")", "共"}

// rules are things that are made known before they are in force.
var rules = []string{"公约", "方案", "细则", "章程", "制度", "草案"}

// generally stand before a length that is that of notices at large, or a limit.
var generally = []string{"一般", "通常", "原则上", "往往", "每次", "每榜", "不超过", "最多", "最长", "至多", "超过"}

// leads tells whether a mention stands before a clause in which the notice is the thing done: 6月18日至24日,对名单进行公示.
func (r *reading) leads(m mention, c clause) bool {
	if strings.Trim(c.pre, "自从于在") != "" || !slices.Contains([]string{"", "期间", "这段时间", "这几天"}, c.post) {
		return false
	}
	next := strings.TrimLeft(r.t.text[m.end+len(c.post):r.end], separators)
	if i := strings.IndexAny(next, separators); i >= 0 {
		next = next[:i]
	}
	return strings.HasSuffix(next, Word) && near(clause{pre: next}) || contains(next, []string{"进行公示", "予以公示", "进行了公示", "公示了"})
}

// spokenOf tells whether the clause before speaks of the notice last.
func (r *reading) spokenOf(c clause) bool {
	before := strings.TrimRight(c.before, separators)
	i := strings.LastIndexAny(before, separators)
	return near(clause{pre: before[i+1:]})
}

// length tells whether a length is that of the notice.
func (r *reading) length(m mention, c clause) bool {
	post := c.post
	switch {
	case begins(post, "后", "之后", "以后", "前", "之前", "来", "一次", "起", "开始"):
		return false
	case contains(c.pre, generally):
		return false
	case begins(post, "内", "之内", "以内"):
		if ends(c.pre, "公示之日起", "公示起", "公示开始之日起", "公示发布之日起", "公示日起", "公示之日起的") {
			return true
		}
		return r.known && c.pre == "" && begins(post, "内接受", "内受理", "内听取", "内可", "内如", "内有")
	}
	if near(c) {
		return true
	}
	if own, others := nearest(c); own >= 0 || others >= 0 {
		return false
	}
	if r.known && (begins(r.t.text[m.start:m.end], "共", "一共", "为期") || begins(c.pre, "一共", "共", "共计", "总共", "合计", "为期", "(共", "计") || begins(c.pre, "到", "至") && strings.HasSuffix(c.pre, "满")) {
		return true
	}
	return strings.HasPrefix(r.t.text[m.start:m.end], "为期") && r.spokenOf(c)
}

// single tells what a single date is of the notice.
func (r *reading) single(m mention, c clause) (Kind, bool) {
	starts, stops := begins(c.post, "起", "开始", "始"), begins(c.post, "止", "截止", "结束", "期满", "为止", "满", "公示期满", "公示结束", "公示截止")
	label := strings.TrimRight(c.pre, ":是为于在从自由(")
	switch {
	case labels(label, "开始", "起始", "开始时间", "开始日期", "起始时间", "起始日期", "起始日", "开始日"):
		return Begin, true
	case labels(label, "截止", "截至", "结束", "截止时间", "截止日期", "截止日", "结束时间", "结束日期", "截止到", "截至到", "至", "到", "持续到", "一直到", ":即日起至", "为即日起至", "自即日起至", "从即日起至", "即日起至"):
		return End, true
	case starts && labels(label, ""):
		return Begin, true
	}
	switch {
	case starts && r.thenNotice(c.post):
		return Begin, true
	case ends(c.pre, "到", "至", "截至", "截止到") && stops && (r.known || strings.Contains(c.pre, Word)) && onlyNotice(c):
		return End, true
	case begins(c.post, "公示期满", "公示结束", "公示截止") || begins(c.post, "期满") && (strings.Contains(c.pre, Word) || r.spokenOf(c) || r.known):
		return Ended, true
	case r.known && c.pre == "" && slices.Contains([]string{"止", "截止", "结束", "为止"}, c.post):
		return End, true
	case m.bare:
		return 0, false
	case begins(c.post, "公示", "进行公示", "予以公示", "向社会公示", "面向社会公示") && !objectOrOver(c.post) && len(c.pre) <= len("名单将于"):
		return Day, true
	}
	return 0, false
}

// labels tells whether a text ends in a name of the notice's days and one of some words.
func labels(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		noun, ok := strings.CutSuffix(text, word)
		return ok && ends(noun, "公示", "公示期", "公示时间", "公示期限", "公示日期", "公示时限")
	})
}

// thenNotice tells whether what begins on a day is the notice: 起向社会公示, 起在社区公告栏公示.
func (r *reading) thenNotice(post string) bool {
	post = strings.TrimLeft(post, "起开始")
	i := strings.Index(post, Word)
	return i >= 0 && i <= len("在社区公告栏和网站上") && !objectOrOver(post) && !contains(post[:i], other)
}

// onlyNotice tells that a clause tells of nothing that is done besides.
func onlyNotice(c clause) bool {
	for _, word := range other {
		if strings.Contains(c.pre, word) {
			return false
		}
	}
	return true
}

// objectOrOver tells whether the word at the beginning of a text is of no notice that runs.
func objectOrOver(text string) bool {
	i := strings.Index(text, Word)
	return begins(text[i:], objects...) || begins(text[i+len(Word):], "期满", "期间", "期内", "栏")
}
