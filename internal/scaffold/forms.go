package scaffold

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/config"
)

const bodyHere = "正文写在这里，写好后把这一行换掉。"

func (d *draft) event() string {
	day := d.today.String()
	d.dated(d.one())
	d.themes()
	d.option("start", day+"T09:00:00", "开始时间；不写就是发布日期")
	d.option("end", day+"T11:00:00", "结束时间")
	d.option("place", `""`, "地点")
	d.option("host", `""`, "承办单位")
	d.option("series", `""`, "系列活动的名称；同一系列每次写得一样")
	d.option("edition", "1", "第几届")
	d.option("session", "1", "第几期")
	d.option("festival", `"端午"`, "节日："+strings.Join(d.Settings.Festivals, "、"))
	d.option("participants", "100", `参加人次；不确切时写 "100余人次"`)
	d.option("volunteers", fmt.Sprintf("[{team = %s, people = 10, hours = 20}]", quote(first(d.Teams, "teams/duiwu"))),
		"志愿队伍、人数、这些人合计的小时数"+d.teamNote())
	d.option("figures", `[{name = "发放宣传单", value = "300份"}]`, "其他数字")
	d.pictures()
	d.origin()
	d.option("status", `"cancelled"`, "活动取消写 cancelled，改期写 postponed")
	d.body = bodyHere
	return fmt.Sprintf("events/%04d/%02d/%s", d.today.Year(), d.today.Month(), d.slug())
}

func (d *draft) themes() {
	note := "主题"
	if len(d.Themes) > 0 {
		note += "。本站有：" + names(d.Themes)
	}
	d.option("themes", array([]string{first(d.Themes, "zhuti")}), note)
}

func (d *draft) teamNote() string {
	if len(d.Teams) == 0 {
		return ""
	}
	return "。本站有：" + names(d.Teams)
}

func (d *draft) pictures() {
	d.option("cover", `"fengmian.jpg"`, "封面图片，和这个文件放在一起")
	d.option("photos", `[{file = "tu1.jpg", alt = "图里是什么"}]`, "图片；alt 是给看不到图的人听的")
	d.option("attachments", `[{file = "tongzhi.pdf", title = "通知"}]`, "供下载的附件")
}

func (d *draft) origin() {
	d.option("summary", `""`, "摘要；不写就取正文开头")
	d.option("source", `""`, "发布单位；不写就是 site.toml 里的主办单位")
	d.option("author", `""`, "作者")
	d.option("editor", `""`, "责任编辑")
}

func (d *draft) roll() string {
	community := d.one()
	d.dated(community)
	year := d.today.Year()
	honours := d.Settings.Honours
	if len(honours) == 0 {
		d.mark("honour", `""`, "哪一种榜；先在 site.toml 里加一段 [[honours]]，这里写它的 slug")
		d.set("number", "1", "第几榜")
	} else {
		d.set("honour", quote(honours[0].Slug), "哪一种榜。本站有："+honourNames(honours))
		d.set("number", strconv.Itoa(d.nextRound(honours[0].Slug, community, year)), "第几榜")
	}
	d.set("year", strconv.Itoa(year), "年度")
	day := d.today.String()
	d.option("meeting", fmt.Sprintf(`{date = %s, eligible = 60, present = 52, method = "无记名投票"}`, day), "评选会：日期、应到、实到、表决方式")
	d.option("notice", fmt.Sprintf(`{from = %s, to = %s, basis = "评选办法", acceptance = "受理单位", phone = "电话", requirement = "请写真实姓名和联系方式，单位请加盖公章"}`, day, d.today.Add(14)),
		fmt.Sprintf("公示：首日、末日（都算在内，至少 %d 个工作日）、依据、受理单位、电话、怎样具名", d.Settings.Notice.MinWorkingDays))
	d.option("listed", `[{name = "某某家庭"}]`, "只列名单、没有单独页面的上榜者")
	d.origin()
	d.body = bodyHere
	return "rolls/" + d.slug()
}

func honourNames(all []config.Honour) string {
	var named []Named
	for _, h := range all {
		named = append(named, Named{h.Slug, h.Name})
	}
	return names(named)
}

// nextRound is the number after the highest of an honour in a community and year.
func (d *draft) nextRound(honour string, community []string, year int) int {
	next := 1
	for _, r := range d.Rolls {
		if r.Honour == honour && r.Year == year && slices.Equal(r.Communities, community) {
			next = max(next, r.Number+1)
		}
	}
	return next
}

func (d *draft) model() string {
	community, folder, honour := d.one(), strconv.Itoa(d.today.Year()), ""
	if len(d.Rolls) > 0 {
		latest := d.Rolls[0]
		folder, honour = latest.Key, latest.Honour
		if len(latest.Communities) > 0 {
			community = latest.Communities
		}
	}
	d.dated(community)
	if len(d.Rolls) > 0 {
		d.set("roll", quote(folder), "上的是哪一榜：content/rolls/ 下的文件名")
	} else {
		d.mark("roll", `""`, "上的是哪一榜：content/rolls/ 下的文件名；还没有就先 mingde new roll")
	}
	d.category(honour)
	d.set("subject", `"person"`, "person 个人，group 集体，family 家庭，building 楼院，unit 单位")
	d.remark("本人签了同意书，才去掉下一行的“#”并逐项填写；没有这一行，姓名和事迹都不公开。")
	d.option("consent", consent(d.today), "姓名、照片、事迹是否同意公开，签字日期，同意书存放处")
	d.option("minor", "true", "未成年人；标题只写“姓＋某”，不放照片")
	d.option("nominated_by", quote(first(ways(d.Settings), "自荐")), "提名方式："+strings.Join(d.Settings.Nomination.Ways, "、"))
	d.option("nominator", `""`, "提名的小区或单位")
	d.option("votes", "{for = 40, against = 2, abstain = 1}", "赞成、反对、弃权票")
	d.option("citation", `""`, "颁奖词")
	d.option("career", fmt.Sprintf(`[{date = %s, level = "街道", title = "荣誉名称", granted_by = "授予单位"}]`, d.today), "以往的荣誉")
	d.option("confidential", "true", "本人要求保密；哪里都不出现")
	d.pictures()
	d.body = bodyHere
	return d.numbered("models/" + folder + "/")
}

func ways(c config.Config) []Named {
	var all []Named
	for _, w := range c.Nomination.Ways {
		all = append(all, Named{Key: w})
	}
	return all
}

// category offers the first category of the honour.
func (d *draft) category(honour string) {
	for _, h := range d.Settings.Honours {
		if h.Slug == honour && len(h.Categories) > 0 {
			d.set("category", quote(h.Categories[0]), "类别："+strings.Join(h.Categories, "、"))
			return
		}
	}
	d.mark("category", `""`, "类别")
}

func consent(today calendar.Day) string {
	return fmt.Sprintf(`{name = true, photo = false, story = false, date = %s, reference = "存放处"}`, today)
}

func (d *draft) volunteer() string {
	d.dated(d.one())
	switch d.Type {
	case "station":
		d.set("type", `"station"`, "站点")
		d.option("address", `""`, "地址")
		d.option("hours", `"周一至周五 9:00—17:00"`, "开放时间")
		d.option("phone", `""`, "办公电话")
		d.option("checklist", d.checklist(), "建设清单：项目和落实情况")
		d.body = bodyHere
		return "volunteers/stations/" + d.slug()
	case "person":
		d.set("type", `"person"`, "志愿者")
		d.remark("本人签了同意书，才去掉下一行的“#”并逐项填写；没有这一行，姓名不公开，时长只计入合计。")
		d.option("consent", strings.Replace(consent(d.today), "story = false", "hours = true", 1), "姓名、照片、时长是否同意公开，签字日期，同意书存放处")
		d.option("minor", "true", "未成年人；标题只写“姓＋某”，不放照片")
		d.option("team", quote(first(d.Teams, "teams/duiwu")), "所在的服务队"+d.teamNote())
		d.option("records", fmt.Sprintf("[{date = %s, hours = 2}]", d.today), "服务记录：日期、小时数；在活动里服务的再写 event")
		d.option("certified", fmt.Sprintf(`{hours = 100, star = 1, by = "认定单位", date = %s}`, d.today), "认定的星级")
		return d.numbered(fmt.Sprintf("volunteers/persons/%04d-", d.today.Year()))
	}
	d.set("type", `"team"`, "服务队；新建站点用 mingde new volunteer --type station，新建志愿者用 --type person")
	d.option("founded", d.today.String(), "成立日期")
	d.option("contact", `""`, "联系岗位；写岗位，不写人名")
	d.option("phone", `""`, "办公电话")
	d.option("members", "30", "人数")
	d.option("fields", `["助老", "环保"]`, "服务领域")
	d.body = bodyHere
	return "volunteers/teams/" + d.slug()
}

// checklist writes the items of the settings, none of them done yet.
func (d *draft) checklist() string {
	var items []string
	for _, item := range d.Settings.Volunteers.Checklist {
		items = append(items, quote(item)+` = "落实情况"`)
	}
	return "{" + strings.Join(items, ", ") + "}"
}

// lastDay is how many days of a month the bulletin of the month before may take.
const lastDay = 15

func (d *draft) bulletin() string {
	month := d.today
	if d.today.MonthDay() <= lastDay {
		month = d.today.Add(-lastDay - 1)
	}
	year := month.Year()
	community, number, total := d.nextIssue(year)
	d.dated(community)
	d.set("number", strconv.Itoa(number), "本年第几期")
	d.set("month", quote(month.String()[:len("2006-01")]), "哪个月的简报")
	if issuer := d.Settings.Organizer.Name; issuer != "" {
		d.set("issuer", quote(issuer), "编发单位")
	} else {
		d.mark("issuer", `""`, "编发单位")
	}
	if total > 0 {
		d.set("total", strconv.Itoa(total), "总第几期")
	} else {
		d.option("total", "1", "总第几期")
	}
	d.option("series", quote(d.Settings.Bulletins.Series), "简报名称；不写就用 site.toml 里的")
	d.option("note", `""`, "按语")
	d.option("items", `["events/2026/06/wenjian"]`, "收录的条目；不写就收当月公开的全部")
	d.option("report_to", `""`, "报")
	d.option("send_to", `""`, "送")
	d.option("distribute", `""`, "发")
	d.option("copies", "50", "印数")
	d.option("signed_by", `""`, "签发岗位；写岗位，不写人名")
	return fmt.Sprintf("bulletins/%04d/%s", year, d.slug())
}

// nextIssue continues the run of the site's own series; total is 0 where the run does not count it.
func (d *draft) nextIssue(year int) (community []string, number, total int) {
	community, number = d.all(), 1
	var run []Issue
	for _, i := range d.Issues {
		if i.Series == d.Settings.Bulletins.Series {
			run = append(run, i)
		}
	}
	if len(run) > 0 {
		community = run[len(run)-1].Communities
	}
	for _, i := range run {
		if !slices.Equal(i.Communities, community) {
			continue
		}
		if i.Year == year {
			number = max(number, i.Number+1)
		}
		if i.Total > 0 {
			total = max(total, i.Total+1)
		}
	}
	return community, number, total
}

func (d *draft) community() string {
	d.set("order", strconv.Itoa(len(d.Communities)+1), "排列顺序，小的在前")
	d.option("street", `""`, "所属街道")
	d.option("phone", `""`, "社区电话")
	d.option("address", `""`, "地址")
	d.option("hours", `"周一至周五 9:00—17:00"`, "办公时间")
	d.option("grids", `[{code = "01", area = "范围", post = "网格员", phone = "电话"}]`, "网格：编号、范围、岗位、办公电话")
	d.option("services", `[{name = "图书室", kind = "阅读", address = "地址", hours = "开放时间", fee = "免费", phone = "电话"}]`, "便民服务点")
	d.option("honours", fmt.Sprintf(`[{date = %s, level = "街道", title = "荣誉名称", granted_by = "授予单位"}]`, d.today), "社区集体荣誉")
	return "communities/" + d.slug()
}

func (d *draft) theme() string {
	d.set("order", strconv.Itoa(len(d.Themes)+1), "排列顺序，小的在前")
	d.option("description", `""`, "一句话说明")
	return "themes/" + d.slug()
}

func (d *draft) page() string {
	d.option("menu", "true", "放进菜单")
	d.option("order", "1", "在菜单里的顺序，小的在前")
	d.option("summary", `""`, "摘要；不写就取正文开头")
	d.option("attachments", `[{file = "tongzhi.pdf", title = "通知"}]`, "供下载的附件")
	d.body = bodyHere
	return "pages/" + d.slug()
}
