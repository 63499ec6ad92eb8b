package personal

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// surnames are those that nearly everybody has.
const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边云"

// compounds are surnames of two characters.
var compounds = []string{"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯"}

// addresses stand behind the full name of a person.
var addresses = []string{"同志", "女士", "先生", "老人", "居民", "大爷", "大妈", "大娘", "奶奶", "爷爷", "阿姨", "叔叔", "婆婆", "老太", "师傅", "一家", "夫妇", "家庭", "同学", "小朋友", "患者", "等人", "等户"}

// callings stand before the full name of somebody of whom something is told.
var callings = []string{"居民", "村民", "患者", "老人", "住户", "业主", "低保户", "残疾人", "残疾", "贫困户", "特困户", "困难户", "困难群众", "困难家庭", "困难老人", "学生", "儿童", "孤儿", "矫正对象", "邻居", "妻子", "丈夫", "儿子", "女儿", "母亲", "父亲", "婆婆", "孙子", "孙女", "人员", "对象", "名叫", "叫做", "姓名："}

// helpers stand before the name of somebody who does something for others: their names stand for their post.
var helpers = []string{"网格员", "志愿者", "书记", "主任", "副主任", "社工", "民警", "辅警", "医生", "护士", "队长", "楼长", "委员", "站长", "院长", "律师", "干部", "工作者", "负责人", "讲师", "教授", "专干", "专员", "所长", "科长", "会长", "调解员", "队员", "记者", "联系人", "党员", "楼栋长", "组长", "经理", "协理员", "代表", "老师"}

// ordinary are words that begin with what may be a surname, before an address or behind a calling.
var ordinary = []string{
	"高龄", "安全", "关心", "关爱", "关怀", "关注", "温暖", "温馨", "和谐", "平安", "金色", "万名", "万户", "成年", "成功", "成员", "周边", "周末", "常住", "常年", "方便", "向阳", "包户", "包括", "于是", "都有", "时间", "时常", "强化", "文明", "文化", "文艺", "白天", "马上", "石头", "江边", "路边", "钱款", "左右",
	"单独", "单身", "单亲", "单位", "申请", "申报", "项目", "曾经", "任何", "何时", "易受", "花费", "阳光", "严重", "连续", "牛奶", "房屋", "管理", "车辆", "游客", "相关", "安装", "安排", "安置", "成立", "万元", "双方", "解决", "解困", "解答", "边缘", "宁静", "华侨", "全体", "方面", "方式", "向社", "向困", "向居", "向老", "任务", "位于", "位居", "位老", "位困", "位残",
	"许多", "司法", "石材", "余名", "余户", "余位", "余人", "等", "查询", "纪念", "纪律", "洪水", "江苏", "白内", "马路", "田间", "康复", "丁字", "易地", "祝福", "童年", "游览", "车位", "夏季", "夏令", "季度", "武汉", "贺卡", "盛夏", "卫生", "于上", "于下", "于本", "于当", "施工", "施行", "应当", "路上", "路过", "路灯",
}

// Names finds full names of persons in a sentence by what stands beside them: 王桂英老人, 居民李建国. Whoever is masked (张某) or known by the
// surname alone (王奶奶) is none, nor is who stands there for a post (网格员李敏).
func Names(sentence string) (all []Span) {
	for _, w := range addresses {
		for i := range occurrences(sentence, w) {
			if s, ok := nameBefore(sentence, i); ok {
				all = append(all, s)
			}
		}
	}
	for _, w := range callings {
		for i := range occurrences(sentence, w) {
			if s, ok := nameBehind(sentence, i+len(w)); ok {
				all = append(all, s)
			}
		}
	}
	slices.SortFunc(all, func(a, b Span) int { return a.Start - b.Start })
	return slices.Compact(all)
}

// Helps tells whether a name that begins at an offset stands there for a post.
func Helps(sentence string, start int) bool {
	before := strings.TrimRight(sentence[:start], " “\"（(：:")
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

// nameBefore reads a name that ends at an offset.
func nameBefore(text string, end int) (Span, bool) {
	for _, n := range []int{4, 3, 2} { // characters
		start := end
		for range n {
			_, size := utf8.DecodeLastRuneInString(text[:start])
			start -= size
		}
		if s := (Span{start, end}); start >= 0 && named(text[start:end], n) && !Helps(text, start) && opens(text[:start], n) {
			return s, true
		}
	}
	return Span{}, false
}

// nameBehind reads a name that begins at an offset.
func nameBehind(text string, start int) (Span, bool) {
	start += len(text[start:]) - len(strings.TrimLeft(text[start:], " “\"（(：:"))
	for _, n := range []int{4, 3, 2} {
		end := start
		for range n {
			_, size := utf8.DecodeRuneInString(text[end:])
			end += size
		}
		if named(text[start:end], n) && closes(text[end:]) {
			return Span{start, end}, true
		}
	}
	return Span{}, false
}

// nameStarts are the characters with which surnames begin.
var nameStarts = charactersOf(surnames + strings.Join(compounds, ""))

// named tells whether characters are a surname and a given name.
func named(name string, n int) bool {
	first, _ := utf8.DecodeRuneInString(name)
	if !nameStarts.has(first) || utf8.RuneCountInString(name) != n || strings.ContainsFunc(name, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) || strings.ContainsAny(name, "某的了和与在是等为") {
		return false
	}
	if slices.ContainsFunc(compounds, func(w string) bool { return strings.HasPrefix(name, w) }) {
		return n >= 3
	}
	return n <= 3 && strings.ContainsRune(surnames, first) && !slices.ContainsFunc(ordinary, func(w string) bool { return strings.HasPrefix(name, w) })
}

// opens tells whether a name may begin behind a text: nothing but Chinese characters that are function words or callings.
func opens(before string, n int) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	if before == "" || !unicode.Is(unicode.Han, r) || strings.ContainsRune("的在和与同跟及给对把被让请向由为是叫找问有以经到将从望访助", r) {
		return true
	}
	return slices.ContainsFunc(callings, func(w string) bool { return strings.HasSuffix(before, w) }) || slices.ContainsFunc([]string{"社区", "小区", "单元", "慰问", "照顾", "帮助", "关爱"}, func(w string) bool { return strings.HasSuffix(before, w) })
}

// closes tells whether a name may end before a text.
func closes(after string) bool {
	r, _ := utf8.DecodeRuneInString(after)
	if after == "" || !unicode.Is(unicode.Han, r) || strings.ContainsRune("的在和与同跟及给对把被是因患有自从已家说也就都还又身今年于于去没独常需不曾为将获属一领收得住家生系拿用向请来到表激感坐卧能无失只上每带失致，朗讲唱画写读做参代担考捐送帮走回", r) {
		return true
	}
	return longest(after, addresses) != ""
}
