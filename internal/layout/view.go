package layout

import (
	"reflect"

	"mingde/internal/page"
)

// views are the types of the views by the layout that shows them, for which it is compiled.
var views = map[string]reflect.Type{
	"home.html":            reflect.TypeFor[*page.HomeView](),
	"hub.html":             reflect.TypeFor[*page.HubView](),
	"year.html":            reflect.TypeFor[*page.YearView](),
	"month.html":           reflect.TypeFor[*page.MonthView](),
	"group.html":           reflect.TypeFor[*page.GroupView](),
	"archive.html":         reflect.TypeFor[*page.ArchiveView](),
	"event.html":           reflect.TypeFor[*page.EventView](),
	"communities.html":     reflect.TypeFor[*page.CommunitiesView](),
	"community.html":       reflect.TypeFor[*page.CommunityView](),
	"community-theme.html": reflect.TypeFor[*page.CommunityThemeView](),
	"themes.html":          reflect.TypeFor[*page.ThemesView](),
	"theme.html":           reflect.TypeFor[*page.ThemeView](),
	"page.html":            reflect.TypeFor[*page.PlainView](),
	"site-map.html":        reflect.TypeFor[*page.SiteMapView](),
	"not-found.html":       reflect.TypeFor[*page.NotFoundView](),
	"alias.html":           reflect.TypeFor[*page.AliasView](),
	"withdrawn.html":       reflect.TypeFor[*page.WithdrawnView](),
	"rolls.html":           reflect.TypeFor[*page.RollsView](),
	"roll.html":            reflect.TypeFor[*page.RollView](),
	"honour-list.html":     reflect.TypeFor[*page.HonourListView](),
	"people.html":          reflect.TypeFor[*page.PeopleView](),
	"names.html":           reflect.TypeFor[*page.NamesView](),
	"model.html":           reflect.TypeFor[*page.ModelView](),
	"volunteers.html":      reflect.TypeFor[*page.VolunteersView](),
	"stars.html":           reflect.TypeFor[*page.StarsView](),
	"team.html":            reflect.TypeFor[*page.TeamView](),
	"station.html":         reflect.TypeFor[*page.StationView](),
	"person.html":          reflect.TypeFor[*page.PersonView](),
	"bulletins.html":       reflect.TypeFor[*page.BulletinsView](),
	"bulletin-year.html":   reflect.TypeFor[*page.BulletinYearView](),
	"bulletin.html":        reflect.TypeFor[*page.BulletinView](),
	"statistics.html":      reflect.TypeFor[*page.StatisticsView](),
	"statistics-year.html": reflect.TypeFor[*page.StatisticsYearView](),
	"media.html":           reflect.TypeFor[*page.MediaView](),
	"search.html":          reflect.TypeFor[*page.SearchView](),
	cardFile:               reflect.TypeFor[*cardData](),
	rowFile:                reflect.TypeFor[*cardData](),
	honourFile:             reflect.TypeFor[*honourData](),
	honourRowFile:          reflect.TypeFor[*honourData](),
	headerFile:             reflect.TypeFor[*chromeData](),
	footerFile:             reflect.TypeFor[*chromeData](),
}
