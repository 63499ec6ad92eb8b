package page

import "mingde/internal/output"

// Type is what a page is. The table below is the enumeration that tests iterate over.
type Type uint8

// The page types.
const (
	Home Type = iota
	Hub
	Year
	Month
	Series
	Festival
	Archive
	Event
	Communities
	Community
	CommunityTheme
	Themes
	Theme
	Plain
	SiteMap
	NotFound
	Alias
	Withdrawn
	Rolls
	Roll
	HonourList
	People
	Names
	Model
	Volunteers
	Stars
	Team
	Station
	Person
	Bulletins
	BulletinYear
	Bulletin
	Statistics
	StatisticsYear
	Media
	Search
	SearchIndex
	SearchShard
	SearchRows
	Atom
	Calendar
	CSV
	JSON
	Sitemap
	SitemapIndex
	Robots
	Asset
	Photo
)

type typeRow struct {
	name   string
	layout string // the file in layouts/, without .html; "" for what is no HTML
	class  output.Class
}

var types = [...]typeRow{
	Home:           {"home", "home", output.Page},
	Hub:            {"hub", "hub", output.Page},
	Year:           {"year", "year", output.Page},
	Month:          {"month", "month", output.Page},
	Series:         {"series", "group", output.Page},
	Festival:       {"festival", "group", output.Page},
	Archive:        {"archive", "archive", output.Page},
	Event:          {"event", "event", output.Page},
	Communities:    {"communities", "communities", output.Page},
	Community:      {"community", "community", output.Page},
	CommunityTheme: {"community-theme", "community-theme", output.Page},
	Themes:         {"themes", "themes", output.Page},
	Theme:          {"theme", "theme", output.Page},
	Plain:          {"page", "page", output.Page},
	SiteMap:        {"site-map", "site-map", output.Page},
	NotFound:       {"not-found", "not-found", output.Page},
	Alias:          {"alias", "alias", output.Page},
	Withdrawn:      {"withdrawn", "withdrawn", output.Page},
	Rolls:          {"rolls", "rolls", output.Page},
	Roll:           {"roll", "roll", output.Page},
	HonourList:     {"honour-list", "honour-list", output.Page},
	People:         {"people", "people", output.Page},
	Names:          {"names", "names", output.Page},
	Model:          {"model", "model", output.Page},
	Volunteers:     {"volunteers", "volunteers", output.Page},
	Stars:          {"stars", "stars", output.Page},
	Team:           {"team", "team", output.Page},
	Station:        {"station", "station", output.Page},
	Person:         {"person", "person", output.Page},
	Bulletins:      {"bulletins", "bulletins", output.Page},
	BulletinYear:   {"bulletin-year", "bulletin-year", output.Page},
	Bulletin:       {"bulletin", "bulletin", output.Page},
	Statistics:     {"statistics", "statistics", output.Page},
	StatisticsYear: {"statistics-year", "statistics-year", output.Page},
	Media:          {"media", "media", output.Page},
	Search:         {"search", "search", output.Page},
	SearchIndex:    {"search-index", "", output.Search},
	SearchShard:    {"search-shard", "", output.Search},
	SearchRows:     {"search-rows", "", output.Search},
	Atom:           {"atom", "", output.Feed},
	Calendar:       {"calendar", "", output.Feed},
	CSV:            {"csv", "", output.Data},
	JSON:           {"json", "", output.Data},
	Sitemap:        {"sitemap", "", output.Feed},
	SitemapIndex:   {"sitemap-index", "", output.Feed},
	Robots:         {"robots", "", output.Feed},
	Asset:          {"asset", "", output.Asset},
	Photo:          {"photo", "", output.Photo},
}

// Types lists all page types.
func Types() []Type {
	all := make([]Type, len(types))
	for i := range all {
		all[i] = Type(i)
	}
	return all
}

// String gives the type's name, as `explain` prints it.
func (t Type) String() string { return types[t].name }

// Layout names the file in layouts/, without .html, that renders the type; "" for what is no HTML.
func (t Type) Layout() string { return types[t].layout }

// Class says how `written_by` and publish count the type.
func (t Type) Class() output.Class { return types[t].class }
