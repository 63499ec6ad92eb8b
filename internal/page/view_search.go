package page

// SearchView is the search page: a form that its script answers, with the lists for those who have none.
type SearchView struct {
	Frame
	Heading     string
	Script      string `sum:"asset"` // Href of the script
	Kinds       []SearchChoice
	Communities []SearchChoice
	Themes      []SearchChoice
	Years       []SearchChoice
	Indexes     []Link
}

// SearchChoice is a value of a filter.
type SearchChoice struct{ Value, Text string }

// SearchIndexView says of which segments the search is made. Rows is how many entries a file of rows holds.
type SearchIndexView struct {
	Rows  int
	Parts []SearchPart
}

// SearchPart is a segment: entries without a date come first in it, then the others, the oldest first. RowOrders are the
// orders of its files of rows where these are not that of the segment.
type SearchPart struct {
	Level, Entries, Undated, Shards int
	Order                           string
	RowOrders                       []string
}

// SearchShardView is a file of postings; its text is kept outside of the view, which has its sum.
type SearchShardView struct {
	Level, Number int
	Name          string
	Order         string
	Sum           [32]byte
}

// SearchRowsView is the entries of a segment as results show them, some at a time.
type SearchRowsView struct {
	Name  string
	Order string
	List  []SearchRow
}

// SearchRow is a result. Date is "2026-06-19", or "".
type SearchRow struct{ Href, Title, Date, Kind, Owners, Lead string }
