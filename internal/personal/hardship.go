package personal

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// hardships are words for what may be told of nobody by name: need, illness, a past.
var hardships = []string{
	"低保", "残疾", "患病", "患有", "身患", "重病", "大病", "癌症", "肺癌", "胃癌", "肝癌", "肠癌", "腺癌", "血癌", "患癌", "癌晚期", "骨癌", "喉癌", "咽癌", "肿瘤", "尿毒症", "白血病", "瘫痪", "偏瘫", "脑瘫", "化疗", "透析", "贫困", "特困", "困难户", "困难家庭", "困难群众", "困难老人", "困难学生", "困难儿童", "困难职工", "精神病", "精神障碍",
	"精神分裂", "抑郁症", "自闭症", "智力障碍", "智障", "吸毒", "戒毒", "社区矫正", "矫正对象", "刑释", "刑满释放", "艾滋", "孤儿", "留守儿童", "留守老人", "失独", "五保", "无人抚养", "救助对象", "受害人", "受害者", "家暴", "遗弃", "失能", "失智",
}

// statutoryNames are names, duties and days with such a word in them that are of nobody in particular.
var statutoryNames = []string{
	"残疾人联合会", "残疾人日", "残疾人保障法", "残疾预防", "残疾人事业", "残疾人工作", "残疾人就业", "残疾人服务", "残疾人之家", "残疾人康复", "残疾人协会", "残疾人专职", "残疾人专委", "残疾人证办理", "残疾人艺术", "残疾人运动",
	"低保政策", "低保标准", "低保工作", "低保办", "低保申请", "低保审核", "低保宣传", "低保专", "低保业务", "低保窗口", "低保复核", "贫困地区", "贫困县", "贫困村", "脱贫", "大病保险", "大病医保", "大病救助政策", "特困供养政策", "特困人员供养",
	"精神病院", "精神病医院", "精神障碍者服务", "戒毒条例", "禁毒", "社区矫正法", "社区矫正工作", "社区矫正机构", "社区矫正中心", "艾滋病日", "艾滋病宣传", "艾滋病知识", "艾滋病防治", "防癌", "抗癌协会", "癌症筛查", "两癌", "肿瘤医院", "肿瘤筛查", "孤儿院", "重病险",
	"反家暴", "家暴法", "吸毒危害", "五保供养条例", "残疾预防日",
}

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// class says what a word is a sign of.
type class uint8

const (
	need      class = iota + 1 // hardship
	statutory                  // a name with a word for hardship in it, of nobody in particular
	schooling                  // a school or a class
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

// pairBits is the number of bits for the pairs of a hundred words: nearly all pairs of a text meet none.
const pairBits = 1 << 14

func hash(pair uint64) uint64 { return pair * 0x9E3779B97F4A7C15 >> (64 - 14) }

// ofSigns are the words of which one pass over a text tells.
var ofSigns = func() *signs {
	s := &signs{words: map[string][]sign{}}
	for c, words := range map[class][]string{
		need: hardships, statutory: statutoryNames, schooling: {"年级", "小学", "中学", "幼儿园", "学校"}, child: {"同学", "小朋友", "学生", "小学生", "中学生"},
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
	var seen [child + 1]bool
	var space [16]Span
	children := space[:0]
	words(text, func(s Span, c class) {
		seen[c] = true
		if c == child {
			children = append(children, s)
		}
	})
	return seen[need], seen[schooling] && slices.ContainsFunc(children, func(s Span) bool {
		_, before := nameBefore(text, s.Start)
		_, behind := nameBehind(text, s.End)
		return before || behind
	})
}

// Pupils gives the offsets of words by which a text may speak of a pupil, in order.
func Pupils(text string) (all []int) {
	words(text, func(s Span, c class) {
		if c == child {
			all = append(all, s.Start)
		}
	})
	return all
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
