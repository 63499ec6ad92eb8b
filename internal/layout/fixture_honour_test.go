package layout

import (
	"fmt"

	"mingde/internal/calendar"
	"mingde/internal/page"
)

// The views of entries of rolls, models, volunteers and bulletins, with a body of the test's own.
type (
	rollView struct {
		*page.RollView
		Body body
	}
	modelView struct {
		*page.ModelView
		Body body
	}
	teamView struct {
		*page.TeamView
		Body body
	}
	stationView struct {
		*page.StationView
		Body body
	}
	personView struct {
		*page.PersonView
		Body body
	}
	bulletinView struct {
		*page.BulletinView
		Body body
	}
)

var (
	hall      = page.Link{Text: "积德榜第三榜", Href: "rolls/jide-2026-3.html"}
	filial    = page.Link{Text: "孝老爱亲", Href: "rolls/category/xiaolao-aiqin.html"}
	redVests  = page.Link{Text: "红马甲服务队", Href: "volunteers/teams/red.html"}
	portraits = [...]page.Picture{
		{Href: "photos/0000000a-400.jpg", Width: 400, Height: 533, Alt: "王秀英在家门口"},
		{Href: "photos/0000000b-400.jpg", Width: 400, Height: 267, Alt: "陈家四口在阳台上"},
	}
)

// bare is what the view of an entry cannot be without.
func bare(root, title string) page.EntryView {
	return page.EntryView{Frame: frame(root, title), Heading: title, Date: on(2026, 11, 2)}
}

// honourOf has its edge cases by number: without portrait, dead, without a page, of a whole family.
func honourOf(n int, state string) *page.Honour {
	h := &page.Honour{
		Link: page.Link{Text: fmt.Sprintf("王秀英%d", n), Href: fmt.Sprintf("models/2026-3/%02d.html", n)}, Category: "孝老爱亲", Level: "街道", Subject: "person",
		State: state, Lead: "照料瘫痪的婆婆十二年，每天给老人翻身、擦洗、按摩。", Owners: []string{"柳荫社区"}, Date: on(2026, 11, 2),
	}
	switch n % 4 {
	case 0:
		h.Portrait = &portraits[0]
	case 1:
		h.Deceased = true
	case 2:
		h.Portrait, h.Subject, h.Level = &portraits[1], "family", "全国"
	case 3:
		h.Href, h.Lead, h.Level, h.Category = "", "", "", ""
	}
	return h
}

func honoursOf(n int, state string) []*page.Honour {
	var all []*page.Honour
	for i := range n {
		all = append(all, honourOf(i, state))
	}
	return all
}

func notice(result string) *page.Notice {
	n := &page.Notice{
		From: calendar.Date(2026, 11, 16), To: calendar.Date(2026, 11, 20), WorkingDays: 5, Basis: "《南塘街道积德榜评选办法》（南街发〔2024〕7号）", Acceptance: "南塘街道党群工作部",
		Phone: "021-00000000", PhoneURL: "tel:02100000000", Email: "office@example.gov.cn", Address: "南塘路1号205室，邮编200000", Requirement: "请署真实姓名，留下联系电话。",
	}
	if result != "" {
		n.Result = &page.NoticeResult{Date: calendar.Date(2026, 11, 23), Outcome: result, Text: "经核实不影响上榜。"}
	}
	return n
}

func meeting() *page.Meeting {
	return &page.Meeting{Date: calendar.Date(2026, 11, 8), Eligible: 56, Present: 52, Method: "无记名投票"}
}

// roll is a round in a state with as many honoured.
func roll(state string, people int) *page.RollView {
	v := &page.RollView{
		EntryView: entryView("../"), Honour: "积德榜", Measure: "名", Number: 3, Year: 2026, State: state, Ways: []string{"小区提名", "自荐", "组织提名"},
		Meeting: meeting(), People: people, Previous: page.Link{Text: "积德榜第二榜", Href: "rolls/jide-2026-2.html"},
	}
	v.Heading = "积德榜第三榜"
	as := "honoured"
	switch state {
	case "nominating":
		v.Meeting = &page.Meeting{Date: calendar.Date(2026, 12, 8)}
		return v
	case "voting":
		v.Notice = notice("")
		return v
	case "notice":
		v.Notice, as = notice(""), "candidate"
	case "listed":
		v.Notice, v.Nominees = notice("no-objection"), honoursOf(3, "nominee")
	case "archived":
		v.Notice, v.Later = notice("objection"), page.Link{Text: "积德榜第四榜", Href: "rolls/jide-2026-4.html"}
	}
	v.Groups = []page.HonourGroup{{Name: "孝老爱亲", Href: "rolls/category/xiaolao-aiqin.html", People: honoursOf(people/2, as)}, {Name: "助人为乐", People: honoursOf(people-people/2, as)}}
	return v
}

func rollCard(state string, people int) page.RollCard {
	as := "honoured"
	if state == "notice" {
		as = "candidate"
	}
	return page.RollCard{Link: hall, Honour: "积德榜", State: state, Date: on(2026, 11, 2), Listed: calendar.Date(2026, 11, 21), NoticeEnd: calendar.Date(2026, 11, 20), Owners: []string{"柳荫社区", "河湾社区"}, People: people, Models: honoursOf(people, as)}
}

func namesOf(n int) []page.NameLink {
	var all []page.NameLink
	for i := range n {
		l := page.NameLink{Link: page.Link{Text: fmt.Sprintf("王%d", i), Href: fmt.Sprintf("models/%d.html", i)}, Category: "孝老爱亲"}
		if i%3 == 2 {
			l.Href, l.Category = "", ""
		}
		all = append(all, l)
	}
	return all
}

func nameGroup(title string, n int) page.NameGroup {
	return page.NameGroup{Title: title, N: n, Names: namesOf(n)}
}

func model(state string) *page.ModelView {
	v := &page.ModelView{
		EntryView: entryView("../../"), Roll: hall, Category: filial, Level: page.Link{Text: "街道级", Href: "rolls/level/jiedao.html"}, Subject: "person", State: state,
		NoticeEnd: calendar.Date(2026, 11, 20), NominatedBy: "小区提名", Nominator: "柳荫小区业主委员会", Votes: &page.Votes{For: 48, Abstain: 4, Present: 52},
		Citation: "十二个寒暑，四千多个日夜，她用一双手撑起一个家。",
		Career: []page.Step{
			{Date: calendar.Date(2024, 3, 5), Level: "社区", Title: "柳荫社区好媳妇", GrantedBy: "柳荫社区居委会", Href: "models/2024-1/02.html"},
			{Date: calendar.Date(2026, 11, 21), Level: "街道", Title: "积德榜第三榜上榜人物", GrantedBy: "南塘街道办事处", Document: "南街发〔2026〕21号", Current: true},
			{Date: calendar.Date(2026, 12, 1), Level: "全国", Title: "中国好人"},
		},
		Fellows: honoursOf(5, state),
	}
	v.Heading, v.Cover = "王秀英", &portraits[0]
	return v
}

// honourFixtures are the views of the honour wall.
func honourFixtures() map[page.Type][]any {
	dead := model("honoured")
	dead.Deceased, dead.Cover, dead.Votes = true, nil, &page.Votes{For: 31}
	return map[page.Type][]any{
		page.Rolls: {
			&page.RollsView{
				Frame: frame("../", "上榜"), Heading: "上榜", About: "社区里的好人好事，由居民提名，评选会投票，公示后上榜。", Totals: page.Honours{Rolls: 12, People: 86},
				Nominating: []page.RollCard{rollCard("nominating", 0), rollCard("voting", 0)}, OnNotice: []page.RollCard{rollCard("notice", 6)},
				Listed: []page.RollCard{rollCard("listed", 60), rollCard("listed", 0), rollCard("listed", 3)}, Archived: []page.RollCard{rollCard("archived", 8)},
				Categories: countsOf("类别", 5), Levels: countsOf("级别", 4), People: page.Link{Text: "全部上榜人物", Href: "models/index.html"}, Ways: []string{"小区提名", "自荐"}, Data: linksOf("数据", 2),
			},
			&page.RollsView{Frame: frame("../", "上榜"), Heading: "上榜"},
		},
		page.Roll: {
			rollView{roll("nominating", 0), ""}, rollView{roll("voting", 0), ""}, rollView{roll("notice", 6), bodyHTML}, rollView{roll("listed", 60), bodyHTML}, rollView{roll("archived", 5), ""},
			rollView{&page.RollView{EntryView: bare("../", "好邻居"), State: "listed"}, ""},
			rollView{&page.RollView{EntryView: bare("../", "好邻居"), State: "nominating"}, ""},
			rollView{&page.RollView{EntryView: bare("../", "好邻居"), State: "voting"}, ""},
			rollView{&page.RollView{EntryView: bare("../", "好邻居"), State: "notice", Brief: true, Groups: []page.HonourGroup{{Name: "助人为乐", People: honoursOf(41, "candidate")}}, Nominees: honoursOf(2, "nominee")}, ""},
			rollView{&page.RollView{EntryView: bare("../", "好邻居"), State: "archived", Groups: []page.HonourGroup{{People: honoursOf(2, "honoured")}}}, ""},
			&page.RollView{EntryView: entryView("../"), State: "notice", Notice: &page.Notice{From: calendar.Date(2026, 11, 16), To: calendar.Date(2026, 11, 20), Phone: "021-00000000"}},
		},
		page.HonourList: {
			&page.HonourListView{Frame: frame("../../", "孝老爱亲"), Heading: "孝老爱亲", Kind: "category", Latest: honoursOf(10, "honoured"), Rows: honoursOf(50, "honoured"), Total: 60, Years: countsOf("2026年", 2), Others: linksOf("类别", 4)},
			&page.HonourListView{Frame: frame("../../", "街道级"), Heading: "街道级", Kind: "level", Latest: honoursOf(1, "honoured"), Total: 1},
		},
		page.People: {
			&page.PeopleView{
				Frame: frame("../", "上榜人物"), Heading: "上榜人物", Total: 60, Strokes: []page.NameGroup{nameGroup("2画", 3), {Title: "4画", Href: "models/strokes/4.html", N: 480}, nameGroup("7画", 60)},
				Pinyin: []page.NameGroup{nameGroup("B", 1), nameGroup("W", 12), {Title: "Z", Href: "models/letters/z.html", N: 480}}, Groups: []page.NameGroup{nameGroup("家庭", 4), {Title: "单位", Href: "models/units.html", N: 300}},
			},
			&page.PeopleView{Frame: frame("../", "上榜人物"), Heading: "上榜人物"},
		},
		page.Names: {
			&page.NamesView{Frame: frame("../../", "王姓"), Heading: "上榜人物·4画", Names: namesOf(60)},
			&page.NamesView{Frame: frame("../../", "王姓"), Heading: "上榜人物·4画"},
		},
		page.Model: {
			modelView{model("honoured"), bodyHTML}, modelView{model("candidate"), bodyHTML}, modelView{model("nominee"), ""}, modelView{dead, bodyHTML},
			modelView{&page.ModelView{EntryView: bare("../../", "张某"), Subject: "person", State: "honoured", Minor: true}, "<p>把捡到的钱包交给了社区。</p>"},
			modelView{&page.ModelView{EntryView: bare("../../", "三号楼"), Subject: "building", State: "candidate"}, ""},
			modelView{&page.ModelView{EntryView: bare("../../", "陈家"), Subject: "family", State: "nominee"}, ""},
			model("honoured"),
		},
	}
}
