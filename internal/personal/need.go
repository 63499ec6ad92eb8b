package personal

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Beside is a name and the word by which its sentence tells of that person's need, illness or past, or of that of a member of the family.
// It is sure where the name is one beyond doubt and the sentence says so right away.
type Beside struct {
	Name, Word Span
	Sure       bool
}

// least and certain are the bits that make a name likely, and beyond doubt.
const (
	likely  = 4
	certain = 9
)

// InNeed finds names beside words for hardship in the sentences of a text, the built-in words and some more, with what names are known to
// be some. Who helps, or has to do with it by a post, is not in need; who is known by a mask or the surname alone has no name.
func InNeed(text string, more, knownNames []string) (all []Beside) {
	end := -1
	for _, word := range Hardships(text, more) {
		if word.Start < end {
			continue // the sentence of the word before
		}
		s := Sentence(text, word.Start)
		end = s.End
		if len(knownNames) == 0 && !theLexicon().mayName(text[s.Start:s.End]) {
			continue
		}
		p := plainOf(text, s)
		for _, b := range inSentence(p.text, more, knownNames) {
			all = append(all, Beside{p.span(b.Name), p.span(b.Word), b.Sure})
		}
	}
	return all
}

// OfPerson tells by what word a sentence speaks of the need of a person whose own name stands above it: the subject that it leaves out, or calls
// 他 or 她. A sentence with the name is one for InNeed.
func OfPerson(text, own string, more []string) (words []Span) {
	const name = "某甲乙"
	end := -1
	for _, word := range Hardships(text, more) {
		if word.Start < end {
			continue
		}
		s := Sentence(text, word.Start)
		end = s.End
		p := plainOf(text, s)
		if inSentence(p.text, more, []string{own}) != nil {
			continue
		}
		lead := len(p.text) - len(strings.TrimLeft(p.text, " \u3000“\""))
		rest := p.text[lead:]
		if own := longest(rest, []string{"他自己", "她自己", "他", "她", "本人"}); own != "" && !strings.HasPrefix(rest, "他们") && !strings.HasPrefix(rest, "她们") {
			lead += len(own)
		}
		sentence := name + p.text[lead:]
		for _, m := range mentions(sentence, more) {
			subject := Name{Span{0, len(name)}, certain}
			if ok, _ := ascribed(sentence, subject, m, nil); ok {
				words = append(words, p.span(Span{m.Start - len(name) + lead, m.word - len(name) + lead}))
				break
			}
		}
	}
	return words
}

// SentencesOfNeed gives the sentences of a text that speak of hardship.
func SentencesOfNeed(text string, more []string) (all []Span) {
	end := -1
	for _, word := range Hardships(text, more) {
		if word.Start >= end {
			s := Sentence(text, word.Start)
			end = s.End
			all = append(all, s)
		}
	}
	return all
}

// mention is a word for hardship in a sentence, with what belongs to it.
type mention struct {
	Span
	word  int  // where the word itself ends
	group bool // it is a word for persons: 低保户, 残疾人
	topic bool // it is what something is about: 低保政策, 癌症筛查
}

// persons are words for those of whom a word before them tells.
var persons = []string{
	"户", "家庭", "人员", "人士", "人", "者", "患者", "群众", "老人", "老年人", "儿童", "学生", "大学生", "小学生", "中学生", "高中生", "职工", "党员", "老党员", "妇女", "青年", "青少年", "居民", "村民", "对象", "少年", "孩子", "军人", "邻居", "病人", "感染者", "康复人员", "残疾人", "女工", "农户", "人群", "群体", "朋友", "女孩", "男孩",
	"独居老人", "退役军人", "低保户", "居家老人", "高龄老人", "重度残疾人", "分子", "贫困户", "适龄儿童", "困难户", "户主", "户籍人口", "户老人",
}

// topics stand behind a word for hardship that is what something is about.
var topics = []string{
	"预防", "防治", "防控", "筛查", "知识", "讲座", "宣传", "政策", "标准", "条件", "申请", "审核", "审批", "办理", "受理", "年审", "年检", "复核", "业务", "工作", "窗口", "待遇", "补助", "补贴", "津贴", "保险", "医保", "康复", "护理", "治疗", "诊疗", "诊断", "门诊", "医院", "病房", "科", "日", "月", "周", "咨询", "鉴定", "评定", "登记", "证", "评估", "证明",
	"比例", "率", "高发", "早期", "症状", "风险", "危害", "教育", "公益", "法", "条例", "办法", "规定", "事业", "领域", "服务", "帮扶", "救助", "关爱", "家园", "驿站", "之家", "体检", "检查", "普查", "调查", "数据", "名额", "指标", "制度", "机制", "台账", "档案", "信息", "情况统计", "发放", "动态管理", "管理", "专干", "专员", "专委", "专职", "经办", "公示", "名单公示", "地区", "山区", "县", "村", "问题", "预防针", "疫苗", "药", "中心",
	"机构", "学校", "协会", "联合会", "基金", "运动", "艺术", "就业", "日活动", "节", "文化", "权益", "保障", "保障法", "无障碍", "设施", "专座", "车位", "厕所", "通道", "轮椅", "器具", "用品", "的预防", "的防治", "的条件", "的知识", "的申请", "的受理", "的办理", "的政策", "的标准", "的危害", "的早期", "的症状", "的护理", "的治疗", "的审核", "的书", "的讲座", "的发放", "的孩子们", "和临时救助的", "、临时救助的",
}

// aboutWords stand before a word for hardship that is what something is about.
var aboutWords = []string{
	"讲", "讲解", "讲授", "认识", "预防", "防治", "防", "了解", "科普", "筛查", "宣传", "介绍", "学习", "关注", "抗", "反", "拒绝", "远离", "咨询", "有关", "关于", "负责", "分管", "研究", "消除", "减轻", "应对", "识别", "治疗", "诊治", "擅长", "普及", "警惕", "杜绝", "防止", "避免", "严禁", "禁止", "打击", "解读", "宣讲", "受理", "办理", "审核", "核查", "发放", "经办", "协办",
}

// mentions finds words for hardship in a sentence.
func mentions(sentence string, more []string) (all []mention) {
	for _, s := range Hardships(sentence, more) {
		if len(all) > 0 && s.Start < all[len(all)-1].End {
			continue
		}
		m := mention{Span: s, word: s.End}
		word := sentence[s.Start:s.End]
		m.group = slices.ContainsFunc(persons, func(w string) bool { return strings.HasSuffix(word, w) }) && !strings.HasSuffix(word, "因病人")
		for range 3 {
			w := longest(sentence[m.End:], persons)
			if w == "" || strings.HasPrefix(sentence[m.End:], "人民") || strings.HasPrefix(sentence[m.End:], "者说") {
				break
			}
			m.End, m.group = m.End+len(w), true
		}
		m.topic = longest(sentence[m.End:], topics) != "" || !m.group && slices.ContainsFunc(aboutWords, func(w string) bool { return strings.HasSuffix(strings.TrimSuffix(sentence[:s.Start], "怎样"), w) })
		all = append(all, m)
	}
	return all
}

// inSentence finds the names that a sentence tells of.
func inSentence(sentence string, more, knownNames []string) (all []Beside) {
	found := mentions(sentence, more)
	if len(found) == 0 {
		return nil
	}
	defer func() {
		if all == nil {
			all = wordNames(sentence, found)
		}
	}()
	names := slices.DeleteFunc(NamesWith(sentence, knownNames), func(n Name) bool {
		return n.Bits < likely && !slices.Contains(knownNames, sentence[n.Start:n.End])
	})
	names = slices.DeleteFunc(names, func(n Name) bool { // 残疾人包…
		return slices.ContainsFunc(found, func(m mention) bool { return n.Start < m.End && m.Start < n.End })
	})
	for i, n := range names {
		for _, m := range found {
			ok, direct := ascribed(sentence, n, m, names)
			if !ok && i > 0 && len(all) > 0 && all[len(all)-1].Name == names[i-1].Span && enumerated(sentence[names[i-1].End:n.Start]) {
				ok, direct = true, all[len(all)-1].Sure
			}
			if ok {
				isKnown := slices.Contains(knownNames, sentence[n.Start:n.End])
				all = append(all, Beside{n.Span, Span{m.Start, m.word}, isKnown || direct && n.Bits >= certain})
				break
			}
		}
	}
	// 甲、乙是低保户: what is told of the last is told of those in one row with it
	for i := len(names) - 2; i >= 0; i-- {
		if slices.ContainsFunc(all, func(b Beside) bool { return b.Name == names[i].Span }) {
			continue
		}
		k := slices.IndexFunc(all, func(b Beside) bool { return b.Name == names[i+1].Span })
		if k >= 0 && enumerated(sentence[names[i].End:names[i+1].Start]) {
			all = append(all, Beside{names[i].Span, all[k].Word, all[k].Sure && names[i].Bits >= certain})
		}
	}
	slices.SortStableFunc(all, func(a, b Beside) int { return a.Name.Start - b.Name.Start })
	return all
}

// isOne leads from the beginning of a clause to a word for persons in need: what stands before is a person.
var isOne = lazily(`(?:^|[，,：:“（])([\p{Han}]{2,3}?)(?:老人|同志|家|一家)?(?:也|都|原|原来|曾)?(?:是|系|属于?)(?:一名|一位|一户|名|户|个|社区的?|本社区的?)?$`)

// wordNames finds names that are words as well, where nothing but a name can stand: 高山是低保户.
func wordNames(sentence string, found []mention) (all []Beside) {
	for _, m := range found {
		at := isOne().FindStringSubmatchIndex(sentence[:m.Start])
		if at == nil || m.topic {
			continue
		}
		name := sentence[at[2]:at[3]]
		surname := head(name, 1)
		_, ok := theLexicon().surnames[surname]
		for _, c := range name[len(surname):] {
			if _, given := theLexicon().given[string(c)]; !given {
				ok = false
			}
		}
		if ok && longest(name[len(surname):], addresses) == "" {
			all = append(all, Beside{Span{at[2], at[3]}, Span{m.Start, m.word}, false})
		}
	}
	return all
}

var row = lazily(`^(?:[、，,\s|/和与及]|以及|（[^（）]{0,12}）|\([^()]{0,12}\)|[\d.]+万?元|等?\d+[户名位个人])*$`)

// enumerated tells whether two names with a text between them stand in one row.
func enumerated(between string) bool { return row().MatchString(between) }

// kin are words for members of a family.
const kin = `(?:妻子|丈夫|老伴|爱人|儿子|女儿|儿媳妇?|女婿|母亲|父亲|爸爸|妈妈|爸|妈|婆婆|公公|岳父|岳母|爷爷|奶奶|外公|外婆|孙子|孙女|外孙女?|哥哥|弟弟|姐姐|妹妹|大哥|小叔子|大伯子|小姑子|大嫂|嫂子|嫂嫂|弟媳|侄子|侄女|父母|双亲|公婆|孩子|小孩|家属|家人|家长|亲人|姑姑|叔叔|舅舅|养子|养女|继子|继女|男人|女人|媳妇|老母亲|老父亲|大儿子|小儿子|大女儿|小女儿|独子|独女|长子|次子)`

// title is what may stand between a word for hardship and the name of the person: of whom it tells, not what a post does.
const title = `(?:居民|村民|邻居|住户|业主|老党员|党员|老人|老人家|老兵|老战士|退役军人|退伍军人|退休[教老]师|退休工人|退休职工|退休干部|环卫工人?|保洁员|教师|老师|学生|同学|小朋友|男孩|女孩|青年|妇女|母亲|父亲|代表|老奶奶|老爷爷|大爷|大妈|阿姨|群众|职工|工人|女士|先生|一家|家|志愿者|[\d一二三四五六七八九十]+岁|今年|，|、|名叫|叫|患者|好姑娘|姑娘|小伙子?|小伙|孩子|老母亲|社区|本?小区)`

var (
	// leads is what may stand between a word for persons in need, or for a need, and the name.
	leads = lazily(`^(?:的?` + kin + `|[（(）)：:“"「\s|]|[\p{Han}]某[\p{Han}]?的(?:原名|真名|本名)|的?(?:原名|真名|本名|代表)|的?` + title + `|名单|情况|发放|慰问|帮扶|走访|对象|如下|公示|分别|是|为|有|：|、|，?(?:在床|在家|多年|[\d一二三四五六七八九十]+年|住院))*(?:的` + title + `*)?$`)
	// attached is what may stand right behind a name and be of the same person, or of one of the family.
	attached = lazily(`^(?:老人家?|同志|女士|先生|大爷|大妈|大娘|大姐|大哥|奶奶|爷爷|阿姨|叔叔|师傅|老师|同学|小朋友|夫妇|一家人?|全家|家[里中庭]?|本人|自己|[）)”"」]|(?:的|和|与)?` + kin + `|[，,](?:男|女)|[，,][\d一二三四五六七八九十]+岁|[，,]?今年[\d一二三四五六七八九十]+岁|[，,]汉族|[，,]（?[\d]{4}年生）?|[（(]?(?:男|女)[，,、])*`)
	// says that what follows is told of the person.
	copula = lazily(`(?:是|系|属于?|为|列为|列入|纳入|成为|成了|评为|认定为|沦为|享受|作为|确定为|评定为|识别为|当过|靠|吃|领|领取|吃着|享受着|[（(，,、：:\s|]|\t|家庭类型|类别)(?:一名|一位|一个|一户|名|位|个|(?:本|我|该)?(?:社区|小区|村|镇|街道|辖区)里?的?|当地的?|全国|市级|农村|城市|城镇|有名的|典型的|重点|[一二三四]级|肢体|视力|听力|言语|智力|精神|多重|重度|轻度|中度|先天性?|的|多年的|建档立卡|未成年|在册|家庭|单亲|高龄|独居)*$`)
	// stranger is somebody else of whom a sentence may tell.
	stranger = lazily(`某|一[名位户个对]|这[名位户]|那[名位户]|有[位个名户]|几[名位户]|[两三四五六七八九十百]+[余多]?[名位户]|\d+[余多]?[名位户]|许多|不少|各[类位]|别人|他人|大家|人们|居民们|对方|老人们|其他|别的|邻居的?$|(?:[为给向对帮替让与和同跟把教陪]|帮助|照顾|看望|慰问|走访|关爱|资助|护理|照料|收养|陪伴|服务|遇到|遇见|发现|得知|听说|了解到|关心|救助|搀扶|接送|联系|组织|邀请|支持|救治|扶起|救起|背着|捐给|捐助|带领|赡养|面对|接诊|诊治|送)(?:[^，,]{0,4})$`)
	// served are those for whom the person does something.
	served = lazily(`(?:[为给向对帮替让教陪]|帮助|照顾|看望|慰问|走访|关爱|资助|协助)[^，,]{0,8}(?:群众|老人|居民|村民|家庭|户|邻居|儿童|学生|孩子|人员|残疾人|病人|患者|大家)`)
	// pronouns begin a part of a sentence that goes on with the person.
	goesOnWith = lazily(`[，,](?:她|他|自己|本人|其|这家|家里|家中|家庭|一家|全家|全家人|老两口|老伴|现|现在|目前|原|原来|以前|曾|曾经|去年|今年|前年|早年|后来|不幸|` + kin + `)`)
	receives   = lazily(`(?:为|给|帮|帮助|替|协助|让|叫|陪)$`)
	obtains    = lazily(`(?:申请|申领|办理|代办|办下?|争取|落实|申报|领取|领到|领|享受|拿到?|获得|得到|吃|评上|评定|持有?|送来?|批下|纳入|退出)(?:了|到|过|着|上)?(?:[^，,。]{0,6})$`)
	// ofOther is what makes a condition that of somebody else: 患病的邻居.
	ofOther = lazily(`^(?:在床|在家|住院|多年|[\d一二三四五六七八九十]+年|，|晚期|重病|卧床)*的?(` + kin + `)?`)
)

// ascribed tells whether a sentence tells of a person what a word for hardship says, and whether it does so directly.
func ascribed(sentence string, n Name, m mention, names []Name) (ok, direct bool) {
	const most = 300 // bytes between them
	if m.Start > n.End+most || n.Start > m.End+most {
		return false, false
	}
	if m.End <= n.Start {
		return ascribedBefore(sentence, n, m)
	}
	return ascribedBehind(sentence, n, m, names)
}

// ascribedBefore judges a word before a name: 低保户李素梅, 患病的王桂英老人.
func ascribedBefore(sentence string, n Name, m mention) (ok, direct bool) {
	between := sentence[m.End:n.Start]
	if strings.HasPrefix(between, "的") && !m.group && m.topic && !leads().MatchString(between) {
		return false, false
	}
	if leads().MatchString(between) {
		if m.group && strings.HasPrefix(between, "的") && !strings.Contains(between, "：") && !regexpKin().MatchString(between) && Helps(sentence, n.Start) {
			return false, false // 关爱残疾人的志愿者王丽
		}
		if post(between) || endsSubject(between) {
			return false, false
		}
		return true, utf8.RuneCountInString(between) <= 12
	}
	// 给残疾人送米，刘桂芬领到两袋
	if m.group && !m.topic && !Helps(sentence, n.Start) && receivesGift().MatchString(sentence[n.End:]) && utf8.RuneCountInString(between) < 30 && strings.ContainsAny(between, "，,") {
		return true, false
	}
	// “我得了糖尿病，”马桂香说
	if !m.topic && strings.HasPrefix(strings.TrimLeft(sentence[n.End:], "笑着激动地感"), "说") && strings.ContainsRune(sentence[:m.Start], '我') && strings.ContainsRune(between, '”') {
		return true, false
	}
	return false, false
}

var (
	regexpKin    = lazily(kin)
	receivesGift = lazily(`^(?:老人|女士|先生|一家|家)?(?:也|都)?(?:领到|收到|拿到|接过|得到|领了|感激|感动|道谢|连声|握着)`)
)

// post tells whether what stands between is a post that has to do with it: 残疾人专职委员, 低保专干.
func post(between string) bool {
	return between != "" && !strings.Contains(between, "的") && slices.ContainsFunc([]string{"委员", "专干", "专员", "会长", "理事长", "医生", "社工", "主任", "书记", "队长", "站长", "干部"}, func(w string) bool { return strings.HasSuffix(between, w) })
}

// endsSubject tells whether a comma without more leads to another subject: 走访残疾人，李敏….
func endsSubject(between string) bool {
	return strings.HasPrefix(between, "，") || strings.HasPrefix(between, "、")
}

// ascribedBehind judges a word behind a name: 周德祥是低保户, 刘桂芬的儿子残疾.
func ascribedBehind(sentence string, n Name, m mention, names []Name) (ok, direct bool) {
	between := sentence[n.End:m.Start]
	after := sentence[m.End:]
	for _, other := range names {
		if other.Start >= n.End && other.End <= m.Start {
			return false, false // told of the nearest
		}
		if other.Start >= m.End && leads().MatchString(sentence[m.End:other.Start]) && !endsSubject(sentence[m.End:other.Start]) && (m.group || strings.HasPrefix(sentence[m.End:other.Start], "的")) {
			return false, false // told of the next: 志愿者王丽看望低保户李某
		}
	}
	helper := Helps(sentence, n.Start)
	tail := strings.ReplaceAll(between[len(attached().FindString(between)):], "因为", "因")
	if m.topic {
		if receives().MatchString(sentence[:n.Start]) && !helper && obtains().MatchString(tail) {
			return true, true
		}
		return !helper && tail != between[:0] && obtainsOnly().MatchString(tail), false
	}
	if m.group {
		if masked(after) {
			return false, false
		}
		if tail == "" || copula().MatchString(tail) {
			lead := copula().ReplaceAllString(tail, "")
			if stranger().MatchString(lead) || helper && strings.ContainsAny(lead, "，,") && !goesOnWith().MatchString(","+lead) && lead != "" {
				return false, false
			}
			if (strings.HasSuffix(tail, "为") || strings.HasSuffix(tail, "，") && helper || strings.HasSuffix(tail, "、")) && !strings.HasSuffix(tail, "列为") && !strings.HasSuffix(tail, "成为") && !strings.HasSuffix(tail, "评为") && !strings.HasSuffix(tail, "定为") {
				return false, false // 为残疾人修轮椅
			}
			if (tail == "" || strings.HasSuffix(tail, "，")) && !(after == "" || strings.HasPrefix(after, "，") || strings.HasPrefix(after, "、") || strings.HasPrefix(after, "）")) {
				return false, false
			}
			return true, utf8.RuneCountInString(lead) <= 8
		}
		return false, false
	}
	// a condition
	if other := ofOther().FindStringSubmatch(after); strings.HasPrefix(after, "的") || other[1] != "" || len(other[0]) > 0 && strings.HasSuffix(other[0], "的") {
		if other[1] == "" {
			return false, false // 患病的邻居
		}
		return !helper || longest(tail, []string{"照顾", "伺候", "侍奉", "赡养"}) != "", !helper && utf8.RuneCountInString(tail) <= 8
	}
	if stranger().MatchString(tail) || served().MatchString(tail) {
		return false, false
	}
	part := tail
	if i := strings.LastIndexAny(tail, "，,"); i >= 0 {
		part = tail[i:]
		if helper && !goesOnWith().MatchString(part) {
			return false, false
		}
		if helper && strings.Contains(tail, "说") {
			return false, false
		}
	} else if helper && utf8.RuneCountInString(tail) > 4 {
		return false, false
	}
	if helper && len(attached().FindString(between)) == 0 && m.Start-n.End > 12 && !goesOnWith().MatchString(tail) {
		return false, false
	}
	return true, utf8.RuneCountInString(tail) <= 6 || goesOnWith().MatchString(tail)
}

var obtainsOnly = lazily(`^[，,]?(?:也|又|还|已|已经|刚|去年|今年)?(?:申请|申领|领取|领到|领|享受|拿到?|获得|得到|吃|评上|评定为?|持有?|被评定为?|办了|办下)(?:了|到|过|着|上)?[^，,。]{0,6}$`)

// masked tells whether what follows is a name that is masked, or known by the surname alone.
func masked(after string) bool {
	c, size := utf8.DecodeRuneInString(after)
	if _, ok := theLexicon().surnames[string(c)]; !ok {
		return false
	}
	rest := after[size:]
	return strings.HasPrefix(rest, "某") || strings.HasPrefix(rest, "*") || longest(rest, addresses) != ""
}
