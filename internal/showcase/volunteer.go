package showcase

import (
	"mingde/internal/entry"
	"mingde/internal/figure"
)

// Service is one event in which a team served, with its own people and hours.
type Service struct {
	Event  *Item
	People int
	Hours  figure.Figure
}

// serve gives every public team the held public events in which it served, newest first, and its persons.
func (s *Showcase) serve() {
	for _, it := range s.Events() {
		if it.Phase != Held {
			continue
		}
		for _, line := range it.Event().Volunteers {
			if team := s.byKey[entry.Volunteer][line.Team]; team != nil && team.State == Public {
				team.Services = append(team.Services, Service{it, line.People, line.Hours})
			}
		}
	}
	for _, it := range s.Public[entry.Volunteer] {
		f := it.Volunteer()
		if f.Type != "person" {
			continue
		}
		if team := s.byKey[entry.Volunteer][f.Team]; team != nil && team.State == Public {
			it.Team = team
			team.Members = append(team.Members, it)
		}
	}
}

// Persons counts the volunteers who are registered on the day, those who did not agree to be named included.
func (s *Showcase) Persons() int {
	n := 0
	for _, it := range s.Items {
		if f := it.Volunteer(); f != nil && f.Type == "person" && (it.State == Public || it.State == Unnamed) {
			n++
		}
	}
	return n
}

// ServedHours adds up the records of a volunteer.
func ServedHours(f *entry.VolunteerFields) figure.Sum {
	var sum figure.Sum
	for _, r := range f.Records {
		sum.Add(r.Hours)
	}
	return sum
}

// DueStar gives the star that hours would carry by a table of hours for one star, two stars and so on. A star is applied
// for and certified: nobody is given one by this.
func DueStar(hours figure.Sum, table []int) int {
	star := 0
	for i, least := range table {
		if hours.AtLeast(least) {
			star = i + 1
		}
	}
	return star
}
