package layout

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mingde/internal/calendar"
	"mingde/internal/page"
)

func TestHonoursSayTheirState(t *testing.T) {
	s := parsed(t)
	for state, want := range map[string]string{"candidate": "公示中的候选人", "nominee": "提名", "honoured": "上榜"} {
		one, err := s.honour.append(nil, "../", honourOf(0, state))
		if err != nil || strings.Count(string(one), ">"+want+"<") != 1 {
			t.Errorf("%s in a list: %v %s", state, err, one)
		}
		if text := rendered(t, s, page.Model, model(state)); !strings.Contains(text, "<dt>结果</dt><dd>"+want+"</dd>") {
			t.Errorf("the page of a %s does not say so", state)
		}
	}
}

// Who has no page is a name without a link; who died is said to have, once and without a box.
func TestHonourEdges(t *testing.T) {
	s := parsed(t)
	for n, want := range map[int][2]string{0: {"<img", "（已故）"}, 1: {"（已故）</span>", "<img"}, 2: {">全国<", "全国级"}, 3: {">王秀英3</p>", "<a "}} {
		one, err := s.honour.append(nil, "../", honourOf(n, "honoured"))
		if err != nil || !strings.Contains(string(one), want[0]) || strings.Contains(string(one), want[1]) {
			t.Errorf("%d: want %s, not %s: %v\n%s", n, want[0], want[1], err, one)
		}
	}
}

// A notice says everything that a notice must say, and whom to turn to even where the round did not write it.
func TestNoticeHasItsParts(t *testing.T) {
	root := document(t, rendered(t, parsed(t), page.Roll, rollView{roll("notice", 6), ""}))
	var found *html.Node
	for _, n := range elementsOf(root, "section") {
		if attr(n, "class") == "notice" {
			found = n
		}
	}
	if found == nil {
		t.Fatal("no banner")
	}
	for _, want := range []string{
		"到2026年11月20日（周五）为止", "2026年11月16日（周一）至2026年11月20日（周五），共5个工作日", "（南街发〔2024〕7号）", "南塘街道党群工作部", "021-00000000",
		"office@example.gov.cn", "南塘路1号205室", "请署真实姓名", "柳荫社区", "2026年11月16日",
	} {
		if !strings.Contains(words(found), want) {
			t.Errorf("%s is missing in %s", want, words(found))
		}
	}
	v := roll("notice", 0)
	v.Notice.Requirement, v.Notice.WorkingDays = "", 0
	text := rendered(t, parsed(t), page.Roll, rollView{v, ""})
	if !strings.Contains(text, "请使用真实姓名") || strings.Contains(text, "个工作日") {
		t.Error("a notice does not ask for names, or counts days that are not known")
	}
}

// Each state of a round shows what belongs to it and nothing of the others.
func TestRollsByState(t *testing.T) {
	s := parsed(t)
	says := map[string][]string{
		"nominating": {"怎样提名", "自荐", "mailto:office@example.gov.cn", "2026年12月8日"},
		"voting":     {"正在评选", "起公示", "应到"},
		"notice":     {"正在公示", "候选人", "反映要求"},
		"listed":     {"上榜名单", "共6名", "<h2>提名</h2>", "没有收到异议"},
		"archived":   {"后一榜", "上榜名单", "收到异议。经核实不影响上榜。"},
	}
	own := map[string]string{"nominating": "怎样提名", "voting": "正在评选", "notice": "反映要求", "listed": "没有收到异议", "archived": "后一榜"}
	for state, all := range says {
		text := rendered(t, s, page.Roll, rollView{roll(state, 6), ""})
		for _, want := range all {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s is missing", state, want)
			}
		}
		for other, not := range own {
			if other != state && strings.Contains(text, not) {
				t.Errorf("%s: says %s", state, not)
			}
		}
		if strings.Contains(text, "排名不分先后") != (state != "nominating" && state != "voting") {
			t.Errorf("%s: 排名不分先后", state)
		}
	}
}

// Every group of the index can be reached from the links above it.
func TestPeopleAnchors(t *testing.T) {
	root := document(t, rendered(t, parsed(t), page.People, fixtures()[page.People][0]))
	ids := map[string]bool{}
	for _, n := range elementsOf(root, "") {
		ids[attr(n, "id")] = true
	}
	anchors := 0
	for _, a := range elementsOf(root, "a") {
		if target, ok := strings.CutPrefix(attr(a, "href"), "#"); ok {
			anchors++
			if !ids[target] {
				t.Errorf("%s leads nowhere", attr(a, "href"))
			}
		}
	}
	if anchors != 5 { // the skip link, and the groups with names
		t.Errorf("%d anchors", anchors)
	}
}

// Votes that nobody cast are said as well.
func TestVotesArePlainNumbers(t *testing.T) {
	if text := rendered(t, parsed(t), page.Model, model("honoured")); !strings.Contains(text, "到会52人，赞成48票，反对0票，弃权4票") {
		t.Error("no votes")
	}
}

func TestTotals(t *testing.T) {
	rows := []page.StatRow{
		{Link: page.Link{Text: "1月", Href: "events/2026/01/index.html"}, Events: 3, Hours: "12小时"},
		{Link: page.Link{Text: "<2月>"}, Events: 1, Rolls: 2},
	}
	want := `<table>
<caption>各月</caption>
<thead><tr><th scope="col">月份</th><th scope="col">活动（场）</th><th scope="col">志愿服务</th><th scope="col">公布榜数</th></tr></thead>
<tbody>
<tr><th scope="row"><a href="../events/2026/01/index.html">1月</a></th><td>3</td><td>12小时</td><td>—</td></tr>
<tr><th scope="row">&lt;2月&gt;</th><td>1</td><td>—</td><td>2</td></tr>
</tbody>
</table>`
	if got := string(totals("../", "各月", "月份", rows)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSmallWords(t *testing.T) {
	for got, want := range map[string]string{
		amount(12, "人"): "12人", amount(0, "人"): "", join([]string{"甲", "乙"}): "甲、乙", join(nil): "",
		string(appendWrittenDate(nil, calendar.Date(2026, 6, 19))): `<time datetime="2026-06-19">2026年6月19日</time>`,
		string(appendNames(nil, "../", []page.NameLink{{Link: page.Link{Text: "甲", Href: "a.html"}, Category: "孝老爱亲"}, {Link: page.Link{Text: "乙"}}})): "<li><a href=\"../a.html\">甲</a> <span class=\"meta\">孝老爱亲</span></li>\n<li>乙</li>\n",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
