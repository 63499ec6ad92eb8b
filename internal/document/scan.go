package document

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"mingde/internal/personal"
)

// Findings are what was found in a document. They hold no text of it but the data themselves.
type Findings struct {
	Reason  Reason // why it, or a part of it, was not read
	Data    []Datum
	Persons []Person
	Minors  []Person

	Properties []Property // that name a person
	Located    []string   // pictures that say where they were taken; "" is the file itself
}

// IsZero tells whether there is nothing to tell.
func (f *Findings) IsZero() bool {
	return f.Reason == "" && len(f.Data)+len(f.Persons)+len(f.Minors)+len(f.Properties)+len(f.Located) == 0
}

// Datum is one datum of a person; Where is its place behind the name of the file: "!Sheet1!B7", "#page=3", ":12", "¶4".
type Datum struct {
	Where string
	Part  Part
	personal.Number
}

// Person is a name that stands with a word for hardship in one sentence, one row, or one list; of a minor there is no such word.
type Person struct {
	Where string
	Part  Part
	Name  string
	Word  string
	Sure  bool
}

// most is how many findings of a document are told: a list of thousands is one mistake.
const most = 50

// Scan looks for data of persons in a document, and for names beside hardship, in the built-in words and some more.
func Scan(name string, data []byte, more []string) Findings {
	c, why := read(name, data, whole())
	f := Findings{Reason: why, Properties: c.properties[:min(len(c.properties), most)], Located: c.located[:min(len(c.located), most)]}
	lead := ""
	for _, p := range c.pieces {
		f.piece(p, more)
		lead = f.row(p, lead, more)
	}
	for _, t := range c.tables {
		t.title = path.Base(name) + " " + t.title
		f.table(t, more)
	}
	f.Data, f.Persons, f.Minors = f.Data[:min(len(f.Data), most)], f.Persons[:min(len(f.Persons), most)], f.Minors[:min(len(f.Minors), most)]
	return f
}

// piece looks at a text.
func (f *Findings) piece(p piece, more []string) {
	persons := len(f.Persons)
	f.sentence(p, more)
	if p.before != "" && len(f.Persons) == persons {
		f.sentence(piece{where: p.where, part: Deleted, text: p.before}, more)
	}
	f.texts(p)
}

// texts looks for data in a text, and in what it was before changes that were tracked: what does not stand there any more was deleted.
func (f *Findings) texts(p piece) {
	from := len(f.Data)
	f.data(p, p.text)
	if p.before == "" {
		return
	}
	to := len(f.Data)
	p.part = Deleted
	f.data(p, p.before)
	now, before := f.Data[from:to:to], f.Data[to:]
	f.Data = append(f.Data[:to], slices.DeleteFunc(before, func(d Datum) bool {
		return slices.ContainsFunc(now, func(n Datum) bool { return n.Kind == d.Kind && n.Digits == d.Digits })
	})...)
}

// row looks at a paragraph that has nothing but names, where one before it says that they are of people in need.
func (f *Findings) row(p piece, lead string, more []string) string {
	if names := personal.Row(p.text); names != nil && len(f.Persons) <= most {
		if lead != "" {
			f.Persons = append(f.Persons, Person{p.where, p.part, p.text[names[0].Start:names[0].End], lead, true})
		}
		return lead
	}
	word := personal.Leads(p.text, more)
	return p.text[word.Start:word.End]
}

// data looks for data in a text at the place of a piece, whose label explains it.
func (f *Findings) data(p piece, text string) {
	if text == "" || len(f.Data) > most {
		return
	}
	label := p.label
	whole := text
	if label != "" {
		whole = label + "：" + text
	}
	for _, n := range personal.Find([]byte(whole)) {
		if n.End > len(whole)-len(text) {
			n.Start, n.End = 0, 0 // offsets in what was extracted are of no use
			f.Data = append(f.Data, Datum{p.where, p.part, n})
		}
	}
}

// sentence looks for names beside hardship in a text, and for minors.
func (f *Findings) sentence(p piece, more []string) {
	hardship, child := personal.Signs(p.text)
	if hardship || len(more) > 0 {
		if all := personal.InNeed(p.text, more, nil); len(all) > 0 && len(f.Persons) <= most {
			b := all[0]
			f.Persons = append(f.Persons, Person{p.where, p.part, p.text[b.Name.Start:b.Name.End], p.text[b.Word.Start:b.Word.End], b.Sure})
		}
	}
	if child {
		if all := personal.Minors(p.text); len(all) > 0 && len(f.Minors) <= most {
			m := all[0]
			f.Minors = append(f.Minors, Person{Where: p.where, Part: p.part, Name: p.text[m.Name.Start:m.Name.End], Sure: m.Sure && m.Young})
		}
	}
}

// table looks at the cells of a table, each with the label of its column.
func (f *Findings) table(t table, more []string) {
	head := header(t)
	listed := f.list(t, head, more)
	labels := map[string]string{}
	for i, row := range t.rows {
		for _, cell := range row {
			if i == head {
				labels[cell.column] = cell.text
				continue
			}
			cell.label = labels[cell.column]
			cell.text = dated(cell.label, cell.text)
			f.texts(cell)
		}
		if !listed {
			f.sentence(piece{where: first(row).where, part: first(row).part, text: line(row)}, more)
		}
	}
}

// list finds a list of names that is one of people in need: a column of names, and a word for hardship anywhere in the table.
func (f *Findings) list(t table, head int, more []string) bool {
	if head < 0 || head+1 >= len(t.rows) {
		return false
	}
	name := slices.IndexFunc(t.rows[head], func(c piece) bool { return personal.LabelsName(c.text) })
	if name < 0 {
		return false
	}
	column := t.rows[head][name].column
	var first piece
	for _, row := range t.rows[head+1:] {
		for _, c := range row {
			if first.text == "" && c.column == column && fullName(c.text) {
				first = c
			}
		}
	}
	if first.text == "" {
		return false // masked, as it should be
	}
	f.pupils(t, head, first)
	for _, row := range append([][]piece{{{text: t.title}}}, t.rows...) {
		for _, cell := range row {
			if words := personal.Hardships(cell.text, more); len(words) > 0 {
				f.Persons = append(f.Persons, Person{cell.where, cell.part, strings.TrimSpace(first.text), cell.text[words[0].Start:words[0].End], true})
				return true
			}
		}
	}
	return false
}

// pupils finds a list of names that is one of pupils: a column of their schools or classes, or names that are said to be theirs.
func (f *Findings) pupils(t table, head int, first piece) {
	for _, cell := range t.rows[head] {
		if longest := []string{"学校", "年级", "班级", "学生", "幼儿", "监护人", "就读"}; slices.ContainsFunc(longest, func(w string) bool { return strings.Contains(cell.text, w) }) {
			f.Minors = append(f.Minors, Person{Where: first.where, Name: strings.TrimSpace(first.text), Sure: true})
			return
		}
	}
}

// headings are words by which the row with the labels of the columns is known.
var headings = []string{"姓名", "户主", "名字", "受助人", "申请人", "慰问对象", "救助对象", "身份证", "证件", "电话", "手机", "联系方式", "住址", "地址", "出生", "卡号", "账号", "帐号", "邮箱"}

// header gives the number of the row with the labels; −1 for none.
func header(t table) int {
	for i, row := range t.rows[:min(len(t.rows), 10)] {
		labels := 0
		for _, cell := range row {
			if len(cell.text) < 60 && !strings.ContainsAny(cell.text, "0123456789") && slices.ContainsFunc(headings, func(w string) bool { return strings.Contains(cell.text, w) }) {
				labels++
			}
		}
		if labels > 0 && len(row) > 1 {
			return i
		}
	}
	return -1
}

// fullName tells whether a cell holds a name of two to four characters that is not masked.
func fullName(text string) bool {
	n := len([]rune(strings.TrimSpace(text)))
	return n >= 2 && n <= 4 && !strings.ContainsAny(text, "某*＊×xX0123456789")
}

// dated writes the number by which a spreadsheet keeps a date as one, where the column is of dates of birth.
func dated(label, text string) string {
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 || days > 60000 || !strings.Contains(label, "出生") && !strings.Contains(label, "生日") {
		return text
	}
	return time.Date(1899, 12, 30+days, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
}

func first(row []piece) piece {
	if len(row) == 0 {
		return piece{}
	}
	return row[0]
}

func line(row []piece) string {
	texts := make([]string, len(row))
	for i, c := range row {
		texts[i] = c.text
	}
	return strings.Join(texts, "\t")
}
