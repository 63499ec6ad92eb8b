package layout

import (
	"html/template"

	"mingde/internal/page"
)

// totalColumns are the columns of a table of totals. A value of "" or 0 is none.
var totalColumns = []struct {
	title string
	value func(*page.StatRow) string
	list  func(*page.StatLists) string // the list behind the value
}{
	{"活动（场）", func(r *page.StatRow) string { return number(r.Events) }, events},
	{"参与", func(r *page.StatRow) string { return r.Participants }, events},
	{"志愿者（人次）", func(r *page.StatRow) string { return number(r.Volunteers) }, events},
	{"志愿服务", func(r *page.StatRow) string { return r.Hours }, events},
	{"公布榜数", func(r *page.StatRow) string { return number(r.Rolls) }, honours},
	{"上榜（人次）", func(r *page.StatRow) string { return number(r.Honoured) }, honours},
	{"简报（期）", func(r *page.StatRow) string { return number(r.Bulletins) }, bulletins},
}

func events(l *page.StatLists) string    { return l.Events }
func honours(l *page.StatLists) string   { return l.Honours }
func bulletins(l *page.StatLists) string { return l.Bulletins }

func number(n int) string { return amount(n, "") }

// totals writes a table of totals. Where a row lacks what others have, a dash stands: nobody counted it, or there is none.
func totals(root any, caption, name string, rows []page.StatRow) template.HTML {
	return template.HTML(appendTotals(nil, text(root), caption, name, rows))
}

func appendTotals(b []byte, root, caption, name string, rows []page.StatRow) []byte {
	used := usedColumns(rows)
	b = appendEscaped(append(b, "<table>\n<caption>"...), caption)
	b = appendEscaped(append(b, "</caption>\n<thead><tr><th scope=\"col\">"...), name)
	for _, i := range used {
		b = append(append(b, `</th><th scope="col">`...), totalColumns[i].title...)
	}
	b = append(b, "</th></tr></thead>\n<tbody>\n"...)
	for r := range rows {
		b = appendLink(append(b, `<tr><th scope="row">`...), root, rows[r].Link)
		b = append(b, "</th>"...)
		for _, i := range used {
			b = append(b, "<td>"...)
			b = appendCell(b, root, totalColumns[i].value(&rows[r]), totalColumns[i].list(&rows[r].Lists))
			b = append(b, "</td>"...)
		}
		b = append(b, "</tr>\n"...)
	}
	return append(b, "</tbody>\n</table>"...)
}

// appendCell writes a value with a link to the list behind it.
func appendCell(b []byte, root, value, list string) []byte {
	if value == "" {
		return append(b, "—"...)
	}
	return appendLink(b, root, page.Link{Text: value, Href: list})
}

// usedColumns are the columns with a value in any of the rows.
func usedColumns(rows []page.StatRow) []int {
	var used []int
	for i, c := range totalColumns {
		for r := range rows {
			if c.value(&rows[r]) != "" {
				used = append(used, i)
				break
			}
		}
	}
	return used
}
