package config

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/language"

	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/problem"
)

// checker finds what the types of the fields do not say, and puts the default in place of what is wrong.
type checker struct {
	file   string
	index  decode.Index
	base   document        // the defaults
	secret map[string]bool // fields with a credential: no other problem may repeat their values
	found  []problem.Problem
}

func (k *checker) add(field string, p problem.Problem) {
	if k.secret[field] {
		return
	}
	p.Place = k.index.Place(k.file, field)
	k.found = append(k.found, p)
}

// wrong tells an invalid value; key names its sentence, got is what was written.
func (k *checker) wrong(field, key, got string) {
	k.add(field, *invalid(key, problem.Args{"field": field, "got": got}))
}

func (k *checker) baseURLMissing(baseURL string) {
	if baseURL == "" {
		k.add("base_url", RuleBaseURLMissing.At(problem.Place{}, nil))
	}
}

// site checks the settings at the head of the file.
func (k *checker) site(c *Config) {
	if c.BaseURL != "" {
		normal, ok := NormalBaseURL(c.BaseURL)
		if !ok {
			k.wrong("base_url", "config.base-url", c.BaseURL)
		}
		c.BaseURL = normal
	}
	k.language(c)
	k.timezone(c)
	k.address("organizer.portal.url", &c.Organizer.Portal.URL)
	if c.Look.Accent != "" && !colour.MatchString(c.Look.Accent) {
		k.wrong("look.accent", "config.colour", c.Look.Accent)
		c.Look.Accent = ""
	}
}

func (k *checker) language(c *Config) {
	tag, err := language.Parse(c.Language)
	if err != nil || tag == language.Und {
		k.wrong("language", "config.language", c.Language)
		tag = language.Make(k.base.Language)
	}
	c.Language = tag.String()
}

var colour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// timezone refuses "Local" as well: it is another one on each machine.
func (k *checker) timezone(c *Config) {
	if c.Timezone == k.base.Timezone {
		return
	}
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "" || c.Timezone == "Local" {
		k.wrong("timezone", "config.timezone", c.Timezone)
		c.Timezone, loc = k.base.Timezone, k.base.Location
	}
	c.Location = loc
}

// NormalBaseURL gives an absolute http or https address with a slash at its end and in ASCII alone (a host such as
// 例子.政务 as RFC 5891 has it), and whether it is one: with a host, and without query, fragment, user and password.
func NormalBaseURL(raw string) (normal string, ok bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		strings.ContainsAny(raw, "?#") {
		return "", false
	}
	if name := u.Hostname(); strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		host, err := idna.Lookup.ToASCII(name)
		if err != nil {
			return "", false
		}
		u.Host = host + strings.TrimPrefix(u.Host, name)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	return u.String(), true
}

// address checks a field that holds an address of the web, or nothing.
func (k *checker) address(field string, value *string) {
	if *value == "" {
		return
	}
	if u, err := url.Parse(*value); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		k.wrong(field, "config.address", *value)
		*value = ""
	}
}

func (k *checker) columns(list []column) {
	seen := map[string]bool{}
	for i, c := range list {
		at := decode.Item("columns", i)
		k.once(seen, decode.Join(at, "kind"), c.Kind)
		if c.UpdateDays != nil {
			*c.UpdateDays = k.within(decode.Join(at, "update_days"), *c.UpdateDays, 0, maxDays, 0)
		}
	}
}

// once tells a name that stands for the second time.
func (k *checker) once(seen map[string]bool, field, name string) {
	if name != "" && seen[name] {
		k.add(field, RuleDuplicate.At(problem.Place{}, problem.Args{"field": field, "got": name}))
	}
	seen[name] = true
}

// distinct tells what stands twice in a list.
func (k *checker) distinct(field string, names []string) {
	seen := map[string]bool{}
	for i, name := range names {
		k.once(seen, decode.Item(field, i), name)
	}
}

// within gives n if it lies between two bounds, else tells and gives the default.
func (k *checker) within(field string, n, least, most, fallback int) int {
	if n >= least && n <= most {
		return n
	}
	args := problem.Args{"field": field, "got": strconv.Itoa(n), "least": strconv.Itoa(least), "most": strconv.Itoa(most)}
	k.add(field, *invalid("config.range", args))
	return fallback
}

// slug is what an honour's slug may be: part of an address.
var slug = regexp.MustCompile(`^[a-z0-9-]+$`)

func (k *checker) honours(list []Honour) {
	slugs := map[string]bool{}
	for i, h := range list {
		at := decode.Item("honours", i)
		if h.Slug != "" && !slug.MatchString(h.Slug) {
			k.wrong(decode.Join(at, "slug"), "config.slug", h.Slug)
		}
		k.once(slugs, decode.Join(at, "slug"), h.Slug)
		k.distinct(decode.Join(at, "categories"), h.Categories)
		k.distinct(decode.Join(at, "levels"), h.Levels)
		for own, national := range h.National {
			field := decode.Join(decode.Join(at, "national"), own)
			if !slices.Contains(h.Categories, own) {
				k.add(field, decode.NotOneOf(field, own, h.Categories))
			}
			if !slices.Contains(NationalCategories, national) {
				k.add(field, decode.NotOneOf(field, national, NationalCategories))
			}
		}
	}
}

// The bounds of numbers: beyond them lies a slip of the keyboard.
const (
	maxDays  = 3650
	maxWidth = 10000 // pixels
	maxHours = 100000
)

// lists checks lists and numbers of the other tables.
func (k *checker) lists(d *document) {
	base := k.base
	k.ascending("volunteers.star_hours", &d.Volunteers.StarHours, base.Volunteers.StarHours, maxHours)
	k.ascending("photos.sizes", &d.Photos.Sizes, base.Photos.Sizes, maxWidth)
	k.distinct("festivals.extra", d.Festivals.Extra)
	for i, name := range d.Festivals.Extra {
		if slices.Contains(calendar.Festivals, name) {
			field := decode.Item("festivals.extra", i)
			k.add(field, RuleDuplicate.At(problem.Place{}, problem.Args{"field": field, "got": name}))
		}
	}
	for _, n := range []struct {
		field             string
		value             *int
		least, most, base int
	}{
		{"notice.min_working_days", &d.Notice.MinWorkingDays, 1, maxDays, base.Notice.MinWorkingDays},
		{"freshness.home", &d.Freshness.Home, 0, maxDays, base.Freshness.Home},
		{"freshness.events", &d.Freshness.Events, 0, maxDays, base.Freshness.Events},
		{"freshness.bulletins", &d.Freshness.Bulletins, 0, maxDays, base.Freshness.Bulletins},
		{"freshness.notices", &d.Freshness.Notices, 0, maxDays, base.Freshness.Notices},
		{"photos.quality", &d.Photos.Quality, 1, 100, base.Photos.Quality},
	} {
		*n.value = k.within(n.field, *n.value, n.least, n.most, n.base)
	}
}

// ascending checks a list of numbers from 1 on, each larger than the one before.
func (k *checker) ascending(field string, list *[]int, fallback []int, most int) {
	last := 0
	for i, n := range *list {
		if n <= last || n > most {
			k.wrong(decode.Item(field, i), "config.ascending", strconv.Itoa(n))
			*list = fallback
			return
		}
		last = n
	}
	if len(*list) == 0 {
		*list = fallback
	}
}

func (k *checker) publish(p *Publish) {
	base := k.base.Publish
	if p.Target != "" && !isTarget(p.Target) {
		k.wrong("publish.target", "config.target", p.Target)
		p.Target = ""
	}
	k.address("publish.public_url", &p.PublicURL)
	k.address("publish.endpoint", &p.Endpoint)
	k.hooks(p.Purge)
	if time.Duration(p.Lease) < minLease {
		k.wrong("publish.lease", "config.lease", p.Lease.String())
		p.Lease = base.Lease
	}
	p.Keep = k.within("publish.keep", p.Keep, 0, 1000, base.Keep)
	p.MaxDeletes = k.within("publish.max_deletes", p.MaxDeletes, 0, 1_000_000_000, base.MaxDeletes)
	if !(p.MaxDeleteShare >= 0 && p.MaxDeleteShare <= 1) { // so that nan is outside too
		k.wrong("publish.max_delete_share", "config.share", fmt.Sprint(p.MaxDeleteShare))
		p.MaxDeleteShare = base.MaxDeleteShare
	}
}

// minLease is the shortest lease: a publisher gives a sign of life each third of it, which must get through within another third. A
// second is what one slow request takes; a line that is worse than that needs the two minutes of the default.
const minLease = 3 * time.Second

// Variable matches what stands for a variable of the environment in an address of [publish] purge: ${NAME}.
var Variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// hooks checks the addresses that are told what caches shall forget. Variables are known when it is told.
func (k *checker) hooks(list []string) {
	for i := range list {
		field := decode.Item("publish.purge", i)
		if _, ok := k.index.Value(field); !ok {
			field = "publish.purge" // one address, without a list
		}
		known := Variable.ReplaceAllString(list[i], "x")
		if u, err := url.Parse(known); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.Contains(known, "${") {
			k.wrong(field, "config.purge", list[i])
		}
	}
}

// isTarget tells "dir:PATH" and "s3://BUCKET" or "s3://BUCKET/PREFIX".
func isTarget(target string) bool {
	if path, ok := strings.CutPrefix(target, "dir:"); ok {
		return strings.TrimSpace(path) != ""
	}
	u, err := url.Parse(target)
	return err == nil && u.Scheme == "s3" && u.Host != "" && !strings.ContainsAny(target, "?#")
}
