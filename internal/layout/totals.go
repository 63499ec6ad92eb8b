package layout

import (
	"cmp"
	"html/template"

	"mingde/internal/page"
)

// totalColumns are the columns of a table of totals. A value of "" or 0 is none.
var totalColumns = []struct {
	title string
	value func(*page.StatRow) string
}{
	{"活动（场）", func(r *page.StatRow) string { return number(r.Events) }},
	{"参与", func(r *page.StatRow) string { return r.Participants }},
	{"志愿者（人次）", func(r *page.StatRow) string { return number(r.Volunteers) }},
	{"志愿服务", func(r *page.StatRow) string { return r.Hours }},
	{"公布榜数", func(r *page.StatRow) string { return number(r.Rolls) }},
	{"上榜（人次）", func(r *page.StatRow) string { return number(r.Honoured) }},
	{"简报（期）", func(r *page.StatRow) string { return number(r.Bulletins) }},
}

func number(n int) string { return amount(n, "") }

// totals writes a table of totals. Where a row lacks what others have, a dash stands: nobody counted it, or there is none.
func totals(root any, caption, name string, rows []page.StatRow) template.HTML {
	used := usedColumns(rows)
	b := appendEscaped(append(make([]byte, 0, 512+256*len(rows)), "<table>\n<caption>"...), caption)
	b = appendEscaped(append(b, "</caption>\n<thead><tr><th scope=\"col\">"...), name)
	for _, i := range used {
		b = append(append(b, `</th><th scope="col">`...), totalColumns[i].title...)
	}
	b = append(b, "</th></tr></thead>\n<tbody>\n"...)
	for r := range rows {
		b = appendLink(append(b, `<tr><th scope="row">`...), text(root), rows[r].Link)
		b = append(b, "</th>"...)
		for _, i := range used {
			b = append(b, "<td>"...)
			b = appendEscaped(b, cmp.Or(totalColumns[i].value(&rows[r]), "—"))
			b = append(b, "</td>"...)
		}
		b = append(b, "</tr>\n"...)
	}
	return template.HTML(append(b, "</tbody>\n</table>"...))
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
