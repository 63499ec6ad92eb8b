// Package config reads the settings of a site, site.toml, into one typed value with every default filled in and every
// value checked, each mistake with line and column. It does not know the content: whether a rule, a file or an entry
// that a setting names exists is for others to see.
package config

import (
	"time"

	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/problem"
)

// Levels are the administrative levels, from the lowest to the highest, of honours and of press coverage.
var Levels = []string{"社区", "街道", "区县", "市", "省", "全国"}

// NationalCategories are the five categories of the national moral models (全国道德模范), to which an honour may map
// its own.
var NationalCategories = []string{"助人为乐", "见义勇为", "诚实守信", "敬业奉献", "孝老爱亲"}

// Config is the settings of a site. It is not changed after Load.
type Config struct {
	Title       string `toml:"title" required:"true"`
	BaseURL     string `toml:"base_url"` // absolute, with a slash at its end; "" when not given
	Language    string `toml:"language"` // a BCP 47 tag
	Timezone    string `toml:"timezone"` // a name of the IANA time zone database
	Description string `toml:"description"`

	Location *time.Location // of Timezone

	Organizer  Organizer  `toml:"organizer"`
	Columns    []Column   // one for each kind: those of site.toml in its order, then the others
	Honours    []Honour   `toml:"honours"`
	Nomination Nomination `toml:"nomination"`
	Notice     Notice
	Volunteers Volunteers                  `toml:"volunteers"`
	Bulletins  Bulletins                   `toml:"bulletins"`
	Festivals  []string                    // the traditional ones, then the site's own
	Freshness  Freshness                   `toml:"freshness"`
	Rules      map[string]problem.Severity // by rule id; what is not in it keeps its default
	Privacy    Privacy                     `toml:"privacy"`
	Words      Words                       `toml:"words"`
	Links      Links                       `toml:"links"`
	Menu       []MenuItem                  `toml:"menu"` // as written; nil: the default, which needs the content
	Look       Look                        `toml:"look"`
	Photos     Photos                      `toml:"photos"`
	Search     Search                      `toml:"search"`
	Publish    Publish                     `toml:"publish"`
}

// Organizer is who answers for the site: the footer that inspections look for.
type Organizer struct {
	Name       string `toml:"name"`         // 主办单位; the default source of every entry
	Unit       string `toml:"unit"`         // what the unit calls itself in short
	Undertaker string `toml:"undertaker"`   // 承办单位
	Portal     Portal `toml:"portal"`       // the parent portal
	SiteIDCode string `toml:"site_id_code"` // 网站标识码
	ICP        string `toml:"icp"`          // ICP备案号
	Police     string `toml:"police"`       // 公安备案号
	PartyMark  string `toml:"party_mark"`   // 党政机关标识
	Phone      string `toml:"phone"`
	Email      string `toml:"email"`
	Address    string `toml:"address"`
	Postcode   string `toml:"postcode"`
	Feedback   string `toml:"feedback"` // where residents report mistakes of the site
}

// Portal is the site that this one belongs to.
type Portal struct {
	Name string `toml:"name"`
	URL  string `toml:"url"`
}

// Honour is a series of rolls: what is awarded, to whom, at which levels.
type Honour struct {
	Slug       string            `toml:"slug" required:"true"`
	Name       string            `toml:"name" required:"true"`
	Measure    string            `toml:"measure" enum:"名 户 个 对"` // 量词; default 名
	Categories []string          `toml:"categories"`
	National   map[string]string `toml:"national"` // category → one of NationalCategories
	Levels     []string          `toml:"levels" enum:"社区 街道 区县 市 省 全国"`
}

// Nomination is how people come to be candidates.
type Nomination struct {
	Ways []string `toml:"ways"`
}

// Notice is about the public notices of rolls.
type Notice struct {
	MinWorkingDays int            // how long a notice runs at least
	ExtraHolidays  []calendar.Day // days off beside the State Council's table
	ExtraWorkdays  []calendar.Day // working days beside it
}

// Volunteers is about volunteers' stars and stations.
type Volunteers struct {
	StarHours []int    `toml:"star_hours"` // hours for one star, two stars…, ascending
	Basis     string   `toml:"basis"`      // the regulation that says so
	Checklist []string `toml:"checklist"`  // what a station must have
}

// Bulletins is about bulletins.
type Bulletins struct {
	Series string `toml:"series"` // the series of a bulletin that names none
}

// Freshness is after how many days without anything new a part of the site counts as stale; 0: never.
type Freshness struct {
	Home      int `toml:"home"`
	Events    int `toml:"events"`
	Bulletins int `toml:"bulletins"`
	Notices   int `toml:"notices"`
}

// Privacy is about the search for personal data.
type Privacy struct {
	AllowPhones   []string `toml:"allow_phones"`   // numbers that are public, such as duty phones
	HardshipWords []string `toml:"hardship_words"` // words that may not stand beside a name, beside the built-in ones
}

// Words names files of terms to watch, relative to the site's folder.
type Words struct {
	Files []string `toml:"files"`
}

// Links is about links that lead out of the site.
type Links struct {
	AllowHosts []string `toml:"allow_hosts"` // these hosts and all below them are trusted
}

// MenuItem is one item of the site's menu.
type MenuItem struct {
	Title   string `toml:"title" required:"true"`
	Address string `toml:"address" required:"true"`
}

// Look is what a site may change without layouts of its own.
type Look struct {
	Accent string `toml:"accent"` // #rrggbb; "": the layouts' own
	Logo   string `toml:"logo"`   // a picture
}

// Photos is how pictures are made smaller.
type Photos struct {
	Sizes   []int `toml:"sizes"`   // widths in pixels, ascending
	Quality int   `toml:"quality"` // of JPEG, 1 to 100
}

// Search is about the search page.
type Search struct {
	Enabled bool `toml:"enabled"`
}

// Publish is where the site goes and how carefully. Credentials are never among it.
type Publish struct {
	Target         string         `toml:"target"`                              // dir:PATH or s3://BUCKET/PREFIX; "" when not given
	Provider       string         `toml:"provider" enum:"cos minio oss r2 s3"` // "" for s3
	Endpoint       string         `toml:"endpoint"`
	Region         string         `toml:"region"`
	PublicURL      string         `toml:"public_url"` // where the target is read from
	Keep           int            `toml:"keep"`       // generations kept for rollback
	Lease          Duration       `toml:"lease"`      // after which a publisher that is silent counts as dead
	MaxDeletes     int            `toml:"max_deletes"`
	MaxDeleteShare float64        `toml:"max_delete_share"` // of all files, 0 to 1
	Purge          decode.Strings `toml:"purge"`            // ${NAME} is taken from the environment
	Compress       string         `toml:"compress" enum:"gzip"`
}
