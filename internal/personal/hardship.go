package personal

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// hardships are words for what may be told of nobody by name: need, illness, a past.
var hardships = strings.Fields(`
低保 最低生活保障 特困 五保 贫困 贫困户 困难户 困难家庭 困难群众 困难老人 困难学生 困难儿童 困难职工 困难党员 困难老党员 困难居民 困难村民 困难妇女 困难青年 困难邻居 困难母亲 困难残疾人 困难军人 困难归侨 困难大学生 困境儿童 困境家庭 困境少年
家庭困难 生活困难 经济困难 家境困难 家境贫寒 家庭贫困 生活拮据 生活贫困 家里困难 家中困难 家里很困难 家庭特别困难 生活十分困难 生活非常困难 因病致贫 因病返贫 因残致贫 因灾致贫 致贫 返贫 致贫户 返贫户 建档立卡 脱贫户 监测户 边缘户 边缘易致贫户 临时救助 医疗救助 特困供养 救助金 困难补助 救助对象 帮扶对象 受助 受助人 受助者 受资助 受救助 失业 下岗 无业
残疾 残障 伤残 残疾证 盲人 聋人 聋哑 聋哑人 失明 失聪 双目失明 眼盲 瘫痪 偏瘫 截瘫 脑瘫 高位截瘫 瘫在床上 卧病在床 半身不遂 截肢 肢残 智障 智力障碍 智力低下 失能 半失能 失智 智残 坐轮椅
患病 患有 身患 罹患 患上 得了重病 重病 大病 绝症 癌症 肺癌 胃癌 肝癌 肠癌 腺癌 血癌 患癌 癌晚期 骨癌 喉癌 咽癌 食道癌 食管癌 宫颈癌 卵巢癌 膀胱癌 胰腺癌 淋巴癌 直肠癌 肿瘤 脑瘤 尿毒症 白血病 糖尿病 肾衰竭 肾病 心脏病 冠心病 心衰 肝硬化 肝炎 乙肝 丙肝 肺结核 结核病 脑梗 脑梗死 脑出血 脑溢血 脑中风 中风 帕金森 阿尔茨海默 老年痴呆 痴呆 癫痫 渐冻症 血友病 红斑狼疮 再生障碍性贫血 尘肺 矽肺 性病 梅毒 化疗 放疗 透析 肾移植 艾滋 艾滋病
精神病 精神障碍 精神疾病 精神分裂 精神失常 抑郁症 患抑郁 狂躁症 躁郁症 双相情感障碍 强迫症 自闭症 孤独症 自杀 轻生
吸毒 戒毒 涉毒 社区矫正 矫正对象 矫正人员 刑释 刑满释放 刑满 服刑 坐过牢 坐牢 劳改 劳教 判刑 有前科 解矫
孤儿 孤寡 孤寡老人 留守儿童 留守老人 留守妇女 失独 失独家庭 无人抚养 遗弃 弃婴 受害人 受害者 被害人 家暴 被拐 性侵 猥亵
`)

// statutoryNames are names, duties and days with such a word in them that are of nobody in particular, and words that only look like one.
var statutoryNames = strings.Fields(`
残疾人联合会 残疾人日 残疾人保障法 残疾预防 残疾人事业 残疾人工作 残疾人就业 残疾人服务 残疾人之家 残疾人康复 残疾人协会 残疾人专职 残疾人专委 残疾人证办理 残疾人艺术 残疾人运动 残疾人文化 残疾人权益 残疾人托养 残疾预防日 残疾人两项补贴 残疾人专座 残疾人车 残疾人组织 残疾人福利
低保政策 低保标准 低保工作 低保办 低保审核 低保宣传 低保专 低保业务 低保窗口 低保复核 低保年审 低保公示 低保经办 最低生活保障标准 最低生活保障制度 最低生活保障办法 临时救助办法 医疗救助办法 贫困地区 贫困县 贫困村 贫困山区 贫困乡 贫困率 脱贫攻坚 脱贫致富 扶贫济困 大病保险 大病医保 大病救助政策 大病救助办法 特困供养政策 特困人员供养 特困供养条例
精神病院 精神病医院 精神障碍者服务 精神障碍社区康复 戒毒条例 戒毒法 禁毒 戒毒所 戒毒工作 戒毒宣传 社区矫正法 社区矫正工作 社区矫正机构 社区矫正中心 社区矫正局 社区矫正对象管理 艾滋病日 艾滋病宣传 艾滋病知识 艾滋病防治 艾滋病预防 防癌 抗癌协会 癌症筛查 癌症防治 两癌 肿瘤医院 肿瘤科 肿瘤筛查 孤儿院 重病险 肝炎疫苗 乙肝疫苗 糖尿病日 联合国糖尿病日 高血压日 结核病日 结核病防治 自闭症日 孤独症日 防治结核病 家庭医生
反家暴 反家庭暴力 家暴法 吸毒危害 五保供养条例 反性侵 防性侵 性侵防范 预防自杀 自杀干预 危机干预 失业保险 失业金 失业登记 失业率 下岗再就业 中风险 集中风 其中风 空中风 城中风 途中风 山中风 田中风 手中风 失明显 遗弃物 刑满足 风雨 绝症状 家风家暴 判刑讯 孩子们 小朋友们 同学们 学生们 盲人摸象 盲人门球 盲人足球 盲人道 聋哑学校 盲人学校
`)

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// class says what a word is a sign of.
type class uint8

const (
	need      class = iota + 1 // hardship
	statutory                  // a name with a word for hardship in it, of nobody in particular
	child                      // a pupil
)

// signs finds words by their first two characters: a bit for each pair, by a hash, and the words of a pair. All words have two Chinese
// characters at least.
type signs struct {
	bits  [pairBits / 64]uint64
	words map[string][]sign // by the pair
}

type sign struct {
	word  string
	class class
}

// childhoods are words by which a text may speak of a minor.
var childhoods = strings.Fields(`
年级 小学 中学 幼儿园 同学 小朋友 学生 初一 初二 初三 高一 高二 高三 大班 中班 小班 学前班 ）班 未成年人 少先队员 红领巾 儿童 男孩 女孩 男童 女童 孩子 小姑娘 小记者 小志愿者 小主持人 小讲解员 小学员 小选手 小作者 小队员
岁的 岁， 岁。 岁、 岁） 岁女 岁男 岁小 岁儿 岁孩 岁少 岁学 岁居 岁志 岁娃
`)

// pairBits is the number of bits for the pairs of a hundred words: nearly all pairs of a text meet none.
const pairBits = 1 << 14

func hash(pair uint64) uint64 { return pair * 0x9E3779B97F4A7C15 >> (64 - 14) }

// ofSigns are the words of which one pass over a text tells.
var ofSigns = func() *signs {
	s := &signs{words: map[string][]sign{}}
	for c, words := range map[class][]string{
		need: hardships, statutory: statutoryNames, child: childhoods,
	} {
		for _, w := range words {
			s.words[w[:6]] = append(s.words[w[:6]], sign{w, c})
			h := hash(pairOf(w))
			s.bits[h/64] |= 1 << (h % 64)
		}
	}
	return s
}()

// words visits the words of the classes in a valid text, in order; of several at one place the longest.
func words(text string, visit func(Span, class)) {
	for i := 0; i+6 <= len(text); {
		if c := text[i]; c < 0xE0 || c >= 0xF0 {
			i += width(c)
			continue
		}
		h := hash(pairOf(text[i : i+6]))
		if ofSigns.bits[h/64]>>(h%64)&1 == 0 {
			i += 3
			continue
		}
		best := sign{}
		for _, s := range ofSigns.words[text[i:i+6]] {
			if len(s.word) > len(best.word) && strings.HasPrefix(text[i:], s.word) {
				best = s
			}
		}
		if best.word == "" {
			i += 3
			continue
		}
		visit(Span{i, i + len(best.word)}, best.class)
		i += len(best.word)
	}
}

// pairOf gives six bytes as a number.
func pairOf(s string) uint64 {
	return uint64(uint32(s[0])|uint32(s[1])<<8|uint32(s[2])<<16|uint32(s[3])<<24) | uint64(uint16(s[4])|uint16(s[5])<<8)<<32
}

// Signs tells whether a text may speak of somebody in need, with the built-in words, and of a pupil of some school by name, right beside
// a word for one: the sentence is for whoever reads it. One pass is enough for most texts.
func Signs(text string) (hardship, pupil bool) {
	sentence, end := Span{}, -1
	words(text, func(word Span, c class) {
		hardship = hardship || c == need
		if c != child || pupil {
			return
		}
		if word.Start >= end {
			sentence = Sentence(text, word.Start)
			end = sentence.End
		}
		pupil = nameNear(text[sentence.Start:sentence.End], Span{word.Start - sentence.Start, min(word.End, sentence.End) - sentence.Start})
	})
	return hardship, pupil
}

// Hardships finds words for hardship in a text, in order, the built-in ones and some more, and passes over those that are part of a
// statutory name.
func Hardships(text string, more []string) (all []Span) {
	words(text, func(s Span, c class) {
		if c == need {
			all = append(all, s)
		}
	})
	return own(text, more, all)
}

// own adds the words of a site's own.
func own(text string, more []string, all []Span) []Span {
	for _, w := range more {
		for i := range occurrences(text, w) {
			if !slices.ContainsFunc(all, func(s Span) bool { return i < s.End && s.Start < i+len(w) }) {
				all = append(all, Span{i, i + len(w)})
			}
		}
	}
	if len(more) > 0 {
		slices.SortFunc(all, func(a, b Span) int { return a.Start - b.Start })
	}
	return all
}

// longest gives the longest of some words with which a text begins; "" for none.
func longest(text string, words []string) (word string) {
	for _, w := range words {
		if len(w) > len(word) && strings.HasPrefix(text, w) {
			word = w
		}
	}
	return word
}

// Sentence gives the sentence of a Markdown text around an offset. Soft ends of lines are in it, items of a list, cells of other
// rows and headings are not.
func Sentence(text string, at int) Span {
	start, end := 0, len(text)
	for i := at; i > 0; {
		r, n := utf8.DecodeLastRuneInString(text[:i])
		if stops(r) || r == '\n' && block(text[i:]) {
			start = i
			break
		}
		i -= n
	}
	for i := at; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if stops(r) || r == '\n' && block(text[i+n:]) {
			end = i
			break
		}
		i += n
	}
	return Span{start, end}
}

func stops(r rune) bool { return r == '。' || r == '！' || r == '？' || r == '；' || r == '…' }

// block tells whether a line begins another block than the one before it.
func block(line string) bool {
	line = strings.TrimLeft(line, " \t\r")
	if line == "" || strings.ContainsRune("\n-*+|#>", rune(line[0])) {
		return true
	}
	digits := strings.TrimLeft(line, "0123456789")
	return len(digits) < len(line) && strings.HasPrefix(digits, ".")
}
