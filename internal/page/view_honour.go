package page

import "mingde/internal/calendar"

// RollsView is the honour wall: what is on notice, every round, and its cuts.
type RollsView struct {
	Frame
	Heading    string
	About      string
	Totals     Honours
	Nominating []RollCard
	OnNotice   []RollCard
	Listed     []RollCard // the latest round of each honour and community, with its names
	Archived   []RollCard
	Categories []Count
	Levels     []Count
	People     Link // the index of all honoured
	Ways       []string
	Data       []Link
}

// Honours are the totals of rolls: N榜, M人次.
type Honours struct {
	Rolls  int
	People int
}

// RollCard is a round as the wall shows it. State is one of "nominating", "voting", "notice", "listed", "archived".
type RollCard struct {
	Link
	Honour    string
	State     string
	Date      calendar.Moment
	NoticeEnd calendar.Day // of a round on notice: its last day
	Listed    calendar.Day // of a listed round: since when
	Owners    []string
	People    int       // how many are honoured
	Models    []*Honour // of those whose round is shown in full
}

// Honour is one person, family, building, group or unit as lists show it.
type Honour struct {
	Link     // without an address for those who have no page
	Category string
	Level    string
	Subject  string // "person" "family" "group" "building" "unit"
	State    string // "candidate" "honoured" "nominee"
	Lead     string
	Owners   []string
	Date     calendar.Moment
	Portrait *Picture
	Deceased bool
	source   string
	lines    []*Honour // of the entry of a round: those whom its lines honour
	sums     contentOnce
}

// RollView is the page of a round.
type RollView struct {
	EntryView
	Honour   string
	Measure  string // 名 户 个 对
	Number   int
	Year     int
	State    string
	Ways     []string // how to nominate
	Meeting  *Meeting
	Notice   *Notice
	Groups   []HonourGroup // those who stand in the round, by category, in the order of their names
	Nominees []*Honour
	Brief    bool // they are so many that each has one line
	People   int
	Previous Link // the round before, of the same honour and community
	Later    Link // of an archived round: the next one that was listed after it
}

// HonourGroup is the honoured of one category.
type HonourGroup struct {
	Name   string
	Href   string // of the list of the category
	People []*Honour
}

// Meeting is the meeting that voted.
type Meeting struct {
	Date              calendar.Day
	Eligible, Present int
	Method            string
}

// Notice is a public notice with all that it must say. WorkingDays is 0 where the calendar of its year is not known.
type Notice struct {
	From, To                    calendar.Day
	WorkingDays                 int
	Basis, Acceptance           string
	Phone, PhoneURL             string
	Email, Address, Requirement string
	Result                      *NoticeResult
}

// NoticeResult is what came of a notice; Outcome is "no-objection" or "objection".
type NoticeResult struct {
	Date          calendar.Day
	Outcome, Text string
}

// HonourListView is a category or a level: everybody honoured in it, the latest first.
type HonourListView struct {
	Frame
	Heading string
	Kind    string // "category" or "level"
	Latest  []*Honour
	Rows    []*Honour // those before them
	Total   int
	Years   []Count // where there is too much for one page
	Others  []Link  // the other categories, or levels
}

// PeopleView is the index of all honoured, twice: by the strokes of the surname and by its pinyin. Nobody stands before
// another: 排名不分先后.
type PeopleView struct {
	Frame
	Heading string
	Total   int
	Pinyin  []NameGroup
	Strokes []NameGroup
	Groups  []NameGroup // families, groups, buildings and units, by kind
}

// NameGroup is the names under one letter or one number of strokes. Where there are too many for one page, Href leads to
// their own and Names is empty.
type NameGroup struct {
	Title string // "B", "7画", "家庭"
	Href  string
	N     int
	Names []NameLink
}

// NameLink is a name in the index.
type NameLink struct {
	Link
	Category string
}

// NamesView is the page of one group of the index.
type NamesView struct {
	Frame
	Heading string
	Names   []NameLink
}

// ModelView is the page of somebody honoured.
type ModelView struct {
	EntryView
	Roll        Link
	Category    Link
	Level       Link
	Subject     string
	State       string // "candidate" "honoured" "nominee"
	NoticeEnd   calendar.Day
	NominatedBy string
	Nominator   string
	Votes       *Votes
	Citation    string
	Deceased    bool
	Minor       bool
	Career      []Step    // the whole career, the earliest first
	Fellows     []*Honour // others of the same round and category that stand after it in the lists, at most five
}

// Votes are the votes for somebody.
type Votes struct{ For, Against, Abstain, Present int }

// Step is one honour of a career; Href leads to the round's entry of the same person, if there is one.
type Step struct {
	Date                              calendar.Day
	Level, Title, GrantedBy, Document string
	Href                              string
	Current                           bool
}
