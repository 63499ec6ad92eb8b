package layout

import (
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"reflect"
	"strings"
	"testing"

	"mingde/internal/calendar"
	"mingde/internal/page"
	"mingde/layouts"
)

// defaults reads the embedded layouts.
func defaults(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(layouts.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := layouts.FS.ReadFile(name)
		files[Folder+name] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// parsed gives the Set of the embedded layouts.
func parsed(t testing.TB) *Set {
	t.Helper()
	s, problems := Parse(defaults(t))
	for _, p := range problems {
		t.Fatalf("%s:%d:%d: %v", p.File, p.Line, p.Column, p.Message)
	}
	return s
}

// rendered gives the page of a view, which is the same whether its layout is compiled or not.
func rendered(t testing.TB, s *Set, typ page.Type, view any) string {
	t.Helper()
	return same(t, s, typ, view)
}

// body stands for a page.Body, which only package page can fill.
type body string

func (b body) HTML() (template.HTML, error) { return template.HTML(b), nil }

// The views of entries with a body of the test's own: the outer field hides the inner one.
type (
	eventView struct {
		page.EntryView
		Body         body
		Phase        string
		Start, End   calendar.Moment
		Place        string
		Host         string
		Series       page.Link
		Festival     page.Link
		Edition      int
		Session      int
		Participants string
		Volunteers   []page.Service
		Earlier      []*page.Card
	}
	plainView struct {
		*page.PlainView
		Body body
	}
	communityView struct {
		*page.CommunityView
		Body body
	}
	themeView struct {
		*page.ThemeView
		Body body
	}
)

const bodyHTML = "<h2 id=\"经过\">经过</h2>\n<p>上午九点，志愿者在广场集合。</p>\n<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"表格\">\n<table>\n<thead><tr><th>项目</th><th>数量</th></tr></thead>\n<tbody><tr><td>清运垃圾</td><td>3车</td></tr></tbody>\n</table>\n</div>\n<h3 id=\"反响\">反响</h3>\n<p>居民说，<a href=\"../../../pages/about.html\">楼道</a>干净多了。</p>"

func at(year, month, day, hour, minute int) calendar.Moment {
	return calendar.Moment{Day: calendar.Date(year, month, day), Second: int32(hour*3600 + minute*60)}
}

func on(year, month, day int) calendar.Moment {
	return calendar.Moment{Day: calendar.Date(year, month, day), Second: calendar.BareDate}
}

func photoOf(n int) page.Picture {
	var sizes []page.PictureSize
	for _, w := range []int{400, 800, 1600} {
		sizes = append(sizes, page.PictureSize{Href: fmt.Sprintf("photos/%08x-%d.jpg", n, w), Width: w})
	}
	return page.Picture{Href: sizes[1].Href, Width: 800, Height: 600, Sizes: sizes, Alt: fmt.Sprintf("志愿者在清理楼道，照片%d", n), Caption: "楼道里", Credit: "李明"}
}

func cardOf(n int, phase string) *page.Card {
	c := &page.Card{
		Kind: "event", Href: fmt.Sprintf("events/2026/06/e%03d.html", n), Title: fmt.Sprintf("楼道清理志愿服务第%d场", n),
		Lead: "六月第三周的周五，三个楼栋的志愿者一起清理楼道里堆放的杂物。", Date: at(2026, 6, n%28+1, 10, 0),
		Start: at(2026, 6, n%28+1, 9, 30), End: at(2026, 6, n%28+1, 11, 0), Phase: phase, Place: "三号楼前的小广场",
		Owners: []string{"柳荫社区", "河湾社区"},
	}
	if n%2 == 0 {
		p := photoOf(n)
		c.Cover = &p
	}
	return c
}

func cardsOf(n int, phase string) []*page.Card {
	var all []*page.Card
	for i := range n {
		all = append(all, cardOf(i, phase))
	}
	return all
}

func chrome() *page.Chrome {
	return &page.Chrome{
		Site: "南塘街道文明实践公开展示", Lang: "zh-CN", Description: "记录社区里的好人好事、志愿服务和文明活动。",
		Menu: []page.MenuItem{
			{Text: "首页", Href: "index.html"}, {Text: "活动", Href: "events/index.html", Current: true},
			{Text: "社区", Href: "communities/index.html"}, {Text: "主题", Href: "themes/index.html"},
			{Text: "区政府门户", Href: "https://www.example.gov.cn/", Absolute: true},
		},
		Organizer: page.Organizer{
			Name: "南塘街道党群工作部", Unit: "南塘街道办事处", Undertaker: "南塘街道新时代文明实践所", PortalName: "某区人民政府", PortalURL: "https://www.example.gov.cn/",
			SiteIDCode: "3100000000", ICP: "某ICP备00000000号", Police: "某公网安备 31000000000000号", PoliceURL: "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=31000000000000",
			PartyMark: "https://bszs.conac.cn/sitename?method=show&id=0", Phone: "021-00000000", PhoneURL: "tel:02100000000",
			Email: "office@example.gov.cn", Address: "南塘路1号", Postcode: "200000", Feedback: "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3100000000",
		},
		Feed: "feed.xml", Logo: "assets/logo.0123abcd.png",
	}
}

func frame(root, title string) page.Frame {
	return page.Frame{
		Root: root, Lang: "zh-CN", Title: title + "｜柳荫社区", Description: title + "的记录。", Canonical: "https://www.example.gov.cn/wm/x.html",
		Meta:   []page.Meta{{Name: "SiteName", Content: "南塘街道文明实践公开展示"}, {Name: "SiteDomain", Content: "www.example.gov.cn"}, {Name: "SiteIDCode", Content: "3100000000"}, {Name: "ColumnName", Content: "活动"}, {Name: "ColumnType", Content: "工作动态"}},
		Feeds:  []page.Link{{Text: "南塘街道文明实践公开展示", Href: "feed.xml"}},
		Crumbs: []page.Link{{Text: "首页", Href: "index.html"}, {Text: "活动", Href: "events/index.html"}, {Text: "2026年6月", Href: "events/2026/06/index.html"}},
		Chrome: chrome(), Style: "assets/site.0123abcd.css",
	}
}

func tally() page.Tally {
	return page.Tally{Events: 12, Participants: "约860人次", Volunteers: 96, Hours: "312.5小时", Rolls: 2, Honoured: 11, Bulletins: 6, Lines: []page.Figure{{Name: "清运垃圾", Value: "约12车"}, {Name: "发放宣传单", Value: "1,200份", Of: "宣传品"}}}
}

func linksOf(prefix string, n int) []page.Link {
	var all []page.Link
	for i := range n {
		all = append(all, page.Link{Text: fmt.Sprintf("%s%d", prefix, i+1), Href: fmt.Sprintf("%s/%d.html", "communities", i+1)})
	}
	return all
}

func countsOf(prefix string, n int) []page.Count {
	var all []page.Count
	for i, l := range linksOf(prefix, n) {
		all = append(all, page.Count{Link: l, N: 10 * (i + 1)})
	}
	return all
}

func entryView(root string) page.EntryView {
	cover := photoOf(7)
	f := frame(root, "楼道清理志愿服务")
	f.Meta = append(f.Meta, page.Meta{Name: "ArticleTitle", Content: "楼道清理志愿服务"}, page.Meta{Name: "PubDate", Content: "2026-06-20 10:00"}, page.Meta{Name: "ContentSource", Content: "柳荫社区"}, page.Meta{Name: "Description", Content: "又一个说明"})
	return page.EntryView{
		Frame: f, Heading: "楼道清理志愿服务", Date: at(2026, 6, 20, 10, 0), Source: "柳荫社区", Author: "王芳", Editor: "李明",
		Updated: calendar.Date(2026, 6, 21), UpdateNote: "补充照片", Cover: &cover, Photos: []page.Picture{photoOf(1), photoOf(2)},
		Attachments: []page.File{{Link: page.Link{Text: "签到表", Href: "files/a.csv"}, Type: "CSV", Size: "12 KB"}},
		Figures:     []page.Figure{{Name: "清运垃圾", Value: "3车"}, {Name: "大件垃圾", Value: "1车", Of: "清运垃圾"}},
		Media:       []page.Coverage{{Outlet: "某区融媒体中心", Title: "楼道亮了", Level: "区县", URL: "https://news.example.gov.cn/1", Date: calendar.Date(2026, 6, 25)}, {Outlet: "街道简报", Title: "楼道干净了"}},
		Communities: []page.Link{{Text: "柳荫社区", Href: "communities/liuyin.html"}, {Text: "河湾社区", Href: "communities/hewan.html"}},
		Themes:      []page.Link{{Text: "环境整治", Href: "themes/huanjing.html"}},
	}
}

func eventFixture(root string) *eventView {
	return &eventView{
		EntryView: entryView(root), Body: bodyHTML, Phase: "held", Start: at(2026, 6, 19, 9, 30), End: at(2026, 6, 19, 11, 0), Place: "三号楼前的小广场", Host: "柳荫社区居委会",
		Series: page.Link{Text: "周五清洁日", Href: "events/series/zhou-wu.html"}, Festival: page.Link{Text: "端午", Href: "events/festivals/duan-wu.html"},
		Edition: 3, Session: 12, Participants: "约120人次", Volunteers: []page.Service{{Team: redVests, People: 12, Hours: "24小时"}, {Team: page.Link{Text: "夕阳红队"}, People: 6, Hours: "9小时"}},
		Earlier: cardsOf(5, "held"),
	}
}

// fixtures are one full view for each type of page, and each a second one with nothing that may be missing.
func fixtures() map[page.Type][]any {
	const root = "../../../"
	section := []page.Section{{Kind: "event", Title: "活动", Cards: cardsOf(6, "held"), More: "communities/liuyin/2026.html"}}
	community := func(full bool) *page.CommunityView {
		v := &page.CommunityView{EntryView: entryView("../"), Street: "南塘街道", Address: "柳荫路8号", Hours: "周一至周五 8:30—17:30", Phone: "021-00000000", PhoneURL: "tel:02100000000"}
		if full {
			v.Grids = []page.Grid{{Code: "第一网格", Area: "1至6号楼", Post: "网格长", Phone: "021-00000001", PhoneURL: "tel:02100000001"}}
			v.Services = []page.ServicePoint{{Name: "便民理发", Kind: "理发", Address: "柳荫路8号", Hours: "每周三", Fee: "免费"}}
			v.Honours = []page.PlaceHonour{{Date: calendar.Date(2025, 12, 1), Level: "市", Title: "文明社区", GrantedBy: "市文明办"}}
			v.Sections, v.Totals, v.Joint = section, tally(), true
			v.Years, v.ByTheme, v.Webcal, v.Calendar = countsOf("2026年", 3), countsOf("主题", 12), "webcal://www.example.gov.cn/wm/liuyin.ics", "communities/liuyin.ics"
		}
		return v
	}
	all := map[page.Type][]any{
		page.Home: {
			&page.HomeView{Frame: frame("", "首页"), Planned: cardsOf(2, "planned"), Latest: cardsOf(12, "held"), Month: "2026年6月", MonthHref: "events/2026/06/index.html", Figures: tally(), Communities: linksOf("社区", 6), Themes: linksOf("主题", 12), Pages: linksOf("页面", 3)},
			&page.HomeView{Frame: frame("", "首页")},
		},
		page.Hub: {
			&page.HubView{Frame: frame("../", "活动"), Heading: "活动", About: "各社区的文明活动。", Planned: []*page.Card{cardOf(1, "planned"), cardOf(2, "postponed"), cardOf(3, "cancelled")}, Latest: cardsOf(30, "held"), Years: countsOf("2026年", 3), Series: countsOf("系列", 4), Festivals: countsOf("节日", 4), Webcal: "webcal://www.example.gov.cn/wm/events.ics", Calendar: "events.ics", Data: linksOf("2026年活动数据", 2)},
			&page.HubView{Frame: frame("../", "活动"), Heading: "活动"},
		},
		page.Year: {
			&page.YearView{Frame: frame("../../", "2026年活动"), Heading: "2026年活动", Months: []page.Period{{Count: countsOf("2026年6月", 1)[0], Figures: tally(), Rows: cardsOf(4, "held")}, {Count: countsOf("2026年5月", 1)[0], Figures: tally()}}, Figures: tally(), Others: linksOf("2025年", 1), Data: linksOf("数据", 2)},
			&page.YearView{Frame: frame("../../", "2026年活动"), Heading: "2026年活动"},
		},
		page.Month: {
			&page.MonthView{Frame: frame(root, "2026年6月活动"), Heading: "2026年6月活动", Rows: cardsOf(100, "held"), Total: 140, Parts: []page.MenuItem{{Text: "第1部分", Href: "events/2026/06/1.html"}, {Text: "最新部分", Href: "events/2026/06/index.html", Current: true}}, Figures: tally()},
			&page.MonthView{Frame: frame(root, "2026年6月活动"), Heading: "2026年6月活动", Rows: cardsOf(1, ""), Total: 1},
		},
		page.Series: {
			&page.GroupView{Frame: frame("../../", "周五清洁日"), Heading: "周五清洁日", Kind: "series", Planned: cardsOf(1, "planned"), Latest: cardsOf(9, "held"), Years: countsOf("2026年", 2), Figures: tally()},
			&page.GroupView{Frame: frame("../../", "周五清洁日"), Heading: "周五清洁日", Kind: "series"},
		},
		page.Festival: {
			&page.GroupView{Frame: frame("../../", "端午"), Heading: "端午", Kind: "festival", Planned: cardsOf(1, "planned"), Latest: cardsOf(9, "held"), Figures: tally()},
		},
		page.Archive: {
			&page.ArchiveView{Frame: frame("../../", "柳荫社区2026年"), Heading: "柳荫社区2026年", Parent: page.Link{Text: "柳荫社区", Href: "communities/liuyin.html"}, Rows: cardsOf(10, "held"), Figures: tally(), Others: linksOf("2025年", 1), Joint: true},
			&page.ArchiveView{Frame: frame("../../", "柳荫社区2026年"), Heading: "柳荫社区2026年", Parent: page.Link{Text: "柳荫社区", Href: "communities/liuyin.html"}, Months: countsOf("2026年6月", 12)},
		},
		page.Event: {
			eventFixture(root),
			&page.EventView{EntryView: entryView(root), Phase: "cancelled", Start: on(2026, 6, 19), Edition: 3},
			&eventView{EntryView: page.EntryView{Frame: frame(root, "楼道清理"), Heading: "楼道清理", Date: on(2026, 6, 1)}, Phase: "planned", Start: on(2026, 6, 19), End: on(2026, 6, 20)},
		},
		page.Communities: {
			&page.CommunitiesView{Frame: frame("../", "社区"), Heading: "社区", About: "六个社区。", Rows: []page.Place{{Count: countsOf("柳荫社区", 1)[0], Lead: "老城区里的社区。", Street: "南塘街道", Address: "柳荫路8号", Phone: "021-00000000", PhoneURL: "tel:02100000000"}, {Count: countsOf("河湾社区", 1)[0]}}},
		},
		page.Community: {communityView{community(true), bodyHTML}, communityView{community(false), ""}, communityView{&page.CommunityView{EntryView: page.EntryView{Frame: frame("../", "柳荫社区"), Heading: "柳荫社区"}}, ""}, community(true)},
		page.CommunityTheme: {
			&page.CommunityThemeView{Frame: frame(root, "环境整治"), Heading: "柳荫社区·环境整治", Community: page.Link{Text: "柳荫社区", Href: "communities/liuyin.html"}, Theme: page.Link{Text: "环境整治", Href: "themes/huanjing.html"}, Rows: cardsOf(8, "held"), Years: countsOf("2026年", 2), Figures: tally(), Joint: true},
		},
		page.Themes: {
			&page.ThemesView{Frame: frame("../", "主题"), Heading: "主题", About: "十二个主题。", Rows: []page.ThemeRow{{Count: countsOf("环境整治", 1)[0], About: "楼道、绿地和背街小巷。"}, {Count: countsOf("文明交通", 1)[0]}}},
		},
		page.Theme: {
			themeView{&page.ThemeView{EntryView: entryView("../"), About: "楼道、绿地和背街小巷。", Sections: section, Totals: tally(), Years: countsOf("2026年", 3), ByCommunity: countsOf("社区", 6)}, bodyHTML},
			&page.ThemeView{EntryView: entryView("../"), Totals: tally()},
			themeView{&page.ThemeView{EntryView: page.EntryView{Frame: frame("../", "环境整治"), Heading: "环境整治"}}, ""},
		},
		page.Plain: {
			plainView{&page.PlainView{EntryView: entryView("../")}, bodyHTML},
			&page.PlainView{EntryView: entryView("../")},
			plainView{&page.PlainView{EntryView: page.EntryView{Frame: frame("../", "公约"), Heading: "居民公约"}}, bodyHTML},
		},
		page.Search: {
			&page.SearchView{
				Frame: frame("", "搜索"), Heading: "搜索", Script: "assets/search.0123456789abcdef.js",
				Kinds: []page.SearchChoice{{Value: "event", Text: "活动"}}, Communities: []page.SearchChoice{{Value: "a", Text: "甲社区"}, {Value: "b_5f_", Text: "乙社区"}},
				Themes: []page.SearchChoice{{Value: "t", Text: "<主题>"}}, Years: []page.SearchChoice{{Value: "2026", Text: "2026年"}},
				Indexes: linksOf("索引", 3),
			},
			&page.SearchView{Frame: frame("", "搜索"), Heading: "搜索"},
		},
		page.SiteMap: {
			&page.SiteMapView{Frame: frame("", "站点地图"), Heading: "站点地图", Sections: []page.MapSection{{Link: page.Link{Text: "活动", Href: "events/index.html"}, Links: linksOf("2026年", 3)}, {Link: page.Link{Text: "我们的节日"}, Links: linksOf("节日", 2)}}},
		},
		page.NotFound: {
			&page.NotFoundView{Frame: frame("/wm/", "没有找到这个页面"), Inline: "body { color: #123; }", Links: linksOf("栏目", 3)},
		},
		page.Alias: {
			&page.AliasView{Frame: frame("../", "旧地址"), To: page.Link{Text: "楼道清理志愿服务", Href: "events/2026/06/x.html"}},
		},
		page.Withdrawn: {
			&page.WithdrawnView{Frame: frame("../", "内容已撤下")},
			&page.WithdrawnView{Frame: frame("../", "内容已撤下")},
		},
	}
	for _, more := range []map[page.Type][]any{honourFixtures(), volunteerFixtures(), bulletinFixtures(), statisticsFixtures()} {
		maps.Copy(all, more)
	}
	return all
}

// fill puts a text into every string that can be reached, and one element into every empty list.
func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if !v.IsNil() {
			fill(v.Elem(), s)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !strings.HasPrefix(f.Name, "Body") {
				fill(v.Field(i), s)
			}
		}
	case reflect.Slice:
		if v.Len() == 0 && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			fill(v.Index(i), s)
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(s)
		}
	case reflect.Int:
		if v.CanSet() {
			v.SetInt(3)
		}
	}
}
