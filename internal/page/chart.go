package page

import "strings"

// Chart is numbers to be compared at a glance; the table with the same numbers stands beside it. The zero Chart is empty.
type Chart struct {
	ID     string // unique on its page: it names parts of the drawing
	Title  string
	Text   string // what it shows, in a sentence
	Unit   string // "场"
	Across bool   // bars lie, one below the other, with long names; else they stand, with short ones
	Bars   []Bar
}

// Bar is one number of a chart. Name is short where bars stand.
type Bar struct {
	Name string
	N    int
}

// minBars is how many bars a chart has at least: fewer numbers are read as easily without.
const minBars = 2

// chartOf makes a chart, with its sentence: what there is most and least of. It is empty where there is nothing to compare.
func chartOf(id, title, unit string, across bool, bars []Bar) Chart {
	most, least, total := 0, 0, 0
	for i, b := range bars {
		total += b.N
		if b.N > bars[most].N {
			most = i
		}
		if b.N < bars[least].N {
			least = i
		}
	}
	if len(bars) < minBars || total == 0 {
		return Chart{}
	}
	c := Chart{ID: id, Title: title, Unit: unit, Across: across, Bars: bars}
	high, low := bars[most].N, bars[least].N
	if high == low {
		c.Text = "各是" + itoa(high) + unit + "。"
		return c
	}
	c.Text = "最多的是" + named(bars, high) + "，" + itoa(high) + unit + "；"
	if low == 0 {
		c.Text += named(bars, 0) + "没有。"
	} else {
		c.Text += "最少的是" + named(bars, low) + "，" + itoa(low) + unit + "。"
	}
	return c
}

// maxNamed is how many bars a sentence names.
const maxNamed = 3

// named lists the bars that have a number, the first few of them.
func named(bars []Bar, n int) string {
	var names []string
	for _, b := range bars {
		if b.N == n {
			names = append(names, b.Name)
		}
	}
	if len(names) > maxNamed {
		return strings.Join(names[:maxNamed], "、") + "等" + itoa(len(names)) + "个"
	}
	return strings.Join(names, "、")
}

// monthsChart is the events of the months of a year, in order: from January to the last month that has anything.
func monthsChart(rows []monthRow) Chart {
	last := 0
	counts := [13]int{}
	for _, r := range rows {
		counts[r.month], last = r.row.Events, max(last, r.month)
	}
	var bars []Bar
	for m := 1; m <= last; m++ {
		bars = append(bars, Bar{itoa(m) + "月", counts[m]})
	}
	return chartOf("months", "各月活动", "场", false, bars)
}

// monthRow is the totals of a month.
type monthRow struct {
	month int
	row   StatRow
}

// rowsChart is the events of communities, themes or years.
func rowsChart(id, title string, across bool, rows []StatRow) Chart {
	var bars []Bar
	for i := range rows {
		bars = append(bars, Bar{rows[i].Text, rows[i].Events})
	}
	return chartOf(id, title, "场", across, bars)
}
