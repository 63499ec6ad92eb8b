package entry

import "mingde/internal/calendar"

// CommunityFields are the fields of a community 社区, the first index.
type CommunityFields struct {
	Street   string         `toml:"street"`
	Order    int            `toml:"order"`
	Phone    string         `toml:"phone"`
	Address  string         `toml:"address"`
	Hours    string         `toml:"hours"`
	Grids    []Grid         `toml:"grids"`
	Services []ServicePoint `toml:"services"`
	Honours  []PlaceHonour  `toml:"honours"`
}

// Grid is one 网格: its code, area, and the post and office phone of who is in charge.
type Grid struct {
	Code  string `toml:"code" required:"true"`
	Area  string `toml:"area"`
	Post  string `toml:"post"`
	Phone string `toml:"phone"`
}

// ServicePoint is one place where residents are served.
type ServicePoint struct {
	Name    string `toml:"name" required:"true"`
	Kind    string `toml:"kind"`
	Address string `toml:"address"`
	Hours   string `toml:"hours"`
	Fee     string `toml:"fee"`
	Phone   string `toml:"phone"`
}

// PlaceHonour is an honour of the community as a whole.
type PlaceHonour struct {
	Date      calendar.Day `toml:"date" required:"true"`
	Level     string       `toml:"level" required:"true" enum:"社区 街道 区县 市 省 全国"`
	Title     string       `toml:"title" required:"true"`
	GrantedBy string       `toml:"granted_by" required:"true"`
}

type communityDocument struct {
	Common
	CommunityFields
}

// ThemeFields are the fields of a theme 主题, the second index.
type ThemeFields struct {
	Order       int    `toml:"order"`
	Description string `toml:"description"`
}

type themeDocument struct {
	Common
	ThemeFields
}

// PageFields are the fields of a page.
type PageFields struct {
	Order int  `toml:"order"`
	Menu  bool `toml:"menu"`
}

type pageDocument struct {
	Common
	PageFields
}
