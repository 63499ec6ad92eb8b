package config

import (
	"reflect"
	"slices"

	"mingde/internal/decode"
	"mingde/internal/problem"
)

// document is site.toml as written: the settings, and the parts whose notation is not their meaning.
type document struct {
	Config
	Columns   []column          `toml:"columns"`
	Notice    notice            `toml:"notice"`
	Festivals festivals         `toml:"festivals"`
	Rules     map[string]string `toml:"rules" enum:"error warning off"`
}

type notice struct {
	MinWorkingDays int   `toml:"min_working_days"`
	ExtraHolidays  []day `toml:"extra_holidays"`
	ExtraWorkdays  []day `toml:"extra_workdays"`
}

type festivals struct {
	Extra []string `toml:"extra"`
}

// The rules of the settings; most mistakes break the rules of decode.
var (
	RuleBaseURLMissing = problem.Rule{ID: "base-url-missing", Severity: problem.Warning}
	RuleCredential     = problem.Rule{ID: "credential-in-settings", Severity: problem.Error}
	RuleDuplicate      = problem.Rule{ID: "duplicate-setting", Severity: problem.Error}
)

// Rules lists the rules of this package.
var Rules = []problem.Rule{RuleBaseURLMissing, RuleCredential, RuleDuplicate}

// Fields lists the table of site.toml.
func Fields() []decode.Field { return decode.Fields(reflect.TypeFor[document]()) }

// Load reads the text of site.toml; file is its name in the places of problems. A setting with a mistake keeps its
// default, so that the Config can be used whatever the problems are. These are sorted, each with line and column.
func Load(text []byte, file string) (Config, []problem.Problem) {
	base := blank()
	d := base
	ps := decode.TOML(text, &d, decode.Options{File: file, FirstLine: 1, Location: d.Location})
	k := checker{file: file, index: decode.Positions(text, 1), base: base}
	k.credentials(text, ps)
	if !slices.ContainsFunc(ps, isSyntax) { // else a setting may be there and not be seen
		k.baseURLMissing(d.BaseURL)
	}
	k.site(&d.Config)
	k.columns(d.Columns)
	k.honours(d.Honours)
	k.lists(&d)
	k.publish(&d.Publish)
	return d.config(), problem.Sort(k.found)
}

func isSyntax(p problem.Problem) bool { return p.Rule == decode.RuleSyntax.ID }
