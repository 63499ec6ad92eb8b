package page

import "mingde/internal/calendar"

// BulletinsView is the first page of the bulletins: the latest, by series, by year.
type BulletinsView struct {
	Frame
	Heading string
	About   string
	Latest  []*Card
	Series  []BulletinSeries // where they are few enough for one page
	Years   []Count
	Data    []Link
}

// BulletinSeries is one series with its issues, the latest first.
type BulletinSeries struct {
	Name   string
	Owners []string
	Issues []Issue
}

// Issue is an issue in a list.
type Issue struct {
	Link
	Number, Total int
	Month         string // "2026年6月"
	Date          calendar.Day
}

// BulletinYearView is the issues of one year, by series.
type BulletinYearView struct {
	Frame
	Heading string
	Series  []BulletinSeries
	Others  []Link
	Data    []Link
}

// BulletinView is an issue, on the screen and on A4 paper: 报头 with its red line, 按语, 报核, 报尾.
type BulletinView struct {
	EntryView
	Series                       string
	Number, Total, Year          int
	Month                        string
	Issuer                       string
	Note                         string
	Items                        []*Card
	ReportTo, SendTo, Distribute string
	Copies                       int
	SignedBy                     string
	Previous, Next               Link
}
