package check

import (
	"strings"

	"mingde/internal/figure"
	"mingde/internal/problem"
)

// stated holds what an event gives of one thing in two places against each other, where the ledger has no line for it: 发放资料400份, and
// 共发放资料500份 further down. One of them is of all: it stands in the title or the summary, or in a sentence that sums up.
func (c *contradiction) stated(title, summary, body *reading) {
	if c.lasting {
		return
	}
	for _, above := range []*reading{title, summary} {
		for _, n := range above.numerals {
			if unit := unitOf(above.text[n.end:]); unit != "" && !isPerson(unit) {
				c.restated(above, n, body, unit)
			}
		}
	}
	var units [64]uint32 // of the numbers, as their bytes; 0: of persons, or none
	summed := false      // some sentence of the body sums up
	for i, n := range body.numerals[:min(len(body.numerals), len(units))] {
		unit := unitOf(body.text[n.end:])
		if unit == "" || isPerson(unit) {
			continue
		}
		var m mention
		units[i] = uint32(unit[0])<<16 | uint32(unit[1])<<8 | uint32(unit[2])
		for k, before := range units[:i] {
			if before != units[i] {
				continue
			}
			if !summed {
				if summed = summing.in(body.text); !summed {
					return
				}
			}
			if m.end == 0 {
				m = mentionAt(body.text, n, unit)
			}
			if c.twice(body, body.numerals[k], body, m, unit) {
				break
			}
		}
	}
}

func isPerson(unit string) bool { return unit == "人" || unit == "名" || unit == "位" }

// restated holds a number of the title or the summary against those of the body: the first that is of the same thing.
func (c *contradiction) restated(above *reading, n numeral, body *reading, unit string) {
	for _, other := range body.numerals {
		if strings.HasPrefix(body.text[other.end:], unit) && c.twice(above, n, body, mentionAt(body.text, other, unit), unit) {
			return
		}
	}
}

// mention is a number with the words around it that tell of what it is.
type mention struct {
	verb, noun, behind string
	value              figure.Figure
	start, end         int
	all                bool // it is said to be of all
	some               bool // it is said to be of a place, an hour or a group
}

// mentionAt reads the words around a number: 发放 and 资料 before 400份, 春联 behind 300份.
func mentionAt(text string, n numeral, unit string) (m mention) {
	m.start, m.end = approximated(text, n.start), n.end+len(unit)
	lead := trimJoints(text[max(0, m.start-around):m.start])
	i := len(lead)
	for size := 3; size <= 6*3 && size <= len(lead) && isHanAt(lead, len(lead)-size); size += 3 {
		i = len(lead) - size
	}
	if len(lead)-i >= 6 {
		m.noun = lead[len(lead)-6:]
		m.verb = trimJoints(lead[i : len(lead)-6])
	}
	rest := strings.TrimPrefix(text[m.end:], "的")
	for i = 0; i < 5*3 && isHanAt(rest, i); i += 3 {
	}
	m.behind = rest[:i]
	return m
}

// isHanAt tells whether there is a Chinese character at an offset of a text.
func isHanAt(text string, i int) bool { return i+3 <= len(text) && text[i] >= 0xE4 && text[i] <= 0xE9 }

// summing are words of a sentence that tells of all; sectional those of one that tells of a place, an hour or a group.
var (
	summing   = newWordset([]string{"共计", "总共", "一共", "合计", "总计", "统计", "清点", "一算", "算下来", "收尾", "全天", "此次", "本次", "这次", "活动当天", "最终"})
	sectional = newWordset([]string{"号楼", "栋", "小区", "院", "小组", "分组", "站", "片区", "网格", "上午", "下午", "晚上", "每", "第", "分会场", "一处", "另一", "其中", "还", "又", "另外", "剩", "两场", "三场", "首场"})
	handing   = [...][]string{
		{"发放", "发出", "派发", "分发", "送出", "送去", "赠送", "发", "送"}, {"筹", "筹得", "筹集", "募集", "募得", "募捐", "收到", "捐款", "筹款"},
		{"清理", "清运", "清出", "清除", "运走", "清走", "捡", "捡拾"}, {"种", "种下", "栽", "栽种", "栽下", "种植", "植"},
	}
)

// done gives the group of verbs that a text ends in; -1 for none.
func doneBy(verb string) int {
	for i, words := range handing {
		if hasSuffix(verb, words) != "" {
			return i
		}
	}
	return -1
}

// oneThing tells whether two mentions are of the same thing.
func oneThing(a, b mention) bool {
	verbs := func(x, y string) bool {
		if x == "" || y == "" || strings.HasSuffix(x, y) || strings.HasSuffix(y, x) {
			return true
		}
		g := doneBy(x)
		return g >= 0 && g == doneBy(y)
	}
	switch {
	case a.noun != "" && a.noun == b.noun:
		return verbs(a.verb, b.verb)
	case a.noun != "" && strings.HasPrefix(b.behind, a.noun), a.noun != "" && strings.HasSuffix(b.behind, a.noun):
		return verbs(a.verb, b.verb+b.noun) || b.noun == ""
	case b.noun != "" && (strings.HasPrefix(a.behind, b.noun) || strings.HasSuffix(a.behind, b.noun)):
		return verbs(b.verb, a.verb+a.noun) || a.noun == ""
	}
	return false
}

// twice tells of two numbers of one unit that are of one thing and not equal. The first may stand in another text, above.
func (c *contradiction) twice(above *reading, first numeral, r *reading, b mention, unit string) bool {
	a := mentionAt(above.text, first, unit)
	if !oneThing(a, b) || !a.valued(above.text, unit) || !b.valued(r.text, unit) || agree(a.value, b.value) || c.inTheLedger(a.value) || c.inTheLedger(b.value) {
		return false
	}
	if above == r {
		if !a.stands(r) || !b.stands(r) {
			return false
		}
	} else if a.all = true; !b.stands(r) || isBeside(above.text, first.start, 0) {
		return false
	}
	if !contradictory(a, b) && !contradictory(b, a) {
		return false
	}
	args := problem.Args{"value": r.text[b.start:b.end], "other": above.text[a.start:a.end]}
	c.found = append(c.found, told(ruleDiffers.At(r.place(b.start, b.end-b.start), args), "check.number-twice"))
	return true
}

// valued reads the number of a mention.
func (m *mention) valued(text, unit string) bool {
	value, bad := figure.Parse(text[m.start:m.end-len(unit)], "")
	m.value = value
	return bad == nil
}

// stands tells whether a mention is of the event as a whole or of a part of it, and notes which.
func (m *mention) stands(r *reading) bool {
	from, to := sentenceAround(r.text, m.start)
	sentence := r.text[from:to]
	if isBeside(sentence, m.start-from, 0) {
		return false
	}
	m.some = sectional.in(sentence)
	m.all = !m.some && summing.in(sentence)
	return true
}

// contradictory tells whether a number of all cannot be right beside another: that is more, or so near to it that it hardly is a part.
func contradictory(all, other mention) bool {
	if !all.all {
		return false
	}
	n, m := number(other.value), number(all.value)
	return m > 0 && (n > m || !other.some && n >= 0.8*m || other.all)
}

// inTheLedger tells whether the ledger has a number.
func (c *contradiction) inTheLedger(f figure.Figure) bool {
	for _, line := range c.entry.Figures {
		if line.Value.Compare(f) == 0 {
			return true
		}
	}
	return false
}
