package personal

import (
	"strings"
	"unicode/utf8"
)

// ofList says of a heading, or of what leads to a list, that it is one of people in need.
var ofList = lazily(`(?:名单|对象|人员|名册|一览表?|情况|公示|如下|户|人|者|家庭|群众|儿童|老人|学生|明细|登记|表|汇总)[（(]?[\d一二三四五六七八九十]*[户人名]?[）)]?[：:\s]*$`)

// notOfList says that it is one of others.
var notOfList = lazily(`先进|优秀|志愿者|爱心|捐|结对|责任|联系人|干部|助残|工作|获奖|表彰|标准|政策|流程|材料|办法|义工|队员|讲师`)

// Leads tells by which word a line leads to a list of people in need; an empty span for none.
func Leads(line string, more []string) Span {
	const most = 240 // bytes
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, " \t\u3000"))
	if len(line) > most || !strings.ContainsRune("单象员册览表况示下户人者庭众童老生细记总名位：:）)", last) || !ofList().MatchString(line) || notOfList().MatchString(line) {
		return Span{}
	}
	for _, m := range mentions(line, more) {
		if m.group || !m.topic || utf8.RuneCountInString(line[m.End:]) <= 8 {
			return Span{m.Start, m.word}
		}
	}
	return Span{}
}

// Row gives the names in a line that holds nothing else: 李素梅、周德祥 or 李素梅 500元. It is empty for another line.
func Row(line string) (all []Span) {
	const most = 4000 // bytes
	if len(line) > most {
		return nil
	}
	for start := 0; start < len(line); {
		end := start
		for end < len(line) {
			c, size := utf8.DecodeRuneInString(line[end:])
			if strings.ContainsRune("、，,；;。|\t 　：:", c) {
				break
			}
			end += size
		}
		if piece := strings.TrimSpace(line[start:end]); piece != "" && !ofRow().MatchString(piece) {
			if !FullName(piece) {
				return nil
			}
			all = append(all, Span{start, start + len(piece)})
		}
		_, size := utf8.DecodeRuneInString(line[end:])
		start = end + max(size, 1)
	}
	return all
}

// ofRow is what may stand in a row of names beside them.
var ofRow = lazily(`^(?:[\d.]+万?元?|[男女]|\d+岁|[-*+•\d.]+|等?\d*[户人名位]?)$`)

// FullName tells whether a text is a full name and nothing else: not masked, not 王大爷.
func FullName(text string) bool {
	l := theLexicon()
	n := utf8.RuneCountInString(text)
	for _, surname := range []string{head(text, 2), head(text, 1)} {
		given := text[len(surname):]
		if _, ok := l.surnames[surname]; !ok || n > 4 || given == "" || utf8.RuneCountInString(given) > 2 || longest(given, addresses) != "" {
			continue
		}
		cost := 0
		for _, c := range given {
			one, ok := l.given[string(c)]
			if !ok {
				one = 255
			}
			cost += int(one)
		}
		word, ok := l.words[text]
		if cost < 255 && (!ok || word > 130 || n > 2 && word > 110) {
			return true
		}
	}
	return strings.Contains(strings.Trim(text, "·"), "·") && n <= 12 && strings.Trim(text, "·") == text && !strings.ContainsFunc(text, func(c rune) bool { return !nameCharacter(c) })
}

// head gives the first n characters of a text.
func head(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// Listed finds names in the lists and tables of a Markdown text of which a heading, the line before, a cell or the line behind says that they
// are of people in need.
func Listed(text string, more []string) (all []Beside) {
	var heading, lead Span // the words; what leads to a list is good for its items
	var table *namesTable
	at := 0
	needs := Hardships(text, more)
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		trimmed := strings.TrimSpace(line)
		for len(needs) > 0 && needs[0].Start < start {
			needs = needs[1:]
		}
		speaks := len(needs) > 0 && needs[0].Start < at
		const long = 300 // bytes
		if heading.End == 0 && lead.End == 0 && table == nil && (!speaks || len(line) > long) && !strings.HasPrefix(trimmed, "|") {
			continue // most lines
		}
		p := plainOf(text, Span{start, start + len(strings.TrimRight(line, "\r\n"))})
		found := func(s Span) Span {
			if s.End == 0 {
				return s
			}
			return p.span(s)
		}
		if strings.HasPrefix(trimmed, "|") {
			if table == nil {
				table = &namesTable{word: either(lead, heading), column: -1}
			}
			all = table.add(p, all, more)
			continue
		}
		if trimmed == "" {
			continue
		}
		if table != nil && strings.HasPrefix(trimmed, "以上") || table != nil && strings.HasPrefix(trimmed, "上") {
			if w := Leads(strings.TrimRight(p.text, "。"), more); w.End > 0 {
				all = table.told(found(w), all)
			}
		}
		table = nil
		if strings.HasPrefix(trimmed, "#") {
			heading, lead = found(Leads(p.text, more)), Span{}
			continue
		}
		body := strings.TrimLeft(p.text, " \t-+•>0123456789.、")
		if names := Row(body); names != nil {
			word := either(lead, heading)
			if off := len(p.text) - len(body); word.End > 0 {
				for _, n := range names {
					all = append(all, Beside{p.span(Span{n.Start + off, n.End + off}), word, true})
				}
			}
			continue
		}
		lead = found(Leads(strings.TrimRight(p.text, "。"), more))
	}
	return all
}

func either(a, b Span) Span {
	if a.End > 0 {
		return a
	}
	return b
}

// namesTable is a table of a Markdown text that is being read.
type namesTable struct {
	word   Span // by which it is one of people in need
	column int  // of names
	rows   int
	names  []Span
}

// nameLabels are labels of a column of names.
var nameLabels = []string{"姓名", "户主", "名字", "受助人", "申请人", "被慰问人", "慰问对象", "救助对象", "对象"}

// LabelsName tells whether a label is of a column of names.
func LabelsName(label string) bool {
	return longestIn(label, nameLabels) != ""
}

// longestIn gives the longest of some words that stands anywhere in a text.
func longestIn(text string, words []string) (word string) {
	for _, w := range words {
		if len(w) > len(word) && strings.Contains(text, w) {
			word = w
		}
	}
	return word
}

// add reads a row.
func (t *namesTable) add(p *plainText, all []Beside, more []string) []Beside {
	t.rows++
	column, start := 0, strings.IndexByte(p.text, '|')+1
	for start > 0 && start < len(p.text) {
		end := strings.IndexByte(p.text[start:], '|')
		if end < 0 {
			break
		}
		end += start
		cell := strings.TrimSpace(p.text[start:end])
		off := start + strings.Index(p.text[start:end], cell)
		switch {
		case t.rows == 1:
			if t.column < 0 && LabelsName(cell) {
				t.column = column
			}
			if m := mentions(cell, more); t.word.End == 0 && len(m) > 0 {
				t.word = p.span(Span{off + m[0].Start, off + m[0].word})
			}
		case column == t.column && FullName(cell):
			name := p.span(Span{off, off + len(cell)})
			t.names = append(t.names, name)
			if t.word.End > 0 {
				all = append(all, Beside{name, t.word, true})
			}
		}
		start, column = end+1, column+1
	}
	return all
}

// told takes in that the line behind a table says what it is of.
func (t *namesTable) told(word Span, all []Beside) []Beside {
	if t.word.End > 0 {
		return all
	}
	for _, n := range t.names {
		all = append(all, Beside{n, word, true})
	}
	return all
}
