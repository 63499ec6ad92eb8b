package page

import "mingde/internal/calendar"

// VolunteersView is the first page of the volunteers: teams and stations, by community.
type VolunteersView struct {
	Frame
	Heading  string
	About    string
	Teams    []TeamRow
	Stations []StationRow
	Persons  int // registered, with or without a page
	Totals   Tally
	Stars    Link // persons by star
	Data     []Link
}

// TeamRow is a team in the list.
type TeamRow struct {
	Link
	Owners   []string
	Members  string // "46人"
	Services int    // events in which it served
	Hours    string
	Lead     string
}

// StationRow is a station in the list.
type StationRow struct {
	Link
	Owners          []string
	Address, Hours  string
	Phone, PhoneURL string
	Done, Of        int // items of the checklist
}

// StarsView is the persons by certified star, the highest first.
type StarsView struct {
	Frame
	Heading string
	Basis   string // the regulation
	Levels  []StarLevel
}

// StarLevel is the persons of one star. Hours are those that it takes.
type StarLevel struct {
	Star  int
	Hours int
	Rows  []PersonRow
}

// PersonRow is a volunteer in a list; Hours is "" where they are not public.
type PersonRow struct {
	Link
	Team  Link
	Hours string
	Date  calendar.Day // of the certificate
}

// TeamView is the page of a volunteer team.
type TeamView struct {
	EntryView
	Founded         calendar.Day
	Contact         string
	Phone, PhoneURL string
	Members         string
	Fields          []string
	Totals          Tally // of the events in which it served; people and hours are its own
	Persons         []PersonRow
	Services        []*Card // the latest of these events
	Rows            []*Card // those after Services
	Years           []Count // services by year
}

// StationView is the page of a volunteer station.
type StationView struct {
	EntryView
	Address, Hours  string
	Phone, PhoneURL string
	Checklist       []CheckItem
	Done            int
}

// CheckItem is one thing that a station must have, and the evidence for it; without evidence it is missing.
type CheckItem struct{ Item, Evidence string }

// PersonView is the page of a volunteer.
type PersonView struct {
	EntryView
	Team      Link
	Hours     string // of all records; "" where they are not public
	Star      int    // certified; 0: none
	StarHours string
	StarBy    string
	StarDate  calendar.Day
	Due       int           // the star that the hours would carry, where it is higher than the certified one
	Services  []ServiceYear // the latest first; none where the hours are not public
	Minor     bool
}

// ServiceYear is the services of a volunteer in a year. Of those of long ago Records has fewer than Times, or none.
type ServiceYear struct {
	Year, Times int
	Hours       string
	Records     []ServiceRecord // the latest first
}

// ServiceRecord is one service of a volunteer.
type ServiceRecord struct {
	Date  calendar.Day
	Event Link
	Hours string
}
