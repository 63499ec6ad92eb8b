// Package scaffold writes the beginnings of a new entry, with the fields of its kind and what they are for in Chinese, and a
// small site that works. What is certain is filled in from the site, what only the author knows is marked 请填, and what
// is not needed every time stands behind a #.
//
// It does not write to the disk, and it does not know the Showcase: what it offers is what the files of the site say.
package scaffold

import (
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/entry"
)

// Mark stands in the comment of every field that the author must fill in before an entry is right.
const Mark = "请填"

// Wish is what shall be written.
type Wish struct {
	Kind  entry.Kind
	Title string
	Type  string // of a volunteer: VolunteerTypes; "" for a team
}

// VolunteerTypes are what a volunteer entry may be about.
var VolunteerTypes = []string{"team", "station", "person"}

// New gives the path of a new entry, relative to the site's folder, and its text. Persons get a number for a file name,
// never their own name; everybody else's is the title in pinyin. The path may be taken, see [Facts.Taken].
func New(w Wish, today calendar.Day, f Facts) (path string, text []byte) {
	w.Title = strings.TrimSpace(w.Title)
	d := draft{Wish: w, Facts: f, today: today}
	d.remark("“#”后面是说明，程序不读。标着“" + Mark + "”的一定要填；前面带“#”的行，用得上就去掉“#”，用不上就删掉。")
	d.set("title", quote(w.Title), "")
	if w.Kind != entry.Community && w.Kind != entry.Theme {
		d.set("draft", "true", "草稿，不公开；写好后删掉这一行")
	}
	path = forms[w.Kind](&d)
	return entry.Root + path + entry.Extension, d.text()
}

// forms is the table of what each kind's new entry holds; each gives the id.
var forms = [...]func(*draft) string{
	entry.Event:     (*draft).event,
	entry.Roll:      (*draft).roll,
	entry.Model:     (*draft).model,
	entry.Volunteer: (*draft).volunteer,
	entry.Bulletin:  (*draft).bulletin,
	entry.Community: (*draft).community,
	entry.Theme:     (*draft).theme,
	entry.Page:      (*draft).page,
}

// draft is an entry in the making.
type draft struct {
	Wish
	Facts
	sheet
	today calendar.Day
}

func (d *draft) slug() string { return slug(d.Title, d.Kind, d.today) }

// dated writes what every kind with a date needs.
func (d *draft) dated(community []string) {
	d.set("date", d.today.String(), "发布日期，到这一天才公开")
	d.set("community", list(community), d.communityNote())
}

// one is the community that most entries begin with: the first of the site, or the whole street where there is none.
func (d *draft) one() []string {
	if len(d.Communities) == 0 {
		return []string{wholeStreet}
	}
	return []string{d.Communities[0].Key}
}

// all is the whole street, unless it is one community.
func (d *draft) all() []string {
	if len(d.Communities) == 1 {
		return d.one()
	}
	return []string{wholeStreet}
}

const wholeStreet = "*"

func (d *draft) communityNote() string {
	note := `社区；几个社区合办写 ["甲", "乙"]，全街道写 "*"`
	if len(d.Communities) > 0 {
		note += "。本站有：" + names(d.Communities)
	}
	return note
}

// names lists what a field may hold; of many only the beginning.
func names(all []Named) string {
	const most = 12
	var parts []string
	for _, n := range all[:min(len(all), most)] {
		parts = append(parts, n.Key+" "+n.Title)
	}
	words := strings.Join(parts, "、")
	if len(all) > most {
		words += "……"
	}
	return words
}

// first gives the first of what the site has, or an example.
func first(all []Named, example string) string {
	if len(all) == 0 {
		return example
	}
	return all[0].Key
}
