package page

import (
	"cmp"
	"strconv"
	"strings"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// Open data comes from the same fields as the pages: what no view shows stands in no table.

// sharedColumns are those that begin the table of every kind.
var sharedColumns = []Column{{"id", "编号", false}, {"title", "标题", false}, {"date", "发布日期", false}, {"communities", "社区", false}, {"themes", "主题", false}, {"address", "网址", false}}

// ownColumns are the columns that follow in the table of each kind.
var ownColumns = map[entry.Kind][]Column{
	entry.Event: {
		{"start", "开始", false}, {"end", "结束", false}, {"status", "状态", false}, {"place", "地点", false}, {"host", "主办", false},
		{"series", "系列", false}, {"session", "期次", true}, {"festival", "节日", false}, {"participants", "参与", false},
		{"volunteers", "志愿者人数", true}, {"hours", "志愿服务时长", false},
	},
	entry.Roll: {
		{"honour", "榜名", false}, {"year", "年度", true}, {"number", "第几榜", true}, {"state", "状态", false}, {"notice_from", "公示开始", false},
		{"notice_to", "公示结束", false}, {"honoured", "上榜数", true},
	},
	entry.Model: {
		{"roll", "榜次", false}, {"category", "类别", false}, {"level", "级别", false}, {"subject", "对象", false}, {"state", "状态", false},
	},
	entry.Volunteer: {
		{"type", "类型", false}, {"team", "队伍", false}, {"members", "人数", false}, {"services", "服务场次", true}, {"hours", "服务时长", false},
		{"star", "星级", true},
	},
	entry.Bulletin: {
		{"series", "简报", false}, {"number", "期号", true}, {"total", "总期号", true}, {"month", "月份", false}, {"issuer", "编发单位", false},
	},
}

func (s *Site) table(k entry.Kind, items []*showcase.Item) *TableView {
	v := &TableView{Columns: append(append([]Column{}, sharedColumns...), ownColumns[k]...), Rows: make([][]string, 0, len(items))}
	for _, it := range items {
		address := cmp.Or(s.base.absolute(it.Address()), href(it.Address()))
		row := []string{it.ID, it.Title, it.Date.Day.String(), titles(it.Communities), titles(it.Themes), address}
		v.Rows = append(v.Rows, append(row, s.ownRow(it)...))
	}
	return v
}

// ownRow gives the values of ownColumns.
func (s *Site) ownRow(it *showcase.Item) []string {
	switch it.Kind {
	case entry.Event:
		f, t := it.Event(), showcase.Services(it)
		return []string{
			f.Start.String(), f.End.String(), phases[it.Phase], f.Place, f.Host, f.Series, number(f.Session), f.Festival, printed(f.Participants),
			number(t.Volunteers), printed(t.Hours),
		}
	case entry.Roll:
		f := it.RollFields()
		from, to := "", ""
		if f.Notice != nil {
			from, to = f.Notice.From.String(), f.Notice.To.String()
		}
		honoured := showcase.Add(append([]*showcase.Item{it}, it.Members...)).Honoured
		return []string{s.honour(f.Honour).Name, number(f.Year), number(f.Number), stages[it.Stage], from, to, number(honoured)}
	case entry.Model:
		f := it.Model()
		return []string{it.Roll.Title, f.Category, f.Level, f.Subject, honourState(it)}
	case entry.Volunteer:
		return s.volunteerRow(it)
	}
	f := it.Bulletin()
	return []string{s.Showcase.SeriesName(it), number(f.Number), number(f.Total), f.Month, f.Issuer}
}

func (s *Site) volunteerRow(it *showcase.Item) []string {
	f := it.Volunteer()
	row := []string{f.Type, "", printed(f.Members), "", "", ""}
	switch f.Type {
	case "team":
		t := services(it.Services)
		row[3], row[4] = number(t.Events), t.Hours
	case "person":
		person := s.personRow(it)
		row[1], row[4] = person.Team.Text, person.Hours
		if f.Certified != nil {
			row[5] = number(f.Certified.Star)
		}
	}
	return row
}

func titles(items []*showcase.Item) string {
	names := make([]string, len(items))
	for i, it := range items {
		names[i] = it.Title
	}
	return strings.Join(names, "；")
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// printed gives a number as text; "" of none.
func printed(n interface {
	IsZero() bool
	String() string
}) string {
	if n.IsZero() {
		return ""
	}
	return n.String()
}
