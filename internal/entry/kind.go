package entry

import (
	"reflect"

	"mingde/internal/decode"
)

// Kind is what an entry is; the folder below content/ decides it.
type Kind uint8

// The kinds, in the order in which menus and site maps show them.
const (
	Event Kind = iota
	Roll
	Model
	Volunteer
	Bulletin
	Community
	Theme
	Page
)

// row is one line of the table of kinds.
type row struct {
	name   string          // as in site.toml's [[columns]] and in JSON
	folder string          // below content/, and the first part of every id
	flat   bool            // entries lie directly in the folder
	dated  bool            // has the fields of Dated
	blank  func() document // an empty front matter to decode into
}

// kinds is the table of kinds: whatever differs from kind to kind before the showcase is compiled stands here.
var kinds = [...]row{
	Event:     {"event", "events", false, true, func() document { d := &eventDocument{}; return dated(d, &d.Common, &d.Dated, &d.EventFields) }},
	Roll:      {"roll", "rolls", true, true, func() document { d := &rollDocument{}; return dated(d, &d.Common, &d.Dated, &d.RollFields) }},
	Model:     {"model", "models", false, true, func() document { d := &modelDocument{}; return dated(d, &d.Common, &d.Dated, &d.ModelFields) }},
	Volunteer: {"volunteer", "volunteers", false, true, func() document { d := &volunteerDocument{}; return dated(d, &d.Common, &d.Dated, &d.VolunteerFields) }},
	Bulletin:  {"bulletin", "bulletins", false, true, func() document { d := &bulletinDocument{}; return dated(d, &d.Common, &d.Dated, &d.BulletinFields) }},
	Community: {"community", "communities", true, false, func() document { d := &communityDocument{}; return dated(d, &d.Common, nil, &d.CommunityFields) }},
	Theme:     {"theme", "themes", true, false, func() document { d := &themeDocument{}; return dated(d, &d.Common, nil, &d.ThemeFields) }},
	Page:      {"page", "pages", false, false, func() document { d := &pageDocument{}; return dated(d, &d.Common, nil, &d.PageFields) }},
}

// document is a front matter of some kind: the struct that the decoder fills, and its three parts.
type document struct {
	fields any // pointer to the whole struct
	common *Common
	dated  *Dated // nil for kinds without a date
	detail any    // pointer to the kind's own fields
}

func dated(fields any, common *Common, dated *Dated, detail any) document {
	return document{fields, common, dated, detail}
}

// Kinds lists all kinds in order.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// String gives the kind's name: "event".
func (k Kind) String() string { return kinds[k].name }

// Folder gives the kind's folder below content/, which is also the folder of its lists: "events".
func (k Kind) Folder() string { return kinds[k].folder }

// Dated tells whether entries of the kind have a date, communities and themes.
func (k Kind) Dated() bool { return kinds[k].dated }

// Flat tells whether entries of the kind lie directly in its folder.
func (k Kind) Flat() bool { return kinds[k].flat }

// Fields lists the front matter of a kind, in order of declaration.
func (k Kind) Fields() []decode.Field {
	return decode.Fields(reflect.TypeOf(kinds[k].blank().fields).Elem())
}

// KindNamed finds a kind by its name.
func KindNamed(name string) (Kind, bool) {
	for k, row := range kinds {
		if row.name == name {
			return Kind(k), true
		}
	}
	return 0, false
}

// KindOfFolder finds a kind by its folder.
func KindOfFolder(folder string) (Kind, bool) {
	for k, row := range kinds {
		if row.folder == folder {
			return Kind(k), true
		}
	}
	return 0, false
}
