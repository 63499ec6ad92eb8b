package words

import (
	"strings"
	"unicode/utf8"

	"mingde/internal/pinyin"
)

// halves cuts a phrase in two. A phrase with one slip in it has one half that is right, which the matcher finds.
func halves(phrase string) (head, tail string) {
	cut := utf8.RuneCountInString(phrase) / 2
	for i := range phrase {
		if cut == 0 {
			return phrase[:i], phrase[i:]
		}
		cut--
	}
	return phrase, ""
}

// phrase tells of a fixed phrase with one slip: the half that stands from start to end is right, the other one is looked at.
func (s *search) phrase(f *fixed, kind useKind, start, end int) {
	head, tail := halves(f.phrase)
	var from, to int // what stands in place of the other half
	if kind == phraseHead {
		n, slip := slipIn(runesFrom(s.text[end:], tail), []rune(tail), f)
		if !slip {
			return
		}
		from, to = start, end+n
	} else {
		n, slip := slipIn(reversed(runesBefore(s.text[:start], head)), reversed([]rune(head)), f)
		if !slip {
			return
		}
		from, to = start-n, end
	}
	around := s.text[max(0, from-30):min(len(s.text), to+30)]
	for _, also := range f.also {
		if strings.Contains(around, also) {
			return
		}
	}
	s.tell(f.rule, f.severity, from, to, f.phrase, f.why)
}

// runesFrom gives as many characters as a half has, and one more.
func runesFrom(text, half string) []rune {
	var all []rune
	for _, r := range text {
		if all = append(all, r); len(all) > utf8.RuneCountInString(half) {
			break
		}
	}
	return all
}

// runesBefore is the same for what stands before.
func runesBefore(text, half string) []rune {
	n := utf8.RuneCountInString(half) + 1
	begin := len(text)
	for ; n > 0 && begin > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:begin])
		begin -= size
	}
	return []rune(text[begin:])
}

func reversed(rs []rune) []rune {
	out := make([]rune, len(rs))
	for i, r := range rs {
		out[len(rs)-1-i] = r
	}
	return out
}

// slipIn compares what stands in a text with the half of a phrase that should stand there; the last character of want is
// an edge of the phrase. It gives the length in bytes of what stands instead, if that is want with one slip.
func slipIn(got, want []rune, f *fixed) (size int, slip bool) {
	i := 0 // the first difference
	for i < len(want) && i < len(got) && got[i] == want[i] {
		i++
	}
	if i == len(want) || i == len(got) {
		return 0, false
	}
	last, slips := len(want)-1, f.near >= nearSlip && utf8.RuneCountInString(f.phrase) > 4
	switch {
	case slips && i < last && i+1 < len(got) && got[i] == want[i+1] && got[i+1] == want[i] && same(got[i+2:], want[i+2:]):
		return sizeOf(got[:len(want)]), isHan(got[i]) && isHan(got[i+1]) // swapped
	case same(got[i+1:], want[i+1:]):
		return sizeOf(got[:len(want)]), isHan(got[i]) && isHan(want[i]) && (f.near == nearAny && i < last || alike(got[i], want[i]))
	case slips && i < last && last >= 2 && same(got[i:], want[i+1:]):
		return sizeOf(got[:last]), isHan(want[i]) // left out
	case slips && isHan(got[i]) && isHan(want[i]) && !in(got[i], "的和与及之是等了在为对有大小老新") && same(got[i+1:], want[i:]):
		return sizeOf(got[:len(want)+1]), true // put in
	}
	return 0, false
}

// same tells whether got begins with want.
func same(got, want []rune) bool {
	if len(got) < len(want) {
		return false
	}
	for i := range want {
		if got[i] != want[i] {
			return false
		}
	}
	return true
}

func sizeOf(rs []rune) (n int) {
	for _, r := range rs {
		n += utf8.RuneLen(r)
	}
	return n
}

// alike tells whether two characters sound alike, as typed by pinyin, or look alike.
func alike(a, b rune) bool {
	if sounds := sound(a); sounds != "" && sounds == sound(b) {
		return true
	}
	for _, group := range shapes {
		if strings.ContainsRune(group, a) && strings.ContainsRune(group, b) {
			return true
		}
	}
	return false
}

// sound gives the syllable of a character, without what many speakers do not tell apart.
func sound(r rune) string {
	all := pinyin.Syllables(string(r))
	if len(all) != 1 {
		return ""
	}
	s := all[0]
	if len(s) > 2 && s[1] == 'h' && in(rune(s[0]), "zcs") {
		s = s[:1] + s[2:]
	}
	if strings.HasSuffix(s, "ing") || strings.HasSuffix(s, "eng") {
		s = s[:len(s)-1]
	}
	return s
}

// shapes are groups of characters that look alike, or that one key tells apart.
var shapes = []string{
	"己已巳", "未末", "戊戌戍", "侯候喉", "辩辨辫瓣", "即既", "象像", "人入八", "大太犬", "土士", "日曰目", "千干于", "天夭无", "贝见", "刀力刁",
	"除险徐", "治冶", "拔拨", "折拆析", "候侯", "棵裸", "茶荼", "崇祟", "粱梁", "幕墓暮慕募", "辉挥", "密蜜", "博搏膊", "粟栗", "赢羸", "竞竟", "徒徙",
	"暧暖", "孤狐弧", "脉咏", "络洛", "斑班", "漫慢", "梢稍捎", "陪培赔", "坚竖", "坐座", "炙灸", "肓盲", "遣谴", "沧沦", "抡抢", "仓仑", "凑奏", "晴睛",
	"准淮", "凌陵", "历厉励", "练炼", "缉辑", "缔谛", "嬴赢", "忧优", "扰拢", "抚扶", "县具", "真直", "植值", "观现", "建健", "国囯", "共供", "义议", "主王玉",
	"和种", "民名", "族旅", "全金", "代伐", "平乎", "近进", "习刁", "央决", "任仟", "央夹", "会合", "复夏", "领颔", "贯惯", "彻沏", "落洛", "思恩", "想相",
	"团困", "囯国", "从丛", "众从", "初衷", "体休", "休体", "志忘", "志态", "愿原", "愧魄", "悔诲", "侮梅", "瞻赡", "眨贬", "杨扬", "场扬", "垄拢", "赋赌",
	"恨狠", "往住", "住注", "注往", "常党", "堂党", "党觉", "觉党", "议义", "政攻", "委季", "员圆", "负责", "权仅", "劳务", "务条", "便使", "便更", "庄压",
	"压庄", "辖瞎", "拘枸", "抓爪", "提堤", "提题", "据剧", "获荻", "迈近", "设没", "没设", "间问", "问间", "向问", "受爱", "爱受", "暑署", "署暑", "部陪",
	"微徽", "微徵", "徽微", "载栽裁", "壁璧", "喧暄", "辟僻", "凯岂", "缨樱", "蓝篮", "迥回", "脍烩", "籍藉", "暇瑕遐", "霄宵", "溢谥", "祥详", "兢竞", "缀辍",
	"骛鹜", "擎警", "延廷", "斗头", "冒昌", "风凤", "厂广", "广厂", "儿几", "几儿", "尤龙", "龙尤", "元无", "九几", "工土", "工干", "下卞", "白自", "自白", "自目",
}
