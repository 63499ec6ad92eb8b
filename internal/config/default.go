package config

import (
	"slices"
	"time"

	_ "time/tzdata" // for machines without a time zone database

	"mingde/internal/calendar"
	"mingde/internal/problem"
)

// defaultTimezone is where the sites are.
const defaultTimezone = "Asia/Shanghai"

// Default gives the settings of a site whose site.toml says nothing. Its Title is empty.
func Default() Config { return blank().config() }

// blank is an empty document: what stands in it is the default of what site.toml leaves out.
func blank() document {
	d := document{
		Config: Config{Language: "zh-CN", Timezone: defaultTimezone, Location: location(defaultTimezone)},
		Notice: notice{MinWorkingDays: 5},
	}
	d.Nomination.Ways = []string{"小区提名", "自荐", "组织提名"}
	d.Volunteers = Volunteers{
		StarHours: []int{100, 300, 600, 1000, 1500}, // 中国社区志愿者注册管理办法, article 18
		Checklist: []string{
			"固定场所", "专人负责", "服务队伍", "服务项目", "服务时间", "标识标牌", "规章制度", "宣传氛围", "资料收集",
		},
	}
	d.Bulletins.Series = "文明创建简报"
	d.Freshness = Freshness{Home: 14, Events: 14, Bulletins: 45, Notices: 180}
	d.Links.AllowHosts = []string{"gov.cn"}
	d.Photos = Photos{Sizes: []int{400, 800, 1600}, Quality: 80}
	d.Search.Enabled = true
	d.Publish = Publish{Keep: 3, Lease: Duration(120 * time.Second), MaxDeletes: 256, MaxDeleteShare: 0.2}
	return d
}

// location loads a time zone; of one that nobody knows, the time of China.
func location(name string) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil {
		return loc
	}
	return time.FixedZone(defaultTimezone, 8*60*60)
}

// config puts the parts of a document whose notation is not their meaning into the settings.
func (d document) config() Config {
	c := d.Config
	c.Columns = columns(d.Columns, c.Freshness)
	c.Notice = Notice{d.Notice.MinWorkingDays, days(d.Notice.ExtraHolidays), days(d.Notice.ExtraWorkdays)}
	c.Festivals = slices.Concat(calendar.Festivals, d.Festivals.Extra)
	c.Rules = map[string]problem.Severity{}
	for id, name := range d.Rules {
		c.Rules[id] = severities[name]
	}
	for i := range c.Honours {
		if c.Honours[i].Measure == "" {
			c.Honours[i].Measure = "名"
		}
	}
	return c
}

var severities = map[string]problem.Severity{"error": problem.Error, "warning": problem.Warning, "off": problem.Off}

func days(list []day) []calendar.Day {
	var out []calendar.Day
	for _, d := range list {
		out = append(out, d.Day)
	}
	return out
}
