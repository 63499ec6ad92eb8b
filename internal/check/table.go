package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/personal"
	"mingde/internal/problem"
)

// grid is a table in a body.
type grid struct {
	lead string   // the line that stands before it: a heading, or a sentence
	rows [][]cell // the first are the labels
}

// cell is a cell with where its text stands in the body.
type cell struct {
	start, end int
	text       string
}

// nameLabels are labels of columns that hold names of persons.
var nameLabels = []string{"姓名", "候选人", "户主", "拟上榜", "上榜人", "被提名人", "推荐人选", "人选"}

// grids reads the tables of a body that have a column of names: a row of labels, a row of dashes, rows. One in a block of code is read as
// well: it is shown.
func grids(body string) (all []grid) {
	if !strings.ContainsRune(body, '|') || !contains(body, nameLabels) {
		return nil
	}
	lead := ""
	var head []cell
	in := false
	offset := 0
	for line := range strings.Lines(body) {
		start := offset
		offset += len(line)
		plain := strings.TrimSpace(line)
		switch {
		case in && strings.Contains(plain, "|"):
			last := &all[len(all)-1]
			last.rows = append(last.rows, cellsOf(line, start))
		case head != nil && dashes(plain):
			in = true
			all = append(all, grid{lead, [][]cell{head}})
		default:
			in = false
			if head != nil || plain != "" && !strings.Contains(plain, "|") {
				lead = plain
			}
		}
		head = nil
		if !in && strings.Contains(plain, "|") {
			head = cellsOf(line, start)
		}
	}
	return slices.DeleteFunc(all, func(g grid) bool { return g.column() < 0 })
}

// dashes tells the row under the labels: |---|:--:|.
func dashes(line string) bool {
	return strings.Contains(line, "-") && strings.Trim(line, "|-: \t") == ""
}

// cellsOf cuts a line at its bars, of which those escaped are none.
func cellsOf(line string, offset int) (all []cell) {
	line = strings.TrimRight(line, " \t\r\n")
	skipped := len(line) - len(strings.TrimLeft(line, " \t|"))
	for i := skipped; i < len(line); {
		end := i
		for end < len(line) && (line[end] != '|' || end > 0 && line[end-1] == '\\') {
			end++
		}
		text := line[i:end]
		lead := len(text) - len(strings.TrimLeft(text, " \t*_\u3000"))
		text = strings.Trim(text, " \t*_\u3000")
		all = append(all, cell{offset + i + lead, offset + i + lead + len(text), text})
		i = end + 1
	}
	return all
}

// column gives the number of the column of names; −1 for none.
func (g *grid) column() int {
	return slices.IndexFunc(g.rows[0], func(c cell) bool { return contains(c.text, nameLabels) && utf8.RuneCountInString(c.text) <= 8 })
}

// words gives the labels and the line before the table, by which one knows of whom it is.
func (g *grid) words() string {
	var b strings.Builder
	b.WriteString(g.lead)
	for _, c := range g.rows[0] {
		b.WriteString(" " + c.text)
	}
	return b.String()
}

// noNames stand in a column of names and are none.
var noNames = []string{"合计", "总计", "共计", "小计", "备注", "无", "空缺", "暂缺", "姓名", "同上", "等人"}

// fullNames gives the cells with a name that is not masked. A blank between the characters of a name is for its looks.
func (g *grid) fullNames() (all []cell) {
	column := g.column()
	for _, row := range g.rows[1:] {
		if column >= len(row) {
			continue
		}
		c := row[column]
		c.text = strings.NewReplacer(" ", "", "\u3000", "").Replace(c.text)
		n := utf8.RuneCountInString(c.text)
		if n >= 2 && n <= 4 && !strings.Contains(c.text, "某") && !slices.Contains(noNames, c.text) && strings.IndexFunc(c.text, func(r rune) bool { return !isHan(r) }) < 0 {
			all = append(all, c)
		}
	}
	return all
}

// Words of tables of candidates, and of tables of those who judge or help.
var (
	ofCandidates = []string{"候选", "公示", "拟", "提名", "推荐", "上榜", "得票", "事迹", "类别", "榜"}
	ofJudges     = []string{"评委", "评议", "工作人员", "监督", "监票", "计票", "唱票", "委员", "职务", "志愿", "主持"}
)

// candidateTables notes the names in tables of candidates in the body of a roll, each table as one row of names.
func (s *sight) candidateTables() {
	for _, g := range grids(s.body) {
		if words := g.words(); !contains(words, ofCandidates) || contains(words, ofJudges) {
			continue
		}
		var row []Candidate
		for _, c := range g.fullNames() {
			row = append(row, Candidate{c.text, placeIn(s.entry.Path, s.body, s.firstLine, c.start, c.end-c.start)})
		}
		if len(row) > 0 {
			s.rows = append(s.rows, row)
		}
	}
}

// Of a list whose title says so all are in need; of a row one is whose state a short cell tells that is not of what is done for others.
var (
	lists    = []string{"名单", "名册", "花名册", "一览", "台账", "登记表", "公示表", "明细"}
	byOthers = []string{"志愿", "责任人", "干部", "结对", "联系人", "党员", "帮扶人", "网格员", "医生", "服务队", "社工"}
	ofCare   = []string{"照顾", "照料", "帮", "助", "关爱", "护理", "看护", "陪", "服务", "捐", "慰问", "孝", "邻", "婆", "母", "父", "妻", "丈夫", "儿", "女", "家人"}
	ofDeeds  = []string{"服务", "帮扶", "内容", "项目", "事迹", "职务", "单位", "岗位", "活动", "理由", "荣誉", "称号", "专长", "特长"}
)

// hardTables looks for names beside hardship in tables, where no sentence puts them together.
func (s *sight) hardTables() {
	if s.entry.Blank {
		return
	}
	for _, g := range grids(s.body) {
		words := g.words()
		if contains(words, byOthers) {
			continue
		}
		all := ""
		if contains(g.lead, lists) {
			all = firstHardship(g.lead, s.lens.hardship)
		}
		for _, name := range g.fullNames() {
			if !personal.FullName(name.text) {
				continue
			}
			word := all
			if word == "" {
				word = g.state(name, s.lens.hardship)
			}
			if word != "" {
				s.hardName(placeIn(s.entry.Path, s.body, s.firstLine, name.start, name.end-name.start), word)
			}
		}
	}
}

// hardName tells of a name once.
func (s *sight) hardName(at problem.Place, word string) {
	p := told(ruleHardship.At(at, problem.Args{"word": word}), "check.hardship-name-table")
	if !slices.ContainsFunc(s.found, func(other problem.Problem) bool { return other.Rule == p.Rule && other.Place == p.Place }) {
		s.found = append(s.found, p)
	}
}

// state gives the word for hardship in the row of a name.
func (g *grid) state(name cell, more []string) string {
	const short = 12 // characters
	for _, row := range g.rows[1:] {
		if len(row) == 0 || row[len(row)-1].end < name.start || row[0].start > name.start {
			continue
		}
		for i, c := range row {
			if utf8.RuneCountInString(c.text) > short || i < len(g.rows[0]) && contains(g.rows[0][i].text, ofDeeds) {
				continue
			}
			if word := firstHardship(c.text, more); word != "" && !contains(strings.Replace(c.text, word, "", 1), ofCare) {
				return word
			}
		}
	}
	return ""
}

func firstHardship(text string, more []string) string {
	if all := personal.Hardships(text, more); len(all) > 0 {
		return text[all[0].Start:all[0].End]
	}
	return ""
}
