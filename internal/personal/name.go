package personal

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name is a name of a person in a sentence. How likely it is one is told by the bits by which a reading of the sentence with it is likelier
// than any without.
type Name struct {
	Span
	Bits int
}

// Sure tells whether it is one beyond doubt.
func (n Name) Sure() bool { return n.Bits >= certain }

// FullNames finds the names in a Markdown text that are likely ones.
func FullNames(text string) (all []Name) {
	for at := 0; at < len(text); {
		s := Sentence(text, at)
		s.Start = at
		p := plainOf(text, s)
		for _, n := range Names(p.text) {
			if n.Bits >= likely {
				all = append(all, Name{p.span(n.Span), n.Bits})
			}
		}
		_, size := utf8.DecodeRuneInString(text[s.End:])
		at = s.End + max(size, 1)
	}
	return all
}

// Names finds the full names of persons in a sentence. It reads every run of Chinese characters in the likeliest way: as words of the
// dictionary, names and single characters. Whoever is masked (张某) or known by the surname alone (王奶奶) has no name there.
func Names(sentence string) []Name { return NamesWith(sentence, nil) }

// NamesWith finds names as well that are known to be some.
func NamesWith(sentence string, known []string) (all []Name) {
	r := reader{lexicon: theLexicon(), text: sentence, known: known}
	for start := 0; start < len(sentence); {
		c, size := utf8.DecodeRuneInString(sentence[start:])
		if !nameCharacter(c) {
			start += size
			continue
		}
		end := start
		for end < len(sentence) {
			c, size := utf8.DecodeRuneInString(sentence[end:])
			if !nameCharacter(c) {
				break
			}
			end += size
		}
		all = append(all, r.read(start, end)...)
		start = end
	}
	return all
}

func nameCharacter(c rune) bool { return unicode.Is(unicode.Han, c) || c == '·' }

// reader reads a sentence.
type reader struct {
	*lexicon
	text  string
	known []string

	offsets []int // of the characters of a run, and its end
	tokens  [][]token
	best    []int // cost of the best reading up to each character
	rest    []int // cost of the best reading from each character
}

// token is a word or a name from one character of a run to another, with what it costs.
type token struct {
	to, cost int
	name     bool
}

const endless = 1 << 20

// read finds the names in one run of Chinese characters.
func (r *reader) read(start, end int) (all []Name) {
	r.offsets = r.offsets[:0]
	for i := range r.text[start:end] {
		r.offsets = append(r.offsets, start+i)
	}
	n := len(r.offsets)
	r.offsets = append(r.offsets, end)
	if n < 2 || len(r.known) == 0 && !r.promising(r.text[start:end]) {
		return nil
	}
	names := false
	for len(r.tokens) < n {
		r.tokens = append(r.tokens, make([]token, 0, 4))
	}
	for i := range n {
		r.tokens[i] = r.names(i, n, r.tokens[i][:0])
		names = names || len(r.tokens[i]) > 0
	}
	if !names {
		return nil
	}
	for i := range n {
		r.tokens[i] = r.word(i, n, r.tokens[i])
	}
	r.best, r.rest = append(r.best[:0], make([]int, n+1)...), append(r.rest[:0], make([]int, n+1)...)
	for i := 1; i <= n; i++ {
		r.best[i] = endless
	}
	for i := range n {
		for _, t := range r.tokens[i] {
			r.best[t.to] = min(r.best[t.to], r.best[i]+t.cost)
		}
	}
	for i := n - 1; i >= 0; i-- {
		r.rest[i] = endless
		for _, t := range r.tokens[i] {
			r.rest[i] = min(r.rest[i], t.cost+r.rest[t.to])
		}
	}
	for i := 0; i < n; {
		next := n
		for _, t := range r.tokens[i] { // the first of the best reading
			if t.cost+r.rest[t.to] == r.rest[i] {
				if next = t.to; t.name {
					bits := (r.without(i, t.to, n) - r.best[n]) / 8
					all = append(all, Name{Span{r.offsets[i], r.offsets[t.to]}, bits})
				}
				break
			}
		}
		i = next
	}
	return all
}

// promising tells whether a name may stand in a run at all.
func (l *lexicon) promising(run string) bool {
	before := rune(-1)
	for _, c := range run {
		if in(&l.ends, c) && in(&l.starts, before) || in(&l.strange, c) || c == '·' {
			return true
		}
		before = c
	}
	// a surname of two characters
	return longestIn(run, compounds) != ""
}

// without gives the cost of the best reading that has no name between two characters.
func (r *reader) without(from, to, n int) int {
	const around = 3
	least := endless
	for p := max(0, from-around); p <= from; p++ {
		costs := map[int]int{p: r.best[p]}
		for i := p; i < to; i++ {
			cost, ok := costs[i]
			if !ok {
				continue
			}
			for _, t := range r.tokens[i] {
				if old, ok := costs[t.to]; !t.name && (!ok || cost+t.cost < old) {
					costs[t.to] = cost + t.cost
				}
			}
		}
		for q := to; q <= n; q++ {
			if cost, ok := costs[q]; ok {
				least = min(least, cost+r.rest[q])
			}
		}
	}
	return least
}

// word adds the words that begin at a character of a run.
func (r *reader) word(i, n int, all []token) []token {
	piece := func(to int) string { return r.text[r.offsets[i]:r.offsets[to]] }
	all = append(all, token{i + 1, min(unknownCost, int(costOf(r.words, piece(i+1)))), false})
	for to := i + 2; to <= min(i+4, n); to++ {
		if cost, ok := r.words[piece(to)]; ok {
			all = append(all, token{to, int(cost), false})
		}
	}
	return all
}

// names adds the names that may begin at a character of a run.
func (r *reader) names(i, n int, all []token) []token {
	piece := func(to int) string { return r.text[r.offsets[i]:r.offsets[to]] }
	for _, name := range r.known {
		if strings.HasPrefix(r.text[r.offsets[i]:r.offsets[n]], name) {
			to := i + utf8.RuneCountInString(name)
			all = append(all, token{to, max(0, knownCost-r.beside(i, to)), true})
		}
	}
	first, _ := utf8.DecodeRuneInString(r.text[r.offsets[i]:])
	for _, k := range [2]int{1, 2} { // characters of the surname
		if i+k >= n || !in(&r.starts, first) {
			break
		}
		surname, ok := r.surnames[piece(i+k)]
		if !ok {
			continue
		}
		for to := i + k + 1; to <= min(i+k+2, n); to++ {
			if cost, ok := r.givenName(i+k, to); ok && longest(r.text[r.offsets[i+k]:r.offsets[n]], addresses) == "" {
				all = append(all, token{to, max(0, nameCost+int(surname)+cost-r.beside(i, to)), true})
			}
		}
	}
	if to := r.foreign(i, n); to > 0 {
		all = append(all, token{to, max(0, foreignCost+55*(to-i)-r.beside(i, to)), true})
	}
	return all
}

// The costs of a name as such, and of a given name with one and with two characters.
const (
	nameCost    = 28
	knownCost   = 150
	foreignCost = 40
	oneGiven    = 26
	twoGiven    = 2
)

// givenName gives the cost of characters as a given name.
func (r *reader) givenName(from, to int) (cost int, ok bool) {
	cost = oneGiven
	if to-from == 2 {
		cost = twoGiven
	}
	for i := from; i < to; i++ {
		c, ok := r.given[r.text[r.offsets[i]:r.offsets[i+1]]]
		if !ok {
			return 0, false
		}
		cost += int(c)
	}
	if r.text[r.offsets[to-1]:r.offsets[to]] == "家" {
		cost += 100 // 王建军家
	}
	return cost, true
}

// foreignParts are parts of the names of other peoples than the Han.
var foreignParts = []string{
	"阿依", "古丽", "买买提", "吐尔逊", "艾尼", "热合曼", "阿卜杜", "麦麦提", "努尔", "艾力", "玉素甫", "热依汗", "帕提古丽", "阿迪力", "库尔班", "依明", "哈斯", "巴根", "其其格", "巴特尔", "乌兰", "格日勒", "斯琴", "高娃", "娜仁", "托娅", "苏日娜", "宝音", "朝鲁", "敖日格勒",
	"扎西", "卓玛", "次仁", "多吉", "旺堆", "格桑", "央金", "达瓦", "尼玛", "白玛", "拉姆", "顿珠", "德吉", "仁青", "平措", "罗布", "桑杰", "拉巴", "米玛", "边巴", "索朗", "洛桑", "丹增", "才让", "才旦", "阿加", "木呷", "阿牛", "吉克", "沙马", "伍呷",
}

// foreign gives the end of a name with a middle dot, or of such parts, that begins at a character; 0 for none.
func (r *reader) foreign(i, n int) int {
	const most = 12 // characters
	if c, _ := utf8.DecodeRuneInString(r.text[r.offsets[i]:]); !in(&r.strange, c) && !strings.Contains(r.text[r.offsets[0]:r.offsets[n]], "·") {
		return 0
	}
	text := r.text[r.offsets[i]:r.offsets[min(n, i+most)]]
	at := 0
	for at < len(text) {
		part := longest(text[at:], foreignParts)
		if part == "" {
			break
		}
		at += len(part)
	}
	if dot := strings.Index(text, "·"); dot > 0 && utf8.RuneCountInString(text[:dot]) <= 6 && (at == dot || i == 0 || r.cue(i)) {
		end := dot + len("·")
		if part := longest(text[end:], foreignParts); part != "" {
			return i + utf8.RuneCountInString(text[:end+len(part)])
		}
		to := i + utf8.RuneCountInString(text[:end])
		for k := 4; k >= 2; k-- {
			if to+k <= n && (to+k == n || closes(r.text[r.offsets[to+k]:])) {
				return to + k
			}
		}
	}
	if at == 0 || utf8.RuneCountInString(text[:at]) < 2 {
		return 0
	}
	return i + utf8.RuneCountInString(text[:at])
}

// beside gives what the words beside a name tell for it, or against it.
func (r *reader) beside(i, to int) int {
	before, after := r.text[:r.offsets[i]], r.text[r.offsets[to]:]
	if c, _ := utf8.DecodeRuneInString(after); in(&r.placed, c) && longest(after, notBehind) != "" {
		return -200
	}
	if c, _ := utf8.DecodeLastRuneInString(before); in(&r.numbered, c) && slices.ContainsFunc(notBefore, func(w string) bool { return strings.HasSuffix(before, w) }) {
		return -80
	}
	sum := 0
	c, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case i == 0 && c != '-' && !unicode.IsDigit(c):
		sum += 16
	case naming(before):
		sum += 80
	case r.cue(i):
		sum += 32
	}
	c, _ = utf8.DecodeRuneInString(after)
	switch {
	case longest(after, addresses) != "":
		sum += 40
	case !nameCharacter(c):
		sum += 12
	case closes(after):
		sum += 12
	}
	return sum
}

// cue tells whether a word for a person, or for what is done to one, stands before a character.
func (r *reader) cue(i int) bool {
	before := r.text[:r.offsets[i]]
	if c, _ := utf8.DecodeLastRuneInString(before); !in(&r.cued, c) {
		return false
	}
	return slices.ContainsFunc(callings, func(w string) bool { return strings.HasSuffix(before, w) }) || slices.ContainsFunc(helpers, func(w string) bool { return strings.HasSuffix(before, w) })
}

// naming tells whether what stands before says that a name follows.
func naming(before string) bool {
	return strings.HasSuffix(before, "名叫") || strings.HasSuffix(before, "叫做") || strings.HasSuffix(before, "他叫") || strings.HasSuffix(before, "她叫") || strings.HasSuffix(before, "名字叫") || strings.HasSuffix(before, "原名")
}

// notBehind are words behind what is no person's name: masks, titles behind a surname, places and things called after somebody.
var notBehind = []string{
	"某", "社区", "小区", "街道", "路口", "新村", "大道", "广场", "公园", "小学", "中学", "大学", "医院", "公司", "药店", "超市", "饭店", "书店", "商店", "大桥", "街", "镇", "乡", "县", "区", "省", "村", "湾", "桥", "巷", "弄", "里弄", "寨", "沟", "塘", "岭", "苑", "院", "楼", "店", "厂", "馆", "杯", "奖", "精神", "们", "节", "队", "班", "赛", "局", "画展", "展览", "站点", "公交站",
	"路边", "路上", "路段", "路小", "路社", "路与", "路和",
}

// notBefore are words before what is no person's name: numbers and places.
var notBefore = []string{"大", "第", "每", "这", "那", "各", "某", "老", "小", "阿", "·"}

// compounds are the surnames of two characters that are not rare.
var compounds = []string{"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯", "长孙", "端木", "南宫", "宇文"}

// addresses stand behind the full name of a person.
var addresses = []string{"同志", "女士", "先生", "老人", "大爷", "大妈", "大娘", "大姐", "大哥", "奶奶", "爷爷", "阿姨", "叔叔", "婆婆", "老太", "师傅", "一家", "夫妇", "同学", "小朋友", "等人", "等户"}

// callings stand before the full name of somebody of whom something is told.
var callings = []string{
	"居民", "村民", "患者", "老人", "住户", "业主", "户", "家庭", "残疾人", "群众", "学生", "儿童", "孤儿", "对象", "邻居", "妻子", "丈夫", "儿子", "女儿", "母亲", "父亲", "婆婆", "公公", "孙子", "孙女", "人员", "名叫", "叫", "叫做", "姓名", "小朋友", "同学", "女孩", "男孩", "孩子", "盲人", "聋哑人", "病人",
	"看望", "慰问", "走访", "帮助", "照顾", "资助", "感谢", "采访", "关爱", "探望", "为", "给", "与", "向", "帮", "替", "让", "请", "由", "是", "的", "和", "对", "把", "被", "同", "跟", "及", "者", "党员", "家长", "职工", "妇女", "青年", "人士", "岁",
}

// helpers stand before the name of somebody who does something for others: their names stand for their post.
var helpers = []string{
	"网格员", "网格长", "志愿者", "书记", "主任", "社工", "民警", "辅警", "医生", "大夫", "护士", "队长", "楼长", "委员", "站长", "院长", "律师", "干部", "工作者", "负责人", "讲师", "教授", "专干", "专员", "所长", "科长", "局长", "区长", "市长", "镇长", "会长", "理事长", "理事", "调解员", "队员", "记者", "联系人", "楼栋长", "组长", "经理", "协理员", "代表",
	"老师", "教师", "校长", "园长", "馆长", "咨询师", "治疗师", "康复师", "药师", "专家", "工作人员", "辅导员", "宣传员", "宣讲员", "讲解员", "义工", "园丁", "司机", "店主", "老板", "主播", "教练", "指导员", "心理师", "法官", "检察官", "模范", "好人", "专委", "支书", "村长", "厂长", "社长", "团长", "主席", "秘书长", "主持人", "作者", "摄影", "通讯员", "编辑", "设计师", "工程师", "厨师", "理发师", "乡贤", "企业家",
}

// Helps tells whether a name that begins at an offset stands there for a post.
func Helps(sentence string, start int) bool {
	before := strings.TrimRight(sentence[:start], " “\"（(：:是")
	return slices.ContainsFunc(helpers, func(w string) bool { return strings.HasSuffix(before, w) })
}

// occurrences gives the offsets of a word in a text.
func occurrences(text, word string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for from := 0; word != ""; {
			i := strings.Index(text[from:], word)
			if i < 0 || !yield(from+i) {
				return
			}
			from += i + len(word)
		}
	}
}

// closers are characters with which what is told of a person begins behind the name.
const closers = "很得跳拉比的在和与同跟及给对把被是因患有自从已家说也就都还又身今年去没常需不曾为将获属领收得住系用向请来到表感坐卧无失每带致讲唱画写读做参代担考捐送帮走回享确查靠丧瘫吸拿过"

// closes tells whether a name may end before a text.
func closes(after string) bool {
	r, _ := utf8.DecodeRuneInString(after)
	return after == "" || !nameCharacter(r) || strings.ContainsRune(closers, r)
}
