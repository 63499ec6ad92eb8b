package sitegen

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// settings are the values of site.toml that change.
type settings struct {
	revision  int    // of the description
	phone     int    // last digits of the office's telephone
	title     int    // number in the title; 0: none
	address   int    // number in base_url; 0: none
	organizer int    // number in the organizer's name; 0: none
	measure   string // of the first honour; "": see firstMeasure
	accent    string // "": the layouts' own
	menu      []int  // of menuItems; none: the default menu
}

// firstMeasure is the measure of the first honour.
func (s settings) firstMeasure() string { return cmp.Or(s.measure, "名") }

// menuItems are what a menu may lead to, whatever entries there are.
var menuItems = []string{
	`{title = "社区", address = "communities/index.html"}`,
	`{title = "主题", address = "themes/index.html"}`,
	`{title = "全部页面", address = "sitemap.html"}`,
	`{title = "区政府", address = "https://example.org/"}`,
}

// suffix is a number behind a word, as long as it is not 0.
func suffix(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func (s settings) text() string {
	text := s.fixed()
	if len(s.menu) > 0 {
		items := make([]string, len(s.menu))
		for i, n := range s.menu {
			items[i] = menuItems[n]
		}
		text = fmt.Sprintf("menu = [%s]\n", strings.Join(items, ", ")) + text
	}
	if s.accent != "" {
		text += fmt.Sprintf("\n[look]\naccent = %s\n", str(s.accent))
	}
	return text
}

func (s settings) fixed() string {
	return fmt.Sprintf(`title = "清溪街道文明实践展示%s"
base_url = "https://example.org/hub%s/"
language = "zh-CN"
timezone = "Asia/Shanghai"
description = "测试用的合成站点，第%d版"

[organizer]
name = "清溪街道办事处%s"
unit = "精神文明建设办公室"
phone = "0000-5550%03d"
email = "office@example.org"
address = "清溪街道一号"
postcode = "000000"
portal = {name = "区政府门户网站", url = "https://example.org/"}

[[columns]]
kind = "event"
name = "活动现场"
description = "邻里之间发生的事"
update_days = 14

[[honours]]
slug = "virtue"
name = "积德榜"
measure = %s
categories = [%s]
levels = ["社区", "街道"]

[[honours]]
slug = "families"
name = "文明家庭榜"
measure = "户"
categories = [%s]

[nomination]
ways = [%s]

[notice]
min_working_days = 5

[volunteers]
star_hours = [100, 300, 600, 1000, 1500]
checklist = ["固定场所", "专人负责", "服务项目"]

[bulletins]
series = "文明实践简报"

[festivals]
extra = ["邻居节"]

[links]
allow_hosts = ["example.org"]
`, suffix(s.title), suffix(s.address), s.revision, suffix(s.organizer), s.phone, str(s.firstMeasure()), commas(moral), commas(family), commas(nominations))
}

// commas quotes strings and puts commas between them.
func commas(items []string) string { return strings.Trim(list(items), "[]") }

// places makes what stands before anything happens: themes, communities with their teams and stations, and pages.
func (g gen) places() {
	for range g.opt.Themes {
		g.theme()
	}
	for range g.opt.Communities {
		g.community()
	}
	for i, title := range []string{"关于本站", "居民公约", "志愿服务制度"} {
		g.page(title, fmt.Sprintf("%d", i+1))
	}
}

// plain makes an entry of a kind without a date.
func (g gen) plain(title string, parts int) *entry {
	return &entry{fields: []field{{"title", str(title)}}, seed: g.r.Uint64(), parts: parts}
}

// numbered gives the n-th of a list of names, with a number once the list is used up.
func numbered(names []string, n int) string {
	if n < len(names) {
		return names[n]
	}
	return fmt.Sprintf("%s%d", names[n%len(names)], n/len(names)+1)
}

func (g gen) theme() string {
	n := len(g.order["themes"])
	e := g.plain(numbered(themeNames, n), 0)
	e.set("order", fmt.Sprint(n+1))
	e.set("description", str(sentence(g.r)))
	id := fmt.Sprintf("themes/t%03d", g.next())
	g.add(id, e)
	return id
}

// community makes a community, its team and its station.
func (g gen) community() string {
	n := len(g.order["communities"])
	name := numbered(communityNames, n) + "社区"
	e := g.plain(name, 1)
	e.set("street", str("清溪街道"))
	e.set("order", fmt.Sprint(n+1))
	e.set("phone", str(fmt.Sprintf("0000-555%04d", n)))
	e.set("address", str(fmt.Sprintf("清溪街道%d号", n+2)))
	e.set("hours", str("周一至周五 8:30—17:30"))
	e.set("grids", fmt.Sprintf(`[{code = "%03d-1", area = "东片", post = "网格长", phone = "0000-555%04d"}, {code = "%03d-2", area = "西片"}]`, n, n, n))
	e.set("services", fmt.Sprintf(`[{name = "便民服务站", kind = "办事", address = "清溪街道%d号", hours = "8:30—17:30", fee = "免费", phone = "0000-555%04d"}]`, n+2, n))
	if g.chance(0.5) {
		e.set("honours", fmt.Sprintf(`[{date = %s, level = "区县", title = "文明社区", granted_by = "示例区文明委"}]`, day(asOf.AddDate(-1, 0, -g.r.IntN(300)))))
	}
	slug := fmt.Sprintf("c%03d", g.next())
	g.add("communities/"+slug, e)
	g.team(slug, name)
	g.station(slug, name)
	return "communities/" + slug
}

// founding is the day from which teams and stations stand.
func (g gen) founding() time.Time { return asOf.AddDate(-g.opt.Years, 0, 0) }

func (g gen) team(community, name string) {
	e := g.dated(name+"志愿服务队", g.founding(), str(community), 1)
	e.set("type", `"team"`)
	e.set("founded", day(g.founding().AddDate(-1, 0, 0)))
	e.set("contact", str(pick(g.r, posts)))
	e.set("phone", str("0000-5550100"))
	e.set("members", fmt.Sprint(20+g.r.IntN(80)))
	e.set("fields", list([]string{"敬老", "清洁"}))
	g.add("volunteers/teams/"+community, e)
	g.order["teams"] = append(g.order["teams"], "teams/"+community)
}

func (g gen) station(community, name string) {
	e := g.dated(name+"志愿服务站", g.founding(), str(community), 1)
	e.set("type", `"station"`)
	e.set("address", str("清溪街道"))
	e.set("hours", str("每周三、周六 9:00—11:30"))
	e.set("phone", str("0000-5550100"))
	e.set("checklist", `{"固定场所" = "一楼东侧", "专人负责" = "每日有人值守"}`)
	g.add("volunteers/stations/"+community, e)
}

func (g gen) page(title, slug string) string {
	e := g.plain(title, 1)
	e.set("order", fmt.Sprint(len(g.order["pages"])+1))
	e.set("menu", fmt.Sprint(g.chance(0.5)))
	id := "pages/p" + slug
	g.add(id, e)
	return id
}
