package config

import (
	"slices"

	"mingde/internal/decode"
)

// Column is how the site presents one kind of entries: 栏目, with the labels that 国办发〔2017〕47号 asks of its pages.
type Column struct {
	Kind        string // one of event roll model volunteer bulletin community theme page
	Name        string
	Description string
	Keywords    []string
	Type        string // ColumnType: 工作动态, 概况信息, 办事服务…
	UpdateDays  int    // days without anything new after which the column counts as stale; 0: never
}

// column is a Column as written: what is empty keeps the default.
type column struct {
	Kind        string         `toml:"kind" required:"true" enum:"event roll model volunteer bulletin community theme page"`
	Name        string         `toml:"name"`
	Description string         `toml:"description"`
	Keywords    decode.Strings `toml:"keywords"`
	Type        string         `toml:"type"`
	UpdateDays  *int           `toml:"update_days"`
}

// defaultColumns has a column for each kind. The update days of events and bulletins are those of [freshness].
func defaultColumns(fresh Freshness) []Column {
	const news, about = "工作动态", "概况信息" // of the list in 国办发〔2017〕47号
	return []Column{
		{"event", "活动", "社区开展的文明实践和群众活动", []string{"社区活动", "文明实践"}, news, fresh.Events},
		{"roll", "积德榜", "身边好人的推荐、评议、公示与上榜名单", []string{"积德榜", "身边好人", "公示"}, news, 0},
		{"model", "上榜人物", "上榜人物、家庭和集体的事迹", []string{"上榜人物", "道德模范", "事迹"}, news, 0},
		{"volunteer", "志愿服务", "志愿服务队、服务站点和志愿者", []string{"志愿服务", "志愿者", "服务时长"}, news, 0},
		{"bulletin", "简报", "按月编发的工作简报", []string{"简报", "月报"}, news, fresh.Bulletins},
		{"community", "社区", "各社区的概况、荣誉和便民信息", []string{"社区", "便民服务"}, about, 0},
		{"theme", "主题", "按主题汇集的活动、人物和简报", []string{"主题"}, news, 0},
		{"page", "页面", "公约、制度和本站说明", []string{"公约", "制度"}, about, 0},
	}
}

// columns gives one column for each kind: those written in their order, filled up with defaults, then the others.
func columns(written []column, fresh Freshness) []Column {
	var out []Column
	rest := defaultColumns(fresh)
	for _, w := range written {
		i := slices.IndexFunc(rest, func(c Column) bool { return c.Kind == w.Kind })
		if i < 0 {
			continue // an unknown kind, or one a second time: told elsewhere
		}
		out = append(out, w.over(rest[i]))
		rest = slices.Delete(rest, i, i+1)
	}
	return append(out, rest...)
}

func (w column) over(c Column) Column {
	for _, f := range []struct {
		to   *string
		from string
	}{{&c.Name, w.Name}, {&c.Description, w.Description}, {&c.Type, w.Type}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if len(w.Keywords) > 0 {
		c.Keywords = w.Keywords
	}
	if w.UpdateDays != nil {
		c.UpdateDays = *w.UpdateDays
	}
	return c
}

// Column gives the column of a kind; of a name that is no kind, the zero Column.
func (c Config) Column(kind string) Column {
	for _, column := range c.Columns {
		if column.Kind == kind {
			return column
		}
	}
	return Column{}
}
