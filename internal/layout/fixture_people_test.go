package layout

import (
	"fmt"

	"mingde/internal/calendar"
	"mingde/internal/page"
)

func personRows(n int) []page.PersonRow {
	var all []page.PersonRow
	for i := range n {
		r := page.PersonRow{Link: page.Link{Text: fmt.Sprintf("李志%d", i), Href: fmt.Sprintf("volunteers/persons/%02d.html", i)}, Team: redVests, Hours: "320小时", Date: calendar.Date(2026, 3, 5)}
		if i%2 == 1 {
			r.Team, r.Hours, r.Date = page.Link{}, "", 0
		}
		all = append(all, r)
	}
	return all
}

func person() *page.PersonView {
	v := &page.PersonView{
		EntryView: entryView("../../"), Team: redVests, Hours: "1,012.5小时", Star: 3, StarHours: "612小时", StarBy: "南塘街道志愿服务总站", StarDate: calendar.Date(2026, 3, 5), Due: 4,
		Services: []page.ServiceYear{{Year: 2026, Times: 2, Hours: "3.5小时", Records: []page.ServiceRecord{{Date: calendar.Date(2026, 6, 19), Event: page.Link{Text: "楼道清理志愿服务", Href: "events/2026/06/e1.html"}, Hours: "2小时"}, {Date: calendar.Date(2026, 6, 20), Hours: "1.5小时"}}}, {Year: 2019, Times: 31, Hours: "64小时"}, {Year: 2018, Times: 1}},
	}
	v.Heading = "李志明"
	return v
}

// volunteerFixtures are the views of volunteers.
func volunteerFixtures() map[page.Type][]any {
	team := &page.TeamView{
		EntryView: entryView("../../"), Founded: calendar.Date(2019, 3, 5), Contact: "社区党群专干", Phone: "021-00000000", PhoneURL: "tel:02100000000", Members: "46人",
		Fields: []string{"环境整治", "文明交通"}, Totals: tally(), Persons: personRows(5), Services: cardsOf(6, "held"), Years: countsOf("2026年", 2),
	}
	items := []page.CheckItem{{Item: "有固定场所", Evidence: "柳荫路8号一楼"}, {Item: "有专人负责", Evidence: "站长一名，轮值志愿者四名"}, {Item: "有规章制度"}}
	station := func(items []page.CheckItem, done int) *page.StationView {
		return &page.StationView{EntryView: entryView("../../"), Address: "柳荫路8号", Hours: "周一至周五 8:30—17:30", Phone: "021-00000000", PhoneURL: "tel:02100000000", Checklist: items, Done: done}
	}
	return map[page.Type][]any{
		page.Volunteers: {
			&page.VolunteersView{
				Frame: frame("../", "志愿者"), Heading: "志愿者", About: "奉献、友爱、互助、进步。", Persons: 312, Totals: tally(), Stars: page.Link{Text: "星级志愿者", Href: "volunteers/stars.html"}, Data: linksOf("数据", 2),
				Teams:    []page.TeamRow{{Link: redVests, Owners: []string{"柳荫社区"}, Members: "46人", Services: 32, Hours: "312.5小时", Lead: "每周五清扫楼道。"}, {Link: page.Link{Text: "夕阳红队", Href: "volunteers/teams/x.html"}, Owners: []string{"河湾社区"}}},
				Stations: []page.StationRow{{Link: page.Link{Text: "柳荫志愿服务站", Href: "volunteers/stations/liuyin.html"}, Owners: []string{"柳荫社区"}, Address: "柳荫路8号", Hours: "周一至周五 8:30—17:30", Phone: "021-00000000", PhoneURL: "tel:02100000000", Done: 7, Of: 9}, {Link: page.Link{Text: "河湾志愿服务站", Href: "volunteers/stations/hewan.html"}, Owners: []string{"河湾社区"}}},
			},
			&page.VolunteersView{Frame: frame("../", "志愿者"), Heading: "志愿者"},
		},
		page.Stars: {
			&page.StarsView{Frame: frame("../", "星级志愿者"), Heading: "星级志愿者", Basis: "《南塘街道志愿者星级认证办法》", Levels: []page.StarLevel{{Star: 5, Hours: 1500, Rows: personRows(2)}, {Star: 1, Hours: 100, Rows: personRows(60)}}},
			&page.StarsView{Frame: frame("../", "星级志愿者"), Heading: "星级志愿者"},
		},
		page.Team: {
			teamView{team, bodyHTML}, team, teamView{&page.TeamView{EntryView: bare("../../", "夕阳红队")}, ""},
		},
		page.Station: {
			stationView{station(items, 2), bodyHTML}, station(items[:2], 2), stationView{station(items[2:], 0), ""}, stationView{&page.StationView{EntryView: bare("../../", "河湾志愿服务站")}, ""},
		},
		page.Person: {
			personView{person(), bodyHTML}, person(),
			personView{&page.PersonView{EntryView: bare("../../", "张某"), Team: redVests, Minor: true}, ""},
			personView{&page.PersonView{EntryView: bare("../../", "刘志")}, ""},
		},
	}
}

func bulletin() *page.BulletinView {
	v := &page.BulletinView{
		EntryView: entryView("../../"), Series: "文明创建简报", Number: 6, Total: 18, Year: 2026, Month: "2026年6月", Issuer: "南塘街道新时代文明实践所",
		Note:  "六月，各社区围绕端午和环境整治开展活动，柳荫社区的做法值得其他社区借鉴。现予刊发。",
		Items: cardsOf(5, "held"), ReportTo: "区委宣传部、区精神文明建设指导中心", SendTo: "街道各部门", Distribute: "各社区居委会、各志愿服务队", Copies: 30, SignedBy: "街道党工委副书记",
		Previous: page.Link{Text: "第5期", Href: "bulletins/2026/05.html"}, Next: page.Link{Text: "第7期", Href: "bulletins/2026/07.html"},
	}
	v.Heading, v.Cover, v.Photos = "清出一条路，亮起一层楼——各社区开展楼道清理", nil, nil
	v.Items = append(v.Items, &page.Card{Kind: "model", Href: "models/2026-3/01.html", Title: "王秀英", Lead: "照料瘫痪的婆婆十二年。", Mark: "公示中", Date: on(2026, 6, 21), Owners: []string{"柳荫社区"}})
	return v
}

// bulletinFixtures are the views of bulletins.
func bulletinFixtures() map[page.Type][]any {
	issue := func(n int) page.Issue {
		return page.Issue{Link: page.Link{Text: "清出一条路，亮起一层楼", Href: fmt.Sprintf("bulletins/2026/%02d.html", n)}, Number: n, Total: 12 + n, Month: fmt.Sprintf("2026年%d月", n), Date: calendar.Date(2026, n+1, 3)}
	}
	series := []page.BulletinSeries{{Name: "文明创建简报", Owners: []string{"柳荫社区"}, Issues: []page.Issue{issue(6), issue(5)}}, {Name: "志愿服务月报", Issues: []page.Issue{{Link: page.Link{Text: "三月月报", Href: "bulletins/2026/y3.html"}, Number: 3, Month: "2026年3月", Date: calendar.Date(2026, 4, 2)}}}}
	long := bulletin()
	long.Items = cardsOf(30, "held")
	return map[page.Type][]any{
		page.Bulletins: {
			&page.BulletinsView{Frame: frame("../", "简报"), Heading: "简报", About: "每月一期。", Latest: cardsOf(3, ""), Series: series, Years: countsOf("2026年", 2), Data: linksOf("数据", 2)},
			&page.BulletinsView{Frame: frame("../", "简报"), Heading: "简报"},
		},
		page.BulletinYear: {
			&page.BulletinYearView{Frame: frame("../../", "2026年简报"), Heading: "2026年简报", Series: series, Others: linksOf("2025年", 1), Data: linksOf("数据", 2)},
			&page.BulletinYearView{Frame: frame("../../", "2026年简报"), Heading: "2026年简报"},
		},
		page.Bulletin: {
			bulletinView{bulletin(), bodyHTML}, bulletinView{long, bodyHTML},
			bulletinView{&page.BulletinView{EntryView: bare("../../", "六月工作"), Number: 1, Issuer: "柳荫社区居委会"}, ""},
			bulletin(),
		},
	}
}

// statisticsFixtures are the views of totals and of the press log.
func statisticsFixtures() map[page.Type][]any {
	row := func(text string) page.StatRow {
		return page.StatRow{Link: page.Link{Text: text, Href: "events/2026/06/index.html"}, Events: 12, Participants: "约860人次", Volunteers: 96, Hours: "312.5小时", Rolls: 2, Honoured: 11, Bulletins: 6}
	}
	quiet := page.StatRow{Link: page.Link{Text: "2月"}, Events: 1}
	media := []page.MediaRow{
		{Outlet: "某区融媒体中心", Title: "楼道亮了", Level: "区县", URL: "https://news.example.gov.cn/1", Date: calendar.Date(2026, 6, 25), About: page.Link{Text: "楼道清理志愿服务", Href: "events/2026/06/e1.html"}},
		{Outlet: "街道简报", Title: "楼道干净了", Date: calendar.Date(2026, 6, 26)},
	}
	return map[page.Type][]any{
		page.Statistics: {
			&page.StatisticsView{Frame: frame("../", "统计"), Heading: "统计", All: row("合计"), Years: []page.StatRow{row("2026年"), quiet}},
			&page.StatisticsView{Frame: frame("../", "统计"), Heading: "统计"},
		},
		page.StatisticsYear: {
			&page.StatisticsYearView{
				Frame: frame("../", "2026年统计"), Heading: "2026年统计", All: row("合计"), Months: []page.StatRow{row("1月"), quiet}, Communities: []page.StatRow{row("柳荫社区"), row("河湾社区")}, Themes: []page.StatRow{quiet},
				Lines: []page.Figure{{Name: "清运垃圾", Value: "约12车", Href: "events/2026/index.html"}, {Name: "大件垃圾", Value: "3车", Of: "清运垃圾"}}, Others: linksOf("2025年", 1), Joint: true, Data: linksOf("数据", 2),
			},
			&page.StatisticsYearView{Frame: frame("../", "2026年统计"), Heading: "2026年统计", All: quiet, Communities: []page.StatRow{quiet}},
		},
		page.Media: {
			&page.MediaView{Frame: frame("../", "媒体报道"), Heading: "媒体报道", Levels: []page.LevelCount{{Level: "区县", N: 12}, {N: 3}}, Years: countsOf("2026年", 2), Rows: media},
			&page.MediaView{Frame: frame("../", "媒体报道"), Heading: "媒体报道", Others: linksOf("2025年", 2), Rows: media},
			&page.MediaView{Frame: frame("../", "媒体报道"), Heading: "媒体报道"},
		},
	}
}
