package sitegen

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// The fields of the content model, as far as a site may use them; "…" is a group. The test knows the model on paper, as
// the generator does.
var (
	common  = "title summary draft aliases cover photos attachments figures withdrawn indicators reviewed_by approved_by"
	ofDated = common + " date community themes source author editor updated update_note expires media"
	fields  = map[string]string{
		"events":      ofDated + " start end place host series edition session festival participants volunteers status",
		"rolls":       ofDated + " honour number year meeting notice listed",
		"models":      ofDated + " roll category subject level person nominated_by nominator votes outcome citation career consent minor deceased confidential",
		"volunteers":  ofDated + " type founded contact phone members fields address hours checklist team records certified consent minor",
		"bulletins":   ofDated + " number month issuer series total note items report_to send_to distribute copies signed_by",
		"communities": common + " street order phone address hours grids services honours",
		"themes":      common + " order description",
		"pages":       common + " order menu",
	}
	required = map[string]string{
		"events": "title date community", "rolls": "title date community honour number year", "models": "title date community roll category subject",
		"volunteers": "title date community type", "bulletins": "title date community number month issuer", "communities": "title", "themes": "title", "pages": "title",
	}
)

// checker holds a site against the model.
type checker struct {
	files   map[string]string
	ids     map[string]bool
	aliases map[string]string         // address → whose
	fields  map[string]map[string]any // by id
	issues  map[string][]map[string]any
	said    []string
}

// faults lists what is wrong with a site, in order.
func faults(files map[string]string) []string {
	c := &checker{files, map[string]bool{}, map[string]string{}, map[string]map[string]any{}, map[string][]map[string]any{}, nil}
	var settings map[string]any
	if _, err := toml.Decode(files["site.toml"], &settings); err != nil {
		c.say("site.toml: %v", err)
	}
	for name, text := range files {
		id, ok := strings.CutSuffix(strings.TrimPrefix(name, "content/"), ".md")
		if !ok {
			continue
		}
		c.ids[id] = true
		front, _, closed := strings.Cut(strings.TrimPrefix(text, "+++\n"), "\n+++\n\n")
		m := map[string]any{}
		if _, err := toml.Decode(front, &m); err != nil || !closed {
			c.say("%s: %v", id, err)
		}
		c.fields[id] = m
	}
	for id, m := range c.fields {
		c.entry(id, m)
	}
	c.numbering()
	c.names()
	slices.Sort(c.said)
	return c.said
}

func (c *checker) say(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

func (c *checker) entry(id string, m map[string]any) {
	kind, _, _ := strings.Cut(id, "/")
	for key := range m {
		if !slices.Contains(strings.Fields(fields[kind]), key) {
			c.say("%s: unknown field %s", id, key)
		}
	}
	for key := range strings.FieldsSeq(required[kind]) {
		if m[key] == nil {
			c.say("%s: no %s", id, key)
		}
	}
	c.references(id, m)
	c.days(id, m)
	c.beside(id, m)
	for _, address := range strs(m["aliases"]) {
		if other := c.aliases[address]; other != "" || c.ids[strings.TrimSuffix(address, ".html")] {
			c.say("%s: alias %s is taken by %s", id, address, other)
		}
		c.aliases[address] = id
	}
	switch kind {
	case "models":
		c.model(id, m)
	case "bulletins":
		c.issues[fmt.Sprint(m["community"])] = append(c.issues[fmt.Sprint(m["community"])], m)
	}
}

var bodyLink = regexp.MustCompile(`\]\(/([^)]*)\.md\)`)

// references follows every field and link that names an entry.
func (c *checker) references(id string, m map[string]any) {
	follow := func(folder string, names ...string) {
		for _, name := range names {
			if name != "*" && !c.ids[path.Join(folder, name)] {
				c.say("%s: leads to %s/%s, which is not there", id, folder, name)
			}
		}
	}
	follow("communities", strs(m["community"])...)
	follow("themes", strs(m["themes"])...)
	follow("", strs(m["items"])...)
	follow("rolls", strs(m["roll"])...)
	follow("volunteers", strs(m["team"])...)
	if strings.HasPrefix(id, "events/") {
		for _, line := range tables(m["volunteers"]) {
			follow("volunteers", strs(line["team"])...)
		}
	}
	for _, line := range tables(m["records"]) {
		for _, event := range strs(line["event"]) {
			follow("events", event)
			if e := c.fields["events/"+event]; e != nil && !when(line["date"]).Equal(when(e["date"])) {
				c.say("%s: record of %s is not on its day", id, event)
			}
		}
	}
	for _, link := range bodyLink.FindAllStringSubmatch(c.files[entryPath(id)], -1) {
		follow("", link[1])
	}
}

// days checks the order of dates.
func (c *checker) days(id string, m map[string]any) {
	date := when(m["date"])
	notBefore := func(what string, earlier, later time.Time) {
		if !later.IsZero() && later.Before(earlier) {
			c.say("%s: %s: %s comes before %s", id, what, day(later), day(earlier))
		}
	}
	notBefore("start", date, when(m["start"]))
	notBefore("end", when(m["start"]), when(m["end"]))
	notBefore("expires", date.AddDate(0, 0, 1), when(m["expires"]))
	notBefore("updated", date, when(m["updated"]))
	notBefore("updated in the future", when(m["updated"]), asOf)
	if w, ok := m["withdrawn"].(map[string]any); ok {
		notBefore("withdrawn", date, when(w["date"]))
		notBefore("withdrawn in the future", when(w["date"]), asOf)
	}
	if notice, ok := m["notice"].(map[string]any); ok {
		meeting := m["meeting"].(map[string]any)
		notBefore("meeting", date, when(meeting["date"]))
		notBefore("notice", when(meeting["date"]), when(notice["from"]))
		notBefore("notice is too short", when(notice["from"]).AddDate(0, 0, 14), when(notice["to"]))
		result, over := notice["result"].(map[string]any)
		if over {
			notBefore("result", when(notice["to"]), when(result["date"]))
		}
		if over != when(notice["to"]).Before(asOf) {
			c.say("%s: notice to %v with result %v", id, notice["to"], over)
		}
	}
}

// beside checks that pictures and attachments exist.
func (c *checker) beside(id string, m map[string]any) {
	names := strs(m["cover"])
	for _, line := range slices.Concat(tables(m["photos"]), tables(m["attachments"])) {
		names = append(names, strs(line["file"])...)
	}
	for _, name := range names {
		if c.files[path.Join("content", path.Dir(id), name)] == "" {
			c.say("%s: no file %s beside it", id, name)
		}
	}
}

func (c *checker) model(id string, m map[string]any) {
	roll := c.fields["rolls/"+m["roll"].(string)]
	if roll == nil {
		return
	}
	votes, meeting := m["votes"].(map[string]any), roll["meeting"].(map[string]any)
	if sum := votes["for"].(int64) + votes["against"].(int64) + votes["abstain"].(int64); sum > meeting["present"].(int64) {
		c.say("%s: %d votes of %v present", id, sum, meeting["present"])
	}
	if meeting["present"].(int64) > meeting["eligible"].(int64) {
		c.say("%s: more present than eligible", id)
	}
	if fmt.Sprint(m["community"]) != fmt.Sprint(roll["community"]) {
		c.say("%s: not of the community of its roll", id)
	}
	if !slices.Contains(categories(roll["honour"].(string)), m["category"].(string)) {
		c.say("%s: category %v is none of %v", id, m["category"], roll["honour"])
	}
}

// numbering checks rolls and bulletins: no number twice, none left out.
func (c *checker) numbering() {
	rolls := map[string]string{}
	for id, m := range c.fields {
		if !strings.HasPrefix(id, "rolls/") {
			continue
		}
		key := fmt.Sprint(m["honour"], m["community"], m["year"], m["number"])
		if rolls[key] != "" {
			c.say("%s and %s have the same number", id, rolls[key])
		}
		rolls[key] = id
	}
	for run, issues := range c.issues {
		slices.SortFunc(issues, func(a, b map[string]any) int { return when(a["date"]).Compare(when(b["date"])) })
		number := int64(0)
		for i, m := range issues {
			if i == 0 || when(m["date"]).Year() != when(issues[i-1]["date"]).Year() {
				number = 0
			}
			number++
			if m["number"] != number || m["total"] != int64(i+1) || m["month"] != when(m["date"]).Format("2006-01") {
				c.say("bulletin of %s in %v: number %v, total %v, want %d, %d", run, m["month"], m["number"], m["total"], number, i+1)
			}
		}
	}
}

// names checks that the name of a withdrawn person stands nowhere else.
func (c *checker) names() {
	for id, m := range c.fields {
		person := strings.HasPrefix(id, "models/") || strings.HasPrefix(id, "volunteers/people/")
		if m["withdrawn"] == nil || !person {
			continue
		}
		for name, text := range c.files {
			if name != entryPath(id) && strings.Contains(text, m["title"].(string)) {
				c.say("%s is withdrawn and named in %s", id, name)
			}
		}
	}
}

// strs reads a string or a list of strings.
func strs(v any) (out []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, s := range v {
			out = append(out, s.(string))
		}
	}
	return out
}

// tables reads an array of tables.
func tables(v any) (out []map[string]any) {
	switch v := v.(type) {
	case []map[string]any:
		return v
	case []any:
		for _, m := range v {
			out = append(out, m.(map[string]any))
		}
	}
	return out
}

// when reads the day of a date or time; zero if there is none.
func when(v any) time.Time {
	t, _ := v.(time.Time)
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
