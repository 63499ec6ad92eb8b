package page

import "mingde/internal/calendar"

// StatisticsView is the totals of all years.
type StatisticsView struct {
	Frame
	Heading string
	All     StatRow
	Years   []StatRow
	ByYear  Chart
}

// StatisticsYearView is the totals of one year: by month, by community, by theme.
type StatisticsYearView struct {
	Frame
	Heading     string
	All         StatRow
	Months      []StatRow
	Communities []StatRow
	Themes      []StatRow
	ByMonth     Chart
	ByCommunity Chart
	ByTheme     Chart
	Lines       []Figure // the ledger
	Others      []Link
	Joint       bool // joint entries: the columns of communities exceed the total
	Data        []Link
}

// StatRow is a line of a table of totals. Each number leads to the narrowest list behind it.
type StatRow struct {
	Link
	Lists        StatLists
	Events       int
	Participants string
	Volunteers   int
	Hours        string
	Rolls        int // rounds that were listed
	Honoured     int
	Bulletins    int
}

// StatLists are the addresses of the lists behind the numbers of a row: of its events with their people and hours, its
// rounds and honoured, its bulletins. Honours lead to a page that holds all of them: a round counts where it was listed,
// which may be another year than the one in whose list it stands.
type StatLists struct{ Events, Honours, Bulletins string }

// MediaView is the press log of all years, or of one.
type MediaView struct {
	Frame
	Heading string
	Levels  []LevelCount
	Years   []Count // on the first page
	Others  []Link  // of a year: the neighbouring ones
	Rows    []MediaRow
}

// LevelCount is how often a level of the press reported.
type LevelCount struct {
	Level string
	N     int
}

// MediaRow is one report and the entry that it is about.
type MediaRow struct {
	Outlet, Title, Level string
	URL                  string // absolute, or ""
	Date                 calendar.Day
	About                Link
}
